"""What a rule says: passed, failed, unknown, not applicable or off, and the offences it found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatchcase
from typing import Any, Literal

from assess.model.gates import Gates, Waiver

State = Literal["new", "known", "waived", "expired"]
Outcome = Literal["passed", "failed", "unknown", "not_applicable", "off"]
_PLACE = re.compile(r"^(?P<file>[^\n]+?)(?:\[(?P<sheet>[^\]]*)\])?:(?P<line>\d+) (?P<name>.*)$", re.S)


@dataclass(frozen=True, slots=True)
class Offence:
    """One thing against a rule. `subject` is a table, a definition (`file:line name`), a duty or a figure's name.

    `mark` is the same in every run in which it is the same offence; `trace` stays when its subject is renamed. New and
    expired ones fail.
    """

    subject: str
    mark: str
    message: str
    state: State = "new"
    waiver: Waiver | None = None
    trace: str = ""

    @property
    def place(self) -> tuple[str, int, str] | None:
        """File, line and name where the subject has them."""
        found = _PLACE.match(self.subject)
        return (found["file"], int(found["line"]), found["name"]) if found else None

    @property
    def fails(self) -> bool:
        return self.state in ("new", "expired")


@dataclass(frozen=True, slots=True)
class Ruling:
    """One rule's answer; `why` is a sentence with the figures, `facts` the figures themselves."""

    rule: str
    outcome: Outcome
    why: str
    offences: tuple[Offence, ...] = ()
    facts: dict[str, Any] | None = None


def settle(ruling: Ruling, known: frozenset[str], gates: Gates, today: date) -> Ruling:
    """The ruling once the baseline and the waivers are applied; a waiver that has run out lets nothing through."""
    if ruling.outcome not in ("failed", "passed"):
        return ruling
    offences = tuple(_settled(ruling.rule, one, known, gates.waivers, today) for one in ruling.offences)
    outcome: Outcome = "failed" if any(one.fails for one in offences) else "passed"
    return replace(ruling, outcome=outcome, offences=offences)


def _settled(rule: str, one: Offence, known: frozenset[str], waivers: Sequence[Waiver], today: date) -> Offence:
    mine = [w for w in waivers if w.rule == rule and fnmatchcase(one.subject, _pattern(w.subject))]
    standing = [w for w in mine if w.until >= today]
    if standing:
        return replace(one, state="waived", waiver=max(standing, key=lambda w: w.until))
    if mine:
        return replace(one, state="expired", waiver=max(mine, key=lambda w: w.until))
    return replace(one, state="known") if one.mark in known else one


def _pattern(written: str) -> str:
    """Only `*` has a meaning: a sheet's name stands in brackets, which are letters here."""
    return written.replace("[", "[[]").replace("?", "[?]")
