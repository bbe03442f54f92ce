"""Metrics of dbt that are made of others: ratios, formulas, running totals, conversions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from assess.collect.metrics.dbt.filters import Columns
from assess.collect.metrics.dbt.index import Index, Metric
from assess.collect.metrics.dbt.models import Input, filters_of, input_of, window_of
from assess.collect.metrics.dbt.parts import Parts, of_aggregate, simple, simple_of
from assess.collect.metrics.located import Items, Map
from assess.collect.metrics.yaml_parts import all_of, filtered, parsed, place, quoted
from assess.model.text import Text


def composite(metric: Metric, given: Map, kind: str, index: Index) -> Parts:
    """A formula over other metrics.

    Where one is used under a filter no other metric stands for it, and all of them are written out.
    """
    parts, used = _formula(given, kind)
    inside = [simple_of(index.metric(one.name, metric.file)[0], one, metric, index) for one in used]
    models = {id(one.model): one for one in inside if one is not None}
    alike = next(iter(models.values())) if len(models) == 1 and None not in inside else None
    columns = Columns(alike.model if alike else None, alike.time_column if alike else "",
                      lambda entity: index.owner(entity, metric.file))  # fmt: skip
    filters = filters_of(metric.data.get("filter"))
    parts.filter = columns.where(filters)
    parts.why += columns.why
    if columns.joined:  # the filter reaches into another table, which each of the metrics then has to be joined to
        parts.filter = ""
        used = [replace(one, filters=(*one.filters, *filters)) for one in used]
        inside = [simple_of(index.metric(one.name, metric.file)[0], one, metric, index) for one in used]
    _use(parts, used, inside, metric, index)
    _complete(parts, used)
    for name in ("base", "time_column"):
        values = {getattr(one, name) if one else "" for one in inside}
        setattr(parts, name, values.pop() if len(values) == 1 else "")
    parts.null_default = given.text("fill_nulls_with")
    return parts


def _formula(given: Map, kind: str) -> tuple[Parts, list[Input]]:
    """The formula of a ratio or derived metric, and what it uses."""
    if kind == "derived":
        listed = given.get("input_metrics", given.get("metrics"))
        why = [] if given.text("expr") else [Text("派生指标没有写计算式。", "The derived metric gives no expression.")]
        used = [input_of(one) for one in listed] if isinstance(listed, Items) else []
        return Parts(given.text("expr"), why=why), used
    sides = {"numerator": "分子", "denominator": "分母"}
    why = [Text(f"没有写{zh}。", f"No {key} is given.") for key, zh in sides.items() if key not in given]
    used = [input_of(given[key]) for key in sides if key in given]
    if len({one.alias for one in used}) < len(used):
        used[1] = replace(used[1], alias=f"{used[1].alias}_denominator")
    return Parts("" if why else " / ".join(quoted(one.alias) for one in used), why=why), used


def _use(parts: Parts, used: Sequence[Input], inside: Sequence[Parts | None], metric: Metric, index: Index) -> None:
    """Inputs by their place, or all written out where one of them has no metric that stands for it."""
    write, before = False, len(parts.why)
    for one, simple_one in zip(used, inside, strict=True):
        found, why = index.metric(one.name, metric.file)
        if found is None and simple_one is None:
            parts.why += why
            continue
        write = write or found is None or bool(one.filters)
        if one.shift:
            parts.why.append(Text(f"“{one.alias}”是“{one.name}”移动了时间（{one.shift}）的值，公式里写不出。",
                                  f"{one.alias} is {one.name} shifted in time ({one.shift}), "
                                  "which a formula cannot say."))  # fmt: skip
        elif one.filters and simple_one is None:
            parts.why.append(Text(f"“{one.name}”本身是派生指标，加在它上面的筛选条件写不进公式。",
                                  f"{one.name} is made of metrics; a filter on it has no SQL."))  # fmt: skip
        elif found is not None and not one.filters:
            parts.inputs[one.alias] = place(found.file, found.line, found.name)
        parts.uses += [found] if found is not None else []
    if not write or len(parts.why) > before:
        return
    whole = {one.alias: each for one, each in zip(used, inside, strict=True) if each is not None and each.expression}
    if len(whole) < len(used) or len({one.base for one in whole.values()}) > 1:
        parts.why.append(Text("有筛选条件的输入与其他输入不在同一张表上，写不成一个公式。",
                              "An input with a filter and the others are not of one table."))  # fmt: skip
        return
    parts.inputs = {}
    for alias, each in whole.items():
        shown = filtered(each.expression, each.filter)
        shown = f"COALESCE({shown}, {each.null_default})" if each.null_default else shown
        name = rf"(?<![\w.\"']){re.escape(quoted(alias))}(?![\w(\"'])"
        parts.expression = re.sub(name, shown.replace("\\", r"\\"), parts.expression)
        parts.why += each.why


def _complete(parts: Parts, used: Sequence[Input]) -> None:
    """Inputs are given only where all names of the formula are: a name left over would read as a column."""
    tree = parsed(parts.expression, "") if parts.inputs else None
    names = {c.name for c in tree.find_all(exp.Column)} if tree is not None else set()
    strange = sorted(names - {one.alias for one in used})
    if strange:
        parts.why.append(Text(f"公式里的“{'”、“'.join(strange)}”不在所列的输入指标里。",
                              f"The formula names {', '.join(strange)}, which the inputs do not list."))  # fmt: skip
    if strange or any(one.alias not in parts.inputs for one in used):
        parts.inputs = {}


def cumulative(metric: Metric, given: Map, index: Index) -> Parts:
    """An aggregate over a window that moves along, or from the start of a period."""
    if "measure" in given:
        parts = simple(metric, index)
    elif "input_metric" in given:
        used = input_of(given["input_metric"])
        more = Input(used.name, used.alias, (*used.filters, *filters_of(metric.data.get("filter"))))
        found, why = index.metric(used.name, metric.file)
        inside = simple_of(found, more, metric, index) if found else None
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


def conversion(metric: Metric, given: Map, index: Index) -> Parts:
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
            inside = simple_of(found, used, metric, index) if found else None
        else:
            measure, why = index.measure(used.name, metric.file)
            inside = of_aggregate(measure, used.filters, index, "") if measure else None
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
