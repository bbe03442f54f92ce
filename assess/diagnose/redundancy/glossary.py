"""The words column names are made of: the shipped glossary, and one that an engagement extends."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from assess.diagnose.redundancy.pinyin import HAN, spelled

_VOWELS = re.compile(r"(?<!^)[aeiou]")
_WORD = re.compile(r"[a-z]+|[0-9]+|[\u4e00-\u9fff]+|[^\W_]+")
_LEAST_ROMAN = 4  # letters of pinyin or of a vowel-less abbreviation that stand for a word by themselves


@dataclass(frozen=True, eq=False)
class Glossary:
    """`concepts` gives the concept of a spelling (lower case, without separators; a concept of two words reads
    "total price"); `preferred` that of initials several words share; `phrases` are the spellings of several words."""

    concepts: Mapping[str, str]
    preferred: Mapping[str, str] = field(default_factory=dict)
    phrases: Mapping[tuple[str, ...], str] = field(default_factory=dict)

    @cached_property
    def longest(self) -> int:
        """Length of the longest spelling."""
        return max(map(len, self.concepts), default=0)

    @cached_property
    def phrase_heads(self) -> Mapping[str, int]:
        """The first word of each phrase, and the most words a phrase has that begins so."""
        heads: dict[str, int] = {}
        for phrase in self.phrases:
            heads[phrase[0]] = max(heads.get(phrase[0], 0), len(phrase))
        return heads

    @cached_property
    def pinyin(self) -> Mapping[str, str]:
        """Concept by pinyin of two syllables and more; what two concepts share is left out."""
        whole = self._romanised[0]
        return {
            s: self.preferred.get(s) or next(iter(of)) for s, of in whole.items() if len(of) == 1 or s in self.preferred
        }

    @cached_property
    def initials(self) -> Mapping[str, str]:
        """Concept by pinyin initials of two letters and more: one concept's own, or the preferred one."""
        own = {s: next(iter(of)) for s, of in self._romanised[1].items() if len(of) == 1}
        return {**own, **{s: concept for s, concept in self.preferred.items() if s not in self._romanised[0]}}

    @cached_property
    def skeletons(self) -> Mapping[str, str]:
        """Concept by an English word without its vowels (cstmr), where only one concept has it."""
        found: dict[str, set[str]] = defaultdict(set)
        for spelling, concept in self.concepts.items():
            bare = _VOWELS.sub("", spelling)
            if spelling.isascii() and spelling.isalpha() and len(bare) >= _LEAST_ROMAN and bare != spelling:
                found[bare].add(concept)
        return {bare: next(iter(of)) for bare, of in found.items() if len(of) == 1 and bare not in self.concepts}

    @cached_property
    def _romanised(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        """Concepts by pinyin and by initials of the Chinese spellings."""
        whole: dict[str, set[str]] = defaultdict(set)
        heads: dict[str, set[str]] = defaultdict(set)
        for spelling, concept in self.concepts.items():
            if len(spelling) > 1 and all(map(HAN.match, spelling)):
                letters, first = spelled(spelling)
                whole[letters].add(concept)
                heads[first].add(concept)
        for letters in self.concepts:
            whole.pop(letters, None)
            heads.pop(letters, None)
        return {s: of for s, of in whole.items() if len(s) >= _LEAST_ROMAN}, dict(heads)


@cache
def glossary() -> Glossary:
    """The shipped glossary (words/glossary.yaml, words/pinyin.yaml)."""
    return _made(_read("glossary.yaml"), _read("pinyin.yaml"))


def extended(extra: Mapping[str, Sequence[str]]) -> Glossary:
    """The shipped glossary with an engagement's words: concept -> spellings in any language.

    A concept of a new name is itself a spelling. A spelling that belongs to a shipped concept moves to the
    engagement's. Pinyin and initials of Chinese spellings follow. ValueError where the engagement itself has one
    spelling under two concepts.
    """
    shipped = glossary()
    if not extra:
        return shipped
    concepts, phrases = dict(shipped.concepts), dict(shipped.phrases)
    taken: dict[str, str] = {}
    for key, spellings in extra.items():
        concept = _label(key)
        for spelling in (key, *spellings):
            words = plain_words(spelling)
            letters = "".join(words)
            if taken.setdefault(letters, concept) != concept:
                raise ValueError(f'"{spelling}" stands under {taken[letters]} and {concept}')
            if letters:
                concepts[letters] = concept
                _note_phrase(phrases, words, concept)
    preferred = {s: concept for s, concept in shipped.preferred.items() if s not in taken}
    for letters, concept in taken.items():
        if len(letters) > 1 and all(map(HAN.match, letters)):
            preferred[spelled(letters)[1]] = concept
    return Glossary(concepts, preferred, phrases)


def plain_words(text: str) -> tuple[str, ...]:
    """Words of a spelling in lower case: "Store level" and store_level -> ("store", "level")."""
    return tuple(_WORD.findall(unicodedata.normalize("NFKC", text).lower()))


def _label(key: str) -> str:
    """A concept of the engagement as one word of a token; a shipped concept keeps its own name."""
    shipped = " ".join(plain_words(key))
    return shipped if shipped in set(glossary().concepts.values()) else "_".join(plain_words(key))


def _made(entries: Mapping[str, Sequence[str]], preferred: Mapping[str, str]) -> Glossary:
    concepts: dict[str, str] = {}
    phrases: dict[tuple[str, ...], str] = {}
    for concept, spellings in entries.items():
        own = () if " " in concept else (concept,)
        for spelling in (*own, *spellings):
            words = plain_words(spelling)
            letters = "".join(words)
            if concepts.setdefault(letters, concept) != concept:
                raise ValueError(f'glossary.yaml: "{spelling}" stands under {concepts[letters]} and {concept}')
            _note_phrase(phrases, words, concept)
    return Glossary(concepts, preferred, phrases)


def _note_phrase(phrases: dict[tuple[str, ...], str], words: tuple[str, ...], concept: str) -> None:
    if len(words) > 1:
        phrases[words] = concept


def _read(name: str) -> dict[str, Any]:
    from ruamel.yaml import YAML

    path = Path(__file__).with_name("words") / name
    return {str(key): value for key, value in YAML(typ="safe").load(path.read_text(encoding="utf-8")).items()}
