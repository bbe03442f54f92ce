"""Statements read in processes of their own: one that crashes or hangs the parser costs its worker and nothing else.

Nothing a client wrote is parsed in our own process. Each statement is read once, however often it occurs, and what
was read is kept: in memory, and on disk within `kept_in`.
"""

from __future__ import annotations

import atexit
import os
import pickle
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from assess.collect.sql.guard import Outcome
from assess.collect.sql.kept import Request, key_of, pack, unpacked
from assess.collect.sql.scan import scanned
from assess.collect.sql.split import Piece
from assess.model.text import Text
from assess.store.statements_db import StatementsStore, statements_store

SECONDS = 8.0  # for one statement
START = 20.0  # for a process to come up before its first
WORKERS = max(1, min(os.cpu_count() or 1, 8))
CHUNK = 48  # statements sent at once
CHUNK_CHARACTERS = 400_000
MEMORY = 256 << 20  # bytes of readings kept in memory
TOO_LONG = Text(
    f"读取超过 {SECONDS:.0f} 秒，已跳过。", f"Reading it took more than {SECONDS:.0f} seconds; it was given up."
)
FELL_OVER = Text("读取这条语句时解析器崩溃，已跳过。", "The parser fell over reading it.")
Asked = tuple[bytes, str, str, bool]
"""key, text, dialect, inside"""

_DISK: ContextVar[StatementsStore | None] = ContextVar("statements_store", default=None)


@contextmanager
def kept_in(path: Path) -> Iterator[None]:
    """Within it, readings are taken from the file at `path` and added to it."""
    with statements_store(path) as store:
        token = _DISK.set(store)
        try:
            yield
        finally:
            _DISK.reset(token)


def read_pieces(requests: Sequence[Request], tell: Callable[[int], None] | None = None) -> list[list[Outcome]]:
    """The outcomes of each statement, in order. `tell` hears how many of those not known before are done."""
    keys = [key_of(piece, dialect) for piece, dialect in requests]
    known = _MEMORY.get(keys)
    missing = list(dict.fromkeys(key for key in keys if key not in known))
    disk = _DISK.get()
    if disk is not None and missing:
        kept = disk.get(missing)
        known.update(kept)
        _MEMORY.put(kept)
        missing = [key for key in missing if key not in kept]
    if missing:
        where = dict(zip(keys, requests, strict=True))
        asked = [(key, where[key][0].text, where[key][1], where[key][0].inside) for key in missing]
        lasting, passing = _POOL.read(asked, tell)
        known.update(lasting)
        known.update(passing)
        _MEMORY.put(lasting)
        _MEMORY.put(passing)
        if disk is not None:
            disk.put(lasting)
    return [unpacked(piece, known[key]) for (piece, _), key in zip(requests, keys, strict=True)]


