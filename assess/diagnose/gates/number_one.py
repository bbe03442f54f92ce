"""Is the person at the top its owner: with a name, a date and a written decision?"""

from __future__ import annotations

from assess.diagnose.registry import Case, detector
from assess.model.finding import Claim, Severity, Verdict, found, not_available


@detector("number-one", code="NO")
def judge(case: Case) -> Verdict:
    """One claim when the name, the date or the decision is missing, or the date is still to come."""
    person = case.engagement.organisation.number_one
    if person is None:
        return not_available(
            "没有提供一号位的任命情况；未知按未满足处理。",
            "Nothing was said about who at the top owns the matter; unknown counts as not met.",
        )
    today = case.clock.date()
    given = {
        "name": bool(person.name.strip()),
        "date": person.since is not None and person.since <= today,
        "decision": bool(person.decision.strip()),
    }
    facts = {
        "missing": [part for part, there in given.items() if not there],
        "starts": person.since.isoformat() if person.since and person.since > today else None,
        "since": person.since.isoformat() if person.since else None,
    }
    if all(given.values()):
        return found([], examined=1, since=facts["since"])
    return found([Claim(("number_one",), (), Severity.HIGH, facts)], examined=1)
