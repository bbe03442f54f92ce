"""What a consultant decided, as facts of a finding and as a line of the coverage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from assess.model.decision import Decision, about, rejected, standing
from assess.model.text import Text

_SAID = {
    "accept": ("{by}于 {day} 确认：{reason}", "Confirmed by {by} on {day}: {reason}"),
    "reject": ("{by}于 {day} 否决：{reason}", "Rejected by {by} on {day}: {reason}"),
    "again": ("{by}于 {day} 要求复查：{reason}", "{by} asked on {day} to look again: {reason}"),
}


def decided(history: Iterable[Decision], subjects: Sequence[str]) -> dict[str, Any]:
    """Facts of a finding on `subjects`: the sentences and the decisions themselves; empty where nobody decided."""
    found = [decision for decision in about(history, subjects) if decision.verdict != "reject"]
    if not found:
        return {}
    return {
        "decided": [sentence(decision, set(subjects) != set(decision.tables)).as_dict() for decision in found],
        "decisions": [decision.as_dict() for decision in found],
    }


def sentence(decision: Decision, other: bool = False) -> Text:
    """Who decided what, when and why, the reason as it was typed; `other` tells on how many tables, then."""
    zh, en = _SAID[decision.verdict]
    many = len(decision.tables)
    words = {"by": decision.by, "day": f"{decision.at:%Y-%m-%d}", "reason": decision.reason}
    then = Text(f"（当时 {many} 张表）", f" ({many} tables then)") if other else Text("", "")
    return Text(zh.format(**words) + then.zh, en.format(**words) + then.en)


def coverage_row(history: Sequence[Decision]) -> dict[str, Any]:
    """The decisions that stand as a row of the evidence table `coverage`: how many, and how many reject a group."""
    count = len(rejected(history))
    zh = f"其中 {count} 条否决了查出的重复：这些表不再列为发现，清单见“重复表”页。" if count else ""
    verb = "rejects a group" if count == 1 else "reject groups"
    en = f"{count} of them {verb} of copies: no longer claimed, listed on the page Copies." if count else ""
    return {
        "input": "answers.db: decisions", "kind": "decisions", "department": "", "available": True,
        "seen": len(standing(history)), "unit_zh": "条决定", "unit_en": "decisions", "why_zh": zh, "why_en": en,
    }  # fmt: skip
