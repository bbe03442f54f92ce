"""`assess restore`: engagements as a backup holds them, into a place where nothing is, all of them or none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

import sqlalchemy as sa

from assess.model.errors import BadInput, Problem, nearest
from assess.store import place_of
from assess.store.audit import LOCAL, Deed, note
from assess.store.backup.archive import Unpacking, unpacking
from assess.store.backup.manifest import Engagement, Rows
from assess.store.backup.rows import load
from assess.store.backup.take import passed_over
from assess.store.engines import engine_of, let_go, server_engine, told
from assess.store.group_commit import writing
from assess.store.migrate import alone_in_alembic, apply
from assess.store.migrations.heads import REVISIONS, head
from assess.store.place_of import engagement_id, schema_of, server_url
from assess.store.whole_files import draft_of, sync_folder, told_why

WHAT = "rows of the backup"
_SPARE = 64 << 20  # bytes that stay free


def restore(path: Path, into: Path, only: str = "", actor: str = LOCAL, at: datetime | None = None) -> list[Path]:
    """Put the engagements of a backup below `into`, which is new or empty; returns their folders.

    A backup of one engagement's folder, or `only` one of several, makes `into` that engagement's folder. Rows go where
    ASSESS_DATABASE says, else into files beside them; each engagement gets an id of its own there, so it never meets
    the one it was taken from. BadInput where the backup is damaged, leads elsewhere or is of a later version, where
    `into` holds something, or where there is too little room: then nothing is there.
    """
    _check(into)
    moment = (at or datetime.now(UTC)).astimezone(UTC)
    with unpacking(path) as archive:
        chosen = _chosen(archive, path, only)
        single = bool(only) or archive.manifest.single
        _known(path, chosen)
        _room(archive, path, into, chosen)
        draft = into / ".restoring" if into.is_mount() else draft_of(into.absolute())
        with told_why(into):
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir(parents=True)
        try:
            made = []
            for one in chosen:
                folder = draft if single else draft / one.name
                with told_why(into):
                    _files(archive, one, folder)
                name = into.absolute().name if single else one.name
                made.append((one, folder, Deed(actor, name, "restored", f"backup of {archive.manifest.made_at}")))
            _rows(archive, path, made, moment)
            with told_why(into):
                _take_place(draft, into)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
    return [into] if single else [into / one.name for one in chosen]


def _check(into: Path) -> None:
    if into.is_symlink() or (into.exists() and not into.is_dir()):
        raise BadInput([Problem("--into", f"{into} is no folder; name a new or an empty one.")])
    if into.exists() and any(into.iterdir()):
        raise BadInput([Problem("--into", f"{into} is not empty; a backup takes the place of nothing.")])
    if not into.absolute().parent.is_dir():
        raise BadInput([Problem("--into", f"the folder {into.absolute().parent} does not exist.")])


def _chosen(archive: Unpacking, path: Path, only: str) -> list[Engagement]:
    there = {one.name: one for one in archive.manifest.engagements}
    if only and only not in there:
        raise BadInput([Problem("--only", f'"{only}" is not in {path}.{nearest(only, sorted(there))}')])
    return [there[only]] if only else list(there.values())


def _known(path: Path, chosen: Sequence[Engagement]) -> None:
    for one in chosen:
        for rows in one.rows:
            if rows.revision not in REVISIONS[rows.part]:
                what = f"was written by a later version of assess (its tables are at {rows.revision}"
                raise BadInput(
                    [Problem(str(path), f"{what}, this one knows {head(rows.part)}); restore it with that.")]
                )


def _room(archive: Unpacking, path: Path, into: Path, chosen: Sequence[Engagement]) -> None:
    """What the manifest says is held against the disk before anything is written, and against each file after it."""
    names = tuple(f"{one.name}/" for one in chosen)
    wanted = sum(file.size for file in archive.manifest.files if file.name.startswith(names))
    free = shutil.disk_usage(into if into.exists() else into.absolute().parent).free
    if wanted + _SPARE > free:
        what = f"needs {wanted / 1e6:,.0f} MB where {free / 1e6:,.0f} MB are free; make room or name another place."
        raise BadInput([Problem(str(path), what)])


def _files(archive: Unpacking, one: Engagement, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    home = f"{one.name}/files/"
    for file in archive.manifest.files:
        name = file.name.removeprefix(home)
        if name == file.name or passed_over(PurePosixPath(name)):
            continue
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0), 0o600)
        with os.fdopen(handle, "wb") as out:
            with closing(archive.pieces(file.name)) as pieces:
                for piece in pieces:
                    out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        path.chmod(file.mode)
    for name, target in one.links.items():  # after the files, so that none is written through a link
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(target)
    for made in (folder, *(path for path in folder.rglob("*") if path.is_dir() and not path.is_symlink())):
        sync_folder(made)


Made = Sequence[tuple[Engagement, Path, Deed]]


def _rows(archive: Unpacking, path: Path, made: Made, moment: datetime) -> None:
    """Load all rows, committed when this returns: on a server in one transaction, else file by file in the draft."""
    url = server_url()
    if not url:
        for one, folder, done in made:
            _into_files(archive, path, one, folder, done, moment)
        return
    engine = server_engine(url, os.getpid())
    with told(engine, WHAT), alone_in_alembic(), engine.begin() as db:
        for one, folder, done in made:
            schema = schema_of(engagement_id(folder))
            db.execute(sa.schema.CreateSchema(schema))
            db.execution_options(schema_translate_map={None: schema})
            for rows in _parts(one):
                _load(db, archive, path, rows)
            note(db, done, moment)


def _into_files(archive: Unpacking, path: Path, one: Engagement, folder: Path, done: Deed, moment: datetime) -> None:
    for rows in _parts(one):
        if rows.part == "notices" and not any(table.rows for table in rows.tables):
            continue  # where nothing was ever told there is no file
        file = folder / (place_of.ANSWERS if rows.part == "answers" else place_of.NOTICES)
        engine = engine_of(file)
        try:
            with told(engine, WHAT), alone_in_alembic(), writing(engine) as db:
                _load(db, archive, path, rows)
                if rows.part == "answers":
                    note(db, done, moment)
        finally:
            let_go(engine)


def _parts(one: Engagement) -> list[Rows]:
    """Both parts, an empty one where the backup has none: what is restored has an audit log that says so."""
    there = {rows.part: rows for rows in one.rows}
    return [there.get(part) or Rows(part=part, revision=head(part), tables=[]) for part in REVISIONS]


def _load(db: sa.Connection, archive: Unpacking, path: Path, rows: Rows) -> None:
    """Make the tables as they were at the backup's revision, fill them, and bring them to this version."""
    apply(db, rows.part, rows.revision)
    for table in rows.tables:
        with closing(archive.lines(table.member)) as lines:
            found = load(db, table.name, lines, str(path))
        if found != table.rows:
            raise BadInput([Problem(str(path), f"is damaged: {table.name} has {found} rows of {table.rows}.")])
    if rows.revision != head(rows.part):
        apply(db, rows.part)


def _take_place(draft: Path, into: Path) -> None:
    if draft.parent == into:  # the root of a disk cannot be replaced: what is in it comes one by one
        for child in sorted(draft.iterdir()):
            child.replace(into / child.name)
        draft.rmdir()
    else:
        draft.replace(into)
    sync_folder(into.parent)
