"""One more statement: which keys only one definition counts, and which both count with another amount."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from assess.diagnose.metrics.bridge.definition import in_source
from assess.diagnose.metrics.bridge.layers import laid, scaled
from assess.diagnose.metrics.bridge.sql import Query, Span, keyed
from assess.diagnose.metrics.bridge.variants import Variant, Walk
from assess.model.divergence import Identifiers


def key_query(walk: Walk, span: Span, engine: str) -> tuple[tuple[str, ...], Query] | None:
    """(key, statement) where both count rows of tables with the same declared key; None where nothing is a key."""
    ends = (walk.start, walk.changes[-1].variant if walk.changes else walk.start)
    keys = [one.source.tables[0].key if one.source.places[0].owner == one.source.tables[0].id else () for one in ends]
    if not keys[0] or [k.lower() for k in keys[0]] != [k.lower() for k in keys[1]]:
        return None
    sides: list[str] = []
    for one, layers in zip(ends, walk.layers, strict=True):
        bare = replace(layers, rounding={})
        value = laid(layers, layers, layers, layers, bare, walk.shared)
        here = in_source(value, one.source) if value is not None else None
        if here is None:
            return None
        sides.append(keyed(replace(one, value=scaled(here, one.scale) if one.scale != 1 else here), keys[0], span,
                           engine, len(sides)))  # fmt: skip
    names = ", ".join(f"k{number}" for number in range(len(keys[0])))
    both = "a > 0 AND b > 0"
    sql = (
        f"SELECT SUM(CASE WHEN {both} THEN 1 ELSE 0 END), SUM(CASE WHEN b = 0 THEN 1 ELSE 0 END), "
        f"SUM(CASE WHEN a = 0 THEN 1 ELSE 0 END), SUM(CASE WHEN {both} AND va <> vb THEN 1 ELSE 0 END), "
        f"SUM(CASE WHEN b = 0 THEN -va ELSE 0 END), SUM(CASE WHEN a = 0 THEN vb ELSE 0 END), "
        f"SUM(CASE WHEN {both} THEN vb - va ELSE 0 END) FROM ("
        f"SELECT {names}, SUM(a) AS a, SUM(b) AS b, COALESCE(SUM(va), 0) AS va, COALESCE(SUM(vb), 0) AS vb FROM "
        f"({sides[0]} UNION ALL {sides[1]}) AS each_ GROUP BY {names}) AS keyed_"
    )
    tables = dict.fromkeys(table.id for one in ends for table in one.source.tables)
    rows = [table.rows for one in ends for table in one.source.tables]
    return keys[0], Query(sql, (), tuple(tables), None if None in rows else sum(n or 0 for n in rows))


def identifiers_of(key: tuple[str, ...], row: Sequence[Any]) -> Identifiers:
    """What the statement brought."""
    both, only_a, only_b, other = (int(cell or 0) for cell in row[:4])
    amounts = [Decimal(str(cell or 0)).quantize(Decimal("0.000001")) for cell in row[4:]]
    return Identifiers(key, both, only_a, only_b, other, amounts[0], amounts[1], amounts[2])


def countable(walk: Walk) -> bool:
    """Whether amounts by key add up to the metric: sums by calendar period at both ends."""
    ends: tuple[Variant, ...] = (walk.start, *(change.variant for change in walk.changes[-1:]))
    return all(one.window is None and one.additive for one in ends)
