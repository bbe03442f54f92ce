"""Words of the copies page that several of its parts use."""

from __future__ import annotations

from assess.model.decision import Decision
from assess.report.facts import WORDS
from assess.ui.copies_shelf import REJECTED, UNDECIDED
from assess.ui.words import Screen

COLOURS = {"accept": "green", "reject": "red", "again": "orange"}


def badge(screen: Screen, decision: Decision | None) -> str:
    """What was decided, as a badge; empty where nothing was."""
    return f":{COLOURS[decision.verdict]}-badge[{state_name(screen, decision.verdict)}]" if decision else ""


def state_name(screen: Screen, state: str) -> str:
    """A decision in the reader's language."""
    say = screen.say
    return {
        "accept": say("accepted"),
        "reject": say("rejected"),
        "again": say("look again"),
        UNDECIDED: say("not decided"),
    }[state]


def verdict_name(screen: Screen, verdict: str) -> str:
    """A verdict on a group in the reader's language."""
    return screen.say("rejected") if verdict == REJECTED else screen.voice(WORDS.get(verdict, verdict))


def short_verdict(screen: Screen, verdict: str) -> str:
    """What a table is to the master, in the reader's language; empty where nothing is said of it."""
    return screen.voice(WORDS[verdict]) if verdict in WORDS else ""


def criterion(screen: Screen, name: str) -> str:
    """A criterion of the choice of the master; its own name where the page knows no better."""
    say = screen.say
    return {
        "columns": say("Columns"),
        "rows": say("Rows"),
        "freshness": say("Last written"),
        "retention": say("Kept longest"),
        "consumers": say("Tables fed outside the group"),
        "upstream": say("Source of the others"),
        "quality": say("Quality"),
        "owner": say("Has an owner"),
    }.get(name, name)
