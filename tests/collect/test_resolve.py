"""A name in a script means the table its author meant, or stays as it was written."""

from __future__ import annotations

import pytest

from assess.collect.resolve import Names, homes_of, resolve_names
from assess.model.evidence import Evidence, frame

TABLES = (
    ("crm.members", "crm", "sales", "", "members"),
    ("crm.orders", "crm", "sales", "", "orders"),
    ("dw.ods.orders", "dw", "it", "ods", "orders"),
    ("dw.public.orders", "dw", "it", "public", "orders"),
    ("dw.ods.stores", "dw", "it", "ods", "stores"),
    ("dw.ads.stores", "dw", "it", "ads", "stores"),
    ("dw.dim.Regions", "dw", "it", "dim", "Regions"),
    ("mall.carts", "mall", "shop", "", "carts"),
    ("outlet.carts", "outlet", "shop", "", "carts"),
)


@pytest.fixture
def names() -> Names:
    keys = ("table_id", "source", "department", "schema", "name")
    tables = frame("tables", [dict(zip(keys, row, strict=True)) for row in TABLES])
    return Names.of(tables, {"crm": ("crmdb",), "dw": ("warehouse",), "mall": ("main", "mall")})


@pytest.mark.parametrize(
    ("name", "source", "department", "meant"),
    [
        ("crm.orders", "dw", "it", "crm.orders"),  # a full id means itself
        ("CRM.ORDERS", "", "", "crm.orders"),
        ("orders", "crm", "it", "crm.orders"),  # the script's own source first
        ("orders", "", "sales", "crm.orders"),  # then its department
        ("ods.orders", "", "", "dw.ods.orders"),
        ("orders", "dw", "", "dw.public.orders"),  # the schema that needs no naming
        ("stores", "dw", "it", "stores"),  # two schemas, neither the usual one
        ("regions", "", "", "dw.dim.Regions"),  # unique anywhere, in any case
        ("carts", "", "shop", "carts"),  # two sources of one department
        ("crmdb.members", "crm", "", "crm.members"),  # the database that ids leave out
        ("warehouse.ods.stores", "", "", "dw.ods.stores"),
        ("elsewhere.ods.stores", "", "", "elsewhere.ods.stores"),
        ("other.members", "crm", "sales", "other.members"),
        ("main.carts", "mall", "", "mall.carts"),
        ("dw.orders", "", "", "dw.public.orders"),
        ("tmp_orders", "crm", "sales", "tmp_orders"),
    ],
)
def test_a_name_means_a_table(names: Names, name: str, source: str, department: str, meant: str) -> None:
    assert names.resolve(name, source, department) == meant


def test_a_url_says_what_its_tables_are_called_in_sql() -> None:
    sources = frame(
        "sources",
        [
            {"source": "a", "engine": "mysql", "location": "mysql://reader@host/shop?ssl=1"},
            {"source": "b", "engine": "duckdb", "location": "duckdb:///data/mall.duckdb"},
            {"source": "c", "engine": "", "location": "sql/*.sql"},
        ],
    )
    assert homes_of(sources) == {"a": ("shop",), "b": ("main", "mall")}


def test_edges_are_resolved_where_the_script_reads_from_and_never_lead_to_themselves() -> None:
    keys = ("table_id", "source", "department", "schema", "name")
    edge = {"statement_id": "etl.sql:1", "department": "it", "file": "etl.sql", "line": 1}
    evidence = Evidence.of(
        {
            "tables": [dict(zip(keys, row, strict=True)) for row in TABLES],
            "statements": [{"statement_id": "etl.sql:1", "source": "scripts", "department": "it", "target": "members"}],
            "edges": [
                {**edge, "upstream": "orders", "downstream": "members"},
                {**edge, "upstream": "MEMBERS", "downstream": "members"},
                {**edge, "upstream": "unknown_one", "downstream": "members"},
            ],
        }
    )
    resolved = resolve_names(evidence, {"scripts": "crm"})
    assert resolved.statements["target"].tolist() == ["crm.members"]
    assert resolved.edges[["upstream", "downstream"]].values.tolist() == [
        ["crm.orders", "crm.members"],
        ["unknown_one", "crm.members"],
    ]
