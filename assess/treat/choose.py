"""Which treatments apply: those the findings ask for, and those every check-up ends with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assess.diagnose.run import Diagnosis
from assess.model.errors import BadInput, Problem, nearest
from assess.model.finding import Finding, Outcome
from assess.model.money import Money, total
from assess.treat.library import Treatment

# What only makes sense with a shared platform; a company that needs none is not sent there.
PLATFORM = frozenset(
    {
        "form-committee",
        "unify-tables",
        "protect-hubs",
        "draw-shared-layer",
        "build-detail-layer",
        "merge-derivations",
        "tier-storage",
        "keep-watch",
    }
)
ALWAYS = ("form-committee", "keep-watch")
HORIZON_YEARS = 3


@dataclass(frozen=True, slots=True)
class Chosen:
    """A treatment with the findings it answers; `lead` when it answers the heaviest one alone."""

    key: str
    name: str
    treatment: Treatment
    findings: tuple[Finding, ...]
    saving: Money | None
    lead: bool

    @property
    def subjects(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(s for finding in self.findings for s in finding.subjects))


@dataclass(frozen=True, slots=True)
class Choice:
    """What is prescribed, and the findings by treatment whose cure costs more than it saves.

    A finding whose tables are all treated under another finding is in neither.
    """

    chosen: tuple[Chosen, ...]
    not_worth: Mapping[str, tuple[Finding, ...]]


def choose(diagnosis: Diagnosis, verdict: str, library: Mapping[str, Treatment], net: Mapping[str, Money]) -> Choice:
    """Treatments in the library's order; none that needs a platform when `verdict` is not_needed.

    A cost bound joins when data cost is known to grow faster than the business. A finding
    whose treatment must pay for itself is left out when its net saving over `HORIZON_YEARS`
    is below its own effort at the engagement's price of a day (all base figures); where
    either is unknown it stays in.
    """
    asked: dict[str, list[Finding]] = {}
    for finding in diagnosis.findings:
        if finding.outcome is Outcome.FINDING:
            for name in finding.treatments:
                asked.setdefault(name, []).append(finding)
    if asked and verdict != "not_needed":
        for name in ALWAYS:
            asked.setdefault(name, [])
    organisation = diagnosis.case.engagement.organisation
    cost, business = organisation.data_cost_growth, organisation.business_growth
    if cost is not None and business is not None and cost > business:
        asked.setdefault("bound-cost", [])
    if verdict == "not_needed":
        asked = {name: findings for name, findings in asked.items() if name not in PLATFORM}
    unknown = sorted(set(asked) - set(library))
    if unknown:
        raise BadInput(
            Problem(f"treatment {name}", f"a detector asks for it and the library has none.{nearest(name, [*library])}")
            for name in unknown
        )
    price = diagnosis.case.engagement.prices.person_day
    chosen: list[Chosen] = []
    not_worth: dict[str, tuple[Finding, ...]] = {}
    for name, treatment in library.items():
        if name not in asked:
            continue
        day = price.base if price and treatment.pays else 0.0
        paying = [f for f in asked[name] if _pays(f, treatment, net, day)]
        if len(paying) < len(asked[name]):
            not_worth[name] = tuple(f for f in asked[name] if f not in paying and f.id in net)
        if paying or not asked[name]:
            chosen += _split(name, treatment, paying, net)
    return Choice(tuple(chosen), not_worth)


def _pays(finding: Finding, treatment: Treatment, net: Mapping[str, Money], day: float) -> bool:
    if not day or finding.saving is None:
        return True
    saved = net[finding.id].base if finding.id in net else 0.0
    return saved * HORIZON_YEARS >= treatment.effort.each[1] * day


def _split(name: str, treatment: Treatment, findings: list[Finding], net: Mapping[str, Money]) -> list[Chosen]:
    def one(key: str, part: list[Finding], lead: bool) -> Chosen:
        saving = total(net[f.id] for f in part if f.id in net and f.treatments[0] == name)
        return Chosen(key, name, treatment, tuple(part), saving, lead)

    if treatment.lead and findings:
        rest = [one(name, findings[1:], False)] if findings[1:] else []
        return [one(f"{name}:lead", findings[:1], True), *rest]
    return [one(name, findings, False)]


def prerequisites(chosen: Sequence[Chosen]) -> dict[str, tuple[str, ...]]:
    """Item key -> keys that must be finished before it starts.

    What follows a treatment of two items follows its lead, so that one long tail of copies
    does not hold up everything else.
    """
    first: dict[str, str] = {}
    for item in chosen:
        first.setdefault(item.name, item.key)
    after: dict[str, tuple[str, ...]] = {}
    for item in chosen:
        keys = [first[name] for name in item.treatment.after if name in first]
        if item.key != first[item.name]:
            keys.append(first[item.name])
        after[item.key] = tuple(keys)
    return after
