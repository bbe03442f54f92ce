"""Pieces that several pages draw: a problem list, an empty state, a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from assess.model.errors import Problem
from assess.model.result import Result
from assess.ui.words import Screen

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
    """Rows of text as a table without an index; cells are shown as they are."""
    import pandas as pd

    frame = pd.DataFrame([{key: plain(value) for key, value in row.items()} for row in rows])
    if len(frame):
        st.table(frame, border="horizontal", hide_index=True)


def nothing_yet(screen: Screen, why: str, action: str, page: str) -> None:
    """An empty state: why there is nothing, and the one thing to do."""
    st.write(why)
    go_to(screen, page, action)


def go_to(screen: Screen, page: str, label: str) -> None:
    """The screen's one main action, where that action is another screen."""
    if st.button(label, type="primary", key=f"go to {page}"):
        st.switch_page(st.session_state["pages"][page], query_params=link(screen))


def link(screen: Screen, **more: str) -> dict[str, str]:
    """Query parameters that every link to another page carries."""
    kept = {"lang": screen.language, **more}
    if screen.folder and not screen.fixed:
        kept["folder"] = str(screen.folder)
    return kept


def bank_place(folder: Path, questionnaire: str) -> str | Path:
    """Name of a shipped bank, or the path of the client's own beside its engagement.yaml."""
    own = folder / questionnaire
    return own if own.is_file() else questionnaire


def department_names(result: Result, language: str) -> dict[str, str]:
    return {department.id: department.name[language] for department in result.engagement.departments}


def chart(drawing: Any, alt: str) -> None:
    """A figure of the report, drawn as on paper; on a narrow screen it scrolls inside its own frame."""
    st.altair_chart(drawing, theme=None, width="content", alt=alt)
