"""Where an engagement's database lies: beside its engagement.yaml, or on a team's server in a schema of its own.

Nothing else says so. `ASSESS_DATABASE` (or `ASSESS_DATABASE_FILE`, a file that holds it) is the URL of a PostgreSQL;
where it is not set, answers, rooms, decisions, plans and the audit log are in `answers.db` and notices and cases in
`notices.db`, as on anybody's own machine.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import sqlalchemy as sa

from assess.model.errors import BadInput, Problem
from assess.store.environment import secret_in
from assess.store.whole_files import alone_in, write_whole

DATABASE = "ASSESS_DATABASE"
ANSWERS, NOTICES = "answers.db", "notices.db"
ID = ".engagement_id"


@dataclass(frozen=True, slots=True)
class Place:
    """A schema of a PostgreSQL database. The URL may hold a password, so it is never shown or written."""

    url: str = field(repr=False)
    schema: str


Where: TypeAlias = str | Path | Place
"""A SQLite file, the URL of a database of one's own (`${NAME}` stands for a variable), or a server's schema."""


def answers_of(folder: Path, environment: Mapping[str, str] = os.environ) -> Path | Place:
    """Where the engagement in `folder` keeps its answers, rooms, decisions, plans, releases and its audit log.

    On a server an engagement gets its id here on first use. BadInput where the URL is no good, where the folder is a
    copy that shares its id with another one, or where answers lie in a file beside it that the server would not show.
    """
    return _place(folder, ANSWERS, environment)


def notices_of(folder: Path, url: str = "", environment: Mapping[str, str] = os.environ) -> Where:
    """Where it keeps notices and cases; `url` is the engagement's own `notify.outbox` and goes before the server's."""
    return url or _place(folder, NOTICES, environment)


def answers_kept(folder: Path) -> Path | Place | None:
    """Where to read what was kept; None where nothing ever was, so that reading makes no file."""
    where = answers_of(folder)
    return None if isinstance(where, Path) and not where.exists() else where


def mark_of(where: Path | Place) -> tuple[str, str, int]:
    """Equal for two that are the same database; a file put in the place of another is not."""
    if isinstance(where, Place):
        return where.schema, where.url, 0
    return "", str(where.resolve()), where.stat().st_ino if where.exists() else 0


def server_url(environment: Mapping[str, str] = os.environ) -> str:
    """The server's database with the driver we use; empty on a machine of one's own. No fault repeats the URL."""
    given = secret_in(DATABASE, environment)
    if not given:
        return ""
    try:
        url = sa.make_url(given)
    except (sa.exc.ArgumentError, ValueError):  # neither is repeated: what does not parse may well be the password
        raise BadInput([Problem(DATABASE, "is no URL such as postgresql://assess@db.example.com/assess.")]) from None
    if url.get_backend_name() not in ("postgresql", "postgres"):
        raise BadInput([Problem(DATABASE, f'"{url.drivername}" cannot keep a server\'s answers. Allowed: postgresql.')])
    if not url.database:
        raise BadInput([Problem(DATABASE, "names no database; end it with /NAME.")])
    return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def schema_of(identifier: str) -> str:
    """The schema of the engagement with this id, 32 hexadecimal digits: nothing of a client's is in its name."""
    return f"assess_{identifier}"


def engagement_id(folder: Path) -> str:
    """The engagement's 32 hexadecimal digits, written on first use; the same wherever the folder is moved to."""
    path = folder / ID
    if not path.exists():
        with alone_in(folder):  # two programs that begin at once agree on one
            if not path.exists():
                write_whole(path, secrets.token_hex(16) + "\n")
    return read_id(path)


def read_id(path: Path) -> str:
    """The id in this file; BadInput where it is none."""
    found = _text(path)
    if len(found) != 32 or set(found) - set("0123456789abcdef"):
        raise BadInput([Problem(str(path), "must hold 32 hexadecimal digits; restore it from a backup.")])
    return found


def _place(folder: Path, file: str, environment: Mapping[str, str]) -> Path | Place:
    url = server_url(environment)
    if not url:
        return folder / file
    if not folder.is_dir():
        raise BadInput([Problem(str(folder), "is no folder; give the folder of an engagement.")])
    if (folder / file).exists():
        raise BadInput(
            [
                Problem(
                    str(folder / file),
                    f"holds what was kept before {DATABASE} was set, and would not be seen; bring it over with "
                    "`assess backup` and `assess restore`, or move the file away. See docs/server.md.",
                )
            ]
        )
    identifier = engagement_id(folder)
    _refuse_copies(folder, identifier)
    return Place(url, schema_of(identifier))


def _refuse_copies(folder: Path, identifier: str) -> None:
    """Two folders with one id would share their answers; the later one is told how to get an id of its own."""
    here = folder.resolve()
    for other in sorted(here.parent.glob(f"*/{ID}")):
        if other.parent.resolve() != here and _text(other) == identifier:
            raise BadInput(
                [
                    Problem(
                        str(folder / ID),
                        f"is the same as in {other.parent}, so both would share their answers; delete it in the one "
                        "that is the copy, which then begins without answers.",
                    )
                ]
            )


def _text(path: Path) -> str:
    """What is in it; empty where it cannot be read, which is its own engagement's trouble and not another's."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
