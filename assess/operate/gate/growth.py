"""The cost of data may not grow faster than the business.

Both are growth over four quarters: the last four summed, against the four before. Compared is the difference, cost
growth less business growth, in points; not the quotient, which has no meaning when the business stands still (division
by zero) and turns round when it shrinks (costs at -5 % against -10 % would be 0.5 and look good). So the rule is the
same when the business shrinks: cost must shrink at least as fast, or each unit of business carries more of it. What
is spent on security and compliance is taken out of both years, as it is due whatever the business does. A special goal
is a waiver with its reason and its last day.
"""

from __future__ import annotations

from assess.model.engagement import Engagement
from assess.model.gates import Gates
from assess.operate.gate.verdicts import Offence, Ruling

RULE = "cost-growth"


def cost_growth(engagement: Engagement, gates: Gates) -> Ruling:
    """By the quarters of `gates`; where there are none, by the two rates of `organisation`."""
    cost, business, why = _rates(engagement, gates)
    if cost is None or business is None:
        return Ruling(RULE, "unknown", why)
    excess = round(cost - business, 6)
    facts = {"cost_growth": cost, "business_growth": business, "excess": excess, "may_exceed": gates.growth_may_exceed}
    shrank = " The business shrank, so the cost must shrink at least as fast." if business < 0 else ""
    told = (
        f"Cost of data without security {cost:+.1%}, business {business:+.1%} over four quarters: a difference of "
        f"{100 * excess:+.1f} points, {100 * gates.growth_may_exceed:.1f} allowed.{shrank}"
    )
    if excess <= gates.growth_may_exceed:
        return Ruling(RULE, "passed", told, (), facts)
    return Ruling(RULE, "failed", told, (Offence("cost growth", f"{RULE}:excess", told),), facts)


def _rates(engagement: Engagement, gates: Gates) -> tuple[float | None, float | None, str]:
    """Growth of cost and of business, 0.1 is 10 %; None with the reason where a rate is not defined or not known."""
    if gates.quarters:
        costs = [q.data_cost - q.security_cost for q in gates.quarters]
        made = [q.business for q in gates.quarters]
        before = (sum(costs[:4]), sum(made[:4]))
        if min(before) <= 0:
            what = "cost without security" if before[0] <= 0 else "business"
            return None, None, f"The {what} of the first four quarters is zero, so it has no growth."
        return sum(costs[4:]) / before[0] - 1, sum(made[4:]) / before[1] - 1, ""
    known = engagement.organisation
    if known.data_cost_growth is None or known.business_growth is None:
        return None, None, "Growth is not known: gates.quarters is empty and organisation names no rates."
    if not known.security_cost_growth_excluded:
        return None, None, "organisation.data_cost_growth includes security spend, which is exempt; give it without."
    return known.data_cost_growth, known.business_growth, ""
