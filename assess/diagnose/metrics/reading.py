"""From a row of the evidence to a metric with its facets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlglot import exp

from assess.diagnose.lineage.relations.describe import describe
from assess.diagnose.lineage.relations.instances import base
from assess.diagnose.lineage.relations.relation import Relation, base_table, has_aggregate
from assess.diagnose.metrics import logic
from assess.diagnose.metrics.canonical import plain_column, term
from assess.diagnose.metrics.facets import Facets, Metric, Term
from assess.diagnose.metrics.formula import Unreadable, is_query, read_formula
from assess.diagnose.metrics.names import Name, parse_grain, parse_name, parse_period, parse_unit, plain, short_label
from assess.diagnose.metrics.nulls import without_null_defaults
from assess.diagnose.metrics.query import parts_of, query_of
from assess.diagnose.metrics.show import show
from assess.diagnose.metrics.window import split_window
from assess.diagnose.metrics.world import Row, World
from assess.model.metric_decision import mark_of
from assess.model.text import Text

RAW = ("base", "filter", "time_column", "grain", "window", "unit", "null_default", "additivity")
DEEP = Text("公式嵌套太深，没有解析。", "The formula is nested too deeply to be read.")


def read_metric(row: Row, world: World) -> Metric:
    """A metric of the evidence, with the reasons for what could not be read."""
    names = [parse_name(row["name"])]
    if short_label(row["label"]) and parse_name(row["label"]) not in names:
        names.append(parse_name(row["label"]))
    facets: Facets | None = None
    why = [Text(row["unresolved_zh"], row["unresolved_en"])] if row.get("unresolved_en") else []
    inputs: tuple[str, ...] = ()
    own: Term = ()
    try:
        facets = _facets(row, names[0], world)
        inputs, own = _made_of(row, world)
    except Unreadable as problem:
        why += [problem.text] if row["expression"] or not why else []
    except RecursionError:
        why.append(DEEP)
    line = 0 if row["line"] is None or str(row["line"]) in ("<NA>", "nan") else int(row["line"])
    raw = {k: row[k] for k in RAW if row.get(k)}
    return Metric(row["metric_id"], row["name"], row["label"], row["department"], row["file"],
                  line, row["expression"], row["dialect"], tuple(names), facets,
                  tuple(why), raw, inputs, own, row.get("format", ""), row.get("owner", ""),
                  is_query(row["expression"]), mark_of(row))  # fmt: skip


def _facets(row: Row, name: Name, world: World) -> Facets:
    query = query_of(row, world)

    def lookup(written: str) -> Relation:
        table = world.table_of(written)
        return base_table(table, tuple(world.columns_of(table)))

    def filled(table: str, column: str) -> bool:
        return not world.columns_of(table).get(column, ("", True, False))[1]

    asked = is_query(row["expression"])
    relation = describe(query, lookup, loose=asked and _many(query), filled=filled)
    value = _the_value(relation, asked)
    joins, conditions = _joins(relation)
    twice = _used_of_several(value, *conditions, *(relation.grain or ()))
    expression, rounding = _unrounded(_bare(value, twice))
    expression, defaults = without_null_defaults(expression)
    expression, lifted = _lifted(expression)
    conditions = frozenset(_bare(t, twice) for t in conditions) | lifted
    window, column, conditions = split_window(conditions)
    grain = frozenset().union(*(parse_grain(show(_bare(t, twice))) for t in relation.grain or ()))
    stated = parse_period(row["window"]) if row["window"] else ""
    if row.get("null_default"):
        defaults |= {("coalesce", ("str", "empty period"), ("str", str(row["null_default"])))}
    return Facets(
        expression=expression,
        null_default=defaults,
        rounding=rounding,
        filter=conditions,
        tables=_tables(relation, query, world),
        joins=joins,
        rows=frozenset(_bare(t, twice) for t in relation.extra if t[0] not in ("join", "joined")),
        time_column=plain(row["time_column"]).rsplit(".", 1)[-1] or column,
        window=stated or window or " + ".join(sorted(name.periods)),
        grain=parse_grain(row["grain"]) or grain,
        unit=parse_unit(row["unit"]),
        stated_additivity=str(row.get("additivity") or ""),
    )


def _made_of(row: Row, world: World) -> tuple[tuple[str, ...], Term]:
    """The metrics a formula is made of, and the formula over what they are called."""
    if row["base"] and not world.inputs_of(row):
        return (), ()
    tree = read_formula(row["expression"], row["dialect"])
    parts = {} if isinstance(tree, exp.Query) else parts_of(row, tree, world)
    if not parts:
        return (), ()

    def named(column: exp.Column) -> Term:
        part = parts.get(column.name.lower())
        return plain_column(column) if part is None else ("metric", *parse_name(str(part["name"])).core)

    return tuple(sorted({str(p["metric_id"]) for p in parts.values()})), term(tree, column=named)


def _many(query: Any) -> bool:
    """Whether a query yields more than the one number a metric is."""
    return len(query.selects) != 1 or query.is_star or not any(p.find(exp.AggFunc, exp.Subquery) for p in query.selects)


def _the_value(relation: Relation, asked: bool) -> Term:
    """The one number of a formula or query, or all that a query yields where it is not one number of some rows."""
    values = [v for v in relation.columns.values() if has_aggregate(v)] or list(relation.columns.values())
    rows = asked and relation.sources and not any(map(has_aggregate, values))
    if len(values) == 1 and values[0][0] not in ("col", "str") and not rows:
        return values[0]
    if not relation.sources:
        if not values:
            raise Unreadable("查询没有给出任何数。", "The query yields no number.")
        raise Unreadable(
            f"“{show(values[0])}”只是一个名称，不是算式。", f"{show(values[0])} is only a name, not an expression."
        )
    outputs = sorted(set(relation.columns.values()), key=repr)
    return ("table", *outputs, *(("all", name) for name in relation.open))


def _joins(relation: Relation) -> tuple[frozenset[Term], frozenset[Term]]:
    """(how the sources are joined, the conditions that are left)."""
    joins = {_chosen(t) if t[0] == "join" else t for t in relation.extra if t[0] in ("join", "joined")}
    filters = (
        logic.conjuncts(logic.choosing(logic.joined("and", relation.filters))) if relation.filters else frozenset()
    )
    between = {t for t in filters if t[0] in ("eq", "lt", "lte") and len(_tables_in(t)) > 1}
    return frozenset(map(_qualified, joins | between)), filters - between


def _chosen(join: Term) -> Term:
    """An outer join with its conditions as those of one WHERE."""
    *kind, conditions = join
    if not conditions:
        return join
    return (*kind, tuple(sorted(logic.conjuncts(logic.choosing(logic.joined("and", conditions))), key=repr)))


def _tables(relation: Relation, query: Any, world: World) -> tuple[str, ...]:
    found = {base(s) for s in relation.sources if s and not s.startswith("#")}
    if not found or any(s.startswith("#") for s in relation.sources):
        named = {c.alias.lower() for c in query.find_all(exp.CTE)}
        written = (".".join(p.name for p in t.parts) for t in query.find_all(exp.Table))
        found |= {world.table_of(name) for name in written if name and name.lower() not in named}
    return tuple(sorted(found))


def _tables_in(part: Any) -> set[str]:
    if not isinstance(part, tuple) or not part:
        return set()
    if len(part) == 3 and part[0] == "col":
        return {part[1]}
    return set().union(*(_tables_in(p) for p in part))


def _used_of_several(*parts: Any) -> set[str]:
    """Column names that stand for columns of more than one table."""
    owners: dict[str, set[str]] = defaultdict(set)
    waiting: list[Any] = list(parts)
    while waiting:
        part = waiting.pop()
        if isinstance(part, tuple) and len(part) == 3 and part[0] == "col":
            owners[part[2]].add(part[1])
        elif isinstance(part, tuple):
            waiting.extend(part)
    return {name for name, tables in owners.items() if len(tables - {"?"}) > 1}


def _bare(part: Any, twice: Iterable[str]) -> Any:
    """Columns without their table, which is a facet of its own; with its last name where several have the column."""
    if not isinstance(part, tuple):
        return part
    if len(part) == 3 and part[0] == "col":
        return _qualified(part) if part[2] in twice and part[1] != "?" else ("col", part[2])
    return tuple(_bare(p, twice) for p in part)


def _qualified(part: Any) -> Any:
    if not isinstance(part, tuple):
        return part
    if len(part) == 3 and part[0] == "col":
        return ("col", f"{part[1].rsplit('.', 1)[-1]}.{part[2]}")
    return tuple(_qualified(p) for p in part)


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
