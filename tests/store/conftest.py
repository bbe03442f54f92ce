"""A team's server for the tests of stores: a real PostgreSQL named in the environment, as on the server itself."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from assess.model.decision import decide
from assess.model.roadmap_edit import edit_roadmap
from assess.model.room import Treatment, Vote
from assess.model.text import Text
from assess.store.answers_db import AnswersStore
from assess.store.audit import record
from assess.store.cases import CasesStore
from assess.store.decisions import keep_decision
from assess.store.engines import engine_of, let_go, server_engine
from assess.store.outbox import Message, Notice, Outbox
from assess.store.place_of import DATABASE, answers_of, notices_of, server_url
from assess.store.release_log import release_log
from assess.store.roadmap_edits import keep_roadmap_edit
from assess.store.rooms_db import RoomsStore
from assess.store.rooms_lead import lead, open_room

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture
def on_server(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """URL of the database in which every engagement of this test lies; its connections are closed at the end."""
    monkeypatch.setenv(DATABASE, postgres_url)
    yield postgres_url
    let_go_of(postgres_url)


def let_go_of(url: str) -> None:
    """Close what this process has open on a server's database."""
    server_engine(server_url({DATABASE: url}), os.getpid()).dispose()


@pytest.fixture
def first_url(postgres_url: str) -> Iterator[str]:
    """URL of an empty database that no variable names; its connections are closed at the end."""
    yield postgres_url
    let_go_of(postgres_url)


@pytest.fixture
def second_url(postgres_server: str) -> Iterator[str]:
    """URL of another empty database, to restore into."""
    name = f"s_{uuid.uuid4().hex}"
    server = sa.create_engine(postgres_server, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    url = sa.make_url(postgres_server).set(database=name).render_as_string(hide_password=False)
    yield url
    let_go_of(url)
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """Folders of two engagements of one root."""
    folders = tmp_path / "dairy", tmp_path / "bank"
    for folder in folders:
        folder.mkdir()
    return folders


@pytest.fixture
def fill() -> Callable[[Path], str]:
    """Puts something in every store, all of it named after the folder; the id of a respondent comes back."""
    return _fill


def _fill(folder: Path) -> str:
    name = folder.name
    with AnswersStore(answers_of(folder)) as answers:
        who = answers.join("frontline", name)
        answers.record(who, f"q-{name}", 3, comment=name)
    keep_decision(folder, decide([f"{name}.a", f"{name}.b"], "", "accept", name, name, NOW))
    keep_roadmap_edit(folder, edit_roadmap([f"x-{name}"], [], [], name, name, NOW))
    with release_log(folder) as log:
        log["whose"] = name
    with RoomsStore(answers_of(folder), name) as rooms:
        code, key = open_room(rooms, name, "chosen", ["q0"])
        leader = lead(rooms, code, key)
        leader.open_items(["q0"])
        rooms.join(code, "phone-of-somebody", "frontline", name, "zh")
        person = rooms.person(code, "phone-of-somebody")
        assert person is not None
        assert rooms.vote(Vote(code, "q0", 1, person.id, 4, "answered", name)) == "kept"
        leader.reveal("q0")
        leader.agree("q0", 3, f"because {name}", "")
        leader.park(f"matter of {name}", name)
        leader.open_dots([Treatment("t1", Text(name, name), "run")], 3, 3)
        room = rooms.room(code)
        assert room is not None and rooms.submit_ballot(room, person.id, {"t1": 2}).result() == "kept"
    _fill_directly(folder, name)
    with Outbox(notices_of(folder)) as outbox, outbox.planning() as planning:
        planning.keep([Notice(name, name, 1, "new", {"name": name}, NOW, NOW)])
        planning.add([Message(name[:32], "batch", name, "", {"name": name}, "planned", NOW)], NOW)
    with CasesStore(notices_of(folder)) as cases:
        cases.register([{"key": name, "run": name, "solved_at": ""}])
    record(folder, f"{name}@example.com", "tried", name)
    return who


def _fill_directly(folder: Path, name: str) -> None:
    """The tables whose rows take a check-up to make; what is in them is opaque to the database."""
    from assess.store.migrations.models import PARTS  # which knows every table, whatever was imported before

    engine = engine_of(answers_of(folder))
    with engine.begin() as db:
        for table, row in (
            ("verified", {"at": "now", "master": name, "member": name, "said": "{}"}),
            ("divergences", {"at": "now", "a": name, "b": name, "said": "{}"}),
            ("metric_decisions", {"at": "now", "decision": f'{{"by": "{name}"}}'}),
        ):
            db.execute(PARTS["answers"].tables[table].insert().values(**row))
    let_go(engine)
