"""The three arguments of the answer: one of money, one of meaning, one of people, each with the ids that prove it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assess.model.bank import LEVEL_NAMES
from assess.model.result import FindingPart, Result
from assess.report.families import claims, saved, subjects
from assess.report.levels import finding_of
from assess.report.voice import Voice


@dataclass(frozen=True, slots=True)
class Argument:
    """A number, what it counts, one line more, and the ids that prove it."""

    big: str
    text: str
    detail: str
    ids: tuple[str, ...]


def arguments_of(result: Result, say: Voice) -> list[Argument]:
    """One of money, one of meaning, one of people; what is missing is made up from the rest."""
    made = {name: make(result, say) for name, make in _MAKERS.items()}
    there = {name: argument for name, argument in made.items() if argument}
    chosen = []
    for wanted in (("copies", "unused", "lineage"), ("metrics", "lineage"), ("gap", "claims", "gates", "owners")):
        name = next((n for n in wanted if n in there), None)
        if name:
            chosen.append(there.pop(name))
    chosen += list(there.values())[: 3 - len(chosen)]
    return chosen


def _copies(result: Result, say: Voice) -> Argument | None:
    found = claims(result.findings, "redundant-tables")
    if not found:
        return None
    top, money = found[0], saved(found)
    more = (
        say("All {n} groups together: {money} a year.", n=len(found), money=say.money(money))
        if money and len(found) > 1
        else ""
    )
    return Argument(f"{len(top.subjects)} → 1", top.title[say.language], more, tuple(f.id for f in found))


def _metrics(result: Result, say: Voice) -> Argument | None:
    found = claims(result.findings, "metric-conflicts")
    return _counted(
        found,
        say,
        say.many("{n} metric", "{n} metrics", len(found)),
        say("stand for different calculations under one name"),
    )


def _gap(result: Result, say: Voice) -> Argument | None:
    if not result.maturity.gaps:
        return None
    gap = max(result.maturity.gaps, key=lambda g: (g.difference, g.id))
    higher, lower = LEVEL_NAMES[gap.higher][say.language], LEVEL_NAMES[gap.lower][say.language]
    return Argument(
        say("{n} levels", n=say.level(gap.difference)),
        say(
            "apart on “{question}”: {higher} rate it higher than {lower}",
            question=gap.name[say.language],
            higher=higher,
            lower=lower,
        ),
        say("{a} and {b} people answered", a=gap.n_higher, b=gap.n_lower),
        tuple(i for i in [finding_of(gap, result)] if i),
    )


def _unused(result: Result, say: Voice) -> Argument | None:
    found = claims(result.findings, "unused-tables")
    n = subjects(found)
    return _counted(found, say, say.many("{n} table", "{n} tables", n), say("are read by nobody"))


def _lineage(result: Result, say: Voice) -> Argument | None:
    found = claims(result.findings, "duplicated-lineage")
    return _counted(
        found,
        say,
        say.many("{n} result", "{n} results", len(found)),
        say("computed in parallel by several departments"),
    )


def _claims(result: Result, say: Voice) -> Argument | None:
    found = [f for f in claims(result.findings) if f.family == "contradictions"]
    return _counted(found, say, say.many("{n} claim", "{n} claims", len(found)), say("contradicted by the evidence"))


def _gates(result: Result, say: Voice) -> Argument | None:
    closed = [gate for gate in result.applicability.gates if gate.met is not True]
    if not closed or not claims(result.findings):
        return None
    return Argument(
        say.many("{n} gate", "{n} gates", len(closed)),
        say("not met: {names}", names=say.listing([g.name[say.language] for g in closed])),
        "",
        tuple(g.finding for g in closed),
    )


def _owners(result: Result, say: Voice) -> Argument | None:
    found = claims(result.findings, "missing-owners")
    n = subjects(found)
    return _counted(found, say, say.many("{n} table", "{n} tables", n), say("without an owner"))


def _counted(found: Sequence[FindingPart], say: Voice, big: str, text: str) -> Argument | None:
    if not found:
        return None
    return Argument(big, text, found[0].title[say.language], tuple(f.id for f in found))


_MAKERS = {
    "copies": _copies,
    "metrics": _metrics,
    "gap": _gap,
    "unused": _unused,
    "lineage": _lineage,
    "claims": _claims,
    "gates": _gates,
    "owners": _owners,
}
