"""Pieces that several pages draw: a problem list, an empty state, a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from assess.model.errors import Problem
from assess.model.result import Result
from assess.ui.jobs import start_job
from assess.ui.words import Screen

_AMOUNT = r"[−-]?[¥$€£]?\d[\d,.]*(%| ?(K|M|bn|B|KB|MB|GB|TB|PB|days?|[万亿]?元?|天))?"
_NUMBER = re.compile(rf"{_AMOUNT}( ?[/–] ?{_AMOUNT})*|–|未知|unknown")
_MARKDOWN = str.maketrans({c: f"\\{c}" for c in "\\`*_{}[]<>#|~$:"})


def plain(text: str) -> str:
    """`text` shown as it is, whatever Markdown its characters would mean."""
    return text.translate(_MARKDOWN)


def problems(screen: Screen, found: Sequence[Problem]) -> None:
    """Faults with where they are; the sentence names what is allowed."""
    table(
        [{screen.say("Where"): problem.where, screen.say("What is wrong"): problem.what} for problem in found],
    )


def table(rows: Iterable[Mapping[str, str]]) -> None:
    """Rows of text as a table, numbers to the right; on a phone each row is a block of label and value."""
    shown = list(rows)
    if not shown:
        return
    heads = list(dict.fromkeys(head for row in shown for head in row))
    right = {head for head in heads if all(_NUMBER.fullmatch(row.get(head, "–")) for row in shown)}
    side = {head: ' class="number"' if head in right else "" for head in heads}
    top = "".join(f'<th scope="col"{side[head]}>{escape(head)}</th>' for head in heads)
    body = "".join(
        "<tr>"
        + "".join(f'<td{side[head]} data-label="{escape(head)}">{breakable(row.get(head, "–"))}</td>' for head in heads)
        + "</tr>"
        for row in shown
    )
    kind = "facts pairs" if len(heads) == 2 else "facts"
    st.html(f'<table class="{kind}"><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>')


def breakable(text: str) -> str:
    """Escaped text in which a long name may break after a dot, a slash or an underscore."""
    return re.sub(r"(?<=[._/])(?=[^\W\d])", "<wbr>", escape(text)) or "–"


def nothing_yet(screen: Screen, why: str, action: str, page: str) -> None:
    """An empty state: why there is nothing, and the one thing to do."""
    st.write(why)
    go_to(screen, page, action)


def go_to(screen: Screen, page: str, label: str) -> None:
    """The screen's one main action, where that action is another screen; why not, where the reader may not do it."""
    if page == "checkup" and not screen.closed and (why := screen.barred(start_job)):
        st.caption(plain(why))
        return
    if st.button(label, type="primary", key=f"go to {page}"):
        st.switch_page(st.session_state["pages"][page], query_params=link(screen))


def link(screen: Screen, **more: str) -> dict[str, str]:
    """Query parameters that every link to another page carries."""
    kept = {"lang": screen.language, **more}
    if screen.seat and not screen.fixed:
        kept["engagement" if screen.person else "folder"] = screen.seat.engagement
    return kept


def department_names(result: Result, language: str) -> dict[str, str]:
    return {department.id: department.name[language] for department in result.engagement.departments}


def chart(title: str, drawing: Any, alt: str, numbers: Iterable[Mapping[str, str]] = ()) -> None:
    """A figure of the report as it is on paper; on a screen too narrow for it the same `numbers` as a table."""
    with st.container(key=f"wide {alt}"):
        st.subheader(title)
        st.altair_chart(drawing, theme=None, width="content", alt=alt)
    rows = list(numbers)
    if rows:
        with st.container(key=f"narrow {alt}"):
            st.subheader(title)
            table(rows)
