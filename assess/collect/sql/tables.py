"""The tables named in a syntax tree; common table expressions, aliases and array columns are not tables."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

Name = str
FILES = {"csv", "json", "parquet", "orc", "avro", "delta", "text", "binaryfile"}


def table_name(table: Any) -> Name:  # noqa: PLR0911 - a table of cases
    """catalog.schema.table as written, without quotes; `#t` and `@t` keep their mark; empty for what is no table."""
    if isinstance(table, exp.Schema):
        table = table.this
    if isinstance(table, exp.Directory):
        return str(table.this.name)
    if not isinstance(table, exp.Table):
        return ""
    inner = table.this
    if isinstance(inner, exp.Parameter):
        return f"@{inner.name}"
    if isinstance(inner, exp.Var | exp.Literal) and (inner.name.startswith("@") or "/" in inner.name):
        return str(inner.name)  # a stage or a file
    if isinstance(inner, exp.DynamicIdentifier) and isinstance(inner.this, exp.Literal):
        return str(inner.this.name)
    parts = [part for part in table.parts if isinstance(part, exp.Identifier)]
    if not parts or len(parts) != len(table.parts):
        return ""
    marked = "#" if parts[-1].args.get("temporary") else ""
    if len(parts) == 2 and parts[0].name.lower() in FILES and "/" in parts[1].name:
        return str(parts[1].name)
    return ".".join([*(part.name for part in parts[:-1]), marked + parts[-1].name])


def sources_of(node: Any, excluding: frozenset[int] = frozenset()) -> tuple[Name, ...]:
    """Tables read anywhere below `node`, in the order written, each once."""
    found: dict[Name, None] = {}
    for table in node.find_all(exp.Table, bfs=False):
        if id(table) in excluding or _is_common(table) or is_column_path(table):
            continue
        name = table_name(table)
        if name:
            found[name] = None
    return tuple(found)


def _is_common(table: Any) -> bool:
    """Whether the name is a common table expression visible at this place."""
    if table.args.get("db") or not isinstance(table.this, exp.Identifier):
        return False
    name, child, node = table.name.lower(), table, table.parent
    while node is not None:
        having = node.args.get("with_")
        if having is not None:
            if child is having:
                child_cte: Any = next((c for c in having.expressions if _contains(c, table)), None)
                for common in having.expressions:
                    if common is child_cte:
                        if having.args.get("recursive") and common.alias.lower() == name:
                            return True
                        break
                    if common.alias.lower() == name:
                        return True
                if child_cte is not None and _refers_itself(child_cte, name):
                    return True
            elif any(common.alias.lower() == name for common in having.expressions):
                return True
        child, node = node, node.parent
    return False


def _contains(ancestor: Any, node: Any) -> bool:
    while node is not None:
        if node is ancestor:
            return True
        node = node.parent
    return False


def _refers_itself(common: Any, name: str) -> bool:
    """Engines without the word RECURSIVE (T-SQL, Oracle, Db2) allow a union that reads its own name."""
    return common.alias.lower() == name and isinstance(common.this, exp.SetOperation)


def is_column_path(table: Any) -> bool:
    """`FROM t, t.items`: an array of a table or alias named before it, not a table."""
    db = table.args.get("db")
    join = table.parent
    if db is None or table.args.get("catalog") or not isinstance(join, exp.Join):
        return False
    select = join.parent
    if select is None or join.args.get("on") or join.args.get("using"):
        return False
    if isinstance(select, exp.Table):
        return bool(select.alias_or_name.lower() == db.name.lower())
    start = select.args.get("from_")
    before = [start.this] if start is not None else []
    for other in select.args.get("joins") or ():
        if other is join:
            break
        before.append(other.this)
    return any(item.alias_or_name.lower() == db.name.lower() for item in before if item.alias_or_name)
