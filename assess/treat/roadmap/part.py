"""The plan as result.json tells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assess.diagnose.run import Diagnosis
from assess.diagnose.texts import Words, render
from assess.model.money import Money, Range
from assess.model.parts import MoneyPart, RangePart, TextPart
from assess.model.roadmap import (
    BasisPart,
    CashPart,
    DroppedPart,
    EditPart,
    MonthsPart,
    RoadmapItemPart,
    RoadmapPart,
    SensitivityPart,
)
from assess.model.roadmap_edit import RoadmapEdit
from assess.model.text import Text
from assess.treat.advice import capacity_formula, no_platform, not_to_do
from assess.treat.choose import Choice, Chosen
from assess.treat.roadmap.draft import Draft
from assess.treat.roadmap.money import YEARS
from assess.treat.roadmap.plan import Plan, Setting
from assess.treat.roadmap.raci import raci_of
from assess.treat.roadmap.why import first_case_why, left_out_why


@dataclass(frozen=True, slots=True)
class Drawn:
    """The plan, what it was made of, and what it would be had the client changed nothing (`proposed`); `worth` is
    what each would save a year."""

    drafts: Sequence[Draft]
    chosen: Mapping[str, Chosen]
    plan: Plan
    setting: Setting
    edit: RoadmapEdit | None
    proposed: Plan
    capacity: tuple[float, ...]
    worth: Mapping[str, Money]


def part_of(
    drawn: Drawn, diagnosis: Diagnosis, verdict: str, choice: Choice, sensitivity: list[SensitivityPart]
) -> RoadmapPart:
    """The roadmap with its texts; items are numbered in the order they start, what is left out after them."""
    plan, setting, engagement = drawn.plan, drawn.setting, diagnosis.case.engagement
    ordered = sorted(plan.dates.months, key=lambda key: (plan.dates.months[key], key))
    ids = {
        key: f"T-{n:02d}" for n, key in enumerate([*ordered, *(d.key for d in drawn.drafts if d.key in plan.out)], 1)
    }
    drafts = {d.key: d for d in drawn.drafts}
    edits = _edits(drawn)
    items = [_item(drawn, drafts[key], ids, edits, diagnosis) for key in ordered]
    saving, cost, given = plan.saving, plan.cost, engagement.capacity
    lost = [drawn.chosen[key] for key, why in plan.out.items() if why == "capacity"]
    first, asked = plan.first_case, _decided_first([drawn.chosen[key] for key in ordered])
    return RoadmapPart(
        items=items,
        first_case=ids[first] if first else None,
        first_case_why=first_case_why(first, drawn.chosen, drawn.drafts, plan) if drawn.drafts else None,
        saving=money_part(saving),
        cost=money_part(cost),
        payback_months=_payback(cost, saving),
        not_to_do=[_text(t) for t in not_to_do(diagnosis, verdict, choice, lost)],
        not_needed=[_text(t) for t in no_platform(diagnosis, verdict)],
        decisions=[said(c.treatment.decision, facts_of(c)) for c in asked if c.treatment.decision],
        decision_items=[[ids[c.key]] for c in asked],
        formula=_text(capacity_formula(setting.capacity, bool(given or (drawn.edit and drawn.edit.capacity)))),
        capacity_days_per_year=setting.capacity[0],
        capacity_given=bool(given or (drawn.edit and drawn.edit.capacity)),
        capacity_by_year=list(setting.capacity),
        used_days=list(plan.used),
        end_month=plan.end_month,
        net=money_part(plan.net),
        cash=[
            CashPart(
                year=y.year, cost=money_part(y.cost), saving=money_part(y.saving), net=money_part(y.net),
                cumulative=money_part(y.cumulative),
            )
            for y in plan.years
        ] if items else [],
        payback_month=MonthsPart(low=plan.payback[0], base=plan.payback[1], high=plan.payback[2])
        if saving and cost else None,
        critical_path=[ids[key] for key in plan.critical],
        quick_wins=[ids[key] for key in ordered if key in plan.quick],
        dropped=_dropped(drawn, ids, edits),
        sensitivity=sensitivity,
        edits=edits.get("", []),
        capacity_proposed=list(drawn.capacity),
        basis=[_basis(d, drawn.chosen[d.key]) for d in drawn.drafts],
        day_price=_range(setting.day) if setting.day else None,
    )  # fmt: skip


def _item(
    drawn: Drawn, draft: Draft, ids: Mapping[str, str], edits: Mapping[str, list[EditPart]], diagnosis: Diagnosis
) -> RoadmapItemPart:
    plan, chosen = drawn.plan, drawn.chosen[draft.key]
    treatment, facts = chosen.treatment, facts_of(chosen)
    start, end = plan.dates.months[draft.key]
    return RoadmapItemPart(
        id=ids[draft.key],
        key=draft.key,
        treatment=chosen.name,
        title=said(treatment.title, facts),
        what=said(treatment.what, facts),
        stage=treatment.stage,
        value_stage=treatment.value_stage if not (treatment.lead and not chosen.lead) else "something_to_excellent",
        start_month=start,
        end_month=end,
        years=sorted({(month - 1) // 12 + 1 for month in range(start, end + 1)}),
        owner=said(treatment.owner, facts),
        departments=sorted({d for finding in chosen.findings for d in finding.departments}),
        findings=list(draft.findings),
        depends_on=sorted(ids[key] for key in draft.after if key in plan.dates.months),
        effort_days=_range(draft.days),
        cost=money_part(plan.costs.get(draft.key)),
        saving=money_part(plan.savings.get(draft.key)),
        indicator=said(treatment.indicator, facts),
        tool=said(treatment.tool, facts),
        consumable=said(treatment.consumable, facts),
        talent=said(treatment.talent, facts),
        visibility=draft.visibility,
        quick_win=draft.key in plan.quick,
        critical=draft.key in plan.critical,
        slack_months=plan.slack[draft.key],
        gate=draft.gate,
        raci=raci_of(chosen, diagnosis.case.engagement),
        dimensions=list(chosen.dimensions),
        deliverables=list(treatment.papers),
        days_by_year=[
            sum(worked for month, worked in plan.dates.days[draft.key].items() if (month - 1) // 12 == year)
            for year in range(YEARS)
        ],
        edited=edits.get(draft.key, []),
    )


def _dropped(drawn: Drawn, ids: Mapping[str, str], edits: Mapping[str, list[EditPart]]) -> list[DroppedPart]:
    found = []
    for draft in drawn.drafts:
        why = drawn.plan.out.get(draft.key)
        if why is None:
            continue
        chosen, saving = drawn.chosen[draft.key], drawn.worth.get(draft.key)
        needed_by = [d.key for d in drawn.drafts if draft.key in d.after]
        found.append(
            DroppedPart(
                id=ids[draft.key], key=draft.key, treatment=chosen.name,
                title=said(chosen.treatment.title, facts_of(chosen)), why=why,  # type: ignore[arg-type]
                consequence=_text(left_out_why(why, draft, saving, needed_by, drawn.chosen)),
                saving=money_part(saving), effort_days=_range(draft.days), findings=list(draft.findings),
                needed_by=needed_by, edited=edits.get(draft.key, []),
            )
        )  # fmt: skip
    return found


def _edits(drawn: Drawn) -> dict[str, list[EditPart]]:
    """Key -> what the client changed of it; "" for the plan as a whole."""
    edit = drawn.edit
    if edit is None:
        return {}

    def one(kind: Any, key: str, value: str) -> EditPart:
        return EditPart(
            kind=kind, key=key, value=value, by=edit.by, reason=edit.reason, at=edit.as_dict()["at"]
        )  # fmt: skip

    found: dict[str, list[EditPart]] = {}
    if edit.capacity:
        found.setdefault("", []).append(one("capacity", "", ", ".join(f"{c:g}" for c in edit.capacity)))
    if edit.order:
        found.setdefault("", []).append(one("order", "", ", ".join(drawn.plan.order)))
        was = {key: n for n, key in enumerate(k for k in drawn.proposed.order if k in drawn.plan.order)}
        for place, key in enumerate(drawn.plan.order):
            if was.get(key) != place:
                found.setdefault(key, []).append(one("order", key, str(place + 1)))
    for key, why in drawn.plan.out.items():
        if why == "client":
            found.setdefault(key, []).append(one("drop", key, ""))
            found.setdefault("", []).append(one("drop", key, ""))
    return found


def _basis(draft: Draft, chosen: Chosen) -> BasisPart:
    return BasisPart(
        key=draft.key, treatment=draft.treatment, title=said(chosen.treatment.title, facts_of(chosen)),
        stage=chosen.treatment.stage, effort_days=_range(draft.days), months=draft.months, earliest=draft.earliest,
        after=list(draft.after), gate=draft.gate, visibility=draft.visibility, findings=list(draft.findings),
        saves=list(draft.saves),
    )  # fmt: skip


def facts_of(chosen: Chosen) -> dict[str, Any]:
    """What the texts of a treatment may name."""
    subjects = chosen.subjects
    return {
        "n": len(chosen.findings),
        "tables": len(subjects),
        "copies": len({s for finding in chosen.findings for s in finding.subjects[1:]}),
        "name": subjects[0].rsplit(".", 1)[-1] if subjects else "",
        "lead": chosen.lead,
        "saving": chosen.saving,
    }


def _payback(cost: Money | None, saving: Money | None) -> RangePart | None:
    if cost is None or saving is None or saving.low <= 0:
        return None
    return RangePart(
        low=round(cost.low / saving.high * 12, 1),
        base=round(cost.base / saving.base * 12, 1),
        high=round(cost.high / saving.low * 12, 1),
    )


def _decided_first(ordered: Sequence[Chosen]) -> list[Chosen]:
    """At most three that ask for a decision, what only the board can decide first."""
    asked = [c for c in ordered if c.treatment.decision and (c.lead or not c.treatment.lead)]
    return sorted(asked, key=lambda c: c.treatment.decide)[:3]


def said(words: Words, facts: Mapping[str, Any]) -> TextPart:
    """The words with the facts put in."""
    return _text(render(words, facts, {}))


def _text(text: Text) -> TextPart:
    return TextPart(zh=text.zh, en=text.en)


def _range(amount: Range) -> RangePart:
    return RangePart(low=amount.low, base=amount.base, high=amount.high)


def money_part(money: Money | None) -> MoneyPart | None:
    """Money as result.json writes it."""
    return MoneyPart(currency=money.currency, low=money.low, base=money.base, high=money.high) if money else None
