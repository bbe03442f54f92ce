"""What is told from a piece of a report's query: aggregates, groups, columns of time, names that need no marks."""

from __future__ import annotations

import re
from typing import Any

from sqlglot import exp

_RANKS = (exp.Rank, exp.DenseRank, exp.PercentRank, exp.Ntile, exp.CumeDist, exp.Lag, exp.Lead, exp.FirstValue,
          exp.LastValue, exp.NthValue)  # fmt: skip
_TIME = re.compile(r"(?:^|_)(?:date|dt|day|ds|time|ts|at|month|week|datetime|timestamp|ymd|hour|year)(?:$|_)|日期|时间"
                   r"|(?:date|time)$", re.IGNORECASE)  # fmt: skip
_RESERVED = {
    "ALL", "AND", "AS", "ASC", "BETWEEN", "BY", "CASE", "CROSS", "DESC", "DISTINCT", "ELSE", "END", "FROM", "FULL",
    "GROUP", "HAVING", "IN", "INNER", "INTO", "IS", "JOIN", "LEFT", "LIKE", "LIMIT", "NOT", "NULL", "ON", "OR", "ORDER",
    "OUTER", "RIGHT", "SELECT", "TABLE", "THEN", "UNION", "USING", "VALUES", "WHEN", "WHERE", "WITH",
}  # fmt: skip


def sums_up(value: Any) -> bool:
    """Whether an output holds an aggregate that is more than a rank among rows."""
    return any(not isinstance(a, _RANKS) for a in value.find_all(exp.AggFunc)) or any(
        re.match(r"(?i)(?:count|sum|avg|uniq|approx_count|ndv)\w*$", str(f.name)) for f in value.find_all(exp.Anonymous)
    )


def group(select: Any) -> list[Any]:
    """What a query groups by, with the outputs that numbers and aliases stand for."""
    by = select.args.get("group")
    if by is None:
        return []
    outputs = select.expressions
    if by.args.get("all"):
        return [o.unalias() for o in outputs if not sums_up(o)]
    several = (exp.Rollup, exp.Cube, exp.GroupingSets)
    parts = [c for p in by.expressions for c in (p.find_all(exp.Column) if isinstance(p, several) else [p])]
    for kind in ("rollup", "cube", "grouping_sets"):
        given = by.args.get(kind)
        parts += [c for each in (given if isinstance(given, list) else ()) for c in each.find_all(exp.Column)]
    by_alias = {o.alias.lower(): o.this for o in outputs if isinstance(o, exp.Alias)}
    found = []
    for part in parts:
        if isinstance(part, exp.Literal) and part.is_int and 0 < int(part.this) <= len(outputs):
            found.append(outputs[int(part.this) - 1].unalias())
        elif isinstance(part, exp.Column) and not part.table and part.name.lower() in by_alias:
            found.append(by_alias[part.name.lower()])
        else:
            found.append(part)
    return found


def time_column(condition: Any, grouped: list[Any]) -> str:
    """The one column of time that rows are chosen by; else the one they are grouped by."""
    for nodes in ([condition] if condition is not None else [], grouped):
        names = {
            str(c.name).lower(): str(c.name) for n in nodes for c in n.find_all(exp.Column) if _TIME.search(c.name)
        }
        if names:
            return next(iter(names.values())) if len(names) == 1 else ""
    return ""


def is_plain(name: str) -> bool:
    return re.fullmatch(r"[^\W\d]\w*", name) is not None and name.upper() not in _RESERVED


def plainly(node: Any) -> Any:
    """Names that need no quotation marks without them: which marks an engine has differs."""
    copied = node.copy()
    for identifier in copied.find_all(exp.Identifier):
        if identifier.args.get("quoted") and is_plain(identifier.name):
            identifier.set("quoted", False)
    return copied
