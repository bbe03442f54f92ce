"""Metrics of dbt from before its semantic models: a calculation over a model, with filters and a timestamp."""

from __future__ import annotations

import re
from typing import Any

from assess.collect.metrics.dbt.index import Index, Metric
from assess.collect.metrics.dbt.models import table_of
from assess.collect.metrics.located import Map
from assess.collect.metrics.yaml_parts import aggregate, all_of, entries, inner, is_name, place
from assess.model.text import Text

_METRIC = re.compile(r"\{\{\s*metric\(\s*[\"']([^\"']+)[\"']\s*\)\s*\}\}")
_KINDS = {"count", "count_distinct", "sum", "average", "min", "max", "median", "expression"}


def is_legacy(data: Map) -> bool:
    """Whether a metric is written in the first spelling, or the one before it."""
    return "calculation_method" in data or ("model" in data and data.text("type") in _KINDS)


def legacy(metric: Metric, index: Index) -> dict[str, Any]:
    """The facets of such a metric, by the names of `dbt_parts.Parts`."""
    data = metric.data
    method = data.text("calculation_method", "type").lower()
    written = data.text("expression", "sql")
    why: list[Text] = []
    inputs: dict[str, str] = {}
    uses: list[Metric] = []
    if method in ("derived", "expression"):

        def named(match: re.Match[str]) -> str:
            found, its_why = index.metric(match[1], metric.file)
            why.extend(its_why)
            if found:
                uses.append(found)
                inputs[match[1]] = place(found.file, found.line, found.name)
            return match[1] if is_name(match[1]) else f'"{match[1]}"'

        expression = _METRIC.sub(named, written)
    else:
        expression = aggregate(method, written or "*")
        if not expression:
            why.append(Text(f"计算方式“{method}”不认识。", f"The calculation method {method} is not known."))
    if why:
        inputs = {}  # a name left over would read as a column
    if not written and method != "count":
        why.append(Text("没有写计算式。", "No expression is given."))
        expression = ""
    conditions = [f"{f.text('field')} {f.text('operator')} {f.text('value')}" for f in entries(data, "filters")]
    if "{{" in expression or any("{{" in one for one in conditions):
        why.append(Text("有未渲染的模板。", "A template is not rendered."))
    window = inner(data, "window")
    return {
        "expression": expression, "base": table_of(data.text("model")), "filter": all_of(conditions),
        "time_column": data.text("timestamp"), "inputs": inputs, "uses": uses, "why": why,
        "window": f"{window.text('count')} {window.text('period')}".strip(),
    }  # fmt: skip
