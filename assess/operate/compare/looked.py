"""What each of two check-ups looked at: a finding whose evidence was not read again is not solved.

Where a client takes a source out of the engagement, or it could not be reached, everything found in it vanishes; that
is a change of what was seen, not of what is there.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from assess.model.comparison import CoverageChangePart
from assess.model.finding import Outcome
from assess.model.result import FindingPart, Result

TABLES = frozenset({"database", "lake", "catalog", "ddl", "dbt"})
READ_BY = {
    "redundancy": TABLES,
    "gaps": TABLES,
    "lineage": TABLES | {"sql", "openlineage", "queries"},
    "usage": TABLES | {"usage", "queries"},
    "metrics": frozenset({"metrics", "dbt"}),
    "maturity": frozenset({"answers"}),
    "contradictions": TABLES | {"sql", "openlineage", "queries", "usage", "metrics", "answers"},
}  # kinds of input a family of detectors reads; a family not named here reads the engagement alone


@dataclass(frozen=True, slots=True)
class _Input:
    kind: str
    department: str
    parts: tuple[str, ...]


class Looked:
    """The inputs read in one check-up but not in another, and the detectors that could score in it alone."""

    def __init__(self, there: Result, here: Result) -> None:
        before, after = _read(there), _read(here)
        self._lost = {name: (before[name], _starts(name, before[name])) for name in sorted(set(before) - set(after))}
        self._starts = tuple(start for _, starts in self._lost.values() for start in starts)
        self.lost = sorted(self._lost)
        self.blind = sorted(_scored(there) - _scored(here))

    def missing(self, finding: FindingPart) -> list[str]:
        """Inputs and detectors without which the other check-up could not have found `finding`; empty: it looked."""
        kinds = READ_BY.get(finding.family, frozenset())
        lacking = [
            name for name, (one, starts) in self._lost.items()
            if one.kind in kinds and (_lies_in(starts, finding.subjects) or not one.department
                                      or not finding.departments or one.department in finding.departments)
        ]  # fmt: skip
        return [*lacking, *([finding.detector] if finding.detector in self.blind else [])]

    def unread(self, subjects: Collection[str]) -> bool:
        """Whether one of the tables or definitions lies in a source that was not read."""
        return _lies_in(self._starts, subjects)


def _starts(name: str, one: _Input) -> tuple[str, ...]:
    """How the ids of its tables begin, by the source in them, and of its definitions, by the file in them."""
    return (f"{name.partition(':')[0]}.", *(f"{part}{end}" for part in one.parts for end in (":", "[", " ")))


def _lies_in(starts: tuple[str, ...], subjects: Collection[str]) -> bool:
    return any(subject.startswith(starts) for subject in subjects)


def coverage_change(a: Result, b: Result) -> CoverageChangePart:
    """What was read in one of the two only."""
    gone = Looked(a, b)
    return CoverageChangePart(lost=gone.lost, gained=Looked(b, a).lost, blind=gone.blind)


def _read(result: Result) -> dict[str, _Input]:
    """What was read: by source, and values of a database by themselves.

    A file less in a source that is read is no loss: a script that was deleted is how a copy is taken away.
    """
    found: dict[str, _Input] = {}
    for part in result.coverage:
        if not part.available:
            continue
        source, _, rest = part.input.partition(": ")
        name = part.input if rest == "values" else source
        parts = (*found[name].parts, rest) if name in found and rest else (rest,) if rest else ()
        found[name] = _Input(part.kind, part.department, parts)
    return found


def _scored(result: Result) -> set[str]:
    return {f.detector for f in result.findings if f.outcome in (Outcome.OK, Outcome.FINDING, Outcome.NOT_APPLICABLE)}
