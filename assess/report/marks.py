"""What the figures share: labels that are never cut, quiet axes, one frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from assess.report import tokens
from assess.report.svg import width_of

Chart = Any  # Altair's classes carry no types that mypy could follow
LINE = 13.5  # line height of labels


def charted(rows: Sequence[dict[str, Any]]) -> Chart:
    """A chart of rows that are written into it."""
    return alt.Chart(alt.Data(values=list(rows)))  # type: ignore[no-untyped-call]


def words(base: Chart, field: str, rows: Sequence[dict[str, Any]], encode: dict[str, Any], **style: Any) -> list[Chart]:
    """Text layers, one for each number of lines, so that a label of two lines is centred like one of one.

    `field` names the text in `rows`; the layers of texts that do not occur are left out.
    """
    look = {
        "fontSize": tokens.LABEL,
        "color": tokens.INK,
        "lineBreak": "\n",
        "lineHeight": LINE,
        "baseline": "middle",
        **style,
    }
    dy = look.pop("dy", 0.0)
    return [
        base.transform_filter(f"length(split(datum.{field}, '\\n')) == {n}")
        .mark_text(dy=dy - (n - 1) * LINE / 2, **look)
        .encode(text=f"{field}:N", **encode)
        for n in sorted({row[field].count("\n") + 1 for row in rows})
    ]


def gutter(texts: Sequence[str], highest: float) -> tuple[float, Any]:
    """Where row labels begin, in units of a quantitative axis that ends at `highest`, and its scale."""
    pixels = width_of(texts) + 12
    start = -pixels / (tokens.WIDTH - pixels) * highest
    return start, alt.Scale(domain=[start, highest], nice=False, zero=False)


def line_axis() -> Any:
    """Labels under the columns, broken where the text says so, never cut or turned."""
    return alt.Axis(
        labelExpr="split(datum.label, '\\n')",
        labelAngle=0,
        labelLimit=0,
        labelOverlap=False,
        ticks=False,
        domain=False,
        labelPadding=7,
        labelLineHeight=LINE,
    )


def row_axis(texts: Sequence[str]) -> Any:
    """Labels of one line before the rows, with room for the longest."""
    return alt.Axis(
        labelLimit=0, labelOverlap=False, ticks=False, domain=False, labelPadding=8, minExtent=width_of(texts) + 10
    )


def quiet_axis() -> Any:
    return alt.Axis(grid=False, ticks=False, tickCount=4, domainColor=tokens.RULE, labelPadding=5)


def kinds(**colours: str) -> Any:
    return alt.Scale(domain=list(colours), range=list(colours.values()))


def framed(layers: Sequence[Chart], height: float, top: float = 5) -> Chart:
    """The layers as one chart of the page's width, in the report's type and without a frame."""
    return (
        alt.layer(*layers)
        .properties(
            width=tokens.WIDTH,
            height=height,
            background="transparent",
            padding={"left": 0, "right": 0, "top": top, "bottom": 2},
            autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        )
        .configure(font=tokens.FAMILY)
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=tokens.LABEL,
            titleFontSize=tokens.LABEL,
            titleFontWeight=tokens.REGULAR,
            titleColor=tokens.MUTED,
            labelColor=tokens.MUTED,
            labelFontWeight=tokens.REGULAR,
        )
    )
