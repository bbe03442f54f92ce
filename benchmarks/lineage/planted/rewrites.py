"""The same query written by somebody else, and queries that only look like it."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from sqlglot import exp, parse_one

Rewrite = Callable[[random.Random, Any], Any]


def _aliases(rng: random.Random, query: Any) -> Any:
    """Other aliases of tables and expressions."""
    names: dict[str, str] = {}
    for node in query.find_all(exp.TableAlias):
        if node.this is not None:
            names.setdefault(node.name, f"{rng.choice('abcxyz')}{rng.randint(1, 9)}_{len(names)}")
    for node in query.find_all(exp.TableAlias):
        if node.name in names:
            node.set("this", exp.to_identifier(names[node.name]))
    for column in query.find_all(exp.Column):
        if column.table in names:
            column.set("table", exp.to_identifier(names[column.table]))
    for table in query.find_all(exp.Table):
        if table.name in names and not table.args.get("db"):
            table.set("this", exp.to_identifier(names[table.name]))
    return query


def _renamed(rng: random.Random, query: Any) -> Any:
    """Other names for the outputs."""
    for n, item in enumerate(query.expressions):
        bare = item.this if isinstance(item, exp.Alias) else item
        query.expressions[n] = exp.alias_(bare.copy(), f"{rng.choice(('zb', 'f', 'val', 'kpi'))}_{n}")
    query.set("expressions", list(query.expressions))
    return query


def _reordered(rng: random.Random, query: Any) -> Any:
    items = [item.copy() for item in query.expressions]
    rng.shuffle(items)
    query.set("expressions", items)
    return query


def _common(_rng: random.Random, query: Any) -> Any:
    """The filtered source as a common table expression of its own."""
    select = _innermost(query)
    source, where = select.args["from_"].this, select.args.get("where")
    if where is None or not isinstance(source, exp.Table) or select.args.get("joins"):
        return query
    alias = source.alias_or_name
    inner = exp.select("*").from_(source.copy()).where(where.this.copy())
    select.set("where", None)
    select.set("from_", exp.From(this=exp.alias_(exp.to_table("kept_rows"), alias, table=True)))
    having = query.args.get("with_")
    first = exp.CTE(this=inner, alias=exp.TableAlias(this=exp.to_identifier("kept_rows")))
    if having is None:
        query.set("with_", exp.With(expressions=[first]))
    else:
        having.set("expressions", [first, *having.expressions])
    return query


def _inlined(_rng: random.Random, query: Any) -> Any:
    """Common table expressions as subqueries where they are read."""
    having = query.args.get("with_")
    if having is None:
        return query
    bodies = {c.alias: c.this for c in having.expressions}
    query.set("with_", None)
    for _ in range(4):
        for table in list(query.find_all(exp.Table)):
            if table.name in bodies and not table.args.get("db"):
                alias = exp.TableAlias(this=exp.to_identifier(table.alias_or_name))
                table.replace(exp.Subquery(this=bodies[table.name].copy(), alias=alias))
    return query


def _nested(_rng: random.Random, query: Any) -> Any:
    """The source as a subquery that hands on all columns."""
    select = _innermost(query)
    source = select.args["from_"].this
    if isinstance(source, exp.Table):
        inner = exp.Subquery(this=exp.select("*").from_(exp.to_table(source.name)),
                             alias=exp.TableAlias(this=exp.to_identifier(source.alias_or_name)))  # fmt: skip
        source.replace(inner)
    return query


def _joins_turned(_rng: random.Random, query: Any) -> Any:
    """a JOIN b as b JOIN a."""
    select = _innermost(query)
    joins = select.args.get("joins") or []
    if len(joins) == 1 and not joins[0].side:
        left, right = select.args["from_"].this.copy(), joins[0].this.copy()
        select.set("from_", exp.From(this=right))
        joins[0].set("this", left)
    return query


def _predicates(rng: random.Random, query: Any) -> Any:
    """Equivalent conditions: turned round, IN for one value, the parts of AND in another order."""

    def written(node: Any) -> Any:
        if isinstance(node, exp.GT) and rng.random() < 0.5:
            return exp.LT(this=node.expression.copy(), expression=node.this.copy())
        if isinstance(node, exp.EQ) and isinstance(node.expression, exp.Literal) and rng.random() < 0.5:
            return exp.In(this=node.this.copy(), expressions=[node.expression.copy()])
        if isinstance(node, exp.NEQ) and rng.random() < 0.5:
            return exp.Not(this=exp.EQ(this=node.this.copy(), expression=node.expression.copy()))
        if isinstance(node, exp.And) and rng.random() < 0.7:
            return exp.And(this=node.expression.copy(), expression=node.this.copy())
        return node

    for where in list(query.find_all(exp.Where)):
        where.set("this", where.this.transform(written))
    return query


def _dates(rng: random.Random, query: Any) -> Any:
    """Another way to say the day."""
    form = rng.choice(("DATE_TRUNC('day', {})", "STRFTIME({}, '%Y-%m-%d')"))
    for cast in list(query.find_all(exp.Cast)):
        if cast.to.is_type("date"):
            cast.replace(parse_one(form.format(cast.this.sql("duckdb")), dialect="duckdb"))
    return query


def _defaults(_rng: random.Random, query: Any) -> Any:
    """Nulls counted as nought in sums."""
    for total in list(query.find_all(exp.Sum)):
        if isinstance(total.this, exp.Column):
            total.set("this", parse_one(f"COALESCE({total.this.sql('duckdb')}, 0)", dialect="duckdb"))
    return query


def _cases(_rng: random.Random, query: Any) -> Any:
    """IF for CASE WHEN."""
    for case in list(query.find_all(exp.Case)):
        ifs = case.args.get("ifs") or []
        if len(ifs) == 1 and case.args.get("default") is not None and case.this is None:
            one = ifs[0]
            case.replace(exp.If(this=one.this.copy(), true=one.args["true"].copy(), false=case.args["default"].copy()))
    return query


SAME: dict[str, Rewrite] = {
    "rename": _renamed, "reorder": _reordered, "cte": _common, "inline": _inlined, "alias": _aliases,
    "subquery": _nested, "join order": _joins_turned, "predicate": _predicates, "date": _dates, "default": _defaults,
    "case": _cases,
}  # fmt: skip


def same(rng: random.Random, sql: str) -> tuple[str, list[str]]:
    """The query as another department would write it, and the rewrites made, two to five of them."""
    query = parse_one(sql, dialect="duckdb")
    chosen = rng.sample(list(SAME), rng.randint(2, 5))
    for name in chosen:
        query = SAME[name](rng, query)
    return query.sql(dialect="duckdb", pretty=rng.random() < 0.5), chosen


def other_filter(rng: random.Random, sql: str) -> str:
    """Another condition on the rows."""
    query = parse_one(sql, dialect="duckdb")
    where = _innermost(query).args["where"]
    literals = list(where.find_all(exp.Literal))
    one = rng.choice(literals)
    value = f"{one.name}x" if one.is_string else str(int(one.name) + 7)
    one.replace(exp.Literal.string(value) if one.is_string else exp.Literal.number(value))
    return str(query.sql(dialect="duckdb"))


def other_grain(rng: random.Random, sql: str, extra: str) -> str | None:
    """One more column to group by; None for a query that does not group its source."""
    query = parse_one(sql, dialect="duckdb")
    select = _innermost(query)
    group = select.args.get("group")
    if group is None or select is not query:
        return None
    alias = select.args["from_"].this.alias_or_name
    column = exp.column(extra, table=alias)
    if column.sql() in {e.sql() for e in group.expressions}:
        return None
    group.set("expressions", [*group.expressions, column])
    query.set("expressions", [column.copy(), *query.expressions])
    return str(query.sql(dialect="duckdb"))


def other_measures(rng: random.Random, sql: str) -> str | None:
    """The same names, most of them computed by another rule; None where there are no aggregates to change."""
    query = parse_one(sql, dialect="duckdb")
    aliases = [i for i in query.expressions if isinstance(i, exp.Alias) and i.find(exp.AggFunc)]
    if len(aliases) < 2:
        return None
    for item in aliases[: max(2, len(aliases) // 2 + 1)]:
        item.set(
            "this", exp.Mul(this=exp.Paren(this=item.this.copy()), expression=exp.Literal.number(rng.choice((2, 3))))
        )
        item.set("this", exp.Add(this=item.this.copy(), expression=exp.Count(this=exp.Star())))
    return str(query.sql(dialect="duckdb"))


def other_sources(sql: str, names: dict[str, str]) -> str:
    """The same template over other tables."""
    query = parse_one(sql, dialect="duckdb")
    for table in query.find_all(exp.Table):
        if table.name in names:
            table.set("this", exp.to_identifier(names[table.name]))
    return str(query.sql(dialect="duckdb"))


def _innermost(query: Any) -> Any:
    """The SELECT that reads the source table."""
    for select in query.find_all(exp.Select):
        source = select.args.get("from_")
        if source is not None and isinstance(source.this, exp.Table) and source.this.name.startswith(("ods_", "dim_")):
            return select
    return query
