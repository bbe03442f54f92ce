"""What a column's name means, however it is spelled: cust_no, CustomerID, khbh and 客户编号 are one token."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from assess.diagnose.redundancy.abbreviated import learn_abbreviations
from assess.diagnose.redundancy.coded import Coded, coded
from assess.diagnose.redundancy.glossary import Glossary, extended, glossary
from assess.diagnose.redundancy.learned import learn
from assess.diagnose.redundancy.reading import Reader

__all__ = ["Glossary", "canonical", "canonical_comment", "column_tokens", "extended", "glossary", "table_prefix"]

_MANY, _MOST = 4, 0.8  # columns, and share of a table's columns, that make a prefix the table's

Codes = np.ndarray[Any, np.dtype[np.int32]]


def canonical(name: str, book: Glossary | None = None) -> str:
    """One token for a name: its concepts, each once, sorted; empty for a name without letters or digits."""
    return _reader(book or glossary()).token(name)


def canonical_comment(comment: str, book: Glossary | None = None) -> str:
    """The token of a comment's leading phrase ("状态：0 正常 1 停用" -> "status"); empty where there is none."""
    return _reader(book or glossary()).comment(comment)


def table_prefix(names: Sequence[str], book: Glossary | None = None) -> str:
    """A technical prefix of up to three letters that four fifths of a table's columns carry ("f_", "c_"); else ""."""
    texts = coded(pd.Series(list(names), dtype=object))
    kinds, prefix_of = _prefixes(texts.words, book or glossary())
    carried = _carried(np.zeros(len(texts), np.int64), texts.codes, prefix_of, len(kinds), 1)
    return next((kinds[prefix_of[code]] for code, has in zip(texts.codes, carried, strict=True) if has), "")


def column_tokens(columns: pd.DataFrame, glossary: Glossary | None = None) -> pd.DataFrame:
    """Tokens of columns (table_id, name, comment), aligned with the rows given.

    Returns `by_name` and `by_comment` (categories of text; by_comment falls back on by_name where the comment says
    nothing). Each name and each comment is read once. What the catalogue's own Chinese comments and names tell of
    pinyin and initials (khbh beside 客户编号) is used for all its columns.
    """
    book = glossary or _shipped()
    reader = Reader(book)
    names, comments = coded(columns["name"]), coded(columns["comment"])
    tables, ids = pd.factorize(columns["table_id"], sort=False)
    said = _codes_of([reader.comment(text) for text in comments.words])
    readings = [reader.read(name) for name in names.words]
    tokens = [reading.token for reading in readings]
    for name, token in learn(names, comments, tables, readings, reader).items():
        tokens[name] = token
    for name, token in learn_abbreviations(names, tables, tokens, reader).items():
        tokens[name] = token
    plain = _codes_of(tokens, said.words)
    kinds, prefix_of = _prefixes(names.words, book)
    by_name = plain.codes[names.codes] if len(names.words) else names.codes
    vocabulary = plain.words
    if kinds:
        carried = _carried(tables, names.codes, prefix_of, len(kinds), len(ids) + 1)
        bare = np.unique(names.codes[carried])
        short = _codes_of([reader.token(names.words[n][len(kinds[prefix_of[n]]) :]) for n in bare], vocabulary)
        vocabulary = short.words
        by_name[carried] = short.codes[np.searchsorted(bare, names.codes[carried])]
    empty = np.array([not word for word in said.words], dtype=bool)
    of_comment = said.codes[comments.codes] if len(comments.words) else comments.codes
    by_comment = np.where(empty[of_comment], by_name, of_comment) if len(empty) else by_name
    return pd.DataFrame(
        {
            "by_name": pd.Categorical.from_codes(by_name, categories=pd.Index(vocabulary, dtype=object)),
            "by_comment": pd.Categorical.from_codes(by_comment, categories=pd.Index(vocabulary, dtype=object)),
        },
        index=columns.index,
    )


@lru_cache(maxsize=4)
def _reader(book: Glossary) -> Reader:
    """One reader a glossary: making it ready costs as much as reading ten thousand names."""
    return Reader(book)


def _shipped() -> Glossary:
    return glossary()


def _codes_of(texts: Sequence[str], known: Sequence[str] = ()) -> Coded:
    """The texts coded, in a vocabulary that begins with `known`."""
    place = {word: code for code, word in enumerate(known)}
    codes = np.fromiter((place.setdefault(text, len(place)) for text in texts), dtype=np.int32, count=len(texts))
    return Coded(codes, list(place))


def _prefixes(names: Sequence[str], book: Glossary) -> tuple[list[str], Codes]:
    """The prefixes that might be technical, and which of them each name has (-1: none)."""
    kinds: dict[str, int] = {}
    found = np.full(len(names), -1, dtype=np.int32)
    for i, name in enumerate(names):
        if "_" in name[1:4]:
            head = name[: name.index("_", 1)].lower()
            if head.isalpha() and head not in book.concepts:
                found[i] = kinds.setdefault(head + "_", len(kinds))
    return list(kinds), found


def _carried(
    tables: np.ndarray[Any, Any], names: Codes, prefix_of: Codes, kinds: int, count: int
) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Whether each column carries the prefix of its table: four columns and four fifths of them have it."""
    if not kinds:
        return np.zeros(len(names), dtype=bool)
    prefix = prefix_of[names]
    rows = np.flatnonzero(prefix >= 0)
    pairs, which, times = np.unique(
        tables[rows] * np.int64(kinds) + prefix[rows], return_inverse=True, return_counts=True
    )
    sizes = np.bincount(tables, minlength=count)
    common = (times >= _MANY) & (times >= _MOST * sizes[pairs // kinds])
    found = np.zeros(len(names), dtype=bool)
    found[rows] = common[which]
    return found
