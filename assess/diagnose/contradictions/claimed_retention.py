"""“Each class of data has its period”, beside the tables without one."""

from __future__ import annotations

from assess.diagnose.contradictions.claimed import Measured, beside, counted, share
from assess.diagnose.registry import Case, detector
from assess.model.finding import Verdict


@detector("claimed-retention", code="CN", needs=("answers",), after=("missing-retention",))
def judge(case: Case) -> Verdict:
    """One claim when fewer tables have a retention period than the rung claimed asks for."""
    missing = counted(case, "missing-retention")
    if missing is None:
        return beside(case, "q7_3", None)
    facts = {"without": missing.affected, "tables": missing.examined, "without_share": share(missing)}
    return beside(case, "q7_3", Measured(False, facts, in_order=1 - share(missing)))
