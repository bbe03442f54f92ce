"""The groups of a run are listed without being opened, and opened without the others being read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from assess.store.copies_file import INDEX, CopiesFile, copies_bytes, copies_of_run
from assess.store.run_names import COPIES


def row(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"G{number:04d}", "verdict": "near_copy", "master": f"shop.t{number}", "members": [f"fin.t{number}"],
        "departments": ["finance", "sales"], "confidence": 0.9, "overlap": None, "rows": None, "bytes": 12,
        "saving_low": None, "saving_base": None, "saving_high": None, "findings": [],
        "details": {"master": f"shop.t{number}", "注": "会员" * 3}, **more,
    }  # fmt: skip


def written(folder: Path, rows: list[dict[str, Any]]) -> CopiesFile:
    (folder / COPIES).write_bytes(copies_bytes(rows))
    return CopiesFile(folder / COPIES)


def test_the_index_has_a_row_a_group_and_unknown_is_not_zero(tmp_path: Path) -> None:
    index = written(tmp_path, [row(1), row(2, rows=7, overlap=0.98)]).index
    assert tuple(index.columns) == INDEX
    assert index["members"].tolist() == [["fin.t1"], ["fin.t2"]]
    assert index["rows"].isna().tolist() == [True, False]
    assert index["bytes"].tolist() == [12, 12]


def test_any_group_opens_by_its_row_wherever_it_lies_in_the_file(tmp_path: Path) -> None:
    opened = written(tmp_path, [row(number) for number in range(600)])
    assert [opened.details(at)["master"] for at in (0, 255, 256, 599)] == [
        "shop.t0", "shop.t255", "shop.t256", "shop.t599",
    ]  # fmt: skip
    assert opened.details(3)["注"] == "会员会员会员"


def test_wide_groups_do_not_make_their_neighbours_slow_to_open(tmp_path: Path) -> None:
    wide = {"columns": ["x" * 1000] * 4500}
    opened = written(tmp_path, [row(1), row(2, details=wide), row(3), row(4)])
    assert pq.read_metadata(tmp_path / COPIES).num_row_groups == 2
    assert opened.details(2)["master"] == "shop.t3"


def test_no_groups_make_a_file_without_rows(tmp_path: Path) -> None:
    assert written(tmp_path, []).index.empty


def test_the_same_groups_give_the_same_bytes() -> None:
    assert copies_bytes(row(n) for n in range(300)) == copies_bytes([row(n) for n in range(300)])


def test_an_engagement_without_a_run_has_no_groups(tmp_path: Path) -> None:
    assert copies_of_run(tmp_path) is None
