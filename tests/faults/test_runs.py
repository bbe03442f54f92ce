"""Where two names cannot be exchanged in one step, what a kill leaves between two steps is mended."""

from __future__ import annotations

from pathlib import Path

import pytest
from notices_made import check_up, finding

from assess.store import swap
from assess.store.runs import load_result, result_bytes, save_part, save_run


@pytest.fixture
def without_exchange(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system that knows no exchange of names."""
    monkeypatch.setattr(swap, "_exchanged", lambda one, other: False)


def test_a_run_is_replaced_in_two_steps(without_exchange: None, tmp_path: Path) -> None:
    result = check_up(finding("copies:1"))
    for extra in ("a", "b"):
        run = save_run(tmp_path, "r", {"result.json": result_bytes(result), f"{extra}.txt": b"x"}, keep=["a.txt"])
    assert sorted(path.name for path in run.iterdir()) == ["a.txt", "b.txt", "result.json"]
    save_part(run, "unify/G1", {"plan.json": b"1"})
    save_part(run, "unify/G1", {"other.json": b"2"})
    assert [path.name for path in (run / "unify" / "G1").iterdir()] == ["other.json"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["latest", "r"]


def test_a_kill_between_the_two_steps_loses_nothing(tmp_path: Path) -> None:
    result = check_up(finding("copies:1"))
    run = save_run(tmp_path, "r", {"result.json": result_bytes(result)})
    run.replace(run.with_name(".r.old"))
    assert load_result(tmp_path) == result
    run.replace(run.with_name(".r.old"))
    (tmp_path / "out" / ".r.draft").mkdir()
    save_run(tmp_path, "r2", {"result.json": result_bytes(result)})
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["latest", "r", "r2"]
