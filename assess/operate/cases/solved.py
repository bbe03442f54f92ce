"""Which findings are gone for good: the detector looked again, at the same sources, and found none of the subjects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assess.model.finding import Outcome
from assess.model.result import FindingPart, Result
from assess.operate.compare.match import Matched, match

Names = Mapping[str, Mapping[str, str]]  # run -> old and new names of the tables renamed since
NO_NAMES: Names = {}
_SOURCES = ("database", "lake", "catalog", "ddl", "dbt", "openlineage", "metrics")  # others are files by any name


@dataclass(frozen=True, slots=True)
class Seen:
    """What is remembered of a finding of the check-up `run`; `inputs` are the sources it was found in."""

    key: str
    run: str
    detector: str
    subjects: tuple[str, ...]
    inputs: tuple[str, ...]

    @property
    def id(self) -> str:
        return self.key

    def called(self, names: Names) -> Seen:
        """The same, its subjects by the names they have now."""
        new = names.get(self.run, {})
        return replace(self, subjects=tuple(new.get(subject, subject) for subject in self.subjects))

    def as_dict(self) -> dict[str, Any]:
        return {"run": self.run, "detector": self.detector, "subjects": list(self.subjects),
                "inputs": list(self.inputs)}  # fmt: skip

    @classmethod
    def of(cls, key: str, facts: Mapping[str, Any]) -> Seen:
        """From what `as_dict` gave."""
        return cls(key, facts["run"], facts["detector"], tuple(facts["subjects"]), tuple(facts["inputs"]))


def seen(finding: FindingPart, result: Result) -> Seen:
    """What to remember of `finding`, which `result` has."""
    inputs = inputs_of(result, finding.departments)
    return Seen(finding.key, result.run.id, finding.detector, tuple(finding.subjects), inputs)


def inputs_of(result: Result, departments: Sequence[str]) -> tuple[str, ...]:
    """The sources a finding of these departments was found in: those read for them, or all where it names none."""
    return tuple(sorted(_read(result, departments)))


def open_findings(result: Result) -> list[FindingPart]:
    """The findings proper, without the lines that say a detector found nothing or could not look."""
    return [finding for finding in result.findings if finding.outcome is Outcome.FINDING]


def follow(earlier: Iterable[Seen], now: Sequence[FindingPart], names: Names = NO_NAMES) -> Matched[Seen, FindingPart]:
    """Which of `now` goes on from which of `earlier`, as `compare` finds it; the earlier ones by their new names."""
    return match([one.called(names) for one in earlier], now, {})


def gone(earlier: Sequence[Seen], result: Result, names: Names = NO_NAMES) -> list[Seen]:
    """Those of `earlier` that `result` shows to be solved; `names` tells which tables only have another name.

    Unknown is not solved: it takes a detector that could look this time, and every source read again in which the
    finding was made. A source that was taken out of the engagement therefore solves nothing.
    """
    left = {one.key for one in follow(earlier, open_findings(result), names).before}
    looked = {f.detector for f in result.findings if f.outcome in (Outcome.OK, Outcome.FINDING)}
    read = _read(result, ())
    return [one for one in earlier if one.detector in looked and read.issuperset(one.inputs) and one.key in left]


def _read(result: Result, departments: Sequence[str]) -> set[str]:
    """Ids of the sources read, of these departments or of all."""
    return {
        part.input.split(":")[0]
        for part in result.coverage
        if part.available and part.kind in _SOURCES and (not departments or part.department in ("", *departments))
    }
