"""A live database is read whole, read-only, within its time, and never tells its password."""

from __future__ import annotations

import socket
import sqlite3
import time
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlalchemy as sa

from assess.collect.database import read_database
from assess.collect.databases.address import address_of
from assess.collect.databases.session import session
from assess.model.errors import BadInput, Unreachable


def one(frame: Any, **where: Any) -> Any:
    """The only row with these values."""
    for column, value in where.items():
        frame = frame[frame[column] == value]
    assert len(frame) == 1, frame
    return frame.iloc[0]


SERVER_TABLES = (
    "DROP SCHEMA IF EXISTS dw CASCADE",
    "CREATE SCHEMA dw",
    "CREATE TABLE dw.orders (id bigint PRIMARY KEY, city varchar(20) NOT NULL, amount numeric(12,2))",
    "COMMENT ON TABLE dw.orders IS '会员订单'",
    "COMMENT ON COLUMN dw.orders.city IS '城市'",
    "INSERT INTO dw.orders SELECT i, '昆明', i / 10.0 FROM generate_series(1, 500) i",
    "CREATE VIEW dw.big_orders AS SELECT * FROM dw.orders WHERE amount > 10",
    "CREATE MATERIALIZED VIEW dw.by_city AS SELECT city, sum(amount) AS amount FROM dw.orders GROUP BY city",
    "CREATE TABLE dw.logs (id int, day date) PARTITION BY RANGE (day)",
    "CREATE TABLE dw.logs_2025 PARTITION OF dw.logs FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
    "CREATE TABLE dw.logs_2026 PARTITION OF dw.logs FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
    "INSERT INTO dw.logs SELECT i, date '2025-01-01' + i FROM generate_series(1, 600) i",
    "CREATE TYPE dw.mood AS ENUM ('calm', 'busy')",
    "CREATE TABLE dw.mixed (m dw.mood, tags text[], note jsonb)",
    "INSERT INTO dw.mixed VALUES ('calm', '{a}', '{}')",
    "CREATE TABLE dw.empty (x int)",
)


@pytest.fixture
def warehouse(postgres_url: str, run: Any) -> str:
    """A PostgreSQL schema with a table of every sort."""
    run(postgres_url, *SERVER_TABLES, "ANALYZE dw.orders")
    return postgres_url


def test_postgresql_tells_types_keys_comments_and_volumes(warehouse: str, database: Any, tmp_path: Path) -> None:
    evidence = read_database(database(warehouse, schemas=("dw",)), tmp_path)
    orders = one(evidence.tables, table_id="shop.dw.orders")
    assert (orders.kind, orders.comment, orders["rows"], orders.volume_from) == ("table", "会员订单", 500, "statistics")
    assert orders.engine == "postgres" and orders.bytes > 8192 and orders.department == "sales"
    columns = evidence.columns[evidence.columns["table_id"] == "shop.dw.orders"]
    assert columns[["position", "name", "type", "nullable", "comment", "in_key"]].values.tolist() == [
        [1, "id", "bigint", False, "", True],
        [2, "city", "character varying(20)", False, "城市", False],
        [3, "amount", "numeric(12,2)", True, "", False],
    ]
    assert one(evidence.tables, table_id="shop.dw.empty")["rows"] == 0


def test_partitions_are_counted_in_the_table_they_belong_to(warehouse: str, database: Any, tmp_path: Path) -> None:
    evidence = read_database(database(warehouse, schemas=("dw",)), tmp_path)
    assert one(evidence.tables, table_id="shop.dw.logs")["rows"] == 600
    assert not evidence.tables["name"].isin(["logs_2025", "logs_2026"]).any()


def test_views_are_lineage(warehouse: str, database: Any, tmp_path: Path) -> None:
    evidence = read_database(database(warehouse, schemas=("dw",)), tmp_path)
    assert one(evidence.tables, table_id="shop.dw.by_city").kind == "view"
    edges = evidence.edges[["upstream", "downstream", "statement_id"]].values.tolist()
    assert edges == [
        ["shop.dw.orders", "shop.dw.big_orders", "view:shop.dw.big_orders"],
        ["shop.dw.orders", "shop.dw.by_city", "view:shop.dw.by_city"],
    ]


def test_enumerations_are_sketched_and_documents_are_not(
    warehouse: str, database: Any, by_column: Any, salt: str, tmp_path: Path
) -> None:
    evidence = read_database(database(warehouse, schemas=("dw",)), tmp_path, salt=salt)
    assert list(by_column(evidence.sketches, "shop.dw.mixed")) == ["m"]


