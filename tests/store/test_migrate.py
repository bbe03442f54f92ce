"""Databases of earlier versions become those of this one; those of a later one are refused."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from assess.model.errors import BadInput
from assess.store.answers_db import AnswersStore
from assess.store.audit import read_audit, record
from assess.store.decisions import DecisionsStore
from assess.store.engines import engine_of, let_go
from assess.store.migrate import open_engine, revisions, upgrade
from assess.store.migrations import models
from assess.store.migrations.heads import REVISIONS, head
from assess.store.place_of import answers_of, engagement_id
from assess.store.tables import Part

PARTS: tuple[Part, ...] = ("answers", "notices")

OLDEST = """
CREATE TABLE respondents (respondent VARCHAR(32) NOT NULL PRIMARY KEY, level VARCHAR(16) NOT NULL,
  department VARCHAR(128) NOT NULL, language VARCHAR(8) NOT NULL, submitted BOOLEAN NOT NULL);
CREATE TABLE answers (respondent VARCHAR(32) NOT NULL REFERENCES respondents (respondent), item VARCHAR(64) NOT NULL,
  value INTEGER, state VARCHAR(16) NOT NULL, comment TEXT NOT NULL, PRIMARY KEY (respondent, item));
INSERT INTO respondents VALUES ('a', 'frontline', 'sales', 'zh', 1);
INSERT INTO answers VALUES ('a', 'q1', 4, 'answered', 'as it was');
CREATE TABLE decisions (number INTEGER NOT NULL PRIMARY KEY, tables TEXT NOT NULL, master TEXT NOT NULL,
  verdict VARCHAR(16) NOT NULL, "by" TEXT NOT NULL, reason TEXT NOT NULL, at VARCHAR(32) NOT NULL);
INSERT INTO decisions VALUES (1, '["a", "b"]', '', 'accept', 'Wang', 'They are.', '2026-11-22T09:00:00+00:00');
"""


def _script() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", "assess.store:migrations")
    return ScriptDirectory.from_config(config)


@pytest.mark.parametrize("part", PARTS)
def test_the_list_of_revisions_is_what_the_files_say(part: Part) -> None:
    walked = [one.revision for one in _script().iterate_revisions(f"{part}@head", "base")]
    assert tuple(reversed(walked)) == REVISIONS[part]


def _differences(engine: sa.Engine, part: Part, schema: str = "") -> list[object]:
    with engine.connect() as db:
        if schema:
            db.exec_driver_sql(f"SET search_path TO {schema}")
        there = MigrationContext.configure(
            db, opts={"compare_type": True, "compare_server_default": _default, "include_name": _only(part)}
        )
        return list(compare_metadata(there, models.PARTS[part]))


def _default(_context: object, _there: object, column: sa.Column, found: str | None, *_: object) -> bool | None:
    """Alembic takes SQLite's empty text for a default that is missing; anything else is its own to compare."""
    wanted = column.server_default
    empty = found is not None and not found.strip("()'")
    return False if empty and isinstance(wanted, sa.DefaultClause) and wanted.arg == "" else None


def _only(part: Part) -> object:
    """On a server both parts lie in one schema; each is compared with its own tables."""
    others = {name for other in PARTS if other != part for name in models.PARTS[other].tables}
    return lambda name, kind, _parents: not (kind == "table" and name in others)


@pytest.mark.parametrize("part", PARTS)
def test_models_and_revisions_agree_on_sqlite(tmp_path: Path, part: Part) -> None:
    engine = open_engine(tmp_path / "some.db", part, "rows")
    assert _differences(engine, part) == []
    engine.dispose()


@pytest.mark.parametrize("part", PARTS)
def test_models_and_revisions_agree_on_postgresql(tmp_path: Path, on_server: str, part: Part) -> None:
    for one in PARTS:
        let_go(open_engine(answers_of(tmp_path), one, "rows"))
    engine = sa.create_engine(on_server)
    assert _differences(engine, part, f"assess_{engagement_id(tmp_path)}") == []
    engine.dispose()


def test_a_difference_would_be_seen(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "some.db", "answers", "rows")
    with engine.begin() as db:
        db.exec_driver_sql("ALTER TABLE verified DROP COLUMN member")
    assert len(_differences(engine, "answers")) == 1
    engine.dispose()


