"""“The boundary of the platform is written down”, beside the reports that read past it."""

from __future__ import annotations

from assess.diagnose.contradictions.claimed import Measured, beside, counted, share
from assess.diagnose.registry import Case, detector
from assess.model.finding import Verdict


@detector("claimed-boundary", code="CO", needs=("answers",), after=("cross-layer-reads",))
def judge(case: Case) -> Verdict:
    """One claim when fewer summaries and reports keep to the layers than the rung claimed asks for."""
    past = counted(case, "cross-layer-reads")
    if past is None:
        return beside(case, "q6_3", None)
    facts = {"past": past.affected, "tables": past.examined, "past_share": share(past)}
    return beside(case, "q6_3", Measured(False, facts, in_order=1 - share(past)))
