"""The platform beside the outside: what its shared tables cost and how fast they are here and there.

A platform that is neither better nor cheaper than the market is a burden. Nothing is said of a measure that is given
or measured on one side only.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence

import pandas as pd

from assess.diagnose.registry import Case
from assess.model import numbers
from assess.model.engagement import Engagement, Price
from assess.model.money import Money, Range
from assess.model.parts import MoneyPart, RangePart, TextPart
from assess.model.text import Text
from assess.model.treatment_parts import BoundaryRowPart, ComparedPart, Measure

ONE = Range(1, 1, 1)
NEAR = 0.02  # bases that differ by less are the same


def compared(case: Case, shared: Sequence[BoundaryRowPart]) -> list[ComparedPart]:
    """Four rows: price of a terabyte kept a year and of one rebuilt, seconds a query takes, hours between refreshes.

    Inside, storage is storage_per_tb_year * (replicas + backups), as everything outside is included in its price;
    seconds are run time / queries of the shared tables in logs (base over all, low and high the tables' own means);
    hours are (last run - first run) / (runs - 1) of the jobs that fill them (median, least, most).
    """
    names = {row.table for row in shared}
    volume = sum(row.bytes for row in shared if row.bytes is not None)
    prices, outside = case.engagement.prices, case.engagement.outside
    currency = case.engagement.currency
    times = _rebuilt(case.engagement)
    unit = Text(f"{numbers.UNITS_ZH.get(currency, currency)}/TB/年", f"{currency} per TB and year")
    once = Text(f"{numbers.UNITS_ZH.get(currency, currency)}/TB", f"{currency} per TB rebuilt")
    return [
        _compared("BP-001", "storage", unit, _stored(case.engagement), outside.storage_per_tb_year, currency,
                  volume / 1e12 if volume else None),
        _compared("BP-002", "refresh", once, prices.refresh_per_tb.range if prices.refresh_per_tb else None,
                  outside.refresh_per_tb, currency, None if times is None or not volume else times * (volume / 1e12)),
        _compared("BP-003", "query_seconds", Text("秒", "seconds"), _seconds(case, names),
                  outside.query_seconds, currency, None),
        _compared("BP-004", "refresh_hours", Text("小时", "hours"), _hours(case, names),
                  outside.refresh_hours, currency, None),
    ]  # fmt: skip


def _stored(engagement: Engagement) -> Range | None:
    prices = engagement.prices
    if prices.storage_per_tb_year is None:
        return None
    times = prices.replicas.range if prices.replicas else ONE
    return prices.storage_per_tb_year.range * (times + prices.backups.range if prices.backups else times)


def _rebuilt(engagement: Engagement) -> Range | None:
    times = engagement.prices.refreshes_per_year
    return times.range if times else None


def _seconds(case: Case, tables: set[str]) -> Range | None:
    reads = case.evidence.reads
    reads = reads[reads["table_id"].isin(tables) & reads["reads"].notna() & reads["seconds"].notna()]
    reads = reads[reads["reads"] > 0]
    if reads.empty:
        return None
    each = reads.groupby("table_id")[["seconds", "reads"]].sum().astype(float)
    means = each["seconds"] / each["reads"]
    whole = float(each["seconds"].sum() / each["reads"].sum())
    return Range(min(float(means.min()), whole), whole, max(float(means.max()), whole))


def _hours(case: Case, tables: set[str]) -> Range | None:
    runs = case.evidence.runs
    runs = runs[runs["downstream"].isin(tables) & (runs["runs"] > 1)]
    runs = runs[runs["first_run"].notna() & runs["last_run"].notna()]
    if runs.empty:
        return None
    spans: pd.Series[float] = (runs["last_run"] - runs["first_run"]).dt.total_seconds() / 3600
    each = [float(hours) / (int(count) - 1) for hours, count in zip(spans, runs["runs"], strict=True)]
    return Range(min(each), statistics.median(each), max(each))


def _compared(
    identifier: str,
    measure: Measure,
    unit: Text,
    inside: Range | None,
    given: Price | None,
    currency: str,
    volume: Range | float | None,
) -> ComparedPart:
    """`volume` is what the difference is multiplied by to be a year's, None where that is not known or is no money."""
    outside = given.range if given else None
    if inside is None or outside is None:
        return ComparedPart(
            id=identifier, measure=measure, unit=TextPart(**unit.as_dict()), inside=_range(inside),
            outside=_range(outside), verdict="unknown", sure=False, factor=None, yearly=None,
            says=_unknown(measure, inside, outside),
        )  # fmt: skip
    factor = inside.base / outside.base if outside.base else None
    gap = inside.base - outside.base
    near = abs(gap) <= NEAR * max(inside.base, outside.base)
    yearly = None
    if volume is not None and measure in ("storage", "refresh"):
        times = volume if isinstance(volume, Range) else Range(volume, volume, volume)
        yearly = Money.of(currency, _difference(inside, outside, times))
    return ComparedPart(
        id=identifier,
        measure=measure,
        unit=TextPart(**unit.as_dict()),
        inside=_range(inside),
        outside=_range(outside),
        verdict="same" if near else "worse" if gap > 0 else "better",
        sure=inside.low > outside.high or inside.high < outside.low,
        factor=None if factor is None else round(factor, 4),
        yearly=None if yearly is None else MoneyPart(**yearly.range.as_dict(), currency=yearly.currency),
        says=_says(measure, inside, outside, near, yearly),
    )


def _difference(inside: Range, outside: Range, times: Range) -> Range:
    """(inside - outside) * times; the ends are the least and the most it can be."""
    ends = [(inside.low - outside.high) * t for t in (times.low, times.high)]
    ends += [(inside.high - outside.low) * t for t in (times.low, times.high)]
    return Range(min(ends), (inside.base - outside.base) * times.base, max(ends))


def _range(value: Range | None) -> RangePart | None:
    return None if value is None else RangePart(**value.as_dict())


_MEASURES: dict[Measure, tuple[str, str, str, str]] = {
    "storage": ("存储", "storage", "贵", "dearer"),
    "refresh": ("重算", "a rebuild", "贵", "dearer"),
    "query_seconds": ("查询", "a query", "慢", "slower"),
    "refresh_hours": ("更新", "a refresh", "慢", "slower"),
}
_BETTER = {"贵": ("便宜", "cheaper"), "慢": ("快", "faster")}


def _unknown(measure: Measure, inside: Range | None, outside: Range | None) -> TextPart:
    zh, en = _MEASURES[measure][0], _MEASURES[measure][1]
    price = measure in ("storage", "refresh")
    if outside is None:
        what = ("外部价格", "outside price") if price else ("外部性能", "outside performance")
        return TextPart(
            zh=f"{zh}：没有给出{what[0]}，不作比较。",
            en=f"{en.capitalize()}: no {what[1]} was given, so nothing is compared.",
        )
    missing = (
        ("没有给出内部价格", "no price of ours was given") if price else ("日志里没有量到", "no log measures it here")
    )
    return TextPart(
        zh=f"{zh}：{missing[0]}，不作比较。", en=f"{en.capitalize()}: {missing[1]}, so nothing is compared."
    )


def _says(measure: Measure, inside: Range, outside: Range, near: bool, yearly: Money | None) -> TextPart:
    zh, en, worse_zh, worse_en = _MEASURES[measure]
    here, there = numbers.figures(inside.base), numbers.figures(outside.base)
    if near:
        return TextPart(
            zh=f"{zh}：平台 {here}，外部 {there}，相当。",
            en=f"{en.capitalize()}: {here} here, {there} outside, about the same.",
        )
    touching = not (inside.low > outside.high or inside.high < outside.low)
    words = (worse_zh, worse_en) if inside.base > outside.base else _BETTER[worse_zh]
    how: Callable[[float], str] = numbers.percent
    by = ("", "")
    if outside.base:
        share = abs(inside.base / outside.base - 1)
        by = (f" {how(share)}", f" by {how(share)}")
    doubt = ("；区间重叠，尚不能肯定", "; the ranges overlap, so this is not certain") if touching else ("", "")
    money = ("", "")
    if yearly is not None:
        amount = abs(yearly.base)
        more = ("多", "more") if yearly.base > 0 else ("少", "less")
        money = (
            f"，公共层一年{more[0]}花 {numbers.money(amount, yearly.currency, 'zh')}",
            f": {numbers.money(amount, yearly.currency, 'en')} {more[1]} a year over the shared layer",
        )
    return TextPart(
        zh=f"{zh}：平台 {here}，外部 {there}，{words[0]}{by[0]}{money[0]}{doubt[0]}。",
        en=f"{en.capitalize()}: {here} here, {there} outside, {words[1]}{by[1]}{money[1]}{doubt[1]}.",
    )
