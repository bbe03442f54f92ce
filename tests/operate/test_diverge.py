"""`assess diverge` computes two definitions inside the client's database, keeps the bridge, says where it cannot."""

from __future__ import annotations

import csv
import json
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlalchemy as sa

from assess.checkup import collect_stage, diagnose_stage
from assess.model.errors import BadInput, Unreachable
from assess.operate.diverge import diverge, plan
from assess.store.divergences import read_divergences
from assess.store.own_reads import own_reads
from tests.planted_gmv import CAUSES, FIRST, LAST, by_hand, definition, statements

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
ALL = tuple(CAUSES)
HEAD = """\
client: {zh: 云岭乳业, en: Yunling Dairy}
departments:
  - {id: sales, name: {zh: 销售部, en: Sales}}
  - {id: finance, name: {zh: 财务部, en: Finance}}
sources:
  - {id: lists, kind: metrics, department: sales, path: "1_sales.csv"}
  - {id: ledger, kind: metrics, department: finance, path: "2_finance.csv"}
"""
FIELDS = ("name", "expression", "base", "filter", "time_column", "grain", "window", "unit")
DUCKDB = '  - {id: shop, kind: database, department: sales, url: "duckdb:///shop.duckdb"}\n'
PLAIN: dict[str, Any] = {**definition(()), "expression": "SUM(amount)", "base": "orders"}


def engagement(folder: Path, sources: str, sales: list[dict[str, Any]], finance: list[dict[str, Any]]) -> Path:
    """A folder with both departments' metric lists, its sources collected."""
    (folder / "engagement.yaml").write_text(HEAD + sources, encoding="utf-8")
    for name, rows in (("1_sales.csv", sales), ("2_finance.csv", finance)):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, FIELDS, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
    (folder / ".salt").write_text("0" * 32 + "\n", encoding="utf-8")
    collect_stage(folder)
    return folder


def fill_duckdb(path: Path) -> None:
    with duckdb.connect(str(path)) as db:
        for statement in statements():
            db.execute(statement)


def metric(name: str, **said: str) -> dict[str, Any]:
    return {**PLAIN, "name": name, **said}


