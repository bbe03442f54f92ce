"""The page on tiers: which tables move to cheaper storage, in which order, for what, and what the law asks to keep."""

from __future__ import annotations

from assess.model.result import Result
from assess.model.treatment_parts import TieringPart, TierRowPart
from assess.report.evidence import department
from assess.report.parts import Cell, References, Spread, Table, breakable, joined
from assess.report.voice import Voice, noted

MOST = 24  # rows on the page; all of them are in tiering/moves.csv
TIERS = {"cold": noted("cold"), "ice": noted("ice")}


def tiering_of(result: Result, refer: References, say: Voice) -> Spread | None:
    """The moves, the largest saving first; None where none is planned."""
    part = result.tiering
    if part is None or not part.planned:
        return None
    n = len(part.rows)
    if part.saving is not None:
        title = say.many(
            "{n} table moves to cheaper storage, saving {money} a year",
            "{n} tables move to cheaper storage, saving {money} a year",
            n,
            money=say.money_range(part.saving),
        )
    else:
        title = say.many(
            "{n} table moves to cheaper storage; without prices no saving is claimed",
            "{n} tables move to cheaper storage; without prices no saving is claimed",
            n,
        )
    shown = part.rows[:MOST]
    heads = (
        say("Id"), say("Table"), say("Kept by"), say("To"), say("Volume"), say("A year"), say("Counted in"),
        say("Why, and the floor"),
    )  # fmt: skip
    rows = tuple(_row(row, result, refer, say) for row in shown)
    table = Table(heads, "llllrrll", (7, 20, 11, 6, 9, 10, 9, 28), rows, tuple(row.id for row in shown))
    caption = say("The order of moves; SQL for each source, and the way back, are in tiering/sql.")
    if n > len(shown):
        caption = say.stop.join([caption, say("{n} more are in tiering/moves.csv.", n=say.count(n - len(shown)))])
    return Spread(title, _lead(part, say), None, table, caption, _so_what(part, say))


def _lead(part: TieringPart, say: Voice) -> str:
    ice = sum(row.tier_to == "ice" for row in part.rows)
    told = [say("{cold} go to cold and {ice} to ice.", cold=len(part.rows) - ice, ice=ice)]
    if part.saving is not None and part.net is None:
        told.append(say("The saving of all of them is counted in other findings and not again."))
    elif part.saving is not None and part.net is not None and part.net != part.saving:
        told.append(
            say(
                "{money} of it is counted here, the rest in other findings, each table once.",
                money=say.money(part.net),
            )
        )
    if part.why[say.language]:
        told.append(part.why[say.language])
    return say.stop.join(told)


def _row(row: TierRowPart, result: Result, refer: References, say: Voice) -> tuple[Cell, ...]:
    return (
        row.id,
        breakable(row.table),
        department(row.department, result, say) if row.department else say("unknown"),
        say(TIERS[row.tier_to]),
        say.size(row.bytes) if row.bytes is not None else say("unknown"),
        say.money(row.saving) if row.saving else "–",
        joined([refer(row.counted_in)]) if row.saving else "–",
        row.why[say.language],
    )


def _so_what(part: TieringPart, say: Voice) -> str:
    law = sum(row.floor == "law" for row in part.rows)
    unknown = sum(row.floor == "unknown" for row in part.rows)
    told = [say("Nothing is deleted by these moves.")]
    if law:
        told.append(
            say.many(
                "The law still asks to keep {n} of them.", "The law still asks to keep {n} of them.", law
            )
        )  # fmt: skip
    if unknown:
        told.append(
            say.many(
                "Of {n} a period or a date is missing, so it goes no further than ice.",
                "Of {n} a period or a date is missing, so they go no further than ice.",
                unknown,
            )
        )
    return say.stop.join(told)
