"""“Key data has quality rules and someone answerable”, beside the tables without an owner."""

from __future__ import annotations

from assess.diagnose.contradictions.claimed import Measured, beside, counted, share
from assess.diagnose.registry import Case, detector
from assess.model.finding import Verdict

TOLERATED = 0.5


@detector("claimed-quality-owners", code="CK", needs=("answers",), after=("missing-owners",))
def judge(case: Case) -> Verdict:
    """One claim when at least half of the tables have no owner."""
    ownerless = counted(case, "missing-owners")
    if ownerless is None:
        return beside(case, "q5_6", None)
    facts = {"ownerless": ownerless.affected, "tables": ownerless.examined, "ownerless_share": share(ownerless)}
    return beside(case, "q5_6", Measured(share(ownerless) >= TOLERATED, facts))
