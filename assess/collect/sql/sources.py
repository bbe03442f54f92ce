"""What stands in FROM and JOIN as sources of a plan: tables, subqueries, unnested arrays, functions, pivots."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from typing import Any

from sqlglot import exp

from assess.collect.sql import plan
from assess.collect.sql.tables import is_column_path, table_name

# how engines call the columns of VALUES, counted from 1
_UNNAMED = {"spark": "col{}", "hive": "col{}", "databricks": "col{}", "mysql": "column_{}"}
Decides = list[tuple[str, tuple[plan.Value, ...]]]


def sources_in(node: Any, dialect: str, decides: Decides | None = None) -> list[plan.From]:
    """The sources of one item of FROM, a JOIN or a LATERAL; conditions of joins are added to `decides`."""
    decides = decides if decides is not None else []
    if isinstance(node, exp.Join):
        return _joined(node, dialect, decides)
    first = _first(node, dialect, decides)
    for pivot in node.args.get("pivots") or ():
        first = [*first[:-1], _reshaped(first[-1], pivot, dialect)] if first else first
    for part in ("laterals", "joins"):
        for other in node.args.get(part) or ():
            if not (part == "joins" and isinstance(node, exp.Subquery) and isinstance(node.this, exp.Table)):
                first += sources_in(other, dialect, decides)
    return first


def _joined(join: Any, dialect: str, decides: Decides) -> list[plan.From]:
    from assess.collect.sql.lower import values_of

    if isinstance(join.this, exp.Table) and is_column_path(join.this):
        found = [_path(join.this)]
    else:
        found = sources_in(join.this, dialect, decides)
    if join.args.get("on") is not None:
        decides.append(("join", values_of(join.args["on"], dialect)))
    using = tuple(u.name for u in join.args.get("using") or ())
    if using:
        decides.append(("join", tuple(plan.Ref((name,)) for name in using)))
    hidden = str(join.args.get("kind") or "").upper() in ("SEMI", "ANTI")
    natural = str(join.args.get("method") or "").upper() == "NATURAL"
    if found and (using or hidden or natural):
        found[0] = found[0]._replace(using=using, hidden=hidden, natural=natural)
    return found


def _first(node: Any, dialect: str, decides: Decides) -> list[plan.From]:  # noqa: PLR0911 - a table of cases
    from assess.collect.sql.lower import lower, values_of

    alias, columns = _alias(node)
    if isinstance(node, exp.Table):
        name = table_name(node)
        if name or isinstance(node.this, exp.Identifier | exp.Parameter):
            return [plan.From(plan.Named(name), alias or name.rsplit(".", 1)[-1], columns)]
        if node.this is None:
            return []
        return [_made(node.this, alias, columns, dialect)]
    if isinstance(node, exp.Subquery):
        inner = node.this
        while isinstance(inner, exp.Subquery) and not inner.args.get("alias") and isinstance(inner.this, exp.Subquery):
            inner = inner.this
        if isinstance(inner, exp.Table) or (isinstance(inner, exp.Subquery) and isinstance(inner.this, exp.Table)):
            found = sources_in(inner, dialect, decides)
            for join in node.args.get("joins") or ():
                found += sources_in(join, dialect, decides)
            return found if not alias else [plan.From(plan.Select(tuple(found), (plan.Star(),)), alias, columns)]
        bare = lower(inner, dialect) if node.args.get("with_") is None else lower(_unpivoted(node), dialect)
        return [plan.From(bare, alias, columns)]
    if isinstance(node, exp.Lateral):
        inner = node.this
        if isinstance(inner, exp.Subquery):
            return [plan.From(lower(inner, dialect), alias, columns)]
        return [_made(inner, alias, columns, dialect)]
    if isinstance(node, exp.Unnest | exp.Values):
        return [_made(node, alias, columns, dialect)]
    if isinstance(node, exp.Query):
        return [plan.From(lower(node, dialect), alias, columns)]
    return [plan.From(plan.Made((), values_of(node, dialect)), alias, columns)]


def _unpivoted(node: Any) -> Any:
    bare = node.copy()
    bare.set("pivots", None)
    bare.set("joins", None)
    return bare


def _alias(node: Any) -> tuple[str, plan.Parts]:
    alias = node.args.get("alias")
    if alias is None:
        return "", ()
    if not isinstance(alias, exp.TableAlias):
        return str(alias.name), ()
    return str(alias.name), tuple(c.name for c in alias.args.get("columns") or ())


def _made(node: Any, alias: str, columns: plan.Parts, dialect: str) -> plan.From:
    """Rows made by a function, an unnested array or VALUES, under the names their alias gives them."""
    from assess.collect.sql.lower import shape_of, values_of

    if isinstance(node, exp.Values):
        rows = [row.expressions if isinstance(row, exp.Tuple) else [row] for row in node.expressions]
        width = max((len(row) for row in rows), default=0)
        names = columns or tuple(_UNNAMED.get(dialect, "column{}").format(n) for n in range(1, width + 1))
        outputs = tuple(
            plan.Output(name, tuple(dict.fromkeys(v for row in rows[:1000] if n < len(row)
                                                  for v in values_of(row[n], dialect))))
            for n, name in enumerate(names)
        )  # fmt: skip
        return plan.From(plan.Made(outputs, open=False), alias)
    if isinstance(node, exp.Unnest):
        items = node.expressions
        offset = node.args.get("offset")
        made = [values_of(item, dialect) for item in items]
        whole = tuple(dict.fromkeys(v for values in made for v in values))
        shape = shape_of(items[0], dialect) if len(items) == 1 else None
        names = columns or ((alias,) if alias else ())
        each = len(items) == len(names)
        outputs = tuple(
            plan.Output(name, made[n] if each else whole, shape if len(names) == 1 else None)
            for n, name in enumerate(names)
        )
        if isinstance(offset, exp.Expression):
            outputs += (plan.Output(offset.name, ()),)
        return plan.From(plan.Made(outputs, whole, True, shape), alias or "")
    values = values_of(node, dialect)
    shape = shape_of(node, dialect)
    outputs = tuple(plan.Output(name, values) for name in columns or ((alias,) if alias else ()))
    return plan.From(plan.Made(outputs, values, not columns, shape), alias)


def _path(table: Any) -> plan.From:
    """`FROM t, t.items`: the array of a table named before it."""
    parts = tuple(p.name for p in table.parts)
    alias, columns = _alias(table)
    name = columns[0] if columns else alias or parts[-1]
    ref = plan.Ref(parts)
    return plan.From(plan.Made((plan.Output(name, (ref,), ref),), (ref,), True, ref), alias or parts[-1])


def _reshaped(of: plan.From, pivot: Any, dialect: str) -> plan.From:
    """PIVOT or UNPIVOT over one source."""
    alias, columns = _alias(pivot)
    gone, outputs = (_unpivot if pivot.args.get("unpivot") else _pivot)(pivot, dialect)
    return plan.From(plan.Reshaped(of, gone, outputs), alias or of.alias, columns)


def _pivot(pivot: Any, dialect: str) -> tuple[plan.Parts, tuple[plan.Output, ...]]:
    from assess.collect.sql.lower import values_of

    aggregates = [values_of(e, dialect) for e in pivot.expressions]
    fields = [f for f in pivot.args.get("fields") or () if isinstance(f, exp.In)]
    turned = [values_of(f.this, dialect) for f in fields]
    names = [c.name for c in pivot.args.get("columns") or ()]
    if not names:
        choices = [[_choice(e) for e in f.expressions] for f in fields]
        names = ["_".join(c) for c in product(*choices)] if choices else []
    each = bool(aggregates) and len(names) % len(aggregates) == 0
    outputs = tuple(
        plan.Output(name, tuple(dict.fromkeys([*(aggregates[n % len(aggregates)] if each else _flat(aggregates)),
                                               *_flat(turned)])))
        for n, name in enumerate(names)
    )  # fmt: skip
    return _last_parts([*_flat(aggregates), *_flat(turned)]), outputs


def _unpivot(pivot: Any, dialect: str) -> tuple[plan.Parts, tuple[plan.Output, ...]]:
    from assess.collect.sql.lower import values_of

    names = [i for e in pivot.expressions for i in (e.expressions if isinstance(e, exp.Tuple) else [e])]
    outputs: list[plan.Output] = []
    used: list[plan.Value] = []
    for field in pivot.args.get("fields") or ():
        if not isinstance(field, exp.In):
            continue
        groups = []
        for item in field.expressions:
            bare = item.this if isinstance(item, exp.PivotAlias | exp.Alias) else item
            groups.append(
                [values_of(e, dialect) for e in (bare.expressions if isinstance(bare, exp.Tuple) else [bare])]
            )
        for n, name in enumerate(names):
            values = _flat(group[n] for group in groups if n < len(group))
            outputs.append(plan.Output(name.name, tuple(dict.fromkeys(values))))
        used += _flat(v for group in groups for v in group)
        outputs.append(plan.Output(field.this.name, ()))
    return _last_parts(used), tuple(outputs)


def _choice(item: Any) -> str:
    return str(item.alias_or_name or item.name)


def _flat(lists: Iterable[Iterable[plan.Value]]) -> list[plan.Value]:
    return [value for values in lists for value in values]


def _last_parts(values: Iterable[plan.Value]) -> plan.Parts:
    return tuple(dict.fromkeys(v.parts[-1].lower() for v in values if isinstance(v, plan.Ref)))
