"""Ends of values that may be personal stay in the source."""

from __future__ import annotations

from typing import Any

import pytest

from assess.collect.database import read_database
from assess.collect.profiling.hidden import hidden_ends


@pytest.mark.parametrize("name", ["phone_no", "memberPhone", "id_card", "mobile", "shouji", "身份证号", "email"])
def test_a_name_that_may_mean_personal_data_hides_its_ends(name: str) -> None:
    assert hidden_ends([(name, "")]) == {name}
    assert hidden_ends([("c7", name)]) == {"c7"}


@pytest.mark.parametrize("name", ["amount", "order_time", "store_id", "金额", "数量", "status"])
def test_other_names_do_not(name: str) -> None:
    assert hidden_ends([(name, "")]) == frozenset()


def test_only_numbers_and_moments_that_cannot_be_personal_have_ends(
    files: dict[str, str], run: Any, database: Any, salt: str, tmp_path: Any
) -> None:
    run(files["duckdb"],
        "CREATE TABLE t (amount decimal(9,2), mobile integer, c9 bigint, note varchar, day date)",
        "INSERT INTO t SELECT 1.5 + i, 123 + i, 13800000000 + i, 'x' || i, date '2026-01-01' + i::integer "
        "FROM range(5) r(i)",
        "CREATE TABLE few AS SELECT 987654321 + i AS n FROM range(4) r(i)")  # fmt: skip
    sketches = read_database(database(files["duckdb"]), tmp_path, salt=salt).sketches
    assert {s.column: (s.min, s.max) for s in sketches.itertuples()} == {
        "amount": ("1.5", "5.5"), "mobile": ("", ""), "c9": ("", ""), "note": ("", ""),
        "day": ("2026-01-01", "2026-01-05"), "n": ("", ""),
    }  # fmt: skip