def test_reading_without_statistics_takes_the_count_of_the_profile(
    postgres_url: str, run: Any, database: Any, tmp_path: Path
) -> None:
    run(postgres_url, "DROP SCHEMA IF EXISTS fresh CASCADE", "CREATE SCHEMA fresh",
        "CREATE TABLE fresh.t AS SELECT 1 AS x")  # fmt: skip
    assert one(read_database(database(postgres_url, schemas=("fresh",)), tmp_path).tables)["rows"] == 1


def test_mariadb_tells_types_keys_comments_volumes_and_dates(
    mariadb_url: str, run: Any, database: Any, tmp_path: Path
) -> None:
    run(
        mariadb_url,
        "CREATE OR REPLACE TABLE 会员 (id int unsigned PRIMARY KEY, 城市 varchar(20) NOT NULL COMMENT '所在城市')"
        " COMMENT '会员表'",
        "INSERT INTO 会员 VALUES (1, '昆明'), (2, '大理')",
        "CREATE OR REPLACE VIEW members AS SELECT id FROM 会员",
        "ANALYZE TABLE 会员",
    )
    evidence = read_database(database(mariadb_url), tmp_path)
    members = one(evidence.tables, table_id="shop.会员")
    assert (members.comment, members["rows"], members.engine, members["schema"]) == ("会员表", 2, "mysql", "")
    assert members.created.year >= 2024 and members.bytes > 0
    columns = evidence.columns[evidence.columns["table_id"] == "shop.会员"]
    assert columns[["name", "type", "nullable", "comment", "in_key"]].values.tolist() == [
        ["id", "int(10) unsigned", False, "", True],
        ["城市", "varchar(20)", False, "所在城市", False],
    ]
    edge = one(evidence.edges, downstream="shop.members")
    assert edge.upstream == "shop.会员"


@pytest.mark.parametrize("kind", ["sqlite", "duckdb"])
def test_a_file_tells_types_keys_and_volumes(
    kind: str, files: dict[str, str], run: Any, database: Any, tmp_path: Path
) -> None:
    run(
        files[kind],
        "CREATE TABLE orders (id integer PRIMARY KEY, city varchar(20) NOT NULL, amount decimal(12,2))",
        "INSERT INTO orders VALUES (1, '昆明', 9.90), (2, '大理', 5)",
        'CREATE TABLE "odd ""name" (x int)',
        "CREATE VIEW cities AS SELECT DISTINCT city FROM orders",
        *(["CHECKPOINT"] if kind == "duckdb" else []),
    )
    evidence = read_database(database(files[kind]), tmp_path)
    assert evidence.tables["table_id"].tolist() == ["shop.cities", 'shop.odd "name', "shop.orders"]
    orders = one(evidence.tables, table_id="shop.orders")
    assert orders["rows"] == 2 and orders.engine == kind
    assert orders.bytes > 0
    columns = evidence.columns[evidence.columns["table_id"] == "shop.orders"]
    assert columns[["name", "nullable", "in_key"]].values.tolist() == [
        ["id", False, True],
        ["city", False, False],
        ["amount", True, False],
    ]
    assert one(evidence.edges, downstream="shop.cities").upstream == "shop.orders"
    assert one(evidence.coverage, input="shop").seen == 3


def test_duckdb_schemas_other_than_main_are_part_of_the_id(
    files: dict[str, str], run: Any, database: Any, tmp_path: Path
) -> None:
    run(files["duckdb"], "CREATE SCHEMA ods", "CREATE TABLE ods.orders (x int)", "CREATE TABLE orders (x int)",
        "COMMENT ON TABLE orders IS '订单'", "CREATE VIEW ods.v AS SELECT * FROM main.orders")  # fmt: skip
    evidence = read_database(database(files["duckdb"]), tmp_path)
    assert evidence.tables["table_id"].tolist() == ["shop.orders", "shop.ods.orders", "shop.ods.v"]
    assert one(evidence.tables, table_id="shop.orders").comment == "订单"
    assert one(evidence.edges).upstream == "shop.orders"
    only = read_database(database(files["duckdb"], schemas=("ods",)), tmp_path)
    assert only.tables["table_id"].tolist() == ["shop.ods.orders", "shop.ods.v"]


