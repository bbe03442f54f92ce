"""Why this master: the points of each table, criterion by criterion, and what would change the choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import mean
from typing import Any

import streamlit as st

from assess.ui import parts
from assess.ui.copies_words import criterion
from assess.ui.marked import Cell, marked
from assess.ui.words import Screen


def show(screen: Screen, details: Mapping[str, Any], chosen: Sequence[str]) -> None:
    """A row a criterion, a column a table, and what would flip the choice; nothing where nothing was chosen."""
    if not details.get("points"):
        return
    say, master = screen.say, str(details["master"])
    points: Mapping[str, Mapping[str, float | None]] = details["points"]
    weights: Mapping[str, float] = details["weights"]
    totals: Mapping[str, float] = details["totals"]
    tables = [table for table in (master, *chosen) if table in points]
    usual = {name: mean(known) for name in points[master] if (known := _known(points, name))}
    st.subheader(
        say("Why this master: {points} points", points=f"{totals[master]:g}")
        if details["margin"] is None
        else say("Why this master: {points} points, {margin} more than the next",
                 points=f"{totals[master]:g}", margin=f"{details['margin']:g}")
    )  # fmt: skip
    heads = [say("Criterion"), *tables]
    rows = [
        [Cell(criterion(screen, name), note=_weight(screen, weights, name)),
         *(_points(screen, points[table].get(name), usual.get(name)) for table in tables)]
        for name in points[master]
    ]  # fmt: skip
    rows.append([Cell(say("All together")), *(Cell(f"{totals[table]:g}") for table in tables)])
    marked(heads, rows, numbers=range(1, len(heads)))
    st.caption(say("Up to ten points each, times the weight, in proportion to the best of the group. What is unknown "
                   "of a table counts as the mean of the others."))  # fmt: skip
    if details["flips"]:
        st.markdown(f"**{say('What would change the choice')}**")
        st.markdown("\n".join(f"- {parts.plain(flip[screen.language])}" for flip in details["flips"]))


def _known(points: Mapping[str, Mapping[str, float | None]], name: str) -> list[float]:
    return [value for of in points.values() if (value := of.get(name)) is not None]


def _weight(screen: Screen, weights: Mapping[str, float], name: str) -> str:
    return screen.say("weight {n}", n=f"{weights[name]:g}")


def _points(screen: Screen, value: float | None, usual: float | None) -> Cell:
    if value is not None:
        return Cell(f"{value:g}")
    note = "" if usual is None else screen.say("counts {n}", n=f"{usual:.3g}")
    return Cell(screen.say("unknown"), note=note, none=True)
