"""A bare query fills the table that its file's folders name."""

from __future__ import annotations

import pytest

from assess.collect.sql.layout import table_of
from assess.collect.sql_file import statements_in

QUERY = "SELECT a FROM raw.events"


@pytest.mark.parametrize(
    ("file", "table"),
    [
        ("sql/shop-prod/telemetry_derived/main_v5/query.sql", "shop-prod.telemetry_derived.main_v5"),
        ("sql/telemetry_derived/main_v5/query.sql", "telemetry_derived.main_v5"),
        ("shop-prod/telemetry/main/view.sql", "shop-prod.telemetry.main"),
        ("jobs/dw/orders/script.sql", ""),
        ("telemetry_derived/main_v5/QUERY.SQL", "telemetry_derived.main_v5"),
        ("main_v5/query.sql", ""),
        ("query.sql", ""),
        ("sql/main_v5/query.sql", ""),
        ("sql/telemetry_derived/main_v5/init.sql", ""),
        ("sql/a b/main_v5/query.sql", ""),
        ("x.y/telemetry/main/query.sql", "telemetry.main"),
    ],
)
def test_the_folders_name_the_table(file: str, table: str) -> None:
    assert table_of(file) == table


def test_a_bare_query_fills_the_table_of_its_folders() -> None:
    (found,) = statements_in(QUERY, "bigquery", "sql/shop/derived/day_v1/query.sql")
    assert (found.target, found.sources, found.kind) == ("shop.derived.day_v1", ("raw.events",), "CREATE")


def test_a_statement_that_names_its_target_keeps_it() -> None:
    (found,) = statements_in(f"CREATE VIEW mart.day AS {QUERY}", "bigquery", "sql/shop/derived/day_v1/view.sql")
    assert found.target == "mart.day"


def test_only_the_last_bare_query_of_a_file_fills_the_table() -> None:
    text = "DECLARE d DATE;\nSELECT max(x) FROM meta.state;\nSELECT a FROM raw.events;\n"
    found = [s for s in statements_in(text, "bigquery", "sql/shop/derived/day_v1/script.sql") if s.sources]
    assert [(s.line, s.target) for s in found] == [(2, ""), (3, "shop.derived.day_v1")]


def test_a_script_that_writes_by_itself_is_not_said_to_fill_the_table_of_its_folders() -> None:
    text = "INSERT INTO derived.day_v1 SELECT a FROM raw.events;\nSELECT count(*) FROM derived.day_v1;\n"
    found = statements_in(text, "bigquery", "sql/shop/derived/day_v1/script.sql")
    assert [s.target for s in found] == ["derived.day_v1", ""]


def test_a_query_in_a_file_of_any_other_name_fills_nothing() -> None:
    (found,) = statements_in(QUERY, "bigquery", "sql/shop/derived/day_v1.sql")
    assert found.target == ""
