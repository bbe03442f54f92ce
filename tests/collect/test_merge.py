"""What several sources say of one table is put together: who is believed about what."""

from __future__ import annotations

from typing import Any

import pandas as pd

from assess.collect.merge import Part, merge, with_usage
from assess.model.evidence import Evidence, frame


def part(
    kind: str, source: str = "dw", *, department: str = "it", columns: Any = (), location: str = "", **facts: Any
) -> Part:
    """A part with one table, `dw.orders` unless facts say otherwise."""
    table = {
        "table_id": "dw.orders",
        "source": "dw",
        "department": department,
        "name": "orders",
        "kind": "table",
    } | facts
    rows = [{"table_id": table["table_id"], "position": i, **column} for i, column in enumerate(columns, 1)]
    about = {"source": source, "department": department, "kind": kind, "location": location, "engine": "mysql"}
    return Part(kind, source, department, Evidence.of({"tables": [table], "columns": rows, "sources": [about]}))


def test_an_export_is_believed_about_volumes_owner_retention_and_dates() -> None:
    live = part("database", rows=10, bytes=100, volume_from="statistics", comment="copy", created="2026-01-01")
    export = part("catalog", "dba", rows=9_000_000, bytes=7_000, volume_from="export", owner="王敏", retention_days=365,
                  comment="订单", created="2019-01-01")  # fmt: skip
    for order in ([live, export], [export, live]):
        table = merge(order).tables.iloc[0]
        assert (table["rows"], table["bytes"], table["volume_from"]) == (9_000_000, 7_000, "export")
        assert (table["owner"], table["retention_days"], table["comment"]) == ("王敏", 365, "订单")
        assert table["created"] == pd.Timestamp("2019-01-01", tz="UTC")


def test_where_an_export_says_nothing_the_live_database_is_believed() -> None:
    live = part("database", rows=10, volume_from="statistics", comment="订单")
    table = merge([live, part("catalog", "dba", owner="王敏")]).tables.iloc[0]
    assert (table["rows"], table["volume_from"], table["comment"], table["owner"]) == (10, "statistics", "订单", "王敏")


def test_the_live_database_is_believed_about_columns_and_types() -> None:
    live = part(
        "database", columns=[{"name": "id", "type": "bigint", "in_key": True}, {"name": "city", "type": "text"}]
    )
    export = part(
        "catalog",
        "dba",
        columns=[{"name": "ID", "type": "NUMBER", "comment": "编号"}, {"name": "gone", "type": "text"}],
    )
    columns = merge([export, live]).columns
    assert columns[["name", "type", "comment"]].values.tolist() == [["id", "bigint", "编号"], ["city", "text", ""]]


def test_an_export_that_spells_the_database_out_is_about_the_same_table() -> None:
    live = part("database", columns=[{"name": "id", "type": "bigint"}], location="mysql://reader@host/shopdb")
    export = part(
        "catalog", "dba", table_id="dw.SHOPDB.Orders", schema="SHOPDB", name="Orders", rows=5, volume_from="export"
    )
    merged = merge([live, export])
    assert merged.tables[["table_id", "name", "schema", "rows"]].values.tolist() == [["dw.orders", "orders", "", 5]]


def test_a_department_that_an_export_names_for_a_table_is_believed() -> None:
    export = part("catalog", "dba", department="finance")
    for default, believed in (("", "finance"), ("finance", "it")):
        table = merge([part("database"), Part("catalog", "dba", default, export.evidence)]).tables.iloc[0]
        assert table["department"] == believed


def test_of_two_exports_the_first_is_believed() -> None:
    one = part("catalog", "first", rows=1, volume_from="export")
    two = part("catalog", "second", rows=2, volume_from="export", owner="王敏")
    table = merge([one, two]).tables.iloc[0]
    assert (table["rows"], table["owner"]) == (1, "王敏")


def test_tables_are_in_the_order_of_their_ids_whatever_the_order_of_the_sources() -> None:
    b, a = part("database", table_id="dw.b", name="b"), part("ddl", "x", table_id="dw.a", name="a")
    assert merge([b, a]).tables["table_id"].tolist() == merge([a, b]).tables["table_id"].tolist() == ["dw.a", "dw.b"]


def test_nothing_collected_is_empty_evidence() -> None:
    empty = merge([])
    assert all(len(empty[name]) == 0 for name in Evidence.__dataclass_fields__)
    assert empty.tables.dtypes.astype(str).to_dict() == frame("tables", []).dtypes.astype(str).to_dict()


def test_usage_sets_last_use_and_adds_up_reads() -> None:
    evidence = merge([part("database", last_read="2020-01-01", reads=1)])
    usage = frame(
        "tables",
        [
            {"table_id": "orders", "department": "it", "last_read": "2026-03-01", "reads": 5},
            {"table_id": "dw.orders", "last_read": "2026-02-01", "last_written": "2026-02-02", "reads": 7},
            {"table_id": "ghost", "reads": 1},
        ],
    )
    merged, seen = with_usage(evidence, usage, {})
    table = merged.tables.iloc[0]
    assert (table["last_read"], table["reads"]) == (pd.Timestamp("2026-03-01", tz="UTC"), 12)
    assert table["last_written"] == pd.Timestamp("2026-02-02", tz="UTC")
    assert seen.tolist() == [True, True, False]
