"""A definition as one query: its formula over its base, views opened, and other metrics put in their place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from assess.diagnose.metrics.formula import Unreadable, read_base, read_condition, read_formula
from assess.diagnose.metrics.names import verbatim
from assess.diagnose.metrics.world import Row, World

DEEPEST, LARGEST = 8, 4000  # metrics of metrics and views of views; nodes of a query


def query_of(row: Row, world: World, above: tuple[str, ...] = ()) -> Any:
    """The sqlglot query that yields the metric; Unreadable with the reason where there is none.

    A metric made of others is one query over their common base where they have one, else a formula over subqueries.
    `above` are the ids of the metrics that are made of this one.
    """
    dialect = str(row["dialect"])
    tree = read_formula(str(row["expression"]), dialect)
    if isinstance(tree, exp.Query):
        query: Any = tree
    else:
        inputs = parts_of(row, tree, world)
        if inputs:
            return _opened(_made_of(row, tree, inputs, world, above), world)
        _must_aggregate(tree)
        query = read_base(str(row["base"]), dialect)
        query.set("expressions", [exp.alias_(tree, "metric", quoted=True)])
    condition = read_condition(str(row["filter"]), dialect)
    if condition is not None and isinstance(query, exp.Select):
        query = query.where(condition, copy=False)
    return _opened(query, world)


def _must_aggregate(tree: Any) -> None:
    """A formula over rows adds up, counts or averages something; names alone are other metrics or prose."""
    names = [c.name for c in tree.find_all(exp.Column)]
    if not names or tree.find(exp.AggFunc, exp.Query, exp.Anonymous, exp.AnonymousAggFunc):
        return
    some = "、".join(dict.fromkeys(names[:4]))
    raise Unreadable(
        f"公式里没有汇总，“{some}”也不是同一文件里的指标。",
        f"The formula adds nothing up, and {', '.join(dict.fromkeys(names[:4]))} are no metrics of the same file.",
    )


def parts_of(row: Row, tree: Any, world: World) -> dict[str, Row]:
    """The metrics a formula is made of, by their name in it: as its reader noted them, else by the names it uses."""
    noted = world.inputs_of(row)
    if noted:
        return {name.lower(): world.metric(reference, row) for name, reference in noted.items()}
    if row["base"] or tree.find(exp.AggFunc) or tree.find(exp.Query):
        return {}
    columns = {c.name for c in tree.find_all(exp.Column) if not c.table}
    known = world.known_names(row)
    found: dict[str, Row] = {}
    for name in columns:
        rows = [r for r in known.get(verbatim(name), []) if r["metric_id"] != row["metric_id"]]
        if len(rows) == 1:
            found[name.lower()] = rows[0]
    return found if found and len(found) == len({c.lower() for c in columns}) else {}


def _made_of(row: Row, tree: Any, inputs: dict[str, Row], world: World, above: tuple[str, ...]) -> Any:
    """The formula with its inputs in their place, and its own filter on each of them."""
    own = str(row["metric_id"])
    if own in above:
        chain = " → ".join(name.rsplit(" ", 1)[-1] for name in (*above[above.index(own) :], own))
        raise Unreadable(f"指标互相引用，成了一个圈：{chain}。", f"Metrics refer to each other in a circle: {chain}.")
    if len(above) >= DEEPEST:
        raise Unreadable(
            f"指标层层引用超过 {DEEPEST} 层，没有展开。",
            f"Metrics are made of metrics more than {DEEPEST} levels deep; it was not opened.",
        )
    condition = read_condition(str(row["filter"]), str(row["dialect"]))
    made: dict[str, Any] = {}
    for name, input_ in inputs.items():
        inner = query_of(input_, world, (*above, own))
        if condition is not None and isinstance(inner, exp.Select):
            inner = inner.where(condition.copy(), copy=False)
        made[name] = inner
    used = [c for c in tree.find_all(exp.Column) if c.name.lower() in made]
    if not used:
        raise Unreadable("公式没有用到所列的指标。", "The formula uses none of the metrics it is said to be made of.")
    merged = _one_base([made[c.name.lower()] for c in used])
    for column in used:
        query = made[column.name.lower()]
        value = query.selects[0]
        inside = value.this if isinstance(value, exp.Alias) else value
        new: Any = (
            exp.Paren(this=_filtered(inside.copy(), query, merged)) if merged else exp.Subquery(this=query.copy())
        )
        if column is tree:
            tree = new
        else:
            column.replace(new)
    whole: Any = exp.Select()
    if merged:
        first: Any = made[used[0].name.lower()]
        whole = first.copy()
        if merged == "apart":
            whole.set("where", None)
    whole.set("expressions", [exp.alias_(tree, "metric", quoted=True)])
    return whole


def _one_base(queries: Iterable[Any]) -> str:
    """ "same" or "apart" where all are one aggregate formula over one base, with equal or different conditions."""
    frames, conditions = set(), set()
    for query in queries:
        args = getattr(query, "args", {})
        odd = ("group", "having", "distinct", "limit", "with_", "qualify", "laterals", "order")
        if not isinstance(query, exp.Select) or len(query.selects) != 1 or any(args.get(part) for part in odd):
            return ""
        if query.find(exp.Window) or not query.selects[0].find(exp.AggFunc):
            return ""
        if any(True for p in query.selects for _ in p.find_all(exp.Query)):
            return ""
        joins = " ".join(j.sql() for j in args.get("joins") or [])
        frames.add(f"{args['from_'].sql() if args.get('from_') else ''} {joins}".lower())
        where = args.get("where")
        conditions.add(where.sql() if where is not None else "")
    if len(frames) != 1:
        return ""
    return "same" if len(conditions) == 1 else "apart"


def _filtered(value: Any, query: Any, merged: str) -> Any:
    """The formula with its query's condition on each of its aggregates, where the bases' conditions differ."""
    where = query.args.get("where")
    if merged == "same" or where is None:
        return value
    holder = exp.Paren(this=value)
    for call in list(holder.find_all(exp.AggFunc)):
        if call.find_ancestor(exp.AggFunc) is not None:
            continue
        parent = call.parent
        if isinstance(parent, exp.Filter):
            both = exp.and_(parent.expression.this.copy(), where.this.copy())
            parent.set("expression", exp.Where(this=both))
        else:
            call.replace(exp.Filter(this=call.copy(), expression=exp.Where(this=where.this.copy())))
    return holder


def _opened(query: Any, world: World, depth: int = 0) -> Any:
    """The query with views in it replaced by what they are."""
    if not world.views:
        return query
    named = {c.alias.lower() for c in query.find_all(exp.CTE)}
    for table in list(query.find_all(exp.Table)):
        written = ".".join(p.name for p in table.parts)
        view = world.views.get(world.table_of(written)) if written.lower() not in named else None
        if view is None or depth >= DEEPEST:
            continue
        try:
            inner = sqlglot.parse_one(view[0], read=view[1] or None)
        except (SqlglotError, RecursionError, ValueError):
            continue
        inner = inner.expression if isinstance(inner, exp.Create) else inner
        if not isinstance(inner, exp.Query) or sum(1 for _ in inner.walk()) > LARGEST:
            continue
        alias = table.alias or table.name
        table.replace(exp.Subquery(this=_opened(inner, world, depth + 1), alias=exp.TableAlias(
            this=exp.to_identifier(alias))))  # fmt: skip
    return query
