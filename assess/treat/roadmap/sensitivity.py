"""Which assumption would turn the decision: each moved alone over its range, and the whole plan made again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assess.model.engagement import Engagement
from assess.model.finding import Finding
from assess.model.numbers import count
from assess.model.parts import TextPart
from assess.model.roadmap import SensitivityPart
from assess.treat.roadmap.draft import Draft
from assess.treat.roadmap.plan import Plan, Setting, arrange, with_capacity
from assess.treat.roadmap.reprice import at_price, repriced

# Ranges nobody gave: half of what was promised to all of it; half as many people to half as many again.
SHARE, CAPACITY = (0.5, 1.0), (0.5, 1.5)
_STEPS = 24

_PRICES = {
    "storage_per_tb_year": (("存储单价", "Price of storage"), ("元/TB/年", "a TB and year")),
    "replicas": (("副本数", "Replicas of each byte"), ("份", "replicas")),
    "backups": (("备份份数", "Backups of each byte"), ("份", "backups")),
    "refresh_per_tb": (("重算单价", "Price of a refresh"), ("元/TB", "a TB")),
    "refreshes_per_year": (("每年重算次数", "Refreshes a year"), ("次/年", "a year")),
    "table_upkeep_per_year": (("每张表的年维护费", "Upkeep of a table"), ("元/张/年", "a table and year")),
    "cold_storage_share": (("冷存储与热存储的价比", "Cold storage against hot"), ("倍", "times")),
    "person_day": (("人天单价", "Price of a person-day"), ("元/人天", "a day")),
}


@dataclass(frozen=True, slots=True)
class _Assumption:
    code: str
    name: tuple[str, str]
    unit: tuple[str, str]
    base: float
    low: float
    high: float
    given: bool
    at: Callable[[float], Plan]


def sensitivity_of(
    drafts: Sequence[Draft], findings: Sequence[Finding], setting: Setting, engagement: Engagement
) -> list[SensitivityPart]:
    """One entry for each assumption, the one that moves the net benefit most first; empty where nothing is priced."""
    base = arrange(drafts, findings, setting)
    if base.net is None:
        return []
    told = [_told(a, base) for a in _assumptions(drafts, findings, setting, engagement)]
    told.sort(key=lambda s: (-abs(s.net_at_high - s.net_at_low), s.assumption))
    return [part.model_copy(update={"id": f"S-{number:02d}"}) for number, part in enumerate(told, 1)]


def _assumptions(
    drafts: Sequence[Draft], findings: Sequence[Finding], setting: Setting, engagement: Engagement
) -> list[_Assumption]:
    def price(name: str) -> Callable[[float], Plan]:
        def at(value: float) -> Plan:
            other = at_price(engagement, name, value)
            day = other.prices.person_day
            return arrange(drafts, repriced(findings, other), replace(setting, day=day.range if day else None))

        return at

    found = [
        _Assumption(f"prices.{name}", *_PRICES[name], p.base, p.low, p.high, True, price(name))
        for name, p in engagement.prices
        if p is not None and p.low < p.high
    ]
    days = [sum(getattr(d.days, end) for d in drafts) for end in ("low", "base", "high")]

    def effort(value: float) -> Plan:
        low, base, high = days
        place = (value - base) / (high - base) if value > base else -(base - value) / (base - low) if base > low else 0
        return arrange(drafts, findings, replace(setting, effort=max(-1.0, min(1.0, place))))

    if days[0] < days[2]:
        found.append(_Assumption(
            "effort", ("全部处方的投入", "Effort of all treatments"), ("人天", "person-days"),
            days[1], days[0], days[2], False, effort,
        ))  # fmt: skip
    first = setting.capacity[0]
    found.append(_Assumption(
        "capacity", ("每年可用人力", "People available a year"), ("人天/年", "person-days a year"),
        first, first * CAPACITY[0], first * CAPACITY[1], False,
        lambda value: arrange(drafts, findings, with_capacity(setting, value)),
    ))  # fmt: skip
    found.append(_Assumption(
        "share_realised", ("节省的兑现比例", "Share of the savings realised"), ("", ""), 1.0, *SHARE, False,
        lambda value: arrange(drafts, findings, replace(setting, share=value)),
    ))  # fmt: skip
    return found


def _told(assumption: _Assumption, base: Plan) -> SensitivityPart:
    low, high = assumption.at(assumption.low), assumption.at(assumption.high)
    flips_at, flips = _flip(assumption, base, low, high)
    return SensitivityPart(
        id="",
        assumption=assumption.code,
        name=TextPart(zh=assumption.name[0], en=assumption.name[1]),
        unit=TextPart(zh=assumption.unit[0], en=assumption.unit[1]),
        base=assumption.base,
        low=assumption.low,
        high=assumption.high,
        given=assumption.given,
        net=_net(base),
        net_at_low=_net(low),
        net_at_high=_net(high),
        first_case_at_low=low.first_case,
        first_case_at_high=high.first_case,
        flips_at=flips_at,
        flips=flips,  # type: ignore[arg-type]
        says=_says(assumption, flips_at, flips),
    )


def _net(plan: Plan) -> float:
    """Net benefit over sixty months, base; where nothing is saved any more, what it costs."""
    if plan.net is not None:
        return plan.net.base
    return -plan.cost.base if plan.cost else 0.0


def _flip(assumption: _Assumption, base: Plan, low: Plan, high: Plan) -> tuple[float | None, str | None]:
    for end, plan in ((assumption.low, low), (assumption.high, high)):
        if (_net(plan) >= 0) != (_net(base) >= 0):
            return _between(assumption, end, lambda p: (_net(p) >= 0) == (_net(base) >= 0)), "net"
    for end, plan in ((assumption.low, low), (assumption.high, high)):
        if plan.first_case != base.first_case:
            return _between(assumption, end, lambda p: p.first_case == base.first_case), "first_case"
    return None, None


def _between(assumption: _Assumption, end: float, same: Callable[[Plan], bool]) -> float:
    """The value nearest to the base at which it is no longer as at the base, by halving the distance."""
    near, far = assumption.base, end
    for _ in range(_STEPS):
        middle = (near + far) / 2
        near, far = (middle, far) if same(assumption.at(middle)) else (near, middle)
    return float(f"{far:.6g}")


def _says(assumption: _Assumption, flips_at: float | None, flips: str | None) -> TextPart:
    zh_name, en_name = assumption.name
    if flips_at is None:
        return TextPart(
            zh=f"{zh_name}在{_range(assumption, 0)}之间，结论不变。",
            en=f"{en_name}: the decision stands anywhere between {_range(assumption, 1)}.",
        )
    zh_at, en_at = _value(assumption, flips_at, 0), _value(assumption, flips_at, 1)
    way = flips_at > assumption.base
    if flips == "net":
        return TextPart(
            zh=f"{zh_name}{'高于' if way else '低于'} {zh_at} 时，五年净收益的正负翻转。",
            en=f"{en_name}: {'above' if way else 'below'} {en_at} the net benefit over five years changes its sign.",
        )
    return TextPart(
        zh=f"{zh_name}{'高于' if way else '低于'} {zh_at} 时，首年案例要换。",
        en=f"{en_name}: {'above' if way else 'below'} {en_at} another case leads the first year, or none.",
    )


def _range(assumption: _Assumption, language: int) -> str:
    low, high = _number(assumption, assumption.low, language), _value(assumption, assumption.high, language)
    return f" {low} 到 {high} " if language == 0 else f"{low} and {high}"


def _value(assumption: _Assumption, value: float, language: int) -> str:
    unit = assumption.unit[language]
    return f"{_number(assumption, value, language)} {unit}".strip()


def _number(assumption: _Assumption, value: float, language: int) -> str:
    if assumption.code == "share_realised":
        return f"{value * 100:.0f}%"
    return count(round(value), "zh" if language == 0 else "en") if value >= 100 else f"{value:.3g}"
