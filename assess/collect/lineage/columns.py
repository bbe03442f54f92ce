"""Which columns a written column comes from, where a statement and the known columns say so for certain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlglot.errors import ErrorLevel, SqlglotError

from assess.collect.dialects import dialect_name
from assess.collect.sql.guard import FAULTS
from assess.collect.sql.reading import read
from assess.collect.sql.script import collector_off
from assess.collect.sql.tables import sources_of, table_name

Columns = Mapping[str, Sequence[str]]
LONGEST = 200_000


def columns_of(sql: str, dialect: str = "", schema: Columns | None = None) -> list[dict[str, Any]]:
    """`{"target": "table.column", "sources": ["table.column", …]}` for each column one statement writes.

    `schema` maps a table's name as written to its columns; it opens `*` and says whose an unqualified column is.
    Where that stays open the source is `?.column`. Empty for a statement that writes nothing or does not parse.
    """
    found, _ = traced(sql, dialect_name(dialect), {name.lower(): columns for name, columns in (schema or {}).items()})
    return found


def traced(sql: str, dialect: str, schema: Columns) -> tuple[list[dict[str, Any]], list[str]]:
    """The columns of `columns_of`, and what stood in the way of the others, one sentence each.

    The names in `schema` are in small letters.
    """
    import sqlglot

    if len(sql) > LONGEST:
        return [], [f"It has {len(sql):,} characters; columns are traced up to {LONGEST:,}."]
    try:
        with collector_off():
            tree: Any = sqlglot.parse_one(sql, dialect=dialect, error_level=ErrorLevel.IMMEDIATE)
            found: dict[str, set[str]] = {}
            problems: list[str] = []
            for target, names, query in _parts(tree, schema):
                columns, faults = _walk(query, target, names, schema, dialect)
                problems += faults
                for column, sources in columns:
                    found.setdefault(column, set()).update(sources)
            return [{"target": c, "sources": sorted(s)} for c, s in found.items()], problems
    except (SqlglotError, RecursionError, *FAULTS) as error:
        return [], [f"Its columns cannot be traced: {str(error).splitlines()[0].rstrip('.')}."]


def _parts(tree: Any, schema: Columns) -> list[tuple[str, list[str], Any]]:
    """(table written, its columns where they are named, query that fills them), one or more a statement."""
    from sqlglot import exp

    if isinstance(tree, exp.Insert | exp.Create):
        place, query = tree.this, tree.args.get("expression")
        query = query.unnest() if isinstance(query, exp.Query) else None
        names = [c.name for c in place.expressions] if isinstance(place, exp.Schema) else []
        target = table_name(place)
        if isinstance(tree, exp.Insert) and not names:
            names = list(_known(target, schema))
        if tree.args.get("with_") is not None and query is not None:
            query.set("with_", tree.args["with_"].copy())
        return [(target, names, query)] if query is not None else []
    if isinstance(tree, exp.Select) and tree.args.get("into") is not None:
        target = table_name(tree.args["into"].this)
        tree.set("into", None)
        return [(target, [], tree)]
    if isinstance(tree, exp.Update):
        return _of_update(tree)
    return _of_merge(tree) if isinstance(tree, exp.Merge) else []


def _of_update(tree: Any) -> list[tuple[str, list[str], Any]]:
    """UPDATE as the query that yields the new values."""
    from sqlglot import exp

    writes = read(tree).writes
    query = exp.Select(expressions=[exp.alias_(e.expression.copy(), e.this.name) for e in _set(tree.expressions)])
    from_ = tree.args.get("from_")
    query.set("from_", from_.copy() if from_ is not None else exp.From(this=tree.this.copy()))
    if from_ is not None and table_name(tree.this) == writes[0].target:
        query = query.join(tree.this.copy(), join_type="cross")
    query.set("with_", tree.args.get("with_"))
    return [(writes[0].target, [], query)] if writes and query.expressions else []


def _of_merge(tree: Any) -> list[tuple[str, list[str], Any]]:
    """MERGE as one query for each WHEN that brings values."""
    from sqlglot import exp

    parts: list[tuple[str, list[str], Any]] = []
    for when in tree.find_all(exp.When):
        then = when.args.get("then")
        pairs: list[Any] = []
        if isinstance(then, exp.Update):
            pairs = [exp.alias_(e.expression.copy(), e.this.name) for e in _set(then.expressions)]
        elif isinstance(then, exp.Insert) and isinstance(then.this, exp.Tuple) and then.expression is not None:
            values = then.expression.expressions
            pairs = [exp.alias_(v.copy(), c.name) for c, v in zip(then.this.expressions, values, strict=False)]
        if pairs:
            query = exp.Select(expressions=pairs).from_(tree.args["using"].copy())
            query = query.join(tree.this.copy(), join_type="cross")
            query.set("with_", tree.args.get("with_"))
            parts.append((table_name(tree.this), [], query))
    return parts


def _set(assignments: Any) -> list[Any]:
    from sqlglot import exp

    return [e for e in assignments if isinstance(e, exp.EQ) and isinstance(e.this, exp.Column)]


def _known(table: str, schema: Columns) -> Sequence[str]:
    return schema.get(table.lower(), ())


def _walk(
    query: Any, target: str, names: list[str], schema: Columns, dialect: str
) -> tuple[list[tuple[str, set[str]]], list[str]]:
    """(table.column, its sources) for each column of the query, and what could not be traced."""
    from sqlglot.lineage import to_node
    from sqlglot.optimizer.scope import build_scope
    from sqlglot.schema import ensure_schema

    read_here = sources_of(query)
    as_written = {name.lower(): name for name in read_here}
    titles = [c.alias_or_name or c.sql(dialect=dialect or None) for c in query.selects]
    query = _values_only(query)
    shape = ensure_schema(_nested(read_here, schema), dialect=dialect)
    whole = _qualified(query, shape, dialect)
    scope: Any = build_scope(whole)
    found: list[tuple[str, set[str]]] = []
    problems: list[str] = []
    _settle(whole, shape)
    same = len(whole.selects) == len(titles) and not any(column.is_star for column in query.selects)
    for place, column in enumerate(whole.selects):
        title = titles[place] if same else column.alias_or_name
        written = names[place] if place < len(names) and not column.is_star else title
        if column.is_star:
            found.append((f"{target}.*", {f"{name}.*" for name in _starred(column, scope, as_written)}))
            continue
        try:
            found.append((f"{target}.{written}", _leaves(to_node(place, scope, dialect, schema=shape), as_written)))
        except (SqlglotError, *FAULTS) as error:
            problems.append(f"Column {written} cannot be traced: {str(error).splitlines()[0][:200]}.")
    return found, problems


def _values_only(query: Any) -> Any:
    """The query without what chooses or orders rows: it changes no column's origin and often cannot be resolved."""
    from sqlglot import exp

    bare = query.copy()
    for part in bare.find_all(exp.Query):
        for clause in ("where", "group", "having", "order", "qualify"):
            if part.args.get(clause) is not None:
                part.set(clause, None)
    return bare


