"""Why this case comes first, and what leaving an item out means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assess.diagnose.texts import render
from assess.model import numbers
from assess.model.money import Money
from assess.model.parts import TextPart
from assess.model.text import Text
from assess.treat.choose import Chosen
from assess.treat.roadmap.draft import Draft
from assess.treat.roadmap.plan import Plan


def first_case_why(
    key: str | None, chosen: Mapping[str, Chosen], drafts: Sequence[Draft], plan: Plan
) -> TextPart | None:
    """Value, effort and visibility of the case, and how many others it was chosen from; or why there is none."""
    text = _chosen_why(key, drafts, plan) if key else _none_why(plan)
    return TextPart(zh=text.zh, en=text.en)


def _chosen_why(key: str, drafts: Sequence[Draft], plan: Plan) -> Text:
    draft = next(d for d in drafts if d.key == key)
    month, days, saving = plan.dates.months[key][1], draft.days.base, plan.savings.get(key)
    others = len(plan.candidates) - 1
    zh_saving = f"每年省 {numbers.money(saving.base, saving.currency, 'zh')}" if saving else "节省尚未定价"
    en_saving = f"saves {numbers.money(saving.base, saving.currency, 'en')} a year" if saving else "saving not priced"
    zh_others = f"另有 {others} 个候选，按可见度、每人天节省、投入依次比较。" if others else "没有其他候选。"
    en_others = (
        f"Chosen from {others + 1} by visibility, then saving for a day of effort, then effort."
        if others
        else "There is no other candidate."
    )
    return Text(
        f"第 {month} 个月完成，看得见、摸得着、用得上（可见度 {draft.visibility}/5）；"
        f"{zh_saving}，投入 {days:,.0f} 人天。{zh_others}",
        f"Done in month {month}, and people can see, touch and use it (visibility {draft.visibility} of 5); "
        f"{en_saving} for {days:,.0f} person-days. {en_others}",
    )  # fmt: skip


def _none_why(plan: Plan) -> Text:
    if not plan.candidates:
        return Text(
            "首年没有案例：要做的事里，没有一件是使用者看得见的成果。",
            "No case in the first year: nothing on the plan is something its users would see.",
        )
    late = sorted(plan.dates.months[key][1] for key in plan.candidates if key in plan.dates.months)
    if not late:
        return Text(
            "首年没有案例：候选的处方按现有人力排不进五年，先加人。",
            "No case in the first year: with the people at hand no candidate fits into five years; add people first.",
        )
    return Text(
        f"首年没有案例：按现有人力和顺序，最早的候选第 {late[0]} 个月才完成。要么加人，要么把它往前排。",
        f"No case in the first year: with these people and in this order the first candidate is done in month "
        f"{late[0]}. Add people, or move it forward.",
    )


def left_out_why(
    why: str, draft: Draft, saving: Money | None, needed_by: Sequence[str], chosen: Mapping[str, Chosen]
) -> Text:
    """What it costs to leave it: saving forgone a year, findings that stay open, what depended on it."""
    n, waits = len(draft.findings), [_title(chosen[key]) for key in needed_by]
    zh = {
        "client": "客户决定不做",
        "capacity": "按现有人力五年内排不下",
        "prerequisite": "它要等的事不在计划里",
    }[why]
    en = {
        "client": "Left out by the client",
        "capacity": "Does not fit into five years with the people at hand",
        "prerequisite": "What it waits for is not on the plan",
    }[why]
    zh_parts, en_parts = [], []
    if saving:
        zh_parts.append(f"每年少省 {numbers.money(saving.base, saving.currency, 'zh')}")
        en_parts.append(f"{numbers.money(saving.base, saving.currency, 'en')} a year is not saved")
    if n:
        zh_parts.append(f"{n} 个发现继续存在")
        en_parts.append(f"{n} finding{'s stay' if n > 1 else ' stays'} open")
    if waits:
        zh_parts.append(f"依赖它的也不能做：{'、'.join(f'“{t.zh}”' for t in waits)}")
        en_parts.append("what waits for it cannot be done: " + "; ".join(t.en for t in waits))
    return Text(
        f"{zh}：{'；'.join(zh_parts)}。" if zh_parts else f"{zh}。",
        f"{en}: {'; '.join(en_parts)}." if en_parts else f"{en}.",
    )


def _title(chosen: Chosen) -> Text:
    subjects = chosen.subjects
    facts = {
        "n": len(chosen.findings), "tables": len(subjects), "lead": chosen.lead, "saving": chosen.saving,
        "copies": len({s for finding in chosen.findings for s in finding.subjects[1:]}),
        "name": subjects[0].rsplit(".", 1)[-1] if subjects else "",
    }  # fmt: skip
    return render(chosen.treatment.title, facts, {})
