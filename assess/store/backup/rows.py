"""Rows of a database as lines of JSON, the same for SQLite and PostgreSQL, and back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa

from assess.model.errors import BadInput, Problem
from assess.store.migrate import schema_in

AT_ONCE = 1000


def dumped(db: sa.Connection, table: sa.Table, schema: str | None, counted: list[int]) -> Iterator[bytes]:
    """The names of the columns, then the values of each row, a line each, by primary key; their number in `counted`."""
    yield _line([column.name for column in table.columns])
    query = sa.select(table).order_by(*table.primary_key.columns)
    options: dict[str, Any] = {"stream_results": True, "yield_per": AT_ONCE}
    if schema:
        options["schema_translate_map"] = {None: schema}
    number = 0
    for row in db.execute(query, execution_options=options):
        number += 1
        yield _line(list(row))
    counted.append(number)


def load(db: sa.Connection, name: str, lines: Iterable[bytes], where: str) -> int:
    """Put rows into an empty table, which has exactly these columns; returns how many there were."""
    schema = schema_in(db)
    if not sa.inspect(db).has_table(name, schema=schema):
        raise BadInput([Problem(where, f"holds rows of a table {name}, which its revision does not have.")])
    table = sa.Table(name, sa.MetaData(), autoload_with=db, schema=schema, resolve_fks=False)
    rest = iter(lines)
    columns = _list(next(rest, b""), where, name)
    if sorted(map(str, columns)) != sorted(column.name for column in table.columns):
        raise BadInput([Problem(where, f"the columns of {name} are not those of its revision.")])
    number = 0
    batch: list[dict[str, Any]] = []
    for line in rest:
        values = _list(line, where, name)
        if len(values) != len(columns):
            raise BadInput([Problem(where, f"row {number + len(batch) + 1} of {name} has {len(values)} values.")])
        batch.append(dict(zip(columns, values, strict=True)))
        if len(batch) == AT_ONCE:
            number += _insert(db, table, batch, where)
            batch = []
    number += _insert(db, table, batch, where)
    _go_on_counting(db, table)
    return number


def _insert(db: sa.Connection, table: sa.Table, rows: list[dict[str, Any]], where: str) -> int:
    if rows:
        try:
            db.execute(table.insert(), rows)
        except sa.exc.StatementError as error:
            said = str(getattr(error, "orig", None) or error).splitlines()[0]
            raise BadInput([Problem(where, f"rows of {table.name} do not fit ({said}).")]) from None
    return len(rows)


def _go_on_counting(db: sa.Connection, table: sa.Table) -> None:
    """Numbers given out from here on follow the last one; SQLite sees to that itself."""
    if db.dialect.name != "postgresql":
        return
    whole = db.dialect.identifier_preparer.format_table(table)
    for column in table.primary_key.columns:
        if not isinstance(column.type, sa.Integer):
            continue
        sequence = db.scalar(sa.select(sa.func.pg_get_serial_sequence(whole, column.name)))
        last = db.scalar(sa.select(sa.func.max(column)))
        if sequence and last:
            db.execute(sa.select(sa.func.setval(sequence, last)))


def _line(values: list[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False).encode() + b"\n"


def _list(line: bytes, where: str, name: str) -> list[Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list):
        raise BadInput([Problem(where, f"a line of {name} is no list.")])
    return found
