"""The tables of a group side by side: who keeps them, how much, how long, and what of it the master has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from assess.ui.copies_words import short_verdict
from assess.ui.marked import Cell, marked
from assess.ui.words import Screen

_A_PAGE = 10


def show(screen: Screen, details: Mapping[str, Any], names: Mapping[str, str], has_master: bool) -> None:
    """One row a table, the master first; what differs from the master is marked."""
    say = screen.say
    members: list[dict[str, Any]] = details["members"]
    n = len(members)
    st.subheader(
        screen.many("{n} table beside the master", "{n} tables beside the master", n)
        if has_master
        else screen.many("{n} table beside it", "{n} tables beside it", n)
    )
    pages = -(-len(members) // _A_PAGE)
    page = st.pagination(pages, key=f"tables of {details['master']} {pages}") if pages > 1 else 1
    heads = (say("Table"), say("Department"), say("Owner"), say("Rows"), say("Size"), say("Kept for"),
             say("Columns shared"), say("Rows the master has") if has_master else say("Rows shared"))  # fmt: skip
    first = {"table": details["master"], **details["master_facts"]}
    rows = [_row(screen, first, first, names, say("master") if has_master else "")]
    for member in members[(page - 1) * _A_PAGE : page * _A_PAGE]:
        rows.append(_row(screen, member, first, names, _what(screen, member)))
    marked(heads, rows, numbers=(3, 4, 5))
    st.caption(say("Underlined: differs from the first row."))


def _row(
    screen: Screen, one: Mapping[str, Any], master: Mapping[str, Any], names: Mapping[str, str], what: str
) -> tuple[Cell, ...]:
    say, voice = screen.say, screen.voice

    def cell(key: str, text: str) -> Cell:
        known = one.get(key) not in (None, "")
        differs = known and master.get(key) not in (None, "") and _apart(one[key], master[key])
        return Cell(text if known else say("unknown"), differs=differs, none=not known)

    department = str(one.get("department") or "")
    return (
        Cell(str(one["table"]), note=what),
        cell("department", names.get(department, department)),
        cell("owner", str(one.get("owner") or "")),
        cell("rows", voice.count(one.get("rows") or 0)),
        cell("bytes", voice.size(one.get("bytes") or 0)),
        cell("retention_days", screen.many("{n} day", "{n} days", int(one.get("retention_days") or 0))),
        _columns(screen, one),
        _rows(screen, one),
    )


def _what(screen: Screen, member: Mapping[str, Any]) -> str:
    """What the table is to the master, and when it was last written where that is another day."""
    say = screen.say
    superset = member.get("role") == "superset"
    told = [say("contains the master") if superset else short_verdict(screen, str(member.get("verdict", "")))]
    for difference in member.get("differences", ()):
        if difference["what"] == "last_written":
            told.append(say("last written {day}, the master {other}",
                            day=difference["found"], other=difference["master"]))  # fmt: skip
    return " · ".join(filter(None, told))


def _apart(one: object, other: object) -> bool:
    """Whether two facts differ; counts do from a hundredth on."""
    if isinstance(one, int) and isinstance(other, int):
        return abs(one - other) > max(abs(one), abs(other)) / 100
    return one != other


def _columns(screen: Screen, one: Mapping[str, Any]) -> Cell:
    share = one.get("columns_in_master")
    return Cell("–") if share is None else Cell(screen.voice.percent(share))


def _rows(screen: Screen, one: Mapping[str, Any]) -> Cell:
    """The share with its interval; unknown where values were not compared."""
    if "rows_in_master" not in one:
        return Cell("–")
    share = one["rows_in_master"]
    if share is None:
        return Cell(screen.say("not compared"), none=True)
    low, base, high = (float(share[end]) for end in ("low", "base", "high"))
    percent = screen.voice.percent
    return Cell(percent(base), note=f"{percent(low)} – {percent(high)}", bar=(low, base, high))
