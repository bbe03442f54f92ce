"""Statements of the evidence traced to columns: the catalogue, waves across files, levels, coverage."""

from __future__ import annotations

from pathlib import Path

from assess.collect.lineage.as_json import lineage_of
from assess.collect.lineage.collected import with_columns
from assess.collect.lineage.shares import coverage, whole_per_cents
from assess.collect.lineage.trace import Job, in_order
from assess.collect.resolve import resolve_names
from assess.collect.sql_file import read_scripts
from assess.model.evidence import Evidence


def collected(folder: Path, texts: dict[str, str], tables: dict[str, list[str]], dialect: str = "postgres") -> Evidence:
    for name, text in texts.items():
        (folder / name).write_text(text)
    found = read_scripts([folder / name for name in texts], dialect, source="etl", department="it", root=folder)
    rows = [{"table_id": t, "source": t.split(".")[0], "schema": t.split(".")[1], "name": t.split(".")[-1],
             "kind": "table"} for t in tables]  # fmt: skip
    columns = [{"table_id": t, "position": n, "name": c} for t, names in tables.items() for n, c in enumerate(names, 1)]
    whole = found.plus(Evidence.of({"tables": rows, "columns": columns}))
    return with_columns(resolve_names(whole, {"etl": "erp"}), {"etl": "erp"})


def values(evidence: Evidence) -> set[tuple[str, str]]:
    rows = evidence.column_edges[evidence.column_edges["kind"] == "value"]
    return {
        (f"{r.upstream}.{r.upstream_column}", f"{r.downstream}.{r.downstream_column}") for r in rows.itertuples()
    }  # fmt: skip


def test_columns_bear_the_ids_of_the_catalogue(tmp_path: Path) -> None:
    found = collected(tmp_path, {"a.sql": "INSERT INTO sales.day SELECT d, amount FROM sales.orders"},
                      {"erp.sales.orders": ["d", "amount"], "erp.sales.day": ["day", "total"]})  # fmt: skip
    assert values(found) == {("erp.sales.orders.d", "erp.sales.day.day"),
                             ("erp.sales.orders.amount", "erp.sales.day.total")}  # fmt: skip
    (statement,) = found.statements.to_dict("records")
    assert (statement["level"], statement["confidence"], statement["reason"]) == ("column", 1.0, "")


def test_a_later_file_is_known_to_an_earlier_one(tmp_path: Path) -> None:
    texts = {
        "1.sql": "CREATE TABLE c AS SELECT * FROM b",
        "2.sql": "CREATE TABLE b AS SELECT x, y + z AS w FROM sales.a",
    }
    found = collected(tmp_path, texts, {"erp.sales.a": ["x", "y", "z"]})
    assert ("b.w", "c.w") in values(found)


def test_a_temporary_table_is_seen_through_to_the_columns(tmp_path: Path) -> None:
    text = """CREATE TEMP TABLE s AS SELECT x, y FROM sales.a;
    INSERT INTO s SELECT z, z FROM sales.a;
    CREATE TABLE t AS SELECT * FROM s"""
    found = collected(tmp_path, {"1.sql": text}, {"erp.sales.a": ["x", "y", "z"]})
    assert values(found) == {("erp.sales.a.x", "t.x"), ("erp.sales.a.z", "t.x"), ("erp.sales.a.y", "t.y"),
                             ("erp.sales.a.z", "t.y")}  # fmt: skip


def test_a_temporary_table_of_one_file_is_not_that_of_another(tmp_path: Path) -> None:
    texts = {n: f"CREATE TEMP TABLE s AS SELECT {c} AS q FROM sales.a; CREATE TABLE t{c} AS SELECT q FROM s"
             for n, c in (("1.sql", "x"), ("2.sql", "y"))}  # fmt: skip
    assert values(collected(tmp_path, texts, {"erp.sales.a": ["x", "y"]})) == {
        ("erp.sales.a.x", "tx.q"), ("erp.sales.a.y", "ty.q")
    }  # fmt: skip


