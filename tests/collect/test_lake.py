"""A folder of Parquet files is a source: its tables, their values and what of it is not read, by DuckDB."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assess.collect.lake import read_lake
from assess.collect.preview import preview
from assess.collect.run import collect
from assess.model.engagement import Bilingual, Department, Engagement, Source
from assess.model.errors import BadInput, Unreachable
from assess.model.progress import TablesRead
from assess.store.engagement_file import load_engagement

SALT = "00112233445566778899aabbccddeeff"


def parquet(path: Path, select: str) -> Path:
    """A Parquet file of what `select` gives."""
    path.parent.mkdir(parents=True, exist_ok=True)
    duckdb.connect().execute(f"COPY ({select}) TO '{path}' (FORMAT parquet)")
    return path


def lake(path: str = "lake", **more: Any) -> Source:
    """A lake as engagement.yaml would name it."""
    return Source(id="lake", department="it", kind="lake", path=path, **more)


def read(source: Source, folder: Path, **more: Any) -> Any:
    return read_lake(source, folder, salt=SALT, **more)


def tables_of(evidence: Any) -> dict[str, int]:
    return {t.table_id: t.rows for t in evidence.tables.itertuples()}


def why(evidence: Any) -> str:
    return str(evidence.coverage["why_en"].iloc[0])


def test_a_folder_of_files_is_a_table_and_the_folders_above_it_are_its_schema(tmp_path: Path) -> None:
    parquet(tmp_path / "lake/crm/orders/part-0.parquet", "SELECT i AS id FROM range(5) r(i)")
    parquet(tmp_path / "lake/crm/orders/part-1.parquet", "SELECT i + 5 AS id FROM range(5) r(i)")
    parquet(tmp_path / "lake/erp/dw/stock/a.parq", "SELECT 1 AS sku")
    parquet(tmp_path / "lake/stores.parquet", "SELECT 'S1' AS store")
    assert tables_of(read(lake(), tmp_path)) == {
        "lake.crm.orders": 10, "lake.erp.dw.stock": 1, "lake.stores": 1,
    }  # fmt: skip


def test_folders_such_as_day_are_partitions_and_their_values_columns_of_text(tmp_path: Path, by_column: Any) -> None:
    for day in ("2026-01-05", "2026-01-06", "__HIVE_DEFAULT_PARTITION__"):
        parquet(tmp_path / f"lake/orders/day={day}/shop=a%3Ab/0.parquet", "SELECT i AS id FROM range(4) r(i)")
    evidence = read(lake(), tmp_path)
    assert [(c.name, c.type) for c in evidence.columns.itertuples()] == [
        ("id", "BIGINT"), ("day", "VARCHAR"), ("shop", "VARCHAR"),
    ]  # fmt: skip
    assert {name: seen[:3] for name, seen in by_column(evidence.sketches, "lake.orders").items()} == {
        "id": (12, 0, 4), "day": (12, 4, 2), "shop": (12, 0, 1),
    }  # fmt: skip


def test_values_of_folders_are_read_escaped_or_not_but_not_both_in_one_table(tmp_path: Path, by_column: Any) -> None:
    for place in ("coded/town=%E5%8C%97%E4%BA%AC", "raw/town=北京", "mixed/town=%E5%8C%97%E4%BA%AC", "mixed/town=上海"):
        parquet(tmp_path / "lake" / place / "0.parquet", "SELECT 1 AS id")
    evidence = read(lake(), tmp_path)
    coded, raw = (by_column(evidence.sketches, f"lake.{name}")["town"] for name in ("coded", "raw"))
    assert coded == raw
    assert "escaped in some of their folders' names" in why(evidence) and "lake/mixed" in why(evidence)


def test_files_whose_columns_differ_make_a_table_of_all_columns(tmp_path: Path, by_column: Any) -> None:
    parquet(tmp_path / "lake/orders/2025.parquet", "SELECT 1 AS id, 'a' AS note")
    parquet(tmp_path / "lake/orders/2026.parquet", "SELECT 2 AS id, 5 AS amount")
    found = by_column(read(lake(), tmp_path).sketches, "lake.orders")
    assert {name: seen[:3] for name, seen in found.items()} == {
        "id": (2, 0, 2), "note": (2, 1, 1), "amount": (2, 1, 1),
    }  # fmt: skip


def test_a_lake_and_a_database_with_the_same_rows_have_the_same_sketches(
    tmp_path: Path, files: dict[str, str], run: Any, database: Any, by_column: Any
) -> None:
    shown = "i AS id, i / 4.0 AS amount, '城市' || i % 7 AS city, DATE '2026-01-05' + i::INT AS day"
    select = f"SELECT {shown} FROM range(99) r(i)"
    parquet(tmp_path / "lake/orders/0.parquet", select)
    run(files["duckdb"], f"CREATE TABLE orders AS {select}")
    from assess.collect.database import read_database

    there = read_database(database(files["duckdb"]), tmp_path, salt=SALT).sketches
    here = read(lake(), tmp_path).sketches
    assert by_column(here, "lake.orders") == by_column(there, "shop.orders")


def test_what_spark_and_hadoop_hide_is_no_table_and_what_a_log_governs_is_said_not_read(tmp_path: Path) -> None:
    parquet(tmp_path / "lake/orders/0.parquet", "SELECT 1 AS id")
    parquet(tmp_path / "lake/orders/_temporary/1.parquet", "SELECT 2 AS id")
    parquet(tmp_path / "lake/.trash/old.parquet", "SELECT 2 AS id")
    parquet(tmp_path / "lake/sales/0.parquet", "SELECT 1 AS id")
    (tmp_path / "lake/sales/_delta_log").mkdir()
    parquet(tmp_path / "lake/stock/data/0.parquet", "SELECT 1 AS id")
    (tmp_path / "lake/stock/metadata").mkdir()
    (tmp_path / "lake/stock/metadata/v1.metadata.json").write_text("{}")
    (tmp_path / "lake/raw").mkdir()
    (tmp_path / "lake/raw/export.csv").write_text("a,b\n")
    parquet(tmp_path / "lake/orders/backup/0.parquet", "SELECT 3 AS id")
    evidence = read(lake(), tmp_path)
    assert tables_of(evidence) == {"lake.orders": 1}
    root = (tmp_path / "lake").as_posix()
    assert f"not read (their log cannot be read (TableNotFoundError)): {root}/sales." in why(evidence)
    assert f"not read (their log cannot be read (KeyError)): {root}/stock." in why(evidence)
    assert f"1 not read (they hold no Parquet file): {root}/raw." in why(evidence)
    assert f"1 not read (they lie in a table's folder and are no partitions of it): {root}/orders/backup." in why(
        evidence
    )


def test_a_file_that_is_no_parquet_costs_its_table_alone(tmp_path: Path) -> None:
    parquet(tmp_path / "lake/orders/0.parquet", "SELECT 1 AS id")
    (tmp_path / "lake/broken.parquet").write_bytes(b"PAR1 nothing PAR1")
    evidence = read(lake(), tmp_path)
    assert tables_of(evidence) == {"lake.orders": 1}
    assert (tmp_path / "lake/broken.parquet").as_posix() in why(evidence)
    assert "LINE" not in why(evidence) and "read_parquet" not in why(evidence)  # our own statement is nobody's concern


def test_two_tables_of_one_name_are_told_apart_by_saying_so(tmp_path: Path) -> None:
    parquet(tmp_path / "lake/orders/0.parquet", "SELECT 1 AS id")
    parquet(tmp_path / "lake/Orders.parquet", "SELECT 2 AS id")
    evidence = read(lake(), tmp_path)
    assert len(evidence.tables) == 1
    assert "another table has the same name" in why(evidence)


def test_a_pattern_names_tables_one_by_one(tmp_path: Path) -> None:
    parquet(tmp_path / "lake/a/orders.parquet", "SELECT 1 AS id")
    parquet(tmp_path / "lake/a/stock.parquet", "SELECT 1 AS sku")
    parquet(tmp_path / "lake/b/other.parquet", "SELECT 1 AS sku")
    assert tables_of(read(lake("lake/a/*.parquet"), tmp_path)) == {"lake.orders": 1, "lake.stock": 1}


def test_schemas_choose_folders(tmp_path: Path) -> None:
    for unit in ("crm", "erp"):
        parquet(tmp_path / f"lake/{unit}/orders/0.parquet", "SELECT 1 AS id")
    assert tables_of(read(lake(schemas=("erp",)), tmp_path)) == {"lake.erp.orders": 1}


def test_only_the_table_whose_files_changed_is_read_again_and_nothing_in_the_lake_is_touched(tmp_path: Path) -> None:
    for name in ("orders", "stock"):
        parquet(tmp_path / f"lake/{name}/0.parquet", "SELECT i AS id FROM range(10) r(i)")
    heard: list[TablesRead] = []
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "lake").rglob("*")}
    first = read(lake(), tmp_path, tell=heard.append)
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "lake").rglob("*")} == before
    again = read(lake(), tmp_path, tell=heard.append)
    parquet(tmp_path / "lake/orders/1.parquet", "SELECT i AS id FROM range(10, 20) r(i)")
    later = read(lake(), tmp_path, tell=heard.append)
    assert [(told.read, told.unchanged) for told in heard] == [(2, 0), (0, 2), (1, 1)]
    assert again.sketches.to_json() == first.sketches.to_json()
    assert tables_of(later) == {"lake.orders": 20, "lake.stock": 10}


def test_a_large_table_is_read_by_a_sample_that_is_the_same_every_time(tmp_path: Path) -> None:
    for part in range(2):
        parquet(tmp_path / f"lake/orders/{part}.parquet", f"SELECT i + {part * 200000} AS id FROM range(200000) r(i)")
    found = [read(lake(profile_rows=100_000), tmp_path, afresh=True).sketches.iloc[0] for _ in range(2)]
    assert found[0]["sampled"] == 0.2
    assert 60_000 < found[0]["rows"] < 100_000
    assert found[0]["hashes"].tobytes() == found[1]["hashes"].tobytes()


def test_a_column_called_rowid_is_the_clients_own(tmp_path: Path, by_column: Any) -> None:
    parquet(tmp_path / "lake/orders/0.parquet", "SELECT i + 7 AS rowid FROM range(10) r(i)")
    assert by_column(read(lake(), tmp_path).sketches, "lake.orders")["rowid"][:3] == (10, 0, 10)


def test_phone_numbers_in_a_lake_are_noticed(tmp_path: Path) -> None:
    parquet(tmp_path / "lake/people/0.parquet", "SELECT '139' || lpad((i * 7919 % 99999999)::VARCHAR, 8, '0') AS c "
                                                "FROM range(50000) r(i)")  # fmt: skip
    personal = read(lake(), tmp_path).personal
    assert [(p.column, p.kind, p.state, p.seen) for p in personal.itertuples()] == [("c", "mobile", "plain", 1000)]


def test_a_check_up_reads_a_lake_beside_other_sources_and_a_preview_says_what_it_costs(tmp_path: Path) -> None:
    parquet(tmp_path / "lake/orders/0.parquet", "SELECT i AS id FROM range(10) r(i)")
    (tmp_path / "catalog.csv").write_text("table,column,position,type,rows\norders,id,1,bigint,9000000\n")
    export = Source(id="export", kind="catalog", path="catalog.csv", reads_from="lake")
    engagement = Engagement(
        client=Bilingual(en="Yunling"), departments=(Department(id="it", name=Bilingual(en="IT")),),
        sources=(lake(), export),
    )  # fmt: skip
    previewed = preview(engagement, tmp_path)[0]
    assert [(t.table, t.rows, t.values) for t in previewed.tables] == [("lake.orders", 10, 10)]
    evidence = collect(engagement, tmp_path, datetime(2026, 1, 5, tzinfo=UTC))
    assert tables_of(evidence) == {"lake.orders": 9_000_000}
    assert list(evidence.sketches["table_id"]) == ["lake.orders"]
    assert set(evidence.sources[evidence.sources["source"] == "lake"]["kind"]) == {"lake"}


def test_a_lake_without_a_file_is_a_fault_of_the_engagement(tmp_path: Path) -> None:
    (tmp_path / "lake").mkdir()
    evidence = read(lake(), tmp_path)
    assert len(evidence.tables) == 0
    assert "hold no Parquet file" in why(evidence)
    with pytest.raises(BadInput, match=r'path: "lake/\*\.parquet" holds no Parquet file'):
        read(lake("lake/*.parquet"), tmp_path)


def test_a_lake_that_is_elsewhere_needs_spark(tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match="DuckDB reads folders of this machine; write engine: spark"):
        read(lake("s3a://bucket/lake"), tmp_path)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ("", "a lake needs path, a folder, or catalog, a catalogue of Spark's; found neither"),
        ("path: lake, catalog: hive, engine: spark", "found both"),
        ("catalog: spark_catalog", "catalog needs engine: spark"),
        ("path: lake, spark: {spark.master: yarn}", "spark needs engine: spark"),
        ("path: lake, engine: trino", "'duckdb' or 'spark'"),
        ("path: lake, engine: spark, spark: {master: yarn}", "spark"),
        ("path: lake, engine: spark, spark: {spark.hadoop.fs.s3a.secret.key: abc}", "holds a secret; write ${NAME}"),
        ("path: nowhere", 'path "nowhere" matches no file'),
    ],
)
def test_a_lake_badly_named_is_one_sentence_with_its_line(tmp_path: Path, fields: str, said: str) -> None:
    (tmp_path / "lake").mkdir()
    (tmp_path / "engagement.yaml").write_text(
        "client: {en: Yunling}\ndepartments: [{id: it, name: {en: IT}}]\n"
        f"sources:\n  - {{id: lake, kind: lake{', ' if fields else ''}{fields}}}\n"
    )
    with pytest.raises(BadInput) as refused:
        load_engagement(tmp_path)
    assert said in str(refused.value)
    assert "engagement.yaml:4" in str(refused.value)


def test_what_a_lake_needs_is_refused_of_other_kinds(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("")
    (tmp_path / "engagement.yaml").write_text(
        "client: {en: Yunling}\ndepartments: [{id: it, name: {en: IT}}]\n"
        "sources: [{id: a, kind: catalog, path: a.csv, engine: spark}]\n"
    )
    with pytest.raises(BadInput, match="engine is for a source of kind lake, found kind catalog"):
        load_engagement(tmp_path)
