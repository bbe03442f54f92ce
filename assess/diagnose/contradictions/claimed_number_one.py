"""“A document names the top person as owner”, beside the appointment itself."""

from __future__ import annotations

from assess.diagnose.contradictions.claimed import Measured, beside, counted
from assess.diagnose.registry import Case, detector
from assess.model.finding import Severity, Verdict


@detector("claimed-number-one", code="CH", needs=("answers",), after=("number-one",))
def judge(case: Case) -> Verdict:
    """One claim when people say there is a written appointment and its parts are missing."""
    appointment = counted(case, "number-one")
    if appointment is None:
        return beside(case, "q1_1", None)
    missing = list(appointment.claims[0].facts["missing"]) if appointment.claims else []
    return beside(case, "q1_1", Measured(bool(appointment.claims), {"missing": missing}, Severity.HIGH))