def test_the_same_database_read_twice_has_the_same_fingerprint(
    files: dict[str, str], run: Any, database: Any, tmp_path: Path
) -> None:
    run(files["sqlite"], "CREATE TABLE t (x int)", "INSERT INTO t VALUES (1)")
    once, again = (read_database(database(files["sqlite"]), tmp_path).inputs["sha256"][0] for _ in range(2))
    run(files["sqlite"], "INSERT INTO t VALUES (2)")
    changed = read_database(database(files["sqlite"]), tmp_path).inputs["sha256"][0]
    assert once == again != changed


WRITES = ("CREATE TABLE intruder (x int)", "INSERT INTO victim VALUES (2)", "DROP TABLE victim", "DELETE FROM victim")


def refuses_to_write(source: Any, tmp_path: Path) -> None:
    with session(address_of(source, tmp_path)) as connection:
        for statement in WRITES:
            with pytest.raises(Unreachable):
                connection.rows(statement)
        assert connection.rows("SELECT count(*) FROM victim") == [(1,)]


@pytest.mark.parametrize("kind", ["sqlite", "duckdb"])
def test_our_connection_to_a_file_cannot_write(
    kind: str, files: dict[str, str], run: Any, database: Any, tmp_path: Path
) -> None:
    run(files[kind], "CREATE TABLE victim (x int)", "INSERT INTO victim VALUES (1)")
    refuses_to_write(database(files[kind]), tmp_path)


def test_our_connection_to_mariadb_cannot_write(mariadb_url: str, run: Any, database: Any, tmp_path: Path) -> None:
    run(mariadb_url, "CREATE OR REPLACE TABLE victim (x int)", "INSERT INTO victim VALUES (1)")
    refuses_to_write(database(mariadb_url), tmp_path)


def test_our_connection_to_postgresql_cannot_write(postgres_url: str, run: Any, database: Any, tmp_path: Path) -> None:
    run(postgres_url, "DROP TABLE IF EXISTS public.victim", "CREATE TABLE public.victim (x int)")
    with session(address_of(database(postgres_url), tmp_path)) as connection:
        for statement in (
            "CREATE TABLE public.intruder (x int)",
            "INSERT INTO public.victim VALUES (2)",
            "DROP TABLE public.victim",
            "SELECT 1; INSERT INTO public.victim VALUES (3)",
        ):
            with pytest.raises(Unreachable):
                connection.rows(statement)
        assert connection.rows("SELECT count(*) FROM public.victim") == [(0,)]


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("scheme", ["postgresql", "mysql", "mariadb"])
def test_a_closed_port_is_named_within_the_timeout(scheme: str, database: Any, tmp_path: Path) -> None:
    started = time.monotonic()
    with pytest.raises(Unreachable) as caught:
        read_database(database(f"{scheme}://reader@127.0.0.1:{closed_port()}/shop", timeout_seconds=10), tmp_path)
    assert time.monotonic() - started < 10
    assert str(caught.value).startswith(f"shop ({scheme}://reader@127.0.0.1:")
    assert "no database listens at this address" in str(caught.value)
    assert "该地址没有数据库在监听" in caught.value.zh


