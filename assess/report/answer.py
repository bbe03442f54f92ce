"""Page 2: what to do, why, what it saves and what to decide, in one minute's reading."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assess.model.finding import Outcome
from assess.model.result import Result, RoadmapItemPart
from assess.report.arguments import Argument, arguments_of
from assess.report.families import claims, family_name
from assess.report.plan import head_of
from assess.report.voice import Voice

MOST = {"zh": 350, "en": 220}  # characters and words on the page, without the chart


@dataclass(frozen=True, slots=True)
class Answer:
    """`losses` are points of the health index each family costs, the heaviest first.

    Whatever holds a number has the ids of result.json it comes from: `proof` by part (title, lead, health, losses and
    decisions by their place), those of an argument are its own.
    """

    title: str
    lead: str
    arguments: tuple[Argument, ...]
    decisions: tuple[str, ...]
    asked: str
    steps: tuple[str, ...]
    health: str
    coverage: str
    losses: tuple[tuple[str, str], ...]
    proof: Mapping[str, tuple[str, ...]]


def answer_of(result: Result, say: Voice) -> Answer:
    """The answer, short enough to be read at once: details go first, then the smallest losses, then the lead."""
    lost = sorted((100 * (1 - s) / len(result.health.families), f) for f, s in result.health.families.items())
    losses = [(family_name(f, say.language), f"−{points:.0f}") for points, f in reversed(lost) if points >= 0.5]
    index = result.health.index
    decisions = tuple(text[say.language] for text in result.roadmap.decisions[:3])
    answer = Answer(
        title=_title(result, say),
        lead=say.stop.join(part for part in _lead(result, say) if part),
        arguments=tuple(arguments_of(result, say)),
        decisions=decisions,
        asked=say.many(
            "Management decides {n} thing this month", "Management decides {n} things this month", len(decisions)
        ),
        steps=_steps(result, say),
        health="" if index is None else f"{index:.0f}",
        coverage=say.percent(result.health.coverage),
        losses=tuple(losses[:4]),
        proof=_proof(result, [family for _, family in reversed(lost)]),
    )
    while size_of(answer, say) > MOST[say.language] - 40:
        if any(a.detail for a in answer.arguments):
            last = max(i for i, a in enumerate(answer.arguments) if a.detail)
            shorter = [replace(a, detail="") if i == last else a for i, a in enumerate(answer.arguments)]
            answer = replace(answer, arguments=tuple(shorter))
        elif len(answer.losses) > 2:
            answer = replace(answer, losses=answer.losses[:-1])
        elif len(answer.arguments) > 2:
            answer = replace(answer, arguments=answer.arguments[:-1])
        else:
            break
    return answer


def _proof(result: Result, families: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Ids behind each number of the page; `families` in the order of the losses."""
    items = tuple(item.id for item in result.roadmap.items)
    found = tuple(f.id for f in claims(result.findings)) or tuple(f.id for f in result.findings)
    case = first_case(result)
    told = {
        "title": (case.id, *case.findings) if case else found,
        "lead": (*items, *found) if result.roadmap.saving or result.roadmap.cost else found,
        "health": tuple(d.id for d in result.health.deductions) or found,
    }
    for place, family in enumerate(families):
        of = [d.id for d in result.health.deductions if d.family == family]
        told[f"loss {place}"] = tuple(of) or tuple(f.id for f in result.findings if f.family == family)
    for place, ids in enumerate(result.roadmap.decision_items):
        told[f"decision {place}"] = tuple(ids)
    return told


def size_of(answer: Answer, say: Voice) -> int:
    """Chinese characters (a number or a Latin word is one) or English words of the answer."""
    told = [answer.title, answer.lead, *answer.decisions, *(text for loss in answer.losses for text in loss)]
    told += [text for a in answer.arguments for text in (a.big, a.text, a.detail)]
    return length(" ".join(told), say.language)


def length(text: str, language: str) -> int:
    """How long a text is to its reader: words in English, characters in Chinese."""
    return len(re.findall(r"[\u3400-\u9fff]|[A-Za-z0-9_.,%]+", text) if language == "zh" else text.split())


def first_case(result: Result) -> RoadmapItemPart | None:
    return next((item for item in result.roadmap.items if item.id == result.roadmap.first_case), None)


def _title(result: Result, say: Voice) -> str:
    item = first_case(result)
    if result.applicability.verdict == "not_needed":
        return result.applicability.title[say.language]
    if item and item.saving:
        return say(
            "{what}: {money} saved a year, done by month {month}",
            what=head_of(item.title[say.language]),
            money=say.money(item.saving),
            month=item.end_month,
        )
    if item:
        return say("{what}: visible by month {month}", what=head_of(item.title[say.language]), month=item.end_month)
    return _title_without_a_case(result, say)


def _title_without_a_case(result: Result, say: Voice) -> str:
    money = result.roadmap.saving
    n = len(claims(result.findings))
    if money:
        return say.many(
            "{n} finding, and {money} a year to save",
            "{n} findings, and {money} a year to save",
            n,
            money=say.money(money),
        )
    if n:
        return say.many(
            "{n} finding asks for treatment; none can be priced yet",
            "{n} findings ask for treatment; none can be priced yet",
            n,
        )
    scored = sum(f.outcome is Outcome.OK for f in result.findings)
    if scored and result.health.index is None:
        return say(
            "Too early to say: {n} of {all} checks had evidence, and found nothing", n=scored, all=result.health.asked
        )
    if scored:
        return say.many(
            "{n} check was made and found nothing to treat", "{n} checks were made and found nothing to treat", scored
        )
    return say.many(
        "Nothing can be said yet: {n} check was asked and had no evidence",
        "Nothing can be said yet: {n} checks were asked and none had evidence",
        result.health.asked,
    )


def _lead(result: Result, say: Voice) -> list[str]:
    roadmap, n = result.roadmap, len(claims(result.findings))
    told = []
    if result.applicability.verdict == "not_needed":
        told.append(result.applicability.why[say.language])
    if roadmap.saving:
        told.append(
            say(
                "Data kept twice, unread or in the wrong place costs {range} a year too much.",
                range=say.money_range(roadmap.saving),
            )
        )
    paid = roadmap.payback_month
    if roadmap.cost and paid:
        told.append(
            say("Treatment costs {cost} once and is paid back by month {n}.", cost=say.money(roadmap.cost), n=paid.base)
            if paid.base
            else say(
                "Treatment costs {cost} once and is not paid back within five years.", cost=say.money(roadmap.cost)
            )
        )
    elif roadmap.cost:
        told.append(say("Treatment costs {cost} once.", cost=say.money(roadmap.cost)))
    if n and not roadmap.saving:
        told.append(
            say("No saving is stated: nothing that was found has both a volume and a price.")
            if result.engagement.priced
            else say("No saving is stated, because engagement.yaml gives no prices.")
        )
    if not n and result.health.scored:
        told.append(say("This holds for what was seen; page 3 says what was not."))
    if not n and not result.health.scored:
        told.append(say("There is neither data nor an answer to look at yet."))
    return told


def _steps(result: Result, say: Voice) -> tuple[str, ...]:
    """What to provide, where nothing could be examined."""
    if result.health.index is not None or claims(result.findings):
        return ()
    return (
        say("Name the sources in engagement.yaml: databases, table catalogs, scripts, metric lists, usage logs."),
        say("Collect answers on three levels, at least five people each; the self-assessment in the app does it."),
        say("Give prices for storage and people, so that savings can be stated."),
        say("Run the check-up again; what cannot be read is named with its reason."),
    )
