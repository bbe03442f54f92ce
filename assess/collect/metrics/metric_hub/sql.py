"""The SQL of a metric-hub metric: its template's helpers written out, or its declared aggregation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from assess.model.text import Text

HELPERS = {
    "agg_sum": "COALESCE(SUM({select_expr}), 0)",
    "agg_any": "COALESCE(LOGICAL_OR({select_expr}), FALSE)",
    "agg_count": "COUNT({select_expr})",
    "agg_histogram_mean": 'SAFE_DIVIDE(SUM(CAST(JSON_EXTRACT_SCALAR({select_expr}, "$.sum") AS INT64)), '
    "SUM((SELECT SUM(value) FROM UNNEST(mozfun.hist.extract({select_expr}).values))))",
    "agg_hist_zero_fract": "SAFE_DIVIDE(SUM(mozfun.map.get_key(mozfun.hist.extract({select_expr}).values, 0)), "
    "SUM(mozfun.hist.extract({select_expr}).count))",
}
_LONGEST = 100_000  # characters of a template, and of what it becomes
_NEVER_SEEN = 30  # days since a client was seen that was not
_COMPARED = {">", ">=", "<", "<=", "=", "!="}


class _Unread(Exception):
    """A part of a template that is more than a helper with its text."""


@dataclass(slots=True)
class Rendered:
    """The SQL of one metric; filled as its template is read. `metrics` are those it names."""

    helpers: Mapping[str, str]
    parameters: Mapping[str, Any]
    metrics: list[str] = field(default_factory=list)
    why: list[Text] = field(default_factory=list)

    def text(self, template: str) -> str:
        """The template with its helpers written out; as it stands where it cannot be read. Nothing of it is run."""
        if len(template) > _LONGEST:
            self.why.append(Text(f"公式超过 {_LONGEST:,} 个字符，没有解析。",
                                 f"The formula is over {_LONGEST:,} characters and was not read."))  # fmt: skip
            return ""
        if "{{" not in template and "{%" not in template and "{#" not in template:
            return template.strip()
        from jinja2 import Environment, TemplateSyntaxError, nodes

        try:
            tree = Environment(autoescape=True).parse(template)
            parts = [self._of(n) for out in tree.body for n in (out.nodes if isinstance(out, nodes.Output) else [out])]
        except (TemplateSyntaxError, _Unread, RecursionError) as error:
            what = str(error) or "too deeply nested"
            self.why.append(
                Text(f"公式模板未能展开：{what}。", f"The template of the formula was not filled in: {what}.")
            )
            return template.strip()
        return "".join(parts).strip()

    def _of(self, node: Any) -> str:
        from jinja2 import nodes

        if isinstance(node, nodes.TemplateData):
            return node.data
        if isinstance(node, nodes.Const):
            return str(node.value)
        if isinstance(node, nodes.Add | nodes.Concat):
            both = [node.left, node.right] if isinstance(node, nodes.Add) else node.nodes
            return "".join(self._of(part) for part in both)
        if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name):
            return self._called(
                node.node.name, [self._of(arg) for arg in [*node.args, *(k.value for k in node.kwargs)]]
            )
        if isinstance(node, nodes.Getattr | nodes.Getitem) and isinstance(node.node, nodes.Name):
            name = node.attr if isinstance(node, nodes.Getattr) else self._of(node.arg)
            return self._named(node.node.name, name)
        raise _Unread(type(node).__name__.lower())

    def _called(self, name: str, given: list[str]) -> str:
        shape = self.helpers.get(name) or HELPERS.get(name)
        if shape is None or len(given) != 1:
            self.why.append(Text(f"没有函数“{name}”的定义。", f"There is no definition of the function {name}."))
            return f"{name}({', '.join(given)})"
        made = shape.strip().replace("{select_expr}", given[0])
        if len(made) > _LONGEST:
            raise _Unread("it grows too long")
        return made

    def _named(self, owner: str, name: str) -> str:
        if owner in ("metric", "metrics"):
            self.metrics.append(name)
            return name
        if owner != "parameters":
            raise _Unread(f"{owner}.{name}")
        stated = self.parameters.get(name)
        value = next((stated[k] for k in ("value", "default") if k in stated), None) if (
            isinstance(stated, Mapping)) else stated  # fmt: skip
        if isinstance(value, Mapping):
            self.why.append(Text(f"参数“{name}”按实验分组取值。", f"The parameter {name} differs by branch."))
            whens = " ".join(f"WHEN '{branch}' THEN '{chosen}'" for branch, chosen in value.items())
            return f"CASE e.branch {whens} END"
        if value is None:
            self.why.append(Text(f"没有写参数“{name}”的值。", f"The parameter {name} has no value."))
            return name
        return str(value)


def aggregated(metric: Mapping[str, Any], sql: Rendered) -> str:
    """The expression of a metric that declares its aggregation instead of writing SQL."""
    kind, column = str(metric.get("aggregation", "")), str(metric.get("column", ""))
    clauses = metric.get("where") or [{"column": column}]
    condition = " AND ".join(_clause(c) for c in clauses if isinstance(c, Mapping))
    made = {
        "sum": f"COALESCE(SUM({column}), 0)",
        "count": f"COUNT({column})",
        "count_where": f"COUNTIF({condition})",
        "any": f"COALESCE(LOGICAL_OR({condition}), FALSE)",
        "recency_within": f"COALESCE(MIN(mozfun.bits28.days_since_seen({column})), {_NEVER_SEEN})"
        f" < {metric.get('within_days')}",
    }.get(kind, "")
    if not made:
        sql.why.append(Text(f"聚合方式“{kind}”不认识。", f"The aggregation {kind} is not known."))
        return ""
    logical = kind in ("any", "recency_within")
    threshold = metric.get("threshold")
    if isinstance(threshold, Mapping):
        made = f"{_number(made, logical)} {threshold.get('op')} {threshold.get('value')}"
        logical = True
    return f"{_number(made, logical)} * {metric['scale']}" if "scale" in metric else made


def _number(expression: str, logical: bool) -> str:
    return f"CAST({expression} AS INT64)" if logical else expression


def _clause(clause: Mapping[str, Any]) -> str:
    column, sign = str(clause.get("column", "")), str(clause.get("op", ""))
    if sign not in _COMPARED:
        return re.sub(r"\s+", " ", f"{column} {sign}").strip()
    value = clause.get("value")
    shown = str(value).upper() if isinstance(value, bool) else str(value)
    return f"{column} {sign} " + ("'" + value.replace("'", "\\'") + "'" if isinstance(value, str) else shown)
