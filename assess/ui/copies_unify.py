"""What the shared table of a group looks like: the plan in three steps, its SQL to look at, and one ZIP of it all."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from assess.model.errors import AssessError
from assess.operate.unify import unify
from assess.store.run_names import UNIFY
from assess.treat.unify.gather import COPIES
from assess.treat.unify.write import PLAN
from assess.ui import parts
from assess.ui.marked import Cell, marked
from assess.ui.words import Screen

_MOMENT = (1980, 1, 1, 0, 0, 0)  # the earliest a ZIP knows: the same files are the same bytes
_MOST = 20_000  # characters of SQL shown; the file has all


def show(screen: Screen, identifier: str, verdict: str) -> None:
    """The plan of the group; where none is written yet, a button that writes it; nothing for what are no copies."""
    if verdict not in COPIES:
        return
    say = screen.say
    st.subheader(say("What the shared table looks like"), anchor="shared-table")
    folder = screen.use(plan_folder, identifier)
    if not (folder / PLAN).is_file():
        st.write(say("No plan of this group is written yet. Writing it reads the evidence and no client system."))
        if why := screen.barred(unify):
            st.caption(parts.plain(why))
        elif st.button(say("Write the plan and the SQL"), key=f"unify {identifier}"):
            try:
                screen.use(unify, [identifier])
            except AssessError as error:
                st.error(parts.plain(str(error)))
                return
            st.rerun()
        return
    plan = json.loads((folder / PLAN).read_text("utf-8"))
    st.write(parts.plain(_lead(screen, plan)))
    business, interface, working, sql = st.tabs(
        [say("1 Business definition"), say("2 Interface definition"), say("3 Way of working"), say("SQL")]
    )
    with business:
        _business(screen, plan["business"])
    with interface:
        _interface(screen, plan)
    with working:
        _working(screen, plan["working"])
    with sql:
        _sql(screen, plan, folder, identifier)


def plan_folder(folder: Path, identifier: str) -> Path:
    """Where the plan of the group is or would be, in the newest check-up."""
    return folder / "out" / "latest" / UNIFY / identifier


def _lead(screen: Screen, plan: Mapping[str, Any]) -> str:
    say, tables = screen.say, len(plan["interface"]["tables"])
    if not plan["sql"]:
        return say("Nothing tells the rows of these {n} tables apart; name a key and there will be SQL.", n=tables)
    return say(
        "{n} tables become {main}; every old name stays as a view. {open} points are still to be decided.",
        n=tables, main=plan["main_table"], open=len(plan["business"]["open"]),
    )  # fmt: skip


def _business(screen: Screen, business: Mapping[str, Any]) -> None:
    say, language = screen.say, screen.language
    _lines(say("What is the same"), business["same"], language)
    _lines(say("What differs between them"), business["differs"], language)
    st.markdown(f"**{say('Who must decide')}**")
    rows = [
        (Cell(o["what"][language]), Cell(o["who"][language]), Cell(o["proposal"][language])) for o in business["open"]
    ]
    marked((say("Open point"), say("Who decides"), say("Proposal")), rows)


def _interface(screen: Screen, plan: Mapping[str, Any]) -> None:
    say, language, interface = screen.say, screen.language, plan["interface"]
    st.write(parts.plain(say("Retention: {days}", days=interface["retention"][language])))
    if not plan["sql"]:
        return
    st.markdown(f"**{parts.plain(say('Main table {name}', name=plan['main_table']))}**")
    rows = [
        (
            Cell(column["name"], note=say("key") if column["key"] else ""),
            Cell(column["type"], note="" if column["nullable"] else say("never empty")),
            Cell(column["comment"][language]), Cell(column["why"][language]),
        )
        for column in interface["columns"]
    ]  # fmt: skip
    marked((say("Column"), say("Type"), say("Description"), say("Why here")), rows)
    st.markdown(f"**{say('Subordinate tables')}**")
    own = [
        (
            Cell(table["table"]), Cell(table["rows"]), Cell(table["apart"]),
            Cell(screen.voice.listing([f"{o['column']} {o['type']}" for o in table["own"]]) or say("none"),
                 none=not table["own"]),
        )
        for table in interface["tables"]
    ]  # fmt: skip
    marked((say("Old table"), say("Keys it has"), say("Rows kept whole"), say("Own columns")), own)


def _working(screen: Screen, working: Mapping[str, Any]) -> None:
    say, language = screen.say, screen.language
    st.write(parts.plain(say("Owner: {name}", name=working["owner"][language])))
    _lines(say("Rules of change"), working["rules"], language)
    _lines(say("Moving order"), working["moves"], language, numbered=True)
    _lines(say("When an old table may be dropped"), working["drops"], language)


def _sql(screen: Screen, plan: Mapping[str, Any], folder: Path, identifier: str) -> None:
    say, language = screen.say, screen.language
    _lines(say("Where it is not to the letter as before"), plan["limits"], language)
    st.download_button(
        say("Download all as ZIP"), zipped(folder, identifier), f"{identifier}.zip", "application/zip",
        key=f"zip {identifier}", icon=":material/download:", on_click=screen.on_download(f"{identifier}.zip"),
    )  # fmt: skip
    about = {file["name"]: f"{file['name']} · {file['about'][language]}" for file in plan["files"]}
    if not about:
        return
    name = st.selectbox(say("File"), list(about), format_func=about.__getitem__, key=f"sql {identifier} {language}")
    text = (folder / str(name)).read_text("utf-8")
    st.code(text[:_MOST], language="sql")
    if len(text) > _MOST:
        st.caption(say("The first {n} characters; the ZIP has all {all}.", n=f"{_MOST:,}", all=f"{len(text):,}"))


def zipped(folder: Path, name: str) -> bytes:
    """Every file of the plan below a folder of this name; the same bytes for the same files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            info = zipfile.ZipInfo(f"{name}/{path.relative_to(folder).as_posix()}", _MOMENT)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, path.read_bytes())
    return out.getvalue()


def _lines(title: str, lines: Sequence[Mapping[str, str]], language: str, numbered: bool = False) -> None:
    if not lines:
        return
    st.markdown(f"**{title}**")
    mark = "1." if numbered else "-"
    st.markdown("\n".join(f"{mark} {parts.plain(line[language])}" for line in lines))
