"""What stands beside the scores: of how many dimensions they are, and whose answers are not in them."""

from __future__ import annotations

from collections.abc import Iterable

from assess.diagnose.maturity.groups import FEWEST, Answers
from assess.model.bank import LEVEL_NAMES, LEVELS
from assess.model.result import TextPart


def why_of(answers: Answers, shown: int) -> TextPart:
    """Why nothing is shown, or what is in the scores; `shown` is how many dimensions have one."""
    there = answers.respondents()
    if not any(there.values()):
        return TextPart(zh="没有收到问卷答卷。", en="No questionnaire answers were received.")
    fewest = answers.fewest
    if not shown:
        return TextPart(
            zh=f"没有一个层级的答卷达到 {fewest} 份；为保护个人，不足 {fewest} 人的一律不显示。",
            en=f"No level has {fewest} respondents; to protect individuals, smaller groups are never shown.",
        )
    total = len(answers.bank.dimensions)
    zh = [f"{total} 个维度中有 {shown} 个可以评分；公司得分是各层级平均分的平均，每个层级同等计算。"]
    en = [
        f"{shown} of {total} dimensions can be scored; the company is the mean of its levels, each counting the same."
    ]
    if answers.merged:
        zh.append(f"高层不足 {FEWEST} 人，并入中层计算。")
        en.append(f"Executives are fewer than {FEWEST} and count among middle management.")
    if answers.waiting:
        names = _names(answers.waiting)
        zh.append(f"{names.zh}的数字与上次公布的相同：此后新增或修改的答卷太少，现在计入会暴露个人，等人数够了再更新。")
        en.append(
            f"Figures of {names.en} stand as last released: the answers added or changed since are so few that "
            "counting them would show whose they are. They wait until there are more."
        )
    hidden = [level for level, n in there.items() if 0 < n < fewest and not _agreed(answers, level)]
    if hidden:
        names = _names(hidden)
        zh.append(f"{names.zh}不足 {fewest} 人，既不显示，也不计入任何数字。")
        en.append(f"Fewer than {fewest} answered among {names.en}: not shown, and part of no number.")
    return TextPart(zh="".join(zh), en=" ".join(en))


def _agreed(answers: Answers, level: str) -> bool:
    return any(mine == level for _, mine in answers.agreed)


def _names(levels: Iterable[str]) -> TextPart:
    told = [LEVEL_NAMES[level] for level in LEVELS if level in set(levels)]
    return TextPart(zh="、".join(name.zh for name in told), en=" and ".join(name.en for name in told))
