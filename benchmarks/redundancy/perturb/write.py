"""The company on disk: a DuckDB or SQLite file a source, one export of columns a source, scripts, engagement.yaml."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from benchmarks.redundancy.perturb.tables import Table
from benchmarks.redundancy.perturb.units import BY_ID, UNITS, native
from benchmarks.redundancy.perturb.values import stream

HEADER = (
    "department", "source", "schema", "table", "column", "position", "type", "comment", "nullable", "owner", "rows",
    "bytes", "retention_days", "created", "last_read", "last_written",
)  # fmt: skip


def write_company(tables: Iterable[Table], truth: dict[str, Any], folder: Path, seed: int, values: bool) -> None:
    """databases/ (if `values`), catalogs/, sql/, engagement.yaml, truth.json and a fixed salt."""
    sources: dict[str, list[Table]] = {}
    for table in tables:
        sources.setdefault(table.source, []).append(table)
    for name in ("databases", "catalogs", "sql"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for source, found in sorted(sources.items()):
        if values:
            write = _duckdb if found[0].keeper.engine == "duckdb" else _sqlite
            write(found, folder / "databases" / f"{source}.db")
        _export(found, folder / "catalogs" / f"{source}.csv", seed)
        for table in found:
            if "sql" in table.facts:
                (folder / "sql" / f"load_{table.name}.sql").write_text(table.facts["sql"], "utf-8")
    (folder / "engagement.yaml").write_text(_engagement(sources, folder, values), "utf-8")
    salt = stream(seed, "salt").integers(0, 16, 32)
    (folder / ".salt").write_text("".join(f"{digit:x}" for digit in salt) + "\n", "ascii")
    (folder / "truth.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _duckdb(tables: list[Table], file: Path) -> None:
    with duckdb.connect(str(file), config={"threads": 1}) as con:
        con.execute("BEGIN")
        for table in tables:
            place = table.schema or "main"
            con.execute(f'CREATE SCHEMA IF NOT EXISTS "{place}"')
            declared = ", ".join(f'"{c.name}" {native(c.type, "duckdb")}' for c in table.columns)
            con.execute(f'CREATE TABLE "{place}"."{table.name}" ({declared})')
            frame = table.frame.astype(dict.fromkeys(table.frame.select_dtypes("datetime").columns, "datetime64[us]"))
            con.register("given", frame)
            cast = ", ".join(f'CAST("{c.name}" AS {native(c.type, "duckdb")})' for c in table.columns)
            con.execute(f'INSERT INTO "{place}"."{table.name}" SELECT {cast} FROM given')
            con.unregister("given")
            for column in table.columns:
                if column.comment:
                    said = column.comment.replace("'", "''")
                    con.execute(f"""COMMENT ON COLUMN "{place}"."{table.name}"."{column.name}" IS '{said}'""")
        con.execute("COMMIT")


def _sqlite(tables: list[Table], file: Path) -> None:
    database = sqlite3.connect(file)
    database.execute("PRAGMA synchronous = OFF")
    for table in tables:
        declared = ", ".join(f'"{c.name}" {native(c.type, "sqlite")}' for c in table.columns)
        database.execute(f'CREATE TABLE "{table.name}" ({declared})')
        stored = [_for_sqlite(table.frame[c.name], c.type) for c in table.columns]
        marks = ", ".join("?" for _ in table.columns)
        database.executemany(f'INSERT INTO "{table.name}" VALUES ({marks})', list(zip(*stored, strict=True)))
    database.commit()
    database.close()


def _for_sqlite(series: pd.Series[Any], plain: str) -> list[Any]:
    if series.dtype.kind == "M":
        return series.dt.strftime("%Y-%m-%d" if plain == "date" else "%Y-%m-%d %H:%M:%S").tolist()
    return [None if value is None or value != value else value for value in series.tolist()]


def _export(tables: list[Table], file: Path, seed: int) -> None:
    with file.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(HEADER)
        for table in tables:
            facts = _facts(table, seed)
            for position, column in enumerate(table.columns, 1):
                writer.writerow(
                    (table.unit, table.source, table.schema, table.name, column.name, position,
                     native(column.type, table.keeper.dialect), column.comment, "NO" if position == 1 else "YES", *facts)  # noqa: E501
                )  # fmt: skip


def _facts(table: Table, seed: int) -> tuple[Any, ...]:
    """Owner, rows, bytes, retention and dates of production; rows keep the proportions of the sample."""
    rng = stream(seed, "facts", table.id)
    rows = len(table.frame) * (10 + int(stream(seed, "scale", table.family).integers(1, 4000)))
    old = table.kind == "version"
    written = pd.Timestamp("2026-11-20") - pd.Timedelta(days=int(rng.integers(200, 700) if old else rng.integers(0, 4)))
    made = written - pd.Timedelta(days=int(rng.integers(1, 2 if old else 2500)))
    read = pd.Timestamp("2026-11-21") - pd.Timedelta(days=int(rng.integers(90, 600) if old else rng.integers(0, 40)))
    return (
        table.keeper.owner if rng.random() < 0.7 else "", rows, rows * 22 * len(table.columns),
        rng.choice(["", "180", "365", "1095", "1825", "3650"]), made.date().isoformat(),
        max(read, written).date().isoformat(), written.date().isoformat(),
    )  # fmt: skip


def _engagement(sources: dict[str, list[Table]], folder: Path, values: bool) -> str:
    lines = [
        "client: {zh: 基准公司, en: Bench company}",
        "fictional: true",
        "clock: 2026-11-22T09:00:00+08:00",
        "departments:",
    ]
    lines += [f'  - {{id: {u.id}, name: {{zh: {u.zh}, en: {u.id}}}, owner: "{u.owner}"}}' for u in UNITS]
    lines.append("sources:")
    for source in sorted(sources):
        unit = BY_ID[sources[source][0].unit]
        if values:
            url = f"{unit.engine}:///databases/{source}.db"
            lines.append(f'  - {{id: {source}, department: {unit.id}, kind: database, url: "{url}"}}')
        lines.append(f"  - {{id: catalog_{source}, department: {unit.id}, kind: catalog, path: catalogs/{source}.csv}}")
    if any((folder / "sql").iterdir()):
        lines.append('  - {id: scripts, department: dw, kind: sql, path: "sql/*.sql", dialect: duckdb, reads_from: dw}')
    lines += [
        "prices:",
        "  storage_per_tb_year: {low: 500, base: 1000, high: 1500}",
        "  replicas: {low: 1, base: 2, high: 3}",
        "  refresh_per_tb: {low: 1, base: 2, high: 4}",
        "  refreshes_per_year: {low: 100, base: 365, high: 365}",
        "  table_upkeep_per_year: {low: 50, base: 100, high: 200}",
    ]
    return "\n".join(lines) + "\n"
