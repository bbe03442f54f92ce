"""What was solved between check-ups is a case, with numbers that can be followed and points by a rule."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from notices_made import HEAD, Place, check_up, finding, looked

from assess.model.result import Result
from assess.operate.cases.find import all_cases
from assess.operate.cases.points import ranked
from assess.operate.cases.register import cases_json

MONTHS = ("2026-01-05T09:00:00+08:00", "2026-04-05T09:00:00+08:00", "2026-07-06T09:00:00+08:00")
BIG = finding("copies:a", ("shop.a", "shop.b"), departments=("sales",), saving=1000)
SMALL = finding("copies:b", ("ledger.a",), departments=("finance",), severity="low", saving=250)
LATE = finding("copies:c", ("depot.a",), departments=("stock",), severity="medium")


def history(*found: tuple[Any, ...], **more: Any) -> list[Result]:
    return [check_up(*(findings or (looked("copies"),)), clock=clock, **more)
            for findings, clock in zip(found, MONTHS, strict=False)]  # fmt: skip


def ranking(results: list[Result]) -> list[dict[str, Any]]:
    return ranked(all_cases(results), {f.key for f in results[-1].findings})


def test_before_after_saving_who_and_when() -> None:
    (case,) = ranking(history((BIG, SMALL), (SMALL,)))
    assert case["saving"]["base"] == 1000
    assert case["who"] == ["王芳"]
    assert case["before"] == {"run": "run-20260105", "open": 2, "saving": 1250, "score": 0.5}
    assert case["after"] == {"run": "run-20260405", "open": 1, "saving": 250, "score": 0.5}
    assert (case["found_at"], case["solved_at"], case["planned_month"]) == (MONTHS[0], MONTHS[1], 4)


def test_where_nobody_answers_for_the_department_the_role_does() -> None:
    (case,) = ranking(history((LATE,), ()))
    assert case["who"] == ["Head of data（中文）"]


def test_points_follow_the_rule() -> None:
    first, second = ranking(history((BIG, SMALL), ()))
    assert first["parts"] == {"value": 40, "reuse": 0, "severity": 20, "in_time": 10}
    assert second["parts"] == {"value": 10, "reuse": 0, "severity": 5, "in_time": 10}
    assert [first["points"], second["points"], first["rank"], second["rank"]] == [70, 25, 1, 2]


def test_another_department_that_uses_the_treatment_later_counts_as_reuse() -> None:
    cases = {case["key"]: case for case in ranking(history((BIG, SMALL, LATE), (SMALL, LATE), ()))}
    assert {key: case["reuse"] for key, case in cases.items()} == {"copies:a": 2, "copies:b": 0, "copies:c": 0}
    assert cases["copies:a"]["parts"]["reuse"] == 20


def test_the_same_department_is_no_reuse() -> None:
    again = finding("copies:d", ("shop.z",), departments=("sales",))
    cases = {case["key"]: case["reuse"] for case in ranking(history((BIG, again), (again,), ()))}
    assert cases == {"copies:a": 0, "copies:d": 0}


def test_later_than_planned_or_not_planned_is_not_in_time() -> None:
    late = ranking(history((BIG,), (BIG,), ()))
    assert late[0]["parts"]["in_time"] == 0  # six months, four were planned
    assert late[0]["found_at"] == MONTHS[0]
    assert ranking(history((BIG,), (), planned=False))[0]["parts"]["in_time"] == 0


def test_not_priced_has_no_points_for_value() -> None:
    (case,) = ranking(history((LATE,), ()))
    assert case["parts"]["value"] == 0
    assert case["saving"] is None


def test_what_came_back_is_out_of_the_contest() -> None:
    cases = ranking(history((BIG, SMALL), (SMALL,), (BIG,)))
    assert [(case["key"], case["came_back"], case["points"], case["rank"]) for case in cases] == [
        ("copies:b", False, 45, 1), ("copies:a", True, 0, None)
    ]  # fmt: skip


def test_equal_points_have_equal_rank() -> None:
    twin = finding("copies:e", ("shop.e",), departments=("finance",), saving=1000)
    assert [case["rank"] for case in ranking(history((BIG, twin, SMALL), ()))] == [1, 1, 3]


@pytest.mark.parametrize("unread", [("shop",), ()])
def test_a_source_that_was_not_read_makes_no_case(unread: tuple[str, ...]) -> None:
    before = check_up(BIG, clock=MONTHS[0])
    after = check_up(looked("copies"), clock=MONTHS[1], unread=unread)
    assert len(all_cases([before, after])) == (0 if unread else 1)


def test_a_group_that_shrank_is_no_case() -> None:
    assert ranking(history((BIG,), (finding("copies:f", ("shop.a",)),))) == []


def test_cases_are_listed_and_stay_when_their_runs_are_deleted(tmp_path: Path) -> None:
    place = Place(tmp_path)
    (tmp_path / "engagement.yaml").write_text(HEAD, encoding="utf-8")
    for result in history((BIG, SMALL), (SMALL,)):
        place.check_up(result)
    first = cases_json(tmp_path)
    assert [case["key"] for case in first["cases"]] == ["copies:a"]
    assert cases_json(tmp_path) == first
    shutil.rmtree(tmp_path / "out" / "run-20260105")
    assert cases_json(tmp_path) == first
    done = subprocess.run([sys.executable, "-m", "assess", "cases", str(tmp_path), "--json"],
                          capture_output=True, text=True)  # fmt: skip
    assert json.loads(done.stdout) == first
    shown = subprocess.run([sys.executable, "-m", "assess", "cases", str(tmp_path)], capture_output=True, text=True)
    assert "70 points  3 things about copies:a" in shown.stdout
    assert "solved 2026-04-05 by 王芳; a year: 1,000 CNY; findings of its kind 2 -> 1" in shown.stdout
    assert "points: of 100." in shown.stderr


def test_cases_in_postgres(tmp_path: Path, postgres_url: str) -> None:
    place = Place(tmp_path)
    place.configure({"outbox": postgres_url})
    for result in history((BIG,), ()):
        place.check_up(result)
    assert [case["key"] for case in cases_json(tmp_path)["cases"]] == ["copies:a"]
    assert len(cases_json(tmp_path)["cases"]) == 1
    assert not (tmp_path / "notices.db").exists()


def test_without_a_second_check_up_there_is_no_case(tmp_path: Path) -> None:
    (tmp_path / "engagement.yaml").write_text(HEAD, encoding="utf-8")
    Place(tmp_path).check_up(history((BIG,))[0])
    assert cases_json(tmp_path)["cases"] == []


@pytest.mark.parametrize("where", ["file", "postgres"])
def test_eight_registers_at_the_same_time_keep_each_case_once(
    tmp_path: Path, where: str, request: pytest.FixtureRequest
) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from assess.store.cases import CasesStore

    place = request.getfixturevalue("postgres_url") if where == "postgres" else tmp_path / "notices.db"
    made = all_cases(history((BIG, SMALL, LATE), ()))

    def register(_: int) -> int:
        with CasesStore(place) as store:
            return store.register(made)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(register, range(8))) == 3
