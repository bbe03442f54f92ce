"""Columns whose least and greatest value stay in the source: their names may mean personal data."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from assess.collect.personal_kinds import kinds


def hidden_ends(columns: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Names of the columns (name, comment) that any kind of personal data might be called.

    Wider than what diagnose marks: a hint is enough, wherever it stands, since an end less costs nothing.
    """
    return frozenset(name for name, comment in columns if _may_be_personal(name) or _may_be_personal(comment))


@lru_cache(100_000)  # names repeat from table to table
def _may_be_personal(text: str) -> bool:
    words = re.findall(r"[a-z]+|[^\x00-\x7f]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", text).lower())
    joined = "".join(words)
    short, long = _rules()
    return any(word in short for word in words) or joined in short or any(rule in joined for rule in long)


@cache
def _rules() -> tuple[frozenset[str], tuple[str, ...]]:
    """Words of under four Latin letters, which count whole only, and the others."""
    said = {"".join(rule.lower().split()) for kind in kinds().values() for rule in (*kind.names, *kind.hints)}
    short = frozenset(rule for rule in said if rule.isascii() and len(rule) < 4)
    return short, tuple(sorted(said - short))
