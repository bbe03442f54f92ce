"""The client plans otherwise on the roadmap page: by mouse, by keyboard, and with what follows shown at once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from screens_seen import Server
from streamlit.testing.v1 import AppTest

from assess.checkup import diagnose_stage
from assess.model.roadmap_edit import RoadmapEdit
from assess.store.roadmap_edits import read_roadmap_edits
from assess.store.runs import load_result
from assess.treat.roadmap.edits import Planner

Draw = Callable[..., AppTest]


@pytest.fixture(scope="module")
def screen(sample: Path, font_cache: Path) -> Iterator[Server]:
    server = Server(sample, font_cache)
    yield server
    server.kill()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(60_000)
    expect.set_options(timeout=60_000)
    yield context.new_page()
    context.close()


def test_fewer_people_are_compared_with_the_proposal_at_once(sample: Path, draw: Draw) -> None:
    planner = Planner(load_result(sample))
    app = draw(sample, "roadmap", lang="en")
    app.number_input(key="roadmap days").set_value(300).run()
    assert not app.exception
    few = planner.plan(planner.setting(_edit((), (), (300.0,))))
    proposal = planner.plan(planner.proposed)
    assert few.payback != proposal.payback
    assert f"month {proposal.payback[1]}" in _html(app)
    assert f"month {few.payback[1]}" in _html(app)


def test_a_plan_is_kept_only_with_a_name_and_a_reason(sample: Path, draw: Draw) -> None:
    app = draw(sample, "roadmap", lang="en")
    app.number_input(key="roadmap days").set_value(640).run()
    _press(app, "Keep this plan")
    assert [e.value for e in app.error] == ["A decision needs a name and a reason."]
    assert read_roadmap_edits(sample) == ()
    app.text_input(key="plan by").set_value("Zhou")
    app.text_area(key="plan reason").set_value("Two people are on leave.")
    _press(app, "Keep this plan")
    [edit] = read_roadmap_edits(sample)
    assert (edit.capacity, edit.by, edit.reason) == ((640.0,), "Zhou", "Two people are on leave.")


def test_the_next_check_up_plans_as_was_kept_and_lists_it_among_its_inputs(sample: Path, draw: Draw) -> None:
    result = diagnose_stage(sample)
    assert result.roadmap.capacity_by_year == [640.0] * 5
    assert [e.kind for e in result.roadmap.edits] == ["capacity"]
    assert "answers.db: roadmap" in [i.input for i in result.run.inputs]
    app = draw(sample, "roadmap", lang="en")
    _press(app, "Back to the proposal")
    assert app.number_input(key="roadmap days").value == 900


def test_rows_are_moved_by_keyboard_and_by_mouse_left_out_and_taken_back(screen: Server, page: Page) -> None:
    page.goto(f"{screen.url}/roadmap?lang=en")
    rows = page.locator(".plan li")
    free = page.locator(".plan li[draggable=true]")
    expect(free.nth(1)).to_be_visible()
    total = rows.count()
    last, before = (free.nth(free.count() - 1), free.nth(free.count() - 2))
    keys = [last.get_attribute("data-key"), before.get_attribute("data-key")]
    moved = page.locator(f'.plan li[data-key="{keys[0]}"]')
    moved.locator("button.up").focus()
    page.keyboard.press("Enter")
    expect(rows.nth(total - 1)).to_have_attribute("data-key", str(keys[1]))
    expect(moved.locator("button.up")).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    expect(rows.nth(total - 1)).to_have_attribute("data-key", str(keys[0]))
    moved.drag_to(page.locator(f'.plan li[data-key="{keys[1]}"]'))
    expect(rows.nth(total - 1)).to_have_attribute("data-key", str(keys[1]))
    moved.locator("button.drop").click()
    expect(page.locator(f'.plan li.out[data-key="{keys[0]}"]')).to_be_visible()
    page.locator(f'.plan li.out[data-key="{keys[0]}"] button.drop').click()
    expect(page.locator(".plan li.out")).to_have_count(0)


def test_an_item_others_need_is_refused_with_their_names(screen: Server, page: Page) -> None:
    page.goto(f"{screen.url}/roadmap?lang=en")
    page.locator('.plan li[data-key="appoint-owners"] button.drop').click()
    expect(page.get_by_test_id("stAlert")).to_contain_text("cannot be left out alone; these need it:")
    expect(page.locator(".plan li.out")).to_have_count(0)


def test_the_command_line_says_the_same_and_writes_nothing(sample: Path) -> None:
    before = read_roadmap_edits(sample)
    ran = subprocess.run([sys.executable, "-m", "assess.cli", "roadmap", str(sample), "--drop", "appoint-number-one"],
                         capture_output=True, text=True, check=False)  # fmt: skip
    assert ran.returncode == 2
    assert "is unconditional and cannot be left out" in ran.stderr
    assert read_roadmap_edits(sample) == before


def _edit(order: tuple[str, ...], dropped: tuple[str, ...], capacity: tuple[float, ...]) -> RoadmapEdit:
    return RoadmapEdit(order, dropped, capacity, "x", "y", datetime(2026, 1, 1, tzinfo=UTC))


def _press(app: Any, label: str) -> None:
    next(b for b in app.button if b.label == label).click().run()
    assert not app.exception


def _html(app: Any) -> str:
    return " ".join(str(e.proto.body) for e in app.get("html"))
