"""What was shown of answers so far, kept beside them: no later output may tell more than those before allow."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from assess.model.errors import BadInput, Problem, Unreachable
from assess.store.engines import alone, let_go, told
from assess.store.migrate import open_engine
from assess.store.place_of import ANSWERS as FILE
from assess.store.place_of import answers_of
from assess.store.tables import ANSWERS
from assess.store.whole_files import write_whole

INPUT = f"{FILE}: releases"
WHAT = "figures shown before"
SHARED = "all"  # screens, check-ups and exports count together
_BEFORE = "profile"  # of a time when the screen had a log of its own

_releases = sa.Table(
    "releases",
    ANSWERS,
    sa.Column("screen", sa.String(64), primary_key=True, comment="whose log; one for everything"),
    sa.Column("log", sa.Text, nullable=False, comment="the log as JSON: digests and sums of what was shown"),
)
_one_at_a_time = threading.Lock()


class Overtaken(Unreachable):
    """Another program showed figures of the same answers in the meantime; nothing was kept, so nothing may be shown."""


@contextmanager
def release_log(folder: Path) -> Iterator[dict[str, Any]]:
    """The engagement's log, {} at first; what stands in it when the block ends is kept.

    One at a time within a process. The database is not held meanwhile, so that answers and votes go on; where another
    process kept something since, the block ends with Overtaken.
    """
    with _one_at_a_time:
        engine = open_engine(answers_of(folder), "answers", WHAT)
        try:
            with told(engine, WHAT), engine.begin() as db:
                before = _told(db)
            log: dict[str, Any] = json.loads(before) if before else {}
            yield log
            with told(engine, WHAT), engine.begin() as db:
                alone(db)
                db.execute(
                    _releases.update().where(_releases.c.screen == "").values(screen="")
                )  # nobody else writes now
                if _told(db) != before:
                    raise Overtaken(f"{FILE}: another program shows figures of the same answers just now; try again.")
                db.execute(_releases.delete())
                db.execute(_releases.insert().values(screen=SHARED, log=json.dumps(log, ensure_ascii=False)))
        finally:
            let_go(engine)


def _told(db: sa.Connection) -> str | None:
    """The log as it is kept; that of the time when the screen had its own where there is no newer one."""
    kept = {row.screen: str(row.log) for row in db.execute(sa.select(_releases))}
    return kept.get(SHARED) or kept.get(_BEFORE)


@contextmanager
def release_file(path: Path) -> Iterator[dict[str, Any]]:
    """The log in a file of its own, for answers that belong to no engagement; made where there is none yet."""
    log: dict[str, Any] = {}
    if path.exists():
        try:
            log = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            raise BadInput([Problem(str(path), f"is no log of releases ({error}).")]) from None
        if not isinstance(log, dict) or not {"thresholds", "consented", "rows", "figures"} <= log.keys():
            raise BadInput([Problem(str(path), "is no log of releases; --log names a file that assess wrote before.")])
    elif not path.parent.is_dir():
        raise BadInput([Problem(str(path), f"the folder {path.parent} does not exist.")])
    yield log
    write_whole(path, json.dumps(log, ensure_ascii=False))


def log_fingerprint(log: Mapping[str, Any]) -> tuple[str, int]:
    """SHA-256 and size in bytes of a log as JSON."""
    told = json.dumps(log, ensure_ascii=False, sort_keys=True).encode()
    return hashlib.sha256(told).hexdigest(), len(told)
