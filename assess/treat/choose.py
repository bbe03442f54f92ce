"""Which treatments apply: those the findings ask for, and those every check-up ends with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assess.diagnose.run import Diagnosis
from assess.model.errors import BadInput, Problem, nearest
from assess.model.finding import Finding, Outcome
from assess.model.money import Money, total
from assess.treat.library import Treatment
from assess.treat.library import library as _library
from assess.treat.standing import concerns, named

HORIZON_YEARS = 3
# What only makes sense with a shared platform; a company that needs none is not sent there.
PLATFORM = frozenset(name for name, treatment in _library().items() if "not_needed" not in treatment.verdicts)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A treatment with the findings it answers; `lead` when it answers the heaviest one alone.

    `dimensions` are those of the questionnaire it lifts; `step` is 0 for now, 1 for the level after the next.
    """

    key: str
    name: str
    treatment: Treatment
    findings: tuple[Finding, ...]
    saving: Money | None
    lead: bool
    step: int = 0
    dimensions: tuple[str, ...] = ()

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


def choose(
    diagnosis: Diagnosis,
    verdict: str,
    library: Mapping[str, Treatment],
    net: Mapping[str, Money],
    standing: Mapping[str, int] | None = None,
) -> Choice:
    """Treatments in the library's order, of those that may be proposed at the `verdict` on the need of a platform.

    Detectors ask for some by name. The rules of the library ask for others: `standing` is the level each dimension of
    the questionnaire stands on. A dimension with a finding gets the steps to its next level, and one that is low as a
    whole the steps after that as well. A finding whose treatment must pay for itself is left out when its net saving
    over `HORIZON_YEARS` is below its own effort at the engagement's price of a day (all base figures); where either is
    unknown it stays in.
    """
    asked, steps = _asked(diagnosis, library, standing or {})
    unknown = sorted(set(asked) - set(library))
    if unknown:
        raise BadInput(
            Problem(f"treatment {name}", f"a detector asks for it and the library has none.{nearest(name, [*library])}")
            for name in unknown
        )
    asked = {name: found for name, found in asked.items() if verdict in library[name].verdicts}
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
            step, dimensions = steps.get(name, (0, ()))
            chosen += [replace(c, step=step, dimensions=dimensions) for c in _split(name, treatment, paying, net)]
    return Choice(tuple(chosen), not_worth)


def _asked(
    diagnosis: Diagnosis, library: Mapping[str, Treatment], standing: Mapping[str, int]
) -> tuple[dict[str, list[Finding]], dict[str, tuple[int, tuple[str, ...]]]]:
    """Treatment -> findings that ask for it, by name or by rule; and of those by rule the step and the dimensions."""
    asked: dict[str, list[Finding]] = {}
    for finding in diagnosis.findings:
        if finding.outcome is Outcome.FINDING:
            for name in finding.treatments:
                asked.setdefault(name, []).append(finding)
    steps: dict[str, tuple[int, tuple[str, ...]]] = {}
    for name, (found, step, dimensions) in _by_rule(diagnosis, library, standing).items():
        some = asked.setdefault(name, [])
        some += [f for f in found if f not in some]
        steps[name] = (step, dimensions)
    if asked:
        for name, treatment in library.items():
            if treatment.always:
                asked.setdefault(name, [])
    organisation = diagnosis.case.engagement.organisation
    cost, business = organisation.data_cost_growth, organisation.business_growth
    if cost is not None and business is not None and cost > business:
        for name, treatment in library.items():
            if treatment.costs_outgrow:
                asked.setdefault(name, [])
    return asked, steps


def _by_rule(
    diagnosis: Diagnosis, library: Mapping[str, Treatment], standing: Mapping[str, int]
) -> dict[str, tuple[list[Finding], int, tuple[str, ...]]]:
    """Treatment -> the findings its rules rest on, 0 for the next level or 1 for the one after, dimensions lifted."""
    by_dimension: dict[str, list[Finding]] = {}
    for finding in diagnosis.findings:
        dimension = concerns(finding, diagnosis.case)
        if finding.outcome is Outcome.FINDING and dimension:
            by_dimension.setdefault(dimension, []).append(finding)
    found: dict[str, tuple[list[Finding], int, tuple[str, ...]]] = {}
    for name, treatment in library.items():
        for rule in treatment.when:
            level = standing.get(rule.dimension)
            claims = [f for f in by_dimension.get(rule.dimension, []) if named(f.detector, rule.findings)]
            if level is None or not claims:
                continue
            low = [f for f in claims if f.detector == "low-maturity"]
            step = 0 if level in rule.from_ else 1 if low and level + 1 in rule.from_ else None
            if step is None:
                continue
            before, first, dimensions = found.get(name, ([], step, ()))
            new = [f for f in (low if step else claims) if f not in before]
            found[name] = ([*before, *new], min(first, step), tuple(dict.fromkeys((*dimensions, rule.dimension))))
    return found


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
    does not hold up everything else. What lets more people at data waits for the gates that
    name the same tables. The step after the next level of a dimension waits for the steps to the next.
    """
    first: dict[str, str] = {}
    for item in chosen:
        first.setdefault(item.name, item.key)
    gates = [item for item in chosen if item.treatment.gate]
    after: dict[str, tuple[str, ...]] = {}
    for item in chosen:
        keys = [first[name] for name in item.treatment.after if name in first]
        if item.key != first[item.name]:
            keys.append(first[item.name])
        if item.treatment.widens:
            keys += [gate.key for gate in gates if set(gate.subjects) & set(item.subjects)]
        if item.step:
            keys += [
                other.key
                for other in chosen
                if not other.step and set(other.dimensions) & set(item.dimensions) and other.key not in keys
            ]
        after[item.key] = tuple(dict.fromkeys(keys))
    return after
