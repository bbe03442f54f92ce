"""The first screen: which engagement, what its file says, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from assess.model.access_rights import Right
from assess.model.engagement import Engagement, Source
from assess.model.errors import BadInput
from assess.store.engagement_file import FILE, load_engagement
from assess.store.starter import write_starter
from assess.ui import parts, people
from assess.ui.place import close_engagement, folders_under, has_file, has_run, open_engagement
from assess.ui.words import Screen

_SHORT = 8


def show(screen: Screen) -> None:
    """The open engagement, or how to open or create one."""
    if screen.closed:
        _choose(screen)
    elif not screen.use(has_file):
        st.title(screen.say("There is no engagement in this folder yet"))
        st.write(parts.plain(screen.open_seat.engagement))
        _create(screen, Path(screen.open_seat.engagement))
    else:
        _engagement(screen)


def _engagement(screen: Screen) -> None:
    say = screen.say
    try:
        engagement = screen.use(load_engagement)
    except BadInput as error:
        st.title(say("{file}: {n} to mend", file=FILE, n=len(error.problems)))
        st.write(say("Mend these in an editor, save, and read the file again. Nothing runs until it is right."))
        parts.problems(screen, error.problems)
        st.button(say("Read again"), type="primary")
    else:
        _summary(screen, engagement)
        _next_step(screen)
        _contents(screen, engagement)
        people.draw(screen)
    st.caption(parts.plain(f"{screen.open_seat.engagement}/{FILE}"))
    if not screen.fixed:
        st.button(say("Open another engagement"), on_click=close_engagement)


def _summary(screen: Screen, engagement: Engagement) -> None:
    say, language = screen.say, screen.language
    st.title(parts.plain(engagement.client.text[language]))
    columns = st.columns(3)
    columns[0].metric(say("Departments"), len(engagement.departments))
    columns[1].metric(say("Sources"), len(engagement.sources))
    priced = sum(price is not None for _, price in engagement.prices)
    columns[2].metric(say("Prices given"), f"{priced} / {len(type(engagement.prices).model_fields)}")
    if not priced:
        st.write(say("Without prices, findings are listed but not priced. Add them under `prices`."))


def _contents(screen: Screen, engagement: Engagement) -> None:
    """The sources and the departments, one list open at a time."""
    say, language = screen.say, screen.language
    sources = engagement.sources if screen.may(Right.SOURCES) else []
    if not engagement.sources:
        st.write(
            say("Nothing to read yet: add databases, catalogue exports or SQL under `sources`; the file shows how.")
        )
    names = {department.id: department.name.text[language] for department in engagement.departments}
    if sources:
        with st.expander(say("What will be read"), expanded=len(sources) <= _SHORT):
            parts.table(
                {
                    say("Source"): source.id,
                    say("Kind"): kind(screen, source),
                    say("Department"): names.get(source.department, source.department or "–"),
                    say("Where"): source.path or source.url or source.catalog,
                }
                for source in sources
            )
    with st.expander(say("Departments and who answers for their data")):
        parts.table(
            {
                say("Department"): department.name.text[language],
                say("Responsible"): department.owner or say("nobody named"),
            }
            for department in engagement.departments
        )


def kind(screen: Screen, source: Source) -> str:
    """The kind of source in the reader's language."""
    say = screen.say
    return {
        "database": say("live database"),
        "lake": say("data lake"),
        "catalog": say("catalogue export"),
        "ddl": say("CREATE TABLE statements"),
        "sql": say("SQL scripts"),
        "dbt": say("dbt project"),
        "openlineage": say("OpenLineage events"),
        "queries": say("query log"),
        "metrics": say("metric definitions"),
        "usage": say("usage log"),
    }[source.kind]


def _next_step(screen: Screen) -> None:
    say = screen.say
    done = screen.use(has_run)
    if done:
        parts.go_to(screen, "findings", say("See the findings"))
    else:
        parts.go_to(screen, "checkup", say("Run the check-up"))


def _choose(screen: Screen) -> None:
    say = screen.say
    st.title(say("Open an engagement, or create one"))
    found = folders_under(Path.cwd())
    if found:
        st.subheader(say("In this folder"))
    for folder, client in found:
        label = parts.plain(client or say("{folder} (its file has errors)", folder=folder.name))
        st.button(label, key=f"open {folder}", on_click=open_engagement, args=(folder,))
    st.subheader(say("Another folder"))
    with st.form("open", border=False):
        typed = st.text_input(say("Path of the folder"), placeholder=str(Path.cwd() / "client"))
        if st.form_submit_button(say("Open")):
            _open(screen, typed)
    st.subheader(say("A new client"))
    _create(screen, None)


def _open(screen: Screen, typed: str) -> None:
    folder = Path(typed.strip()).expanduser()
    if not typed.strip() or not folder.is_dir():
        st.error(screen.say("There is no folder at this path."))
    elif not (folder / FILE).is_file():
        st.error(screen.say("This folder holds no {file}. Create an engagement in it below.", file=FILE))
    else:
        open_engagement(folder)
        st.rerun()


def _create(screen: Screen, folder: Path | None) -> None:
    say = screen.say
    with st.form("create", border=False):
        name_zh = st.text_input(say("Client's name in Chinese"), placeholder="云岭乳业")
        name_en = st.text_input(say("Client's name in English"), placeholder="Yunling Dairy")
        where = str(folder) if folder else st.text_input(say("New folder"), placeholder=str(Path.cwd() / "client"))
        if not st.form_submit_button(say("Create"), type="primary"):
            return
    if not (name_zh.strip() or name_en.strip()) or not where.strip():
        st.error(say("A name in one language and a folder are needed."))
        return
    target = Path(where.strip()).expanduser()
    try:
        write_starter(target, name_zh, name_en)
    except BadInput as error:
        parts.problems(screen, error.problems)
        return
    if folder is None:
        open_engagement(target)
    st.rerun()
