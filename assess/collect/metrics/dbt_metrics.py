"""One metric of dbt as a definition: its aggregate or what it is made of, its filters and its time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assess.collect.metrics.dbt_filters import Columns, time_column
from assess.collect.metrics.dbt_index import Index, Metric
from assess.collect.metrics.dbt_legacy import is_legacy, legacy
from assess.collect.metrics.dbt_models import (
    Aggregate,
    Input,
    Model,
    filters_of,
    flat,
    input_of,
    unknown_function,
    window_of,
)
from assess.collect.metrics.definition import Definition
from assess.collect.metrics.located import Items, Map
from assess.collect.metrics.yaml_shared import about, all_of, filtered, inner, label_of, place, quoted
from assess.model.text import Text


@dataclass(frozen=True, slots=True)
class Defined:
    """A definition and the metrics it is made of."""

    definition: Definition
    uses: tuple[Metric, ...] = ()


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


def define(metric: Metric, index: Index) -> Defined:
    """The definition of a metric, with whatever could not be resolved."""
    given = flat(metric.data)
    kind = given.text("type").lower()
    if is_legacy(metric.data):
        parts = Parts(**legacy(metric, index))
    elif _is_simple(given):
        parts = _simple(metric, index)
    elif kind in ("ratio", "derived"):
        parts = _composite(metric, given, kind, index)
    elif kind == "cumulative":
        parts = _cumulative(metric, given, index)
    elif kind == "conversion":
        parts = _conversion(metric, given, index)
    else:
        parts = Parts(why=[_unknown_kind(kind)])
    model = parts.model or metric.model
    config = inner(metric.data, "config")
    facts = about(inner(config, "meta"), inner(metric.data, "meta"), *([model.meta] if model else []))
    facts["owner"] = (
        facts["owner"] or config.text("group") or metric.data.text("group") or (model.group if model else "")
    )
    definition = Definition(
        metric.name, metric.file, metric.line, "dbt", expression=parts.expression, label=label_of(metric.data),
        base=parts.base, filter=parts.filter, time_column=parts.time_column, window=parts.window,
        null_default=parts.null_default, additivity=parts.additivity, dialect=metric.dialect, inputs=parts.inputs,
        unresolved=(*metric.why, *dict.fromkeys(parts.why)), **facts,
    )  # fmt: skip
    return Defined(definition, tuple(parts.uses))


def _is_simple(given: Map) -> bool:
    return given.text("type").lower() in ("", "simple") and ("measure" in given or "agg" in given)


def _unknown_kind(kind: str) -> Text:
    if not kind:
        return Text("没有写指标类型，也没有度量或聚合方式。", "It gives no type, no measure and no aggregation.")
    if kind == "simple":
        return Text("简单指标没有写度量，也没有写聚合方式。", "It is simple but gives no measure and no aggregation.")
    return Text(f"指标类型“{kind}”不认识。", f"The metric type {kind} is not known.")


def _simple(metric: Metric, index: Index) -> Parts:
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
    parts = _of(aggregate, filters, index, fill)
    parts.why = [*why, *parts.why]
    return parts


def _of(aggregate: Aggregate, filters: Sequence[str], index: Index, fill: str) -> Parts:
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


def _composite(metric: Metric, given: Map, kind: str, index: Index) -> Parts:
    """A formula over other metrics; one used under a filter is written out, as no other metric stands for it."""
    if kind == "ratio":
        missing = [key for key in ("numerator", "denominator") if key not in given]
        used = [input_of(given[key]) for key in ("numerator", "denominator") if key in given]
        expression = " / ".join(quoted(one.alias) for one in used) if not missing else ""
        why = [Text(f"没有写{'分子' if key == 'numerator' else '分母'}。", f"No {key} is given.") for key in missing]
    else:
        listed = given.get("input_metrics", given.get("metrics"))
        used = [input_of(one) for one in listed] if isinstance(listed, Items) else []
        expression = given.text("expr")
        why = [] if expression else [Text("派生指标没有写计算式。", "The derived metric gives no expression.")]
    if len({one.alias for one in used}) < len(used) and kind == "ratio":
        used = [used[0], Input(used[1].name, f"{used[1].alias}_denominator", used[1].filters)]
        expression = " / ".join(quoted(one.alias) for one in used)
    parts = Parts(expression, why=why)
    simple: list[Parts] = []
    written: dict[str, Parts] = {}
    for one in used:
        found, its_why = index.metric(one.name, metric.file)
        inside = _simple_of(found, one, metric, index)
        if found is None and inside is not None:
            written[one.alias] = inside
        elif found is None:
            parts.why += its_why
        elif one.shift:
            parts.why.append(Text(f"“{one.alias}”是“{one.name}”移动了时间（{one.shift}）的值，公式里写不出。",
                                  f"{one.alias} is {one.name} shifted in time ({one.shift}), "
                                  "which a formula cannot say."))  # fmt: skip
            parts.uses.append(found)
        elif one.filters and inside is None:
            parts.why.append(Text(f"“{one.name}”本身是派生指标，加在它上面的筛选条件写不进公式。",
                                  f"{one.name} is made of metrics; a filter on it has no SQL."))  # fmt: skip
            parts.uses.append(found)
        else:
            if one.filters and inside is not None:
                written[one.alias] = inside
            else:
                parts.inputs[one.alias] = place(found.file, found.line, found.name)
            parts.uses.append(found)
        simple += [inside] if inside is not None else []
    _agree(parts, simple, len(used))
    _write_out(parts, written)
    model = simple[0].model if simple and len({id(s.model) for s in simple}) == 1 else None
    columns = Columns(model, "", lambda entity: index.owner(entity, metric.file))
    columns.time = simple[0].time_column if simple else ""
    parts.filter = columns.where(filters_of(metric.data.get("filter")))
    if columns.joined:
        parts.base = columns.base()
    parts.why += columns.why
    parts.null_default = given.text("fill_nulls_with")
    return parts


def _simple_of(found: Metric | None, used: Input, metric: Metric, index: Index) -> Parts | None:
    """An input that is one aggregate, with the filter it is used under; also a measure named in place of a metric."""
    if found is None:
        measure, _ = index.measure(used.name, metric.file)
        return _of(measure, used.filters, index, used.fill) if measure else None
    given = flat(found.data)
    if is_legacy(found.data) or not _is_simple(given):
        return None
    if not used.filters:
        return _simple(found, index)
    value = Items(0, [*filters_of(found.data.get("filter")), *used.filters], [])
    data = Map(found.line, [("filter", value, found.line), *found.data.pairs])
    return _simple(Metric(found.name, found.file, found.line, data, found.model), index)


def _agree(parts: Parts, simple: Sequence[Parts], count: int) -> None:
    """Base and time of a formula whose every part has the same."""
    if len(simple) != count:
        return
    if len({one.base for one in simple}) == 1:
        parts.base = simple[0].base
    if len({one.time_column for one in simple}) == 1:
        parts.time_column = simple[0].time_column


def _write_out(parts: Parts, written: dict[str, Parts]) -> None:
    if not written:
        return
    bases = {one.base for one in written.values()}
    if len(bases) > 1 or any(not one.expression for one in written.values()):
        names = list(written)
        parts.why.append(Text(f"“{'”、“'.join(names)}”的筛选条件各在不同的表上，写不成一个公式。",
                              f"{', '.join(names)} are filtered on different tables."))  # fmt: skip
        return
    for alias, one in written.items():
        shown = filtered(one.expression, one.filter)
        shown = f"COALESCE({shown}, {one.null_default})" if one.null_default else shown
        name = rf"(?<![\w.\"']){re.escape(quoted(alias))}(?![\w(\"'])"
        parts.expression = re.sub(name, shown.replace("\\", r"\\"), parts.expression)
        parts.why += one.why
    parts.base = parts.base or bases.pop()


def _cumulative(metric: Metric, given: Map, index: Index) -> Parts:
    """An aggregate over a window that moves along, or from the start of a period."""
    if "measure" in given:
        parts = _simple(metric, index)
    elif "input_metric" in given:
        used = input_of(given["input_metric"])
        more = Input(used.name, used.alias, (*used.filters, *filters_of(metric.data.get("filter"))))
        found, why = index.metric(used.name, metric.file)
        inside = _simple_of(found, more, metric, index) if found else None
        if inside is not None:
            parts = inside
        else:
            parts = Parts(quoted(used.name) if found else "", why=list(why))
            parts.inputs = {used.name: place(found.file, found.line, found.name)} if found else {}
            if found and more.filters:
                parts.filter = all_of(Columns(None, "", lambda entity: None).where([f]) for f in more.filters)
        parts.uses = [found] if found else []
    else:
        parts = Parts(why=[Text("累计指标没有写累计什么。", "The cumulative metric does not say what it accumulates.")])
    grain = given.text("grain_to_date")
    parts.window = window_of(given.get("window")) or (f"{grain} to date" if grain else "all time")
    return parts


def _conversion(metric: Metric, given: Map, index: Index) -> Parts:
    """Events that another event follows within a window: no formula over rows says that."""
    parts = Parts(window=window_of(given.get("window")))
    names = []
    for role in ("base", "conversion"):
        value = given.get(f"{role}_metric", given.get(f"{role}_measure"))
        used = input_of(value)
        names.append(used.name or "?")
        if f"{role}_metric" in given:
            found, why = index.metric(used.name, metric.file)
            parts.uses += [found] if found else []
            inside = _simple_of(found, used, metric, index) if found else None
        else:
            measure, why = index.measure(used.name, metric.file)
            inside = _of(measure, used.filters, index, "") if measure else None
        parts.why += why
        if inside is not None and role == "base":
            parts.base, parts.time_column, parts.model = inside.base, inside.time_column, inside.model
    within = f"（{parts.window}内）" if parts.window else ""
    inside_en = f" within {parts.window}" if parts.window else ""
    entity = given.text("entity")
    parts.why.append(Text(f"转化指标按“{entity}”数“{names[0]}”之后{within}发生的“{names[1]}”，写不成对行的公式。",
                          f"A conversion counts {names[1]} that follow {names[0]} of the same {entity}{inside_en}; "
                          "no formula over rows says that."))  # fmt: skip
    return parts
