"""The figures of the roadmap: its months, its money by year, what moves its result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from assess.model.result import Result
from assess.model.roadmap import RoadmapItemPart
from assess.report import tokens
from assess.report.marks import Chart, charted, framed, gutter, words
from assess.report.plan import head_of, stage_of
from assess.report.svg import wrap
from assess.report.voice import Scale, Voice

GUTTER = {"zh": 40.0, "en": 46.0}  # room before the bars, in which the items' names stand, in units of `place`
YEAR_1, END = 26.4, 60.0  # where the first year and the fifth end, so that a month of the first is drawn wider
LATE = 44.0  # a bar that ends beyond has its note before it


def place(month: float) -> float:
    """Where the end of a month stands, 0..60; the first twelve take 44 % of the width."""
    return month * YEAR_1 / 12 if month <= 12 else YEAR_1 + (month - 12) * (END - YEAR_1) / 48


def roadmap_months(result: Result, items: Sequence[RoadmapItemPart], language: str) -> Chart:
    """Items over sixty months by stage; the first case is named, the critical path ringed."""
    say = Voice(language)
    rows = [_bar(item, result.roadmap.first_case, say) for item in items]
    down = 0.0
    for row in rows:
        deep = 9 + 13.5 * (row["label"].count("\n") + 1)
        row |= {"top": down + deep / 2 - 4.5, "mid": down + deep / 2, "end": down + deep / 2 + 4.5}
        row |= {"over": row["top"] - 2.5, "under": row["end"] + 2.5}
        down += deep
    years = [
        {"from": 0.0, "to": place(12), "text": say("Year 1\ntrial"), "fill": tokens.PAPER},
        {"from": place(12), "to": place(36), "text": say("Years 2–3\ntaking shape"), "fill": tokens.WHITE},
        {"from": place(36), "to": END, "text": say("Years 4–5\nnormal"), "fill": tokens.PAPER},
    ]
    ticks = [{"at": place(m), "text": str(m)} for m in (3, 6, 9, 12, 24, 36, 48, 60)]
    scale = alt.Scale(domain=[-GUTTER[language], END], nice=False)

    def across(field: str) -> Any:
        return alt.X(f"{field}:Q", scale=scale, axis=None)

    bands = charted(years)
    back = bands.mark_rect().encode(x=across("from"), x2="to:Q", color=alt.Color("fill:N", scale=None))
    heads = bands.mark_text(
        align="left", baseline="bottom", dx=4, y=-34, lineBreak="\n", lineHeight=14, fontSize=tokens.LABEL,
        color=tokens.INK,
    ).encode(x=across("from"), text="text:N")  # fmt: skip
    months = charted(ticks)
    small = {"fontSize": tokens.LABEL - 0.5}
    lines = months.mark_rule(color=tokens.RULE, strokeWidth=0.6).encode(x=across("at"))
    counts = months.mark_text(align="right", baseline="bottom", dx=-2, y=-3, color=tokens.MUTED, **small).encode(
        x=across("at"), text="text:N"
    )
    depth = alt.Scale(domain=[down, 0], nice=False, zero=False)

    def at(field: str) -> Any:
        return alt.Y(f"{field}:Q", scale=depth, axis=None)

    plain = charted(rows)
    bars = plain.mark_rect().encode(
        x=across("from"), x2="to:Q", y=at("top"), y2="end:Q", color=alt.Color("fill:N", scale=None)
    )
    rings = (
        plain.transform_filter("datum.critical")
        .mark_rect(filled=False, stroke=tokens.INK, strokeWidth=0.9)
        .encode(x=across("from"), x2="to:Q", y=at("over"), y2="under:Q")
    )
    base = plain.encode(y=at("mid"))
    names = words(base, "label", rows, {"x": across("gutter")}, align="left", **small)
    early, late = base.transform_filter(f"datum.to <= {LATE}"), base.transform_filter(f"datum.to > {LATE}")
    notes = words(early, "note", rows, {"x": across("to")}, align="left", dx=6, **small)
    notes += words(late, "note", rows, {"x": across("from")}, align="right", dx=-6, **small)
    return framed(
        [back, lines, heads, counts, bars, rings, *names, *notes],
        height=max(down, 60),
        top=52,
    )


def roadmap_gantt(result: Result, language: str) -> Chart | None:
    """The whole roadmap in one figure; None where nothing is to be treated."""
    return roadmap_months(result, result.roadmap.items, language) if result.roadmap.items else None


def _bar(item: RoadmapItemPart, first_case: str | None, say: Voice) -> dict[str, Any]:
    note = stage_of(item.stage, say.language)
    if item.id == first_case:
        note += say.comma + say("the first case")
    return {
        "id": item.id,
        "gutter": -GUTTER[say.language],
        "label": wrap(f"{item.id} {head_of(item.title[say.language])}", 46),
        "from": place(item.start_month - 1),
        "to": place(item.end_month),
        "note": note,
        "critical": item.critical,
        "fill": {"diagnose": tokens.MUTED, "treat": tokens.ACCENT, "operate": tokens.ACCENT_SOFT}[item.stage],
    }


def money_by_year(result: Result, language: str) -> Chart | None:
    """Net of each year as bars, what has come in since the start as a line from low to high. None where unpriced."""
    say = Voice(language)
    years = [(c.year, c.net, c.cumulative) for c in result.roadmap.cash if c.net and c.cumulative]
    if not years:
        return None
    most = max(max(abs(total.low), abs(total.high)) for _, _, total in years)
    scale = Scale.of(most, years[0][1].currency, language)
    rows = [
        {
            "year": say("Year {n}", n=year),
            "net": net.base, "zero": 0.0, "low": total.low, "base": total.base, "high": total.high,
            "text": scale.show(total.base),
            "kind": tokens.ACCENT_SOFT if net.base >= 0 else tokens.WATCH,
        }
        for year, net, total in years
    ]  # fmt: skip
    base = charted(rows).encode(
        x=alt.X(
            "year:N", sort=None, title=None,
            axis=alt.Axis(labelAngle=0, ticks=False, domain=False, labelPadding=7), scale=alt.Scale(paddingInner=0.5),
        )
    )  # fmt: skip

    def up(field: str) -> Any:
        return alt.Y(f"{field}:Q", axis=None, scale=alt.Scale(nice=False))

    bars = base.mark_bar().encode(y=up("net"), y2="zero:Q", color=alt.Color("kind:N", scale=None))
    zero = base.mark_rule(color=tokens.INK, strokeWidth=0.6).encode(y=up("zero"))
    spans = base.mark_rule(color=tokens.INK, strokeWidth=1).encode(y=up("low"), y2="high:Q")
    dots = base.mark_circle(color=tokens.INK, size=46, opacity=1).encode(y=up("base"))
    values = words(base, "text", rows, {"y": up("base")}, align="left", dx=8, fontWeight=tokens.SEMIBOLD)
    return framed([bars, zero, spans, dots, *values], height=170, top=12)


def tornado(result: Result, language: str) -> Chart | None:
    """How far each assumption alone moves the net of five years, the widest first. None where nothing was moved."""
    moved = sorted(result.roadmap.sensitivity, key=lambda s: (-abs(s.net_at_high - s.net_at_low), s.id))
    if not moved:
        return None
    ends = [value for s in moved for value in (s.net_at_low, s.net_at_high, s.net, 0.0)]
    scale = Scale.of(max(map(abs, ends)), result.engagement.currency, language)
    least, most = min(ends), max(ends)
    reach = (most - least) or 1.0
    names = [wrap(s.name[language], 22) for s in moved]
    start, _ = gutter(names, reach * 1.3)
    left = least - reach * 0.16
    rows = [
        {
            "id": s.id, "name": name, "gutter": left + start, "net": s.net,
            "least": min(s.net_at_low, s.net_at_high), "most": max(s.net_at_low, s.net_at_high),
            "least_text": scale.show(min(s.net_at_low, s.net_at_high)),
            "most_text": scale.show(max(s.net_at_low, s.net_at_high)),
            "fill": tokens.WATCH if s.flips == "net" else tokens.ACCENT_SOFT,
        }
        for s, name in zip(moved, names, strict=True)
    ]  # fmt: skip
    room = alt.Scale(domain=[left + start, most + reach * 0.16], nice=False, zero=False)

    def across(field: str) -> Any:
        return alt.X(f"{field}:Q", axis=None, scale=room)

    base = charted(rows).encode(y=alt.Y("id:N", sort=None, axis=None, scale=alt.Scale(paddingInner=0.5)))
    bars = base.mark_bar().encode(x=across("least"), x2="most:Q", color=alt.Color("fill:N", scale=None))
    middle = charted(rows[:1]).mark_rule(color=tokens.INK, strokeWidth=1).encode(x=across("net"))
    labels = words(base, "name", rows, {"x": across("gutter")}, align="left")
    labels += words(base, "least_text", rows, {"x": across("least")}, align="right", dx=-5)
    labels += words(base, "most_text", rows, {"x": across("most")}, align="left", dx=5)
    return framed([bars, middle, *labels], height=30 * len(rows))
