"""The statement that makes a table's sketches, written once as a sqlglot tree and put into the source's dialect.

What engines say differently is in `canonical.py` (a value as text) and in the few hooks here: the hash of text by its
bytes, a column whose collation calls different texts the same, a repeatable sample of a table's blocks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlglot import exp, parse_one

from assess.collect.canonical import canonical_sql
from assess.collect.profiling.sketch import MOST_OF_KEY, SCALE, SPACE, key_name

DIALECTS = ("duckdb", "postgres", "mysql", "sqlite", "spark", "trino", "snowflake", "bigquery")
WITH_ENDS = ("whole", "decimal", "float", "date", "time", "zoned")
COUNTS = -1  # the place of the row with the counts
BESIDE = ","  # between the counts and ends: none of them has it
LOOKED_AT = 20_000  # rows from which the way to read a column is chosen


@dataclass(frozen=True, slots=True)
class Part:
    """A column, or a key of several: names with kinds of values. `below` is the bound of its hashes (2^60: none)."""

    columns: tuple[tuple[str, str], ...]
    below: int = SPACE
    ends: bool = True

    @property
    def name(self) -> str:
        return self.columns[0][0] if len(self.columns) == 1 else key_name([name for name, _ in self.columns])


def statement(engine: str, table: str, parts: Sequence[Part], salt: str, rows: int, share: float = 1.0) -> str:
    """SQL in the engine's dialect: rows (place, h), where -1 has rows, filled rows and ends, and each part's place
    its hashes: all below its bound, else the smallest. `table` is an SQL name; `rows` about how many it has."""
    origin = _origin(engine, table, sorted({column for part in parts for column, _ in part.columns}), share)
    queries = [_counts(engine, origin, parts)]
    queries += [_hashes(engine, origin, place, part, salt, most(rows)) for place, part in enumerate(parts)]
    whole: exp.Expr = queries[0]
    for query in queries[1:]:
        whole = exp.union(whole, query, distinct=False, copy=False)
    return str(whole.sql(dialect=engine))


def most(rows: int) -> int:
    """How many of the smallest hashes are asked for of a column without a bound."""
    return max(MOST_OF_KEY + 1, round(1.1 * rows / SCALE))


def bound(rows: int) -> int:
    """The bound of the hashes of a column with about as many different values as the table has rows."""
    return min(SPACE, max(SPACE // SCALE, round(1.3 * MOST_OF_KEY / max(rows, 1) * SPACE)))


def look(engine: str, table: str, parts: Sequence[Part], few: int | None = LOOKED_AT) -> str:
    """SQL for how many rows are filled and how many values differ in each part's first column: among the first rows,
    or, with `few` None, estimated over all of them by the engine's own sketch."""
    columns = [_named(part.columns[0][0]) for part in parts]
    rows = exp.select(*(_named(name) for name in sorted({part.columns[0][0] for part in parts}))).from_(_table(table))
    origin = rows.limit(few) if few else rows
    counted = [
        [exp.Count(this=column), exp.ApproxDistinct(this=column) if few is None else _differing(column)]
        for column in columns
    ]
    return str(exp.select(*(c for pair in counted for c in pair)).from_(origin.subquery("o")).sql(dialect=engine))


def _differing(column: exp.Expr) -> exp.Expr:
    return exp.Count(this=exp.Distinct(expressions=[column]))


def _counts(engine: str, origin: exp.Expr, parts: Sequence[Part]) -> exp.Select:
    shown = [_text(engine, exp.Count(this=exp.Star()))]
    for part in parts:
        filled = exp.and_(*(_named(name).is_(exp.null()).not_() for name, _ in part.columns))
        if len(part.columns) == 1:
            shown.append(_text(engine, exp.Count(this=_named(part.columns[0][0]))))
        else:
            shown.append(_text(engine, exp.Count(this=exp.case().when(filled, exp.Literal.number(1)))))
        for end in ("min", "max"):
            shown.append(_end(engine, part, end))
    beside = exp.Literal.string(BESIDE)
    spaced = [piece for text in shown for piece in (text, beside)][:-1]
    return exp.select(exp.Literal.number(COUNTS).as_("place"), _joined(engine, spaced).as_("h")).from_(origin.copy())


