"""What not to do, and under which assumption the plan was drawn."""

from __future__ import annotations

from assess.diagnose.run import Diagnosis
from assess.model.finding import Outcome
from assess.model.text import Text
from assess.treat.choose import HORIZON_YEARS, Choice, Chosen


def not_to_do(diagnosis: Diagnosis, verdict: str, choice: Choice, left_out: list[Chosen]) -> list[Text]:
    """Sentences on what to leave, each backed by something this check-up saw."""
    advice: list[Text] = []
    if verdict == "not_needed":
        advice.append(
            Text(
                "不建共享数据平台，不设专职团队：这个规模用不上，养着只是成本。",
                "Build no shared data platform and no team for it: at this size it is only cost.",
            )
        )
    redundant = diagnosis.verdicts.get("redundant-tables")
    templates = int(redundant.facts.get("templates", 0)) if redundant else 0
    if templates:
        advice.append(
            Text(
                f"不合并 {templates} 组“同表结构、不同数据”的表：合并省的是维护，不是存储。",
                f"Do not merge the {templates} group{'s' if templates > 1 else ''} of tables with one form and "
                "different rows: that saves upkeep, not storage.",
            )
        )
    small = len(choice.not_worth.get("unify-tables", ())) + len(choice.not_worth.get("merge-derivations", ()))
    if small:
        advice.append(
            Text(
                f"不为 {small} 处小重复单独立项：合并的人工比 {HORIZON_YEARS} 年省下的还多。"
                "先冻结，不许再增，下次改到时顺手合并。",
                f"Start no project for {small} small duplicate{'s' if small > 1 else ''}: merging costs more than it "
                f"saves in {HORIZON_YEARS} years. Freeze what is there, add none, and merge when next touched.",
            )
        )
    if any(
        f.detector in ("redundant-tables", "metric-conflicts") and f.outcome is Outcome.FINDING
        for f in diagnosis.findings
    ):
        advice.append(
            Text(
                "不先买工具：口径和主表没定之前，再多一个系统只是再多一份副本。",
                "Buy no tool first: until definitions and masters are settled, one more system is one more copy.",
            )
        )
        advice.append(
            Text(
                "不让单个部门自行立项合并：局部赢、全局输，最后是两个部门争一张表。",
                "Let no single department run the merger alone: a local win is a global loss, and two departments end "
                "up fighting over one table.",
            )
        )
    if left_out:
        names = sorted(c.name for c in left_out)
        advice.append(
            Text(
                f"按现有人力，{len(names)} 项处方五年内排不下；要做就先加人，不要压缩合规和主表。",
                f"With the people at hand {len(names)} treatment{'s do' if len(names) > 1 else ' does'} not fit into "
                "five years; add people before squeezing compliance or the master tables.",
            )
        )
    return advice


def capacity_formula(given: int | None, assumed: int) -> Text:
    """How cost, saving and dates come about."""
    zh_capacity = f"每年 {given} 人天" if given else f"每年 {assumed} 人天（项目未给出，按两名全职估计）"
    en_capacity = (
        f"{given} person-days a year"
        if given
        else f"{assumed} person-days a year (not given; two full-time people assumed)"
    )
    return Text(
        "节省：各发现的年度节省之和，同一张表只算一次。投入：人天 × 人天单价。回收期：投入 ÷ 年节省 × 12 个月。"
        f"排期：先满足前置条件，再按{zh_capacity}的人力排入。",
        "Saving: the sum of the findings' yearly savings, each table counted once. Cost: person-days × price of a day. "
        f"Payback: cost ÷ yearly saving × 12 months. Dates: prerequisites first, then within {en_capacity}.",
    )
