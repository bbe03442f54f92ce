"""What the statements brought, as values a period and steps that add up to the gap exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation, localcontext
from fractions import Fraction
from typing import Any

from assess.diagnose.metrics.bridge.sql import Query, Span
from assess.diagnose.metrics.bridge.variants import Change, Variant, Walk
from assess.diagnose.metrics.words import facet_words
from assess.model.divergence import Basis, Period, Step
from assess.model.text import Text

EXACT = Decimal("0.000001")  # a cent in ten thousands
Row = Sequence[Any]


@dataclass(frozen=True)
class Values:
    """One variant computed: by period, None where there is nothing; `total` by the basis of the bridge."""

    by_period: Mapping[date, Decimal | None]
    total: Decimal | None
    rows: int


@dataclass(frozen=True)
class Bridge:
    """The values of both ends a period, and the steps between their totals."""

    basis: Basis
    periods: tuple[Period, ...]
    a: Decimal | None
    b: Decimal | None
    steps: tuple[Step, ...]
    rows: tuple[int, int]


def basis_of(walk: Walk, stated: Sequence[str]) -> Basis:
    """How a total is made: the sum of the periods, the whole span at once, or the last period of a window."""
    variants = [walk.start, *(change.variant for change in walk.changes)]
    if any(variant.window is not None for variant in variants):
        return "last"
    not_additive = any("not" in one.lower() or "non" in one.lower() or "不可" in one for one in stated)
    return "sum" if not not_additive and all(variant.additive for variant in variants) else "whole"


def bridge_of(walk: Walk, queries: Sequence[Query], brought: Sequence[Sequence[Row]], span: Span,
              basis: Basis) -> Bridge:  # fmt: skip
    """The bridge from what each query brought: rows of (period or None, then value and rows of each column)."""
    variants = [walk.start, *(change.variant for change in walk.changes)]
    found: dict[int, Values] = {}
    for query, rows in zip(queries, brought, strict=True):
        for number, place in query.of:
            found[number] = _values(variants[number], rows, place, span, basis)
    made = [found[number] for number in range(len(variants))]
    first, last = made[0], made[-1]
    periods = tuple(
        Period(period, first.by_period[period], last.by_period[period])
        for period in span.periods
    )  # fmt: skip
    steps = tuple(
        _step(change, walk, before, after)
        for change, before, after in zip(walk.changes, made, made[1:], strict=False)
    )  # fmt: skip
    return Bridge(basis, periods, first.total, last.total, steps, (first.rows, last.rows))


def _values(variant: Variant, rows: Sequence[Row], place: int, span: Span, basis: Basis) -> Values:
    by_period: dict[date, Decimal | None] = dict.fromkeys(span.periods, None)
    total: Decimal | None = None
    counted = 0
    for period, *cells in rows:
        value, count = _number(cells[2 * place], variant.scale), int(cells[2 * place + 1] or 0)
        if period is None:
            total = value if count else None
            continue
        counted += count
        if count:
            by_period[date.fromisoformat(str(period)[:10])] = value
    filled = _number(variant.fill, variant.scale) if variant.fill else None
    if filled is not None:
        by_period = {period: filled if value is None else value for period, value in by_period.items()}
    if basis == "sum":
        total = sum((value for value in by_period.values() if value is not None), Decimal(0))
    elif basis == "last":
        total = by_period[span.periods[-1]]
    return Values(by_period, total, counted)


def _number(value: Any, scale: Fraction) -> Decimal | None:
    """A value to six decimals; None for nothing, and for what is no number."""
    if value is None:
        return None
    try:
        with localcontext() as context:
            context.prec = 60
            exact = Decimal(str(value)) * scale.numerator / scale.denominator
            return exact.quantize(EXACT) if exact.is_finite() else None
    except InvalidOperation:
        return None


def _step(change: Change, walk: Walk, before: Values, after: Values) -> Step:
    periods = {
        period: (after.by_period[period] or Decimal(0)) - (before.by_period[period] or Decimal(0))
        for period in before.by_period
    }
    words = facet_words(list(change.facets))
    name = Text("与".join(words["zh"]), " and ".join(words["en"]))
    return Step(
        change.facets, name, change.before, change.after, before.total, after.total, (before.rows, after.rows),
        periods, _note(change, walk, name, periods),
    )  # fmt: skip


def _note(change: Change, walk: Walk, name: Text, periods: Mapping[date, Decimal]) -> Text | None:
    said: list[Text] = []
    if len(change.facets) > 1:
        columns = ", ".join(change.lacking)
        if columns:
            said.append(Text(f"新的来源里没有{columns}，{name.zh}只能一起换。",
                             f"The source has no {columns}, so {name.en} change together."))  # fmt: skip
        else:
            said.append(
                Text(
                    f"{name.zh}分开换就不是可计算的公式，只能一起换。",
                    f"Changed one by one there would be no formula to compute, so {name.en} change together.",
                )
            )
    if "unit" in change.facets and walk.a.unit != walk.b.unit and walk.a.unit and walk.b.unit:
        said.append(_unit_note(walk))
    if not any(periods.values()):
        said.append(Text("在所选期间没有影响。", "It makes no difference in these periods."))
    if not said:
        return None
    return Text("".join(one.zh for one in said), " ".join(one.en for one in said))


def _unit_note(walk: Walk) -> Text:
    a, b = walk.a.stated_unit, walk.b.stated_unit
    scale, factors = walk.unit_scale, [layers.factor for layers in walk.layers]
    if scale == 1:
        return Text(f"一方以 {a} 计，另一方以 {b} 计，没有换算。",
                    f"One is in {a}, the other in {b}; nothing was converted.")  # fmt: skip
    if factors[0] == factors[1]:
        return Text(f"公式里的倍数相同，标注却是 {a} 与 {b}：标注与公式对不上。",
                    f"The formulas have the same factor, yet one is stated in {a} and the other in {b}.")  # fmt: skip
    return Text(f"两边都折算成 {a} 再比。", f"Both are compared in {a}.")