def _end(engine: str, part: Part, end: str) -> exp.Expr:
    name, kind = part.columns[0]
    if len(part.columns) > 1 or not part.ends or kind not in WITH_ENDS:
        return exp.Literal.string("")
    column = _quoted(engine, name)
    if engine == "sqlite":
        text = f"assess_{end}({column}, '{kind}')"
    else:
        if kind == "float":
            column = f"case when abs({column}) < 1e15 then {column} end"
        elif kind in ("date", "time", "zoned") and engine in ("duckdb", "postgres"):
            column = f"case when isfinite({column}) then {column} end"
        text = canonical_sql(engine, f"{end}({column})", kind)
    return exp.Coalesce(this=_parsed(engine, text), expressions=[exp.Literal.string("")])


def _hashes(engine: str, origin: exp.Expr, place: int, part: Part, salt: str, limit: int) -> exp.Select:
    """The hashes under their place: of a column read row by row those below its bound, else the smallest of all."""
    number = exp.Literal.number(place).as_("place")
    h = exp.column("h")
    if part.below < SPACE:
        read = exp.select(_hash(engine, part, salt, None).as_("h")).from_(origin.copy())
        below = (
            exp.select(h.copy()).distinct().from_(read.subquery("r")).where(h < exp.Literal.string(_hex(part.below)))
        )
        # The limit is for a table of which statistics know too few rows.
        some = below.order_by(h.copy()).limit(2 * limit)
        return exp.select(number, h.copy()).from_(some.subquery(f"q{place}"))
    inner, value = origin.copy(), None
    if len(part.columns) == 1:
        # Once a value rather than once a row: hashing costs more than telling values apart.
        name, kind = part.columns[0]
        raw = _parsed(engine, _apart(engine, _quoted(engine, name), kind))
        filled = _named(name).is_(exp.null()).not_()
        # Grouped, as DuckDB takes a DISTINCT below a DISTINCT for needless and hashes every row.
        inner = exp.select(raw.as_("v")).from_(inner).where(filled).group_by(raw.copy()).subquery("d")
        value = "v"
    read = exp.select(_hash(engine, part, salt, value).as_("h")).distinct().from_(inner)
    # One more, for a null: a condition here would be pushed below the grouping and hash every row.
    first = exp.select(h.copy()).from_(read.subquery("r")).order_by(h.copy()).limit(limit + 1)
    return exp.select(number, h.copy()).from_(first.subquery(f"q{place}"))


def _hash(engine: str, part: Part, salt: str, value: str | None) -> exp.Expr:
    """The first 15 hexadecimal digits of md5(salt || text). Of a key of several columns the text is the sum of each
    value's first twelve, so that their order and names do not matter."""
    if len(part.columns) == 1:
        name, kind = part.columns[0]
        column = value or _quoted(engine, name)
        if engine == "sqlite":
            return _parsed(engine, f"assess_hash({column}, '{kind}')")
        done = value is not None and kind == "text"  # _apart has made it canonical
        return _digits(engine, salt, _parsed(engine, column if done else canonical_sql(engine, column, kind)), 15)
    if engine == "sqlite":
        total = " + ".join(f"assess_number({_quoted(engine, name)}, '{kind}')" for name, kind in part.columns)
        return _parsed(engine, f"assess_hash({total}, 'whole')")
    numbers = [
        _number(engine, _digits(engine, salt, _parsed(engine, canonical_sql(engine, _quoted(engine, name), kind)), 12))
        for name, kind in part.columns
    ]
    total_of: exp.Expr = numbers[0]
    for number in numbers[1:]:
        total_of = exp.Add(this=total_of, expression=number)
    return _digits(engine, salt, _text(engine, total_of), 15)


def _digits(engine: str, salt: str, text: exp.Expr, size: int) -> exp.Expr:
    salted = _joined(engine, [exp.Literal.string(salt), text])
    if engine == "postgres":
        encoded = exp.func("convert_to", salted, exp.Literal.string("UTF8"))
        short = exp.func("left", exp.func("md5", encoded), exp.Literal.number(size))
        return exp.Collate(this=short, expression=exp.to_identifier("C", quoted=True))
    digest = exp.MD5(this=salted)
    return exp.Substring(this=digest, start=exp.Literal.number(1), length=exp.Literal.number(size))


