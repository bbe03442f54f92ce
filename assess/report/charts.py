"""The figures of a check-up, as Altair specifications: the same on paper, in HTML and on screen.

Each takes the result and a language and gives a chart, or None where there is nothing to draw.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from math import ceil, floor, log10
from typing import Any

import altair as alt

from assess.model.result import Result
from assess.report import tokens
from assess.report.families import family_name
from assess.report.marks import Chart, charted, framed, gutter, kinds, line_axis, quiet_axis, row_axis, words
from assess.report.plan import effort_and_value, saving_steps
from assess.report.svg import width_of, wrap
from assess.report.voice import LEVEL_WORDS, LEVELS, Scale, Voice

MATRIX = 230  # height of the matrix in pixels


def savings_waterfall(result: Result, language: str) -> Chart | None:
    """Overspent a year, what each treatment takes off, and the one-off cost beside it."""
    say, saving = Voice(language), result.roadmap.saving
    steps = saving_steps(result, language)
    if saving is None or not steps:
        return None
    scale = Scale.of(saving.base, saving.currency, language)
    rows = [_bar(say("Overspent\na year"), saving.base, 0.0, "total", scale.show(saving.base))]
    left = saving.base
    for step in steps:
        rows.append(_bar(step.label, left, left - step.saving.base, "saving", scale.show(-step.saving.base)))
        left -= step.saving.base
    if result.roadmap.cost:
        cost = result.roadmap.cost.base
        rows.append(_bar(say("Cost,\nonce only"), cost, 0.0, "cost", "+" + scale.show(cost)))
    columns = alt.Scale(paddingInner=0.5, paddingOuter=0.25)
    base = charted(rows).encode(x=alt.X("label:N", sort=None, title=None, axis=line_axis(), scale=columns))
    colours = kinds(total=tokens.INK, saving=tokens.ACCENT, cost=tokens.WATCH)
    bars = base.mark_bar().encode(
        y=alt.Y("top:Q", axis=None, scale=alt.Scale(domainMin=0)),
        y2="bottom:Q",
        color=alt.Color("kind:N", legend=None, scale=colours),
    )
    labels = words(base, "text", rows, {"y": "top:Q"}, dy=-10, fontSize=tokens.VALUE, fontWeight=tokens.SEMIBOLD)
    return framed([bars, *labels], height=200, top=8)


def _bar(label: str, top: float, bottom: float, kind: str, text: str) -> dict[str, Any]:
    return {"label": label, "top": top, "bottom": max(0.0, bottom), "kind": kind, "text": text}


def family_savings(result: Result, language: str) -> Chart | None:
    """What each treatment saves a year, as a bar to the base and a line from low to high."""
    steps = saving_steps(result, language)
    if not steps:
        return None
    scale = Scale.of(max(s.saving.high for s in steps), steps[0].saving.currency, language)
    start, room = gutter([s.label for s in steps], 1.35 * max(s.saving.high for s in steps))
    rows = []
    for step in steps:
        money = step.saving
        text = f"{scale.show(money.base)} ({scale.show(money.low)}–{scale.show(money.high)})"
        rows.append(
            {"label": step.label, "start": start, "zero": 0, **money.model_dump(exclude={"currency"}), "text": text}
        )

    def across(field: str) -> Any:
        return alt.X(f"{field}:Q", axis=None, scale=room)

    base = charted(rows).encode(
        y=alt.Y("label:N", sort=None, axis=None, scale=alt.Scale(paddingInner=0.6, paddingOuter=0.3))
    )
    bars = base.mark_bar(color=tokens.ACCENT_SOFT).encode(x=across("zero"), x2="base:Q")
    lines = base.mark_rule(color=tokens.INK, strokeWidth=1.2).encode(x=across("low"), x2="high:Q")
    ends = [base.mark_tick(color=tokens.INK, thickness=1.2, size=9).encode(x=across(end)) for end in ("low", "high")]
    names = words(base, "label", rows, {"x": across("start")}, align="left")
    values = words(base, "text", rows, {"x": across("high")}, align="left", dx=8)
    return framed([bars, lines, *ends, *names, *values], height=46 * len(rows))


def maturity_heatmap(result: Result, language: str) -> Chart | None:
    """Dimensions by level, with the measured evidence at the end; what was not seen is grey and says so.

    Dimensions are the columns where their names fit over them, else the rows.
    """
    dimensions, say = result.maturity.dimensions, Voice(language)
    if not dimensions:
        return None
    names = {d.id: wrap(d.name[language], 10) for d in dimensions}
    levels = [say(LEVEL_WORDS[level]) for level in LEVELS] + [say("evidence")]
    cells = []
    for dimension in dimensions:
        for word, level in zip(levels, LEVELS, strict=False):
            score = dimension.levels.get(level)  # type: ignore[call-overload]
            cells.append(_cell(dimension.id, word, score and score.mean, bool(score and score.suppressed), say))
        cells.append(_cell(dimension.id, levels[-1], dimension.evidence, False, say))
    if width_of(list(names.values()), tokens.LABEL - 0.5) <= (tokens.WIDTH - width_of(levels)) / len(names):
        return _heatmap(cells, ("dimension", list(names), names), ("level", levels, {}), 172)
    full = {d.id: d.name[language] for d in dimensions}
    return _heatmap(cells, ("level", levels, {}), ("dimension", list(full), full), 21 * len(full))


Side = tuple[str, list[str], dict[str, str]]  # field of the cells, its order, and what is printed instead of it


def _heatmap(cells: list[dict[str, Any]], across: Side, down: Side, height: float) -> Chart:
    (column, columns, heads), (row, rows, names) = across, down
    deepest = max(heads.get(key, key).count("\n") for key in columns) + 1
    tops = [
        {"key": key, "head": "\n" * (deepest - 1 - heads.get(key, key).count("\n")) + heads.get(key, key)}
        for key in columns
    ]
    axis = row_axis([names.get(key, key) for key in rows])
    axis["labelExpr"] = f"({json.dumps(names)})[datum.value] || datum.value"
    places = alt.Scale(domain=columns)
    x = alt.X(f"{column}:N", scale=places, sort=None, axis=None)
    y = alt.Y(f"{row}:N", scale=alt.Scale(domain=rows), sort=None, title=None, axis=axis)
    base = charted(cells).encode(x=x, y=y)
    squares = base.mark_rect(stroke=tokens.WHITE, strokeWidth=2).encode(color=alt.Color("fill:N", scale=None))
    values = [
        layer
        for ink in sorted({cell["ink"] for cell in cells})
        for layer in words(base.transform_filter(f"datum.ink == '{ink}'"), "text", cells, {}, color=ink)
    ]
    over = (
        charted(tops)
        .mark_text(
            baseline="bottom",
            y=-7 - 13 * (deepest - 1),
            lineBreak="\n",
            lineHeight=13,
            fontSize=tokens.LABEL - 0.5,
            color=tokens.MUTED,
        )
        .encode(x=alt.X("key:N", scale=places, sort=None, axis=None), text="head:N")
    )
    return framed([squares, *values, over], height=height, top=13 * deepest + 10)


def _cell(dimension: str, level: str, value: float | None, suppressed: bool, say: Voice) -> dict[str, Any]:
    if suppressed or value is None:
        word = say("not shown") if suppressed else say("not seen")
        return {"dimension": dimension, "level": level, "text": word, "fill": tokens.UNKNOWN, "ink": tokens.MUTED}
    fill = tokens.ramp(value)
    return {"dimension": dimension, "level": level, "text": say.level(value), "fill": fill, "ink": tokens.text_on(fill)}


def findings_matrix(result: Result, language: str) -> Chart | None:
    """Treatments by effort and yearly saving: top left is done first. None where nothing is priced."""
    say, points = Voice(language), effort_and_value(result)
    if not points:
        return None
    scale = Scale.of(max(p.saving for p in points), points[0].currency, language)
    spots = [(log10(max(p.days, 0.5)), log10(max(p.saving, 1.0) / scale.step)) for p in points]
    left, right = floor(min(x for x, _ in spots) - 0.15), ceil(max(x for x, _ in spots) + 0.1)
    low, high = floor(min(y for _, y in spots) - 0.15), ceil(max(y for _, y in spots) + 0.1)
    places = label_places([(x - left, y - low) for x, y in spots], right - left, high - low)
    rows = [
        {"id": p.id, "days": x, "saving": y, "lead": p.lead, "x": left + u, "y": low + v}
        for p, (x, y), (u, v) in zip(points, spots, places, strict=True)
    ]
    across = alt.Scale(domain=[left, right], nice=False, zero=False)
    up = alt.Scale(domain=[low, high], nice=False, zero=False)
    base = charted(rows)
    dots = base.mark_circle(size=110, opacity=1).encode(
        x=alt.X("days:Q", title=say("Effort, person-days"), axis=_tenfold(left, right), scale=across),
        y=alt.Y("saving:Q", title=say("Saving a year, {unit}", unit=scale.unit), axis=_tenfold(low, high), scale=up),
        color=alt.condition("datum.lead", alt.value(tokens.ACCENT), alt.value(tokens.ACCENT_SOFT)),
    )
    place = {"x": alt.X("x:Q", scale=across), "y": alt.Y("y:Q", scale=up)}
    return framed([dots, *words(base, "id", rows, place, fontWeight=tokens.SEMIBOLD)], height=MATRIX)


def _tenfold(low: int, high: int) -> Any:
    """An axis of powers of ten over their logarithms."""
    axis = quiet_axis()
    axis["values"] = list(range(low, high + 1))
    axis["labelExpr"] = "format(pow(10, datum.value), datum.value < 0 ? '.' + (-datum.value) + 'f' : ',.0f')"
    return axis


def label_places(points: Sequence[tuple[float, float]], wide: float, high: float) -> list[tuple[float, float]]:
    """Where each point's label stands, in the units of the axes, which are `wide` and `high`: above, below, right or
    left, clear of the others."""
    across, up = (tokens.WIDTH - 60) / wide, MATRIX / high
    spots = [(x * across, y * up) for x, y in points]
    taken = [(x, y, 7.0, 7.0) for x, y in spots]
    places = []
    for x, y in spots:
        options = [(x, y + 15), (x + 27, y), (x - 27, y), (x, y - 15), (x + 27, y + 14), (x - 27, y - 14)]
        best = next((o for o in options if o[1] > 6 and not any(_meet(o, t) for t in taken)), options[0])
        taken.append((*best, 17.0, 7.0))
        places.append((best[0] / across, best[1] / up))
    return places


def _meet(place: tuple[float, float], box: tuple[float, float, float, float]) -> bool:
    x, y, half_width, half_height = box
    return abs(place[0] - x) < half_width + 15 and abs(place[1] - y) < half_height + 6


def health_bars(result: Result, language: str) -> Chart | None:
    """Each family's score out of 100, the lowest first; a family that could not be scored is not drawn."""
    rows = [
        {
            "label": family_name(family, language),
            "score": 100 * score,
            "text": f"{100 * score:.0f}",
            "zero": 0,
            "full": 100,
        }
        for family, score in sorted(result.health.families.items(), key=lambda pair: (pair[1], pair[0]))
    ]
    if not rows:
        return None
    start, room = gutter([str(row["label"]) for row in rows], 106)
    rows = [{**row, "start": start} for row in rows]

    def across(field: str) -> Any:
        return alt.X(f"{field}:Q", axis=None, scale=room)

    base = charted(rows).encode(y=alt.Y("label:N", sort=None, axis=None, scale=alt.Scale(paddingInner=0.55)))
    track = base.mark_bar(color=tokens.UNKNOWN).encode(x=across("zero"), x2="full:Q")
    bars = base.mark_bar(color=tokens.ACCENT).encode(x=across("zero"), x2="score:Q")
    names = words(base, "label", rows, {"x": across("start")}, align="left")
    values = words(base, "text", rows, {"x": across("full")}, align="left", dx=8, fontWeight=tokens.SEMIBOLD)
    return framed([track, bars, *names, *values], height=26 * len(rows))
