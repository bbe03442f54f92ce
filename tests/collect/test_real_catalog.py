"""Real schemas: public DDL of several products, created in a real PostgreSQL and read back."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from assess.collect.database import read_database

SPEAK_POSTGRESQL = ("postgresql", "opengauss", "highgo", "kingbase")


def test_public_schemas_of_four_dialects_come_back_as_they_were_written(
    postgres_url: str, run: Any, database: Any, shared_data: Path, tmp_path: Path
) -> None:
    with gzip.open(shared_data / "catalog_ddl.jsonl.gz", "rt", encoding="utf-8") as file:
        tables = [t for t in map(json.loads, file) if t["dialect"] in SPEAK_POSTGRESQL]
    expected: dict[tuple[str, str], list[tuple[str, str]]] = {}
    statements: list[str] = []
    for table in tables:
        schema = f"{table['dialect'][:4]}/{table['repo']}/{table['file'].rsplit('/', 1)[-1]}"[:60]
        key = (schema, table["table"])
        if key in expected:
            continue
        if all(known != schema for known, _ in expected):
            statements += [f'DROP SCHEMA IF EXISTS "{schema}" CASCADE', f'CREATE SCHEMA "{schema}"']
        expected[key] = [(column["name"], column["comment"] or "") for column in table["columns"]]
        shape = ", ".join(f'"{c["name"]}" {c["type"]}' for c in table["columns"])
        statements.append(f'CREATE TABLE "{schema}"."{table["table"]}" ({shape})')
        for name, comment in expected[key]:
            if comment:
                text = comment.replace("'", "''")
                statements.append(f'COMMENT ON COLUMN "{schema}"."{table["table"]}"."{name}" IS \'{text}\'')
    run(postgres_url, *statements)
    schemas = tuple(sorted({schema for schema, _ in expected}))
    evidence = read_database(database(postgres_url, schemas=schemas), tmp_path)
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    columns = evidence.columns.merge(
        evidence.tables[["table_id", "schema", "name"]], on="table_id", suffixes=("", "_t")
    )
    for row in columns.itertuples():
        found.setdefault((row.schema, row.name_t), []).append((row.name, row.comment))
    assert len(expected) > 300
    assert found == expected
