"""What a column's name means, however it is spelled: cust_no, CustomerID, khbh and 客户编号 are one token."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORDS = re.compile(r"[a-z]+|[0-9]+|[\u4e00-\u9fff]+|[^\W_]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_COMMENT_TAIL = re.compile(r"[:：,，;；。（(\[【/|\n\t<《=]|\s-\s|\d")
_LONGEST_COMMENT = 16
_TECHNICAL = frozenset({"f", "fld", "col", "c", "fk", "pk", "the", "of", "n", "v", "s", "d"})


@dataclass(frozen=True)
class Glossary:
    """`concepts` gives the concept of a spelling; `longest` is the length of the longest spelling."""

    concepts: dict[str, str]
    longest: int


@cache
def glossary() -> Glossary:
    """The shipped glossary (words/glossary.yaml)."""
    from ruamel.yaml import YAML

    path = Path(__file__).with_name("words") / "glossary.yaml"
    concepts: dict[str, str] = {}
    for concept, spellings in YAML(typ="safe").load(path.read_text(encoding="utf-8")).items():
        for spelling in spellings:
            if concepts.setdefault(str(spelling), str(concept)) != concept:
                raise ValueError(f'glossary.yaml: "{spelling}" stands under {concepts[str(spelling)]} and {concept}')
    return Glossary(concepts, max(map(len, concepts)))


@cache
def words_of(name: str) -> tuple[str, ...]:
    """The concepts in a name, in the order written: "GMT_createTime" -> ("create", "time")."""
    plain = unicodedata.normalize("NFKC", name).strip()
    raw = _WORDS.findall(_CAMEL.sub("_", plain).lower())
    found = [concept for word in raw for concept in _concepts(word)]
    useful = [word for word in found if word not in _TECHNICAL]
    return tuple(useful or found)


@cache
def canonical(name: str) -> str:
    """One token for a name: its concepts, sorted; empty for a name without letters or digits."""
    return " ".join(sorted(words_of(name)))


@cache
def canonical_comment(comment: str) -> str:
    """The token of a comment's leading phrase ("状态：0 正常 1 停用" -> "status"); empty where there is none."""
    head = _COMMENT_TAIL.split(unicodedata.normalize("NFKC", comment).strip(), maxsplit=1)[0].strip()
    if not head or len(head) > _LONGEST_COMMENT * (1 if _HAN.search(head) else 2):
        return ""
    return canonical(head)


def table_prefix(names: Sequence[str]) -> str:
    """A technical prefix of up to three letters that four fifths of a table's columns carry ("f_", "c_"); else ""."""
    common: dict[str, int] = {}
    for name in names:
        if "_" in name[1:4]:
            head = name[: name.index("_", 1) + 1].lower()
            common[head] = common.get(head, 0) + head[:-1].isalpha()
    for prefix, count in sorted(common.items()):
        if count >= 4 and count >= 0.8 * len(names) and prefix[:-1] not in glossary().concepts:
            return prefix
    return ""


def column_tokens(columns: pd.DataFrame) -> pd.DataFrame:
    """Tokens of columns (table_id, name, comment), aligned with the rows given.

    Returns `by_name` and `by_comment` (string; by_comment falls back on by_name where the comment says nothing).
    """
    names = [str(name) for name in columns["name"]]
    rows_of: dict[str, list[int]] = {}
    for row, table in enumerate(columns["table_id"]):
        rows_of.setdefault(str(table), []).append(row)
    stripped = list(names)
    for rows in rows_of.values():
        prefix = table_prefix([names[row] for row in rows])
        for row in rows if prefix else ():
            if names[row].lower().startswith(prefix):
                stripped[row] = names[row][len(prefix) :]
    by_name = [canonical(name) for name in stripped]
    by_comment = [canonical_comment(str(text)) for text in columns["comment"]]
    return pd.DataFrame(
        {"by_name": by_name, "by_comment": [c or n for c, n in zip(by_comment, by_name, strict=True)]},
        index=columns.index,
    )


@cache
def _concepts(word: str) -> tuple[str, ...]:
    known = glossary().concepts
    if word in known and (len(word) > 2 or _HAN.match(word) or word in _SAFE_SHORT):
        return (known[word],)
    single = _singular(word)
    if single in known and len(single) > 2:
        return (known[single],)
    parts = _segments(word)
    return parts or (single,)


# Abbreviations of two letters that English names really use as whole words; the others are pinyin initials.
_SAFE_SHORT = frozenset({"id", "no", "nm", "cd", "dt", "tm", "at", "ip", "lv", "yr", "hr", "wk", "wh", "nr"})


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _segments(word: str) -> tuple[str, ...]:
    """The word cut into known spellings with the fewest cuts, if they cover it whole; else ().

    Chinese words keep what no spelling covers as a part of its own, since 会员折扣 minus 折扣 still means something.
    """
    book = glossary()
    han = bool(_HAN.match(word))
    if len(word) < (2 if han else 4):
        return ()
    best: list[tuple[float, tuple[str, ...]] | None] = [(0.0, ())] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - book.longest), end):
            before = best[start]
            if before is None:
                continue
            piece = word[start:end]
            if piece in book.concepts:
                step, part = 1.0, book.concepts[piece]
            elif han:
                step, part = 2.5 + len(piece), piece
            else:
                continue
            candidate = (before[0] + step, (*before[1], part))
            if best[end] is None or candidate < best[end]:  # type: ignore[operator]
                best[end] = candidate
    whole = best[-1]
    return whole[1] if whole else ()
