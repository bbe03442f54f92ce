"""The page on the platform's boundary: what belongs in the shared layer, what goes back, and the market beside it."""

from __future__ import annotations

from markupsafe import Markup

from assess.model.parts import RangePart
from assess.model.result import Result
from assess.model.treatment_parts import BoundaryPart, BoundaryRowPart, ComparedPart
from assess.report.evidence import department
from assess.report.parts import Cell, References, Spread, Table, breakable, joined
from assess.report.voice import Voice, noted

MOST = 24  # rows of a place on the page; all of them are in boundary/boundary.csv

ACTIONS = {
    "keep": noted("stays on the platform"),
    "move": noted("moves in"),
    "build": noted("a cleaned table is built"),
    "return": noted("goes back"),
    "retire": noted("is retired"),
}
MEASURES = {
    "storage": noted("Storage"),
    "refresh": noted("Rebuilding"),
    "query_seconds": noted("A query"),
    "refresh_hours": noted("Between refreshes"),
}


def boundary_of(result: Result, refer: References, say: Voice) -> Spread | None:
    """Where each table goes, and as `gaps` price and speed against the outside; None where no boundary is drawn."""
    part = result.boundary
    if part is None or not part.drawn:
        return None
    count = {place: sum(row.place == place for row in part.rows) for place in ("shared", "edge", "never")}
    title = say(
        "{shared} tables in the shared layer, {edge} back to departments, {never} that never belonged",
        **count,
    )
    shown = [row for place in count for row in [r for r in part.rows if r.place == place][:MOST]]
    heads = (say("Id"), say("Table"), say("Kept by"), say("Where it goes"), say("Why"), say("Decides"), say("Jobs"))
    table = Table(
        heads, "llllllr", (7, 19, 11, 13, 31, 11, 8), tuple(_row(row, result, refer, say) for row in shown),
        tuple(row.id for row in shown),
    )  # fmt: skip
    told = [say("Jobs: statements to repoint, reading / writing.")]
    if len(shown) < len(part.rows):
        told.append(say("{n} more are in boundary/boundary.csv.", n=say.count(len(part.rows) - len(shown))))
    return Spread(title, _lead(part, say), None, table, say.stop.join(told), _so_what(part, say), _beside(part, say))


def _lead(part: BoundaryPart, say: Voice) -> str:
    told = []
    if part.absorbed:
        told.append(
            say(
                "The shared layer carries {absorbed} of {crossing} dependencies between departments; {stay} other "
                "tables of the lineage stay where they are.",
                absorbed=say.count(part.absorbed),
                crossing=say.count(part.crossing),
                stay=say.count(part.stay),
            )
        )
    if part.why[say.language]:
        told.append(part.why[say.language])
    if part.unknown:
        told.append(
            say.many(
                "Who uses {n} more table of the platform is not known, so it is not judged.",
                "Who uses {n} more tables of the platform is not known, so they are not judged.",
                part.unknown,
            )
        )
    return say.stop.join(told)


def _row(row: BoundaryRowPart, result: Result, refer: References, say: Voice) -> tuple[Cell, ...]:
    goes = say(ACTIONS[row.action])
    to = department(row.department_to, result, say) if row.department_to else row.layer
    why = row.why[say.language]
    if row.condition is not None:
        why = say.stop.join([why, row.condition[say.language]])
    found = refer.list(row.findings, 3)
    return (
        row.id,
        breakable(row.table),
        department(row.department, result, say) if row.department else say("unknown"),
        joined([goes, to], "：" if say.language == "zh" else ": ") if to else goes,
        joined([why, found], say.stop) if found else why,
        row.owner or say("nobody named"),
        f"{row.reader_jobs}/{row.writer_jobs}",
    )


def _beside(part: BoundaryPart, say: Voice) -> Table:
    heads = (say("Id"), say("Measure"), say("The platform"), say("Outside"), say("What it says"))
    rows = tuple(_compared(one, say) for one in part.compared)
    return Table(heads, "llrrl", (9, 21, 17, 17, 36), rows, tuple(one.id for one in part.compared))


def _compared(one: ComparedPart, say: Voice) -> tuple[Cell, ...]:
    name = say("{measure} ({unit})", measure=say(MEASURES[one.measure]), unit=one.unit[say.language])
    return one.id, name, _range(one.inside, say), _range(one.outside, say), one.says[say.language]


def _range(value: RangePart | None, say: Voice) -> Cell:
    if value is None:
        return say("unknown")
    return Markup("{} ({}–{})").format(*(_figure(end) for end in (value.base, value.low, value.high)))


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == round(value) else f"{value:,.1f}"


def _so_what(part: BoundaryPart, say: Voice) -> str:
    worse = [one for one in part.compared if one.verdict == "worse"]
    known = [one for one in part.compared if one.verdict != "unknown"]
    told = []
    if not known:
        told.append(
            say("No outside price was given: whether the platform is dearer or slower than the market is open.")
        )
    elif worse:
        told.append(
            say(
                "At base figures the platform is behind the market in {n} of {all} measures; {sure} beyond doubt.",
                n=len(worse),
                all=len(known),
                sure=sum(one.sure for one in worse),
            )
        )
    else:
        told.append(say("In none of {n} measures compared is the platform behind the market.", n=len(known)))
    if part.source is not None:
        told.append(say("Outside figures: {source}.", source=part.source[say.language]))
    return say.stop.join(told)
