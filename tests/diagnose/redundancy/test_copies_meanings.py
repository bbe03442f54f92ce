"""Without values, names and columns tell what is no copy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from assess.diagnose.redundancy.groups import Copies, find_copies
from assess.model.evidence import Evidence

REPEATS = ("exact_copy", "near_copy", "subset", "version")
FORM = [
    "client_id",
    "country",
    "os_version",
    "device",
    "locale",
    "install_source",
    "pings_sent",
    "uri_opened",
    "is_default",
]


def evidence(tables: dict[str, Sequence[str]], keys: dict[str, set[str]] | None = None, **more: Any) -> Evidence:
    """Tables by id (source.schema.name) with their columns; in one department."""
    rows, columns = [], []
    for table, names in tables.items():
        source, schema, name = table.split(".")
        rows.append(
            {"table_id": table, "department": "data", "source": source, "schema": schema, "name": name, "kind": "table"}
            | more
        )
        columns += [
            {"table_id": table, "position": i, "name": n, "type": "string", "in_key": n in (keys or {}).get(table, ())}
            for i, n in enumerate(names)
        ]  # fmt: skip
    return Evidence.of({"tables": rows, "columns": columns})


def verdict(copies: Copies) -> str:
    return copies.groups[0].verdict if copies.groups else ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("clients_daily", "clients_last_seen"), ("usage_events", "usage_pings"), ("active_members", "deleted_members"),
        ("clients", "clients_aggregates"), ("clients_daily", "users_daily"), ("sales_plan", "sales_actual"),
        ("会员日报", "会员月报"), ("会员", "会员汇总"),
    ],
)  # fmt: skip
def test_names_that_say_another_grain_or_meaning_are_no_copies(one: str, other: str) -> None:
    assert verdict(find_copies(evidence({f"wh.a.{one}": FORM, f"wh.b.{other}": FORM}))) == "false_friend"


@pytest.mark.parametrize("name", ["t_0815", "member_orders", "orders_info"])
def test_another_name_alone_does_not_hide_a_copy(name: str) -> None:
    copies = find_copies(evidence({"crm.a.orders": FORM, f"fin.b.{name}": FORM}))
    assert verdict(copies) in REPEATS
    assert copies.groups[0].confidence <= 0.7


@pytest.mark.parametrize(
    "added",
    [["days_seen_bits", "first_seen_date", "last_seen_date", "days_since_seen"], ["total_uri_count", "avg_pings"]],
)
def test_columns_that_only_sum_up_say_another_grain(added: list[str]) -> None:
    wide = [*FORM, *(f"setting_{c}" for c in "abcdefgh")]
    found = find_copies(evidence({"crm.a.x1": wide, "fin.b.q7": [*wide, *added]}))
    assert verdict(found) == "false_friend"


def test_a_copy_that_dropped_some_columns_is_still_one() -> None:
    wide = [*FORM, "order_count", "total_amount", *(f"setting_{c}" for c in "abcdefgh")]
    kept = [name for name in wide if name not in ("order_count", "locale", "setting_c")]
    assert verdict(find_copies(evidence({"crm.a.x1": wide, "fin.b.q7": kept}))) in REPEATS


def test_a_date_in_one_and_a_month_in_the_other_is_another_grain() -> None:
    days, months = [*FORM, "stat_date"], [*FORM, "stat_month"]
    assert verdict(find_copies(evidence({"crm.a.x1": days, "fin.b.q7": months}))) == "false_friend"


def test_a_key_with_a_column_more_is_another_grain() -> None:
    keys = {"crm.a.x1": {"client_id"}, "fin.b.q7": {"client_id", "device"}}
    assert verdict(find_copies(evidence({"crm.a.x1": FORM, "fin.b.q7": FORM}, keys))) == "false_friend"


def test_a_table_whose_namesake_stands_in_the_other_schema_is_copied_by_that() -> None:
    """Two apps with a daily and a summary table each: four tables, and only namesakes are of one form."""
    daily, ever = FORM, [*FORM[:-1], "profile_age"]
    names = {"wh.fenix.usage_x": daily, "wh.fenix.usage_y": ever, "wh.focus.usage_x": daily, "wh.focus.usage_y": ever}
    copies = find_copies(evidence(names))
    told = {
        frozenset(copies.catalogue.name(t).rsplit(".", 1)[1] for t in (group.master, member.table))
        for group in copies.groups
        for member in group.members
        if member.verdict in REPEATS
    }
    assert told == {frozenset({"usage_x"}), frozenset({"usage_y"})}


def test_one_form_under_names_that_differ_in_one_word_is_a_template() -> None:
    names = {f"crm.pub.customer_{region}": FORM for region in ("huadong", "huabei", "xinan")}
    assert verdict(find_copies(evidence(names))) == "template"


def test_layers_by_name_are_layers_though_no_script_was_seen() -> None:
    assert verdict(find_copies(evidence({"wh.ods.ods_orders": FORM, "wh.dwd.dwd_orders_df": FORM}))) == "layer"
    assert verdict(find_copies(evidence({"wh.bronze.orders": FORM, "wh.silver.orders": FORM}))) == "layer"


def test_parts_by_year_without_the_whole_are_shards_and_beside_it_versions() -> None:
    parts = {f"crm.pub.cost_{year}": FORM for year in (2022, 2023, 2024)}
    assert verdict(find_copies(evidence(parts))) == "shard"
    dated = {"crm.pub.cost": FORM, "crm.pub.cost_20240630": FORM}
    assert verdict(find_copies(evidence(dated))) == "version"
