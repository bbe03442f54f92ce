"""A name read as concepts by one glossary: cust_no, CustomerID, khbh and 客户编号 are one token."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from assess.diagnose.redundancy.glossary import Glossary
from assess.diagnose.redundancy.pinyin import HAN

CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORDS = re.compile(r"[a-z]+|[0-9]+|[\u4e00-\u9fff]+|[^\W_]+")
_VOWEL = re.compile(r"[aeiou]")
_COMMENT_TAIL = re.compile(r"[:：,，;；。（(\[【/|\n\t<《=]|\s-\s|\d")
_LONGEST_COMMENT = 16
_TECHNICAL = frozenset({"fld", "col", "column", "fk", "pk", "the", "of"})
_HUNGARIAN = frozenset({"f", "c", "n", "v", "s", "d", "str", "dbl", "vch"})  # only before another word
_TAILS = ("id", "no", "cd", "nm")  # of two letters, written without a separator: orderno, hyid
_SINGLE = 2.5  # what a Chinese word of one character costs: 名单 is not 名 and 单
_UNKNOWN = 2.5  # what an unknown Chinese word costs, plus one a character
_WRITTEN, _ROMAN = 3, 4  # fewest letters of an English piece and of a word cut into pieces


@dataclass(frozen=True)
class Reading:
    """The concepts of a name in the order written; `sure` unless initials or an unknown word were in it."""

    words: tuple[str, ...]
    sure: bool

    @property
    def token(self) -> str:
        """Its concepts, each once, sorted."""
        return " ".join(sorted(set(self.words)))


@dataclass(frozen=True, eq=False)
class Reader:
    """Reads names by a glossary, each word once."""

    book: Glossary
    seen: dict[str, tuple[tuple[str, ...], bool]] = field(default_factory=dict)

    def read(self, name: str) -> Reading:
        """The reading of a column's name: "GMT_createTime" -> create, time."""
        salesforce = name[-3:] in {"__c", "__r"}
        raw = split(name[:-3] if salesforce else name)
        if len(raw) > 1:
            joined = self.book.concepts.get("".join(raw))
            if joined:
                return Reading(tuple(joined.split()), True)
            if raw[0] in _HUNGARIAN and raw[1].isalpha():
                raw = raw[1:]
        letters = "".join(raw)
        if len(raw) > 1 and _all_initials(raw, self.book) and letters.isascii():
            return Reading(tuple(w for part in raw for w in self.book.initials[part].split()), False)
        return self._read(raw)

    def token(self, name: str) -> str:
        """One token for a name; empty for a name without letters or digits."""
        return self.read(name).token

    def comment(self, comment: str) -> str:
        """The token of a comment's leading phrase ("状态：0 正常 1 停用" -> "status"); empty where there is none."""
        head = head_of(comment)
        return self.token(head) if head else ""

    def _read(self, raw: list[str]) -> Reading:
        found: list[str] = []
        sure, i = True, 0
        heads = self.book.phrase_heads
        while i < len(raw):
            step = next(
                (n for n in range(heads.get(raw[i], 0), 1, -1) if tuple(raw[i : i + n]) in self.book.phrases), 0
            )
            if step:
                found += self.book.phrases[tuple(raw[i : i + step])].split()
                i += step
                continue
            words, known = self._word(raw[i])
            found += words
            sure &= known
            i += 1
        useful = [word for word in found if word not in _TECHNICAL]
        return Reading(tuple(useful or found), sure)

    def _word(self, word: str) -> tuple[tuple[str, ...], bool]:
        known = self.seen.get(word)
        if known is None:
            known = self.seen[word] = self._fresh(word)
        return known

    def _fresh(self, word: str) -> tuple[tuple[str, ...], bool]:
        """The concepts of a word, and whether that is sure."""
        concepts = self.book.concepts
        if word in concepts:
            return tuple(concepts[word].split()), True
        if HAN.match(word):
            return self._chinese(word.replace("的", "") or word), True
        if word.isdigit():
            return (word.lstrip("0") or "0",), True
        single = _singular(word)
        if single in concepts:
            return tuple(concepts[single].split()), True
        return self._cut(word) or ((single,), False)

    def _cut(self, word: str) -> tuple[tuple[str, ...], bool] | None:
        """An unknown Latin word as one without vowels, as English words run together, as pinyin, as initials."""
        long = len(word) >= _ROMAN
        if long and not _VOWEL.search(word, 1) and word in self.book.skeletons:
            return tuple(self.book.skeletons[word].split()), True
        if long and (parts := _cover(word, self._english)):
            return parts, True
        if len(word) > 2 and word in self.book.preferred:
            return tuple(self.book.preferred[word].split()), False
        if long and word.isascii() and could_be_pinyin(word):
            if parts := _cover(word, self._pinyin):
                return parts, True
            if parts := _cover(word, self._initials):
                return parts, False
        return None

    @cached_property
    def _english(self) -> _Pieces:
        long = {s: c for s, c in self.book.concepts.items() if len(s) >= _WRITTEN and s.isascii() and s.isalpha()}
        return _Pieces(long, self._tails)

    @cached_property
    def _pinyin(self) -> _Pieces:
        return _Pieces(self.book.pinyin, {**self._tails, **_SYLLABLES})

    @cached_property
    def _initials(self) -> _Pieces:
        return _Pieces({**self.book.initials, **self.book.pinyin}, {"id": "id", "bm": "code"})  # 编码 ends, 部门 begins

    @cached_property
    def _tails(self) -> dict[str, str]:
        return {s: self.book.concepts[s] for s in _TAILS if s in self.book.concepts}

    def _chinese(self, word: str) -> tuple[str, ...]:
        """The word cut into known spellings at the least cost; what no spelling covers is a word of its own."""
        concepts, longest = self.book.concepts, self.book.longest
        best: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
        for end in range(1, len(word) + 1):
            options = []
            for start in range(end):
                piece = word[start:end]
                cost, parts = best[start]
                if len(piece) <= longest and piece in concepts:
                    price = 1.0 if end - start > 1 else _SINGLE
                    options.append((cost + price, (*parts, *concepts[piece].split())))
                options.append((cost + _UNKNOWN + len(piece), (*parts, piece)))
            best.append(min(options))
        return best[-1][1]


