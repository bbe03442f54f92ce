"""`assess verify` counts a group's copies exactly, keeps the counts, and says in one sentence where it cannot."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
import sqlalchemy as sa

from assess.checkup import collect_stage, diagnose_stage
from assess.model.errors import BadInput, Unreachable
from assess.model.verification import Verification, newest
from assess.operate.verify import plan, verify
from assess.store.own_reads import own_reads
from assess.store.verified import read_verified

ENGAGEMENT = """\
client: {zh: 云岭乳业, en: Yunling Dairy}
departments:
  - {id: sales, name: {zh: 销售部, en: Sales}}
  - {id: finance, name: {zh: 财务部, en: Finance}}
sources:
  - {id: shop, kind: database, department: sales, url: "duckdb:///shop.duckdb"}
  - {id: books, kind: database, department: finance, url: "duckdb:///books.duckdb"}
  - {id: old, kind: database, department: finance, url: "sqlite:///old.db"}
  - {id: listed, kind: catalog, department: finance, path: listed.csv}
"""
DEPARTMENTS = ENGAGEMENT.partition("sources:")[0]
COLUMNS = (
    "order_id BIGINT PRIMARY KEY, member_no VARCHAR, paid_amount DECIMAL(12,2), coupon_code VARCHAR, "
    "freight_fee DECIMAL(8,2), signed_at TIMESTAMP, warehouse_code VARCHAR"
)
ROWS = (
    "SELECT i AS order_id, 'M' || lpad(((i * 7919) % 2003)::VARCHAR, 6, '0') AS member_no, "
    "((i * 37) % 100000) / 100 AS paid_amount, CASE WHEN i % 3 = 0 THEN 'C' || ((i * 31) % 5000) END AS coupon_code, "
    "((i * 13) % 1000) / 100 AS freight_fee, TIMESTAMP '2026-01-01' + INTERVAL (i * 61) SECOND AS signed_at, "
    "'W' || (i % 40) AS warehouse_code FROM range({first}, {last}) r(i)"
)
AT = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Orders in a DuckDB file, copies of them in a second one and in SQLite, and one known from a catalog alone.

    Of finance's 20,000 orders 400 have another amount, 30 of these another warehouse too; 1,000 are not sales'.
    """
    folder = tmp_path_factory.mktemp("yunling")
    (folder / "engagement.yaml").write_text(ENGAGEMENT, encoding="utf-8")
    with duckdb.connect(str(folder / "shop.duckdb")) as db:
        db.execute(f"CREATE TABLE orders ({COLUMNS})")
        db.execute("INSERT INTO orders " + ROWS.format(first=1000, last=21000))
        db.execute("CREATE TABLE orders_copy AS SELECT * FROM orders WHERE order_id < 20500")
    with duckdb.connect(str(folder / "books.duckdb")) as db:
        db.execute(f"CREATE TABLE orders ({COLUMNS.replace('paid_amount DECIMAL(12,2)', 'paid_amount DOUBLE')})")
        db.execute("INSERT INTO orders " + ROWS.format(first=0, last=20000))
        db.execute("UPDATE orders SET paid_amount = paid_amount + 1 WHERE order_id % 50 = 7")
        db.execute("UPDATE orders SET warehouse_code = 'X' WHERE order_id % 50 = 7 AND order_id BETWEEN 5000 AND 6499")
    with sqlite3.connect(folder / "old.db") as old, duckdb.connect(str(folder / "shop.duckdb")) as db:
        old.execute(
            "CREATE TABLE orders (order_id INTEGER PRIMARY KEY, member_no TEXT, paid_amount DECIMAL(12,2), "
            "coupon_code TEXT, freight_fee DECIMAL(8,2), signed_at TIMESTAMP, warehouse_code TEXT)"
        )
        rows = db.execute(
            "SELECT * REPLACE (paid_amount::DOUBLE AS paid_amount, freight_fee::DOUBLE AS freight_fee, "
            "signed_at::VARCHAR AS signed_at) FROM orders"
        ).fetchall()
        old.executemany("INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    names = [part.split()[0] for part in COLUMNS.replace("(12,2)", "").replace("(8,2)", "").split(", ")]
    lines = [f"listed,fin,orders,{name},{i},varchar" for i, name in enumerate(names, 1)]
    (folder / "listed.csv").write_text("source,schema,table,column,position,type\n" + "\n".join(lines) + "\n")
    (folder / ".salt").write_text("0" * 32 + "\n", encoding="utf-8")  # estimates are the same in every run
    collect_stage(folder)
    diagnose_stage(folder)
    return folder


def assess(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "assess", *map(str, arguments)], capture_output=True, text=True, timeout=300
    )


def refused(*arguments: str | Path) -> str:
    done = assess("verify", *arguments)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr.strip()


def group_of(folder: Path) -> str:
    """The one group there is."""
    planned = plan(folder, "G0001")
    assert planned.group.master == "books.orders"
    return planned.group.id


