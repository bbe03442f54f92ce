"""The maturity page: levels by dimension, the evidence beside them, and where the levels disagree."""

from __future__ import annotations

from collections.abc import Sequence

from assess.model.result import GapPart, Result, ScorePart
from assess.report import charts
from assess.report.families import claims
from assess.report.parts import Cell, Figure, References, Spread, Table, joined, spoken
from assess.report.svg import draw
from assess.report.voice import LEVEL_WORDS, LEVELS, Voice

MOST_GAPS = 4


def maturity_of(result: Result, refer: References, say: Voice) -> Spread | None:
    """Levels by dimension, evidence beside them; None where nobody answered."""
    maturity = result.maturity
    chart = charts.maturity_heatmap(result, say.language)
    if chart is None or not maturity.available:
        return None
    title = _maturity_title(result, say)
    people = say.comma.join(
        say(
            "{level} {n}",
            level=say(LEVEL_WORDS[level]),
            n=say("fewer than five")
            if maturity.respondents.get(level) is None
            else say.count(maturity.respondents[level] or 0),
        )
        for level in LEVELS
        if level in maturity.respondents
    )
    numbers = _levels(result, say)
    source = joined(
        [
            say(
                "1 scattered, 2 trial, 3 forming, 4 normal, 5 innovating. Respondents: {people}. Grey: not "
                "seen, or not shown because it could tell about fewer than five people.",
                people=people,
            )
        ]
    )
    caption = say("Mean level by dimension, as each level of the company answered, and as the evidence shows")
    figure = Figure(caption, draw(chart, "maturity", title, spoken(numbers)), source, numbers)
    lead = []
    if maturity.overall is not None:
        lead.append(say("Over all dimensions the company stands at level {level}.", level=say.level(maturity.overall)))
    floor = next((d for d in maturity.dimensions if d.id == maturity.floor), None)
    if floor:
        lead.append(say("The lowest is “{name}”.", name=floor.name[say.language]))
    if maturity.badge is not None:
        names = [g.name[say.language] for g in result.applicability.gates if g.finding in maturity.badge_capped_by]
        lead.append(
            say(
                "The badge is level {level}, capped by open gates: {gates}.",
                level=maturity.badge,
                gates=say.listing(names),
            )
            if names
            else say("The badge is level {level}.", level=maturity.badge)
        )
    lead += _told_too(result, say)
    so_what = ""
    if maturity.gaps:
        widest = max(maturity.gaps, key=lambda g: (g.difference, g.id))
        so_what = say(
            "Begin the talk between the levels with “{question}”: bring the evidence, record what is agreed "
            "and what is not.",
            question=widest.name[say.language],
        )
    return Spread(
        title,
        say.stop.join(lead),
        figure,
        numbers,
        say("Mean of each level with its 95 % interval"),
        so_what,
        gaps_table(result, refer, say),
    )


def _told_too(result: Result, say: Voice) -> list[str]:
    """Two camps, comments and answers that wait, each where there are any."""
    maturity, told = result.maturity, []
    split = sum(d.stance == "split" for d in maturity.dissent)
    if split:
        told.append(
            say.many("On {n} question people are in two camps.", "On {n} questions people are in two camps.", split)
        )
    if maturity.comments:
        told.append(
            say.many(
                "{n} comment can be read in the app; none is printed here.",
                "{n} comments can be read in the app; none is printed here.",
                maturity.comments,
            )
        )
    if maturity.waiting:
        told.append(say("Newer answers wait until enough have come in that nobody can be told from them."))
    return told


def _maturity_title(result: Result, say: Voice) -> str:
    def mean(values: Sequence[float | None]) -> float | None:
        known = [v for v in values if v is not None]
        return sum(known) / len(known) if known else None

    pairs = [
        (d.levels["executive"].mean, d.levels["frontline"].mean, d.evidence)
        for d in result.maturity.dimensions
        if "executive" in d.levels and "frontline" in d.levels
    ]
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
    higher = (
        say("Executives see the company {n} levels higher than the front line", n=say.level(apart))
        if apart > 0
        else say("The front line sees the company {n} levels higher than executives", n=say.level(-apart))
    )
    if not near:
        return higher
    front = sum(1 for x in near if x > 0) * 2 > len(near)
    side = say("the evidence sides with the front line") if front else say("the evidence sides with the executives")
    return say("{one}; {other}", one=higher, other=side)


def _levels(result: Result, say: Voice) -> Table:
    def cell(score: ScorePart | None) -> Cell:
        if score is None or (score.mean is None and not score.suppressed):
            return say("not seen")
        if score.suppressed or score.mean is None:
            return say("not shown")
        return (
            f"{say.level(score.mean)} ({say.level(score.low)}–{say.level(score.high)})"
            if score.low is not None and score.high is not None
            else say.level(score.mean)
        )

    rows = tuple(
        (
            d.name[say.language],
            *(cell(d.levels.get(level)) for level in LEVELS),  # type: ignore[call-overload]
            say("not seen") if d.evidence is None else say.level(d.evidence),
        )
        for d in result.maturity.dimensions
    )
    heads = (say("Dimension"), *(say(LEVEL_WORDS[level]) for level in LEVELS), say("evidence"))
    return Table(heads, "lrrrr", (36, 17, 17, 17, 13), rows, tuple(d.id for d in result.maturity.dimensions))


def widest_gaps(result: Result) -> list[GapPart]:
    """The gaps that are printed: the four widest, where the maturity page is there to hold them."""
    if not (result.maturity.available and result.maturity.dimensions):
        return []
    return sorted(result.maturity.gaps, key=lambda g: (-g.difference, g.id))[:MOST_GAPS]


def finding_of(gap: GapPart, result: Result) -> str:
    """Id of the finding that claims a gap; empty where none does."""
    return next((f.id for f in claims(result.findings, "perception-gaps") if gap.item in f.subjects), "")


def gaps_table(result: Result, refer: References, say: Voice) -> Table | None:
    """The differences between levels that hold, the widest first."""
    gaps = widest_gaps(result)
    if not gaps:
        return None
    rows = tuple(
        (
            refer(finding_of(g, result)),
            g.name[say.language],
            say("{higher} over {lower}", higher=say(LEVEL_WORDS[g.higher]), lower=say(LEVEL_WORDS[g.lower])),
            say.level(g.difference),
            f"{g.n_higher} / {g.n_lower}",
            _p(g.p_value),
        )
        for g in gaps
    )
    heads = (say("Id"), say("Question"), say("Who rates higher"), say("Levels apart"), say("People"), "p")
    return Table(heads, "lllrrr", (10, 36, 24, 12, 10, 8), rows)


def _p(value: float) -> str:
    return "<0.001" if value < 0.001 else f"{value:.3f}"
