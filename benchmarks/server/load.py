"""Fifty people at the screens of a team's server while 300 phones vote: how long each waits, and what it takes.

The server, its PostgreSQL and the provider are real; people log in, and each tab speaks Streamlit's own messages over
its WebSocket: home page, findings, one finding, then the self-assessment. A time is from a click that is sent to the
end of its script. Phones join beforehand and vote by HTTP within the first `--voting` seconds. Everything is on this
one machine, so people, phones, database and server share its cores.

    python -m benchmarks.server.load [--people 50] [--phones 300] [--seconds 60] [--engagement DIR]
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import random
import statistics
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import psycopg

from benchmarks.server.house import House, house
from benchmarks.server.visitor import Visit, log_in
from benchmarks.workshop.load import joined, voted

QUESTIONS = 6


class Times:
    """Seconds by kind of action, and what went wrong."""

    def __init__(self) -> None:
        self.taken: dict[str, list[float]] = defaultdict(list)
        self.errors: Counter[str] = Counter()
        self.lock = threading.Lock()

    def add(self, kind: str, seconds: float) -> None:
        with self.lock:
            self.taken[kind].append(seconds)

    def failed(self, kind: str, error: Exception) -> None:
        with self.lock:
            self.errors[f"{kind}: {type(error).__name__}: {str(error)[:160]}"] += 1


class Over(Exception):
    """The time is over; the person goes home in the middle."""


class Watch(threading.Thread):
    """Memory of the server's process tree and connections of its database, four times a second."""

    def __init__(self, home: House) -> None:
        super().__init__(daemon=True)
        self.home, self.server = home, psutil.Process(home.processes[0].pid)
        self.peak, self.connections, self.over = 0, 0, threading.Event()

    def run(self) -> None:
        with psycopg.connect(self.home.database, autocommit=True) as line:
            while not self.over.wait(0.25):
                self.peak = max(self.peak, memory(self.server))
                row = line.execute(
                    "select count(*) from pg_stat_activity where backend_type = 'client backend'"
                ).fetchone()
                self.connections = max(self.connections, int(row[0]) - 1 if row else 0)


