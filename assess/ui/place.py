"""Which engagement the screens show and who sits before them: on one's own machine everything, on a server one's part.

A page has no folder. It has a seat, and `screen.use(function, ...)` is its only way to what is stored.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import streamlit as st

from assess.model.access import Forbidden, Person, Role, Seat
from assess.model.access_server import Server
from assess.model.bank import Bank
from assess.model.errors import BadInput
from assess.store.answers_db import AnswersStore
from assess.store.bank_file import load_bank
from assess.store.engagement_file import FILE, load_engagement
from assess.store.place_of import Place, answers_of, mark_of
from assess.ui.own_answers import OwnAnswers
from assess.ui.serve import FOLDER_VARIABLE, SURVEY_VARIABLE
from assess.ui.server.persons import ended, person_of
from assess.ui.server.settings import Settings

CHOSEN = "engagement"


def fixed_folder() -> Path | None:
    """The folder given to `assess app DIR`; then no other is shown."""
    given = os.environ.get(FOLDER_VARIABLE, "")
    return Path(given) if given else None


def survey_only() -> bool:
    """Whether strangers may come in and nobody asks who they are."""
    return bool(os.environ.get(SURVEY_VARIABLE))


def open_seat() -> Seat | None:
    """The owner's seat on one's own machine, in the folder that is fixed, or else named in the URL or earlier.

    A respondent's in the fixed folder and no other where strangers may come in.
    """
    if survey_only():
        fixed = fixed_folder()
        return Seat("", Role.RESPONDENT, None, fixed) if fixed else None
    folder = fixed_folder() or _chosen_folder()
    return Seat(str(folder), Role.OWNER, None, folder) if folder else None


def _chosen_folder() -> Path | None:
    chosen = st.query_params.get("folder", st.session_state.get("folder", ""))
    if not chosen or not (Path(chosen) / FILE).is_file():
        return None
    st.session_state["folder"] = chosen
    if st.query_params.get("folder") != chosen:
        st.query_params["folder"] = chosen
    return Path(chosen)


def logged_in(kept: Settings) -> Person | None:
    """Who is logged in; None where nobody is. Forbidden where the login is no good, or no good any more."""
    if not st.user.is_logged_in:
        return None
    return person_of(dict(st.user), kept.now(), datetime.now(UTC), ended())


def seat_of(kept: Settings, person: Person) -> Seat | None:
    """The person's seat in the engagement that the address names, or in their only one; None where they must choose.

    Forbidden where the address names one they have no part in: whether it exists is not told.
    """
    server = kept.now()
    mine = server.engagements_of(person)
    if not mine:
        raise Forbidden(
            f"{person.email} has no part in any engagement here; ask whoever sent you the address to add you.",
            f"{person.email} 不在这里任何项目的名单中；请联系给您网址的人把您加入。",
        )
    name = str(st.query_params.get(CHOSEN, st.session_state.get(CHOSEN, "")))
    if not name and len(mine) == 1:
        name = next(iter(mine))
    if not name:
        return None
    return _seat(kept, server, person, name)


def _seat(kept: Settings, server: Server, person: Person, name: str) -> Seat:
    role = server.role_of(person, name)
    if role is None:
        raise Forbidden(
            "There is no engagement of this name in which you have a part.", "没有您可以进入的同名项目。"
        )  # fmt: skip
    st.session_state[CHOSEN] = name
    if st.query_params.get(CHOSEN) != name:
        st.query_params[CHOSEN] = name
    return Seat(name, role, person, kept.folder(name))


def enter(engagement: str) -> None:
    """Choose an engagement of the server; whether one may is asked when it is drawn."""
    st.session_state[CHOSEN] = st.query_params[CHOSEN] = engagement


def leave() -> None:
    """Choose again."""
    st.session_state.pop(CHOSEN, None)
    st.query_params.pop(CHOSEN, None)


def open_engagement(folder: Path | str) -> None:
    st.session_state["folder"] = st.query_params["folder"] = str(Path(folder).expanduser().resolve())


def close_engagement() -> None:
    st.session_state.pop("folder", None)
    st.query_params.pop("folder", None)


def folders_under(root: Path, most: int = 50) -> list[tuple[Path, str]]:
    """Engagements in `root` and one level below: (folder, client's name or empty where the file has errors)."""
    files = sorted([*root.glob(FILE), *root.glob(f"*/{FILE}")])[:most]
    return [(file.parent, client_of(file.parent)) for file in files]


def client_of(folder: Path) -> str:
    """The client's name in both languages; empty where the file has errors."""
    try:
        client = load_engagement(folder).client
    except BadInput:
        return ""
    return " / ".join(dict.fromkeys(name for name in (client.zh, client.en) if name))


def has_file(folder: Path) -> bool:
    """Whether there is an engagement in the folder."""
    return (folder / FILE).is_file()


def has_run(folder: Path) -> bool:
    """Whether a check-up was made."""
    return (folder / "out" / "latest").exists()


def reports(folder: Path, names: tuple[str, ...]) -> dict[str, Path]:
    """Those of the newest check-up's files that are there, by name."""
    latest = (folder / "out" / "latest").resolve()
    return {name: latest / name for name in names if (latest / name).is_file()}


def bank_of(folder: Path, questionnaire: str) -> Bank:
    """The questionnaire: the client's own beside engagement.yaml, or a shipped one of this name."""
    own = folder / questionnaire
    return load_bank(own if own.is_file() else questionnaire)


def own_answers(folder: Path) -> OwnAnswers:
    """The way for one person to their own answers, and to nobody else's."""
    return OwnAnswers(answers_store(folder))


def answers_store(folder: Path) -> AnswersStore:
    """The answers of the engagement in `folder`; its database is made on first use."""
    where = answers_of(folder.resolve())
    if isinstance(where, Path) and not where.exists():
        AnswersStore(where).close()
    return _stores(mark_of(where), where)


@st.cache_resource(show_spinner=False)
def _stores(mark: tuple[str, str, int], _where: Path | Place) -> AnswersStore:
    """One store a database for all visitors; another file in its place is opened anew."""
    return AnswersStore(_where)