def _number(engine: str, digits: exp.Expr) -> exp.Expr:
    """A number from hexadecimal digits."""
    if engine == "postgres":
        return _parsed(engine, f"cast(cast('x' || {digits.sql(dialect=engine)} as bit(48)) as bigint)")
    if engine == "duckdb":
        return _parsed(engine, f"cast('0x' || {digits.sql(dialect=engine)} as bigint)")
    if engine in ("mysql", "spark"):
        kind = "unsigned" if engine == "mysql" else "bigint"
        return _parsed(engine, f"cast(conv({digits.sql(dialect=engine)}, 16, 10) as {kind})")
    template = {"trino": "from_base({}, 16)", "snowflake": "to_number({}, 'XXXXXXXXXXXX')"}
    if engine in template:
        return _parsed(engine, template[engine].format(digits.sql(dialect=engine)))
    return _parsed(engine, f"cast(concat('0x', {digits.sql(dialect=engine)}) as int64)")


def _apart(engine: str, column: str, kind: str) -> str:
    """What to tell values apart by: a collation may call 'a' and 'A' the same."""
    if kind != "text":
        return column
    if engine == "sqlite":
        return f"{column} COLLATE BINARY"
    text = canonical_sql(engine, column, kind)
    if engine in ("postgres", "duckdb"):
        return f'({text}) COLLATE "C"'
    return f"{text} COLLATE utf8mb4_bin" if engine == "mysql" else text


def _origin(engine: str, table: str, columns: Sequence[str], share: float) -> exp.Expr:
    """The table, or a repeatable sample of its blocks where one is to be had (rows in MariaDB and MySQL)."""
    if share >= 1:
        return _table(table)
    listed = ", ".join(_quoted(engine, name) for name in columns)
    return exp.Subquery(
        this=_parsed(engine, f"SELECT {listed} FROM {_SAMPLED.get(engine, _by_rows)(_in(engine, table), share)}"),
        alias=exp.TableAlias(this=exp.to_identifier("s")),
    )


_SAMPLED: dict[str, Callable[[str, float], str]] = {
    "postgres": lambda table, share: f"{table} TABLESAMPLE SYSTEM ({100 * share:.6g}) REPEATABLE (1)",
    "duckdb": lambda table, share: f"{table} WHERE (rowid // 2048 * 7919) % 10007 < {10007 * share:.0f}",
    "sqlite": lambda table, share: f"{table} WHERE (rowid / 64 * 7919) % 10007 < {10007 * share:.0f}",
    "spark": lambda table, share: f"{table} TABLESAMPLE ({100 * share:.6g} PERCENT) REPEATABLE (1)",
    "mysql": lambda table, share: f"{table} WHERE rand(1) < {share:.6g}",
}


def _by_rows(table: str, share: float) -> str:
    return f"{table} TABLESAMPLE SYSTEM ({100 * share:.6g})"


def _text(engine: str, value: exp.Expr) -> exp.Expr:
    return _parsed(engine, f"cast({value.sql(dialect=engine)} as {'char' if engine == 'mysql' else 'varchar(40)'})")


def _joined(engine: str, texts: Sequence[exp.Expr]) -> exp.Expr:
    """One text of several; CONCAT where || means or, in groups, as engines limit its arguments."""
    if engine in ("mysql", "spark", "bigquery", "trino", "snowflake"):
        groups = [exp.Anonymous(this="CONCAT", expressions=list(texts[i : i + 50])) for i in range(0, len(texts), 50)]
        return groups[0] if len(groups) == 1 else exp.Anonymous(this="CONCAT", expressions=list(groups))
    joined = texts[0]
    for text in texts[1:]:
        joined = exp.DPipe(this=joined, expression=text, safe=False)
    return joined


def _named(name: str) -> exp.Column:
    return exp.column(exp.to_identifier(name, quoted=True))


def _quoted(engine: str, name: str) -> str:
    return str(_named(name).sql(dialect=engine))


def _table(table: str) -> exp.Table:
    """A table from its SQL name, in whichever quotes."""
    return exp.to_table(table, dialect="mysql" if "`" in table else "duckdb")


def _in(engine: str, table: str) -> str:
    return str(_table(table).sql(dialect=engine))


def _parsed(engine: str, text: str) -> exp.Expr:
    found: exp.Expr = parse_one(text, read=engine)
    return found


def _hex(number: int) -> str:
    return f"{number:015x}"
