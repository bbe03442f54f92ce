"""Made-up rows on which two definitions give different results."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import streamlit as st

from assess.ui import parts
from assess.ui.metrics_pair import Sides
from assess.ui.metrics_shelf import CONFLICT, Pair, kind_of
from assess.ui.metrics_words import callings, figure
from assess.ui.words import Screen

_WORD = re.compile(r"\w+")


def show(screen: Screen, pair: Pair, sides: Sides, names: Mapping[str, str]) -> None:
    """The sentence, both results in large, the rows, and that they are made up; for a conflict also that there are
    none."""
    say, shown = screen.say, pair["counterexample"]
    if not shown:
        if kind_of(pair) == CONFLICT and "tables" in pair["facets"]:
            st.caption(say("No made-up rows: the two read different tables, so one set of rows cannot show it."))
        elif kind_of(pair) == CONFLICT and not pair["causes"]:
            st.caption(say("No made-up rows show this difference."))
        return
    called = callings(*sides, names)
    results = [_result(screen, shown[side]) for side in ("a", "b")]
    count = sum(len(table["rows"]) for table in shown["tables"])
    st.header(parts.plain(_sentence(screen, count, called, results)))
    st.caption(_made_up(screen, shown["period"]))
    short = all(len(result) <= 24 for result in results)
    for place, who, result in zip(st.columns(2), called, results, strict=True):
        with place:
            if short:
                st.metric(parts.plain(who), parts.plain(result))
            else:
                st.markdown(f"**{parts.plain(who)}**")
                st.code(result, language=None, wrap_lines=True)
    for table in shown["tables"]:
        _table(screen, table, sides)


def _sentence(screen: Screen, count: int, called: tuple[str, str], results: list[str]) -> str:
    if any(len(result) > 24 for result in results):
        return screen.many(
            "{a} and {b} give different rows on {n} made-up row", "{a} and {b} give different rows on {n} made-up rows",
            count, a=called[0], b=called[1],
        )  # fmt: skip
    return screen.many(
        "On this {n} made-up row {a} reports {x} and {b} {y}", "On these {n} made-up rows {a} reports {x} and {b} {y}",
        count, a=called[0], b=called[1], x=results[0], y=results[1],
    )  # fmt: skip


def _made_up(screen: Screen, period: Any) -> str:
    say = screen.say
    told = say("The rows are made up to show the difference; no real data is in them.")
    if period:
        told += screen.voice.stop + say("Counted from {first} until before {last}.", first=period[0], last=period[1])
    return parts.plain(told)


def _result(screen: Screen, value: Any) -> str:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return figure(value, screen.say("nothing"))


def _table(screen: Screen, table: Mapping[str, Any], sides: Sides) -> None:
    """The rows with the columns that the two definitions name; how many others there are is said."""
    say, columns, rows = screen.say, table["columns"], table["rows"]
    used = _named(sides)
    kept = [n for n, name in enumerate(columns) if str(name).lower() in used] or list(range(len(columns)))
    left = len(columns) - len(kept)
    about = f"**{parts.plain(str(table['table']))}**"
    if left:
        more = screen.many(
            "{n} column that neither uses is left out", "{n} columns that neither uses are left out", left
        )
        about += f" :gray[{more}]"
    st.markdown(about)
    if not rows:
        st.caption(say("no rows"))
        return
    parts.table(
        {say("Row"): str(number), **{str(columns[n]): figure(row[n], say("empty")) for n in kept}}
        for number, row in enumerate(rows, 1)
    )


def _named(sides: Sides) -> set[str]:
    """Every word of both definitions, in small letters."""
    texts: list[str] = []
    for metric in sides:
        texts += [str(v) for k, v in metric.get("stated", {}).items() if k not in ("label", "owner")]
        facets = metric["facets"] or {}
        for name in ("expression", "filter", "join_path", "time_column"):
            value = facets.get(name) or ""
            texts += value if isinstance(value, list) else [str(value)]
    return {word for text in texts for word in _WORD.findall(text.lower())}
