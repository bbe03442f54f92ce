"""The rule by which cases are ranked for the yearly contest, in one place, to be read before it is argued about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

VALUE, REUSE, SEVERITY, IN_TIME = 40, 30, {"high": 20, "medium": 10, "low": 5}, 10
EACH_REUSE = 10
_HIGH, _MEDIUM, _LOW = SEVERITY["high"], SEVERITY["medium"], SEVERITY["low"]
RULE = {
    "zh": f"满分 100 分。价值最多 {VALUE} 分：每年节省额与最大一例之比；没有定价的为 0 分。复用最多 {REUSE} 分："
    f"此后每有一个其他部门用同一处方解决问题，得 {EACH_REUSE} 分。"
    f"严重程度：高 {_HIGH} 分、中 {_MEDIUM} 分、低 {_LOW} 分。"
    f"按期 {IN_TIME} 分：不晚于路线图上的月份；没有排期的为 0 分。问题又出现的不参加评比。",
    "en": f"of 100. Value, at most {VALUE}: the yearly saving as a share of the largest; not priced is 0. Reuse, at "
    f"most {REUSE}: {EACH_REUSE} for each other department that later solved one by the same treatment. Severity: "
    f"high {_HIGH}, medium {_MEDIUM}, low {_LOW}. In time, {IN_TIME}: no later than the month on the roadmap; not "
    "planned is 0. A case that came back is out of the contest.",
}


def reuse_of(case: Mapping[str, Any], cases: Sequence[Mapping[str, Any]]) -> int:
    """Departments other than the case's own that solved something by the same treatment after it."""
    own = {*case["departments"]}
    later = [one for one in cases if one["treatment"] == case["treatment"] and one["solved_at"] > case["solved_at"]]
    return len({department for one in later if case["treatment"] for department in one["departments"]} - own)


def ranked(cases: Sequence[Mapping[str, Any]], open_keys: set[str]) -> list[dict[str, Any]]:
    """The cases with `reuse`, `came_back`, `parts`, `points` and `rank`, the best first; equal points, equal rank.

    `open_keys` are the findings of the newest check-up. A case is kept when it came back, without rank and points.
    Savings in several currencies are compared within each.
    """
    largest: dict[str, float] = {}
    for case in cases:
        if case["saving"] and case["key"] not in open_keys:
            currency = case["saving"]["currency"]
            largest[currency] = max(largest.get(currency, 0.0), case["saving"]["base"])
    scored = []
    for case in cases:
        reuse, back = reuse_of(case, cases), case["key"] in open_keys
        parts = {} if back else {
            "value": _value(case, largest),
            "reuse": min(REUSE, EACH_REUSE * reuse),
            "severity": SEVERITY[case["severity"]],
            "in_time": IN_TIME if _in_time(case) else 0,
        }  # fmt: skip
        scored.append({**case, "reuse": reuse, "came_back": back, "parts": parts, "points": sum(parts.values())})
    scored.sort(key=lambda one: (one["came_back"], -one["points"], one["solved_at"], one["key"]))
    standing = [one["points"] for one in scored if not one["came_back"]]
    return [{**one, "rank": None if one["came_back"] else standing.index(one["points"]) + 1} for one in scored]


def _value(case: Mapping[str, Any], largest: Mapping[str, float]) -> int:
    if not case["saving"] or largest[case["saving"]["currency"]] <= 0:
        return 0
    return round(VALUE * float(case["saving"]["base"]) / largest[case["saving"]["currency"]])


def _in_time(case: Mapping[str, Any]) -> bool:
    """Whether the months from the first sight to the solution, begun ones counted, are no more than planned."""
    if case["planned_month"] is None:
        return False
    found, solved = (datetime.fromisoformat(case[name]) for name in ("found_at", "solved_at"))
    months = 12 * (solved.year - found.year) + solved.month - found.month + (solved.day > found.day)
    return bool(months <= case["planned_month"])
