"""What one parsed statement reads and writes, tables only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from assess.collect.sql import fill
from assess.collect.sql.fill import Fill
from assess.collect.sql.tables import Name, sources_of, table_name


@dataclass(frozen=True, slots=True)
class Write:
    """One table written and what it is written from; `temporary` tables live in their file only.

    `fill` is what its columns are filled with, None where the statement has no query.
    """

    target: Name
    sources: tuple[Name, ...]
    kind: str
    temporary: bool = False
    fill: Fill | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A statement's meaning for lineage: its writes, or only reads, or names that change.

    `fill` is the query of a statement that only reads; `declared` are variables of the script.
    """

    kind: str
    writes: tuple[Write, ...] = ()
    reads: tuple[Name, ...] = ()
    dropped: tuple[Name, ...] = ()
    renamed: tuple[tuple[Name, Name], ...] = ()
    created: tuple[tuple[Name, bool], ...] = ()
    fill: Fill | None = None
    declared: tuple[str, ...] = ()


def read(statement: Any, into_is_variable: bool = False, dialect: str = "") -> Reading:
    """The tables of one sqlglot expression; SELECT … INTO fills a variable in a routine, a table elsewhere."""
    if into_is_variable and isinstance(statement, exp.Select):
        statement.set("into", None)
    for kinds, how in CASES:
        if isinstance(statement, kinds):
            found: Reading = how(statement, dialect)
            return found
    return Reading("OTHER")


def _insert(node: Any, dialect: str) -> Reading:
    target = table_name(node.this)
    own = _nodes_of_target(node.this)
    write = Write(target, sources_of(node, own), "INSERT", _is_marked(target), fill.of_insert(node, dialect))
    return Reading("INSERT", (write,) if target else (), () if target else write.sources)


def _multitable(node: Any, dialect: str) -> Reading:
    source = node.args.get("source")
    base = sources_of(source) if source is not None else ()
    writes = []
    for item in node.expressions:
        insert = item if isinstance(item, exp.Insert) else item.find(exp.Insert)
        if insert is None:
            continue
        target = table_name(insert.this)
        inner = sources_of(insert, _nodes_of_target(insert.this))
        if isinstance(source, exp.Table | exp.Subquery):
            inner = tuple(name for name in inner if name != source.alias_or_name)
        how = fill.of_branch(insert, source, dialect)
        writes.append(Write(target, tuple(dict.fromkeys([*base, *inner])), "INSERT", fill=how))
    return Reading("INSERT", tuple(w for w in writes if w.target))


def _create(node: Any, dialect: str) -> Reading:
    kind = str(node.args.get("kind") or "").upper()
    if kind not in {"TABLE", "VIEW", "MATERIALIZED VIEW", "DYNAMIC TABLE", "STREAMING TABLE"} and "TABLE" not in kind:
        return Reading("OTHER")
    target = table_name(node.this)
    sources: list[Name] = []
    for part in ("expression", "clone", "with_"):
        child = node.args.get(part)
        if child is not None:
            sources += [*([table_name(child)] if isinstance(child, exp.Table) else []), *sources_of(child)]
    likes = [p.this for p in node.find_all(exp.LikeProperty)]
    sources += [table_name(like) for like in likes if isinstance(like, exp.Table)]
    properties = node.args.get("properties")
    said = properties.expressions if properties is not None else []
    temporary = _is_marked(target) or any(map(_is_temporary, said))
    into = next((p.this for p in said if isinstance(p, exp.ToTableProperty)), None)
    if kind == "VIEW" and into is not None and table_name(into):
        target = table_name(into)
    read_from = tuple(dict.fromkeys(s for s in sources if s))
    write = Write(target, read_from, "CREATE", temporary, fill.of_create(node, dialect))
    return Reading("CREATE", (write,) if target else (), created=((target, temporary),))


def _is_temporary(said: Any) -> bool:
    if isinstance(said, exp.StabilityProperty):
        return str(said.name).upper() == "VOLATILE"
    return isinstance(said, exp.TemporaryProperty | exp.VolatileProperty)


def _query(node: Any, dialect: str) -> Reading:
    into = node.find(exp.Into)
    how = Fill(fill.of_query(node, None, dialect))
    swap = _partition_swap(node)
    if swap:
        return swap
    if into is None:
        return Reading("SELECT", reads=sources_of(node), fill=how)
    target = table_name(into.this)
    temporary = bool(into.args.get("temporary")) or _is_marked(target)
    if not target:
        return Reading("SELECT", reads=sources_of(node), fill=how)
    return Reading(
        "CREATE", (Write(target, sources_of(node, _nodes_of_target(into.this)), "CREATE", temporary, how),),
        created=((target, temporary),),
    )  # fmt: skip


def _partition_swap(node: Any) -> Reading | None:
    """Vertica's function that exchanges partitions of two tables."""
    for call in node.find_all(exp.Anonymous):
        if str(call.this).lower() in {"swap_partitions_between_tables", "move_partitions_to_table"}:
            names = [a.name for a in call.expressions if isinstance(a, exp.Literal)]
            if len(names) >= 4:
                return Reading("OTHER", (Write(names[3], (names[0],), "OTHER"),))
    return None