def test_copies_in_two_files_are_counted_exactly_and_kept(folder: Path) -> None:
    found = json.loads(assess("verify", folder, group_of(folder), "--json", "--clock", AT.isoformat()).stdout)
    [shop] = found["members"]
    # books has 0..19,999, shop 1,000..20,999: 19,000 in both, of which every fiftieth was changed
    assert (shop["member"], shop["rows"]) == ("shop.orders", {"master": 20_000, "member": 20_000})
    assert (shop["identical"], shop["same_key"], shop["same_key_other_values"]) == (18_620, 19_000, 380)
    assert shop["key"] == [{"master": "order_id", "member": "order_id"}]
    assert {c["member"]: c["differ"] for c in shop["columns"] if c["differ"]} == {
        "paid_amount": 380, "warehouse_code": 30,
    }  # fmt: skip
    assert shop["estimate"]["holds_same_key"] is True and shop["estimate"]["holds_identical"] is False
    assert len(shop["sql_sha256"]) == 64 and shop["at"] == "2026-11-22T09:00:00Z"
    why = {one["table"]: one["why"] for one in found["not_counted"]}
    assert set(why) == {"old.orders", "listed.fin.orders"}
    assert "one is in DuckDB, the other in SQLite" in why["old.orders"]
    kept = newest(read_verified(folder), "books.orders", ["shop.orders"])
    assert kept["shop.orders"].as_dict() == shop


def test_a_slice_in_the_same_file_is_whole_and_the_estimate_holds(folder: Path) -> None:
    [one] = verify(folder, plan(folder, "G0002"), AT)
    assert (one.master, one.member) == ("shop.orders", "shop.orders_copy")
    assert one.counted.share == one.counted.key_share == 1.0
    assert one.estimate is not None and one.estimate.holds(1.0)


def test_a_verification_reads_back_as_it_was_written(folder: Path) -> None:
    planned = plan(folder, "G0001", ["shop.orders"])
    before = read_verified(folder)
    [made] = verify(folder, planned, AT)
    assert Verification.of(json.loads(json.dumps(made.as_dict()))) == made
    assert read_verified(folder) == (*before, made)


def test_the_text_says_what_was_counted_and_how_the_estimate_did(folder: Path) -> None:
    said = assess("verify", folder, "G0001", "--member", "shop.orders").stdout
    assert "18,620 of 20,000 rows identical (93.1%)" in said
    assert "key order_id: 19,000 rows share it, 380 of them differ" in said
    assert "columns that differ: paid_amount in 380, warehouse_code in 30" in said
    assert "the interval does not hold for identical rows, it does by key" in said


def test_a_finding_names_its_group(folder: Path) -> None:
    by_group = plan(folder, "G0001").plans
    planned = plan(folder, "RT-001")
    assert [one.sql for one in planned.plans] == [one.sql for one in by_group]


def test_the_preview_prints_sql_and_cost_and_asks_nothing(folder: Path) -> None:
    before = read_verified(folder)
    hidden = folder / "hidden"
    (folder / "books.duckdb").rename(hidden)  # nothing may be opened
    try:
        done = assess("verify", folder, "G0001", "--member", "shop.orders", "--preview")
        told = json.loads(assess("verify", folder, "G0001", "--member", "shop.orders", "--preview", "--json").stdout)
        assert "there is no such file" in refused(folder, "G0001", "--member", "shop.orders")
    finally:
        hidden.rename(folder / "books.duckdb")
    assert 'FROM "here"' not in done.stdout and '"other"."main"."orders"' in done.stdout
    assert "40,000 rows of both together, about" in done.stdout
    [one] = told["members"]
    assert one["rows"] == 40_000 and one["seconds"] > 0 and one["sql"][0] in done.stdout
    assert read_verified(folder) == before
    [made] = verify(folder, plan(folder, "G0001", ["shop.orders"]), AT)
    assert made.sql == one["sql_sha256"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["G0009"], 'G0009: is no group or finding of copies in the newest run. Did you mean "G000'),
        (["RT-009"], 'RT-009: is no group or finding of copies in the newest run. Did you mean "RT-00'),
        (["G0001", "--member", "shop.order"], 'shop.order: is no table of G0001. Did you mean "shop.orders"?'),
        (["G0001", "--member", "books.orders"], "is the table of G0001 that the others are compared with"),
        (["G0001", "--member", "old.orders"], "old.orders: cannot be counted together with books.orders: one is in"),
        (["G0001", "--timeout", "0"], "--timeout: found 0; allowed: 1 to 86400 seconds"),
    ],
)
def test_what_cannot_be_counted_is_one_clear_sentence(folder: Path, arguments: list[str], says: str) -> None:
    said = refused(folder, *arguments)
    assert says in said
    assert len(said.splitlines()) == 1


