"""The baseline: what was there when the gate was put up, so that old sins do not block. A JSON file to commit."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assess.model.errors import BadInput, Problem
from assess.operate.gate.verdicts import Offence, Ruling

FILE = "gate-baseline.json"
KEPT = ("new-copies", "new-conflicts")  # other rules have a threshold, and duties are unconditional


@dataclass(frozen=True, slots=True)
class Baseline:
    """`known` are marks of offences, `traces` what their subjects are known by once renamed.

    `lineage` is the share of tables with lineage, None where it was not known.
    """

    run: str = ""
    clock: str = ""
    known: frozenset[str] = frozenset()
    lineage: float | None = None
    traces: dict[str, str] = field(default_factory=dict)

    def covers(self, offences: Sequence[Offence], there: Collection[str]) -> frozenset[str]:
        """Marks of `offences` that are known: those kept, and those of a kept subject that only has another name now.

        A subject has another name when it is in `there` no more and an offence of its trace is not kept; each kept
        subject covers one.
        """
        gone: dict[str, list[str]] = {}
        for mark, trace in sorted(self.traces.items()):
            if trace and mark.partition(":")[2] not in there:
                gone.setdefault(trace, []).append(mark)
        renamed = [o.mark for o in offences if o.mark not in self.known and gone.get(o.trace) and gone[o.trace].pop()]
        return self.known | frozenset(renamed)


def baseline_bytes(run: str, clock: str, rulings: Sequence[Ruling], lineage: float | None) -> bytes:
    """The file's bytes; offences in words too, for a person who reads what changed between two baselines."""
    known = [
        {"mark": one.mark, "is": one.message, **({"trace": one.trace} if one.trace else {})}
        for ruling in rulings if ruling.rule in KEPT for one in ruling.offences
    ]  # fmt: skip
    told = {"assess_gate_baseline": 1, "run": run, "clock": clock,
            "lineage_coverage": None if lineage is None else round(lineage, 4),
            "known": sorted(known, key=lambda one: one["mark"])}  # fmt: skip
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def read_baseline(path: Path) -> Baseline:
    """BadInput where the file is not a baseline; it says how to write one."""
    try:
        told = json.loads(path.read_bytes())
        if not isinstance(told, dict) or told.get("assess_gate_baseline") != 1:
            raise ValueError("it has no assess_gate_baseline: 1")
        lineage = told["lineage_coverage"]
        if lineage is not None and not (isinstance(lineage, float | int) and 0 <= lineage <= 1):
            raise ValueError(f"lineage_coverage is {lineage!r}; allowed: null or 0 to 1")
        return Baseline(
            str(told["run"]), str(told["clock"]), frozenset(str(one["mark"]) for one in told["known"]), lineage,
            {str(one["mark"]): str(one.get("trace", "")) for one in told["known"]},
        )  # fmt: skip
    except FileNotFoundError:
        raise BadInput([Problem(str(path), "there is no such file; --write-baseline writes one.")]) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        said = f"lacks {error}" if isinstance(error, KeyError) else error
        raise BadInput([Problem(str(path), f"is no baseline of assess gate: {said}.")]) from None
