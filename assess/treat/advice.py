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
    if verdict == "light":
        advice.append(
            Text(
                "不设委员会，不建平台团队：开会的人就是干活的人，一张负责人清单就够。",
                "Set up no committee and no platform team: those who would meet are those who do the work; one list of "
                "owners is enough.",
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


def no_platform(diagnosis: Diagnosis, verdict: str) -> list[Text]:
    """Why no shared platform is proposed, or only a light one; empty where one is, or where the size is not known."""
    facts = diagnosis.case.engagement.organisation
    known = [
        (zh, en)
        for value, zh, en in (
            (facts.staff, f"员工 {facts.staff:,} 人", _some(facts.staff, "person", "people")),
            (facts.business_lines, f"业务线 {facts.business_lines} 条", _some(facts.business_lines, "business line")),
            (facts.core_systems, f"核心系统 {facts.core_systems} 个", _some(facts.core_systems, "core system")),
        )
        if value is not None
    ] if verdict in ("not_needed", "light") else []  # fmt: skip
    zh, en = "、".join(z for z, _ in known), ", ".join(e for _, e in known)
    if verdict == "not_needed":
        return [
            Text(
                f"{zh}：中层看得懂高层，高层看得见一线，不需要共享平台，也不需要委员会。",
                f"{en}: the middle understands the top and the top sees the front line, so neither a shared platform "
                "nor a committee is needed.",
            ),
            Text(
                "员工满 50 人，或有了第二条业务线、第四个核心系统，再评估一次。",
                "Ask again at 50 staff, a second business line or a fourth core system.",
            ),
        ]
    if verdict == "light":
        return [
            Text(
                f"{zh}：先定负责人、口径和主表，不建平台团队，不设委员会。",
                f"{en}: settle owners, definitions and master tables first; no platform team and no committee.",
            ),
            Text(
                "员工超过 200 人，或有了第三条业务线，再评估一次。",
                "Ask again above 200 staff or at a third business line.",
            ),
        ]
    return []


def _some(number: int | None, one: str, several: str = "") -> str:
    return f"{number:,} {one if number == 1 else several or one + 's'}" if number is not None else ""


def capacity_formula(days: tuple[float, ...], given: bool) -> Text:
    """How cost, saving and dates come about; `days` is person-days in each of the five years."""
    same = len(set(days)) == 1
    zh_days = f"每年 {days[0]:,.0f} 人天" if same else f"五年各 {'、'.join(f'{d:,.0f}' for d in days)} 人天"
    en_days = f"{days[0]:,.0f} person-days a year" if same else (
        f"{', '.join(f'{d:,.0f}' for d in days)} person-days in the five years"
    )  # fmt: skip
    zh_capacity = zh_days if given else f"{zh_days}（项目未给出，按两名全职估计）"
    en_capacity = en_days if given else f"{en_days} (not given; two full-time people assumed)"
    return Text(
        "节省：各发现的年度节省之和，同一张表只算一次，从该项完成的次月算起。投入：人天 × 人天单价，在执行期间发生。"
        f"回收期：投入 ÷ 年节省 × 12 个月。排期：先满足前置条件，再按{zh_capacity}的人力排入。",
        "Saving: the sum of the findings' yearly savings, each table counted once, from the month after the item ends. "
        "Cost: person-days × price of a day, while the item runs. Payback: cost ÷ yearly saving × 12 months. Dates: "
        f"prerequisites first, then within {en_capacity}.",
    )
