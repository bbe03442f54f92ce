"""Notices, cases and the comparison know a finding again in the same way."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from notices_made import Place, check_up, finding, looked
from planted import CLOCKS, planted

from assess.model.notify import Notify
from assess.operate.cases.find import all_cases
from assess.operate.cases.register import cases_json
from assess.operate.compare.run import compare
from assess.operate.compare.things import renamed_between
from assess.operate.notify.plan import plan
from assess.operate.notify.run import notify_folder
from assess.store.runs import result_bytes, save_run
from assess.store.tables_file import tables_bytes

AT_ONCE = {"high": "at_once", "medium": "at_once", "low": "at_once"}
COLUMNS = ("id", "waybill", "carrier", "signed_at", "fee")


@pytest.mark.parametrize("seed", range(8))
def test_what_is_told_and_kept_is_what_the_comparison_says(now: datetime, seed: int) -> None:
    before, after = planted(seed, 54).runs(Path(__file__).parent)
    changes = compare(before, after).findings
    hook = {"id": "hook", "kind": "webhook", "url": "https://example.com/h"}
    notify = Notify.model_validate({"targets": [hook], "routes": [{"to": "hook"}], "rhythm": AT_ONCE})
    first = plan(before.result, [], notify, now)
    names = {before.result.run.id: renamed_between(before, after)}
    second = plan(after.result, first.notices, notify, now + timedelta(days=1), names)
    told = Counter((notice.kind, notice.facts["id"]) for notice in second.notices)
    assert told == Counter(
        (kind, c.before if kind == "solved" else c.after)
        for c in changes
        for kind in ("new", "worse", "solved")
        if c.change == kind
    )
    solved = {case["finding"] for case in all_cases([before.result, after.result], lambda old, new: names[old])}
    assert solved == {c.before for c in changes if c.change == "solved"}


def checked(place: Place, clock: str, table: str) -> None:
    """A check-up that keeps its tables; the finding is of a table of this name and `shop.orders`."""
    result = check_up(finding(f"copies:{table}", ("shop.orders", f"shop.{table}")), looked("copies"), clock=clock)
    ids = ["shop.orders", f"shop.{table}"]
    tables = pd.DataFrame({"table_id": ids, "source": "shop", "department": "sales", "kind": "table",
                           "name": ["orders", table], "rows": None})  # fmt: skip
    rows = [(ids[0], 1, "order_id", "text"), *((ids[1], n, name, "text") for n, name in enumerate(COLUMNS))]
    columns = pd.DataFrame(rows, columns=["table_id", "position", "name", "type"])
    files = {"result.json": result_bytes(result), "tables.parquet": tables_bytes(tables, columns)}
    save_run(place.folder, result.run.id, files)


def test_a_renamed_table_is_neither_solved_nor_new(place: Place) -> None:
    hook = {"id": "hook", "kind": "webhook", "url": "http://127.0.0.1:9/h"}
    block = {"enabled": True, "targets": [hook], "routes": [{"to": "hook"}], "rhythm": AT_ONCE}
    place.configure(block)
    checked(place, CLOCKS[0], "wl_zt")
    at = datetime.fromisoformat(CLOCKS[0])
    assert len(notify_folder(place.folder, patience=0, at=at).plan.messages) == 1
    checked(place, CLOCKS[1], "logistics_status")
    again = notify_folder(place.folder, patience=0, at=at + timedelta(days=2))
    assert (again.plan.notices, again.plan.messages) == ((), ())
    assert cases_json(place.folder)["cases"] == []
    assert notify_folder(place.folder, dry_run=True, at=at + timedelta(days=2)).plan.messages == ()


def test_a_table_of_other_columns_is_another_matter(place: Place) -> None:
    checked(place, CLOCKS[0], "wl_zt")
    result = check_up(finding("copies:q", ("shop.q", "shop.r")), looked("copies"), clock=CLOCKS[1])
    place.configure({"targets": [{"id": "hook", "kind": "webhook", "url": "http://127.0.0.1:9/h"}],
                     "routes": [{"to": "hook"}]})  # fmt: skip
    save_run(place.folder, result.run.id, {"result.json": result_bytes(result)})
    assert [case["finding"] for case in cases_json(place.folder)["cases"]] == [finding("copies:wl_zt").id]


def test_what_was_not_looked_at_in_between_is_a_case_once_it_is_looked_at_again(place: Place) -> None:
    copies = finding("copies:a", ("shop.a", "shop.b"))
    blind = check_up(looked("copies"), clock=CLOCKS[1], unread=("shop",))
    last = check_up(looked("copies"), clock="2026-09-02T09:00:00+08:00")
    (case,) = all_cases([check_up(copies, clock=CLOCKS[0]), blind, last])
    assert (case["found_at"], case["solved_at"]) == (CLOCKS[0], last.run.clock)
    assert case["before"]["run"] == "run-20260302"
