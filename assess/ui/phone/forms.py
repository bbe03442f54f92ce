"""What the forms of a phone mean, or what is wrong with them in a sentence that the page shows."""

from __future__ import annotations

from collections.abc import Mapping

from assess.model.bank import LEVELS, Item
from assess.model.errors import BadInput
from assess.model.room import MOST_TEXT, Room, Vote, check_ballot
from assess.ui.phone.words import say


class Unclear(Exception):
    """The form cannot be taken as it is; the text says what to do, in the reader's language."""


def joined(form: Mapping[str, str], departments: Mapping[str, object], language: str) -> tuple[str, str]:
    """Role and department; the department may be left out."""
    level, department = form.get("level", ""), form.get("department", "")
    if level not in LEVELS:
        raise Unclear(say("Choose your role to go on.", language))
    return level, department if department in departments else ""


def voted(form: Mapping[str, str], room: Room, item: Item, round_: int, person: str, language: str) -> Vote:
    """The vote in this form, for the round that its page showed."""
    choice = form.get("choice", "")
    if choice in ("1", "2", "3", "4", "5"):
        return Vote(room.code, item.id, round_, person, int(choice))
    if choice == "dont_know":
        return Vote(room.code, item.id, round_, person, None, choice)
    if choice == "not_applicable" and item.may_not_apply:
        reason = " ".join(form.get("reason", "").split())[:MOST_TEXT]
        return Vote(room.code, item.id, round_, person, None, choice, reason)
    raise Unclear(say("Choose one of the answers.", language))


def dotted(form: Mapping[str, str], room: Room, language: str) -> dict[str, int]:
    """Dots by treatment; an abstention is empty."""
    if "abstain" in form:
        return {}
    given = ticked(form)
    total = sum(given.values())
    if total > room.dots:
        raise Unclear(say("You gave {n} dots; you have {all}.", language, n=total, all=room.dots))
    if total == 0:
        raise Unclear(say("You gave no dots. To give none, choose to abstain.", language))
    try:
        check_ballot(room, given)
    except BadInput:
        raise Unclear(say("At most {n} of your dots go on one proposal.", language, n=room.cap)) from None
    return given


def ticked(form: Mapping[str, str]) -> dict[str, int]:
    """The dots as they were ticked, right or wrong."""
    named = ((name.removeprefix("dots "), text) for name, text in form.items() if name.startswith("dots "))
    return {name: int(text) for name, text in named if text.isascii() and text.isdigit() and len(text) < 3}


def asked_round(form: Mapping[str, str]) -> int:
    """The round that the page was about; 0 where the form does not say."""
    text = form.get("round", "")
    return int(text) if text in ("1", "2") else 0
