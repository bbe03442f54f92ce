"""Many small writes in few commits: whoever waits for a write is answered only when it is on disk.

A commit with a full flush costs milliseconds however much is in it. One thread takes everything that queued up
while the last commit was being flushed and commits it together, so a hundred phones at once cost a few flushes.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, TypeVar

import sqlalchemy as sa

Result = TypeVar("Result")
Work = Callable[[sa.Connection], Any]
MOST_IN_ONE = 256


class GroupCommit:
    """`submit(work)` runs `work(connection)` in a transaction; the future is done after the commit.

    Where a `work` raises, its group is undone and each of it done alone, so `work` may run twice.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._queue: queue.SimpleQueue[tuple[Work, Future[Any]] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._closed = False

    def submit(self, work: Callable[[sa.Connection], Result]) -> Future[Result]:
        """Queue one write."""
        future: Future[Result] = Future()
        with self._lock:
            if self._closed:
                raise RuntimeError("the store is closed")
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="group commit", daemon=True)
                self._thread.start()
            self._queue.put((work, future))
        return future

    def close(self) -> None:
        """Commit what is queued, then stop."""
        with self._lock:
            self._closed = True
            self._queue.put(None)
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while (first := self._queue.get()) is not None:
            group, ending = [first], False
            while len(group) < MOST_IN_ONE and not self._queue.empty():
                if (more := self._queue.get()) is None:
                    ending = True
                    break
                group.append(more)
            self._commit(group)
            if ending:
                return

    def _commit(self, group: list[tuple[Work, Future[Any]]]) -> None:
        group = [(work, future) for work, future in group if future.set_running_or_notify_cancel()]
        try:
            with writing(self._engine) as db:
                results = [work(db) for work, _ in group]
        except Exception:  # noqa: BLE001 - told to whom it concerns below
            for one in group:  # so that a fault of one is not a fault of all
                self._alone(*one)
            return
        for (_, future), result in zip(group, results, strict=True):
            future.set_result(result)

    def _alone(self, work: Work, future: Future[Any]) -> None:
        try:
            with writing(self._engine) as db:
                result = work(db)
        except Exception as error:  # noqa: BLE001
            future.set_exception(error)
        else:
            future.set_result(result)


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction that holds SQLite's write lock from its start, so what it reads stays true until it commits."""
    with engine.begin() as db:
        if engine.dialect.name == "sqlite":
            db.exec_driver_sql("BEGIN IMMEDIATE")
        yield db
