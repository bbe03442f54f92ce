"""Words of the metrics page that several of its parts use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from assess.diagnose.metrics.words import facet_words
from assess.model import numbers
from assess.model.metric_decision import MetricDecision
from assess.ui.metrics_shelf import CONFLICT, OPEN, SAME, SCOPED, Metric
from assess.ui.words import Screen

_COLOURS = {CONFLICT: "red", OPEN: "orange", SCOPED: "gray", SAME: "green"}
_LARGEST_WRITTEN_OUT = 1e15


def kind_name(screen: Screen, kind: str) -> str:
    """What a group is, in the reader's language."""
    say = screen.say
    return {
        CONFLICT: say("conflict"),
        OPEN: say("left open"),
        SCOPED: say("told apart by name"),
        SAME: say("the same"),
    }[kind]


def kind_badge(screen: Screen, kind: str) -> str:
    return f":{_COLOURS[kind]}-badge[{kind_name(screen, kind)}]"


def decision_badge(screen: Screen, decision: MetricDecision | None) -> str:
    """What was decided, as a badge; empty where nothing was."""
    if decision is None:
        return ""
    say = screen.say
    name = {
        "canonical": say("standard set"),
        "separate": say("to be renamed"),
        "waived": say("waived until {day}", day=str(decision.until)),
    }[decision.verdict]
    return f":blue-badge[{name}]"


def facet_names(screen: Screen, facets: Iterable[str]) -> list[str]:
    return facet_words(list(facets))[screen.language]


def listed_facets(screen: Screen, facets: Iterable[str]) -> str:
    """Facets as they stand in a sentence: all of them, there are few."""
    return screen.voice.listing(facet_names(screen, facets), 13)


def department_of(metric: Metric, names: Mapping[str, str]) -> str:
    return names.get(metric["department"], str(metric["department"]))


def where(metric: Metric) -> str:
    """File and line, as an editor takes them."""
    return f"{metric['file']}:{metric['line']}" if metric["line"] else str(metric["file"])


def full_name(metric: Metric, names: Mapping[str, str]) -> str:
    """Department, name and place: never the same for two definitions."""
    return " · ".join(filter(None, (department_of(metric, names), metric["name"], where(metric))))


def callings(a: Metric, b: Metric, names: Mapping[str, str]) -> tuple[str, str]:
    """The shortest that tells two definitions apart: departments, else names, else places."""
    ways = [(department_of(a, names), department_of(b, names)), (f"“{a['name']}”", f"“{b['name']}”")]
    for one, other in ways:
        if one and other and one != other:
            return one, other
    return where(a), where(b)


def figure(value: Any, nothing: str) -> str:
    """A result as it is read aloud: 1,234 or 2.345; text as it is."""
    if value is None:
        return nothing
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if isinstance(value, int) or (value.is_integer() and abs(value) < _LARGEST_WRITTEN_OUT):
        return f"{value:,.0f}".replace("-", "−")
    return f"{value:,.6g}".replace("-", "−")


def amount(value: float, language: str) -> str:
    """A total of real data: small ones with three figures, large ones shortened."""
    shown = numbers.count(abs(value), language) if abs(value) >= 1000 else numbers.figures(abs(value))
    return ("−" if value < 0 else "") + shown
