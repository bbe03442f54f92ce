"""The pages on three treatments, and the sentences that say why one is not there."""

from __future__ import annotations

from dataclasses import dataclass

from assess.model.result import Result
from assess.report.parts import References, Spread, Table, plain
from assess.report.treatment_boundary import boundary_of
from assess.report.treatment_dictionary import definitions_of
from assess.report.treatment_tiering import tiering_of
from assess.report.voice import Voice


@dataclass(frozen=True, slots=True)
class Treatments:
    """A page each where there is something to do; `without` says of the others why there is none."""

    boundary: Spread | None
    tiering: Spread | None
    dictionary: Spread | None
    without: tuple[tuple[str, str], ...]

    def pages(self, say: Voice) -> list[tuple[Spread, str, str]]:
        """(page, anchor, name) of those there are, in the order of the report."""
        told = (
            (self.boundary, "boundary", say("The boundary of the platform")),
            (self.dictionary, "definitions", say("Who changes which definition")),
            (self.tiering, "tiering", say("Hot, cold and ice")),
        )
        return [(page, anchor, name) for page, anchor, name in told if page]


def treatment_of(result: Result, refer: References, say: Voice) -> Treatments:
    """Boundary, tiers and definitions in one language. Anchors of rows are their ids: see `treatment_places`."""
    boundary, tiering = boundary_of(result, refer, say), tiering_of(result, refer, say)
    dictionary = definitions_of(result, refer, say)
    without = []
    if boundary is None and result.boundary is not None:
        without.append((say("The boundary of the platform"), result.boundary.why[say.language]))
    if tiering is None and result.tiering is not None:
        without.append((say("Hot, cold and ice"), result.tiering.why[say.language]))
    if dictionary is None and result.dictionary is not None:
        told = result.dictionary.why[say.language]
        agreed = result.dictionary.agreed
        if result.dictionary.available:
            one = say.many(
                "{n} metric means one thing everywhere.", "All {n} metrics mean one thing everywhere.", agreed
            )
            told = say.stop.join([one, told]) if told else one
        without.append((say("Who changes which definition"), told))
    return Treatments(boundary, tiering, dictionary, tuple(without))


def treatment_places(result: Result) -> frozenset[str]:
    """Ids of rows that the three pages show, to which a reference can lead."""
    say = Voice("en")
    made = treatment_of(result, References(frozenset()), say)
    spreads = [s for s in (made.boundary, made.tiering, made.dictionary) if s is not None]
    tables = [t for s in spreads for t in (s.table, s.gaps) if t is not None]
    return frozenset(anchor for table in tables for anchor in table.anchors)


def treatment_lines(result: Result) -> list[str]:
    """The three treatments as lines of English text: the title of each, then its rows."""
    made = treatment_of(result, References(frozenset()), Voice("en"))
    lines = [f"{name}: {why}" for name, why in made.without]
    for spread in (made.boundary, made.tiering, made.dictionary):
        if spread is None:
            continue
        lines += [spread.title, *(f"  {line}" for table in (spread.table, spread.gaps) for line in _lines(table))]
    return lines


def _lines(table: Table | None) -> list[str]:
    if table is None:
        return []
    return ["  ".join(str(plain(cell)).replace("\u200b", "") for cell in row if cell) for row in table.rows]
