"""“Core terms are agreed and published”, beside the tables that say nothing of themselves."""

from __future__ import annotations

from assess.diagnose.contradictions.claimed import Measured, beside, counted, share
from assess.diagnose.registry import Case, detector
from assess.model.finding import Verdict

TOLERATED = 0.5


@detector("claimed-glossary", code="CG", needs=("answers",), after=("missing-descriptions",))
def judge(case: Case) -> Verdict:
    """One claim when at least half of what was looked at has no description."""
    silent = counted(case, "missing-descriptions")
    if silent is None:
        return beside(case, "q5_1", None)
    facts = {"undescribed": silent.affected, "tables": silent.examined, "undescribed_share": share(silent)}
    return beside(case, "q5_1", Measured(share(silent) >= TOLERATED, facts))
