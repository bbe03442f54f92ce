"""What the app has shown of answers so far, kept beside them: no later screen may tell more than those before allow."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from assess.model.errors import Unreachable
from assess.store.answers_db import FILE, engine_of

_metadata = sa.MetaData()
_releases = sa.Table(
    "releases",
    _metadata,
    sa.Column("screen", sa.String(64), primary_key=True, comment="which screen's log"),
    sa.Column("log", sa.Text, nullable=False, comment="the log as JSON: digests and sums of what was shown"),
)
_one_at_a_time = threading.Lock()


@contextmanager
def release_log(folder: Path, screen: str) -> Iterator[dict[str, Any]]:
    """The log of one screen, {} at first; what stands in it when the block ends is kept. One at a time a process."""
    with _one_at_a_time:
        engine = engine_of(folder / FILE)
        try:
            with engine.begin() as db:
                db.execute(sa.schema.CreateTable(_releases, if_not_exists=True))
                mine = _releases.c.screen == screen
                told = db.execute(sa.select(_releases.c.log).where(mine)).scalar()
                log: dict[str, Any] = json.loads(told) if told else {}
                yield log
                db.execute(_releases.delete().where(mine))
                db.execute(_releases.insert().values(screen=screen, log=json.dumps(log, ensure_ascii=False)))
        except sa.exc.DBAPIError as error:
            raise Unreachable(f"{FILE}: what was shown before cannot be read or kept ({error.orig}).") from None
        finally:
            engine.dispose()
