"""What a catalogue itself tells of abbreviations: ovrhd is overhead, mana_post beside manager_post is the same."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Any

import numpy as np

from assess.diagnose.redundancy.coded import Coded
from assess.diagnose.redundancy.glossary import Glossary
from assess.diagnose.redundancy.reading import Reader, split

_VOWELS = re.compile(r"(?<!^)[aeiou]")
_LONG = 4  # fewest letters of a word that others shorten
_SHORT = 4  # most letters of a known abbreviation that may stand for something else as well
_PREFIX = 3  # fewest letters kept of a word cut short; at least two are missing
_ALONE = 3  # fewest letters of a word without vowels that is a name by itself
_MANY = 24  # words that begin so: then the beginning says nothing
_WAYS = 64  # expansions tried of one name


def learn_abbreviations(
    names: Coded, tables: np.ndarray[Any, Any], tokens: Sequence[str], reader: Reader
) -> dict[int, str]:
    """Token by name (its code), for names that become another name of the catalogue when their words are written out.

    A word may be short for one that begins with it, or for one that has its letters when vowels are left out; cut
    words count only beside others (mana_post), since alone port is no portal. The written-out name must be the only
    one of the catalogue that fits, and must stand in no table beside the short one. A word the glossary knows as an
    abbreviation (prd: product) is taken otherwise (period) only where its own reading is nobody else's.
    """
    raw = [split(name) if name.isascii() else [] for name in names.words]
    known = _names_by_token(names.words, tokens)
    words = _Words({word for parts in raw for word in parts if word.isalpha()}, reader.book)
    found: dict[int, str] = {}
    for i, parts in enumerate(raw):
        if not parts:
            continue
        lone = len(known[tokens[i]]) == 1
        options = [words.long_forms(part, len(parts) == 1) if words.open(part, lone) else () for part in parts]
        if not any(options):
            continue
        meant = {token for token in _expanded(reader, parts, options) if token in known} - {tokens[i], ""}
        if len(meant) == 1:
            found[i] = meant.pop()
    return _apart(found, names, tables, tokens)


class _Words:
    """The catalogue's words: which may be short for which."""

    def __init__(self, seen: set[str], book: Glossary) -> None:
        self._book = book
        self._long = sorted(word for word in seen if len(word) >= _LONG)
        self._bare: dict[str, list[str]] = defaultdict(list)
        for word in self._long:
            bare = _VOWELS.sub("", word)
            if bare != word:
                self._bare[bare].append(word)
        self._known: dict[tuple[str, bool], tuple[str, ...]] = {}

    def open(self, word: str, lone: bool) -> bool:
        """Whether the word may be short for another: unknown, or a short abbreviation in a name read like no other."""
        if not word.isalpha() or len(word) < 2:
            return False
        concept = self._book.concepts.get(word)
        return concept is None or (lone and concept != word and len(word) <= _SHORT)

    def long_forms(self, word: str, alone: bool) -> tuple[str, ...]:
        """The words it may be short for."""
        if (word, alone) not in self._known:
            bare = self._bare.get(word, ()) if len(word) >= (_ALONE if alone else 2) else ()
            cut = () if alone or len(word) < _PREFIX else self._begun(word)
            self._known[word, alone] = tuple(dict.fromkeys((*bare, *cut)))
        return self._known[word, alone]

    def _begun(self, word: str) -> tuple[str, ...]:
        low, high = bisect_left(self._long, word), bisect_left(self._long, word + "{")
        found = tuple(long for long in self._long[low:high] if len(long) >= len(word) + 2)
        return found if len(found) <= _MANY else ()


def _expanded(reader: Reader, parts: Sequence[str], options: Sequence[Sequence[str]]) -> Iterator[str]:
    """Tokens of the name with some of its words written out."""
    ways = product(*((part, *longer) for part, longer in zip(parts, options, strict=True)))
    for way in islice(ways, 1, _WAYS):
        yield reader.token("_".join(way))


def _names_by_token(words: Sequence[str], tokens: Sequence[str]) -> Mapping[str, set[str]]:
    """The names, without case and separators, that have each token."""
    found: dict[str, set[str]] = defaultdict(set)
    for word, token in zip(words, tokens, strict=True):
        found[token].add(word.lower().replace("_", ""))
    return found


def _apart(
    found: Mapping[int, str], names: Coded, tables: np.ndarray[Any, Any], tokens: Sequence[str]
) -> dict[int, str]:
    """Those that stand in no table beside a column of the token they are to have."""
    if not found:
        return {}
    place = {token: i for i, token in enumerate(sorted(set(found.values())))}
    own = np.full(len(names.words), -1, dtype=np.int64)
    own[list(found)] = [place[token] for token in found.values()]
    of_token = np.array([place.get(token, -1) for token in tokens], dtype=np.int64)
    short, full = np.flatnonzero(own[names.codes] >= 0), np.flatnonzero(of_token[names.codes] >= 0)
    width = len(place)
    beside = np.isin(
        tables[short] * width + own[names.codes[short]], tables[full] * width + of_token[names.codes[full]]
    )
    refused = set(names.codes[short[beside]].tolist())
    return {code: token for code, token in found.items() if code not in refused}
