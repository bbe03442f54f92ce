"""The pages between the answer and the chapters: how to read, maturity, savings, what to do first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from assess.model.finding import Outcome
from assess.model.result import CoveragePart, FindingPart, MoneyPart, Result, ScorePart
from assess.report import charts
from assess.report.evidence import department
from assess.report.families import claims
from assess.report.parts import Cell, Figure, References, Table, breakable, joined
from assess.report.plan import effort_and_value, saving_steps, treated_by
from assess.report.svg import draw
from assess.report.voice import LEVEL_WORDS, LEVELS, Scale, Voice, noted

MOST_UNSEEN, MOST_UNASKED, TOP = 14, 10, 10

KINDS = {
    "database": noted("Databases"),
    "catalog": noted("Table catalogs"),
    "ddl": noted("Table definitions"),
    "sql": noted("SQL scripts"),
    "metrics": noted("Metric dictionaries"),
    "usage": noted("Usage logs"),
    "answers": noted("Questionnaires"),
}
VALUES = noted("Values, as salted hashes")
SEVERITIES = {"high": noted("high"), "medium": noted("medium"), "low": noted("low")}


@dataclass(frozen=True, slots=True)
class Reading:
    """Page 3: what was seen, what was not and why, which checks could not be made."""

    title: str
    seen: Table | None
    unseen: Table | None
    more_unseen: str
    unasked: Table | None
    more_unasked: str
    notes: tuple[str, ...]


def reading_of(result: Result, refer: References, say: Voice) -> Reading:
    """Everything a reader must know before believing a number."""
    coverage = result.coverage
    read = [c for c in coverage if c.available]
    lacking = [c for c in coverage if not c.available or c.why[say.language]]
    unasked = [f for f in result.findings if f.outcome in (Outcome.NOT_AVAILABLE, Outcome.ERROR, Outcome.NOT_APPLICABLE)]
    if coverage:
        title = say("{read} of {named} inputs were read; {scored} of {asked} checks have a result", read=len(read),
                    named=len(coverage), scored=result.health.scored, asked=result.health.asked)  # fmt: skip
    else:
        title = say("No input was given; {scored} of {asked} checks have a result", scored=result.health.scored, asked=result.health.asked)
    return Reading(
        title, _seen(coverage, say), _lacking(lacking[:MOST_UNSEEN], result, refer, say),
        say("{n} more are listed in the appendix.", n=len(lacking) - MOST_UNSEEN) if len(lacking) > MOST_UNSEEN else "",
        _unasked(unasked[:MOST_UNASKED], refer, say),
        say("{n} more are listed in the appendix.", n=len(unasked) - MOST_UNASKED) if len(unasked) > MOST_UNASKED else "",
        _notes(result, say),
    )  # fmt: skip


def _seen(coverage: Sequence[CoveragePart], say: Voice) -> Table | None:
    rows: list[tuple[Cell, ...]] = []
    for kind in [*KINDS, *sorted({c.kind for c in coverage} - set(KINDS))]:
        for values in (False, True):
            of_kind = [c for c in coverage if c.kind == kind and c.input.endswith(": values") is values]
            if of_kind:
                name = say(VALUES) if values else say(KINDS[kind]) if kind in KINDS else kind
                share = say("{n} of {all}", n=sum(c.available for c in of_kind), all=len(of_kind))
                rows.append((name, share, _amounts(of_kind, say) or say("nothing")))
    if not rows:
        return None
    return Table((say("Input"), say("Read"), say("What was in it")), "lrl", (34, 18, 48), tuple(rows))


def _amounts(parts: Sequence[CoveragePart], say: Voice) -> str:
    counted: dict[str, int] = {}
    for part in parts:
        if part.available and part.seen:
            counted[part.unit[say.language]] = counted.get(part.unit[say.language], 0) + part.seen
    return say.comma.join(f"{say.count(n)} {unit}" for unit, n in counted.items())


def examined(coverage: Sequence[CoveragePart], say: Voice) -> str:
    """What was looked at, each thing once though several inputs tell of it: the largest count of each unit."""
    most: dict[str, int] = {}
    for kind in KINDS:
        counted: dict[str, int] = {}
        for part in coverage:
            if part.kind == kind and part.available and part.seen and not part.input.endswith(": values"):
                counted[part.unit[say.language]] = counted.get(part.unit[say.language], 0) + part.seen
        most = {unit: max(most.get(unit, 0), counted.get(unit, 0)) for unit in [*most, *(u for u in counted if u not in most)]}
    return say.comma.join(f"{say.count(n)} {unit}" for unit, n in most.items())


def input_name(part: CoveragePart, say: Voice) -> Cell:
    """An input as the client knows it; the part read for values is said in words."""
    if part.input.endswith(": values"):
        return joined([breakable(part.input.removesuffix(": values")), say("(values)")])
    return breakable(part.input.split(": ")[-1])


def _lacking(parts: Sequence[CoveragePart], result: Result, refer: References, say: Voice) -> Table | None:
    if not parts:
        return None
    rows = tuple(
        (refer(c.id), input_name(c, say), department(c.department, result, say),
         (say("not read: {why}", why=c.why[say.language]) if not c.available else say("in part: {why}", why=c.why[say.language])))
        for c in parts
    )  # fmt: skip
    return Table((say("Id"), say("Input"), say("Department"), say("What is missing, and why")), "llll", (9, 24, 16, 51), rows)


def _unasked(findings: Sequence[FindingPart], refer: References, say: Voice) -> Table | None:
    if not findings:
        return None
    words = {Outcome.NOT_AVAILABLE: say("no evidence"), Outcome.NOT_APPLICABLE: say("not applicable"), Outcome.ERROR: say("failed")}
    rows = tuple((refer(f.id), f.name[say.language], words[f.outcome], outcome_text(f, say)) for f in findings)
    return Table((say("Id"), say("Check"), say("Result"), say("Why")), "llll", (9, 24, 16, 51), rows)


def outcome_text(finding: FindingPart, say: Voice) -> str:
    """Why a check has the result it has; a fault of the program is not told in the program's words."""
    if finding.outcome is Outcome.ERROR:
        return say("The check failed; result.json holds the message.")
    return finding.title[say.language]