class _Memory:
    """Readings in memory, the oldest forgotten first."""

    def __init__(self) -> None:
        self.readings: dict[bytes, bytes] = {}
        self.size = 0
        self.lock = threading.Lock()

    def get(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        with self.lock:
            return {key: self.readings[key] for key in keys if key in self.readings}

    def put(self, readings: dict[bytes, bytes]) -> None:
        with self.lock:
            for key, reading in readings.items():
                if key not in self.readings:
                    self.readings[key] = reading
                    self.size += len(reading)
            while self.size > MEMORY and self.readings:
                oldest = next(iter(self.readings))
                self.size -= len(self.readings.pop(oldest))


class _Worker:
    """One process. `deadline` is when it is ended if it has not answered by then (monotonic seconds)."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.deadline = float("inf")
        self.overdue = False
        self.fresh = True

    def answers(self, part: Sequence[Asked]) -> Iterator[bytes]:
        """The packed outcomes of the statements, as far as the process gets."""
        process = self._started()
        fresh = START if self.fresh else 0.0
        assert process.stdin is not None
        assert process.stdout is not None
        self.overdue = False
        with suppress(BrokenPipeError, OSError):
            process.stdin.write(pickle.dumps([(text, dialect, inside) for _, text, dialect, inside in part]))
            process.stdin.flush()
        for _ in part:
            self.deadline = time.monotonic() + SECONDS + fresh
            try:
                answer = pickle.load(process.stdout)  # noqa: S301 - from our own child
                fresh, self.fresh = 0.0, False
                yield answer
            except (EOFError, OSError, pickle.UnpicklingError):
                self.end()
                return
            finally:
                self.deadline = float("inf")

    def _started(self) -> subprocess.Popen[bytes]:
        if self.process is None or self.process.poll() is not None:
            self.fresh = True
            command = [sys.executable, "-m", "assess.collect.sql.worker"]
            self.process = subprocess.Popen(  # noqa: S603 - our own module
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        return self.process

    def end(self) -> None:
        process, self.process = self.process, None
        if process is not None:
            with suppress(OSError):
                process.kill()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    with suppress(OSError):
                        stream.close()
            process.wait()


class _Pool:
    """Workers, started when first needed and kept for the next reading."""

    def __init__(self) -> None:
        self.workers: list[_Worker] = []
        self.lock = threading.Lock()

    def read(
        self, asked: Sequence[Asked], tell: Callable[[int], None] | None = None
    ) -> tuple[dict[bytes, bytes], dict[bytes, bytes]]:
        """Packed outcomes by key: those that will be the same every time, and those of statements that were ended."""
        parts: queue.SimpleQueue[list[Asked]] = queue.SimpleQueue()
        count = 0
        for part in _parts(asked):
            parts.put(part)
            count += 1
        lasting: dict[bytes, bytes] = {}
        passing: dict[bytes, bytes] = {}
        with self.lock:
            while len(self.workers) < min(WORKERS, count):
                self.workers.append(_Worker())
            able = self.workers[: min(WORKERS, count)]
            done = threading.Event()
            watch = threading.Thread(target=_watch, args=(able, done), daemon=True)
            watch.start()
            threads = [threading.Thread(target=_drive, args=(w, parts, lasting, passing, tell)) for w in able[1:]]
            for thread in threads:
                thread.start()
            try:
                _drive(able[0], parts, lasting, passing, tell)
            finally:
                for thread in threads:
                    thread.join()
                done.set()
                watch.join()
        return lasting, passing

    def close(self) -> None:
        for worker in self.workers:
            worker.end()


def _parts(asked: Sequence[Asked]) -> Iterator[list[Asked]]:
    part: list[Asked] = []
    size = 0
    for one in asked:
        part.append(one)
        size += len(one[1])
        if len(part) >= CHUNK or size >= CHUNK_CHARACTERS:
            yield part
            part, size = [], 0
    if part:
        yield part


def _drive(
    worker: _Worker,
    parts: queue.SimpleQueue[list[Asked]],
    lasting: dict[bytes, bytes],
    passing: dict[bytes, bytes],
    tell: Callable[[int], None] | None,
) -> None:
    """Parts read until there are none; the statement a worker ends at is said to be at fault."""
    while True:
        try:
            part = parts.get_nowait()
        except queue.Empty:
            return
        retired = False
        while part:
            done = 0
            for answer in worker.answers(part):
                lasting[part[done][0]] = answer
                done += 1
            left = part[done:]
            if left and done == 0 and not retired and not worker.overdue and worker.process is None:
                # a worker that had done its share and left before it read this part: asked once more
                retired, part = True, left
                continue
            if left:
                key, text, dialect, inside = left[0]
                piece = Piece(text, 1, inside)
                why = TOO_LONG if worker.overdue else FELL_OVER
                passing[key] = pack(piece, [scanned(Outcome(piece, dialect, None, why))])
                left, retired = left[1:], False
            part = left
        if tell is not None:
            tell(len(lasting) + len(passing))


def _watch(workers: Sequence[_Worker], done: threading.Event) -> None:
    """Ends the workers that are overdue."""
    while not done.wait(0.2):
        now = time.monotonic()
        for worker in workers:
            if now > worker.deadline and worker.process is not None:
                worker.overdue = True
                with suppress(OSError):
                    worker.process.kill()


_MEMORY = _Memory()
_POOL = _Pool()
atexit.register(_POOL.close)


def _forget() -> Any:
    """For tests: nothing known, nobody at work."""
    _POOL.close()
    _MEMORY.readings.clear()
    _MEMORY.size = 0