@pytest.mark.parametrize("scheme", ["postgresql", "mysql"])
def test_a_server_that_never_answers_is_given_up_at_the_timeout(scheme: str, database: Any, tmp_path: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"{scheme}://reader@127.0.0.1:{silent.getsockname()[1]}/shop"
        started = time.monotonic()
        with pytest.raises(Unreachable, match="no answer within 1 second"):
            read_database(database(url, timeout_seconds=1), tmp_path)
        assert time.monotonic() - started < 5


@pytest.mark.parametrize("scheme", ["postgresql", "mysql"])
def test_a_host_that_does_not_exist_is_named(scheme: str, database: Any, tmp_path: Path) -> None:
    started = time.monotonic()
    with pytest.raises(Unreachable) as caught:
        read_database(database(f"{scheme}://reader@no-such-host.invalid/shop", timeout_seconds=5), tmp_path)
    assert time.monotonic() - started < 10
    assert "no-such-host.invalid" in str(caught.value)


def test_a_refused_password_is_in_no_message(
    mariadb_url: str, run: Any, database: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run(mariadb_url, "CREATE OR REPLACE USER reader@'127.0.0.1' IDENTIFIED BY 'the right one'",
        "GRANT SELECT ON shop.* TO reader@'127.0.0.1'")  # fmt: skip
    secret = "p@ss:w/rd%21 #1"
    monkeypatch.setenv("SHOP_PASSWORD", secret)
    url = sa.make_url(mariadb_url)
    source = database(f"mysql://reader:${{SHOP_PASSWORD}}@127.0.0.1:{url.port}/shop")
    with pytest.raises(Unreachable) as caught:
        read_database(source, tmp_path)
    told = f"{caught.value} {caught.value.zh}"
    assert "the user or the password was refused" in told
    assert all(part not in told for part in (secret, "SHOP_PASSWORD", "p%40ss", "w/rd"))
    monkeypatch.setenv("SHOP_PASSWORD", "the right one")
    evidence = read_database(source, tmp_path)
    assert one(evidence.sources).location == f"mysql://reader@127.0.0.1:{url.port}/shop"
    assert "the right one" not in "".join(evidence[name].to_csv() for name in ("sources", "coverage", "inputs"))


def test_a_password_is_asked_for_only_where_the_server_wants_one(
    mariadb_url: str, run: Any, database: Any, tmp_path: Path
) -> None:
    run(mariadb_url, "CREATE OR REPLACE USER asked@'127.0.0.1' IDENTIFIED BY 'on the terminal'",
        "GRANT SELECT ON shop.* TO asked@'127.0.0.1'")  # fmt: skip
    asked: list[str] = []

    def ask(source: str) -> str:
        asked.append(source)
        return "on the terminal"

    port = sa.make_url(mariadb_url).port
    read_database(database(f"mysql://asked@127.0.0.1:{port}/shop", profile=False), tmp_path, ask)
    assert asked == ["shop"]
    read_database(database(mariadb_url, profile=False), tmp_path, ask)
    assert asked == ["shop"]
    with pytest.raises(Unreachable, match="refused"):
        read_database(database(f"mysql://asked@127.0.0.1:{port}/shop"), tmp_path)


def test_a_variable_that_is_not_set_is_named(database: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("NOT_SET", raising=False)
    with pytest.raises(Unreachable, match="environment variable NOT_SET"):
        read_database(database("postgresql://reader:${NOT_SET}@127.0.0.1/shop"), tmp_path)


def test_a_whole_url_can_come_from_the_environment(
    files: dict[str, str], run: Any, database: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run(files["sqlite"], "CREATE TABLE t (x int)")
    monkeypatch.setenv("SHOP_URL", files["sqlite"])
    assert len(read_database(database("${SHOP_URL}"), tmp_path).tables) == 1


@pytest.mark.parametrize("url", ["oracle://reader@host/x", "crm.db", "postgres//x", "sqlite://", "duckdb:///:memory:"])
def test_a_url_that_names_no_database_is_bad_input(url: str, database: Any, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="source shop, url"):
        read_database(database(url), tmp_path)


@pytest.mark.parametrize("kind", ["sqlite", "duckdb"])
def test_a_missing_file_is_named_and_not_made(kind: str, files: dict[str, str], database: Any, tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match="there is no such file"):
        read_database(database(files[kind]), tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["sqlite", "duckdb"])
def test_a_file_that_is_no_database_is_named(kind: str, files: dict[str, str], database: Any, tmp_path: Path) -> None:
    Path(files[kind].split(":///")[1]).write_bytes(b"this is no database at all, only some text " * 400)
    with pytest.raises(Unreachable, match="damaged or is no database"):
        read_database(database(files[kind]), tmp_path)


def test_a_locked_sqlite_file_is_named_within_the_timeout(files: dict[str, str], database: Any, tmp_path: Path) -> None:
    holder = sqlite3.connect(files["sqlite"].removeprefix("sqlite:///"), isolation_level=None)
    holder.execute("CREATE TABLE t (x int)")
    holder.execute("BEGIN EXCLUSIVE")
    started = time.monotonic()
    with pytest.raises(Unreachable, match="another program holds the file"):
        read_database(database(files["sqlite"], timeout_seconds=1), tmp_path)
    assert time.monotonic() - started < 3
    holder.close()


def test_a_duckdb_file_open_for_writing_is_named(files: dict[str, str], database: Any, tmp_path: Path) -> None:
    with (
        duckdb.connect(files["duckdb"].removeprefix("duckdb:///")),
        pytest.raises(Unreachable, match="another program"),
    ):
        read_database(database(files["duckdb"]), tmp_path)


def test_a_view_that_is_broken_does_not_stop_the_rest(
    files: dict[str, str], run: Any, database: Any, tmp_path: Path
) -> None:
    run(files["sqlite"], "CREATE TABLE t (x int)", "CREATE VIEW v AS SELECT x FROM t", "CREATE TABLE u (y int)",
        "PRAGMA legacy_alter_table = ON", "DROP TABLE t")  # fmt: skip
    evidence = read_database(database(files["sqlite"]), tmp_path)
    assert evidence.tables["name"].tolist() == ["u", "v"]
    assert "view v refers to what no longer exists" in one(evidence.coverage, input="shop").why_en.lower()


@pytest.mark.parametrize("kind", ["sqlite", "duckdb"])
def test_a_table_that_takes_too_long_has_no_sketch_and_coverage_says_so(
    kind: str, files: dict[str, str], run: Any, database: Any, salt: str, tmp_path: Path
) -> None:
    # Values that are worked out when read, and so long that no estimate foresees it.
    numbers = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n LIMIT 9999)"
    big = {
        "sqlite": ("CREATE TABLE big (i int, x text AS (printf('%.*c', 999999, 'x') || i))",
                   f"INSERT INTO big {numbers} SELECT i FROM n"),
        "duckdb": ("CREATE TABLE big (i bigint, x varchar AS (repeat(i::varchar, 5000)))",
                   "INSERT INTO big SELECT i FROM range(400000) r(i)"),
    }  # fmt: skip
    run(files[kind], *big[kind], "CREATE TABLE small AS SELECT 1 AS x")
    evidence = read_database(database(files[kind], profile_seconds=1), tmp_path, salt=salt)
    assert set(evidence.sketches["table_id"]) == {"shop.small"}
    values = one(evidence.coverage, input="shop: values")
    assert values.seen == 1 and "no answer within 1 second" in values.why_en and "shop.big" in values.why_en
    assert "1 秒内没有应答" in values.why_zh


def test_a_table_that_takes_too_long_in_mariadb_has_no_sketch(
    mariadb_url: str, run: Any, database: Any, salt: str, tmp_path: Path
) -> None:
    run(
        mariadb_url,
        "CREATE DATABASE IF NOT EXISTS slow",
        "CREATE OR REPLACE TABLE slow.small (x int)",
        "CREATE OR REPLACE TABLE slow.big (i int, x longtext AS (repeat(i, 10000)) VIRTUAL)",
        "INSERT INTO slow.big (i) SELECT seq FROM seq_100001_to_200000",
    )
    url = sa.make_url(mariadb_url).set(database="slow").render_as_string(hide_password=False)
    evidence = read_database(database(url, profile_seconds=1), tmp_path, salt=salt)
    assert set(evidence.sketches["table_id"]) == {"shop.small"}
    assert "no answer within 1 second" in one(evidence.coverage, input="shop: values").why_en


def test_a_source_that_may_not_be_profiled_is_not(
    files: dict[str, str], run: Any, database: Any, tmp_path: Path
) -> None:
    run(files["duckdb"], "CREATE TABLE t AS SELECT 1 AS x")
    evidence = read_database(database(files["duckdb"], profile=False), tmp_path)
    assert len(evidence.sketches) == 0
    assert not one(evidence.coverage, input="shop: values").available


def test_an_empty_database_has_empty_frames(files: dict[str, str], database: Any, tmp_path: Path) -> None:
    sqlite3.connect(files["sqlite"].removeprefix("sqlite:///")).execute("VACUUM")
    evidence = read_database(database(files["sqlite"]), tmp_path)
    assert len(evidence.tables) == len(evidence.columns) == len(evidence.statements) == 0
    assert one(evidence.coverage, input="shop").seen == 0


def test_no_value_is_in_the_evidence(files: dict[str, str], run: Any, database: Any, salt: str, tmp_path: Path) -> None:
    run(files["sqlite"], "CREATE TABLE t (phone text, n int)", "INSERT INTO t VALUES ('13812345678', 987654321)")
    evidence = read_database(database(files["sqlite"]), tmp_path, salt=salt)
    everything = "".join(evidence[name].to_csv() for name in evidence.__dataclass_fields__)
    assert "13812345678" not in everything and "987654321" not in everything


def test_our_own_profiling_is_never_taken_for_somebodys_use(
    warehouse: str, run: Any, database: Any, tmp_path: Path
) -> None:
    def last_reads() -> Any:
        run(warehouse, "SELECT pg_stat_force_next_flush()")
        return read_database(database(warehouse, schemas=("dw",)), tmp_path).tables.set_index("table_id")

    last_reads()
    again = last_reads()
    assert again["last_read"].isna().all()
    assert again["reads"].isna().all()
    time.sleep(6)  # longer than the slack given to our own scans
    run(warehouse, "SELECT count(*) FROM dw.orders")
    assert list(last_reads()["last_read"].dropna().index) == ["shop.dw.orders"]
