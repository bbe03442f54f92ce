"""Evidence on disk: one DuckDB file whose tables and columns carry their descriptions."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assess.model.errors import BadInput, Problem
from assess.model.evidence import Evidence
from assess.model.evidence_schema import FLAG, HASHES, REAL, SCHEMA, TEXT, TIME, WHOLE
from assess.store.own_reads import FILE as READS
from assess.store.salt import FILE as SALT
from assess.store.whole_files import alone_in, draft_of, sync_folder, why_unwritten

FILE = "evidence.duckdb"
if TYPE_CHECKING:
    import duckdb
    import pandas as pd

_SQL_TYPES = {
    TEXT: "VARCHAR",
    WHOLE: "BIGINT",
    REAL: "DOUBLE",
    FLAG: "BOOLEAN",
    TIME: "TIMESTAMPTZ",
    HASHES: "UBIGINT[]",
}


def save_evidence(folder: Path, evidence: Evidence) -> Path:
    """Write `evidence.duckdb` whole or not at all; returns its path. BadInput where the disk is full."""
    import duckdb

    target = folder / FILE
    draft = folder / f".{FILE}.draft"
    with alone_in(folder):
        for left in (draft, *(draft_of(folder / name) for name in (SALT, READS))):
            _drop(left)  # of a program that was killed
        try:
            with duckdb.connect(str(draft)) as db:
                _fill(db, evidence)
            draft.replace(target)
        except (duckdb.Error, OSError) as error:
            raise BadInput([Problem(str(target), why_unwritten(error, target))]) from None
        finally:
            _drop(draft)
        sync_folder(folder)
    return target


def _drop(draft: Path) -> None:
    for path in (draft, draft.with_name(f"{draft.name}.wal")):
        path.unlink(missing_ok=True)
    shutil.rmtree(draft.with_name(f"{draft.name}.tmp"), ignore_errors=True)


def _fill(db: duckdb.DuckDBPyConnection, evidence: Evidence) -> None:
    for name, (about, columns) in SCHEMA.items():
        shape = ", ".join(f'"{column}" {_SQL_TYPES[dtype]}' for column, dtype, _ in columns)
        db.execute(f'CREATE TABLE "{name}" ({shape})')
        frame = evidence[name]
        if len(frame):
            db.register("incoming", frame)
            db.execute(f'INSERT INTO "{name}" SELECT * FROM incoming')
            db.unregister("incoming")
        db.execute(f"COMMENT ON TABLE \"{name}\" IS '{_quoted(about)}'")
        for column, _, meaning in columns:
            db.execute(f'COMMENT ON COLUMN "{name}"."{column}" IS \'{_quoted(meaning)}\'')
    db.execute("CHECKPOINT")


def load_evidence(folder: Path) -> Evidence:
    """The evidence collected earlier in `folder`."""
    import duckdb

    path = folder / FILE
    if not path.exists():
        raise BadInput([Problem(str(folder), f"there is no {FILE} yet; run `assess collect {folder}` first.")])
    try:
        with duckdb.connect(str(path), read_only=True) as db:
            return Evidence.of({name: _frame(db, name) for name in SCHEMA})
    except (duckdb.Error, ValueError) as error:
        first = str(error).splitlines()[0]
        raise BadInput(
            [Problem(str(path), f"was not written by this version of assess ({first}); collect again.")]
        ) from None


def load_answers(folder: Path) -> pd.DataFrame:
    """The evidence table `answers` alone; empty where nothing was collected yet."""
    import duckdb

    if not (folder / FILE).exists():
        return Evidence.of({}).answers
    with duckdb.connect(str(folder / FILE), read_only=True) as db:
        return Evidence.of({"answers": _frame(db, "answers")}).answers


def table_ids(folder: Path) -> list[str]:
    """The ids of the tables in the evidence, without reading anything else of it."""
    import duckdb

    path = folder / FILE
    if not path.exists():
        raise BadInput([Problem(str(folder), f"there is no {FILE} yet; run `assess collect {folder}` first.")])
    with duckdb.connect(str(path), read_only=True) as db:
        return [str(name) for (name,) in db.execute('SELECT table_id FROM "tables" ORDER BY table_id').fetchall()]


def some_tables(folder: Path, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Of each of these tables that is in the evidence, by id: source, schema, name, kind, rows, and its columns by
    name: (type, in_key)."""
    import duckdb

    found: dict[str, dict[str, Any]] = {}
    with duckdb.connect(str(folder / FILE), read_only=True) as db:
        chosen = list(ids)
        tables = db.execute(
            'SELECT table_id, source, schema, name, kind, rows FROM "tables" WHERE table_id IN (SELECT unnest(?))',
            [chosen],
        ).fetchall()
        for table_id, source, schema, name, kind, rows in tables:
            found[table_id] = {"source": source, "schema": schema or "", "name": name, "kind": kind, "rows": rows,
                               "columns": {}}  # fmt: skip
        columns = db.execute(
            'SELECT table_id, name, type, in_key FROM "columns" WHERE table_id IN (SELECT unnest(?)) ORDER BY ALL',
            [chosen],
        ).fetchall()
    for table_id, name, declared, in_key in columns:
        found[table_id]["columns"][name] = (declared or "", bool(in_key))
    return found


def collected_at(folder: Path) -> datetime | None:
    """When the evidence on disk was collected (UTC, whole seconds); None where there is none."""
    path = folder / FILE
    if not path.exists():
        return None
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(microsecond=0)


def _frame(db: duckdb.DuckDBPyConnection, name: str) -> pd.DataFrame:
    import pandas as pd
    import pyarrow as pa

    # Whole numbers with nulls stay whole: through floats a 60-bit hash would lose its last digits.
    nullable = {pa.int64(): pd.Int64Dtype(), pa.float64(): pd.Float64Dtype(), pa.bool_(): pd.BooleanDtype()}
    table: pa.Table = db.sql(f'SELECT * FROM "{name}"').to_arrow_table()
    return table.to_pandas(types_mapper=nullable.get)  # type: ignore[no-any-return]


def _quoted(text: str) -> str:
    return text.replace("'", "''")
