"""Semantic models of dbt in either spelling and as dbt's own JSON: what a metric's names stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from assess.collect.metrics.located import Items, Map, as_text
from assess.collect.metrics.yaml_parts import aggregate, alone, entries, inner, name_of
from assess.model.text import Text

_CALLED = re.compile(r"\b(ref|source)\s*\(([^)]*)\)")
_WORD = re.compile(r"""["']([^"']+)["']""")


_PARAMS = ("cumulative_type_params", "conversion_type_params", "metric_aggregation_params")


@dataclass(frozen=True, slots=True)
class Dimension:
    """A column of a model; `grain` is what one value of a time is per."""

    expr: str
    grain: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """A key of a model; `own` where each of its rows is one of them."""

    expr: str
    own: bool


@dataclass(frozen=True, eq=False, slots=True)
class Model:
    """A semantic model: its table, its default time, what its columns are called."""

    name: str
    file: str
    line: int
    table: str
    time: str = ""
    primary: str = ""
    group: str = ""
    meta: Map = field(default_factory=lambda: Map(0, []))
    entities: dict[str, Entity] = field(default_factory=dict)
    dimensions: dict[str, Dimension] = field(default_factory=dict)


@dataclass(frozen=True, eq=False, slots=True)
class Aggregate:
    """A measure, or a metric that is one: one aggregate over one model."""

    name: str
    file: str
    line: int
    data: Map
    model: Model | None

    def sql(self, expression: str = "") -> str:
        """The aggregate in SQL; empty where its function is not known."""
        function = self.data.text("agg").lower()
        written = expression or self.expr
        if function == "percentile":
            return self._percentile(written)
        if function == "count" and written == "1":
            written = "*"
        return aggregate(function, written)

    @property
    def expr(self) -> str:
        return self.data.text("expr") or self.name

    @property
    def time(self) -> str:
        """The name of the time dimension it is summed up by."""
        return self.data.text("agg_time_dimension") or (self.model.time if self.model else "")

    @property
    def additivity(self) -> str:
        """What it must not be summed over, empty where nothing is said."""
        over = inner(self.data, "non_additive_dimension")
        if not over.text("name"):
            return ""
        choice, groups = over.text("window_choice", "window_agg"), over.text("window_groupings", "group_by")
        shown = f"not over {over.text('name')}" + (f" ({choice.lower()})" if choice else "")
        return shown + (f" per {groups}" if groups else "")

    def _percentile(self, expression: str) -> str:
        params = inner(self.data, "agg_params")
        share = params.text("percentile") or self.data.text("percentile")
        try:
            value = float(share)
        except ValueError:
            return ""
        value = value / 100 if value > 1 else value
        discrete = (params.text("use_discrete_percentile") == "true"
                    or self.data.text("percentile_type") == "discrete")  # fmt: skip
        if value == 0.5 and not discrete:
            return f"MEDIAN({expression})"
        return f"PERCENTILE_{'DISC' if discrete else 'CONT'}({value:g}) WITHIN GROUP (ORDER BY {expression})"


@dataclass(frozen=True, slots=True)
class Input:
    """A metric or measure as another metric uses it."""

    name: str
    alias: str
    filters: tuple[str, ...] = ()
    shift: str = ""
    fill: str = ""


def flat(data: Map) -> Map:
    """A metric's entry with its parameters beside it, wherever the spelling of its version keeps them."""
    params = inner(data, "type_params")
    maps = [data, params, *(inner(params, key) for key in _PARAMS)]
    return Map(data.line, [pair for one in maps for pair in one.pairs if pair[1] is not None])


def input_of(value: Any) -> Input:
    """What is written where a metric or measure is used: its name, or more."""
    if not isinstance(value, Map):
        name = as_text(value)
        return Input(name, name)
    name = value.text("name", "metric", "measure")
    shift = window_of(value.get("offset_window"))
    if not shift and value.text("offset_to_grain"):
        shift = f"start of {value.text('offset_to_grain')}"
    filters = tuple(filters_of(value.get("filter")))
    return Input(name, value.text("alias") or name, filters, shift, value.text("fill_nulls_with"))


def window_of(value: Any) -> str:
    """A window as `7 days`, also from dbt's JSON."""
    if isinstance(value, Map):
        return f"{value.text('count')} {value.text('granularity', 'period')}".strip()
    return as_text(value)


