"""Copies of one table speak for each other; what merely shares a part with them does not join."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pandas as pd

from assess.diagnose.redundancy.groups import Copies, find_copies
from assess.diagnose.redundancy.verdict import REPEATS
from assess.model.evidence import Evidence

Shelf = Callable[..., Evidence]
Frames = Callable[..., pd.DataFrame]
NAMES = ("ticket_ref", "hall_label", "seat_row", "usher_name", "price_tier", "scan_gate")
OTHERS = tuple((f"x{n}.other{n}", [f"w{n}_{i}" for i in range(6)]) for n in range(4))


def metadata(*tables: tuple[str, Iterable[str]]) -> Evidence:
    """Tables by id with columns of text, nothing of their values."""
    rows: list[dict[str, Any]] = []
    columns: list[dict[str, Any]] = []
    for table_id, names in tables:
        source, *schema, name = table_id.split(".")
        rows.append({"table_id": table_id, "department": source, "source": source, "schema": ".".join(schema),
                     "name": name, "kind": "table", "engine": "mysql"})  # fmt: skip
        columns += [
            {"table_id": table_id, "position": i, "name": n, "type": "varchar(32)"} for i, n in enumerate(names)
        ]
    return Evidence.of({"tables": rows, "columns": columns})


def grouped(copies: Copies) -> list[set[str]]:
    """The tables of each group of repeats."""
    return [
        {copies.catalogue.name(t) for t in (group.master, *(m.table for m in group.members))}
        for group in copies.groups
        if group.verdict in REPEATS
    ]


def renamed(*changes: tuple[str, str]) -> list[str]:
    """The names with some of them changed."""
    return [dict(changes).get(name, name) for name in NAMES]


def test_copies_that_renamed_different_columns_are_one_group_since_others_speak_for_them() -> None:
    found = find_copies(
        metadata(
            ("a.tickets", renamed(("ticket_ref", "aa"))),
            ("b.tickets", NAMES),
            ("c.tickets", NAMES),
            ("d.visit", renamed(("scan_gate", "ff"))),
            *OTHERS,
        )
    )
    assert grouped(found) == [{"a.tickets", "b.tickets", "c.tickets", "d.visit"}]
    reasons = {reason.code for group in found.groups for m in group.members for reason in m.pair.reasons}
    assert "by_way_of" in reasons


def test_one_table_alone_does_not_speak_for_another() -> None:
    tables = (("a.tickets", renamed(("ticket_ref", "aa"), ("hall_label", "bb"))), ("b.tickets", NAMES))
    far = ("d.visit", renamed(("price_tier", "ee"), ("scan_gate", "ff")))
    assert all(len(group) < 3 for group in grouped(find_copies(metadata(*tables, far, *OTHERS))))


def test_columns_that_two_copies_call_otherwise_are_matched_by_what_a_third_says_of_them() -> None:
    tables = (
        ("a.tickets", renamed(("usher_name", "guide_full_title"))),
        ("b.tickets", renamed(("usher_name", "guide_title"))),
        ("c.tickets", renamed(("usher_name", "qq7"))),
    )  # fmt: skip
    evidence = metadata(*tables, *OTHERS)
    said = evidence.columns["name"].isin(["guide_title", "qq7"])
    evidence = Evidence.of(
        {"tables": evidence.tables, "columns": evidence.columns.assign(comment=said.map({True: "引座员", False: ""}))}
    )
    copies = find_copies(evidence)
    names = copies.catalogue.column_names
    [group] = [g for g in copies.groups if g.verdict in REPEATS]
    told = {frozenset((names[m.a], names[m.b])) for member in group.members for m in member.pair.matches}
    assert copies.catalogue.name(group.master) == "a.tickets"
    assert frozenset(("guide_full_title", "qq7")) in told
    assert all(len(member.pair.matches) == len(NAMES) for member in group.members)


def test_an_old_state_beside_a_table_does_not_cut_it_off_from_its_copies(evidence_of: Shelf, orders: Frames) -> None:
    frame = orders()
    shelf = {"a.bak_orders": frame.head(2700), "a.orders": frame, "b.orders_b": frame.head(2900)}
    copies = find_copies(evidence_of(shelf))
    assert sorted(map(sorted, grouped(copies))) == [["a.bak_orders", "a.orders"], ["a.orders", "b.orders_b"]]


def test_what_one_of_several_copies_contains_does_not_join_them(evidence_of: Shelf, orders: Frames) -> None:
    frame = orders()
    wide = frame.assign(**{f"extra_{i}": [f"{i}-{n % (900 + i)}" for n in range(len(frame))] for i in range(22)})
    dropped = wide.drop(columns=["pay_amount", "quantity", "channel", "status", "phone_masked"])
    shelf = {"a.wide": wide, "b.wide2": dropped.head(2900), "c.wide3": dropped.head(2800), "d.orders": frame}
    assert grouped(find_copies(evidence_of(shelf))) == [{"a.wide", "b.wide2", "c.wide3"}]


def test_shops_and_cities_in_common_do_not_bear_out_a_running_number(evidence_of: Shelf) -> None:
    def listing(seed: int) -> pd.DataFrame:
        rng = np.random.default_rng(seed)
        return pd.DataFrame(
            {
                "listing_id": range(600),
                "product_code": [f"P{i:03d}" for i in rng.integers(0, 200, 600)],
                "shop_code": [f"S{i:03d}" for i in rng.integers(0, 90, 600)],
                "stock": rng.integers(0, 80, 600),
                "title_hash": [f"{seed}h{i}" for i in rng.permutation(9000)[:600]],
            }
        )

    copies = find_copies(evidence_of({"a.listing": listing(1), "b.listing": listing(2)}))
    assert [group.verdict for group in copies.groups] == ["template"]


def test_a_date_kept_as_a_moment_is_the_same_date() -> None:
    from assess.collect.canonical import canonical

    assert canonical("2026-03-05 00:00:00", "time") == canonical("2026-03-05", "date")
    assert canonical("2026-03-05 00:00:01", "time") != canonical("2026-03-05", "date")
