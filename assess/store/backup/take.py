"""`assess backup`: everything of some engagements in one file, which is there whole or not at all."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import sqlalchemy as sa

from assess import __version__
from assess.model.errors import BadInput, Problem
from assess.store import engagement_file, place_of
from assess.store.audit import LOCAL, record
from assess.store.backup.archive import PIECE, Packing
from assess.store.backup.manifest import Engagement, Manifest, Rows, Table, inside
from assess.store.backup.rows import dumped
from assess.store.engines import engine_of, let_go, told
from assess.store.migrate import open_engine
from assess.store.migrations.heads import head
from assess.store.migrations.models import PARTS
from assess.store.place_of import Place, Where, answers_of, notices_of
from assess.store.tables import Part
from assess.store.whole_files import alone_in, draft_of, sync_folder, told_why

_COPIED_LIVE = ("profiles.db", "statements.db")  # SQLite files of ours that another program may be writing
_NOT_FILES = (place_of.ID, place_of.ANSWERS, place_of.NOTICES)  # their rows are taken, whatever database holds them
_BESIDE = ("-wal", "-shm", "-journal")
WHAT = "rows for the backup"


@dataclass(frozen=True, slots=True)
class Taken:
    """A backup that was made. `left_out` says what is not in it, a sentence each."""

    path: Path
    manifest: Manifest
    left_out: tuple[str, ...]

    @property
    def rows(self) -> int:
        return sum(table.rows for one in self.manifest.engagements for rows in one.rows for table in rows.tables)


def engagements_in(folder: Path) -> list[Path]:
    """The engagement that `folder` is, or those directly in it, by name; BadInput where there is none."""
    if (folder / engagement_file.FILE).is_file():
        return [folder]
    found = sorted(file.parent for file in folder.glob(f"*/{engagement_file.FILE}") if not _hidden(file.parent))
    if not found:
        what = f"is no engagement and holds none: there is no {engagement_file.FILE} in it or one level below."
        raise BadInput([Problem(str(folder), what)])
    return found


def back_up(folder: Path, target: Path, actor: str = LOCAL, at: datetime | None = None) -> Taken:
    """Write files and rows of all engagements in `folder` to `target`, while they are worked on.

    The rows of one database are those of one moment; files are read before them, so no file says it has read a row
    that is not there. BadInput where `target` exists or lies in an engagement, Unreachable where rows cannot be read.
    """
    folders = engagements_in(folder)
    _check(target, folders)
    draft, moment = draft_of(target), (at or datetime.now(UTC)).astimezone(UTC)
    left_out: list[str] = []
    with told_why(target):
        handle = os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)  # it holds salts and answers
        try:
            with os.fdopen(handle, "wb") as out:
                manifest = _written(Packing(out), folders, moment, left_out, folders == [folder])
                out.flush()
                os.fsync(out.fileno())
            draft.replace(target)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        sync_folder(target.parent)
    for one in folders:
        record(one, actor, "backed up", target.name, moment)
    return Taken(target, manifest, tuple(left_out))


def _check(target: Path, folders: Sequence[Path]) -> None:
    if target.exists():
        raise BadInput([Problem(str(target), "is there already; a backup takes the place of nothing, name another.")])
    if not target.parent.is_dir():
        raise BadInput([Problem(str(target), f"the folder {target.parent} does not exist.")])
    for one in folders:
        if one.resolve() in target.resolve().parents:
            raise BadInput([Problem(str(target), f"lies in {one}, which is backed up; name a place outside.")])


def _written(
    packing: Packing, folders: Sequence[Path], moment: datetime, left_out: list[str], single: bool
) -> Manifest:
    try:
        links = {one: _files(packing, one, left_out) for one in folders}
        made = []
        places = {one: _ready(one) for one in folders}
        with ExitStack() as stack:
            snapshots = _Snapshots(stack)
            for one, parts in places.items():
                rows = [_rows(packing, snapshots, one, part, where) for part, where in parts.items()]
                audited = _last_hash(snapshots, parts["answers"]) if "answers" in parts else ""
                made.append(Engagement(name=_name(one), links=links[one], rows=rows, audited=audited))
                left_out += _elsewhere(one)
        manifest = Manifest(
            format=1, assess=__version__, made_at=moment.isoformat(timespec="seconds"), engagements=made,
            files=packing.files, single=single,
        )  # fmt: skip
        packing.finish(manifest)
    except BaseException:
        packing.give_up()
        raise
    return manifest


def _files(packing: Packing, folder: Path, left_out: list[str]) -> dict[str, str]:
    """Pack the files of one engagement; its symbolic links come back, those that stay inside it."""
    links: dict[str, str] = {}
    out = folder / "out"
    with alone_in(out) if out.is_dir() else nullcontext():  # no run changes its place meanwhile
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if passed_over(PurePosixPath(name)):
                continue
            if path.is_symlink():
                target = path.readlink().as_posix()
                if inside(name, target):
                    links[name] = target
                else:
                    left_out.append(f"{path}: points to {target}, outside its engagement.")
            elif path.is_file():
                with _opened(path) as file:
                    if file is not None:
                        mode = os.fstat(file.fileno()).st_mode & 0o777
                        packing.add(f"{_name(folder)}/files/{name}", iter(partial(file.read, PIECE), b""), mode)
    return links


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO | None]:
    """The file, or a copy of one moment of it; None where it went since it was listed."""
    with ExitStack() as stack:
        try:
            if path.name in _COPIED_LIVE:
                copy = Path(stack.enter_context(tempfile.TemporaryDirectory())) / path.name
                with closing(sqlite3.connect(path)) as old, closing(sqlite3.connect(copy)) as new:
                    old.backup(new)
                copy.chmod(path.stat().st_mode & 0o777)
                path = copy
            file = stack.enter_context(path.open("rb"))
        except FileNotFoundError:
            yield None
            return
        except (OSError, sqlite3.Error) as error:
            raise BadInput([Problem(str(path), f"cannot be read for the backup: {error}.")]) from None
        yield file


class _Snapshots:
    """Connections that each see one moment of a database; the engagements of a server share one, so one moment."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._open: dict[str, sa.Connection] = {}

    def of(self, where: Path | Place) -> tuple[sa.Connection, str | None]:
        """A connection on it, and the schema to ask in."""
        key, schema = (where.url, where.schema) if isinstance(where, Place) else (str(where), None)
        if key not in self._open:
            self._open[key] = self._stack.enter_context(_moment(where))
        return self._open[key], schema


