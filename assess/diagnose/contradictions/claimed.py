"""What people say about one question, set beside what was measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assess.diagnose.maturity.asked import answers_of, bank_of
from assess.diagnose.maturity.groups import FEWEST
from assess.diagnose.registry import Case
from assess.model.bank import LEVEL_NAMES
from assess.model.finding import Claim, Outcome, Severity, Verdict, found, not_applicable, not_available

FORMING = 3.0
# What a rung asks for: at 3 a rule holds in most places, at 4 it is measured and runs by itself, at 5 nothing is left.
REQUIRED = ((4.5, 0.95), (3.5, 0.8), (FORMING, 0.5))


@dataclass(frozen=True, slots=True)
class Measured:
    """What the evidence shows, with the numbers for the texts.

    `contradicts` where that does not depend on how high the claim is; else `in_order`, the share of what
    was examined that is as the claim says, to be set against `REQUIRED`.
    """

    contradicts: bool
    facts: Mapping[str, Any]
    severity: Severity = Severity.MEDIUM
    in_order: float | None = None


def beside(case: Case, item: str, measured: Measured | None) -> Verdict:
    """The claim made on `item` beside what was measured; a finding where the two cannot both be true.

    The claim is made by the levels, of five people or more, whose mean is at least 3: the rung at which a
    rule holds everywhere. `measured` is None where the evidence for it was not seen.
    """
    asked = bank_of(case).item(item)
    groups = answers_of(case).item(item).groups
    shown = [(level, group.estimate) for level, group in groups.items() if group.estimate]
    if asked is None or not shown:
        return not_available(
            f"没有一个层级有 {FEWEST} 人回答这道题。",
            f"No level has {FEWEST} people who answered this question.",
        )
    said = [(level, estimate) for level, estimate in shown if estimate.mean >= FORMING]
    if not said:
        return not_applicable(
            "没有一个层级自称做到这一步，谈不上说法与证据不符。",
            "No level claims to have come this far, so there is nothing to contradict.",
        )
    if measured is None:
        return not_available(
            "没有收集到可以与这道题对照的证据。", "No evidence was collected that this question could be set beside."
        )
    said_mean = round(sum(estimate.mean for _, estimate in said) / len(said), 2)
    required = next(share for level, share in REQUIRED if said_mean >= level)
    facts = {
        "item": item,
        "name": asked.name.text.as_dict(),
        "claim": asked.levels[2].text.as_dict(),
        "said": [
            {"level": LEVEL_NAMES[level].as_dict(), "mean": round(estimate.mean, 2), "n": estimate.n}
            for level, estimate in said
        ],
        "who": _who([(LEVEL_NAMES[level].as_dict(), estimate.mean) for level, estimate in said]),
        "said_mean": said_mean,
        "required_share": required,
        "said_n": sum(estimate.n for _, estimate in said),
        **measured.facts,
    }
    contradicts = measured.contradicts if measured.in_order is None else measured.in_order < required
    claims = [Claim((item,), (), measured.severity, facts)] if contradicts else []
    return found(claims, examined=1, affected=len(claims), **facts)


def counted(case: Case, slug: str) -> Verdict | None:
    """The verdict of another detector, where it could score; None where it could not or is not installed."""
    verdict = case.verdicts.get(slug)
    if verdict is None or verdict.outcome not in (Outcome.OK, Outcome.FINDING) or verdict.examined <= 0:
        return None
    return verdict


def share(verdict: Verdict) -> float:
    """Which part of what was examined is affected."""
    return round(verdict.affected / verdict.examined, 4)


def _who(said: list[tuple[dict[str, str], float]]) -> dict[str, str]:
    zh = "、".join(f"{name['zh']}（{mean:.1f} 级）" for name, mean in said)
    en = [f"{name['en']} (level {mean:.1f})" for name, mean in said]
    return {"zh": zh, "en": " and ".join(filter(None, [", ".join(en[:-1]), en[-1]]))}
