"""Spark reads a lake as DuckDB does: the same sketches and groups byte for byte; and the catalogues DuckDB cannot."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from logged import delta, iceberg

from assess.collect.lake import read_lake
from assess.model.engagement import Source
from assess.model.errors import Unreachable
from assess.store.java import is_old
from benchmarks.profiling.lake import group_bytes, sketch_bytes
from benchmarks.profiling.lake_folder import make_lake

pytest.importorskip("pyspark")
SALT = "00112233445566778899aabbccddeeff"
# Little data: compiling well costs more than it saves.
QUICK = {"spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1"}
NASTY = """SELECT i::TINYINT AS t, i::UTINYINT AS ut, i::SMALLINT AS s, i::USMALLINT AS us, i::INTEGER AS i,
i::UINTEGER AS ui,
(i * 1000000007)::BIGINT AS b, (i * 7)::UBIGINT AS ub, i::HUGEINT AS hh, (i % 97 / 100)::DECIMAL(2, 2) AS d2,
(i / 7)::DECIMAL(38, 18) AS d38, (i / 3)::FLOAT AS f4,
CASE i % 5 WHEN 0 THEN -0.0 WHEN 1 THEN 'nan'::DOUBLE WHEN 2 THEN 'inf'::DOUBLE WHEN 3 THEN '-inf'::DOUBLE
ELSE sqrt(i) * 1e-7 END AS f8,
i * 1e13 AS huge, '中文' || i AS zh,
CASE i % 3 WHEN 0 THEN '👩‍👩‍👧 ' WHEN 1 THEN 'e' || i || '  ' ELSE ' O''Neil \\ \t' END AS em,
TIMESTAMP '2026-01-01' + i * INTERVAL 1 HOUR AS ts,
TIMESTAMP '1969-12-31 00:00:00.123456' + i * INTERVAL 1 SECOND AS ts6,
(TIMESTAMP '2026-01-01' + i * INTERVAL 37 MINUTE)::TIMESTAMPTZ AS tz,
(TIMESTAMP '2026-01-01' + i * INTERVAL 37 MINUTE)::TIMESTAMP_MS AS tsm,
(TIMESTAMP '1969-12-31 12:00:00.000001' + i * INTERVAL 37 MINUTE)::TIMESTAMP_NS AS tsn,
DATE '0999-01-01' + (i * 1000)::INTEGER AS dd,
DATE '9999-12-30' + i::INTEGER AS late, i % 3 = 0 AS bo, [i, i + 1] AS arr,
{'a': i, 'b': 'x'} AS st, MAP {'k': i} AS mp, NULL::VARCHAR AS nu, NULL::INTEGER AS ni,
md5(i::VARCHAR)::UUID AS u, TIME '10:00:00' AS tt, 'x'::BLOB AS bl, INTERVAL 3 DAY AS iv, '{"a": 1}'::JSON AS js
FROM range(100) r(i)"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake of a family of copies, a table of every type, one whose files, partitions and names are awkward,
    a Delta and an Iceberg table."""
    folder = tmp_path_factory.mktemp("lake")
    make_lake(folder / "lake", 4, 300)
    with duckdb.connect() as db:
        db.execute("SET TimeZone = 'UTC'")
        for path, select in (
            ("odd/nasty/0.parquet", NASTY),
            ("odd/sp a[c]e/day=2026-01-05/shop=a%3Ab/0.parquet", "SELECT 1 AS id, 'a' AS \"o`d.d\", 2.5 AS amount"),
            ("odd/coded/town=%E5%8C%97%E4%BA%AC/0.parquet", "SELECT 1 AS id"),
            ("odd/raw/town=北京/0.parquet", "SELECT 1 AS id"),
            ("odd/sp a[c]e/day=__HIVE_DEFAULT_PARTITION__/shop=01/1.parquet", "SELECT 2 AS id, true AS flag"),
        ):
            (folder / "lake" / path).parent.mkdir(parents=True, exist_ok=True)
            db.execute(f"COPY ({select}) TO '{folder / 'lake' / path}' (FORMAT parquet)")
    delta(folder / "lake/logged/delta", ["day", "城市"])
    iceberg(folder / "lake/logged/iceberg")
    return folder


@pytest.fixture(scope="module")
def read(folder: Path) -> dict[str, Any]:
    """Evidence of it by both engines; Spark in a Java of its own."""
    return {
        "duckdb": read_lake(lake(), folder, salt=SALT, afresh=True),
        "spark": read_lake(lake(engine="spark", spark=QUICK), folder, salt=SALT, afresh=True),
    }


def lake(**more: Any) -> Source:
    """A lake as engagement.yaml would name it."""
    given = {"path": "lake"} if "catalog" not in more else {}
    return Source(id="lake", department="it", kind="lake", profile_seconds=3600, **given, **more)


def why(evidence: Any) -> str:
    return str(evidence.coverage["why_en"].iloc[0])


def test_spark_and_duckdb_keep_the_same_bytes_of_the_same_files(read: dict[str, Any]) -> None:
    here, there = (sketch_bytes(read[engine]).split(b"\n") for engine in ("duckdb", "spark"))
    assert [why(read[engine]) for engine in read] == ["", ""]
    assert len(read["duckdb"].sketches) > 80
    assert there == here
    assert sketch_bytes(read["spark"]) == sketch_bytes(read["duckdb"])


def test_the_groups_made_from_either_are_the_same_bytes(read: dict[str, Any]) -> None:
    assert group_bytes(read["spark"]) == group_bytes(read["duckdb"])
    assert b'"master"' in group_bytes(read["spark"])


def test_both_know_the_same_columns_and_nested_ones_have_no_values_in_either(read: dict[str, Any]) -> None:
    names = [[(c.table_id, c.name) for c in read[engine].columns.itertuples()] for engine in ("duckdb", "spark")]
    assert sorted(names[0]) == sorted(names[1])
    nasty = [set(read[e].sketches.query("table_id == 'lake.odd.nasty'")["column"]) for e in ("duckdb", "spark")]
    assert nasty[0] == nasty[1]
    assert nasty[0].isdisjoint({"arr", "st", "mp", "tt", "bl", "iv"})
    assert nasty[0] >= {"nu", "ni", "u", "tsn", "f8", "em", "d38"}


def test_both_say_the_same_of_personal_data(read: dict[str, Any]) -> None:
    plain = [read[e].personal.query("state != 'unknown'").drop(columns="distinct") for e in ("duckdb", "spark")]
    assert plain[0].to_dict("records") == plain[1].to_dict("records")


def test_no_java_is_left_behind(read: dict[str, Any]) -> None:
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    running = {Path(f"/proc/{child}/comm").read_text().strip() for child in children}
    assert "java" not in running


@pytest.fixture(scope="module")
def hive(tmp_path_factory: pytest.TempPathFactory, read: dict[str, Any]) -> Iterator[Any]:
    """A Spark with a real Hive metastore (Derby) and tables in it, as a program may already run one."""
    from pyspark.sql import SparkSession

    home = tmp_path_factory.mktemp("hive")
    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.adaptive.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": "1g",
        "spark.sql.warehouse.dir": str(home / "warehouse"),
        "spark.driver.extraJavaOptions": f"-XX:TieredStopAtLevel=1 -Dderby.system.home={home}",
    }
    builder = SparkSession.builder.master("local[1]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    spark = builder.enableHiveSupport().getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    for statement in (
        "CREATE DATABASE dw COMMENT 'warehouse'",
        "CREATE TABLE dw.orders (id INT COMMENT 'number', city VARCHAR(20)) COMMENT 'orders' STORED AS ORC",
        "INSERT INTO dw.orders SELECT id, concat('城市', id % 7) FROM range(50)",
        "CREATE TABLE dw.days (id BIGINT) PARTITIONED BY (day DATE) STORED AS PARQUET",
        "INSERT INTO dw.days PARTITION (day = '2026-01-05') SELECT id FROM range(10)",
        "ANALYZE TABLE dw.days COMPUTE STATISTICS",
        "CREATE TABLE dw.raw (line STRING) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' STORED AS TEXTFILE",
        "INSERT INTO dw.raw VALUES ('a'), ('b ')",
        "CREATE VIEW dw.recent AS SELECT id FROM dw.days WHERE day > DATE '2026-01-01'",
    ):
        spark.sql(statement)
    yield spark
    spark.stop()


@pytest.fixture(scope="module")
def catalogue(hive: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Evidence of Hive's catalogue."""
    source = lake(engine="spark", catalog="spark_catalog", schemas=("dw", "gone"))
    return read_lake(source, tmp_path_factory.mktemp("engagement"), salt=SALT)


