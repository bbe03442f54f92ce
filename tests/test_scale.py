"""docs/scale.md says what was measured, and laws through points say what they should."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.scale.__main__ import BEGIN, END, PAGE, put, rendered
from benchmarks.scale.points import Point, keep, known
from benchmarks.scale.slopes import line, most_tables, slope


def test_the_tables_of_the_page_are_made_from_the_points_measured() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page.count(BEGIN) == page.count(END) == 1
    assert put(page, rendered(known())) == page


def test_a_power_law_is_found_again_and_foretells_what_it_has_not_seen() -> None:
    tables = [1_000, 10_000, 100_000]
    found = slope(tables, [3e-4 * n**1.25 for n in tables])
    assert (found.a, found.b) == pytest.approx((3e-4, 1.25))
    assert found.residuals == pytest.approx((0, 0, 0), abs=1e-9)
    assert found.at(1_000_000) == pytest.approx(3e-4 * 1_000_000**1.25)
    assert slope(tables, [1, 10, 200]).foretold == pytest.approx(1)


def test_a_line_is_found_again_and_says_where_memory_ends() -> None:
    tables = [1_000, 10_000, 100_000]
    found = line(tables, [200 + 0.009 * n for n in tables])
    assert (found.fixed, found.each) == pytest.approx((200, 0.009))
    assert most_tables(found, 20_480) == 2_200_000


def test_a_point_measured_again_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    keep([Point("join", 10, 1.0, 1.0, 100.0, 0, 0.1), Point("join", 5, 0.5, 0.5, 90.0, 0, 0.1)], path)
    keep([Point("join", 10, 2.0, 1.5, 101.0, 0, 0.2)], path)
    assert [(point.tables, point.seconds) for point in known(path)] == [(5, 0.5), (10, 2.0)]