def _notes(result: Result, say: Voice) -> tuple[str, ...]:
    return (
        say("Unknown is never good: a check without evidence has no score, and a cell without answers stays grey."),
        say("Money is a yearly amount with a low, a base and a high; a table is counted once, however many findings name it."),
        say("Groups of fewer than five people are not shown."),
        say("Ids lead to the evidence: letters and a number for a finding, T for the roadmap, M for a gap between levels, C for an input."),
    )


@dataclass(frozen=True, slots=True)
class Spread:
    """A page of one figure: the sentence it shows, the figure, a table, what follows from it."""

    title: str
    lead: str
    figure: Figure | None
    table: Table | None
    caption: str
    so_what: str


def maturity_of(result: Result, refer: References, say: Voice) -> Spread | None:
    """Levels by dimension, evidence beside them; None where nobody answered."""
    maturity = result.maturity
    chart = charts.maturity_heatmap(result, say.language)
    if chart is None or not maturity.available:
        return None
    title = _maturity_title(result, say)
    people = say.comma.join(
        say("{level} {n}", level=say(LEVEL_WORDS[level]), n=say("fewer than five") if maturity.respondents.get(level) is None else say.count(maturity.respondents[level] or 0))
        for level in LEVELS
        if level in maturity.respondents
    )
    numbers = _levels(result, refer, say)
    source = joined([say("1 scattered, 2 trial, 3 forming, 4 normal, 5 innovating. Respondents: {people}. Grey: not seen, or under five people.", people=people)])
    caption = say("Mean level by dimension, as each level of the company answered, and as the evidence shows")
    figure = Figure(caption, draw(chart, "maturity", title, _spoken(numbers)), source, numbers)
    lead = []
    if maturity.overall is not None:
        lead.append(say("Over all dimensions the company stands at level {level}.", level=say.level(maturity.overall)))
    floor = next((d for d in maturity.dimensions if d.id == maturity.floor), None)
    if floor:
        lead.append(say("The lowest is “{name}”.", name=floor.name[say.language]))
    if maturity.badge is not None:
        names = [g.name[say.language] for g in result.applicability.gates if g.id in maturity.badge_capped_by]
        lead.append(
            say("The badge is level {level}, capped by open gates: {gates}.", level=maturity.badge, gates=say.listing(names))
            if names
            else say("The badge is level {level}.", level=maturity.badge)
        )
    so_what = ""
    if maturity.gaps:
        widest = max(maturity.gaps, key=lambda g: (g.difference, g.id))
        so_what = say("Begin the talk between the levels with “{question}”: bring the evidence, record what is agreed and what is not.", question=widest.name[say.language])
    return Spread(title, say.stop.join(lead), figure, numbers, say("Mean of each level with its 95 % interval"), so_what)


