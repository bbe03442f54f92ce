"""What a catalogue itself tells of pinyin: khbh beside the comment 客户编号 means the same wherever it stands."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from assess.diagnose.redundancy.coded import Coded
from assess.diagnose.redundancy.pinyin import HAN, spelled_among
from assess.diagnose.redundancy.reading import Reader, Reading, head_of

_BESIDE = 0.8  # share of the columns of a name, beside a comment it abbreviates, that must say the same
_LEAST_INITIALS = 4  # letters of initials that are believed without a column of that name and comment
_LEAST_SYLLABLES = 2
_COMPANY = 2  # names known to be initials or pinyin that a table has where a shorter one is believed
_LATIN = re.compile(r"[a-z]+[0-9]*")


def learn(
    names: Coded, comments: Coded, tables: np.ndarray[Any, Any], readings: Sequence[Reading], reader: Reader
) -> dict[int, str]:
    """Token by name (its code), for names that are pinyin or initials of a Chinese comment or name of the catalogue.

    A name no glossary is sure of is believed to be the pinyin or the initials of a comment where it stands beside
    that comment in four of five columns that have both; without such a column, where only one thing in the
    catalogue is spelled so, and the name has four letters, or stands in tables that have two such names.
    """
    phrases: dict[str, int] = {}
    of_comment = np.array([_phrase(phrases, text) for text in comments.words], dtype=np.int64)
    for text in names.words:
        _phrase(phrases, text)
    if not phrases:
        return {}
    letters = {
        i: squashed for i, reading in enumerate(readings)
        if not reading.sure and _LATIN.fullmatch(squashed := _squashed(names.words[i]))
    }  # fmt: skip
    wanted = set(letters.values())
    spellings = _spellings(phrases, wanted)
    tokens = [reader.token(phrase) for phrase in phrases] if spellings else []
    beside = _beside(names, comments, of_comment, {i: spellings[s] for i, s in letters.items() if s in spellings})
    known = {i: s for i, s in letters.items() if s in spellings}
    believed = {i: _meant(beside.get(i, {}), spellings[s], tokens) for i, s in known.items()}
    found = {i: t for i, t in believed.items() if t and (len(letters[i]) >= _LEAST_INITIALS or i in beside)}
    short = {i: token for i, token in believed.items() if token and i not in found}
    return {**found, **_in_company(short, found, names, tables)}


def _in_company(
    short: dict[int, str], found: dict[int, str], names: Coded, tables: np.ndarray[Any, Any]
) -> dict[int, str]:
    """Those short names most of whose columns stand in tables with two names known to be initials or pinyin."""
    if not short or not found:
        return {}
    known = np.zeros(len(names.words), dtype=bool)
    known[list(found)] = True
    count = np.bincount(tables, weights=known[names.codes])
    rows = np.flatnonzero(np.isin(names.codes, list(short)))
    all_of = np.bincount(names.codes[rows], minlength=len(known))
    among = np.bincount(names.codes[rows], weights=count[tables[rows]] >= _COMPANY, minlength=len(known))
    return {i: token for i, token in short.items() if among[i] >= _BESIDE * all_of[i]}


def _spellings(phrases: dict[str, int], wanted: set[str]) -> dict[str, set[int]]:
    """Which phrases each wanted name is the initials or the pinyin of."""
    found: dict[str, set[int]] = defaultdict(set)
    if not wanted:
        return found
    for phrase, (whole, first) in zip(phrases, spelled_among(phrases, wanted), strict=True):
        if first in wanted and len(first) > 1:
            found[first].add(phrases[phrase])
        if whole in wanted and len(whole) >= _LEAST_INITIALS:
            found[whole].add(phrases[phrase])
    return found


def _meant(beside: dict[int, int], elsewhere: set[int], tokens: Sequence[str]) -> str:
    """The token that the phrases beside a name agree on; without any, that of all phrases elsewhere; else ""."""
    votes: dict[str, int] = defaultdict(int)
    for phrase, times in beside.items():
        votes[tokens[phrase]] += times
    if votes:
        best = max(sorted(votes), key=votes.__getitem__)
        return best if votes[best] >= _BESIDE * sum(votes.values()) else ""
    meant = {tokens[phrase] for phrase in elsewhere}
    return meant.pop() if len(meant) == 1 else ""


def _phrase(phrases: dict[str, int], text: str) -> int:
    """The place of a text's leading Chinese phrase of two characters and more; -1 where it has none."""
    if text.isascii():
        return -1
    head = head_of(text).replace("的", "").replace(" ", "").replace("_", "")
    if len(head) < _LEAST_SYLLABLES or not HAN.match(head):
        return -1
    return phrases.setdefault(head, len(phrases))


def _squashed(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "").replace(" ", "") if name.isascii() else ""


def _beside(
    names: Coded, comments: Coded, of_comment: np.ndarray[Any, Any], meant: dict[int, set[int]]
) -> dict[int, dict[int, int]]:
    """How often a name stands beside each phrase it may stand for: {name: {phrase: columns}}."""
    if not meant or not len(of_comment):
        return {}
    asked = np.zeros(len(names.words), dtype=bool)
    asked[list(meant)] = True
    rows = np.flatnonzero(asked[names.codes] & (of_comment >= 0)[comments.codes])
    width = np.int64(max(int(of_comment.max()) + 1, 1))
    pairs, times = np.unique(names.codes[rows] * width + of_comment[comments.codes[rows]], return_counts=True)
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for pair, count in zip(pairs.tolist(), times.tolist(), strict=True):
        name, phrase = divmod(pair, int(width))
        if phrase in meant[name]:
            found[name][phrase] = count
    return found
