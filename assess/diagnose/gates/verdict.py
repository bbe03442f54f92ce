"""The three gates before everything else, as the report shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assess.diagnose.gates import applicability, compliance, number_one
from assess.diagnose.registry import DETECTORS, Case
from assess.diagnose.texts import render, texts_of
from assess.model.finding import Outcome, Verdict
from assess.model.result import ApplicabilityPart, GatePart, TextPart
from assess.model.text import Text

GATES = ("applicability", "number-one", "compliance")
CAPPING = ("number-one", "compliance")
BADGE_CAP = 2


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate with its answer. `met` is None where it is unknown, which is not met."""

    slug: str
    met: bool | None
    finding: str
    title: Text
    why: Text
    name: Text


def gates_of(case: Case) -> tuple[Gate, ...]:
    """Applicability, number one and compliance, in this order."""
    return case.once(_gates)


def applicability_of(case: Case) -> ApplicabilityPart:
    """Whether a shared platform is needed, why, and whether the gates are met."""
    gates = gates_of(case)
    organisation = case.engagement.organisation
    return ApplicabilityPart(
        verdict=applicability.need(organisation),
        title=_part(gates[0].title),
        why=_part(gates[0].why),
        facts=applicability.facts_of(organisation),
        gates=[
            GatePart(id=g.slug, name=_part(g.name), met=g.met, title=_part(g.title), finding=g.finding) for g in gates
        ],
    )


def _gates(case: Case) -> tuple[Gate, ...]:
    return tuple(_gate(case, slug) for slug in GATES)


def _gate(case: Case, slug: str) -> Gate:
    detector = DETECTORS[slug]
    verdict = case.verdicts.get(slug) or _JUDGES[slug](case)
    texts = texts_of(detector.texts)
    names = {d.id: d.name.text for d in case.engagement.departments}
    if verdict.outcome is Outcome.FINDING:
        claim = verdict.claims[0]
        facts = {**claim.facts, "departments": [], "subjects": list(claim.subjects), "saving": claim.saving}
        title, why = render(texts.finding, facts, names), render(texts.why, facts, names)
    elif verdict.outcome is Outcome.OK:
        title, why = render(texts.ok, verdict.facts, names), render(texts.decides, verdict.facts, names)
    else:
        assert verdict.reason is not None
        title, why = verdict.reason, render(texts.decides, verdict.facts, names)
    number = 1 if verdict.outcome is Outcome.FINDING else 0
    name = Text(texts.name.zh, texts.name.en)
    return Gate(slug, _met(verdict), f"{detector.code}-{number:03d}", title, why, name)


def _met(verdict: Verdict) -> bool | None:
    if verdict.outcome is Outcome.OK:
        return True
    if verdict.outcome is not Outcome.FINDING:
        return None
    facts = verdict.claims[0].facts
    only_unknown = "unmet" in facts and not facts["unmet"] and not facts["unproven"]
    return None if only_unknown else False


def _part(text: Text) -> TextPart:
    return TextPart(zh=text.zh, en=text.en)


_JUDGES: Mapping[str, Callable[[Case], Verdict]] = {
    "applicability": applicability.judge,
    "number-one": number_one.judge,
    "compliance": compliance.judge,
}
