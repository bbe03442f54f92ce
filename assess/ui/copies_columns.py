"""Columns side by side: the master's, what each chosen table calls them, and what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from assess.ui.marked import Cell, marked
from assess.ui.words import Screen

_A_PAGE = 20


def show(screen: Screen, details: Mapping[str, Any], chosen: Sequence[str], identifier: str) -> None:
    """One row a column of the master, then columns that only one of the chosen tables has."""
    say, master = screen.say, str(details["master"])
    seen = {master, *chosen}
    rows = [
        (column, kind)
        for column, kind in zip(details["columns"], details["types"], strict=True)
        if seen.intersection(column["members"])
    ]
    if not rows or not chosen:
        return
    alone = [(c, k) for c, k in rows if len(seen.intersection(c["members"])) == 1]
    differ = [(c, k) for c, k in rows if (c, k) not in alone and _differs(c, chosen)]
    st.subheader(
        say("{n} columns side by side; differing: {differ}, in one table only: {alone}",
            n=len(rows), differ=len(differ), alone=len(alone))
    )  # fmt: skip
    views = {"all": rows, "differ": differ, "alone": alone}
    labels = {"all": say("All columns"), "differ": say("What differs"), "alone": say("In one table only")}
    view = st.segmented_control(
        say("Columns shown"), [name for name, some in views.items() if some], format_func=labels.__getitem__,
        default="all", key=f"columns {identifier} {screen.language}", label_visibility="collapsed", required=True,
    )  # fmt: skip
    some = views[view or "all"]
    pages = -(-len(some) // _A_PAGE)
    page = st.pagination(pages, key=f"columns of {identifier} {view} {pages}") if pages > 1 else 1
    part = some[(page - 1) * _A_PAGE : page * _A_PAGE]
    marked([master, *chosen], [_row(screen, column, kind, master, chosen) for column, kind in part])
    st.caption(say("Underlined: another name or type than in the first table."))


def _differs(column: Mapping[str, Any], chosen: Sequence[str]) -> bool:
    return any(d["table"] in chosen for d in column["differences"]) or any(
        table not in column["members"] for table in chosen
    )


def _row(screen: Screen, column: Mapping[str, Any], kind: str, master: str, chosen: Sequence[str]) -> tuple[Cell, ...]:
    differs: dict[str, dict[str, Any]] = {}
    for difference in column["differences"]:
        differs.setdefault(str(difference["table"]), {})[str(difference["what"])] = difference.get("found")
    return tuple(_cell(screen, column, kind, table, differs.get(table, {})) for table in (master, *chosen))


def _cell(screen: Screen, column: Mapping[str, Any], kind: str, table: str, differs: Mapping[str, Any]) -> Cell:
    say, name = screen.say, column["members"].get(table)
    if name is None:
        return Cell(say("not here"), none=True)
    notes = [str(differs.get("type") or kind)]
    if "nullable" in differs:
        notes.append(say("may be empty") if differs["nullable"] else say("never empty"))
    return Cell(
        str(name), note=" · ".join(notes), differs="name" in differs,
        note_differs="type" in differs or "nullable" in differs,
    )  # fmt: skip
