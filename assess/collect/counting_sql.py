"""The statements that count what two tables share, as sqlglot trees in the source's dialect.

All work alike: the rows of both tables, as canonical text and with a mark of the side they are from, are put under
each other and grouped, which takes NULL for equal to NULL and needs no join. A group that the master has x times and
the member y times is min(x, y) shared rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp, parse_one

from assess.collect.canonical import canonical_sql, value_kind

# Columns a statement: each holds two values a key while it runs, and DuckDB holds them all in memory.
WIDE, WIDE_IN_MEMORY = 16, 4
OWN_TEXT = "assess_text"  # SQLite's function (value, kind), made by counting.py
SIDES = ("x", "y")  # how often the master and how often the member has it


@dataclass(frozen=True, slots=True)
class Compared:
    """A mapped column: its name in the master and in the member, with the kind of value of each."""

    names: tuple[str, str]
    kinds: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Statements:
    """`rows` counts whole rows. Where there is a key, `keys` count rows by it and where the other columns differ;
    `repeated` say the latter where a key occurs more than once, a column a row: (place, same)."""

    rows: str
    keys: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All of them, as they are shown and hashed."""
        return "".join(f"{one};\n" for one in (self.rows, *self.keys, *self.repeated))


def kinds_of(engine: str, types: tuple[str, str]) -> tuple[str, str] | None:
    """The kinds by which two declared types are compared; None where a value has no text to compare.

    Two columns of the same type without canonical text (documents, times of day) are compared as PostgreSQL and
    DuckDB write them; PostgreSQL's own types, such as enumerations, likewise where the other column is text.
    """
    mine, theirs = (value_kind(declared, engine) for declared in types)
    if mine and theirs:
        return mine, theirs
    alike = types[0].lower() == types[1].lower()
    if (engine in ("postgres", "duckdb") and alike) or (engine == "postgres" and "text" in (mine, theirs)):
        return "text", "text"
    return None


def statements(
    engine: str, tables: tuple[exp.Table, exp.Table], columns: Sequence[Compared], key: Sequence[int]
) -> Statements:
    """SQL that counts what `tables` (master, member) share over `columns`, of which those at the places `key` are
    what tells rows apart (none: nothing is)."""
    rest = [place for place in range(len(columns)) if place not in key]
    step = WIDE_IN_MEMORY if engine == "duckdb" else WIDE
    chunks = [rest[start : start + step] for start in range(0, len(rest), step)]
    return Statements(
        _rows(engine, tables, columns),
        tuple(_keys(engine, tables, columns, key, chunk) for chunk in chunks or [[]]) if key else (),
        tuple(_repeated(engine, tables, columns, key, chunk) for chunk in chunks) if key else (),
    )


def _rows(engine: str, tables: tuple[exp.Table, exp.Table], columns: Sequence[Compared]) -> str:
    """One row: rows of the master and of the member, different rows of each, shared rows."""
    grouped = _grouped(engine, tables, columns, range(len(columns)), ())
    x, y = (exp.column(side) for side in SIDES)
    counted = [exp.Sum(this=x), exp.Sum(this=y), _how_often(x > 0), _how_often(y > 0), exp.Sum(this=_less())]
    return _written(engine, exp.select(*counted).from_(grouped.subquery("g", copy=False), copy=False))


def _keys(
    engine: str,
    tables: tuple[exp.Table, exp.Table],
    columns: Sequence[Compared],
    key: Sequence[int],
    others: Sequence[int],
) -> str:
    """One row: the rows that share a key, how many of these keys occur more than once, and of the keys that do not in
    how many rows each of the other columns differs."""
    grouped = _grouped(engine, tables, columns, key, others)
    for place in others:
        value = exp.column(f"c{place}")
        unlike = exp.or_(exp.Count(this=value.copy()).eq(1), exp.NEQ(this=exp.Min(this=value.copy()),
                                                                    expression=exp.Max(this=value.copy())))  # fmt: skip
        mark = exp.case().when(unlike, _number(1), copy=False).else_(_number(0), copy=False)
        grouped = grouped.select(mark.as_(f"d{place}", copy=False), copy=False)
    x, y = (exp.column(side) for side in SIDES)
    counted = [exp.Sum(this=_less()), _how_often(exp.or_(x > 1, y > 1))]
    counted += [exp.Sum(this=exp.column(f"d{place}")) for place in others]
    return _written(
        engine,
        exp.select(*counted).from_(grouped.subquery("g", copy=False), copy=False).where(x > 0, y > 0, copy=False),
    )


