"""A table too big for the time it is given is read by sample, and coverage says so; others are read whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sqlalchemy as sa

from assess.collect.database import read_database
from assess.collect.databases.address import address_of
from assess.collect.databases.session import session
from assess.collect.profile import profile_table
from assess.collect.profiling.cost import FEWEST_ROWS, estimate_cost, share_within

ROWS = 120_000
MAKE = {
    "duckdb": ("CREATE TABLE big AS SELECT i AS id, i % 700 AS store FROM range({rows}) r(i)",),
    "sqlite": ("CREATE TABLE big (id int, store int)",
               "INSERT INTO big WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n LIMIT {rows}) "  # noqa: ISC004
               "SELECT i, i % 700 FROM n"),
    "postgres": ("DROP SCHEMA IF EXISTS big CASCADE", "CREATE SCHEMA big",
                 "CREATE TABLE big.big AS SELECT i AS id, i % 700 AS store FROM generate_series(0, {rows} - 1) i",
                 "ANALYZE big.big", "SELECT pg_stat_force_next_flush()"),
    "mysql": ("CREATE OR REPLACE DATABASE big",
              "CREATE TABLE big.big (id int PRIMARY KEY, store int)",
              "INSERT INTO big.big SELECT seq, seq % 700 FROM seq_0_to_{rows}", "ANALYZE TABLE big.big"),
}  # fmt: skip


@pytest.fixture(params=["duckdb", "sqlite", "postgres", "mysql"])
def big(request: pytest.FixtureRequest, files: dict[str, str], run: Any, database: Any) -> Any:
    """`big(**more)`: a source with one table of 120,000 rows, in each engine."""
    engine = request.param
    more: dict[str, Any] = {}
    if engine in files:
        url = files[engine]
    else:
        url = request.getfixturevalue("postgres_url" if engine == "postgres" else "mariadb_url")
        more = {"schemas": ("big",)} if engine == "postgres" else {}
    run(url, *(statement.format(rows=ROWS) for statement in MAKE[engine]))
    if engine == "mysql":
        url = sa.make_url(url).set(database="big").render_as_string(hide_password=False)
    return lambda **others: database(url, **more, **others)


def test_a_table_above_the_rows_to_be_read_is_sampled_and_said(big: Any, salt: str, tmp_path: Path) -> None:
    whole = read_database(big(), tmp_path, salt=salt)
    part = read_database(big(profile_rows=ROWS // 4), tmp_path, salt=salt)
    table = whole.tables["table_id"][0]
    assert whole.sketches["sampled"].tolist() == [1.0, 1.0]
    assert part.sketches["sampled"].tolist() == [0.2, 0.2]
    assert part.sketches["rows"][0] == pytest.approx(0.2 * ROWS, rel=0.15)
    # Every value of the sample is one of the table's; statistics still say how many rows there are.
    assert part.sketches["distinct"][0] < whole.sketches["distinct"][0]
    assert np.isin(part.sketches["hashes"][1], whole.sketches["hashes"][1]).all()
    assert part.tables["rows"][0] == pytest.approx(ROWS, rel=0.1)
    values = dict(part.coverage.set_index("input").loc["shop: values"].items())
    assert values["available"] and values["seen"] == 1
    assert f"1 table too large to be read whole, 20 % of rows sampled: {table}." in values["why_en"]
    assert f"1 张表太大，只抽样读取了 20% 的行：{table}。" in values["why_zh"]
    assert whole.coverage.set_index("input").loc["shop: values", "why_en"] == ""


def test_the_same_sample_is_read_every_time(big: Any, reading: Any) -> None:
    source = big(profile_rows=ROWS // 4)
    reading(source, afresh=True)
    assert reading(source, afresh=True)[0] == reading(source, afresh=True)[0]


def test_a_sampled_table_that_did_not_change_is_kept_as_it_is(
    files: dict[str, str], run: Any, database: Any, reading: Any
) -> None:
    run(files["duckdb"], *(statement.format(rows=ROWS) for statement in MAKE["duckdb"]))
    source = database(files["duckdb"], profile_rows=ROWS // 4)
    first = reading(source)
    again = reading(source)
    assert (first[1:], again[1:]) == ((1, 0), (0, 1))
    assert first[0] == again[0]


def test_a_table_is_read_whole_where_there_is_time_for_it() -> None:
    assert share_within("postgres", 10_000_000, 20, 300) == 1
    assert share_within("postgres", 10_000_000, 20, 300, most_rows=2_000_000) == 0.2
    large = share_within("postgres", 1_000_000_000, 20, 300)
    assert 0 < large < 1
    assert estimate_cost("postgres", 1_000_000_000, 20, large).seconds <= 300


def test_a_table_that_grows_a_little_is_read_by_the_same_sample() -> None:
    shares = {share_within("postgres", 1_000_000_000 + grown, 20, 300) for grown in range(0, 50_000_000, 1_000_000)}
    assert len(shares) == 1


def test_no_budget_makes_a_sample_smaller_than_can_say_something() -> None:
    assert share_within("sqlite", FEWEST_ROWS, 50, 0.001) == 1
    assert share_within("sqlite", 10 * FEWEST_ROWS, 50, 0.001) == 0.1


SLOW = {
    "duckdb": ("CREATE TABLE slow (i bigint, x varchar AS (repeat(i::varchar, 5000)))",
               "INSERT INTO slow SELECT 100000 + i FROM range(20000) r(i)"),
    "sqlite": ("CREATE TABLE slow (i int, x text AS (printf('%.*c', 99999, 'x') || i))",
               "INSERT INTO slow WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n LIMIT 4000) "  # noqa: ISC004
               "SELECT i FROM n"),
    "postgres": ("DROP SCHEMA IF EXISTS slow CASCADE", "CREATE SCHEMA slow",
                 "CREATE TABLE slow.slow (i int, x text GENERATED ALWAYS AS (repeat(i::text, 5000)) VIRTUAL)",
                 "INSERT INTO slow.slow SELECT i FROM generate_series(100001, 112000) i"),
    "mysql": ("CREATE OR REPLACE DATABASE slow",
              "CREATE TABLE slow.slow (i int, x longtext AS (repeat(i, 5000)) VIRTUAL)",
              "INSERT INTO slow.slow (i) SELECT seq FROM seq_100001_to_106000"),
}  # fmt: skip


@pytest.mark.parametrize("engine", list(SLOW))
def test_values_may_take_longer_than_the_catalogue(
    engine: str, request: pytest.FixtureRequest, files: dict[str, str], run: Any, database: Any, salt: str,
    tmp_path: Path
) -> None:  # fmt: skip
    servers = {"postgres": "postgres_url", "mysql": "mariadb_url"}
    url = files[engine] if engine in files else request.getfixturevalue(servers[engine])
    run(url, *SLOW[engine])
    if engine == "mysql":
        url = sa.make_url(url).set(database="slow").render_as_string(hide_password=False)
    schemas = ("slow",) if engine == "postgres" else ()
    for seconds, found in ((0.5, set()), (120, {"i", "x"})):
        source = database(url, schemas=schemas, timeout_seconds=0.5, profile_seconds=seconds)
        evidence = read_database(source, tmp_path, salt=salt)
        assert set(evidence.sketches["column"]) == found
    with session(address_of(source, tmp_path)) as opened:
        with opened.within(60):
            pass
        assert opened.seconds == 0.5


def test_what_is_kept_of_a_column_does_not_hang_on_what_statistics_say(
    files: dict[str, str], run: Any, database: Any, salt: str, tmp_path: Path
) -> None:
    rows = 9_000_000
    run(files["duckdb"], f"CREATE TABLE t AS SELECT i FROM range({rows}) r(i)")
    with session(address_of(database(files["duckdb"], timeout_seconds=300), tmp_path)) as opened:
        found = [
            profile_table(opened, "main.t", [("i", "BIGINT")], salt, rows=said).sketches[0]
            for said in (rows, 50_000, 3 * rows)
        ]
    assert len({(s.distinct, s.hashes.tobytes()) for s in found}) == 1


def test_a_table_of_which_there_is_no_sample_is_not_taken_for_one(
    files: dict[str, str], run: Any, database: Any, salt: str, tmp_path: Path
) -> None:
    numbers = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n LIMIT 5000)"
    run(files["sqlite"], "CREATE TABLE a (id int PRIMARY KEY, x int) WITHOUT ROWID", "CREATE TABLE b (RowId text)",
        f"INSERT INTO a {numbers} SELECT i, i FROM n", f"INSERT INTO b {numbers} SELECT 'x' || i FROM n")  # fmt: skip
    run(files["duckdb"], "CREATE TABLE c AS SELECT i AS rowid FROM range(5000) r(i)")
    for url, tables in ((files["sqlite"], "shop.a, shop.b"), (files["duckdb"], "shop.c")):
        evidence = read_database(database(url, profile_rows=1000), tmp_path, salt=salt)
        assert len(evidence.sketches) == 0
        why = evidence.coverage.set_index("input").loc["shop: values", "why_en"]
        assert "its engine gives no sample of it" in why and tables in why
        assert set(read_database(database(url), tmp_path, salt=salt).sketches["rows"]) == {5000}
