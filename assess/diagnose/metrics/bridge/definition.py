"""A definition as parts that can be changed one at a time, its columns bound to the tables they belong to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from assess.diagnose.metrics.bridge.periods import Window, window_of
from assess.diagnose.metrics.bridge.shapes import AND, as_cases, lift_conditions
from assess.diagnose.metrics.formula import Unreadable, read_base, read_condition, read_formula
from assess.diagnose.metrics.names import parse_unit

WRITES = (exp.DML, exp.Create, exp.Drop, exp.Alter, exp.Command, exp.Into, exp.Lock)
ODD = ("having", "limit", "offset", "distinct", "qualify", "laterals", "windows")


@dataclass(frozen=True)
class Known:
    """A table as its database has it: `table` names it in SQL, `columns` are (name, type) by name in lower case."""

    id: str
    table: exp.Table
    columns: Mapping[str, tuple[str, str]]
    rows: int | None = None
    key: tuple[str, ...] = ()


Lookup = Callable[[str], Known]  # by the name as written; Unreadable where there is none


@dataclass(frozen=True)
class Place:
    """One member of a FROM: what it is called there, and its columns as in `Known`; None where they are not known."""

    owner: str
    alias: str
    columns: Mapping[str, tuple[str, str]] | None

    def may_have(self, name: str, kind: str) -> bool:
        """Whether it has that column, of that kind where both are known."""
        if self.columns is None:
            return True
        return name in self.columns and (not kind or kind_of(self.columns[name][1]) in ("", kind))


@dataclass(frozen=True)
class Source:
    """A FROM with its joins. `owner` of a place is the id of its table, the same in every source that has it. `instead`
    is the owner whose columns are, by their names, those of the first place here."""

    select: exp.Select
    places: tuple[Place, ...]
    tables: tuple[Known, ...]
    key: str
    instead: str = ""

    def place_of(self, column: Any) -> Place | None:
        """Where a column of some owner is here: in the same table, else in the one that stands for it, else in the only
        one that has a column of that name; a column of another kind (text, number, time, truth) is not the same."""
        name, kind = column.name.lower(), str(column.meta.get("kind", ""))
        owner = self.places[0].owner if column.table and column.table == self.instead else column.table
        same = [p for p in self.places if p.owner == owner]
        if same and same[0].may_have(name, kind):
            return same[0]
        having = [p for p in self.places if p.columns is not None and p.may_have(name, kind)]
        return having[0] if len(having) == 1 else None


@dataclass(frozen=True)
class Definition:
    """Columns in `value`, `filter` and `time` are qualified with the owner's id. `fill` stands for an empty period."""

    source: Source
    value: Any
    filter: tuple[Any, ...]
    time: Any
    window: Window | None
    unit: str
    stated_unit: str
    fill: str
    periods: tuple[str, ...]  # calendar units the definition speaks of: month, day


def read_definition(row: Mapping[str, Any], lookup: Lookup) -> Definition:
    """The parts of a row of the evidence's metrics; Unreadable with the reason where it cannot be taken apart."""
    dialect = str(row["dialect"] or "")
    tree = read_formula(str(row["expression"] or ""), dialect)
    grouped: list[Any] = []
    if isinstance(tree, exp.Query):
        select, value, grouped = _of_query(tree)
    else:
        select, value = read_base(str(row["base"] or ""), dialect), tree
    if select.args.get("from_") is None:
        raise Unreadable("没有写明取数的表。", "It does not say from which table it is computed.")
    _only_reads(select, value)
    where = select.args.get("where")
    conditions = [where.this.copy()] if where is not None else []
    stated = read_condition(str(row["filter"] or ""), dialect)
    conditions += [stated] if stated is not None else []
    if not value.find(exp.AggFunc):
        raise Unreadable(
            "公式没有汇总行的算式（可能由其他指标组成），只能对它的组成部分分别求差。",
            "Its formula adds no rows up (it may be made of other metrics); ask for those instead.",
        )
    if value.find(exp.Window):
        raise Unreadable("公式用了窗口函数，不能按期间重算。", "Its formula uses a window function.")
    time = read_formula(str(row["time_column"]), dialect) if row["time_column"] else _time_of(grouped)
    source = _source(select, lookup)
    bound = [_bound(part, source, lookup) for part in (as_cases(value), *conditions)]
    value, lifted = lift_conditions(bound[0])
    parts = [one for condition in (*bound[1:], *lifted) for one in AND(condition)]
    window, periods = window_of(str(row["window"] or ""), str(row["grain"] or ""), str(row["name"]))
    time = None if time is None else _bound(time, source, lookup)
    for part in (value, *parts, *([] if time is None else [time])):
        _must_be_there(part, source)
    unit, fill = str(row["unit"] or "").strip(), str(row.get("null_default") or "")
    return Definition(source, value, tuple(parts), time, window, parse_unit(unit), unit, fill, periods)