def test_the_tables_of_hive_are_known_with_their_comments_and_statistics(catalogue: Any) -> None:
    found = {t.table_id: t for t in catalogue.tables.itertuples()}
    assert {name: (t.kind, t.rows) for name, t in found.items() if t.kind == "table"} == {
        "lake.dw.days": ("table", 10), "lake.dw.orders": ("table", 50), "lake.dw.raw": ("table", 2),
    }  # fmt: skip
    assert found["lake.dw.orders"].comment == "orders"
    orders = catalogue.columns.query("table_id == 'lake.dw.orders'")
    assert [(c.name, c.type, c.comment) for c in orders.itertuples()] == [
        ("id", "int", "number"), ("city", "varchar(20)", ""),
    ]  # fmt: skip
    assert why(catalogue) == "No table was seen in schema gone."


def test_values_of_orc_text_and_partitioned_tables_are_those_duckdb_makes_of_them(
    catalogue: Any, tmp_path: Path
) -> None:
    with duckdb.connect() as db:
        for name, select in (
            ("orders", "SELECT i::INT AS id, '城市' || i % 7 AS city FROM range(50) r(i)"),
            ("days", "SELECT i AS id, DATE '2026-01-05' AS day FROM range(10) r(i)"),
            ("raw", "SELECT * FROM (VALUES ('a'), ('b ')) v(line)"),
        ):
            (tmp_path / "lake/dw").mkdir(parents=True, exist_ok=True)
            (tmp_path / f"lake/dw/{name}").mkdir()
            db.execute(f"COPY ({select}) TO '{tmp_path}/lake/dw/{name}/0.parquet' (FORMAT parquet)")
    assert sketch_bytes(catalogue) == sketch_bytes(read_lake(lake(), tmp_path, salt=SALT))


