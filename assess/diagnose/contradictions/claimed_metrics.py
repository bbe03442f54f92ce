"""“Each core metric has one definition”, beside the conflicts found."""

from __future__ import annotations

from assess.diagnose.contradictions.claimed import Measured, beside, counted, share
from assess.diagnose.registry import Case, detector
from assess.model.finding import Verdict

TOLERATED = 0.05


@detector("claimed-metrics", code="CA", needs=("answers",), after=("metric-conflicts",))
def judge(case: Case) -> Verdict:
    """One claim when at least one metric definition in twenty is in conflict with another."""
    conflicts = counted(case, "metric-conflicts")
    if conflicts is None:
        return beside(case, "q5_4", None)
    facts = {"conflicts": len(conflicts.claims), "metrics": conflicts.examined, "conflicting": conflicts.affected}
    return beside(case, "q5_4", Measured(share(conflicts) >= TOLERATED, facts))