def test_answers_from_before_there_were_revisions_go_on_being_read_and_written(tmp_path: Path) -> None:
    path = tmp_path / "answers.db"
    db = sqlite3.connect(path)
    db.executescript(OLDEST)
    db.close()
    with AnswersStore(path) as store:
        (row,) = store.frame().to_dict("records")
        assert (row["value"], row["comment"]) == (4, "as it was")
        assert store.record(store.join("executive"), "q1", 2) is None
    with DecisionsStore(path) as decided:
        assert [decision.by for decision in decided.history()] == ["Wang"]
    record(tmp_path, "local", "tried", "")
    assert len(read_audit(tmp_path)) == 1
    engine = engine_of(path)
    with engine.connect() as there:
        assert revisions(there, "answers") == [head("answers")]
    assert _differences(engine, "answers") == []
    engine.dispose()


def test_a_file_at_the_first_revision_gets_what_came_later(tmp_path: Path) -> None:
    engine = engine_of(tmp_path / "answers.db")
    assert upgrade(engine, "answers", "answers_0001") == []
    assert not sa.inspect(engine).has_table("audit")
    assert upgrade(engine, "answers") == ["answers_0001"]
    assert upgrade(engine, "answers") == [head("answers")]
    assert sa.inspect(engine).has_table("audit")
    engine.dispose()


def test_an_engagement_of_a_server_at_the_first_revision_gets_what_came_later(tmp_path: Path, on_server: str) -> None:
    engine = engine_of(answers_of(tmp_path))
    assert upgrade(engine, "answers", "answers_0001") == []
    record(tmp_path, "local", "tried", "")
    assert len(read_audit(tmp_path)) == 1


def _from_the_future(engine: sa.Engine, schema: str = "") -> None:
    with engine.begin() as db:
        db.exec_driver_sql(f"UPDATE {schema}alembic_version SET version_num = 'answers_9999'")


def test_a_file_of_a_later_version_is_refused_in_one_sentence(tmp_path: Path) -> None:
    AnswersStore(tmp_path / "answers.db").close()
    engine = engine_of(tmp_path / "answers.db")
    _from_the_future(engine)
    engine.dispose()
    for _ in range(2):
        with pytest.raises(BadInput, match=r"written by a later version of assess .*answers_9999") as told:
            AnswersStore(tmp_path / "answers.db")
        assert "\n" not in str(told.value)


def test_the_command_line_ends_with_2_on_a_server_of_a_later_version(tmp_path: Path, on_server: str) -> None:
    from assess.store.starter import write_starter

    folder = tmp_path / "dairy"
    write_starter(folder, "Dairy", "Dairy")
    AnswersStore(answers_of(folder)).close()
    engine = sa.create_engine(on_server)
    _from_the_future(engine, f"assess_{engagement_id(folder)}.")
    engine.dispose()
    done = subprocess.run(
        [sys.executable, "-m", "assess", "decisions", str(folder)], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 2 and done.stdout == ""
    assert "was written by a later version of assess" in done.stderr and done.stderr.count("\n") == 1


def test_two_processes_that_open_a_new_engagement_do_not_race(tmp_path: Path, on_server: str) -> None:
    """Each its own program, all at the same moment; one makes the tables, the others find them."""
    answers_of(tmp_path)
    told = "from pathlib import Path; from assess.store.audit import record; import sys; "
    program = f"{told}record(Path(sys.argv[1]), 'local', 'tried', sys.argv[2])"
    running = [
        subprocess.Popen([sys.executable, "-c", program, str(tmp_path), str(n)], stderr=subprocess.PIPE, text=True)
        for n in range(4)
    ]
    assert [(one.communicate(timeout=120)[1], one.returncode) for one in running] == [("", 0)] * 4
    assert sorted(entry.subject for entry in read_audit(tmp_path)) == list("0123")


def test_threads_that_open_one_file_do_not_race(tmp_path: Path) -> None:
    def opened(_: int) -> None:
        AnswersStore(tmp_path / "answers.db").close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(opened, range(16)))


@pytest.mark.parametrize("revision", [one for part in PARTS for one in REVISIONS[part]])
def test_there_is_no_way_back_but_a_backup(revision: str) -> None:
    with pytest.raises(NotImplementedError, match="a backup"):
        _script().get_revision(revision).module.downgrade()
