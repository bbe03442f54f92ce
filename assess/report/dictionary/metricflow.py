"""The dictionary as MetricFlow: a semantic model a table with its measures, a metric an entry.

Each aggregate of a formula is a measure. One alone is a simple metric, one over another a ratio, anything else is
derived. A measure names its time dimension where the metric states one. A filter refers to dimensions of the model.
What MetricFlow has no field for stands under `config.meta.assess`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlglot import exp

from assess.diagnose.metrics.formula import read_condition, read_formula
from assess.model.text import Language
from assess.report.dictionary.parts import facets_of, slug, slugs
from assess.report.dictionary.yaml_text import as_yaml
from assess.treat.dictionary import Entry

AGGREGATES = {exp.Sum: "sum", exp.Avg: "average", exp.Min: "min", exp.Max: "max", exp.Count: "count"}


class _NoForm(Exception):
    """Why MetricFlow cannot say it."""


def made(entries: Sequence[Entry], _language: Language) -> tuple[bytes, list[str]]:
    models: dict[str, dict[str, Any]] = {}
    metrics: list[dict[str, Any]] = []
    left_out: list[str] = []
    for entry, name in zip(entries, slugs(list(entries)), strict=True):
        try:
            metrics += _metrics(entry, name, models)
        except _NoForm as why:
            left_out.append(f"{entry.standard.name} ({entry.standard.metric_id}) {why}.")
    text = as_yaml(
        {"semantic_models": list(models.values()), "metrics": metrics},
        "The metric dictionary. What MetricFlow has no field for is under config.meta.assess.",
    )
    return text.encode(), left_out


def _metrics(entry: Entry, name: str, models: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """The metric and those of its parts; its measures are put into the model of its table."""
    metric = entry.standard
    base = metric.raw.get("base", "")
    if metric.is_query or metric.inputs:
        raise _NoForm("is a whole query" if metric.is_query else "is made of other metrics of its own file")
    if not base or any(c.isspace() or c == "(" for c in base.strip()):
        raise _NoForm("is not computed from one table; a model of its own must be built first")
    tree: Any = exp.Paren(this=read_formula(metric.formula, metric.dialect))
    calls = [c for c in tree.find_all(exp.AggFunc, bfs=False) if c.find_ancestor(exp.AggFunc) is None]
    if not calls:
        raise _NoForm("uses no aggregate that is known")
    parts: list[tuple[Any, str, str]] = []
    for call in calls:
        whole = call.parent if isinstance(call.parent, exp.Filter) else call
        parts.append((whole, *_measure(call, whole, metric.dialect)))
    model = _model(base, models, entry)
    filter_ = _filter(entry, model)
    common = {"label": metric.label or metric.name, "config": {"meta": {"assess": facets_of(entry)}}}
    column = metric.facets.time_column if metric.facets else ""
    time = {"agg_time_dimension": column} if column else {}
    names = []
    for number, (_, kind, formula) in enumerate(parts, 1):
        measure = name if len(parts) == 1 else f"{name}_part_{number}"
        model["measures"].append({"name": f"{measure}_measure", "agg": kind, "expr": formula, **time})
        names.append(measure)
    if len(parts) == 1 and tree.this is parts[0][0]:
        return [_simple(name, f"{name}_measure", filter_, common)]
    if len(parts) == 1:
        names = [f"{name}_part_1"]
        model["measures"][-1]["name"] = f"{name}_part_1_measure"
    inner = [_simple(n, f"{n}_measure", filter_, {"label": n}) for n in names]
    if isinstance(tree.this, exp.Div) and [tree.this.this, tree.this.expression] == [p[0] for p in parts]:
        params: dict[str, Any] = {"numerator": {"name": names[0]}, "denominator": {"name": names[1]}}
        return [*inner, {"name": name, "type": "ratio", **common, "type_params": params}]
    for (whole, _, _), part in zip(parts, names, strict=True):
        whole.replace(exp.column(part))
    params = {"expr": tree.this.sql(dialect=metric.dialect or None), "metrics": [{"name": n} for n in names]}
    return [*inner, {"name": name, "type": "derived", **common, "type_params": params}]


def _measure(call: Any, whole: Any, dialect: str) -> tuple[str, str]:
    """(aggregation, expression) of one aggregate."""
    kind = AGGREGATES.get(type(call))
    inner = call.this
    if isinstance(call, exp.Count) and isinstance(inner, exp.Distinct) and len(inner.expressions) == 1:
        kind, inner = "count_distinct", inner.expressions[0]
    elif isinstance(inner, exp.Distinct):
        kind = None
    if isinstance(call, exp.CountIf):
        kind, inner = "sum", exp.Case(ifs=[exp.If(this=inner.copy(), true=exp.Literal.number(1))])
    if kind is None:
        raise _NoForm(f"uses {call.sql_name()}, for which MetricFlow has no aggregation")
    value: Any = exp.Literal.number(1) if isinstance(inner, exp.Star) else inner.copy()
    if whole is not call:
        value = exp.Case(ifs=[exp.If(this=whole.expression.this.copy(), true=value)])
    return kind, str(value.sql(dialect=dialect or None))


def _model(base: str, models: dict[str, dict[str, Any]], entry: Entry) -> dict[str, Any]:
    name = slug(base)
    model = models.setdefault(
        name,
        {
            "name": name,
            "model": f"ref('{base.rsplit('.', 1)[-1]}')",
            "config": {"meta": {"assess": {"table": base}}},
            "primary_entity": f"{name}_row",
            "dimensions": [],
            "measures": [],
        },
    )
    column = entry.standard.facets.time_column if entry.standard.facets else ""
    if column:
        _dimension(model, column, "time")
    return model


def _dimension(model: dict[str, Any], column: str, kind: str) -> None:
    if all(d["name"] != column for d in model["dimensions"]):
        more = {"type_params": {"time_granularity": "day"}} if kind == "time" else {}
        model["dimensions"].append({"name": column, "type": kind, **more})


def _filter(entry: Entry, model: dict[str, Any]) -> str:
    """The condition with its columns as dimensions; "" where there is none."""
    metric = entry.standard
    condition = read_condition(metric.raw.get("filter", ""), metric.dialect)
    if condition is None:
        return ""
    marks: dict[str, str] = {}
    holder = exp.Paren(this=condition.copy())
    for column in list(holder.find_all(exp.Column)):
        name = slug(column.name)
        time = any(d["name"] == name and d["type"] == "time" for d in model["dimensions"])
        if not time:
            _dimension(model, name, "categorical")
        kind = "TimeDimension" if time else "Dimension"
        marks[name] = f"{{{{ {kind}('{model['primary_entity']}__{name}'{', ' + repr('day') if time else ''}) }}}}"
        column.replace(exp.column(f"made_up_{name}"))
    text = str(holder.this.sql(dialect=metric.dialect or None))
    for name, mark in sorted(marks.items(), key=lambda item: -len(item[0])):
        text = text.replace(f"made_up_{name}", mark)
    return text


def _simple(name: str, measure: str, filter_: str, common: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "type": "simple", **common, "type_params": {"measure": measure},
            **({"filter": filter_} if filter_ else {})}  # fmt: skip
