"""The roadmap as figures need it: what each treatment saves, costs and takes."""

from __future__ import annotations

from dataclasses import dataclass

from assess.model.result import MoneyPart, Result, RoadmapItemPart
from assess.report.svg import wrap
from assess.report.voice import Voice, noted

MOST_STEPS = 6

_SHORT = {
    "unify-tables": noted("Merge\ncopied tables"),
    "retire-versions": noted("Clear old\nversions"),
    "retire-unused": noted("Retire\nunread tables"),
    "merge-derivations": noted("Compute\nonly once"),
    "tier-storage": noted("Move cold\ndata"),
}
_LARGEST, _OTHERS = noted("Merge the\nlargest group"), noted("Merge the\nother groups")
_STAGES = {"diagnose": noted("diagnose"), "treat": noted("treat"), "operate": noted("operate")}


@dataclass(frozen=True, slots=True)
class Step:
    """One treatment with money: `label` is on two lines at most, `items` are roadmap ids."""

    label: str
    items: tuple[str, ...]
    saving: MoneyPart


@dataclass(frozen=True, slots=True)
class Point:
    """One roadmap item by effort in person-days and yearly saving."""

    id: str
    days: float
    saving: float
    currency: str
    lead: bool


def saving_steps(result: Result, language: str) -> list[Step]:
    """What each roadmap item saves a year, the most first; beyond six the small ones are one step."""
    say = Voice(language)
    items = sorted((i for i in result.roadmap.items if i.saving), key=lambda i: (-_saved(i).base, i.id))
    shown, rest = (items, []) if len(items) <= MOST_STEPS else (items[: MOST_STEPS - 1], items[MOST_STEPS - 1 :])
    steps = [Step(f"{short_name(i, result, say)}\n{i.id}", (i.id,), _saved(i)) for i in shown]
    if rest:
        currency = _saved(rest[0]).currency
        low, base, high = (sum(getattr(_saved(i), end) for i in rest) for end in ("low", "base", "high"))
        steps.append(
            Step(
                say.many("{n} other\ntreatment", "{n} other\ntreatments", len(rest)),
                tuple(i.id for i in rest),
                MoneyPart(currency=currency, low=low, base=base, high=high),
            )
        )
    return steps


def _saved(item: RoadmapItemPart) -> MoneyPart:
    assert item.saving is not None
    return item.saving


def short_name(item: RoadmapItemPart, result: Result, say: Voice) -> str:
    """A name that fits under a bar; of two items of one treatment the first is the heaviest group alone."""
    alike = [other.id for other in result.roadmap.items if other.treatment == item.treatment]
    if item.treatment == "unify-tables" and len(alike) > 1:
        return say(_LARGEST if item.id == alike[0] else _OTHERS)
    short = _SHORT.get(item.treatment)
    return say(short) if short else wrap(head_of(item.title[say.language]), 13, 3)


def head_of(title: str) -> str:
    """A title's first clause: what stands before its colon or semicolon."""
    for mark in ("：", "；", ": ", "; "):
        title = title.split(mark, maxsplit=1)[0]
    return title


def stage_of(stage: str, language: str) -> str:
    return Voice(language)(_STAGES[stage])


def effort_and_value(result: Result) -> list[Point]:
    """Roadmap items that save money, with what they take."""
    return [
        Point(i.id, i.effort_days.base, i.saving.base, i.saving.currency, i.id == result.roadmap.first_case)
        for i in result.roadmap.items
        if i.saving
    ]


def treated_by(result: Result) -> dict[str, tuple[str, ...]]:
    """Finding id -> roadmap items that answer it, in the order of the roadmap."""
    by: dict[str, list[str]] = {}
    for item in result.roadmap.items:
        for finding in item.findings:
            by.setdefault(finding, []).append(item.id)
    return {finding: tuple(items) for finding, items in by.items()}
