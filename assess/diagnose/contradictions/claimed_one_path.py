"""“Data moves on common paths”, beside what several departments derive in parallel."""

from __future__ import annotations

from assess.diagnose.contradictions.claimed import Measured, beside, counted
from assess.diagnose.registry import Case, detector
from assess.model.finding import Verdict


@detector("claimed-one-path", code="CQ", needs=("answers",), after=("duplicated-lineage",))
def judge(case: Case) -> Verdict:
    """One claim when departments derive the same tables in parallel."""
    twice = counted(case, "duplicated-lineage")
    if twice is None:
        return beside(case, "q4_1", None)
    facts = {"groups": len(twice.claims), "twice": twice.affected, "tables": twice.examined}
    return beside(case, "q4_1", Measured(len(twice.claims) > 0, facts))