def filters_of(value: Any) -> list[str]:
    """The filters written under `filter`: one, several, or as dbt's JSON keeps them."""
    if isinstance(value, Map):
        if "where_filters" in value:
            return [t for f in value.maps("where_filters") if (t := f.text("where_sql_template"))]
        return [t] if (t := value.text("where_sql_template", "sql")) else []
    if isinstance(value, Items):
        return [t for one in value for t in filters_of(one)]
    return [t] if (t := as_text(value)) else []


def table_of(written: str) -> str:
    """The table behind `ref('orders')` or `source('raw', 'orders')`."""
    called = _CALLED.search(written)
    if not called:
        return "" if "{" in written or "(" in written else written.strip()
    words = _WORD.findall(called[2].split("=")[0] if "=" not in called[2] else re.sub(r"\w+\s*=.*", "", called[2]))
    return ".".join(words) if called[1] == "source" else (words[-1] if words else "")


def old_models(document: Map, file: str) -> Iterator[tuple[Model, list[Aggregate]]]:
    """Models that stand by themselves, in a list or one in a document, and their measures."""
    for entry in entries(document, "semantic_models", repeated=True) + alone(document, "semantic_model"):
        name, line, _ = name_of(entry)
        relation = inner(entry, "node_relation")
        parts = [
            part for part in (relation.text("schema_name"), relation.text("alias")) if part and part[0] not in "${"
        ]
        table = ".".join(parts) or table_of(entry.text("model"))
        model = Model(
            name, file, line, table or name, inner(entry, "defaults").text("agg_time_dimension"),
            entry.text("primary_entity"), inner(entry, "config").text("group") or entry.text("group"),
            inner(entry, "config", "meta"),
        )  # fmt: skip
        _fill(model, entry)
        measures = []
        for measure in entries(entry, "measures"):
            called, at, _ = name_of(measure)
            measures.append(Aggregate(called, file, at, measure, model))
        yield model, measures


def new_models(document: Map, file: str) -> Iterator[tuple[Model, list[Map]]]:
    """dbt models that carry their semantics in their own entry, and the metrics beneath them."""
    for entry in entries(document, "models", repeated=True):
        semantic = inner(entry, "semantic_model")
        metrics = entries(entry, "metrics") + entries(semantic, "metrics")
        if not metrics and not entry.get("semantic_model"):
            continue
        name, line, _ = name_of(entry)
        config = inner(entry, "config")
        model = Model(
            semantic.text("name") or name, file, line, entry.text("alias") or config.text("alias") or name,
            entry.text("agg_time_dimension") or semantic.text("agg_time_dimension"),
            entry.text("primary_entity") or semantic.text("primary_entity"),
            semantic.text("group") or inner(semantic, "config").text("group") or config.text("group"),
            inner(semantic, "config", "meta"),
        )  # fmt: skip
        for column in entries(entry, "columns"):
            called = column.text("name")
            grain = column.text("granularity") or inner(column, "dimension").text("granularity")
            _column(model, called, grain, column)
        _fill(model, inner(entry, "derived_semantics"))
        yield model, metrics


def _fill(model: Model, entry: Map) -> None:
    for entity in entries(entry, "entities"):
        name = entity.text("name")
        own = entity.text("type").lower() in ("primary", "unique", "natural")
        model.entities.setdefault(name, Entity(entity.text("expr") or name, own))
    for dimension in entries(entry, "dimensions"):
        name = dimension.text("name")
        grain = inner(dimension, "type_params").text("time_granularity") or dimension.text("granularity")
        model.dimensions.setdefault(name, Dimension(dimension.text("expr") or name, grain.lower()))


def _column(model: Model, name: str, grain: str, column: Map) -> None:
    """A column that says of itself that it is a key or a dimension."""
    entity = column.get("entity")
    if entity:
        kind = inner(column, "entity").text("type") if isinstance(entity, Map) else str(entity)
        called = inner(column, "entity").text("name") or name
        model.entities.setdefault(called, Entity(name, kind.lower() in ("primary", "unique", "natural")))
    if column.get("dimension"):
        called = inner(column, "dimension").text("name") or name
        model.dimensions.setdefault(called, Dimension(name, grain.lower()))


def unknown_function(aggregate: Aggregate) -> Text:
    """What is said of an aggregate that SQL has no form for."""
    function = aggregate.data.text("agg")
    if not function:
        return Text(f"“{aggregate.name}”没有写聚合方式。", f"{aggregate.name} gives no aggregation.")
    return Text(
        f"“{aggregate.name}”的聚合方式“{function}”不认识或缺少参数。",
        f"The aggregation {function} of {aggregate.name} is not known or lacks a parameter.",
    )