@contextmanager
def _moment(where: Path | Place) -> Iterator[sa.Connection]:
    engine = engine_of(where)
    try:
        with engine.connect() as db:
            if engine.dialect.name == "postgresql":
                db.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with db.begin():
                if engine.dialect.name == "sqlite":
                    db.exec_driver_sql("BEGIN")  # what is read first is the moment
                yield db
    finally:
        let_go(engine)


def _ready(folder: Path) -> dict[Part, Path | Place]:
    """Where there is something to take, brought to this version before the moment is chosen."""
    found: dict[Part, Path | Place] = {}
    places: dict[Part, Where] = {"answers": answers_of(folder), "notices": notices_of(folder)}
    for part, where in places.items():
        if not isinstance(where, str) and (isinstance(where, Place) or where.exists()):
            let_go(open_engine(where, part, WHAT))
            found[part] = where
    return found


def _rows(packing: Packing, snapshots: _Snapshots, folder: Path, part: Part, where: Path | Place) -> Rows:
    tables = []
    db, schema = snapshots.of(where)
    with told(db.engine, WHAT):
        for table in PARTS[part].sorted_tables:
            counted: list[int] = []
            member = f"{_name(folder)}/rows/{part}/{table.name}.jsonl"
            packing.add(member, dumped(db, table, schema, counted))
            tables.append(Table(name=table.name, member=member, rows=counted[0]))
    return Rows(part=part, revision=head(part), tables=tables)


def _last_hash(snapshots: _Snapshots, where: Path | Place) -> str:
    """What the audit log ended with at that moment."""
    db, schema = snapshots.of(where)
    audit = PARTS["answers"].tables["audit"]
    last = sa.select(audit.c.hash).order_by(audit.c.number.desc()).limit(1)
    return db.scalar(last, execution_options={"schema_translate_map": {None: schema}}) or ""


def _elsewhere(folder: Path) -> Iterator[str]:
    """Notices in a database that the engagement names itself are that database's to back up."""
    with suppress(BadInput):  # an engagement whose file has faults is backed up too
        if engagement_file.load_engagement(folder).notify.outbox:
            yield f"{folder}: notices and cases lie in the database of notify.outbox; back it up there."


def passed_over(name: PurePosixPath) -> bool:
    """Drafts that killed programs left, and the files of databases whose rows are taken."""
    if any(part.startswith(".") and part.endswith((".draft", ".old")) for part in name.parts):
        return True
    first = name.parts[0]
    own = (*_NOT_FILES, *(f"{file}{end}" for file in (*_NOT_FILES, *_COPIED_LIVE) for end in _BESIDE))
    return len(name.parts) == 1 and first in own


def _hidden(folder: Path) -> bool:
    return folder.name.startswith(".")


def _name(folder: Path) -> str:
    return folder.resolve().name
