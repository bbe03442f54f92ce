"""Figures show what the result holds, in words of the language, and nothing is drawn from nothing."""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any

import pytest

from assess.model.result import Result
from assess.report import charts, charts_plan, tokens
from assess.report.plan import saving_steps
from assess.report.svg import draw, wrap
from assess.report.voice import Scale, Voice

FIGURES = ("savings_waterfall", "family_savings", "maturity_heatmap", "findings_matrix", "health_bars")


def chart(result: Result, name: str, language: str = "zh") -> Any:
    return getattr(charts, name)(result, language)


def texts(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def rows(specification: dict[str, Any]) -> list[dict[str, Any]]:
    """All rows of all data sets of a chart."""
    found = list(specification.get("data", {}).get("values", []))
    for values in specification.get("datasets", {}).values():
        found += values
    for layer in specification.get("layer", []):
        found += rows(layer)
    return found


@pytest.mark.parametrize("name", FIGURES)
def test_without_anything_to_show_there_is_no_figure(empty_result: Result, name: str) -> None:
    assert chart(empty_result, name) is None


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_the_same_each_time(result: Result, name: str) -> None:
    assert draw(chart(result, name), "f", "t") == draw(chart(result, name), "f", "t")


@pytest.mark.parametrize("name", FIGURES)
def test_the_chinese_figure_has_no_english_words(result: Result, name: str) -> None:
    words = [t for t in texts(draw(chart(result, name, "zh"), "f", "标题")) if re.search(r"[a-z]{3}", t)]
    assert [t for t in words if "member_order_wide" not in t] == []


@pytest.mark.parametrize("name", FIGURES)
def test_the_english_figure_has_no_chinese_words(result: Result, name: str) -> None:
    assert [t for t in texts(draw(chart(result, name, "en"), "f", "t")) if re.search(r"[\u3000-\u9fff]", t)] == []


def test_the_waterfall_ends_where_the_savings_end(result: Result) -> None:
    steps = saving_steps(result, "en")
    assert result.roadmap.saving is not None
    assert sum(step.saving.base for step in steps) == pytest.approx(result.roadmap.saving.base)
    bars = {row["label"]: row for row in rows(chart(result, "savings_waterfall", "en").to_dict())}
    assert bars[steps[-1].label]["bottom"] == pytest.approx(0, abs=1)


def test_beyond_six_treatments_the_small_ones_are_one_step(result: Result) -> None:
    items = [i for i in result.roadmap.items if i.saving]
    more = [item.model_copy(update={"id": f"T-{90 + n}"}) for n, item in enumerate(items)]
    crowded = result.model_copy(
        update={"roadmap": result.roadmap.model_copy(update={"items": [*result.roadmap.items, *more]})}
    )
    steps = saving_steps(crowded, "en")
    assert len(steps) == 6
    assert len(steps[-1].items) == 2 * len(items) - 5


def test_what_was_not_seen_is_grey_and_says_so(result: Result) -> None:
    cells = rows(chart(result, "maturity_heatmap", "zh").to_dict())
    unseen = [c for c in cells if c.get("dimension") == "D1" and c.get("level") == "证据"]
    assert {(c["text"], c["fill"]) for c in unseen} == {("未见", tokens.UNKNOWN)}


def test_a_group_of_fewer_than_five_is_not_shown(result: Result) -> None:
    cells = rows(chart(result, "maturity_heatmap", "zh").to_dict())
    hidden = [c for c in cells if c.get("dimension") == "D2" and c.get("level") == "一线"]
    assert {(c["text"], c["fill"]) for c in hidden} == {("不显示", tokens.UNKNOWN)}


def test_dimensions_stand_over_the_columns_in_the_order_of_the_bank(result: Result) -> None:
    svg = draw(chart(result, "maturity_heatmap", "en"), "f", "t")
    names = [t for t in texts(svg) if t in {"executives", "middle", "front line", "evidence"}]
    assert names == ["executives", "middle", "front line", "evidence"]


def test_the_first_case_is_marked_on_the_roadmap(result: Result) -> None:
    notes = {row["id"]: row["note"] for row in rows(charts_plan.roadmap_gantt(result, "en").to_dict()) if "note" in row}
    assert notes["T-04"] == "treat, the first case"
    assert notes["T-01"] == "diagnose"


def test_labels_of_points_that_lie_close_do_not_meet() -> None:
    points = [(16.0 + n, 9e6 - n * 4e5) for n in range(4)]
    places = charts.label_places(points, 150, 4.6e7)
    wide, high = (tokens.WIDTH - 60) / 150, charts.MATRIX / 4.6e7
    for (x1, y1), (x2, y2) in combinations(places, 2):
        assert abs(x1 - x2) * wide >= 30 or abs(y1 - y2) * high >= 12


def test_an_svg_has_a_title_and_names_of_its_own(result: Result) -> None:
    svg = str(draw(chart(result, "health_bars", "en"), "one", "Health", "Copies 41"))
    assert '<title id="one-title">Health</title><desc id="one-desc">Copies 41</desc>' in svg
    assert all(name.startswith("one-") for name in re.findall(r'\bid="([^"]+)"', svg))
    assert "aria-label=" not in svg


@pytest.mark.parametrize(
    ("text", "most", "lines", "expected"),
    [
        ("委员会与任用", 10, 2, "委员会\n与任用"),
        ("领导共识", 10, 2, "领导共识"),
        ("Problem Solving & Operation", 16, 2, "Problem Solving\n& Operation"),
        ("先把 8 份 member_order_wide 合成一张", 20, 2, "先把 8 份\nmember_order_wide 合成一张"),
        ("averyverylongnamewithoutanybreak", 10, 2, "averyverylongnamewithoutanybreak"),
    ],
)
def test_a_label_breaks_into_even_lines_and_is_never_cut(text: str, most: int, lines: int, expected: str) -> None:
    assert wrap(text, most, lines) == expected


def test_numbers_of_one_figure_share_a_unit_and_a_rounding() -> None:
    scale = Scale.of(79_660_000, "CNY", "zh")
    assert scale.unit == "万元"
    assert [scale.show(v) for v in (79_660_000, 41_800_000, -6_660_000, 3_000)] == ["7,970", "4,180", "−670", "<10"]
    assert Scale.of(3_863_086, "CNY", "en").show(367_530) == "0.37"


def test_a_singular_is_kept_for_english() -> None:
    assert Voice("en").many("{n} metric", "{n} metrics", 1) == "1 metric"
    assert Voice("zh").many("{n} metric", "{n} metrics", 1) == "1 个指标"