def _maturity_title(result: Result, say: Voice) -> str:
    def mean(values: Sequence[float | None]) -> float | None:
        known = [v for v in values if v is not None]
        return sum(known) / len(known) if known else None

    pairs = [(d.levels["executive"].mean, d.levels["frontline"].mean, d.evidence) for d in result.maturity.dimensions
             if "executive" in d.levels and "frontline" in d.levels]  # fmt: skip
    both = [(a, b) for a, b, _ in pairs if a is not None and b is not None]
    overall = result.maturity.overall
    if not both:
        if overall is None:
            return say("No level can be stated yet: too few people answered")
        return say("The company stands at level {level} of 5", level=say.level(overall))
    apart = mean([a - b for a, b in both]) or 0.0
    if abs(apart) < 0.3:
        return say("Executives and front line agree within {n} of a level", n=say.level(abs(apart)))
    near = [abs(e - a) - abs(e - b) for a, b, e in pairs if a is not None and b is not None and e is not None]
    higher = say("Executives see the company {n} levels higher than the front line", n=say.level(apart)) if apart > 0 else say(
        "The front line sees the company {n} levels higher than executives", n=say.level(-apart)
    )
    if not near:
        return higher
    front = sum(1 for x in near if x > 0) * 2 > len(near)
    side = say("the evidence sides with the front line") if front else say("the evidence sides with the executives")
    return say("{one}; {other}", one=higher, other=side)


def _levels(result: Result, refer: References, say: Voice) -> Table:
    def cell(score: ScorePart | None) -> Cell:
        if score is None or (score.mean is None and not score.suppressed):
            return say("not seen")
        if score.suppressed or score.mean is None:
            return say("under 5")
        return f"{say.level(score.mean)} ({say.level(score.low)}–{say.level(score.high)})" if score.low is not None and score.high is not None else say.level(score.mean)

    rows = tuple(
        (d.name[say.language], *(cell(d.levels.get(level)) for level in LEVELS),  # type: ignore[call-overload]
         say("not seen") if d.evidence is None else say.level(d.evidence))
        for d in result.maturity.dimensions
    )  # fmt: skip
    heads = (say("Dimension"), *(say(LEVEL_WORDS[level]) for level in LEVELS), say("evidence"))
    return Table(heads, "lrrrr", (36, 17, 17, 17, 13), rows, tuple(d.id for d in result.maturity.dimensions))


def gaps_table(result: Result, say: Voice) -> Table | None:
    """The differences between levels that hold, the widest first."""
    gaps = sorted(result.maturity.gaps, key=lambda g: (-g.difference, g.id))[:TOP]
    if not gaps:
        return None
    rows = tuple(
        (Markup('<span class="ref">{}</span>').format(g.id), g.name[say.language],
         say("{higher} over {lower}", higher=say(LEVEL_WORDS[g.higher]), lower=say(LEVEL_WORDS[g.lower])),
         say.level(g.difference), f"{g.n_higher} / {g.n_lower}", _p(g.p_value))
        for g in gaps
    )  # fmt: skip
    heads = (say("Id"), say("Question"), say("Who rates higher"), say("Levels apart"), say("People"), "p")
    return Table(heads, "lllrrr", (10, 36, 24, 12, 10, 8), rows, tuple(g.id for g in gaps))


def _p(value: float) -> str:
    return "<0.001" if value < 0.001 else f"{value:.3f}"


