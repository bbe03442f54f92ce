"""“Data has classes, and access follows the role”, beside the copies of personal data outside its department."""

from __future__ import annotations

from assess.diagnose.contradictions.claimed import Measured, beside, counted
from assess.diagnose.registry import Case, detector
from assess.model.finding import Severity, Verdict


@detector("claimed-classification", code="CM", needs=("answers",), after=("personal-copies",))
def judge(case: Case) -> Verdict:
    """One claim when copies of personal data stand outside the department that keeps it."""
    copies = counted(case, "personal-copies")
    if copies is None:
        return beside(case, "q7_2", None)
    facts = {"exposed": copies.affected, "groups": len(copies.claims), "tables": copies.examined}
    return beside(case, "q7_2", Measured(len(copies.claims) > 0, facts, Severity.HIGH))
