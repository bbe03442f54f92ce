"""The appendix: evidence by finding, the method with its formulas and prices, words, inputs and versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from assess.model.result import CoveragePart, FindingPart, Result
from assess.report.evidence import Proof, department, departments, proof_of
from assess.report.facts import PRICES, RECKONED
from assess.report.families import FAMILY_NAMES, claims, family_name
from assess.report.method import glossary_of, method_of
from assess.report.parts import Cell, References, Table, breakable, joined
from assess.report.plan import treated_by
from assess.report.ranking import heaviest, severity
from assess.report.reading import input_name, outcome_text
from assess.report.treatments import treatment_places
from assess.report.voice import Voice

CARDS_EACH, CARDS, LISTED = 5, 50, 400


@dataclass(frozen=True, slots=True)
class Card:
    """One finding with what proves it."""

    id: str
    title: str
    severity: Markup
    departments: str
    saving: str
    treated: Markup
    why: str
    remedy: str
    subjects: Markup
    proof: Proof
    formula: str
    files: str


@dataclass(frozen=True, slots=True)
class Appendix:
    """`further` lists the findings that have no card; `left_out` says how many are in result.json alone."""

    title: str
    method_title: str
    families: tuple[tuple[str, tuple[Card, ...]], ...]
    further: Table | None
    left_out: str
    checks: Table | None
    coverage: Table | None
    prices: Table | None
    method: tuple[str, ...]
    glossary: tuple[tuple[str, str], ...]
    inputs: Table | None
    more_inputs: str
    versions: str


def carded(result: Result) -> list[FindingPart]:
    """The findings that get a card: the heaviest of each detector."""
    kept: list[FindingPart] = []
    seen: dict[str, int] = {}
    for finding in heaviest(claims(result.findings)):
        seen[finding.detector] = seen.get(finding.detector, 0) + 1
        if seen[finding.detector] <= CARDS_EACH and len(kept) < CARDS:
            kept.append(finding)
    return kept


def listed(result: Result) -> list[FindingPart]:
    """The findings named in a line only."""
    cards = {f.id for f in carded(result)}
    return [f for f in heaviest(claims(result.findings)) if f.id not in cards][:LISTED]


def places_of(result: Result) -> frozenset[str]:
    """Every id that has a place in the document."""
    found = {f.id for f in [*carded(result), *listed(result)]}
    checks = {f.id for f in result.findings if f not in claims(result.findings)}
    taken = {d.id for d in result.health.deductions if d.points > 0 and result.health.index is not None}
    moved = {s.id for s in result.roadmap.sensitivity}
    inputs = {parts[0].id for parts in _by_source(result.coverage)}
    items = {i.id for i in result.roadmap.items}
    return treatment_places(result) | found | checks | taken | moved | inputs | items


def appendix_of(result: Result, refer: References, say: Voice) -> Appendix:
    """Everything a sceptical reader asks for next."""
    by = treated_by(result)
    families: list[tuple[str, tuple[Card, ...]]] = []
    cards = carded(result)
    for family in [*FAMILY_NAMES, *sorted({f.family for f in cards} - set(FAMILY_NAMES))]:
        of_family = sorted((f for f in cards if f.family == family), key=lambda f: f.id)
        if of_family:
            families.append(
                (family_name(family, say.language), tuple(_card(f, by, result, refer, say) for f in of_family))
            )
    rest = listed(result)
    missing = len(claims(result.findings)) - len(cards) - len(rest)
    inputs = result.run.inputs
    return Appendix(
        say.many("The evidence for {n} finding", "The evidence for {n} findings, one by one", len(cards)),
        say(
            "{asked} checks, {inputs} inputs: method, words and sources",
            asked=result.health.asked,
            inputs=len(result.coverage),
        ),
        tuple(families),
        _further(rest, say),
        say.many("{n} more finding is in result.json alone.", "{n} more findings are in result.json alone.", missing)
        if missing > 0
        else "",
        _checks(result, say),
        _coverage(result, say),
        _prices(result, say),
        method_of(result, say),
        glossary_of(say),
        _inputs(result, say),
        say("{n} more inputs are in result.json.", n=len(inputs) - 40) if len(inputs) > 40 else "",
        say.comma.join(f"{name} {version}" for name, version in sorted(result.run.versions.items())),
    )


def _card(f: FindingPart, by: Mapping[str, Sequence[str]], result: Result, refer: References, say: Voice) -> Card:
    names = [breakable(s) for s in f.subjects[:8]]
    if len(f.subjects) > 8:
        names.append(Markup("{}").format(say("and {n} more", n=len(f.subjects) - 8)))
    return Card(
        id=f.id,
        title=f.title[say.language],
        severity=severity(f, say),
        departments=departments(f.departments, result, say, 8) if f.departments else "",
        saving=say.money_range(f.saving) if f.saving else "",
        treated=refer.list(by.get(f.id, ()), 4),
        why=f.why[say.language],
        remedy=f.remedy[say.language],
        subjects=joined(names, "、" if say.language == "zh" else ", "),
        proof=proof_of(f, result, say),
        formula=say(RECKONED[f.detector]) if f.saving and f.detector in RECKONED else "",
        files=_medicine(f, result, say),
    )


def _medicine(f: FindingPart, result: Result, say: Voice) -> str:
    """Where the plan and the SQL of a group's shared table lie, for the groups that the roadmap merges."""
    group = f.evidence.get("group")
    merged = any(f.id in item.findings for item in result.roadmap.items if item.treatment == "unify-tables")
    if not group or not merged:
        return ""
    return say("unify/{group}/ beside this report; anew with `assess unify DIR {group}`", group=group)