def _repeated(
    engine: str,
    tables: tuple[exp.Table, exp.Table],
    columns: Sequence[Compared],
    key: Sequence[int],
    others: Sequence[int],
) -> str:
    """A row for each of the other columns: its place, and in how many rows key and column are the same."""
    whole: exp.Query | None = None
    for place in others:
        grouped = _grouped(engine, tables, columns, [*key, place], ()).subquery(f"g{place}", copy=False)
        one = exp.select(_number(place).as_("place"), exp.Sum(this=_less()).as_("same")).from_(grouped, copy=False)
        whole = one if whole is None else exp.union(whole, one, distinct=False, copy=False)
    assert whole is not None
    return _written(engine, whole)


def _grouped(
    engine: str,
    tables: tuple[exp.Table, exp.Table],
    columns: Sequence[Compared],
    by: Sequence[int],
    beside: Sequence[int],
) -> exp.Select:
    """Both tables' rows grouped by the columns at the places `by`, with how often each side has them; the columns at
    the places `beside` can be aggregated."""
    sides = []
    for side, table in enumerate(tables):
        texts = [_text(engine, columns[place], side) for place in by]
        named = [text.as_(f"k{number}", copy=False) for number, text in enumerate(_told_apart(engine, texts))]
        values = [(place, _value(engine, _text(engine, columns[place], side))) for place in beside]
        named += [value.as_(f"c{place}", copy=False) for place, value in values]
        marks = [_number(int(side == one)).as_(SIDES[one]) for one in (0, 1)]
        sides.append(exp.Select(expressions=[*named, *marks]).from_(table.as_("t"), copy=False))
    keys = [exp.column(f"k{number}") for number in range(len(_told_apart(engine, [exp.null()] * len(by))))]
    often = [exp.Sum(this=exp.column(side)).as_(side) for side in SIDES]
    both = exp.union(sides[0], sides[1], distinct=False, copy=False).subquery("u", copy=False)
    return exp.select(*often).from_(both, copy=False).group_by(*keys, copy=False)


def _text(engine: str, column: Compared, side: int) -> exp.Expr:
    """The canonical text of one side. What has none, such as infinity, is as the engine writes it, so that it is not
    taken for NULL."""
    # With its table: alone, SQLite takes the quoted name of a column that is gone for a text.
    kind = column.kinds[side]
    quoted = exp.column(exp.to_identifier(column.names[side], quoted=True), table="t").sql(dialect=engine)
    if engine == "sqlite":
        return _parsed(engine, f"{OWN_TEXT}({quoted}, '{kind}')")
    text = canonical_sql(engine, quoted, kind)
    if kind in ("float", "date", "time", "zoned"):
        text = f"coalesce({text}, cast({quoted} as {'char' if engine == 'mysql' else 'varchar'}))"
    return _parsed(engine, text)


def _parsed(engine: str, text: str) -> exp.Expr:
    found: exp.Expr = parse_one(text, read=engine)
    return found


def _told_apart(engine: str, texts: Sequence[exp.Expr]) -> list[exp.Expr]:
    """What to group by. MySQL sorts long texts by their beginning alone, so there it is one digest of a row."""
    values = [_value(engine, text) for text in texts]
    if engine != "mysql":
        return values
    filled: list[exp.Expr] = [exp.Coalesce(this=value, expressions=[exp.Literal.string("-")]) for value in values]
    return [_digest(exp.Anonymous(this="CONCAT", expressions=filled))]


def _value(engine: str, text: exp.Expr) -> exp.Expr:
    """What to compare: the text by its bytes, whatever the column's collation calls the same."""
    if engine == "mysql":
        return _digest(text)
    if engine == "sqlite":
        return text  # a function's result has no collation
    return exp.Collate(this=exp.paren(text, copy=False), expression=exp.to_identifier("C", quoted=True))


def _digest(text: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this="SHA2", expressions=[text, _number(256)])


def _less() -> exp.Expr:
    x, y = (exp.column(side) for side in SIDES)
    return exp.case().when(x < y, x.copy()).else_(y.copy())


def _how_often(condition: exp.Expr) -> exp.Expr:
    return exp.Sum(this=exp.case().when(condition, _number(1)).else_(_number(0)))


def _number(number: int) -> exp.Expr:
    return exp.Literal.number(number)


def _written(engine: str, query: exp.Query) -> str:
    return str(query.sql(dialect=engine))
