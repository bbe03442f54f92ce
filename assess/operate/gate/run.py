"""`assess gate`: the newest run of an engagement against its rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from assess.model.engagement import Engagement
from assess.model.gates import RULES, Gates, Waiver
from assess.model.metric_decision import MetricDecision
from assess.operate.compare.kept import KeptRun, open_run
from assess.operate.gate.baseline import FILE, KEPT, Baseline, baseline_bytes, read_baseline
from assess.operate.gate.growth import cost_growth
from assess.operate.gate.rules import compliance, hot_share, lineage_coverage, lineage_share, new_conflicts, new_copies
from assess.operate.gate.verdicts import Ruling, settle
from assess.store.engagement_file import load_engagement
from assess.store.metric_decisions import read_metric_decisions
from assess.store.whole_files import write_whole


@dataclass(frozen=True, slots=True)
class Gated:
    """What the gate says of a run; `expired` are waivers that have run out, whether or not they covered anything."""

    run: str
    clock: str
    baseline: str
    rulings: tuple[Ruling, ...]
    expired: tuple[Waiver, ...]
    unknown_fails: bool

    @property
    def passed(self) -> bool:
        return not any(self.fails(ruling) for ruling in self.rulings)

    def fails(self, ruling: Ruling) -> bool:
        return ruling.outcome == "failed" or (ruling.outcome == "unknown" and self.unknown_fails)

    def as_dict(self) -> dict[str, Any]:
        """JSON values."""
        return {
            "passed": self.passed, "run": self.run, "clock": self.clock, "baseline": self.baseline or None,
            "rules": [
                {"rule": r.rule, "outcome": r.outcome, "why": r.why, "facts": r.facts or {},
                 "offences": [{"subject": o.subject, "message": o.message, "state": o.state,
                               "waiver": o.waiver.model_dump(mode="json") if o.waiver else None}
                              for o in r.offences]}
                for r in self.rulings
            ],
            "expired_waivers": [w.model_dump(mode="json") for w in self.expired],
        }  # fmt: skip


def gate_folder(
    folder: Path, baseline: Path | None = None, write: bool = False, at: datetime | None = None
) -> tuple[Gated, Path | None]:
    """The ruling on the newest run in `folder`, and the baseline written, if any.

    `baseline` defaults to gate-baseline.json in the folder, where there is one. With `write` the baseline is made of
    this run first, so that nothing of it is new. Waivers are judged by `at`, else by today.
    """
    engagement = load_engagement(folder)
    run = open_run(str(folder))
    today = (at or datetime.now(UTC)).date()
    decisions = read_metric_decisions(folder)
    usual = baseline or folder / FILE
    if write:
        seen = _judged(run, engagement, decisions, Baseline())
        told = baseline_bytes(run.result.run.id, run.result.run.clock, seen, lineage_share(run))
        write_whole(usual, told)
    known = read_baseline(usual) if baseline or usual.is_file() else Baseline()
    return gate(run, engagement, decisions, known, today), usual if write else None


def gate(
    run: KeptRun, engagement: Engagement, decisions: tuple[MetricDecision, ...], known: Baseline, today: date
) -> Gated:
    """Every rule's answer, in the order of `RULES`; a pure function."""
    gates = engagement.gates
    there = frozenset(run.tables["id"]) if run.tables is not None else frozenset()
    rulings = tuple(
        settle(r, known.covers(r.offences, there) if r.rule in KEPT else frozenset(), gates, today)
        for r in _judged(run, engagement, decisions, known)
    )
    expired = tuple(w for w in gates.waivers if w.until < today)
    return Gated(run.result.run.id, run.result.run.clock, known.run, rulings, expired, gates.unknown == "fail")


def _judged(
    run: KeptRun, engagement: Engagement, decisions: tuple[MetricDecision, ...], known: Baseline
) -> list[Ruling]:
    gates: Gates = engagement.gates
    said: Mapping[str, Ruling] = {
        r.rule: r
        for r in (
            new_copies(run), new_conflicts(run, gates, decisions), lineage_coverage(run, gates, known.lineage),
            cost_growth(engagement, gates), hot_share(run, gates), compliance(engagement, gates),
        )
    }  # fmt: skip
    return [Ruling(r, "off", "Turned off by gates.off.") if r in gates.off else said[r] for r in RULES]