def _further(rest: Sequence[FindingPart], say: Voice) -> Table | None:
    if not rest:
        return None
    rows = tuple((f.id, f.title[say.language], say.money(f.saving) if f.saving else "–") for f in rest)
    return Table((say("Id"), say("Finding"), say("A year")), "llr", (11, 73, 16), rows, tuple(f.id for f in rest))


def _checks(result: Result, say: Voice) -> Table | None:
    fine = [f for f in result.findings if f not in claims(result.findings)]
    if not fine:
        return None
    words = {
        "ok": say("in order"),
        "not_available": say("no evidence"),
        "not_applicable": say("not applicable"),
        "error": say("failed"),
    }
    rows = tuple((f.id, f.name[say.language], words[f.outcome.value], outcome_text(f, say)) for f in fine)
    return Table(
        (say("Id"), say("Check"), say("Result"), say("What was seen")),
        "llll",
        (10, 22, 15, 53),
        rows,
        tuple(f.id for f in fine),
    )


def _coverage(result: Result, say: Voice) -> Table | None:
    """One line a source; what lacks something has a line of its own."""
    if not result.coverage:
        return None
    rows: list[tuple[Cell, ...]] = []
    anchors: list[str] = []
    for parts in _by_source(result.coverage):
        first, last = parts[0], parts[-1]
        seen = (
            f"{say.count(sum(c.seen or 0 for c in parts))} {first.unit[say.language]}"
            if first.available
            else say("not read")
        )
        files = say("{n} files", n=len(parts)) if len(parts) > 1 else ""
        name = joined([input_name(first, say) if len(parts) == 1 else breakable(_source(first)), files])
        ids = first.id if len(parts) == 1 else f"{first.id} – {last.id}"
        rows.append((ids, name, department(first.department, result, say), seen, first.why[say.language] or "–"))
        anchors.append(first.id)
    heads = (say("Id"), say("Input"), say("Department"), say("Seen"), say("What is missing, and why"))
    return Table(heads, "lllll", (14, 27, 15, 15, 29), tuple(rows), tuple(anchors))


def _by_source(coverage: Sequence[CoveragePart]) -> list[list[CoveragePart]]:
    """Runs of whole parts of one source together, everything else alone."""
    runs: list[list[CoveragePart]] = []
    for part in coverage:
        whole = part.available and not part.why.en
        before = runs[-1][-1] if runs else None
        if (
            before
            and whole
            and before.available
            and not before.why.en
            and _source(part) == _source(before)
            and part.unit == before.unit
            and not _values(part)
        ):
            runs[-1].append(part)
        else:
            runs.append([part])
    return runs


def _source(part: CoveragePart) -> str:
    return part.input.split(": ")[0]


def _values(part: CoveragePart) -> bool:
    return part.input.endswith(": values")


def _prices(result: Result, say: Voice) -> Table | None:
    """The prices the findings were reckoned with, as the evidence gives them."""
    given: dict[str, Any] = {}
    for finding in claims(result.findings):
        for place in ("prices", "inputs"):
            stated = finding.evidence.get(place)
            if isinstance(stated, Mapping):
                given |= {key: stated[key] for key in PRICES if key in stated and key not in given}
    rows: list[tuple[Cell, ...]] = []
    for key, (label, unit) in PRICES.items():
        if key in given:
            value = given[key]
            low, base, high = (
                (value["low"], value["base"], value["high"]) if isinstance(value, Mapping) else (value,) * 3
            )
            rows.append(
                (say(label), *(f"{v:,.10g}" for v in (low, base, high)), say(unit, currency=result.engagement.currency))
            )
        elif key in result.engagement.priced:
            rows.append((say(label), say("given"), "", "", say(unit, currency=result.engagement.currency)))
    if not rows:
        return None
    return Table(
        (say("Price"), say("low"), say("base"), say("high"), say("Unit")), "lrrrl", (34, 13, 13, 13, 27), tuple(rows)
    )


def _inputs(result: Result, say: Voice) -> Table | None:
    if not result.run.inputs:
        return None
    rows = tuple(
        (
            breakable(i.input),
            say.size(i.bytes) if i.bytes is not None else "–",
            Markup('<span class="hash">{}</span>').format(i.sha256[:16]),
        )
        for i in result.run.inputs[:40]
    )
    return Table((say("Input"), say("Size"), say("SHA-256, first 16 digits")), "lrl", (58, 14, 28), rows)