def _merge(node: Any, dialect: str) -> Reading:
    target = table_name(node.this)
    sources = sources_of(node, frozenset({id(node.this)}))
    write = Write(target, sources, "MERGE", _is_marked(target), fill.of_merge(node, dialect))
    return Reading("MERGE", (write,) if target else ())


def _update(node: Any, dialect: str) -> Reading:
    return _change(node, "UPDATE", node.this, fill.of_update(node, dialect))


def _delete(node: Any, dialect: str) -> Reading:
    named = node.args.get("tables") or []
    return _change(node, "OTHER", named[0] if named else node.this, fill.of_delete(node, dialect))


def _change(node: Any, kind: str, named: Any, how: Fill) -> Reading:
    """UPDATE and DELETE, whose target may be an alias of a table named in FROM or in a join."""
    skip = {id(named)}
    target = table_name(named)
    if named is not None and isinstance(named, exp.Table) and not named.args.get("db"):
        for table in node.find_all(exp.Table):
            same = table.alias.lower() == named.name.lower() or (
                table.name.lower() == named.name.lower() and table is not named
            )
            if same and table is not named and _same_level(table, node):
                target = table_name(table)
                skip.add(id(table))
                break
    skip.update(id(t) for t in node.args.get("tables") or ())
    write = Write(target, sources_of(node, frozenset(skip)), kind, _is_marked(target), how)
    return Reading(kind, (write,) if target else ())


def _same_level(table: Any, statement: Any) -> bool:
    node = table.parent
    while node is not None and node is not statement:
        if isinstance(node, exp.Query) and not isinstance(node, exp.Table):
            return False
        node = node.parent
    return True


def _copy(node: Any, dialect: str) -> Reading:
    given = node.args.get("files") or ()
    queries = [f for f in given if isinstance(f, exp.Subquery)]
    files = tuple(table_name(f) or str(f.name) for f in given if f.name and f not in queries)
    inner = node.this
    if isinstance(inner, exp.Subquery | exp.Query) and not isinstance(inner, exp.Table):
        how = Fill(fill.of_query(inner, node, dialect))
        return Reading("OTHER", tuple(Write(f, sources_of(inner), "OTHER", fill=how) for f in files))
    name = table_name(inner)
    if not node.args.get("kind"):
        return Reading("OTHER", tuple(Write(f, (name,), "OTHER") for f in files) if name else ())
    if queries and name:
        how = Fill(fill.of_query(queries[0], None, dialect), tuple(c.name for c in getattr(inner, "expressions", ())))
        return Reading("INSERT", (Write(name, sources_of(queries[0]), "INSERT", fill=how),))
    return Reading("INSERT", (Write(name, files, "INSERT"),) if name else ())


def _export(node: Any, dialect: str) -> Reading:
    return Reading("OTHER", reads=sources_of(node))


def _load(node: Any, dialect: str) -> Reading:
    path = node.args.get("inpath")
    name = table_name(node.this)
    return Reading("INSERT", (Write(name, (str(path.name),) if path is not None else (), "INSERT"),) if name else ())


def _cache(node: Any, dialect: str) -> Reading:
    inner = node.args.get("expression")
    name = table_name(node.this)
    how = Fill(fill.of_query(inner, node, dialect))
    write = Write(name, sources_of(inner), "CREATE", True, how) if inner is not None else None
    return Reading("OTHER", (write,) if write else ())


def _alter(node: Any, dialect: str) -> Reading:
    name = table_name(node.this)
    for action in node.args.get("actions") or ():
        if isinstance(action, exp.SwapTable):
            return Reading("OTHER", (Write(name, (table_name(action.this),), "OTHER"),))
        if isinstance(action, exp.AlterRename):
            return Reading("OTHER", renamed=((name, table_name(action.this)),))
    return Reading("OTHER")


def _drop(node: Any, dialect: str) -> Reading:
    if str(node.args.get("kind") or "").upper() not in {"TABLE", "VIEW", "MATERIALIZED VIEW"}:
        return Reading("OTHER")
    names = [node.args.get("this"), *(node.args.get("tables") or ())]
    return Reading("OTHER", dropped=tuple(n for n in map(table_name, names) if n))


def _nodes_of_target(node: Any) -> frozenset[int]:
    return frozenset(id(t) for t in node.find_all(exp.Table)) if node is not None else frozenset()


def _is_marked(name: Name) -> bool:
    return bool(re.search(r"(?:^|\.)[#@]", name))


def _assign(node: Any, dialect: str) -> Reading:
    """SET of a variable: what it is read from is read."""
    return Reading("OTHER", reads=sources_of(node))


def _declare(node: Any, _dialect: str) -> Reading:
    named = [n for item in node.expressions for n in (item.this if isinstance(item.this, list) else [item.this])]
    return Reading("OTHER", declared=tuple(n.name.lower() for n in named if isinstance(n, exp.Expression)))


CASES: tuple[tuple[Any, Any], ...] = (
    (exp.MultitableInserts, _multitable),
    (exp.Insert, _insert),
    (exp.Create, _create),
    (exp.Merge, _merge),
    (exp.Update, _update),
    (exp.Delete, _delete),
    (exp.Copy, _copy),
    (exp.LoadData, _load),
    (exp.Cache, _cache),
    (exp.Alter, _alter),
    (exp.Drop, _drop),
    (exp.Export, _export),
    (exp.Declare, _declare),
    (exp.Set, _assign),
    (exp.Query, _query),
)