def _must_be_there(tree: Any, source: Source) -> None:
    missing = missing_in(tree, source)
    if missing:
        tables, columns = ", ".join(one.id for one in source.tables), ", ".join(missing)
        raise Unreadable(
            f"{columns} 在它的来源 {tables} 里没有，或不止一张表有；请在列名前写明表名。",
            f"its column {columns} is in none or several of its tables {tables}; write the table before it.",
        )


def _only_reads(*trees: Any) -> None:
    if any(tree.find(*WRITES) is not None for tree in trees):
        raise Unreadable("公式里有写入或加锁的语句，不会执行。", "It writes or locks, and is not run.")


def _of_query(tree: Any) -> tuple[Any, Any, list[Any]]:
    """(the query, its one aggregate, what it groups by)."""
    if not isinstance(tree, exp.Select) or any(tree.args.get(part) for part in ODD):
        raise Unreadable(
            "查询有 HAVING、LIMIT、UNION 或去重，不能按期间重算。",
            "The query has HAVING, LIMIT, DISTINCT or UNION and cannot be asked again by period.",
        )
    values = [one for one in tree.expressions if one.find(exp.AggFunc)]
    if len(values) != 1:
        raise Unreadable(
            f"查询给出 {len(values)} 个汇总值，指标只能是一个。", f"The query yields {len(values)} aggregates, not one."
        )
    group = tree.args.get("group")
    keys = list(group.expressions) if group is not None else []
    keys = [
        tree.expressions[int(key.name) - 1].unalias()
        if isinstance(key, exp.Literal) and key.is_int and 0 < int(key.name) <= len(tree.expressions)
        else key
        for key in keys
    ]
    return tree, values[0].unalias(), keys


def _time_of(keys: list[Any]) -> Any:
    """The one column a query groups by, within a function of time such as DATE_TRUNC."""
    timed = [key for key in keys if not isinstance(key, exp.Column)] or keys
    columns = [column for key in timed for column in key.find_all(exp.Column)]
    return columns[0].copy() if len({c.sql() for c in columns}) == 1 else None


def _source(select: exp.Select, lookup: Lookup) -> Source:
    """FROM and joins alone, tables by their physical names, every member with a quoted alias in lower case."""
    bare = exp.Select()
    for part in ("with_", "from_", "joins"):
        kept = select.args.get(part)
        if kept is not None:
            bare.set(part, [one.copy() for one in kept] if isinstance(kept, list) else kept.copy())
    top = [bare.args["from_"].this, *(join.this for join in bare.args.get("joins") or [])]
    aliases = [str(one.alias_or_name).lower() for one in top]
    owners, places = _physical(bare, lookup), []
    seen: dict[str, int] = {}
    for alias, before in zip(aliases, top, strict=True):
        known = owners.get(id(before))
        owner = known.id if known is not None else f"~{alias}"
        seen[owner] = seen.get(owner, 0) + 1
        owner += f"#{seen[owner]}" * (seen[owner] > 1)
        places.append(Place(owner, alias, known.columns if known is not None else _yielded(before)))
    now = [bare.args["from_"].this, *(join.this for join in bare.args.get("joins") or [])]
    for alias, member in zip(aliases, now, strict=True):
        member.set("alias", exp.TableAlias(this=exp.to_identifier(alias, quoted=True)))
    tables = {known.id: known for known in owners.values()}
    draft = Source(bare, tuple(places), tuple(tables.values()), "")
    for join in bare.args.get("joins") or []:
        if join.args.get("on") is not None:
            join.set("on", in_source(_bound(join.args["on"], draft, lookup), draft) or join.args["on"])
    key = bare.copy()
    for alias, place in zip(aliases, places, strict=True):
        for named in key.find_all(exp.Identifier):
            if named.quoted and named.name == alias and isinstance(named.parent, exp.TableAlias | exp.Column):
                named.set("this", place.owner)
    return Source(bare, tuple(places), tuple(tables.values()), key.sql())