def savings_of(result: Result, refer: References, say: Voice) -> Spread | None:
    """What each treatment saves, low to high; None where nothing is priced."""
    saving, steps = result.roadmap.saving, saving_steps(result, say.language)
    chart = charts.family_savings(result, say.language)
    if saving is None or chart is None:
        return None
    share = steps[0].saving.base / saving.base if saving.base else 0.0
    name = steps[0].label.split("\n" + steps[0].items[0])[0].replace("\n", "" if say.language == "zh" else " ")
    title = say("{money} a year can be saved; {share} of it by one treatment: {name}", money=say.money(saving), share=say.percent(share), name=_lower(name, say))
    scale = Scale.of(saving.high, saving.currency, say.language)
    by_item = {item.id: item for item in result.roadmap.items}
    rows = [
        (joined([refer(i) for i in step.items]), say.listing([by_item[i].title[say.language] for i in step.items], 1),
         *_ranged(step.saving, scale), refer.list([f for i in step.items for f in by_item[i].findings], 4))
        for step in steps
    ]  # fmt: skip
    rows.append(("", say("Together, each table counted once"), *_ranged(saving, scale), ""))
    heads = (say("Id"), say("Treatment"), say("low"), say("base"), say("high"), say("Findings"))
    table = Table(heads, "llrrrl", (12, 39, 10, 10, 10, 19), tuple(rows))
    figure = Figure(say("Saving a year by treatment"), draw(chart, "savings", title, _spoken(table)), joined([say("{unit} a year; bar to the base, line from low to high.", unit=scale.unit)]), table)
    lead = say("Low and high come from the prices given, not from chance: {range}.", range=say.money_range(saving))
    return Spread(title, lead, figure, table, say("Savings by treatment, {unit} a year", unit=scale.unit), result.roadmap.formula[say.language])


def _lower(name: str, say: Voice) -> str:
    return name[:1].lower() + name[1:] if say.language == "en" else name


def _ranged(money: MoneyPart, scale: Scale) -> tuple[str, str, str]:
    return scale.show(money.low), scale.show(money.base), scale.show(money.high)


def priorities_of(result: Result, refer: References, say: Voice) -> Spread | None:
    """Effort against saving, and the ten heaviest findings; None where nothing was found."""
    found = heaviest(claims(result.findings))[:TOP]
    if not found:
        return None
    by = treated_by(result)
    points = effort_and_value(result)
    quick = sorted(points, key=lambda p: (-p.saving / max(p.days, 1), p.id))[:1]
    if quick:
        title = say("{id} saves most for each day of work: {money} a year for {days} days",
                    id=quick[0].id, money=say.money(MoneyPart(currency=quick[0].currency, low=0, base=quick[0].saving, high=quick[0].saving)),
                    days=round(quick[0].days))  # fmt: skip
    else:
        high = sum(f.severity == "high" for f in claims(result.findings))
        title = say.many("{n} finding is of high weight; it comes first", "{n} findings are of high weight; they come first", high)
    rows = tuple(
        (refer(f.id), f.title[say.language], severity(f, say), say.money(f.saving) if f.saving else "–", refer.list(by.get(f.id, ()), 3))
        for f in found
    )
    heads = (say("Id"), say("Finding"), say("Weight"), say("A year"), say("Treated by"))
    table = Table(heads, "lllrl", (10, 52, 9, 15, 14), rows)
    chart = charts.findings_matrix(result, say.language)
    figure = None
    if chart is not None:
        numbers = Table((say("Id"), say("Effort, person-days"), say("A year")), "lrr", (30, 35, 35),
                        tuple((refer(p.id), say.count(p.days), say.money(MoneyPart(currency=p.currency, low=0, base=p.saving, high=p.saving))) for p in points))  # fmt: skip
        source = joined([say("Roadmap items with a saving; the dark one is the first case. The higher and the further left, the earlier.")])
        figure = Figure(say("Effort and yearly saving by treatment"), draw(chart, "matrix", title, _spoken(numbers)), source, numbers)
    return Spread(title, "", figure, table, say("The {n} heaviest findings", n=len(found)), "")


def heaviest(findings: Sequence[FindingPart]) -> list[FindingPart]:
    """By saving, then severity, then id."""
    rank = {"high": 0, "medium": 1, "low": 2}
    return sorted(findings, key=lambda f: (-(f.saving.base if f.saving else 0.0), rank.get(f.severity or "", 3), f.id))


def severity(finding: FindingPart, say: Voice) -> Markup:
    """The word for a finding's weight, in its colour."""
    if finding.severity is None:
        return Markup("–")
    return Markup('<span class="sev {}">{}</span>').format(finding.severity.value, say(SEVERITIES[finding.severity.value]))


def _spoken(table: Table) -> str:
    """The table's rows as plain text, for those who hear the figure."""
    return "; ".join(", ".join(_plain(cell) for cell in row if cell) for row in table.rows)


def _plain(cell: Cell) -> str:
    return cell.striptags() if isinstance(cell, Markup) else cell
