"""“Each kind of master data has one source”, beside the groups of copied tables."""

from __future__ import annotations

from assess.diagnose.contradictions.claimed import Measured, beside, counted
from assess.diagnose.registry import Case, detector
from assess.model.finding import Verdict


@detector("claimed-master-data", code="CF", needs=("answers",), after=("redundant-tables",))
def judge(case: Case) -> Verdict:
    """One claim when there are groups of tables that hold the same content."""
    copies = counted(case, "redundant-tables")
    if copies is None:
        return beside(case, "q5_3", None)
    facts = {"groups": len(copies.claims), "copied": copies.affected, "tables": copies.examined}
    return beside(case, "q5_3", Measured(len(copies.claims) > 0, facts))