def test_a_table_known_from_a_catalog_alone_has_no_rows_to_count(folder: Path) -> None:
    from assess.operate.groups import group_of_run

    assert "listed.fin.orders" in group_of_run(folder, "G0001").members
    with pytest.raises(BadInput, match="is known from a source of kind catalog alone"):
        plan(folder, "G0001", ["listed.fin.orders"])


def test_before_a_check_up_the_next_step_is_named(tmp_path: Path) -> None:
    (tmp_path / "engagement.yaml").write_text(ENGAGEMENT.partition("  - {id: listed")[0], encoding="utf-8")
    assert f"run `assess diagnose {tmp_path}` first" in refused(tmp_path, "G0001")


def test_time_that_runs_out_says_how_to_get_more(folder: Path) -> None:
    planned = plan(folder, "G0002")
    [one] = planned.plans
    slow = "SELECT count(*), 1, 1, 1, 1 FROM range(100000) a(i), range(100000) b(i) WHERE (a.i * b.i) % 7 = 6"
    endless = replace(planned, plans=(replace(one, sql=replace(one.sql, rows=slow)),))
    with pytest.raises(Unreachable, match="Give more time with --timeout 4, or") as caught:
        verify(folder, endless, AT, timeout=1)
    assert "可用 --timeout 4 放宽时限" in caught.value.zh


def test_nothing_is_written_beside_the_clients_files(folder: Path) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir() if not path.name.startswith("answers.db")}
    assess("verify", folder, "G0001")
    after = {path.name: path.stat().st_mtime_ns for path in folder.iterdir() if not path.name.startswith("answers.db")}
    assert after == before


def test_a_look_alike_is_verified_too(tmp_path: Path) -> None:
    (tmp_path / "engagement.yaml").write_text(
        DEPARTMENTS + 'sources:\n  - {id: shop, kind: database, url: "duckdb:///shop.duckdb"}\n',
        encoding="utf-8",
    )
    with duckdb.connect(str(tmp_path / "shop.duckdb")) as db:
        for year in (2024, 2025):
            db.execute(f"CREATE TABLE orders_{year} ({COLUMNS})")
            first = (year - 2023) * 10_000
            db.execute(f"INSERT INTO orders_{year} " + ROWS.format(first=first, last=first + 5_000))
    collect_stage(tmp_path)
    diagnose_stage(tmp_path)
    planned = plan(tmp_path, "G0001")
    assert planned.group.verdict in ("shard", "template")
    [made] = verify(tmp_path, planned, AT)
    assert (made.counted.identical, made.counted.same_key) == (0, 0)


@pytest.mark.parametrize("engine", ["postgres", "mysql"])
def test_a_servers_schemas_are_counted_where_they_are(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = request.getfixturevalue("postgres_url" if engine == "postgres" else "mariadb_url")
    make, with_all = ("SCHEMA", " CASCADE") if engine == "postgres" else ("DATABASE", "")
    monkeypatch.setenv("URL", url.replace("+psycopg", "").replace("+pymysql", ""))
    (tmp_path / "engagement.yaml").write_text(
        DEPARTMENTS + 'sources:\n  - {id: erp, kind: database, url: "${URL}", schemas: [va, vb]}\n', encoding="utf-8"
    )
    server = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
    with server.connect() as db:
        for space, changed in (("va", 0), ("vb", 25)):
            db.execute(sa.text(f"DROP {make} IF EXISTS {space}{with_all}"))
            db.execute(sa.text(f"CREATE {make} {space}{'' if with_all else ' CHARACTER SET utf8mb4'}"))
            db.execute(sa.text(
                f"CREATE TABLE {space}.orders (order_id bigint PRIMARY KEY, member_no varchar(20), "
                "paid_amount decimal(12,2), coupon_code varchar(20), warehouse_code varchar(20))"
            ))  # fmt: skip
            rows = [
                {"i": i, "m": f"M{i * 7919 % 90000}", "p": i / 4 + (i < changed), "c": None if i % 3 else f"C{i}",
                 "w": f"仓{i % 40}"} for i in range(2000)
            ]  # fmt: skip
            db.execute(sa.text(f"INSERT INTO {space}.orders VALUES (:i, :m, :p, :c, :w)"), rows)
    server.dispose()
    collect_stage(tmp_path)
    diagnose_stage(tmp_path)
    before = len(own_reads(tmp_path, "erp"))
    [one] = verify(tmp_path, plan(tmp_path, "G0001"), AT)
    assert one.engine == engine
    # PostgreSQL would show our scan as the last read of both tables
    assert len(own_reads(tmp_path, "erp")) == before + (engine == "postgres")
    assert (one.counted.identical, one.counted.same_key) == (1975, 2000)
    assert dict(zip([names[1] for names in one.columns], one.counted.differ or (), strict=True)) == {
        "order_id": 0, "member_no": 0, "paid_amount": 25, "coupon_code": 0, "warehouse_code": 0,
    }  # fmt: skip
