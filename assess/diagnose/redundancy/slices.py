"""What a part of a table was cut by: a period, or some values of a column; read from counts, least and most."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from assess.diagnose.redundancy.align import Match
from assess.diagnose.redundancy.catalogue import UNIQUE, Catalogue
from assess.diagnose.redundancy.reasons import Reason, say
from assess.diagnose.redundancy.types import DATE, TIMESTAMP
from assess.diagnose.redundancy.verdict import Look

HALF = 0.5
NARROWER = 0.8
ROWS_A_VALUE = 5  # rows a value of the larger table from which a value missing in the smaller one is no accident


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day of a column's moments."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def cut(catalogue: Catalogue, look: Look) -> Reason | None:
    """The condition by which the table with more of its rows in the other is a part of it; None where none is seen."""
    return _by_value(catalogue, look) or _by_period(catalogue, look)


def periods_apart(catalogue: Catalogue, look: Look) -> Reason | None:
    """A column of moments whose periods in the two tables do not meet; None where there is none."""
    for match in look.matches:
        mine, theirs = period(catalogue, match.a), period(catalogue, match.b)
        if mine and theirs and (mine.last < theirs.first or theirs.last < mine.first):
            days = [str(day) for day in (mine.first, mine.last, theirs.first, theirs.last)]
            return say("periods_apart", column=catalogue.names[match.a], **dict(zip("abcd", days, strict=True)))
    return None


def period(catalogue: Catalogue, column: int) -> Period | None:
    """The days a column of moments covers; None for other columns and where least and most were not read."""
    least, most = catalogue.profiles.least.get(column, ""), catalogue.profiles.most.get(column, "")
    if catalogue.families[column] not in (DATE, TIMESTAMP) or not least or not most:
        return None
    try:
        found = Period(date.fromisoformat(least[:10]), date.fromisoformat(most[:10]))
    except ValueError:
        return None
    return found if found.first <= found.last else None


def _by_value(catalogue: Catalogue, look: Look) -> Reason | None:
    found = []
    for match in look.matches:
        part, whole = _sides(look, match)
        few, many = catalogue.distinct[part], catalogue.distinct[whole]
        if math.isnan(few) or math.isnan(many) or not 0 < few <= HALF * many:
            continue
        if catalogue.uniqueness[whole] < UNIQUE and catalogue.filled[part] >= ROWS_A_VALUE * many:
            found.append((few / many, few, catalogue.names[part], many))
    if not found:
        return None
    _, few, column, many = min(found)
    return say("slice_value", column=column, a=int(few), b=int(many))


def _by_period(catalogue: Catalogue, look: Look) -> Reason | None:
    for match in look.matches:
        part, whole = _sides(look, match)
        short, long = period(catalogue, part), period(catalogue, whole)
        if not short or not long or short.first < long.first or long.last < short.last:
            continue
        if long.days > 2 and short.days <= NARROWER * long.days:
            days = [str(day) for day in (short.first, short.last, long.first, long.last)]
            return say("slice_period", column=catalogue.names[part], **dict(zip("abcd", days, strict=True)))
    return None


def _sides(look: Look, match: Match) -> tuple[int, int]:
    """The column of the part and that of the whole."""
    assert look.rows is not None
    return (match.a, match.b) if look.rows.a_in_b.base >= look.rows.b_in_a.base else (match.b, match.a)
