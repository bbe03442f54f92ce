"""One metric of dbt as a definition: its aggregate or what it is made of, its filters and its time."""

from __future__ import annotations

from dataclasses import dataclass

from assess.collect.metrics.dbt.composite import composite, conversion, cumulative
from assess.collect.metrics.dbt.index import Index, Metric
from assess.collect.metrics.dbt.legacy import is_legacy, legacy
from assess.collect.metrics.dbt.models import flat
from assess.collect.metrics.dbt.parts import Parts, is_simple, simple
from assess.collect.metrics.definition import Definition
from assess.collect.metrics.yaml_parts import about, inner, label_of
from assess.model.text import Text


@dataclass(frozen=True, slots=True)
class Defined:
    """A definition and the metrics it is made of."""

    definition: Definition
    uses: tuple[Metric, ...] = ()


def define(metric: Metric, index: Index) -> Defined:
    """The definition of a metric, with whatever could not be resolved."""
    given = flat(metric.data)
    kind = given.text("type").lower()
    if is_legacy(metric.data):
        parts = Parts(**legacy(metric, index))
    elif is_simple(given):
        parts = simple(metric, index)
    elif kind in ("ratio", "derived"):
        parts = composite(metric, given, kind, index)
    elif kind == "cumulative":
        parts = cumulative(metric, given, index)
    elif kind == "conversion":
        parts = conversion(metric, given, index)
    else:
        parts = Parts(why=[_unknown_kind(kind)])
    model = parts.model or metric.model
    config = inner(metric.data, "config")
    facts = about(inner(config, "meta"), inner(metric.data, "meta"), *([model.meta] if model else []))
    facts["owner"] = (
        facts["owner"] or config.text("group") or metric.data.text("group") or (model.group if model else "")
    )
    ours = inner(metric.data, "config", "meta", "assess")  # what a dictionary of ours says besides
    facts |= {key: ours.text(key) for key in ("unit", "owner", "department") if ours.text(key)}
    definition = Definition(
        metric.name, metric.file, metric.line, "dbt", expression=parts.expression, label=label_of(metric.data),
        base=parts.base, filter=parts.filter, time_column=parts.time_column or ours.text("time_column"),
        window=parts.window or ours.text("window"), grain=ours.text("grain"),
        null_default=parts.null_default or ours.text("null_default"),
        additivity=parts.additivity or ours.text("additivity"), dialect=metric.dialect, inputs=parts.inputs,
        unresolved=(*metric.why, *dict.fromkeys(parts.why)), **facts,
    )  # fmt: skip
    return Defined(definition, tuple(parts.uses))


def _unknown_kind(kind: str) -> Text:
    if not kind:
        return Text("没有写指标类型，也没有度量或聚合方式。", "It gives no type, no measure and no aggregation.")
    if kind == "simple":
        return Text("简单指标没有写度量，也没有写聚合方式。", "It is simple but gives no measure and no aggregation.")
    return Text(f"指标类型“{kind}”不认识。", f"The metric type {kind} is not known.")
