"""What a definition says in each facet, as a person reads it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlglot import exp

from assess.diagnose.metrics.bridge.definition import Definition, Source
from assess.diagnose.metrics.bridge.layers import WHOLE, Layers, laid

_NOT_NULL = re.compile(r"\bNOT ([\w.\"]+) IS NULL\b")


def what_it_says(
    definition: Definition, layers: Layers, conditions: Iterable[Any], facets: Collection[str], shared: Collection[str]
) -> dict[str, str]:
    """A text a facet, of those that differ; of the filter only `conditions`, which the other side has not."""
    bare = replace(layers, distinct=frozenset(), nulls={}, factor=Fraction(1), rounding={})
    kept = laid(bare, bare if "distinctness" in facets else layers, bare, bare, bare, shared)
    core, source = shown([layers.core if kept is None else kept]), _places(definition.source)
    apart = {"tables", "join_path"} <= set(facets)
    places = [place.owner for place in definition.source.places]
    return {
        "tables": places[0] if apart else source,
        "join_path": " ⋈ ".join(places[1:]) if apart else source,
        "filter": shown(conditions),
        "time_column": shown([definition.time]),
        "expression": core,
        "aggregation": core,
        "distinctness": "DISTINCT" if layers.distinct else "",
        "null_default": _layer("COALESCE", layers.nulls, definition.fill),
        "window": str(definition.window or ""),
        "unit": _unit(layers.factor, definition.stated_unit),
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
        said.append(_NOT_NULL.sub(r"\1 IS NOT NULL", held.this.sql()))
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
