"""Does this company need a shared platform at all?"""

from __future__ import annotations

from itertools import product
from typing import Literal

from assess.diagnose.registry import Case, detector
from assess.model.engagement import Organisation
from assess.model.finding import Claim, Severity, Verdict, found, not_available

Need = Literal["not_needed", "light", "full", "unknown"]

FACTS = {
    "staff": ("员工人数", "staff"),
    "business_lines": ("业务线数量", "business lines"),
    "core_systems": ("核心系统数量", "core systems"),
}
_ANYTHING = {"staff": (10, 100, 1000), "business_lines": (1, 2, 3), "core_systems": (1, 9)}


def facts_of(organisation: Organisation) -> dict[str, int | None]:
    """The three facts the question turns on; null is unknown."""
    return {name: getattr(organisation, name) for name in FACTS}


def need(organisation: Organisation) -> Need:
    """`not_needed`, `light` or `full`; `unknown` where a missing fact could change the answer.

    Under 50 staff and one business line and at most three core systems: not needed. Up to 200 staff, or two
    lines: light (a few dozen people with a fourth system do not need the whole of it). Everything else: full.
    """
    known = facts_of(organisation)
    possible = {
        _need(*facts)
        for facts in product(*((value,) if value is not None else _ANYTHING[name] for name, value in known.items()))
    }
    return possible.pop() if len(possible) == 1 else "unknown"


def _need(staff: int, lines: int, systems: int) -> Need:
    if staff < 50 and lines <= 1 and systems <= 3:
        return "not_needed"
    return "light" if staff <= 200 or lines == 2 else "full"


@detector("applicability", code="AP")
def judge(case: Case) -> Verdict:
    """One claim when no shared platform is needed; fine when one, light or full, is worth considering."""
    facts = facts_of(case.engagement.organisation)
    verdict = need(case.engagement.organisation)
    missing = [names for fact, names in FACTS.items() if facts[fact] is None]
    if verdict == "unknown":
        zh = "、".join(name for name, _ in missing)
        en = " and ".join(", ".join(name for _, name in missing).rsplit(", ", 1))
        return not_available(
            f"缺少{zh}，无法判断需不需要共用平台。",
            f"Whether a shared platform is needed cannot be told without the number of {en}.",
        )
    if verdict == "not_needed":
        return found([Claim(("organisation",), (), Severity.HIGH, facts)], examined=1)
    return found([], examined=1, verdict=verdict, **facts)
