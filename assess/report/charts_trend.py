"""The figures of several check-ups, as Altair specifications: one line of points, by the time of each check-up."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from assess.report import tokens
from assess.report.marks import Chart, charted, framed, quiet_axis

HEIGHT = 120


def trend_line(points: Sequence[tuple[str, float | None, str]], lowest: float, highest: float) -> Chart | None:
    """A line over (ISO time, value, label); None under two known values. The line breaks where a value is not known."""
    if sum(value is not None for _, value, _ in points) < 2:
        return None
    rows = [{"at": at, "value": value, "text": text} for at, value, text in points]
    times = [at for at, _, _ in points]
    days = alt.Axis(
        format="%Y-%m-%d",
        values=times,
        grid=False,
        ticks=False,
        domainColor=tokens.RULE,
        labelPadding=5,
        labelOverlap=True,
    )
    base = charted(rows).encode(
        x=alt.X("at:T", title=None, axis=days, scale=alt.Scale(padding=24)),
        y=alt.Y("value:Q", title=None, axis=quiet_axis(), scale=alt.Scale(domain=[lowest, highest])),
    )
    known = base.transform_filter("isValid(datum.value)")
    line = base.mark_line(color=tokens.ACCENT, invalid="break-paths-show-domains")
    dots = known.mark_point(color=tokens.ACCENT, filled=True, size=45, opacity=1)
    labels = known.mark_text(dy=-11, fontSize=tokens.VALUE, color=tokens.INK).encode(text="text:N")
    return framed([line, dots, labels], height=HEIGHT, top=14)
