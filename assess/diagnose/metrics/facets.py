"""A metric definition taken apart into facets that can be compared one by one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp

from assess.diagnose.lineage.relations.describe import describe
from assess.diagnose.lineage.relations.relation import Relation, base_table, has_aggregate
from assess.diagnose.metrics import logic
from assess.diagnose.metrics.formula import Unreadable, read_base, read_condition, read_formula
from assess.diagnose.metrics.names import Name, parse_grain, parse_name, parse_period, parse_unit, plain, short_label
from assess.diagnose.metrics.nulls import without_null_defaults
from assess.diagnose.metrics.show import show
from assess.diagnose.metrics.window import split_window
from assess.model.text import Text

Term = tuple[Any, ...]


@dataclass(frozen=True)
class Facets:
    """What a metric says. Empty text is not stated; terms are canonical (see canonical.py)."""

    expression: Term
    null_default: frozenset[Term]
    rounding: str
    filter: frozenset[Term]
    tables: tuple[str, ...]
    rows: frozenset[Term]
    time_column: str
    window: str
    grain: frozenset[str]
    unit: str

    def as_json(self) -> dict[str, Any]:
        """The facets as a person reads them."""
        return {
            "expression": show(self.expression),
            "aggregation": sorted(set(aggregates(self.expression))),
            "distinctness": distinctness(self.expression),
            "filter": sorted(show(t) for t in self.filter),
            "tables": list(self.tables),
            "time_column": self.time_column,
            "window": self.window,
            "grain": sorted(self.grain),
            "unit": self.unit,
            "null_default": sorted(show(t) for t in self.null_default),
            "rounding": self.rounding,
        }


@dataclass(frozen=True)
class Metric:
    """A definition as collected, its name taken apart, its facets; `why` says what could not be read."""

    metric_id: str
    name: str
    label: str
    department: str
    file: str
    line: int
    formula: str
    dialect: str
    names: tuple[Name, ...]
    facets: Facets | None
    why: tuple[Text, ...] = ()
    raw: dict[str, str] = field(default_factory=dict)


def read_metric(row: dict[str, Any], table_of: Callable[[str, str], str]) -> Metric:
    """A metric of the evidence; `table_of(name, source)` gives the id of a table by its name as written."""
    names = [parse_name(row["name"])]
    if short_label(row["label"]) and parse_name(row["label"]) not in names:
        names.append(parse_name(row["label"]))
    facets: Facets | None = None
    why: tuple[Text, ...] = ()
    try:
        facets = _facets(row, names[0], table_of)
    except Unreadable as problem:
        why = (problem.text,)
    except RecursionError:
        why = (Text("公式嵌套太深，没有解析。", "The formula is nested too deeply to be read."),)
    line = row["line"]
    raw = {k: row[k] for k in ("base", "filter", "time_column", "grain", "window", "unit") if row[k]}
    return Metric(row["metric_id"], row["name"], row["label"], row["department"], row["file"],
                  0 if str(line) == "<NA>" else int(line), row["expression"], row["dialect"], tuple(names), facets,
                  why, raw)  # fmt: skip


def _facets(row: dict[str, Any], name: Name, table_of: Callable[[str, str], str]) -> Facets:
    dialect = row["dialect"]
    tree = read_formula(row["expression"], dialect)
    if isinstance(tree, exp.Query):
        query: Any = tree
    else:
        query = read_base(row["base"], dialect)
        query.set("expressions", [exp.alias_(tree, "metric", quoted=True)])
    condition = read_condition(row["filter"], dialect)
    if condition is not None and isinstance(query, exp.Select):
        query = query.where(condition, copy=False)

    def lookup(written: str) -> Relation:
        return base_table(table_of(written, row["source"]))

    relation = describe(query, lookup)
    value = _the_value(relation)
    expression, rounding = _unrounded(_bare(value, len(relation.sources) > 1))
    expression, defaults = without_null_defaults(expression)
    expression, lifted = _lifted(expression)
    many = len(relation.sources) > 1
    conditions = frozenset(_bare(t, many) for t in relation.filters) | lifted
    window, column, conditions = split_window(conditions)
    grain = frozenset().union(*(parse_grain(show(_bare(t, many))) for t in relation.grain or ()))
    stated = parse_period(row["window"]) if row["window"] else ""
    return Facets(
        expression=expression,
        null_default=defaults,
        rounding=rounding,
        filter=conditions,
        tables=tuple(sorted(s for s in relation.sources if s)),
        rows=frozenset(_bare(t, many) for t in relation.extra),
        time_column=plain(row["time_column"]).rsplit(".", 1)[-1] or column,
        window=stated or window or " + ".join(sorted(name.periods)),
        grain=parse_grain(row["grain"]) or grain,
        unit=parse_unit(row["unit"]),
    )


def _the_value(relation: Relation) -> Term:
    """The one number a query yields."""
    values = [v for v in relation.columns.values() if has_aggregate(v)] or list(relation.columns.values())
    if len(values) != 1:
        raise Unreadable(
            f"查询给出 {len(values)} 个数，不知道哪个是指标。",
            f"The query yields {len(values)} numbers; which one is the metric is not said.",
        )
    if values[0][0] in ("col", "str"):
        raise Unreadable(
            f"“{show(values[0])}”只是一个名称，不是算式。", f"{show(values[0])} is only a name, not an expression."
        )
    return values[0]


def placeholder(expression: Term) -> bool:
    """A stand-in such as SUM(0), 0 or NULL, which says nothing."""
    if expression[0] in ("num", "null"):
        return True
    return (expression[0] == "mul" and expression[1] == ("num", "0")) or (
        expression[0] == "agg" and bool(expression[3]) and all(a in (("num", "0"), ("null",)) for a in expression[3])
    )  # fmt: skip


def aggregates(part: Any) -> list[str]:
    """Names of the aggregates in a term, outermost first."""
    if not isinstance(part, tuple) or not part:
        return []
    own = [part[1]] if part[0] == "agg" else []
    return own + [name for p in part for name in aggregates(p)]


def distinctness(part: Any) -> bool:
    """Whether anything is counted or summed once per distinct value."""
    if not isinstance(part, tuple) or not part:
        return False
    return (part[0] == "agg" and bool(part[2])) or any(distinctness(p) for p in part)


def _bare(part: Any, many: bool) -> Any:
    """Columns without their table, which is a facet of its own; with its last name where several are read."""
    if not isinstance(part, tuple):
        return part
    if len(part) == 3 and part[0] == "col":
        return ("col", f"{part[1].rsplit('.', 1)[-1]}.{part[2]}" if many and part[1] != "?" else part[2])
    return tuple(_bare(p, many) for p in part)


def _unrounded(part: Term) -> tuple[Term, str]:
    if part[0] == "fn" and part[1] in ("ROUND", "TRUNC") and len(part) >= 3:
        return part[2], f"{part[1].lower()} {show(part[3])}" if len(part) > 3 else part[1].lower()
    return part, ""


def _lifted(part: Term) -> tuple[Term, frozenset[Term]]:
    """The conditions that every aggregate has become conditions on the rows."""
    found: list[frozenset[Term]] = []
    _collect(part, found)
    common = frozenset.intersection(*found) if found else frozenset()
    return (_without(part, common), common) if common else (part, common)


def _collect(part: Any, found: list[frozenset[Term]]) -> None:
    if isinstance(part, tuple) and part:
        if part[0] == "agg":
            found.append(logic.conjuncts(part[4]))
            return
        for p in part:
            _collect(p, found)


def _without(part: Any, common: frozenset[Term]) -> Any:
    if not isinstance(part, tuple) or not part:
        return part
    if part[0] == "agg":
        rest = sorted(logic.conjuncts(part[4]) - common, key=repr)
        return (*part[:4], logic.joined("and", rest) if rest else ())
    return tuple(_without(p, common) for p in part)