def test_what_decides_on_rows_is_kept_apart_from_values(tmp_path: Path) -> None:
    text = (
        "CREATE TABLE t AS SELECT a.x, COUNT(*) AS n FROM sales.a JOIN sales.b ON a.i = b.i WHERE b.f > 1 GROUP BY a.x"
    )
    found = collected(tmp_path, {"1.sql": text}, {"erp.sales.a": ["i", "x"], "erp.sales.b": ["i", "f"]})
    edges = {(r.kind, r.upstream, r.upstream_column, r.downstream_column) for r in found.column_edges.itertuples()}
    assert edges == {
        ("value", "erp.sales.a", "x", "x"), ("group", "erp.sales.a", "x", ""), ("filter", "erp.sales.b", "f", ""),
        ("join", "erp.sales.a", "i", ""), ("join", "erp.sales.b", "i", ""), ("rows", "erp.sales.a", "*", "n"),
        ("rows", "erp.sales.b", "*", "n"),
    }  # fmt: skip


def test_every_statement_has_a_level_a_reason_and_a_confidence(tmp_path: Path) -> None:
    text = """CREATE TABLE a AS SELECT x FROM sales.a;
    CREATE TABLE b AS SELECT * FROM nowhere;
    INSERT INTO c SELECT ~~ x FROM sales.a ]];
    SELEC broken ((;
    SET x = 1;"""
    found = collected(tmp_path, {"1.sql": text}, {"erp.sales.a": ["x"]})
    told = [(r.level, r.confidence, bool(r.reason)) for r in found.statements.itertuples()]
    assert [level for level, _, _ in told] == ["column", "table", "table", "opaque", "none"]
    assert [confidence for _, confidence, _ in told][:4] == [1.0, 0.5, 0.5, 0.0]
    assert [reason for _, _, reason in told][1:] == [True, True, True, True]
    (row,) = found.coverage[found.coverage["input"] == "etl: columns"].to_dict("records")
    assert row["seen"] == 1
    assert "25 % were traced" in row["why_en"]


def test_shares_add_up_to_a_hundred() -> None:
    for counts in ((1, 1, 1), (1, 0, 6), (997, 2, 1), (3, 3, 7)):
        assert round(sum(whole_per_cents(dict(zip("abc", counts, strict=True))).values()), 9) == 100
    assert coverage(["none"])["share"] == {}


def test_a_circle_and_a_chain_of_five_thousand_are_put_in_order() -> None:
    def job(target: str, *reads: str) -> Job:
        return Job("f", "", "INSERT", target, reads, None)

    assert in_order([job("b", "a"), job("a", "b"), job("c", "a")]) == [0, 1, 2]
    chain = [job(f"t{n}", f"t{n - 1}") for n in range(5000, 0, -1)]
    assert in_order(chain) == list(range(4999, -1, -1))


def test_a_table_written_with_and_without_its_project_is_one(tmp_path: Path) -> None:
    (tmp_path / "1.sql").write_text("CREATE TABLE `p.d.a` AS SELECT 1 AS x FROM p.d.q")
    (tmp_path / "2.sql").write_text("CREATE TABLE d.b AS SELECT * FROM d.a")
    first, second = lineage_of([tmp_path / "1.sql", tmp_path / "2.sql"], "bigquery")["statements"]
    assert [c["target"] for c in second["columns"]] == ["d.b.x"]
    assert first["level"] == second["level"] == "column"


def test_files_of_one_name_in_two_folders_are_told_apart(tmp_path: Path) -> None:
    for folder, column in (("a", "x"), ("b", "y")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "job.sql").write_text(
            f"CREATE TEMP TABLE s AS SELECT {column} AS q FROM t; CREATE TABLE {folder} AS SELECT q FROM s"
        )
    found = lineage_of(sorted(tmp_path.rglob("*.sql")), "postgres")["statements"]
    made = {s["target"]: (s["file"], s["columns"][0]["sources"]) for s in found if s["target"]}
    assert made == {"a": ("a/job.sql", ["t.x"]), "b": ("b/job.sql", ["t.y"])}


def test_a_folder_a_table_names_it_wherever_the_folders_lie(tmp_path: Path) -> None:
    place = tmp_path / "sql" / "proj" / "mart" / "orders_v1"
    place.mkdir(parents=True)
    (place / "query.sql").write_text("SELECT id FROM raw.orders")
    (statement,) = lineage_of([place / "query.sql"], "bigquery")["statements"]
    assert statement["target"] == "proj.mart.orders_v1"