def test_a_view_of_hive_is_lineage_and_not_profiled(catalogue: Any) -> None:
    assert [(e.upstream, e.downstream) for e in catalogue.edges.itertuples()] == [("lake.dw.days", "lake.dw.recent")]
    assert "lake.dw.recent" not in set(catalogue.sketches["table_id"])


def test_a_folder_by_its_address_is_read_through_sparks_own_file_systems(
    hive: Any, folder: Path, tmp_path: Path
) -> None:
    far = Source(id="lake", department="it", kind="lake", path=f"file://{folder}/lake", engine="spark", profile=False)
    near = read_lake(lake(profile=False), folder)
    found = read_lake(far, tmp_path)
    logged = {"lake.logged.delta", "lake.logged.iceberg"}
    assert list(found.tables["table_id"]) == [t for t in near.tables["table_id"] if t not in logged]
    assert "2 not read (they are Delta, Iceberg or Hudi tables, whose log is not on this machine" in why(found)
    here = near.tables[~near.tables["table_id"].isin(logged)]
    assert list(found.tables["bytes"]) == list(here["bytes"])


def test_what_spark_has_no_type_for_costs_its_column_and_types_that_differ_their_table(
    hive: Any, tmp_path: Path
) -> None:
    for path, select in (("orders/0", "SELECT 1::INTEGER AS id"), ("orders/1", "SELECT 'a' AS id")):
        (tmp_path / "lake/orders").mkdir(parents=True, exist_ok=True)
        duckdb.execute(f"COPY ({select}) TO '{tmp_path}/lake/{path}.parquet' (FORMAT parquet)")
    half = pa.table({"half": pa.array([1.5, None], pa.float16()), "id": pa.array([1, 2], pa.int64())})
    pq.write_table(half, tmp_path / "lake/stock.parquet")
    evidence = read_lake(lake(engine="spark"), tmp_path, salt=SALT)
    assert [(c.table_id, c.name, c.type) for c in evidence.columns.itertuples()] == [
        ("lake.stock", "half", "float16"), ("lake.stock", "id", "bigint"),
    ]  # fmt: skip
    assert list(evidence.sketches["column"]) == ["id"]
    assert f"Spark cannot read it (CANNOT_MERGE_SCHEMAS)): {tmp_path}/lake/orders." in why(evidence)


def test_a_statement_that_takes_too_long_is_stopped(hive: Any, folder: Path, tmp_path: Path) -> None:
    source = Source(id="lake", kind="lake", path=str(folder / "lake" / "odd"), engine="spark", profile_seconds=0.05)
    evidence = read_lake(source, tmp_path, salt=SALT)
    assert len(evidence.sketches) == 0
    assert "no answer within 0.05 seconds" in evidence.coverage["why_en"].iloc[1]


def test_a_catalogue_that_spark_does_not_know_is_out_of_reach(hive: Any, tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match=r"lake \(iceberg\): Spark cannot read it \("):
        read_lake(lake(engine="spark", catalog="iceberg"), tmp_path, salt=SALT)


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        (
            "import sys; sys.modules['pyspark'] = None",
            "needs pyspark, which is not installed; pip install 'assess[spark]'",
        ),
        ("import os; os.environ['JAVA_HOME'] = '/nowhere'", "needs Java 17 or newer, and none was found"),
    ],
)
def test_what_spark_needs_and_lacks_is_one_sentence_in_coverage(tmp_path: Path, missing: str, said: str) -> None:
    (tmp_path / "lake").mkdir()
    (tmp_path / "engagement.yaml").write_text(
        "client: {en: Yunling}\ndepartments: [{id: it, name: {en: IT}}]\n"
        "sources: [{id: lake, kind: lake, path: lake, engine: spark}]\n"
    )
    program = (
        f"{missing}\nfrom pathlib import Path\nfrom datetime import datetime, UTC\n"
        "from assess.collect.run import collect\nfrom assess.store.engagement_file import load_engagement\n"
        "folder = Path('.')\n"
        "print(collect(load_engagement(folder), folder, datetime.now(UTC)).coverage['why_en'].iloc[0])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert said in done.stdout


@pytest.mark.parametrize(("version", "old"), [("1.8.0_402", True), ("11.0.2", True), ("17.0.15", False), ("21", False)])
def test_which_java_is_old(version: str, old: bool) -> None:
    assert is_old(version) is old