SALES = [
    definition(()),
    metric("客单价", expression="SUM(amount) / COUNT(DISTINCT order_id)", time_column="created_at"),
    metric("退款率", expression="SUM(amount)", time_column=""),
    metric("库存", expression="SUM(qty)", base="stock"),
    metric("净额", expression="GMV / 客单价", base=""),
    metric("活跃", expression="COUNT(*)", base="orders"),
    metric("三处", expression="COUNT(*)"),
    metric("独一", expression="COUNT(*)"),
    metric("名单", expression="COUNT(*)", base="elsewhere"),
    metric("异地", expression="COUNT(*)", base="orders"),
    metric("写入", expression="SUM(amount)"),
]
FINANCE = [
    definition(ALL),
    metric("客单价", expression="SUM(amount) / COUNT(DISTINCT order_id)", time_column="paid_at"),
    metric("退款率", expression="SUM(amount) * 2", time_column=""),
    metric("库存", expression="SUM(qty * 2)", base="stock"),
    metric("净额", expression="GMV * 2", base=""),
    metric("活跃", expression="COUNT(*)", base="orders", time_column="nowhere"),
    metric("三处", expression="COUNT(DISTINCT order_id)"),
    metric("三处", expression="COUNT(order_id)"),
    metric("名单", expression="COUNT(sku)", base="elsewhere"),
    metric("异地", expression="COUNT(amount)", base="far_orders"),
    metric("写入", expression="WITH gone AS (DELETE FROM orders RETURNING amount) SELECT SUM(amount) FROM gone"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop in a DuckDB file, plain GMV in sales' list and one with eleven causes of a gap in finance's."""
    folder = tmp_path_factory.mktemp("yunling")
    fill_duckdb(folder / "shop.duckdb")
    with sqlite3.connect(folder / "far.db") as far:
        far.execute(
            "CREATE TABLE far_orders (order_id INTEGER PRIMARY KEY, amount DECIMAL(12,2), created_at TIMESTAMP)"
        )
    lines = ["source,schema,table,column,position,type", "listed,x,elsewhere,sku,1,varchar"]
    (folder / "listed.csv").write_text("\n".join([*lines, "listed,x,elsewhere,created_at,2,timestamp"]) + "\n")
    sources = (
        '  - {id: shop, kind: database, department: sales, url: "duckdb:///shop.duckdb"}\n'
        '  - {id: far, kind: database, department: finance, url: "sqlite:///far.db"}\n'
        "  - {id: listed, kind: catalog, department: finance, path: listed.csv}\n"
    )
    engagement(folder, sources, SALES, FINANCE)
    diagnose_stage(folder)
    return folder


def assess(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "assess", *map(str, arguments)], capture_output=True, text=True, timeout=300
    )


def refused(*arguments: str | Path) -> str:
    done = assess("diverge", *arguments)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    return done.stderr.strip()


def test_eleven_causes_are_found_and_the_steps_add_up_to_the_gap(folder: Path) -> None:
    made = json.loads(assess("diverge", folder, "GMV", "--json", "--clock", AT.isoformat(), "--grain", "month",
                             "--from", FIRST.isoformat(), "--to", LAST.isoformat()).stdout)  # fmt: skip
    assert sorted(facet for step in made["steps"] for facet in step["facets"]) == sorted(CAUSES.values())
    assert sum(Decimal(step["step"]) for step in made["steps"]) == Decimal(made["total"]["gap"])
    assert len(made["queries"]) <= made["facets"] + 2
    assert (made["a"]["department"], made["b"]["department"]) == ("sales", "finance")
    assert (made["engine"], made["sources"], made["at"]) == ("duckdb", ["shop"], "2026-11-22T09:00:00Z")
    with duckdb.connect(str(folder / "shop.duckdb"), read_only=True) as db:
        [(b,)] = db.execute(by_hand(definition(ALL), by_month=False)).fetchall()
    assert made["basis"] == "whole" and Decimal(made["total"]["b"]) == Decimal(str(b))
    assert read_divergences(folder)[-1] == made


def test_the_text_shows_both_ends_each_step_and_the_gap_of_each_month(folder: Path) -> None:
    said = assess("diverge", folder, "GMV", "--from", "2026-01-01", "--to", "2026-06-30").stdout
    assert "GMV  2026-01-01 to 2026-06-30 by month, all periods at once" in said
    assert "time column: created_at → paid_at" in said and "filter: – → NOT refunded" in said
    assert "of the periods go the same way" in said
    assert "2026-03-01" in said


def test_rows_only_one_side_counts_are_told_by_key_and_explain_the_same_gap(folder: Path) -> None:
    rows = [definition(()), definition(["cancelled left out", "paid, not created", "tax included"])]
    own = folder / "by_key"
    own.mkdir()
    (own / "shop.duckdb").symlink_to(folder / "shop.duckdb")
    engagement(own, DUCKDB, rows[:1], rows[1:])
    planned = plan(own, "GMV", first=FIRST, last=LAST)
    assert len(planned.asked) <= len(planned.walk.facets) + 2
    made = diverge(own, planned, AT)
    keys = made.identifiers
    assert keys is not None and keys.key == ("order_id",)
    assert min(keys.only_a, keys.only_b, keys.other_amount) > 0
    assert keys.gap_only_a + keys.gap_only_b + keys.gap_other_amount == made.gap
    with duckdb.connect(str(folder / "shop.duckdb"), read_only=True) as db:
        [(both,)] = db.execute(
            "SELECT count(*) FROM orders WHERE created_at >= '2026-01-01' AND created_at < '2026-07-01' "
            "AND paid_at >= '2026-01-01' AND paid_at < '2026-07-01' AND status <> 'cancelled'"
        ).fetchall()
    assert keys.both == both


def test_a_ratio_is_computed_over_the_whole_span_not_added_up(folder: Path) -> None:
    made = diverge(folder, plan(folder, "客单价", first=FIRST, last=LAST), AT)
    assert made.basis == "whole" and made.identifiers is None
    [step] = made.steps
    assert step.facets == ("time_column",) and step.step == made.gap
    assert made.total[0] is not None and made.total[0] < 300


def test_a_finding_names_its_two_definitions(folder: Path) -> None:
    result = json.loads((folder / "out" / "latest" / "result.json").read_text("utf-8"))
    one = next(f for f in result["findings"] if f["detector"] == "metric-conflicts" and f["evidence"]["name"] == "GMV")
    planned = plan(folder, one["id"], first=FIRST, last=LAST)
    assert {str(row["metric_id"]) for row in planned.rows} == set(one["subjects"])


def test_without_dates_the_newest_twelve_months_with_values_are_taken(folder: Path) -> None:
    planned = plan(folder, "GMV", today=date(2030, 1, 1))
    assert planned.span.grain == "month"
    assert (planned.span.first, planned.span.last) == (date(2025, 8, 1), date(2026, 7, 31))


def test_the_preview_prints_sql_and_cost_and_asks_nothing(folder: Path) -> None:
    before = read_divergences(folder)
    hidden = folder / "hidden"
    (folder / "shop.duckdb").rename(hidden)  # nothing may be opened
    try:
        done = assess("diverge", folder, "GMV", "--preview")
        told = json.loads(assess("diverge", folder, "GMV", "--preview", "--json").stdout)
        assert "there is no such file" in refused(folder, "GMV")
    finally:
        hidden.rename(folder / "shop.duckdb")
    assert all(query["sql"] in done.stdout for query in told["queries"])
    assert 0 < len(told["queries"]) <= len(told["facets"]) + 2
    assert "shop.orders: 2,000 rows to read" in done.stdout
    assert "Nothing was asked of any source." in done.stdout
    assert told["rows"] > 0 and told["seconds"] >= 0
    assert read_divergences(folder) == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["GMW"], 'GMW: is no metric and no finding of this engagement. Did you mean "GMV"?'),
        (["MC-999"], "MC-999: is no finding about metrics in the newest run."),
        (["独一"], "独一: has one definition only; name the other with --b."),
        (["三处"], "三处: has 3 definitions; choose two of them with --a and --b: "),
        (
            ["GMV", "--b", "2_finance.csv:2 GMW"],
            '--b: "2_finance.csv:2 GMW" is no metric of the evidence. Did you mean',
        ),
        (["GMV", "--a", "1_sales.csv:2 GMV", "--b", "1_sales.csv:2 GMV"], "is both --a and --b; name two definitions."),
        (["GMV", "--grain", "hour"], '--grain: found "hour"; allowed: day, week, month.'),
        (["GMV", "--from", "January"], '--from: found "January"; allowed: a day such as 2026-01-31.'),
        (["GMV", "--from", "2026-03-01", "--to", "2026-02-01"], "--from: 2026-03-01 is after --to, 2026-02-01"),
        (["GMV", "--grain", "day", "--from", "2000-01-01"], "there are more than 400 periods; choose a coarser grain"),
        (["GMV", "--timeout", "0"], "--timeout: found 0; allowed: 1 to 86400 seconds"),
        (["退款率"], "says which column puts a row in a period; state a time column."),
        (["库存"], "its table stock is not in the evidence."),
        (["净额"], "does not say from which table it is computed"),
        (["名单"], "its table elsewhere is known from listed alone, which is no database and has no rows to count."),
        (["异地"], "one is in DuckDB, the other in SQLite; both must be in one database."),
        (["写入"], "It writes or locks, and is not run."),
        (["活跃"], "its column nowhere is in none or several of its tables shop.orders; write the table before it."),
    ],
)
def test_what_cannot_be_compared_is_one_clear_sentence(folder: Path, arguments: list[str], says: str) -> None:
    assert says in refused(folder, *arguments)


def test_nothing_is_written_beside_the_clients_files(folder: Path) -> None:
    def seen() -> dict[str, int]:
        return {p.name: p.stat().st_mtime_ns for p in folder.iterdir() if not p.name.startswith("answers.db")}

    before = seen()
    assess("diverge", folder, "GMV")
    assert seen() == before


def test_time_that_runs_out_says_how_to_get_more(folder: Path) -> None:
    planned = plan(folder, "GMV", first=FIRST, last=LAST)
    slow = "SELECT NULL, count(*), 1 FROM range(100000) a(i), range(100000) b(i) WHERE (a.i * b.i) % 7 = 6"
    endless = replace(planned, queries=(replace(planned.queries[0], sql=slow),))
    with pytest.raises(Unreachable, match="Give more time with --timeout 4, or") as caught:
        diverge(folder, endless, AT, timeout=1)
    assert "可用 --timeout 4 放宽时限" in caught.value.zh


def test_a_value_in_a_drivers_message_is_not_repeated(folder: Path) -> None:
    planned = plan(folder, "GMV", first=FIRST, last=LAST)
    odd = replace(planned, queries=(replace(planned.queries[0], sql="SELECT CAST('Zhang San' AS INT), 1, 1"),))
    with pytest.raises(Unreachable, match=r"a query failed inside the source \(ConversionException\)") as caught:
        diverge(folder, odd, AT)
    assert "Zhang" not in caught.value.en + caught.value.zh


@pytest.mark.parametrize("engine", ["postgres", "mysql", "sqlite"])
def test_other_engines_bring_the_same_bridge(
    engine: str, folder: Path, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if engine == "sqlite":
        url = "sqlite:///shop.db"
        with sqlite3.connect(tmp_path / "shop.db") as file:
            for statement in statements():
                file.execute(statement)
        extra = ""
    else:
        server_url = request.getfixturevalue("postgres_url" if engine == "postgres" else "mariadb_url")
        monkeypatch.setenv("URL", server_url.replace("+psycopg", "").replace("+pymysql", ""))
        url, extra = "${URL}", ", schemas: [gmv]"
        make, with_all = ("SCHEMA", " CASCADE") if engine == "postgres" else ("DATABASE", "")
        server = sa.create_engine(server_url, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
        with server.connect() as db:
            db.exec_driver_sql(f"DROP {make} IF EXISTS gmv{with_all}")
            db.exec_driver_sql(f"CREATE {make} gmv")
            db.exec_driver_sql("SET search_path = gmv" if engine == "postgres" else "USE gmv")
            for statement in statements():
                db.exec_driver_sql(statement.replace("TIMESTAMP", "DATETIME") if engine == "mysql" else statement)
        server.dispose()
    source = f'  - {{id: shop, kind: database, department: sales, url: "{url}"{extra}}}\n'
    # SQLite adds up in binary: what is distinct, and what is half, differs in the last digit
    causes = [one for one in ALL if engine != "sqlite" or CAUSES[one] not in ("distinctness", "rounding")]
    sums = [one for one in causes if CAUSES[one] != "distinctness"]
    engagement(
        tmp_path, source, [definition(()), definition((), "货值")], [definition(causes), definition(sums, "货值")]
    )
    before = len(own_reads(tmp_path, "shop"))
    planned = plan(tmp_path, "GMV", first=FIRST, last=LAST)
    made = diverge(tmp_path, planned, AT)
    # PostgreSQL would show our scan as the last read of the tables
    assert len(own_reads(tmp_path, "shop")) == before + (engine == "postgres")
    assert len(made.queries) <= made.facets + 2
    duck = tmp_path / "duck"
    duck.mkdir()
    (duck / "shop.duckdb").symlink_to(folder / "shop.duckdb")
    engagement(duck, DUCKDB, [definition(()), definition((), "货值")], [definition(causes), definition(sums, "货值")])
    expected = diverge(duck, plan(duck, "GMV", first=FIRST, last=LAST), AT)
    assert [one.facets for one in made.steps] == [one.facets for one in expected.steps]
    assert [one.rows for one in made.steps] == [one.rows for one in expected.steps]
    for one, other in zip(made.steps, expected.steps, strict=True):
        assert abs(one.step - other.step) <= Decimal("0.000001")
    assert sum((one.step for one in made.steps), Decimal(0)) == made.gap
    by_key, expected = (diverge(where, plan(where, "货值", first=FIRST, last=LAST), AT) for where in (tmp_path, duck))
    assert by_key.identifiers == expected.identifiers and by_key.identifiers is not None


def test_a_function_that_writes_is_stopped_by_the_session(postgres_url: str, tmp_path: Path,
                                                          monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setenv("URL", postgres_url.replace("+psycopg", ""))
    server = sa.create_engine(postgres_url, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
    with server.connect() as db:
        for statement in (
            "DROP SCHEMA IF EXISTS wr CASCADE", "CREATE SCHEMA wr",
            "CREATE TABLE wr.orders (order_id bigint PRIMARY KEY, amount numeric, created_at timestamp)",
            "INSERT INTO wr.orders VALUES (1, 10, '2026-02-01')",
            """CREATE FUNCTION wr.charge(numeric) RETURNS numeric LANGUAGE sql AS
               'INSERT INTO wr.orders VALUES (2, 20, ''2026-02-02'') RETURNING amount'""",
        ):  # fmt: skip
            db.exec_driver_sql(statement)
        source = '  - {id: shop, kind: database, department: sales, url: "${URL}", schemas: [wr]}\n'
        engagement(tmp_path, source, [metric("GMV")], [metric("GMV", expression="SUM(wr.charge(amount))")])
        with pytest.raises(Unreachable, match=r"failed inside the source \(ReadOnlySqlTransaction\)"):
            diverge(tmp_path, plan(tmp_path, "GMV", first=FIRST, last=LAST), AT)
        assert db.exec_driver_sql("SELECT count(*) FROM wr.orders").scalar() == 1
        db.exec_driver_sql("DROP SCHEMA wr CASCADE")
    server.dispose()
    assert read_divergences(tmp_path) == ()


def test_two_files_of_one_engine_are_asked_together(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "shop.duckdb").symlink_to(folder / "shop.duckdb")
    with duckdb.connect(str(tmp_path / "books.duckdb")) as db:
        db.execute(f"ATTACH '{folder / 'shop.duckdb'}' AS shop (READ_ONLY)")
        db.execute("CREATE TABLE ledger AS SELECT order_id, amount, created_at FROM shop.orders WHERE order_id % 9 > 0")
    sources = (
        '  - {id: shop, kind: database, department: sales, url: "duckdb:///shop.duckdb"}\n'
        '  - {id: books, kind: database, department: finance, url: "duckdb:///books.duckdb"}\n'
    )
    engagement(tmp_path, sources, [metric("GMV")], [metric("GMV", base="ledger")])
    made = diverge(tmp_path, plan(tmp_path, "GMV", first=FIRST, last=LAST), AT)
    [step] = made.steps
    assert step.facets == ("tables",) and made.gap is not None and made.gap < 0
    assert made.sources == ("shop", "books")


def test_before_anything_is_collected_the_next_step_is_named(tmp_path: Path) -> None:
    (tmp_path / "engagement.yaml").write_text(HEAD.partition("  - {id: lists")[0] + DUCKDB, encoding="utf-8")
    with pytest.raises(BadInput, match="run `assess collect"):
        plan(tmp_path, "GMV")
