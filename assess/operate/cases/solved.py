"""Which findings are gone for good: the detector looked again, at the same sources, and found none of the subjects."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assess.model.finding import Outcome
from assess.model.result import FindingPart, Result

_LINE = re.compile(r"^([^\n]*?):\d+ ")
_SOURCES = ("database", "catalog", "ddl", "dbt", "openlineage", "metrics")  # others are files by any name


@dataclass(frozen=True, slots=True)
class Seen:
    """What is remembered of a finding of an earlier check-up; `inputs` are the sources it was found in."""

    key: str
    detector: str
    subjects: tuple[str, ...]
    inputs: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        return {"detector": self.detector, "subjects": list(self.subjects), "inputs": list(self.inputs)}

    @classmethod
    def of(cls, key: str, facts: Mapping[str, Any]) -> Seen:
        """From what `as_dict` gave."""
        return cls(key, facts["detector"], tuple(facts["subjects"]), tuple(facts["inputs"]))


def seen(finding: FindingPart, result: Result) -> Seen:
    """What to remember of `finding`: its sources are those read for its departments, or all where it names none."""
    inputs = sorted(_read(result, finding.departments))
    return Seen(finding.key, finding.detector, tuple(finding.subjects), tuple(inputs))


def open_findings(result: Result) -> list[FindingPart]:
    """The findings proper, without the lines that say a detector found nothing or could not look."""
    return [finding for finding in result.findings if finding.outcome is Outcome.FINDING]


def successor(earlier: Seen, now: Sequence[FindingPart]) -> FindingPart | None:
    """The finding that goes on from `earlier`: the same key, else of its detector the one with most subjects in common.

    A group of copies that gains or loses a member is another finding by key and the same matter to a person.
    """
    same = next((finding for finding in now if finding.key == earlier.key), None)
    if same:
        return same
    mine = [finding for finding in now if finding.detector == earlier.detector]
    was = {_stable(subject) for subject in earlier.subjects}
    shared = [(len({_stable(subject) for subject in finding.subjects} & was), finding) for finding in mine]
    best = max(shared, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] else None


def gone(earlier: Iterable[Seen], result: Result) -> list[Seen]:
    """Those of `earlier` that `result` shows to be solved.

    Unknown is not solved: it takes a detector that could look this time, and every source read again in which the
    finding was made. A source that was taken out of the engagement therefore solves nothing.
    """
    now = open_findings(result)
    looked = {f.detector for f in result.findings if f.outcome in (Outcome.OK, Outcome.FINDING)}
    read = _read(result, ())
    return [
        one for one in earlier if one.detector in looked and read.issuperset(one.inputs) and successor(one, now) is None
    ]


def _stable(subject: str) -> str:
    """A definition by its file and name: "metrics/a.csv:2 GMV" is the same when a line is put in above it."""
    return _LINE.sub(r"\1 ", subject)


def _read(result: Result, departments: Sequence[str]) -> set[str]:
    """Ids of the sources read, of these departments or of all."""
    return {
        part.input.split(":")[0]
        for part in result.coverage
        if part.available and part.kind in _SOURCES and (not departments or part.department in ("", *departments))
    }