def _physical(tree: Any, lookup: Lookup) -> dict[int, Known]:
    """Every table in `tree` named as the database knows it, in place; what each node is, by its id()."""
    here = {str(cte.alias).lower() for cte in tree.find_all(exp.CTE)}
    found: dict[int, Known] = {}
    for table in list(tree.find_all(exp.Table)):
        written = ".".join(part.name for part in table.parts)
        if not written or written.lower() in here:
            continue
        known = lookup(written)
        alias = table.args.get("alias") or exp.TableAlias(this=exp.to_identifier(table.name))
        for part in ("this", "db", "catalog"):
            table.set(part, known.table.args[part].copy() if known.table.args.get(part) is not None else None)
        table.set("alias", alias)
        found[id(table)] = known
    return found


def _yielded(member: Any) -> dict[str, tuple[str, str]] | None:
    """The columns of a subquery by name; None where a star hides them or it is a name of WITH."""
    inner = member.this if isinstance(member, exp.Subquery) else None
    if not isinstance(inner, exp.Query) or inner.is_star:
        return None
    return {str(one.alias_or_name).lower(): (str(one.alias_or_name), "") for one in inner.selects}


def _bound(tree: Any, source: Source, lookup: Lookup) -> Any:
    """The tree with each column of the top level qualified by the owner of its place, as far as that is known."""
    held = exp.Paren(this=tree.copy())
    _physical(held, lookup)
    for column in list(held.find_all(exp.Column)):
        if column.find_ancestor(exp.Query) is not None:
            continue
        name, written = column.name.lower(), column.table.lower()
        fitting = [p for p in source.places if (p.alias == written if written else p.columns and name in p.columns)]
        fitting = fitting or [p for p in source.places if p.owner.rsplit(".", 1)[-1].lower() == written]
        if not fitting and len(source.places) == 1:
            fitting = list(source.places)
        if len(fitting) != 1:
            continue
        actual = (fitting[0].columns or {}).get(name, (column.name, ""))[0]
        quoted = name in (fitting[0].columns or {}) and not fitting[0].owner.startswith("~")
        new = exp.column(exp.to_identifier(actual, quoted=quoted or column.this.quoted),
                         table=exp.to_identifier(fitting[0].owner, quoted=True))  # fmt: skip
        new.meta["kind"] = kind_of((fitting[0].columns or {}).get(name, ("", ""))[1])
        column.replace(new)
    return held.this


def kind_of(declared: str) -> str:
    """What a column of that type holds: text, number, time or truth; nothing where that is not plain."""
    said = declared.upper()
    kinds = (("", ("INTERVAL", "[]", "ARRAY", "RANGE")), ("text", ("CHAR", "TEXT", "STRING", "CLOB")),
             ("truth", ("BOOL",)), ("time", ("DATE", "TIME")),
             ("number", ("INT", "NUM", "DEC", "DOUBLE", "FLOAT", "REAL", "MONEY", "SERIAL")))  # fmt: skip
    return next((kind for kind, words in kinds if any(word in said for word in words)), "")


def in_source(tree: Any, source: Source) -> Any:
    """The tree as SQL over `source`; None where one of its columns is not to be found there."""
    held = exp.Paren(this=tree.copy())
    for column in list(held.find_all(exp.Column)):
        if column.find_ancestor(exp.Query) is not None or isinstance(column.this, exp.Star):
            continue
        place = source.place_of(column)
        if place is None:
            return None
        actual, quoted = column.this.name, column.this.quoted
        known = (place.columns or {}).get(column.name.lower())
        if known is not None and not place.owner.startswith("~"):
            actual, quoted = known[0], True
        column.replace(exp.column(exp.to_identifier(actual, quoted=quoted),
                                  table=exp.to_identifier(place.alias, quoted=True)))  # fmt: skip
    return held.this


def missing_in(tree: Any, source: Source) -> list[str]:
    """Names of the columns of `tree` that `source` does not have, or has more than once."""
    columns = (c for c in tree.find_all(exp.Column) if c.find_ancestor(exp.Query) is None)
    return sorted({c.name for c in columns if source.place_of(c) is None})


def tables_written(row: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of tables in a definition as written; Unreadable where it does not parse."""
    dialect = str(row["dialect"] or "")
    tree = read_formula(str(row["expression"] or ""), dialect)
    trees = [tree, read_condition(str(row["filter"] or ""), dialect)]
    if not isinstance(tree, exp.Query):
        trees.append(read_base(str(row["base"] or ""), dialect))
    names: dict[str, None] = {}
    for one in trees:
        here = {str(cte.alias).lower() for cte in one.find_all(exp.CTE)} if one is not None else set()
        for table in one.find_all(exp.Table) if one is not None else ():
            written = ".".join(part.name for part in table.parts)
            if written and written.lower() not in here:
                names[written] = None
    return tuple(names)
