"""The two figures of a gap: both values a period as lines, and the bridge from one total to the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import altair as alt

from assess.report import tokens
from assess.report.marks import Chart, charted, framed, kinds, line_axis, words
from assess.report.svg import wrap
from assess.report.voice import Scale

_TICKS = 6  # periods named under the lines
_ROOM = 1.22  # of the width of the lines, for the names at their ends

_HEIGHT = {
    "zh": "abs(datum.value) >= 1e8 ? format(datum.value / 1e8, ',~r') + ' 亿' : "
    "abs(datum.value) >= 1e4 ? format(datum.value / 1e4, ',~r') + ' 万' : format(datum.value, ',~r')",
    "en": "abs(datum.value) >= 1e9 ? format(datum.value / 1e9, ',~r') + 'bn' : abs(datum.value) >= 1e6 ? "
    "format(datum.value / 1e6, ',~r') + 'M' : abs(datum.value) >= 1e4 ? format(datum.value / 1e3, ',~r') + 'K' : "
    "format(datum.value, ',~r')",
}
Kept = Mapping[str, Any]  # as assess.model.divergence documents it


def number(text: str | None) -> float:
    """An amount of the record; a side without rows counts 0, as in the bridge."""
    return float(text) if text else 0.0


def scale_of(kept: Kept, language: str) -> Scale:
    """One unit and one rounding, to four figures, for the totals and the steps between them."""
    highest = max(abs(number(kept["total"]["a"])), abs(number(kept["total"]["b"])))
    scale = Scale.of(highest, "", language)
    return replace(scale, quantum=scale.quantum / 10)


def lines(kept: Kept, called: tuple[str, str], language: str) -> Chart | None:
    """Both values of every period, named at their ends; None where there are fewer than two periods."""
    periods: Sequence[Mapping[str, Any]] = kept["periods"]
    if len(periods) < 2:
        return None
    last = len(periods) - 1
    step = max(1, -(-len(periods) // _TICKS))
    named = list(range(0, len(periods), step))
    rows = [
        {"at": n, "value": float(one[side]), "side": side}
        for n, one in enumerate(periods) for side in ("a", "b") if one[side] is not None
    ]  # fmt: skip
    if not rows:
        return None
    says = " : ".join(f"datum.value == {n} ? '{periods[n]['period']}'" for n in named)
    axis = alt.Axis(values=named, labelExpr=f"{says} : ''", grid=False, ticks=False, domainColor=tokens.RULE,
                    labelPadding=6, labelAlign="left", title=None, labelOverlap=True)  # fmt: skip
    across = alt.X("at:Q", axis=axis, scale=alt.Scale(domain=[0, last * _ROOM], nice=False))
    heights = alt.Axis(grid=False, ticks=False, domain=False, tickCount=4, labelPadding=6, labelExpr=_HEIGHT[language])
    up = alt.Y("value:Q", title=None, scale=alt.Scale(zero=_near_zero(rows)), axis=heights)
    colours = kinds(a=tokens.ACCENT, b=tokens.WATCH)
    base = charted(rows)
    drawn = base.mark_line(strokeWidth=2, point={"size": 22, "filled": True}).encode(
        x=across, y=up, color=alt.Color("side:N", legend=None, scale=colours),
        strokeDash=alt.StrokeDash("side:N", legend=None, scale=alt.Scale(domain=["a", "b"], range=[[1, 0], [5, 3]])),
    )  # fmt: skip
    ends = []
    for side, who in zip("ab", called, strict=True):
        own = [row for row in rows if row["side"] == side]
        if own:
            ends.append({**own[-1], "name": wrap(who, 12)})
    higher = max(ends, key=lambda row: row["value"])["side"]
    labels: list[Chart] = []
    for end in ends:
        dy = -7 if end["side"] == higher else 7
        labels += words(charted([end]), "name", [end], {"x": across, "y": up}, align="left", dx=9, dy=dy)
    return framed([drawn, *labels], height=190, top=12)


def _near_zero(rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether zero belongs in the figure: not where all values are far from it, which would flatten the lines."""
    values = [row["value"] for row in rows]
    return bool(min(values) <= 0 or min(values) < 0.5 * max(values))


def waterfall(kept: Kept, called: tuple[str, str], language: str) -> Chart | None:
    """The total of a, what each step adds or takes off, the total of b; None where there are no steps."""
    if not kept["steps"]:
        return None
    scale, sign = scale_of(kept, language), {True: "+", False: ""}
    level = number(kept["total"]["a"])
    rows = [_bar(0, called[0], 0.0, level, "total", scale.show(level))]
    for n, step in enumerate(kept["steps"], 1):
        change = number(step["step"])
        told = "0" if not change else sign[change > 0] + scale.show(change)
        rows.append(_bar(n, step["name"][language], level, level + change, "more" if change >= 0 else "less", told))
        level += change
    rows.append(_bar(len(rows), called[1], 0.0, number(kept["total"]["b"]), "total",
                     scale.show(number(kept["total"]["b"]))))  # fmt: skip
    colours = kinds(total=tokens.INK, more=tokens.ACCENT, less=tokens.ACCENT_SOFT)
    base = charted(rows).encode(
        x=alt.X("label:N", sort=alt.EncodingSortField("n"), title=None, axis=line_axis(),
                scale=alt.Scale(paddingInner=0.4, paddingOuter=0.2)),
    )  # fmt: skip
    up = alt.Y("bottom:Q", axis=None, scale=alt.Scale(domain=_window(rows), nice=False, zero=False))
    bars = base.mark_bar(clip=True).encode(y=up, y2="top:Q", color=alt.Color("kind:N", legend=None, scale=colours))
    labels = words(base, "text", rows, {"y": alt.Y("high:Q")}, dy=-10, fontSize=tokens.VALUE,
                   fontWeight=tokens.SEMIBOLD)  # fmt: skip
    return framed([bars, *labels], height=200, top=12)


def _bar(n: int, label: str, bottom: float, top: float, kind: str, text: str) -> dict[str, Any]:
    return {"n": n, "label": wrap(label, 11), "bottom": bottom, "top": top, "high": max(bottom, top), "kind": kind,
            "text": text}  # fmt: skip


def _window(rows: Sequence[Mapping[str, Any]]) -> list[float]:
    """The heights shown: from zero."""
    heights = [0.0, *(row[end] for row in rows for end in ("bottom", "top"))]
    return [min(heights), max(heights) or 1.0]