def _settle(whole: Any, shape: Any) -> None:
    """An unqualified column of a query with one source belongs to it, unless the source is known not to have it."""
    from sqlglot import exp
    from sqlglot.optimizer.scope import traverse_scope

    for scope in traverse_scope(whole):
        if len(scope.selected_sources) != 1:
            continue
        ((name, (_, source)),) = scope.selected_sources.items()
        known = shape.column_names(source) if isinstance(source, exp.Table) else []
        for column in scope.unqualified_columns:
            if not known or column.name in known:
                column.set("table", exp.to_identifier(name))


def _qualified(query: Any, shape: Any, dialect: str) -> Any:
    """The query with every column's table said; more is left open where the first, strict way finds a contradiction."""
    from sqlglot.errors import OptimizeError
    from sqlglot.optimizer.qualify import qualify

    common = {"dialect": dialect, "schema": shape, "validate_qualify_columns": False, "identify": False}
    try:
        return qualify(query.copy(), **common)
    except OptimizeError:
        return qualify(query.copy(), **common, expand_alias_refs=False, allow_partial_qualification=True)


def _starred(column: Any, scope: Any, as_written: Mapping[str, str]) -> set[str]:
    """Tables whose columns a star that could not be opened stands for."""
    from sqlglot import exp

    one = column.args.get("table") if isinstance(column, exp.Column) else None
    chosen = [scope.sources.get(one.name)] if one is not None else list(scope.sources.values())
    tables: set[str] = set()
    for source in chosen:
        node = source if isinstance(source, exp.Table) else getattr(source, "expression", None)
        if node is not None:
            tables |= {as_written.get(name.lower(), name) for name in sources_of(node)}
    return tables & set(as_written.values()) or tables


def _leaves(node: Any, as_written: Mapping[str, str]) -> set[str]:
    """Columns of real tables at the ends of one column's lineage; `?.column` where the table stays open."""
    from sqlglot import exp

    leaves = set()
    for step in node.walk():
        if step.downstream:
            continue
        column = step.name.split(".")[-1].strip('"`[]')
        if isinstance(step.expression, exp.Table):
            name = table_name(step.expression)
            leaves.add(f"{as_written.get(name.lower(), name)}.{column}")
        elif isinstance(step.expression, exp.Placeholder):
            leaves.add(f"?.{column}")
    return leaves


def _nested(read: Sequence[str], schema: Columns) -> dict[str, Any]:
    """The known columns of the tables read as sqlglot wants them: names with the same number of parts, nested."""
    known = {name: _known(name, schema) for name in read}
    depth = max((name.count(".") for name in read), default=0)
    mapping: dict[str, Any] = {}
    for name, columns in known.items():
        if not columns or name.count(".") != depth:
            continue
        *outer, last = name.split(".")
        place = mapping
        for part in outer:
            place = place.setdefault(part, {})
        place[last] = dict.fromkeys(columns, "UNKNOWN")
    return mapping