def main() -> None:
    """Print the machine, a line a kind of action, and what the server took."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--phones", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--voting", type=float, default=30.0)
    parser.add_argument("--think", type=float, default=5.0, help="mean seconds between two clicks of one person")
    parser.add_argument("--rounds", type=int, default=1, help="the same people again, to see what stays in memory")
    parser.add_argument("--engagement", type=Path, help="one after a check-up; the sample is built where left out")
    given = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, load before {os.getloadavg()[0]:.1f}, "
          f"{psutil.virtual_memory().total / 2**30:.0f} GB, Python {platform.python_version()}")  # fmt: skip
    people = [f"p{n:03d}" for n in range(given.people)]
    with tempfile.TemporaryDirectory() as root:
        sample = given.engagement or _sample(Path(root))
        with house(Path(root), sample, people) as home:
            _measure(home, people, given)
            print(f"votes in the database: {home.kept_votes()} of {given.phones}")
            logged = home.logs[0].read_text(encoding="utf-8", errors="replace").splitlines()
            odd = [line for line in logged if line and not line.startswith("{")]
            print(f"lines of the server's log that are no event: {len(odd)}", *odd[:20], sep="\n  ")


def _measure(home: House, people: list[str], given: argparse.Namespace) -> None:
    server, times = psutil.Process(home.processes[0].pid), Times()
    print(f"memory after start: {memory(server) / 2**20:.0f} MB", flush=True)
    with ThreadPoolExecutor(4) as pool:
        held = list(pool.map(lambda who: _logged_in(home.url, who, times), people))
    port = urlsplit(home.url).port or 0
    devices = joined(port, home.code, given.phones)
    _attend(home, held[0], random.Random(0), time.monotonic(), 0.0, Times())  # the first of all loads the pages
    print(f"memory at rest, after the logins and one visit: {memory(server) / 2**20:.0f} MB")
    watch = Watch(home)
    watch.start()
    for turn in range(given.rounds):
        before, begun = _cpu(server), time.monotonic()
        pipe, other = multiprocessing.Pipe()
        phones = multiprocessing.get_context("spawn").Process(
            target=_phones, args=(other, port, home.code, devices, given.voting)
        )
        voting = turn == 0 and bool(devices)
        if voting:
            phones.start()
            other.close()
            pipe.recv()
        with ThreadPoolExecutor(len(people)) as pool:
            until = time.monotonic() + given.seconds
            done = [
                pool.submit(_attend, home, jar, random.Random(n), until, given.think, times)
                for n, jar in enumerate(held)
            ]
            for one in done:
                one.result()
        if voting:
            waits, again = pipe.recv()
            times.taken["vote on a phone"] = waits
            times.errors["vote sent again"] += again
            phones.join()
        spent = time.monotonic() - begun
        print(f"round {turn + 1}: server {_cpu(server) - before:.0f} s of processor in {spent:.0f} s, "
              f"memory {memory(server) / 2**20:.0f} MB", flush=True)  # fmt: skip
    watch.over.set()
    watch.join()
    print(
        f"memory at the peak: {watch.peak / 2**20:.0f} MB; connections to PostgreSQL at the peak: {watch.connections}"
    )
    _print(times)


def _print(times: Times) -> None:
    print(f"{'action':32} {'times':>6} {'p50 s':>7} {'p95 s':>7} {'max s':>7}")
    for kind, taken in times.taken.items():
        cut = statistics.quantiles(taken, n=100, method="inclusive") if len(taken) > 1 else taken * 99
        print(f"{kind:32} {len(taken):>6} {cut[49]:>7.2f} {cut[94]:>7.2f} {max(taken):>7.2f}")
    for error, n in times.errors.items():
        if n:
            print(f"{n:>6} x {error}")
    print(f"errors: {sum(times.errors.values())}")


def _logged_in(url: str, who: str, times: Times) -> CookieJar:
    begun = time.perf_counter()
    jar = log_in(url, who)
    times.add("log in, with the provider's part", time.perf_counter() - begun)
    return jar


def _attend(home: House, jar: CookieJar, dice: random.Random, until: float, think: float, times: Times) -> None:
    """One person: looks at results, then answers, in turns until the time is over."""

    def timed(kind: str, act: Callable[[], float]) -> None:
        times.add(kind, act())
        if think and time.monotonic() >= until:
            raise Over
        pause = dice.expovariate(1 / think) if think else 0.0
        time.sleep(min(pause, max(0.0, until - time.monotonic())))

    time.sleep(dice.random() * think)
    while True:
        kind = "connect"
        try:
            with Visit(home.url, jar) as visit:
                kind = "results"
                _look(visit, timed)
            with Visit(home.url, jar) as visit:
                kind = "self-assessment"
                _answer(visit, timed)
        except Over:
            return
        except Exception as error:  # noqa: BLE001 - a failure of any kind is what is counted
            times.failed(kind, error)
        if time.monotonic() >= until:
            return


def _look(visit: Visit, timed: Callable[[str, Callable[[], float]], None]) -> None:
    where = "lang=en&engagement=client"
    timed("open the home page", lambda: visit.open(where))
    visit.find("heading", lambda one: "Yunling" in one.body)
    timed("open the findings", lambda: visit.open(where, "findings"))
    visit.find("heading", lambda one: "can be saved" in one.body)
    timed("open one finding", lambda: visit.open(f"{where}&finding=CP-001", "findings"))


def _answer(visit: Visit, timed: Callable[[str, Callable[[], float]], None]) -> None:
    timed("open the self-assessment", lambda: visit.open("lang=en&engagement=client&r=new"))
    timed("choose a level", lambda: visit.choose(0, 2))
    timed("begin", lambda: visit.press("Begin"))
    for n in range(QUESTIONS):
        timed("answer a question", lambda n=n: visit.choose(0, n % 5))  # type: ignore[misc]
        visit.find("markdown", lambda one: "Kept." in one.body)
        timed("next question", lambda: visit.press("Next"))


def _phones(line: object, port: int, code: str, devices: list[str], seconds: float) -> None:
    """In a process of their own, so that 300 threads here do not hold up the people there."""
    line.send("ready")  # type: ignore[attr-defined]
    crowd = voted(port, code, devices, seconds)
    waits = [then - sent for sent, then in zip(crowd.sent, crowd.acknowledged, strict=True)]
    line.send((waits, crowd.failed))  # type: ignore[attr-defined]


def memory(server: psutil.Process) -> int:
    """Resident bytes of the server and what it has started."""
    found = 0
    for one in (server, *server.children(recursive=True)):
        try:
            found += one.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return found


def _cpu(server: psutil.Process) -> float:
    spent = server.cpu_times()
    return float(spent.user + spent.system)


def _sample(place: Path) -> Path:
    from assess.checkup import check_up
    from assess.demo.build import build_demo

    folder = place / "sample"
    build_demo(folder)
    check_up(folder)
    return folder


if __name__ == "__main__":
    main()
