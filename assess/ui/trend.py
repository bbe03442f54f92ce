"""All check-ups of the engagement in order of time, and any two of them beside each other.

`?from=RUN&to=RUN` names the two; else the newest and the one before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from assess.model.comparison import Comparison
from assess.model.errors import AssessError
from assess.model.finding import Severity
from assess.operate.compare.kept import open_run
from assess.operate.compare.run import compare
from assess.operate.compare.trend import Point, trend
from assess.report.charts_trend import trend_line
from assess.ui import parts, trend_compare
from assess.ui.words import Screen


def show(screen: Screen) -> None:
    """The figures of every check-up; with one alone, why there is no trend yet."""
    say = screen.say
    if screen.closed:
        st.title(say("No engagement is open"))
        parts.nothing_yet(screen, say("A trend belongs to an engagement."), say("Open an engagement"), "home")
        return
    points = screen.use(trend)
    if len(points) < 2:
        st.title(say("A trend needs two check-ups") if points else say("There is no check-up yet"))
        why = say("There is one so far. The next one shows what got better.") if points else say(
            "A check-up reads the sources and takes a minute or a few.")  # fmt: skip
        again = say("Run the next check-up") if points else say("Run the check-up")
        parts.nothing_yet(screen, why, again, "checkup")
        return
    st.title(_headline(screen, points))
    _figures(screen, points)
    _pair(screen, [point.run for point in points])


def _headline(screen: Screen, points: Sequence[Point]) -> str:
    say, first, last = screen.say, points[0], points[-1]
    if first.health is None or last.health is None:
        return screen.many("{n} check-up", "{n} check-ups", len(points))
    return say("{n} check-ups: health {first} → {last}", n=len(points), first=f"{first.health:.0f}",
               last=f"{last.health:.0f}")  # fmt: skip


def _figures(screen: Screen, points: Sequence[Point]) -> None:
    say, voice = screen.say, screen.voice
    lines = [(p.clock, p.health, "" if p.health is None else f"{p.health:.0f}") for p in points]
    drawn = trend_line(lines, 0, 100)
    if drawn is not None:
        parts.chart(say("Health index, 0 to 100"), drawn, say("A line of the health index over the check-ups"))
    levels = [(p.clock, p.maturity, "" if p.maturity is None else voice.level(p.maturity)) for p in points]
    drawn = trend_line(levels, 1, 5)
    if drawn is not None and all(p.comparable for p in points):
        parts.chart(say("Maturity, level 1 to 5"), drawn, say("A line of the maturity over the check-ups"))
    elif drawn is not None:
        st.write(say("The questionnaire has changed, so the maturity of these check-ups makes no line."))
    unknown = say("unknown")
    parts.table(
        {
            say("Check-up"): voice.date(p.clock),
            say("Health"): unknown if p.health is None else f"{p.health:.0f}",
            say("Coverage"): voice.percent(p.coverage),
            say("High"): voice.count(p.findings[Severity.HIGH]),
            say("Medium"): voice.count(p.findings[Severity.MEDIUM]),
            say("Low"): voice.count(p.findings[Severity.LOW]),
            say("To save a year"): voice.money(p.saving) if p.saving else unknown,
            say("Maturity"): unknown if p.maturity is None else voice.level(p.maturity),
        }
        for p in reversed(points)
    )


def _pair(screen: Screen, runs: Sequence[str]) -> None:
    """Two check-ups that the reader chooses; the address keeps them."""
    say = screen.say
    st.header(say("What changed between two of them"))
    asked = [st.query_params.get(name, "") for name in ("from", "to")]
    start = asked[0] if asked[0] in runs[:-1] else runs[-2]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        before = _choice(screen, say("Earlier"), "trend from", "from", runs[:-1], start)
        later = runs[runs.index(before) + 1 :]
        after = _choice(screen, say("Later"), f"trend to after {before}", "to", later,
                        asked[1] if asked[1] in later else later[-1])  # fmt: skip
    try:
        made = screen.use(compared, before, after)
    except AssessError as error:
        st.error(parts.plain(str(error)))
        return
    trend_compare.show(screen, made)


def compared(folder: Path, before: str, after: str) -> Comparison:
    """Two check-ups of the engagement side by side."""
    return compare(open_run(before, folder), open_run(after, folder))


def _choice(screen: Screen, label: str, key: str, name: str, runs: Sequence[str], start: str) -> str:
    def changed() -> None:
        st.query_params[name] = st.session_state[key]

    def dated(run: str) -> str:
        return f"{screen.voice.date(f'{run[:4]}-{run[4:6]}-{run[6:8]}T00:00:00Z')} ({run[-8:]})"

    return str(st.selectbox(label, runs, index=list(runs).index(start), key=key, format_func=dated, on_change=changed,
                            width=260))  # fmt: skip
