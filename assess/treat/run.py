"""treat(diagnosis) -> roadmap: what to do over five years, by whom, at what cost, for what saving."""

from __future__ import annotations

from typing import Any

from assess.diagnose.gates.verdict import applicability_of
from assess.diagnose.run import Diagnosis
from assess.diagnose.texts import Words, render
from assess.model.engagement import Engagement
from assess.model.money import Money, Range, total
from assess.model.result import MoneyPart, RangePart, RoadmapItemPart, RoadmapPart, TextPart
from assess.model.text import Text
from assess.treat.advice import capacity_formula, not_to_do
from assess.treat.choose import Chosen, choose, prerequisites
from assess.treat.library import library
from assess.treat.savings import net_savings
from assess.treat.schedule import Work, schedule

ASSUMED_DAYS_PER_YEAR = 440
FIRST = ("meet-duties", "protect-personal-copies", "appoint-number-one", "stay-light", "form-committee", "check-claims")
DECIDE = (
    "stay-light",
    "appoint-number-one",
    "unify-tables",
    "define-metrics",
    "meet-duties",
    "protect-personal-copies",
    "retire-unused",
    "form-committee",
)


def treat(diagnosis: Diagnosis) -> RoadmapPart:
    """The roadmap of a diagnosis.

    Each treatment the findings ask for is one item (the heaviest group of copies is an item
    of its own, so that the first year has something to show), scheduled under the client's
    capacity of person-days. Payback in months = cost / yearly saving * 12, low from the
    lowest cost and the highest saving.
    """
    engagement = diagnosis.case.engagement
    verdict = applicability_of(diagnosis.case).verdict
    choice = choose(diagnosis, verdict, library(), net_savings(diagnosis.findings))
    chosen = choice.chosen
    after = prerequisites(chosen)
    capacity = engagement.capacity_days_per_year or ASSUMED_DAYS_PER_YEAR
    months = schedule([_work(c, after[c.key]) for c in chosen], capacity / 12)
    ordered = sorted((c for c in chosen if c.key in months), key=lambda c: (months[c.key], c.key))
    ids = {c.key: f"T-{number:02d}" for number, c in enumerate(ordered, 1)}
    items = [
        _item(c, ids[c.key], months[c.key], [ids[key] for key in after[c.key] if key in ids], engagement)
        for c in ordered
    ]
    saving = total(c.saving for c in ordered if c.saving)
    cost = total(_money_of(item.cost) for item in items if item.cost)
    return RoadmapPart(
        items=items,
        first_case=_first_case(items),
        saving=_money(saving),
        cost=_money(cost),
        payback_months=_payback(cost, saving),
        not_to_do=[_text(t) for t in not_to_do(diagnosis, verdict, choice, [c for c in chosen if c.key not in months])],
        decisions=_decisions(ordered),
        formula=_text(capacity_formula(engagement.capacity_days_per_year, ASSUMED_DAYS_PER_YEAR)),
    )


def _work(chosen: Chosen, after: tuple[str, ...]) -> Work:
    days = _days(chosen).base
    value = chosen.saving.base / days if chosen.saving and days else 0.0
    first = FIRST.index(chosen.name) if chosen.name in FIRST else len(FIRST)
    stage = ("diagnose", "treat", "operate").index(chosen.treatment.stage)
    return Work(chosen.key, days, chosen.treatment.months, after, (first, not chosen.lead, stage, -value))


def _item(
    chosen: Chosen, identifier: str, months: tuple[int, int], depends_on: list[str], engagement: Engagement
) -> RoadmapItemPart:
    treatment, days, facts = chosen.treatment, _days(chosen), _facts(chosen)
    return RoadmapItemPart(
        id=identifier,
        treatment=chosen.name,
        title=_said(treatment.title, facts),
        what=_said(treatment.what, facts),
        stage=treatment.stage,
        start_month=months[0],
        end_month=months[1],
        years=sorted({(month - 1) // 12 + 1 for month in range(months[0], months[1] + 1)}),
        owner=_said(treatment.owner, facts),
        departments=sorted({d for finding in chosen.findings for d in finding.departments}),
        findings=[finding.id for finding in chosen.findings],
        depends_on=sorted(depends_on),
        effort_days=RangePart(low=days.low, base=days.base, high=days.high),
        cost=_money(_cost(days, engagement)),
        saving=_money(chosen.saving),
        indicator=_said(treatment.indicator, facts),
        tool=_said(treatment.tool, facts),
        consumable=_said(treatment.consumable, facts),
        talent=_said(treatment.talent, facts),
    )


def _facts(chosen: Chosen) -> dict[str, Any]:
    subjects = chosen.subjects
    name = subjects[0].rsplit(".", 1)[-1] if subjects else ""
    return {
        "n": len(chosen.findings),
        "tables": len(subjects),
        "copies": len({s for finding in chosen.findings for s in finding.subjects[1:]}),
        "name": name,
        "lead": chosen.lead,
        "saving": chosen.saving,
    }


def _days(chosen: Chosen) -> Range:
    return chosen.treatment.effort.days(len(chosen.findings))


def _cost(days: Range, engagement: Engagement) -> Money | None:
    price = engagement.prices.person_day
    return Money.of(engagement.currency, days * price.range) if price else None


def _payback(cost: Money | None, saving: Money | None) -> RangePart | None:
    if cost is None or saving is None or saving.low <= 0:
        return None
    return RangePart(
        low=round(cost.low / saving.high * 12, 1),
        base=round(cost.base / saving.base * 12, 1),
        high=round(cost.high / saving.low * 12, 1),
    )


def _first_case(items: list[RoadmapItemPart]) -> str | None:
    """The item of the first year people can see, touch and use: most visible, then most saving a day."""
    visible = [(library()[i.treatment].visibility, i) for i in items if i.end_month <= 12 and i.stage == "treat"]
    best = max(
        visible,
        key=lambda v: (v[0], v[1].saving.base / v[1].effort_days.base if v[1].saving else 0.0, v[1].id),
        default=None,
    )
    return best[1].id if best else None


def _decisions(ordered: list[Chosen]) -> list[TextPart]:
    """At most three, what only the board can decide first."""
    asked = [c for name in DECIDE for c in ordered if c.name == name and (c.lead or not c.treatment.lead)]
    return [_said(c.treatment.decision, _facts(c)) for c in asked if c.treatment.decision][:3]


def _said(words: Words, facts: dict[str, Any]) -> TextPart:
    return _text(render(words, facts, {}))


def _text(text: Text) -> TextPart:
    return TextPart(zh=text.zh, en=text.en)


def _money(money: Money | None) -> MoneyPart | None:
    return MoneyPart(currency=money.currency, low=money.low, base=money.base, high=money.high) if money else None


def _money_of(part: MoneyPart) -> Money:
    return Money(part.currency, part.low, part.base, part.high)
