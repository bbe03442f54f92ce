"""Who is asked what, in which mode and how long it takes; one answer, and what keeps it from counting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import ceil
from typing import Annotated, Literal

from pydantic import Field, StrictInt, StrictStr

from assess.model.bank import Bank, Item
from assess.model.bank_parts import ItemId, Part, State, Step
from assess.model.errors import nearest

Mode = Literal["quick", "full"]
MODES: tuple[Mode, ...] = ("quick", "full")
QUICK = 24
SECONDS_AN_ITEM = 30


class Answer(Part):
    """What one person said to one item; a confidence of 5 is quite sure."""

    item: ItemId
    value: Step | None = None
    state: State = "answered"
    reason: StrictStr = Field(default="", description="why it does not apply")
    comment: StrictStr = ""
    confidence: Annotated[StrictInt, Field(ge=1, le=5)] | None = None
    evidence: StrictStr = Field(default="", description="a link or the name of a document")


def items_for(bank: Bank, role: str, mode: Mode = "full", facts: Mapping[str, int] | None = None) -> tuple[Item, ...]:
    """What a person of `role` is asked, in the order of the bank.

    In quick mode the anchors and so many more that there are 24: the next one always of the dimension asked
    about least so far, so that none is left out; questions that depend on another are not among them.
    `facts` of the pre-screen leave out what has no subject, such as outside platforms where there are none.
    """
    gone = left_out(bank, facts or {})
    asked = [item for item in bank.asked_of(role) if item.id not in gone]
    if mode == "full":
        return tuple(asked)
    chosen = {item.id for item in asked if item.anchor}
    counts = {dimension.id: 0 for dimension in bank.dimensions}
    counts.update({name: sum(i.dimension == name and i.id in chosen for i in asked) for name in counts})
    waiting = [item for item in asked if item.id not in chosen and item.shown_if is None]
    while waiting and len(chosen) < QUICK:
        item = min(waiting, key=lambda one: counts.get(one.dimension, 0))
        waiting.remove(item)
        chosen.add(item.id)
        counts[item.dimension] = counts.get(item.dimension, 0) + 1
    return tuple(item for item in asked if item.id in chosen)


def minutes_for(items: int) -> int:
    """Estimated minutes, at half a minute an item, rounded up so that nobody is promised too little."""
    return max(1, ceil(items * SECONDS_AN_ITEM / 60))


def left_out(bank: Bank, facts: Mapping[str, int]) -> frozenset[str]:
    """Items that have no subject where these facts of the pre-screen are 0; an unknown fact leaves out nothing."""
    screen = bank.gates.applicability if bank.gates else None
    known = screen.facts if screen else ()
    return frozenset(item for fact in known if facts.get(fact.id) == 0 for item in fact.zero_leaves_out)


def shown(item: Item, answers: Mapping[str, Answer]) -> bool:
    """Whether `item` is to be shown to somebody who gave these answers; False while its condition is unanswered."""
    if item.shown_if is None:
        return True
    earlier = answers.get(item.shown_if.item)
    return earlier is not None and item.shown_if.holds(earlier.value, earlier.state)


def with_skipped(items: tuple[Item, ...], answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """The answers as handed in: what the branches left out is `skipped`, an answer from before they did included."""
    final: dict[str, Answer] = {}
    for item in items:
        if not shown(item, final):
            final[item.id] = Answer(item=item.id, state="skipped")
        elif item.id in answers:
            final[item.id] = answers[item.id]
    return final


def answer_faults(bank: Bank, answer: Answer) -> Iterator[str]:
    """One sentence for each thing that keeps `answer` from counting."""
    item = bank.item(answer.item)
    if item is None:
        yield f'"{answer.item}" is not an item of {bank.id}.{nearest(answer.item, [i.id for i in bank.items])}'
        return
    if answer.state == "answered" and answer.value is None:
        yield f"{item.id} is answered, so it needs a level from 1 to 5."
    if answer.state != "answered" and answer.value is not None:
        yield f"{item.id} is {answer.state}, so it has no level, found {answer.value}."
    if answer.state == "not_applicable" and not item.may_not_apply:
        yield f"{item.id} applies to everybody; what is not seen is answered with dont_know."
    if answer.state == "not_applicable" and not answer.reason.strip():
        yield f"{item.id} does not apply, so it needs a reason."
    if answer.state == "skipped" and item.shown_if is None:
        yield f"{item.id} depends on no other question, so no branch can skip it."
