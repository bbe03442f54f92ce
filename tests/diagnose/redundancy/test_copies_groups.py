"""Copies are found however they are named, and what only looks like one is left alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest

from assess.diagnose.redundancy.groups import Copies, Group, find_copies
from assess.model.evidence import Evidence

Shelf = Callable[..., Evidence]
Frames = Callable[..., pd.DataFrame]
REPEATS = ("exact_copy", "near_copy", "subset", "version")


def _groups(copies: Copies, *verdicts: str) -> list[tuple[str, dict[str, str]]]:
    def told(group: Group) -> tuple[str, dict[str, str]]:
        return copies.catalogue.name(group.master), {copies.catalogue.name(m.table): m.verdict for m in group.members}

    return [told(group) for group in copies.groups if group.verdict in verdicts]


def _verdict(evidence: Evidence) -> str:
    groups = find_copies(evidence).groups
    return groups[0].verdict if groups else ""


def test_a_copy_with_other_names_fewer_rows_and_shuffled_columns_is_one(
    evidence_of: Shelf, orders: Frames, pinyin: Mapping[str, str]
) -> None:
    frame = orders()
    other = frame.rename(columns=pinyin).sample(frac=0.9, random_state=1)[sorted(pinyin.values())]
    copies = find_copies(evidence_of({"crm.orders": frame, "fin.t_0815": other}))
    assert _groups(copies, *REPEATS) == [("crm.orders", {"fin.t_0815": "near_copy"})]
    catalogue = copies.catalogue
    mapped = {
        catalogue.column_names[m.a]: catalogue.column_names[m.b] for m in copies.groups[0].members[0].pair.matches
    }
    assert mapped == pinyin
    rows = copies.groups[0].members[0].pair.rows
    assert rows is not None
    assert rows.a_in_b.low <= 0.9 <= rows.a_in_b.high
    assert rows.b_in_a.base == 1.0


def test_eight_copies_are_one_group_with_one_master(
    evidence_of: Shelf, orders: Frames, pinyin: Mapping[str, str]
) -> None:
    frame = orders()
    frames = {"d0.orders": frame}
    for n in range(1, 8):
        part = frame.sample(frac=0.9, random_state=n)
        names = dict(list(pinyin.items())[:n])
        frames[f"d{n}.t{n}"] = part.rename(columns=names).astype({names.get("quantity", "quantity"): str})
    groups = _groups(find_copies(evidence_of(frames)), *REPEATS)
    assert len(groups) == 1
    assert len(groups[0][1]) == 7


def test_an_identical_table_is_an_exact_copy_and_a_slice_is_a_subset(evidence_of: Shelf, orders: Frames) -> None:
    frame = orders()
    frames = {"a.orders": frame, "b.orders": frame, "c.east": frame[frame["store_code"] < "S030"]}
    told = _groups(find_copies(evidence_of(frames)), *REPEATS)
    assert told == [("a.orders", {"b.orders": "exact_copy", "c.east": "subset"})]


def test_the_same_form_with_other_rows_is_a_template(evidence_of: Shelf, orders: Frames) -> None:
    assert _verdict(evidence_of({"a.orders": orders(seed=1), "b.orders": orders(seed=2)})) == "template"


def test_running_numbers_alone_prove_nothing(evidence_of: Shelf) -> None:
    rng = np.random.default_rng(3)
    frames = {
        f"{app}.visits": pd.DataFrame(
            {"id": range(500), "url": [f"{app}/{i}" for i in range(500)], "spent": np.round(rng.gamma(2, 9, 500), 3)}
        )
        for app in ("a", "b")
    }
    assert _verdict(evidence_of(frames)) == "template"


def test_other_facts_about_the_same_things_are_no_copy(evidence_of: Shelf) -> None:
    rng = np.random.default_rng(3)
    frames = {
        f"{kind}.store_target": pd.DataFrame(
            {
                "store_code": [f"S{i:03d}" for i in range(400)],
                "amount": np.round(rng.gamma(2, 900, 400), 2),
                "bonus": np.round(rng.gamma(2, 90, 400), 2),
            }
        )
        for kind in ("plan", "actual")
    }
    assert _verdict(evidence_of(frames)) == "false_friend"


def test_the_last_order_of_each_member_is_no_copy_of_the_orders(evidence_of: Shelf, orders: Frames) -> None:
    frame = orders()
    last = frame.sort_values("order_time").drop_duplicates("member_id", keep="last")
    assert _verdict(evidence_of({"a.orders": frame, "b.last_order": last})) == "false_friend"


def test_days_and_their_months_are_no_copies(evidence_of: Shelf, orders: Frames) -> None:
    frame = orders()

    def rolled(period: str) -> pd.DataFrame:
        start = frame["order_time"].dt.to_period(period).dt.to_timestamp()
        sums = frame.assign(period_start=start).groupby(["store_code", "period_start"])
        return sums.agg(gmv=("pay_amount", "sum"), items=("quantity", "sum")).reset_index()

    assert _verdict(evidence_of({"a.sales_d": rolled("D"), "b.sales_m": rolled("M")})) == "false_friend"


def test_members_and_their_points_share_a_key_and_are_two_things(evidence_of: Shelf) -> None:
    members = np.arange(100_000, 101_000)
    frames = {
        "a.members": pd.DataFrame({"member_id": members, "name": [f"n{i * 7 % 1000}" for i in range(1000)]}),
        "b.points": pd.DataFrame({"member_id": members, "points": np.arange(1000) * 37 % 9000}),
    }
    assert _verdict(evidence_of(frames)) == ""


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("crm.orders", "crm.orders_bak"), "version"),
        (("crm.orders", "crm.orders_20240630"), "version"),
        (("crm.orders", "crm.orders_v2"), "version"),
        (("crm_prod.orders", "crm_test.orders"), "environment"),
    ],
)
def test_names_tell_versions_and_environments(
    evidence_of: Shelf, orders: Frames, names: tuple[str, str], expected: str
) -> None:
    frame = orders()
    evidence = evidence_of({names[0]: frame, names[1]: frame.iloc[:2500]})
    assert _verdict(evidence) == expected


def test_a_backup_belongs_to_the_table_beside_it_not_to_the_master_elsewhere(
    evidence_of: Shelf, orders: Frames, pinyin: Mapping[str, str]
) -> None:
    frame = orders()
    local = frame.rename(columns=pinyin)
    frames = {"crm.orders": frame, "fin.t_dd": local.iloc[:2900], "fin.t_dd_old": local.iloc[:2800]}
    told = _groups(find_copies(evidence_of(frames)), *REPEATS)
    assert told == [("crm.orders", {"fin.t_dd": "near_copy"}), ("fin.t_dd", {"fin.t_dd_old": "version"})]


def test_parts_by_year_are_shards(evidence_of: Shelf, orders: Frames) -> None:
    assert _verdict(evidence_of({"a.orders_2024": orders(seed=1), "a.orders_2025": orders(seed=2)})) == "shard"


def test_a_layer_built_by_a_script_is_layering_and_a_step_is_a_step(evidence_of: Shelf, orders: Frames) -> None:
    frame = orders()
    layered = {"dw.ods_orders": frame, "dw.dwd_orders": frame}
    assert _verdict(evidence_of(layered, edges=[("dw.ods_orders", "dw.dwd_orders")])) == "layer"
    cleaned = {"dw.orders": frame, "dw.valid_orders": frame[frame["status"] == "paid"]}
    assert _verdict(evidence_of(cleaned, edges=[("dw.orders", "dw.valid_orders")])) == "layer"
    assert _verdict(evidence_of(cleaned)) in REPEATS


def test_a_script_that_hands_the_whole_table_to_another_department_made_a_copy(
    evidence_of: Shelf, orders: Frames
) -> None:
    frames = {"crm.orders": orders(), "fin.their_orders": orders()}
    assert _verdict(evidence_of(frames, edges=[("crm.orders", "fin.their_orders")])) == "exact_copy"


def test_without_values_the_same_form_is_doubtful(evidence_of: Shelf, orders: Frames) -> None:
    frames = {"crm.orders": orders(), "fin.bills": orders(seed=2)}
    group = find_copies(evidence_of(frames, profile=False)).groups[0]
    assert group.verdict in REPEATS
    assert group.members[0].pair.rows is None
    assert group.confidence <= 0.7


def test_without_values_a_table_in_every_tenants_schema_is_a_template(evidence_of: Shelf, orders: Frames) -> None:
    frames: dict[str, Any] = {f"app.tenant{n}.orders": orders(seed=n) for n in range(4)}
    assert _verdict(evidence_of(frames, profile=False)) == "template"
    units = {table: {"department": f"unit{n}"} for n, table in enumerate(frames)}
    assert _verdict(evidence_of(frames, profile=False, tables=units)) in REPEATS  # a schema a department is no tenant


def test_columns_without_a_letter_match_by_their_very_name(evidence_of: Shelf, orders: Frames) -> None:
    frame = orders().rename(columns={"pay_amount": "%", "channel": "#"})
    copies = find_copies(evidence_of({"a.orders": frame, "b.orders": frame}, profile=False))
    assert len(copies.groups[0].members[0].pair.matches) == frame.shape[1]


def test_all_columns_are_a_hundred_per_cent_however_their_weights_add_up(evidence_of: Shelf, orders: Frames) -> None:
    for n in range(3, 9):
        frame = orders().iloc[:, :n]
        pair = (
            find_copies(evidence_of({"a.orders": frame, "b.orders": frame[frame.columns[::-1]]}))
            .groups[0]
            .members[0]
            .pair
        )
        assert pair.cover == (1.0, 1.0)
        assert "100%" in pair.reasons[0].text.en


def test_the_master_is_the_one_that_others_are_built_from(evidence_of: Shelf, orders: Frames) -> None:
    frame = orders()
    frames = {"a.orders": frame, "b.orders": frame, "c.orders": frame}
    edges = [("b.orders", "a.orders"), ("b.orders", "c.orders"), ("b.orders", "b.report")]
    copies = find_copies(evidence_of(frames, edges=edges))
    assert copies.catalogue.name(copies.groups[0].master) == "b.orders"
    points = copies.groups[0].choice.points
    assert points["b.orders"]["upstream"] == 10
    assert points["a.orders"]["upstream"] == 0
    assert "retention" in copies.groups[0].choice.unknown


def test_what_is_unknown_of_a_table_speaks_neither_for_nor_against_it(evidence_of: Shelf, orders: Frames) -> None:
    frame = orders()
    known = {"a.orders": {"retention_days": 30}, "c.orders": {"retention_days": 900}}
    copies = find_copies(evidence_of({"a.orders": frame, "b.orders": frame, "c.orders": frame}, tables=known))
    assert copies.groups[0].choice.points["b.orders"]["retention"] is None
    assert copies.catalogue.name(copies.groups[0].master) == "c.orders"


def test_the_same_evidence_gives_the_same_groups_in_any_order(
    evidence_of: Shelf, orders: Frames, pinyin: Mapping[str, str]
) -> None:
    frame = orders()
    frames = {"crm.orders": frame, "fin.t": frame.rename(columns=pinyin).iloc[:2500], "it.orders_bak": frame.iloc[:99]}
    one = find_copies(evidence_of(frames))
    other = find_copies(evidence_of(dict(reversed(frames.items()))))
    assert _groups(one, *REPEATS) == _groups(other, *REPEATS)
    assert [g.confidence for g in one.groups] == [g.confidence for g in other.groups]


@pytest.mark.parametrize("frames", [{}, {"a.t": pd.DataFrame({"": [1, 2]})}, {"a.only": pd.DataFrame({"id": [1]})}])
def test_little_or_odd_evidence_is_no_trouble(evidence_of: Shelf, frames: dict[str, pd.DataFrame]) -> None:
    assert find_copies(evidence_of(frames)).groups == ()


def test_duplicate_rows_of_a_catalogue_count_once(evidence_of: Shelf, orders: Frames) -> None:
    evidence = evidence_of({"a.orders": orders(), "b.orders": orders()})
    doubled = Evidence.of(
        {
            "tables": pd.concat([evidence.tables, evidence.tables]),
            "columns": pd.concat([evidence.columns, evidence.columns]),
            "sketches": pd.concat([evidence.sketches, evidence.sketches]),
        }
    )
    assert len(find_copies(doubled).groups) == 1
