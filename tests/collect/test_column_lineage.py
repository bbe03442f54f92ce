"""Columns: where a written column comes from."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from assess.collect.lineage.as_json import columns_of, lineage_of


def columns(
    sql: str, expected: dict[str, list[str]], schema: dict[str, list[str]] | None = None, dialect: str = ""
) -> None:
    assert {c["target"]: c["sources"] for c in columns_of(sql, dialect, schema)} == expected


def test_a_column_renamed() -> None:
    columns("INSERT INTO a SELECT x AS y FROM b", {"a.y": ["b.x"]})


def test_a_column_computed_from_several_tables() -> None:
    columns("INSERT INTO a SELECT b.x + c.y AS z FROM b JOIN c ON b.i = c.i", {"a.z": ["b.x", "c.y"]})


def test_the_columns_named_by_the_insert() -> None:
    columns("INSERT INTO a (k) SELECT x FROM b", {"a.k": ["b.x"]})


def test_a_column_through_an_expression_a_subquery_and_a_union() -> None:
    columns("WITH c AS (SELECT x FROM b) INSERT INTO a SELECT x FROM (SELECT x FROM c UNION ALL SELECT y FROM d) u",
            {"a.x": ["b.x", "d.y"]})  # fmt: skip


def test_the_columns_of_a_window_count() -> None:
    columns("INSERT INTO a SELECT max(x) OVER (PARTITION BY y) AS m FROM b", {"a.m": ["b.x", "b.y"]})


def test_a_star_stays_a_star_until_the_columns_are_known() -> None:
    columns("INSERT INTO a SELECT * FROM s.b", {"a.*": ["s.b.*"]})
    columns("INSERT INTO a SELECT * FROM s.b", {"a.p": ["s.b.p"], "a.q": ["s.b.q"]}, {"s.b": ["p", "q"]})


def test_whose_an_unqualified_column_is_stays_open_until_the_columns_are_known() -> None:
    sql = "INSERT INTO a SELECT p FROM b JOIN c ON b.i = c.i"
    columns(sql, {"a.p": ["?.p"]})
    columns(sql, {"a.p": ["c.p"]}, {"b": ["i"], "c": ["i", "p"]})


def test_updates_and_merges_write_columns_too() -> None:
    columns("UPDATE a SET x = b.y FROM b WHERE a.i = b.i", {"a.x": ["b.y"]})
    whens = "WHEN MATCHED THEN UPDATE SET x = b.y WHEN NOT MATCHED THEN INSERT (x) VALUES (b.z)"
    columns(f"MERGE INTO a USING b ON a.i = b.i {whens}", {"a.x": ["b.y", "b.z"]})


def test_a_query_or_a_broken_statement_writes_no_column() -> None:
    columns("SELECT x FROM b", {})
    columns("INSERT INTO (((", {})


def test_what_one_statement_writes_is_known_to_the_next(tmp_path: Path) -> None:
    (tmp_path / "f.sql").write_text("CREATE TABLE t AS SELECT x, y FROM b;\nINSERT INTO a SELECT * FROM t;\nSELEC (((;")
    found = lineage_of([tmp_path / "f.sql"], root=tmp_path)
    assert [(s["line"], s["target"], s["sources"]) for s in found["statements"]] == [
        (1, "t", ["b"]),
        (2, "a", ["t"]),
        (3, "", []),
    ]
    assert [c["sources"] for c in found["statements"][1]["columns"]] == [["t.x"], ["t.y"]]
    assert len(found["statements"][2]["errors"]) == 1
    assert found["tables"] == ["a", "b", "t"]
    assert found["edges"] == [
        {"upstream": "b", "downstream": "t", "file": "f.sql", "line": 1},
        {"upstream": "t", "downstream": "a", "file": "f.sql", "line": 2},
    ]


def test_what_a_later_file_writes_is_known_to_an_earlier_one(tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_text("INSERT INTO report SELECT * FROM t")
    (tmp_path / "b.sql").write_text("CREATE TABLE t AS SELECT x, y FROM b")
    found = lineage_of([tmp_path / "a.sql", tmp_path / "b.sql"])
    assert [s["target"] for s in found["statements"]] == ["report", "t"]
    assert [c["sources"] for c in found["statements"][0]["columns"]] == [["t.x"], ["t.y"]]


def test_a_catalog_is_found_by_the_ending_of_its_ids(tmp_path: Path) -> None:
    (tmp_path / "f.sql").write_text("INSERT INTO a SELECT * FROM dw.b")
    known = pd.DataFrame({"table_id": ["erp.dw.b"], "name": ["p"]})
    (statement,) = lineage_of([tmp_path / "f.sql"], columns=known)["statements"]
    assert statement["columns"] == [{"target": "a.p", "sources": ["dw.b.p"]}]


def test_public_cases_are_traced_as_their_authors_expect(shared_data: Path, tmp_path: Path) -> None:
    cases = [json.loads(line) for line in (shared_data / "lineage_cases.jsonl").read_text().splitlines()]
    found_right = found_wrong = missed = 0
    for case in (c for c in cases if c["kind"] == "column"):
        (tmp_path / "f.sql").write_text(case["sql"])
        pairs = [(table, column) for table, names in (case["metadata"] or {}).items() for column in names]
        known = pd.DataFrame(pairs, columns=["table_id", "name"]) if pairs else None
        statements = lineage_of([tmp_path / "f.sql"], case["dialect"], known)["statements"]
        found = {(s.lower(), c["target"].lower()) for st in statements for c in st["columns"] for s in c["sources"]}
        expected = {(f"{t or '?'}.{c}".lower(), f"{u}.{d}".lower()) for (c, t), (d, u) in case["columns"]}
        found_right += len(found & expected)
        found_wrong += len(found - expected)
        missed += len(expected - found)
    assert found_right / (found_right + found_wrong) >= 0.93, (found_right, found_wrong, missed)
    assert found_right / (found_right + missed) >= 0.9, (found_right, found_wrong, missed)
