"""What a definition says in each facet, as a person reads it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlglot import exp

from assess.diagnose.metrics.bridge.definition import Definition, Source
from assess.diagnose.metrics.bridge.layers import WHOLE, Layers


def what_it_says(definition: Definition, layers: Layers, conditions: Iterable[Any]) -> dict[str, str]:
    """A text a facet; of the filter only `conditions`, which the other side has not."""
    core, source = shown([layers.core]), _places(definition.source)
    return {
        "tables": source,
        "join_path": source,
        "filter": shown(conditions),
        "time_column": shown([definition.time]),
        "expression": core,
        "aggregation": core,
        "distinctness": "DISTINCT" if layers.distinct else "",
        "null_default": _layer("COALESCE", layers.nulls, definition.fill),
        "window": str(definition.window or ""),
        "unit": _unit(layers.factor, definition.unit),
        "rounding": _layer("ROUND", layers.rounding, ""),
    }


def _places(source: Source) -> str:
    if all(not place.owner.startswith("~") for place in source.places):
        return " ⋈ ".join(place.owner for place in source.places)
    return " ⋈ ".join(sorted(table.id for table in source.tables))


def shown(trees: Iterable[Any]) -> str:
    """Conditions or a formula as a person reads them: without owners and quotation marks."""
    said = []
    for tree in trees:
        held = exp.Paren(this=tree.copy())
        for column in list(held.find_all(exp.Column)):
            column.replace(exp.column(exp.to_identifier(column.name, quoted=False)) if column.name else column)
        said.append(held.this.sql())
    return " AND ".join(said)


def _layer(kind: str, said: Any, fill: str) -> str:
    parts = []
    for key, tree in said.items():
        part = "…" if key == WHOLE else key.replace('"', "")
        parts.append(f"{kind}({part}, {tree.sql()})")
    return "; ".join([*parts, *([f"empty period = {fill}"] if fill else [])])


def _unit(factor: Fraction, unit: str) -> str:
    said = "" if factor == 1 else f"× {factor.numerator}" if factor.denominator == 1 else f"÷ {1 / factor}"
    if factor != 1 and factor.numerator != 1 and factor.denominator != 1:
        said = f"× {Decimal(factor.numerator) / Decimal(factor.denominator)}"
    return " ".join(part for part in (said, unit) if part)
