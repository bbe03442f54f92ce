"""Maturity before and after: a difference below what can be detected is no change shown.

Minimal detectable change of two independent means at 95 %: 1.96 x sqrt(SE1^2 + SE2^2) (Weir 2005, J Strength Cond Res
19(1):231-240, whose 1.96 x sqrt(2) x SEM is the case of equal errors). The scores carry their 95 % interval, of half
width h = 1.96 x SE, so it is sqrt(h1^2 + h2^2); where the interval is of Student's t, h is wider and so is this.
"""

from __future__ import annotations

from math import hypot

from assess.model.comparison import DimensionChangePart, MaturityChangePart, Shown
from assess.model.parts import TextPart
from assess.model.result import DimensionPart, ScorePart
from assess.operate.compare.kept import KeptRun

SOURCE = TextPart(
    zh="最小可检测变化（95%）＝1.96×√(SE₁²＋SE₂²)，见 Weir 2005；变化小于它，就看不出有变化。",
    en="Minimal detectable change (95 %) = 1.96 × √(SE₁² + SE₂²), after Weir 2005; below it no change is shown.",
)


def compare_maturity(a: KeptRun, b: KeptRun) -> MaturityChangePart:
    """Every dimension of either run; those with a question that was changed, added or removed are not compared."""
    before, after = a.result.maturity, b.result.maturity
    known = a.items is not None and b.items is not None
    old = {d.id: d for d in before.dimensions} if before.available else {}
    new = {d.id: d for d in after.dimensions} if after.available else {}
    return MaturityChangePart(
        bank_before=before.bank,
        bank_after=after.bank,
        versions_known=known,
        dimensions=[
            _dimension(old.get(name), new.get(name), _changed(a, b, name), known or before.bank == after.bank)
            for name in [*new, *(name for name in old if name not in new)]
        ],
        source=SOURCE,
    )


def _changed(a: KeptRun, b: KeptRun, dimension: str) -> list[str]:
    """Questions of the dimension, in either run, that were not asked in the same way in both."""
    if a.items is None or b.items is None:
        return []
    was, now = a.items["items"], b.items["items"]
    mine = {name for told in (was, now) for name, one in told.items() if one["dimension"] == dimension}
    return sorted(name for name in mine if was.get(name) != now.get(name))


def _dimension(
    old: DimensionPart | None, new: DimensionPart | None, changed: list[str], versions: bool
) -> DimensionChangePart:
    either = new or old
    assert either is not None
    before = old.company.mean if old and not old.company.suppressed else None
    after = new.company.mean if new and not new.company.suppressed else None
    shown, detectable, why = _judge(old, new, changed, versions)
    known = before is not None and after is not None and shown != "not_comparable"
    return DimensionChangePart(
        id=either.id,
        name=either.name,
        before=before,
        after=after,
        difference=round(after - before, 4) if known and before is not None and after is not None else None,
        detectable=None if detectable is None else round(detectable, 4),
        shown=shown,
        items_changed=changed,
        why=why,
    )


def _judge(
    old: DimensionPart | None, new: DimensionPart | None, changed: list[str], versions: bool
) -> tuple[Shown, float | None, TextPart]:
    if changed:
        n = len(changed)
        return "not_comparable", None, TextPart(
            zh=f"两次体检之间改了 {n} 道题，分数不能相比。",
            en=f"{n} of its questions {'was' if n == 1 else 'were'} changed in between; the scores do not compare.",
        )  # fmt: skip
    if not versions:
        return "not_comparable", None, TextPart(
            zh="问卷换了版本，而较早的一次没有留下题目原文，分数不能相比。",
            en="The questionnaire has another version and a run did not keep its questions; the scores do not compare.",
        )  # fmt: skip
    first, second = _half(old.company if old else None), _half(new.company if new else None)
    if old is None or new is None or first is None or second is None:
        return "unknown", None, TextPart(
            zh="至少有一次没有可公布的分数。", en="At least one of the two has no score that may be shown."
        )  # fmt: skip
    least = hypot(first, second)
    difference = (new.company.mean or 0.0) - (old.company.mean or 0.0)
    if abs(difference) < least:
        return "no_change_shown", least, TextPart(
            zh=f"变化小于可检测的 {least:.2f}，看不出有变化。",
            en=f"Below the {least:.2f} that can be detected: no change shown.",
        )  # fmt: skip
    return ("up" if difference > 0 else "down"), least, TextPart(
        zh=f"变化超过可检测的 {least:.2f}。", en=f"Above the {least:.2f} that can be detected."
    )  # fmt: skip


def _half(score: ScorePart | None) -> float | None:
    """Half the width of the 95 % interval; None where there is none to show."""
    if score is None or score.suppressed or score.mean is None or score.low is None or score.high is None:
        return None
    return (score.high - score.low) / 2
