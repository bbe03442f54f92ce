"""A database that drops the line, falls silent, restarts, is locked or changes: said so in time; the rest stays."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from proxy import Proxy, proxy

from assess.collect.database import shape_of
from assess.collect.databases import session as sessions
from assess.collect.databases.address import address_of
from assess.collect.databases.session import session
from assess.model.engagement import Source
from assess.store.own_reads import own_reads

Run = Callable[..., None]
Why = Callable[..., tuple[bool, str, str]]
# As a restart of the server does.
END_OURS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'assess'"


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """One second of grace instead of six."""
    monkeypatch.setattr(sessions, "GRACE", 1.0)


@contextmanager
def through(shop: str) -> Iterator[tuple[Proxy, str]]:
    """A proxy before this PostgreSQL, and the URL through it."""
    url = sa.make_url(shop)
    with proxy(f"{url.query['host']}/.s.PGSQL.5432") as here:
        yield here, f"postgresql://postgres@127.0.0.1:{here.port}/{url.database}"


@pytest.mark.parametrize("after", [0, 1, 9, 200, 700])
@pytest.mark.parametrize("does", ["drop", "silent"])
def test_a_line_that_ends_before_the_catalogue_is_read_leaves_the_other_sources(
    does: Any, after: int, shop: str, client: Any, why: Why
) -> None:
    with through(shop) as (here, url):
        client.names(url)
        here.does, here.after = does, after
        began = time.monotonic()
        evidence, _ = client.collects()
        assert time.monotonic() - began < 30
    available, en, zh = why(evidence, "shop")
    assert not available and ("connection was lost" in en or "no answer within" in en), en
    assert "连接中断" in zh or "没有应答" in zh
    assert evidence.tables["table_id"].tolist() == ["depot.stock"]


@pytest.mark.parametrize("does", ["drop", "silent"])
def test_what_was_read_before_the_line_ended_stays_and_a_second_run_reads_only_the_rest(
    does: Any, shop: str, client: Any, why: Why
) -> None:
    with through(shop) as (here, url):
        client.names(url)
        here.does, here.on = does, b'"public"."t3"'
        began = time.monotonic()
        evidence, _ = client.collects()
        assert time.monotonic() - began < 30
        assert evidence.tables["table_id"].str.startswith("shop.").sum() == 8
        available, en, zh = why(evidence, "shop: values")
        assert available, en
        assert "5 tables" in en or "4 tables" in en, en
        assert "the connection was lost" in en and "连接中断" in zh
        assert set(evidence.sketches["table_id"]) == {f"shop.public.t{n}" for n in range(3)}

        here.does = "pass"
        again, told = client.collects()
        assert [(of.read, of.unchanged) for of in told] == [(5, 3)]
        assert set(again.sketches["table_id"]) == {f"shop.public.t{n}" for n in range(8)}
    windows = own_reads(client.folder, "shop")
    assert len(windows) == 2 and all(begin < end for begin, end in windows)


def test_a_server_that_drips_byte_by_byte_is_given_up(shop: str, client: Any, why: Why) -> None:
    with through(shop) as (here, url):
        client.names(url, profile="false")
        here.does, here.on = "slow", b"pg_inherits"
        began = time.monotonic()
        evidence, _ = client.collects()
        assert time.monotonic() - began < 20
    assert why(evidence, "shop")[:2] == (False, why(evidence, "shop")[1])
    assert "no answer within 2 seconds" in why(evidence, "shop")[1]


def test_a_session_ended_by_the_server_is_a_lost_connection(shop: str, client: Any, run: Run, why: Why) -> None:
    with through(shop) as (here, url):
        client.names(url)
        here.on = b'"public"."t5"'
        here.first = lambda: run(shop, END_OURS)
        evidence, _ = client.collects()
        assert here.first is None
    available, en, _ = why(evidence, "shop: values")
    assert available and "the connection was lost" in en
    assert len(evidence.tables) == 9


def test_tables_dropped_renamed_or_retyped_between_listing_and_reading(
    shop: str, client: Any, run: Run, why: Why, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assess.collect import database

    real = database.plan_tables

    def planned(*given: Any) -> Any:
        plans = real(*given)
        run(shop, "DROP TABLE t1", "ALTER TABLE t2 RENAME TO t2_old", "ALTER TABLE t4 RENAME COLUMN word TO words",
            "ALTER TABLE t6 ALTER COLUMN id TYPE text")  # fmt: skip
        return plans

    client.names(shop.replace("+psycopg", ""))
    monkeypatch.setattr(database, "plan_tables", planned)
    evidence, _ = client.collects()
    available, en, zh = why(evidence, "shop: values")
    assert available and "3 tables" in en and "is not there, or has changed" in en, en
    assert "已被改动" in zh
    whole = {f"shop.public.t{n}" for n in (0, 3, 5, 7)}
    assert whole <= set(evidence.sketches["table_id"]) <= whole | {"shop.public.t6"}
    monkeypatch.setattr(database, "plan_tables", real)
    again, _ = client.collects()
    assert set(again.sketches["table_id"]) == whole | {f"shop.public.{t}" for t in ("t2_old", "t4", "t6")}
    assert why(again, "shop: values")[1] == ""


def test_a_table_locked_by_somebody_else_costs_its_time_and_nothing_more(shop: str, client: Any, why: Why) -> None:
    client.names(shop.replace("+psycopg", ""), timeout_seconds=1, profile_seconds=1)
    engine = sa.create_engine(shop)
    began = time.monotonic()
    with engine.begin() as holding:
        holding.exec_driver_sql("LOCK TABLE t3 IN ACCESS EXCLUSIVE MODE")
        evidence, _ = client.collects()
        holding.rollback()
    engine.dispose()
    assert time.monotonic() - began < 30
    available, en, _ = why(evidence, "shop: values")
    assert available and "no answer within 1 second" in en and "shop.public.t3" in en
    assert len(set(evidence.sketches["table_id"])) == 7
    assert "table sizes could not be read" in why(evidence, "shop")[1].lower()


def test_a_catalogue_that_changes_all_the_time_is_read_all_the_same(shop: str, client: Any, run: Run) -> None:
    source = Source(id="shop", department="sales", kind="database", url=shop.replace("+psycopg", ""))
    over = threading.Event()

    def churn() -> None:
        n = 0
        while not over.is_set():
            n += 1
            # The view first: a table dropped with its views is a deadlock with whoever reads a view's definition.
            run(shop, f"CREATE TABLE x{n} (a int)", f"CREATE VIEW v{n} AS SELECT a FROM x{n}",
                f"ALTER TABLE x{n} ADD b text", f"DROP VIEW v{n}", f"DROP TABLE x{n}")  # fmt: skip

    churning = threading.Thread(target=churn)
    churning.start()
    try:
        with session(address_of(source, client.folder)) as opened:
            for _ in range(40):
                shape = shape_of(opened, ())
                assert {f"t{n}" for n in range(8)} <= {relation.name for relation in shape.relations}
    finally:
        over.set()
        churning.join()


@pytest.mark.parametrize("does", ["drop", "silent", "slow"])
def test_mariadb_behind_a_line_that_fails(does: Any, mariadb_url: str, client: Any, run: Run, why: Why) -> None:
    url = sa.make_url(mariadb_url)
    run(mariadb_url, *(f"CREATE OR REPLACE TABLE f{n} AS SELECT seq AS id FROM mysql.help_topic JOIN "
                       "(SELECT 1 AS seq) s LIMIT 300" for n in range(3)))  # fmt: skip
    assert url.port is not None
    with proxy(("127.0.0.1", url.port)) as here:
        client.names(f"mysql://root@127.0.0.1:{here.port}/shop")
        here.does, here.on = does, b"`shop`.`f1`"
        began = time.monotonic()
        evidence, _ = client.collects()
        assert time.monotonic() - began < 40
    available, en, _ = why(evidence, "shop: values")
    assert "shop.f1" in en and ("the connection was lost" in en or "no answer within" in en), en
    assert available and "shop.f0" in set(evidence.sketches["table_id"])
