"""“The duties are listed, each with someone answerable”, beside the duties met with evidence."""

from __future__ import annotations

from assess.diagnose.contradictions.claimed import Measured, beside, counted
from assess.diagnose.registry import Case, detector
from assess.model.finding import Severity, Verdict


@detector("claimed-compliance", code="CI", needs=("answers",), after=("compliance",))
def judge(case: Case) -> Verdict:
    """One claim when people say compliance is in hand and a duty cannot be shown to be met."""
    duties = counted(case, "compliance")
    if duties is None:
        return beside(case, "q7_1", None)
    facts = {"duties": duties.examined, "open": duties.affected}
    return beside(case, "q7_1", Measured(duties.affected > 0, facts, Severity.HIGH))
