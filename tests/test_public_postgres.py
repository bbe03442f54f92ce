"""A check-up of real, public schemas in a real PostgreSQL, from DDL to PDF."""

from __future__ import annotations

import gzip
import json
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from assess.checkup import Run, check_up


@pytest.fixture(scope="module")
def public_tables(shared_data: Path) -> list[dict[str, Any]]:
    """Tables of the public PostgreSQL DDL; `schema` is one a file, `family` the product it belongs to."""
    with gzip.open(shared_data / "catalog_ddl.jsonl.gz", "rt", encoding="utf-8") as lines:
        tables = [table for table in map(json.loads, lines) if table["dialect"] == "postgresql"]
    files = sorted({(table["repo"], table["file"]) for table in tables})
    for table in tables:
        table["family"] = "omop" if "OHDSI" in table["repo"] else "ruoyi"
        table["schema"] = f"{table['family']}_{files.index((table['repo'], table['file'])) + 1}"
    return tables


@pytest.fixture(scope="module")
def schemas(public_tables: list[dict[str, Any]]) -> list[str]:
    return sorted({table["schema"] for table in public_tables})


@pytest.fixture(scope="module")
def run(
    public_tables: list[dict[str, Any]],
    schemas: list[str],
    postgres_server: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Run:
    engine = sa.create_engine(postgres_server)
    with engine.begin() as db:
        for schema in schemas:
            db.exec_driver_sql(f"CREATE SCHEMA {schema}")
        for table in public_tables:
            columns = ", ".join(f'"{c["name"]}" {c["type"]}' for c in table["columns"])
            name = f'{table["schema"]}."{table["table"]}"'
            db.exec_driver_sql(f"CREATE TABLE {name} ({columns})")
            for column in table["columns"]:
                if column.get("comment"):
                    said = column["comment"].replace("'", "''").replace("%", "%%")
                    db.exec_driver_sql(f"COMMENT ON COLUMN {name}.\"{column['name']}\" IS '{said}'")
    engine.dispose()
    folder = tmp_path_factory.mktemp("public")
    departments = "".join(f"  - {{id: {s}, name: {{en: {s}}}}}\n" for s in schemas)
    plain = postgres_server.replace("postgresql+psycopg", "postgresql")
    sources = "".join(
        f"  - {{id: pg_{s}, department: {s}, kind: database, url: '{plain}', schemas: [{s}]}}\n" for s in schemas
    )
    (folder / "engagement.yaml").write_text(
        f"client: {{zh: 公开库, en: Public schemas}}\nclock: 2026-11-22T09:00:00Z\n"
        f"departments:\n{departments}sources:\n{sources}",
        encoding="utf-8",
    )
    return check_up(folder)


def test_every_public_table_is_seen(run: Run, public_tables: list[dict[str, Any]], schemas: list[str]) -> None:
    seen = sum(c.seen or 0 for c in run.result.coverage if c.input in {f"pg_{s}" for s in schemas})
    assert seen == len(public_tables) >= 180


def test_the_same_table_of_two_files_is_found_and_nothing_is_priced_without_rows(
    run: Run, public_tables: list[dict[str, Any]]
) -> None:
    meant = {f"pg_{t['schema']}.{t['schema']}.{t['table']}": (t["family"], t["table"]) for t in public_tables}
    by_table: dict[tuple[str, str], list[str]] = {}
    for table, meaning in meant.items():
        by_table.setdefault(meaning, []).append(table)
    true = {frozenset(pair) for tables in by_table.values() for pair in combinations(tables, 2)}
    groups = [f.subjects for f in run.result.findings if f.detector == "redundant-tables" and f.outcome == "finding"]
    found = {frozenset(pair) for group in groups for pair in combinations(group, 2)}
    recall, precision = len(found & true) / len(true), len(found & true) / len(found)
    print(f"\n{len(meant)} tables, {len(groups)} groups, recall {recall:.3f} of {len(true)}, precision {precision:.3f}")
    for kind, pairs in (("missed", true - found), ("wrong", found - true)):
        for pair in sorted(map(sorted, pairs)):
            print(f"  {kind}: {' / '.join(pair)}")
    assert recall >= 0.9
    assert precision >= 0.9
    assert all(f.saving is None for f in run.result.findings)


def test_a_report_without_prices_answers_or_scripts_says_what_is_missing(run: Run) -> None:
    outcomes = {f.detector: f.outcome.value for f in run.result.findings}
    assert outcomes["metric-conflicts"] == outcomes["low-maturity"] == "not_available"
    assert run.result.applicability.verdict == "unknown"
    assert {path.suffix for path in run.files} >= {".json", ".parquet", ".pdf", ".html"}
    assert not [f.title.en for f in run.result.findings if f.outcome == "error"]
