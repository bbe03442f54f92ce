"""A lake folder read by DuckDB in this process: each table a view of its Parquet files, nothing else within reach."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from assess.collect.databases.address import Address
from assess.collect.databases.reasons import said
from assess.collect.databases.session import Session
from assess.collect.databases.shape import Field, Relation, Shape, quoted
from assess.collect.lake_logs import Log
from assess.collect.lake_tables import LakeTable
from assess.model.errors import Unreachable
from assess.model.text import Text

# A row's number: that of its file, told by the file's name, and its place in it. Samples are taken by it.
NUMBER = "cast('0x' || substr(md5(parse_filename(filename)), 1, 7) AS bigint) * 2048 + file_row_number AS rowid"

_KINDS = {"timestamp": "TIMESTAMP WITH TIME ZONE", "timestamp_ntz": "TIMESTAMP"}


@contextmanager
def lake_session(address: Address, tables: list[LakeTable], places: list[str]) -> Iterator[Session]:
    """A session that can read below `places` (folders) and nowhere else; what does not fit in memory lies in a folder
    of our own that nobody else can enter, until the session ends."""
    import duckdb

    with tempfile.TemporaryDirectory(prefix="assess-lake-", ignore_cleanup_errors=True) as spill:
        settings: dict[str, Any] = {
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "temp_directory": spill,
        }
        duck = duckdb.connect(":memory:", config=settings)
        opened = Session(address, None, duck, numbered=False)
        try:
            duck.execute("SET enable_progress_bar = false")
            duck.execute(f"SET allowed_directories = [{', '.join(_literal(place) for place in [*places, spill])}]")
            duck.execute("SET enable_external_access = false")
            for schema in sorted({table.schema for table in tables} - {""}):
                duck.execute(f"CREATE SCHEMA IF NOT EXISTS {quoted(schema)}")
            yield opened
        finally:
            opened.close()


def lake_shape(session: Session, tables: list[LakeTable]) -> tuple[Shape, dict[Text, list[str]]]:
    """The tables of a lake as DuckDB sees them, and those it cannot read, by reason.

    Of files whose columns differ a table has all columns; the values of partitions are text, as they are written.
    """
    relations, fields, physical = [], [], {}
    left: dict[Text, list[str]] = {}
    for table in tables:
        name = f"{quoted(table.schema or 'main')}.{quoted(table.name)}"
        try:
            columns, rows = _viewed(session, name, table)
        except Unreachable as error:
            left.setdefault(Text(error.zh.partition("）：")[2].rstrip("。"), error.en.partition("): ")[2].rstrip(".")),
                            []).append(table.root)  # fmt: skip
            continue
        numbered = not any(column.lower() == "rowid" for column, *_ in columns)
        relations.append(Relation(*table.key, "table", rows=rows, bytes=table.bytes, sampled=numbered))
        physical[table.key] = name
        for position, (column, kind, values) in enumerate(columns, 1):
            fields.append(Field(*table.key, position, column, kind, values, None))
    return Shape(tuple(relations), tuple(fields), {}, physical), left


def _viewed(session: Session, name: str, table: LakeTable) -> tuple[list[tuple[str, str, str]], int]:
    """Make the view; its columns (name, type, type to read them by) and how many rows the files' footers say it has."""
    files = ", ".join(_literal(path) for path in table.files)
    read = (
        f"read_parquet([{files}], union_by_name = {str(len(table.files) > 1).lower()}, "
        f"hive_partitioning = {str(table.by_folders).lower()}, hive_types_autocast = false)"
    )
    held = [(row[0], row[1]) for row in session.rows(f"DESCRIBE SELECT * FROM {read}")]
    numbered = not any(column.lower() == "rowid" for column, _ in held)
    chosen = "*" if table.log is None else _as_logged(table.log, [column for column, _ in held])
    session.rows(f"CREATE VIEW {name} AS SELECT {chosen}{f', {NUMBER}' if numbered else ''} FROM {read}")
    kinds = {row[0]: row[1] for row in session.rows(f"DESCRIBE {name}")}
    columns = [
        (column, kinds[column], "VARCHAR" if kinds[column] == "JSON" else kinds[column])
        for column in kinds if not (numbered and column == "rowid")
    ]  # fmt: skip
    if table.log is not None:
        shown = {column.lower(): (column, kind, values) for column, kind, values in columns}
        columns = [shown.get(of.name.lower(), (of.name, of.type, "")) for of in table.log.columns]
    return columns, int(session.rows(f"SELECT count(*) FROM {name}")[0][0])


def _as_logged(log: Log, held: list[str]) -> str:
    """The columns that the table has today and its files hold, in the log's order; values of folders by their type."""
    names = {name.lower(): quoted(name) for name in held}
    chosen = []
    for of in log.columns:
        name = names.get(of.name.lower())
        if name is not None:
            value = f"CAST({name} AS {_KINDS.get(of.cast, of.cast)})" if of.cast else name
            chosen.append(f"{value} AS {quoted(of.name)}")
    return ", ".join(chosen)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def not_here(address: Address) -> Unreachable:
    """The folder lies on another machine, which DuckDB is not let to."""
    return said(
        address,
        Text(
            "DuckDB 只读本机的文件夹；请写 engine: spark。",
            "DuckDB reads folders of this machine; write engine: spark.",
        ),
    )