# Chinese words of one character at the end of a name spelled in pinyin: kehuming, dingdanhao.
_SYLLABLES = {
    "hao": "id", "ming": "name", "jia": "price", "shui": "tax", "zhi": "value",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Pieces:
    """Spellings a word may be cut into, and those that may only end it."""

    whole: Mapping[str, str]
    tails: Mapping[str, str]

    @cached_property
    def lengths(self) -> Mapping[str, tuple[int, ...]]:
        """Lengths of the spellings that begin with two letters, longest first."""
        found: dict[str, set[int]] = {}
        for spelling in (*self.whole, *self.tails):
            found.setdefault(spelling[:2], set()).add(len(spelling))
        return {head: tuple(sorted(of, reverse=True)) for head, of in found.items()}


def _cover(word: str, pieces: _Pieces) -> tuple[str, ...]:
    """The word cut into the fewest pieces that cover it whole, the longest first; () where none do."""
    reached: dict[int, tuple[int, tuple[str, ...]]] = {0: (0, ())}
    for start in range(len(word) - 1):
        before = reached.get(start)
        if before is None:
            continue
        for length in pieces.lengths.get(word[start : start + 2], ()):
            end = start + length
            if end > len(word):
                continue
            piece = word[start:end]
            last = start and end == len(word) and pieces.tails.get(piece)
            concept = last or pieces.whole.get(piece)
            if concept and (end not in reached or reached[end][0] > before[0] + 1):
                reached[end] = (before[0] + 1, (*before[1], *concept.split()))
    return reached.get(len(word), (0, ()))[1]


def split(name: str) -> list[str]:
    """Words of a name in lower case, cut at separators, humps and digits."""
    if name.isascii():
        return _WORDS.findall(name if name.islower() else CAMEL.sub("_", name).lower())
    return _WORDS.findall(CAMEL.sub("_", unicodedata.normalize("NFKC", name)).lower())


def head_of(comment: str) -> str:
    """The leading phrase of a comment; empty where there is none short enough to be a name."""
    text = comment if comment.isascii() else unicodedata.normalize("NFKC", comment)
    head = _COMMENT_TAIL.split(text.strip(), maxsplit=1)[0].strip()
    if not head or len(head) > _LONGEST_COMMENT * (1 if HAN.search(head) else 2):
        return ""
    return head


# What does not occur in a word of pinyin syllables, and the letters of initials: no syllable begins with i, u or v.
_NO_SYLLABLES = re.compile(r"[bdfhjklmpqtvwxy](?![aeiouv])|[zcs](?![haeiouv])")
_INITIALS = re.compile(r"[a-hj-tw-z]+(?:id)?")


def could_be_pinyin(word: str) -> bool:
    """Whether the letters of a word allow it to be pinyin or pinyin initials."""
    return _INITIALS.fullmatch(word) is not None or _NO_SYLLABLES.search(word.removesuffix("id")) is None


def _all_initials(raw: Iterable[str], book: Glossary) -> bool:
    """Whether every word is two or three letters that are only initials (kh_bh), none of them English."""
    return all(
        2 <= len(part) <= 3 and part.isalpha() and part not in book.concepts and part in book.initials for part in raw
    )


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
