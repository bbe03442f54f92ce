"""What assess needs to run may be handed on; a package that nobody could look up is never called fine."""

from __future__ import annotations

from importlib.metadata import distribution

import pytest

from scripts.audit import judged
from scripts.licences import EXCEPTED, PAGE, kinds_of, licences


def test_everything_that_runs_comes_under_an_accepted_licence() -> None:
    found = licences()
    assert len(found) > 50
    assert [f"{one.name}: {one.said}" for one in found if not one.allowed] == []


def test_every_package_is_on_the_page() -> None:
    rows = {line.split(" | ")[0].removeprefix("| ") for line in PAGE.read_text("utf-8").splitlines() if "|" in line}
    assert [one.name for one in licences() if one.name not in rows] == []


def test_an_exception_is_still_needed() -> None:
    needed = {one.name for one in licences() if not one.kinds}
    assert needed == set(EXCEPTED)


@pytest.mark.parametrize(
    ("expression", "kinds"),
    [
        ("MIT", ("MIT",)),
        ("Apache-2.0 OR BSD-3-Clause", ("Apache 2.0",)),
        ("GPL-3.0-only OR MIT", ("MIT",)),
        ("MIT AND GPL-3.0-only", ()),
        ("BSD-2-Clause AND Apache-2.0 WITH LLVM-exception", ("BSD", "Apache 2.0")),
        ("AGPL-3.0-or-later", ()),
        ("nothing", ()),
    ],
)
def test_of_choices_one_is_enough_and_of_parts_all_are_needed(expression: str, kinds: tuple[str, ...]) -> None:
    assert kinds_of(expression) == kinds


def test_no_runtime_package_is_left_out() -> None:
    names = {one.name.lower() for one in licences()}
    assert {"duckdb", "sqlglot", "streamlit", "weasyprint", "numpy", "lxml"} <= names
    assert distribution("pytest") and "pytest" not in names


@pytest.mark.parametrize(
    ("dependencies", "code"),
    [
        ([{"name": "a", "version": "1", "vulns": []}], 0),
        ([{"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]}], 1),
        ([{"name": "a", "skip_reason": "not found"}], 2),
    ],
)
def test_what_could_not_be_looked_up_is_not_called_fine(dependencies: list[dict[str, object]], code: int) -> None:
    found, lines = judged({"dependencies": dependencies})
    assert found == code and lines[-1].startswith("1 packages: ")
