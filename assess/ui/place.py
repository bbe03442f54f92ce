"""Which engagement the screens show: the server's own, or one that a person opened."""

from __future__ import annotations

import os
from pathlib import Path

import streamlit as st

from assess.model.errors import BadInput
from assess.store.answers_db import FILE as ANSWERS
from assess.store.answers_db import AnswersStore
from assess.store.engagement_file import FILE, load_engagement
from assess.ui.serve import FOLDER_VARIABLE


def fixed_folder() -> Path | None:
    """The folder given to `assess app DIR`; then no other is shown."""
    given = os.environ.get(FOLDER_VARIABLE, "")
    return Path(given) if given else None


def open_folder() -> Path | None:
    """The engagement's folder: fixed by the server, or named in the URL or earlier in this session."""
    fixed = fixed_folder()
    if fixed:
        return fixed
    chosen = st.query_params.get("folder", st.session_state.get("folder", ""))
    if not chosen or not (Path(chosen) / FILE).is_file():
        return None
    st.session_state["folder"] = chosen
    if st.query_params.get("folder") != chosen:
        st.query_params["folder"] = chosen
    return Path(chosen)


def open_engagement(folder: Path | str) -> None:
    st.session_state["folder"] = st.query_params["folder"] = str(Path(folder).expanduser().resolve())


def close_engagement() -> None:
    st.session_state.pop("folder", None)
    st.query_params.pop("folder", None)


def folders_under(root: Path, most: int = 50) -> list[tuple[Path, str]]:
    """Engagements in `root` and one level below: (folder, client's name or empty where the file has errors)."""
    files = sorted([*root.glob(FILE), *root.glob(f"*/{FILE}")])[:most]
    return [(file.parent, _client(file.parent)) for file in files]


def _client(folder: Path) -> str:
    try:
        client = load_engagement(folder).client
    except BadInput:
        return ""
    return " / ".join(dict.fromkeys(name for name in (client.zh, client.en) if name))


def answers_store(folder: Path) -> AnswersStore:
    """The answers of the engagement in `folder`; its database is made on first use."""
    path = (folder / ANSWERS).resolve()
    if not path.exists():
        AnswersStore(path).close()
    return _stores(str(path), path.stat().st_ino)


@st.cache_resource(show_spinner=False)
def _stores(path: str, file: int) -> AnswersStore:
    """One store a database for all visitors; another file in its place is opened anew."""
    return AnswersStore(path)
