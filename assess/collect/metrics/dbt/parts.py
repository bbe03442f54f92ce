"""The facets of a dbt metric that is one aggregate, alone or as another metric uses it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from assess.collect.metrics.dbt.filters import Columns, time_column
from assess.collect.metrics.dbt.index import Index, Metric
from assess.collect.metrics.dbt.legacy import is_legacy
from assess.collect.metrics.dbt.models import Aggregate, Input, Model, filters_of, flat, input_of, unknown_function
from assess.collect.metrics.located import Items, Map
from assess.model.text import Text


@dataclass(slots=True)
class Parts:
    """The facets of a metric as they come together."""

    expression: str = ""
    base: str = ""
    filter: str = ""
    time_column: str = ""
    window: str = ""
    null_default: str = ""
    additivity: str = ""
    inputs: dict[str, str] = field(default_factory=dict)
    why: list[Text] = field(default_factory=list)
    uses: list[Metric] = field(default_factory=list)
    model: Model | None = None


def is_simple(given: Map) -> bool:
    """Whether a metric is one aggregate, said in itself or by a measure."""
    return given.text("type").lower() in ("", "simple") and ("measure" in given or "agg" in given)


def simple(metric: Metric, index: Index) -> Parts:
    """A metric that is one aggregate over one model."""
    given = flat(metric.data)
    filters, fill = filters_of(metric.data.get("filter")), given.text("fill_nulls_with")
    aggregate: Aggregate | None
    why: tuple[Text, ...] = ()
    if "measure" in given:
        used = input_of(given["measure"])
        aggregate, why = index.measure(used.name, metric.file)
        filters, fill = [*used.filters, *filters], used.fill or fill
    else:
        model, named = metric.model, given.text("semantic_model")
        if named and model is None:
            model, why = index.model(named, metric.file)
        aggregate = Aggregate(metric.name, metric.file, metric.line, given, model)
    if aggregate is None:
        return Parts(why=list(why))
    parts = of_aggregate(aggregate, filters, index, fill)
    parts.why = [*why, *parts.why]
    return parts


def of_aggregate(aggregate: Aggregate, filters: Sequence[str], index: Index, fill: str) -> Parts:
    model = aggregate.model
    columns = Columns(model, aggregate.time, lambda entity: index.owner(entity, aggregate.file))
    where = columns.where(filters)
    expression = aggregate.sql(columns.own(aggregate.expr))
    why = list(columns.why)
    if not expression:
        why.append(unknown_function(aggregate))
    if "{{" in expression or "{%" in expression:
        why.append(Text("计算式里有未渲染的模板。", "The expression has a template that is not rendered."))
    if model is None:
        why.append(Text(f"“{aggregate.name}”不在任何模型之下，没有数据来源。",
                        f"{aggregate.name} stands under no model, so its table is not known."))  # fmt: skip
    return Parts(expression, columns.base(), where, time_column(aggregate), null_default=fill,
                 additivity=aggregate.additivity, why=why, model=model)  # fmt: skip


def simple_of(found: Metric | None, used: Input, metric: Metric, index: Index) -> Parts | None:
    """An input that is one aggregate, with the filter it is used under; also a measure named in place of a metric."""
    if found is None:
        measure, _ = index.measure(used.name, metric.file)
        return of_aggregate(measure, used.filters, index, used.fill) if measure else None
    given = flat(found.data)
    if is_legacy(found.data) or not is_simple(given):
        return None
    if not used.filters:
        return simple(found, index)
    value = Items(0, [*filters_of(found.data.get("filter")), *used.filters], [])
    data = Map(found.line, [("filter", value, found.line), *found.data.pairs])
    return simple(Metric(found.name, found.file, found.line, data, found.model), index)
