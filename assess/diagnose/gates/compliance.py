"""Is every legal duty met, with evidence?"""

from __future__ import annotations

from assess.diagnose.registry import Case, detector
from assess.model.engagement import Duty
from assess.model.finding import Claim, Severity, Verdict, found, not_available


@detector("compliance", code="CP")
def judge(case: Case) -> Verdict:
    """One claim listing the duties that are unmet, unknown, or said to be met without evidence."""
    duties = case.engagement.organisation.duties
    if not duties:
        return not_available(
            "没有列出法律义务；未知按未满足处理。",
            "No legal duties were listed; unknown counts as not met.",
        )
    unmet = [duty for duty in duties if duty.met is False]
    unknown = [duty for duty in duties if duty.met is None]
    unproven = [duty for duty in duties if duty.met and not duty.evidence.strip()]
    open_duties = [duty for duty in duties if duty in (*unmet, *unknown, *unproven)]
    facts = {
        "duties": len(duties),
        "open": len(open_duties),
        "unmet": [_named(duty) for duty in unmet],
        "unknown": [_named(duty) for duty in unknown],
        "unproven": [_named(duty) for duty in unproven],
    }
    if not open_duties:
        return found([], examined=len(duties), duties=len(duties))
    claim = Claim(tuple(duty.id for duty in open_duties), (), Severity.HIGH if unmet else Severity.MEDIUM, facts)
    return found([claim], examined=len(duties), affected=len(open_duties))


def _named(duty: Duty) -> dict[str, str]:
    return {"id": duty.id, **duty.name.text.as_dict()}
