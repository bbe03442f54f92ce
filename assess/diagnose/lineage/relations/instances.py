"""Sources read more than once in one query: told apart, and numbered so that the order of writing does not show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from assess.diagnose.lineage.relations.relation import Relation, Term


def apart(inner: Relation, present: Collection[str]) -> Relation:
    """The relation with each of its sources that is already `present` under a new number."""
    names: dict[str, str] = {}
    taken = set(present) | inner.sources
    for source in sorted(inner.sources & set(present)):
        name, number = base(source), 2
        while f"{name}@{number}" in taken:
            number += 1
        names[source] = f"{name}@{number}"
        taken.add(names[source])
    return with_sources(inner, names) if names else inner


def base(source: str) -> str:
    return source.split("@", 1)[0] if "@" in source else source


def with_sources(inner: Relation, names: Mapping[str, str]) -> Relation:
    """The relation reading other sources."""
    return replace(
        inner,
        columns={n: renamed(v, names) for n, v in inner.columns.items()},
        sources=frozenset(names.get(s, s) for s in inner.sources),
        filters=frozenset(renamed(f, names) for f in inner.filters),
        grain=None if inner.grain is None else frozenset(renamed(g, names) for g in inner.grain),
        open=tuple(names.get(s, s) for s in inner.open),
        extra=frozenset(renamed(e, names) for e in inner.extra),
        rows=None,
        branches=(),
    )


def renamed(part: Any, names: Mapping[str, str]) -> Any:
    """A term over other sources."""
    if not isinstance(part, tuple) or not part:
        return part
    if part[0] in ("col", "of", "src") and len(part) > 1 and isinstance(part[1], str):
        return (part[0], names.get(part[1], part[1]), *part[2:])
    return tuple(renamed(p, names) for p in part)


def renumbered(found: Relation) -> Relation:
    """Sources read several times, numbered by what is said of each: any numbering means the same."""
    repeated: dict[str, list[str]] = defaultdict(list)
    for source in found.sources:
        repeated[base(source)].append(source)
    repeated = {name: sources for name, sources in repeated.items() if len(sources) > 1}
    if not repeated:
        return found
    masks = {source: name for name, sources in repeated.items() for source in sources}
    said = [*found.filters, *found.extra, *(found.grain or ()), *found.columns.values()]
    names: dict[str, str] = {}
    for name, sources in repeated.items():
        weight = {s: sorted(repr(renamed(t, masks | {s: "•"})) for t in said if mentions(t, s)) for s in sources}
        for number, source in enumerate(sorted(sources, key=lambda s: (weight[s], s)), 1):
            names[source] = name if number == 1 else f"{name}@{number}"
    if all(a == b for a, b in names.items()):
        return found
    rows = found.rows
    return replace(with_sources(found, names), rows=with_sources(rows, names) if rows is not None else None)


def mentions(part: Any, source: str) -> bool:
    """Whether a term reads that source."""
    if not isinstance(part, tuple) or not part:
        return False
    if part[0] in ("col", "of", "src"):
        return bool(part[1] == source)
    return any(mentions(p, source) for p in part)


def replaced(part: Any, terms: Mapping[Term, Term]) -> Any:
    """A term with some of its parts exchanged."""
    if not isinstance(part, tuple) or not part:
        return part
    if part[0] in ("col", "of"):
        return terms.get(part, part)
    return tuple(replaced(p, terms) for p in part)


def opened(part: Any, name: str) -> Any:
    """A term over the closed relation `name` as one over what that is made of."""
    if not isinstance(part, tuple) or not part:
        return part
    if part[0] == "of" and part[1] == name:
        return part[2]
    return part if part[0] == "col" else tuple(opened(p, name) for p in part)
