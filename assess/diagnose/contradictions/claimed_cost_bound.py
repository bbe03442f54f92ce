"""“Cost may not grow faster than the business”, beside the two growth rates."""

from __future__ import annotations

from assess.diagnose.contradictions.claimed import Measured, beside
from assess.diagnose.registry import Case, detector
from assess.model.finding import Verdict


@detector("claimed-cost-bound", code="CJ", needs=("answers",))
def judge(case: Case) -> Verdict:
    """One claim when the cost of data grows faster than the business, compared by difference."""
    organisation = case.engagement.organisation
    cost, business = organisation.data_cost_growth, organisation.business_growth
    if cost is None or business is None:
        return beside(case, "q8_1", None)
    facts = {
        "cost_growth": cost,
        "business_growth": business,
        "excess": round(cost - business, 6),
        "security_excluded": organisation.security_cost_growth_excluded,
    }
    return beside(case, "q8_1", Measured(facts["excess"] > 0, facts))
