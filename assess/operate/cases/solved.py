"""Which findings are gone for good: the detector looked again, at the same sources, and found none of the subjects."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
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
    """What to remember of `finding`, which `result` has."""
    return Seen(finding.key, finding.detector, tuple(finding.subjects), inputs_of(result, finding.departments))


def inputs_of(result: Result, departments: Sequence[str]) -> tuple[str, ...]:
    """The sources a finding of these departments was found in: those read for them, or all where it names none."""
    return tuple(sorted(_read(result, departments)))


def open_findings(result: Result) -> list[FindingPart]:
    """The findings proper, without the lines that say a detector found nothing or could not look."""
    return [finding for finding in result.findings if finding.outcome is Outcome.FINDING]


class Successors:
    """Which of the findings of a check-up goes on from an earlier one: the same key, else of the same detector the one
    with most subjects in common.

    A group of copies that gains or loses a member is another finding by key and the same matter to a person.
    """

    def __init__(self, now: Sequence[FindingPart]) -> None:
        self._by_key = {finding.key: finding for finding in now}
        self._by_subject: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._findings = list(now)
        for number, finding in enumerate(self._findings):
            for subject in {_stable(subject) for subject in finding.subjects}:
                self._by_subject[finding.detector, subject].append(number)

    def __call__(self, earlier: Seen) -> FindingPart | None:
        if earlier.key in self._by_key:
            return self._by_key[earlier.key]
        shared = Counter(
            number
            for subject in {_stable(subject) for subject in earlier.subjects}
            for number in self._by_subject.get((earlier.detector, subject), ())
        )
        if not shared:
            return None
        return self._findings[min(shared, key=lambda number: (-shared[number], number))]


def gone(earlier: Iterable[Seen], result: Result) -> list[Seen]:
    """Those of `earlier` that `result` shows to be solved.

    Unknown is not solved: it takes a detector that could look this time, and every source read again in which the
    finding was made. A source that was taken out of the engagement therefore solves nothing.
    """
    successor = Successors(open_findings(result))
    looked = {f.detector for f in result.findings if f.outcome in (Outcome.OK, Outcome.FINDING)}
    read = _read(result, ())
    return [one for one in earlier if one.detector in looked and read.issuperset(one.inputs) and successor(one) is None]


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
