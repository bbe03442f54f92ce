"""What each role finds on each page: no control that would be refused, and nothing that is not its own to read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from screens_seen import Draw, shown
from streamlit.testing.v1 import AppTest

from assess.model.access import Forbidden, Person, Role, Seat
from assess.store.copies_file import CopiesFile, copies_of_run
from assess.ui.pages import PAGES
from assess.ui.people import DEEDS, shown_deed

CONTROLS = {
    "checkup": {"Run it again"}, "roadmap": {"Keep this plan", "Back to the proposal"},
    "trend": {"Run the next check-up"},
}  # fmt: skip
BARRED = {"checkup": "run a check-up", "roadmap": "change the roadmap", "trend": "run a check-up"}
OPEN = [name for name, page in PAGES.items() if name not in ("survey", "answers", "workshop", "wall")]


@pytest.fixture(scope="module")
def group(sample: Path) -> str:
    path = copies_of_run(sample)
    assert path is not None
    index = CopiesFile(path).index
    return str(index.sort_values("members", key=lambda of: of.map(len))["id"].iloc[-1])


def drawn(draw: Draw, monkeypatch: pytest.MonkeyPatch, folder: Path, role: Role, name: str, group: str) -> AppTest:
    seat = Seat("yunling", role, Person("who@example.com"), folder)
    monkeypatch.setattr("assess.ui.place.open_seat", lambda: seat)
    asked = {"group": group} if name == "copies" else {}
    app = draw(folder, "" if name == "home" else name, lang="en", **asked)
    assert not app.exception, app.exception
    return app


@pytest.mark.parametrize("name", OPEN)
def test_an_executive_is_offered_nothing_that_would_be_refused(
    sample: Path, draw: Draw, monkeypatch: pytest.MonkeyPatch, group: str, name: str
) -> None:
    theirs = drawn(draw, monkeypatch, sample, Role.EXECUTIVE, name, group)
    consultants = drawn(draw, monkeypatch, sample, Role.CONSULTANT, name, group)
    labels, more = ({b.label for b in app.button} for app in (theirs, consultants))
    assert more - labels == CONTROLS.get(name, set())
    assert (f"you may not {BARRED.get(name, '-')}" in shown(theirs)) == (name in BARRED)
    assert "you may not" not in shown(consultants)


def test_an_executive_decides_and_does_not_see_where_sources_are(
    sample: Path, draw: Draw, monkeypatch: pytest.MonkeyPatch, group: str
) -> None:
    assert "Keep the decision" in {
        b.label for b in drawn(draw, monkeypatch, sample, Role.EXECUTIVE, "copies", group).button
    }
    assert "What will be read" not in [
        e.label for e in drawn(draw, monkeypatch, sample, Role.EXECUTIVE, "home", "").expander
    ]
    assert "What will be read" in [
        e.label for e in drawn(draw, monkeypatch, sample, Role.CONSULTANT, "home", "").expander
    ]


@pytest.mark.parametrize("name", [name for name, page in PAGES.items()])
def test_a_respondent_finds_the_self_assessment_at_every_address(
    sample: Path, draw: Draw, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    app = drawn(draw, monkeypatch, sample, Role.RESPONDENT, name, "")
    assert "How does your company handle its data?" in shown(app)


@pytest.mark.parametrize("work", ["comments_given", "answers_given"])
def test_answers_and_comments_are_refused_to_executives_and_respondents(sample: Path, work: str) -> None:
    from assess.ui import answers

    for role in (Role.EXECUTIVE, Role.RESPONDENT):
        with pytest.raises(Forbidden, match="may not read what people answered"):
            Seat("yunling", role, Person("who@example.com"), sample).use(getattr(answers, work))


def test_every_deed_of_the_audit_log_has_a_chinese_word() -> None:
    """The words that stand where the code writes to the log."""
    root = Path(__file__).resolve().parents[2] / "assess"
    text = "\n".join(path.read_text("utf-8") for path in root.rglob("*.py"))
    told = r'(?:_note\(db, |deed\(\w+, \w+, |Deed\(\w+, \w+, |self\._tell\(Event\(|actor, )"([a-z][a-z ]+)"'
    written = {word for word in re.findall(told, text) if word != "login failed"}
    assert len(written) > 12
    assert written <= set(DEEDS), written - set(DEEDS)
    assert (shown_deed("logged in", "zh"), shown_deed("logged in", "en")) == ("登录", "logged in")
