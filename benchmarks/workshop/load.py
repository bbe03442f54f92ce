"""How long from a vote on a phone to the number on the wall, with 100 and 300 phones voting within ten seconds.

The server runs as in a workshop, phones come in by their own door with plain HTTP requests, look for news as their
script does, and the wall is a page in Chromium whose painted number is watched. Everything is on this one machine,
so phones, server and browser share its cores.

    python -m benchmarks.workshop.load [--phones 100,300] [--seconds 10]
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from assess.store.rooms_db import RoomsStore
from assess.store.rooms_lead import Facilitator, open_room
from assess.ui.phone.guard import csrf_of

ITEM = "q0"
CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
WATCH = """() => {
  window.seen = [];
  let last = -1;
  const look = () => {
    const count = document.querySelector('.wall .count');
    const number = count ? Number((count.textContent.match(/\\d+/) || [0])[0]) : 0;
    if (number !== last) { last = number; window.seen.push([Date.now(), number]); }
  };
  new MutationObserver(look).observe(document.body, {subtree: true, childList: true, characterData: true});
  look();
}"""


@dataclass
class Crowd:
    """What the phones measured: when each vote was sent and acknowledged, in seconds since the epoch."""

    sent: list[float] = field(default_factory=list)
    acknowledged: list[float] = field(default_factory=list)
    failed: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


def main() -> None:
    """Print one block for each number of phones."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--phones", default="100,300")
    parser.add_argument("--seconds", type=float, default=10.0)
    given = parser.parse_args()
    print(f"{os.cpu_count()} cores; votes within {given.seconds:g} s; times in seconds")
    heads = f"{'phones':>6} {'votes kept':>10} {'acknowledged p50':>17} {'p95':>6}"
    print(f"{heads} {'on the wall p50':>16} {'p95':>6} {'max':>6}")
    for phones in map(int, given.phones.split(",")):
        with tempfile.TemporaryDirectory() as place:
            print(measured(Path(place), phones, given.seconds), flush=True)


def measured(place: Path, phones: int, seconds: float) -> str:
    """One line of the table."""
    from playwright.sync_api import sync_playwright

    folder = _engagement(place)
    door, screens = _free_port(), _free_port()
    with RoomsStore(folder / "answers.db") as store:
        code, _ = open_room(store, "base", "chosen", [ITEM], "127.0.0.1", door)
        leader = Facilitator(store, code)
        leader.open_items([ITEM])
        server = _serve(folder, screens)
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
                wall = browser.new_page(viewport={"width": 1600, "height": 900})
                wall.goto(f"http://127.0.0.1:{screens}/wall?room={code}&lang=en")
                wall.locator(".wall .count").wait_for(timeout=60_000)
                devices = joined(door, code, phones)
                wall.evaluate(WATCH)
                crowd = voted(door, code, devices, seconds)
                wall.wait_for_timeout(3_000)
                seen = wall.evaluate("() => window.seen")
                browser.close()
            kept = store.count(code, ITEM, 1).answered
        finally:
            server.kill()
            server.wait(30)
    return _line(crowd, seen, kept, phones)


def _line(crowd: Crowd, seen: list[Any], kept: int, phones: int) -> str:
    """The k-th vote acknowledged is on the wall when the wall first shows k or more."""
    pairs = sorted(zip(crowd.acknowledged, crowd.sent, strict=True))
    answers = [acknowledged - sent for acknowledged, sent in pairs]
    shown = []
    for rank, (_, sent) in enumerate(pairs, 1):
        at = next((moment / 1000 for moment, number in seen if number >= rank), float("inf"))
        shown.append(at - sent)
    told = f"{kept}/{phones}" + (f" ({crowd.failed} requests again)" if crowd.failed else "")
    return (
        f"{phones:>6} {told:>10} {_share(answers, 50):>17.3f} {_share(answers, 95):>6.3f} "
        f"{_share(shown, 50):>16.2f} {_share(shown, 95):>6.2f} {max(shown):>6.2f}"
    )


def _share(values: list[float], percent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def voted(port: int, code: str, devices: list[str], seconds: float) -> Crowd:
    crowd, dice, begun = Crowd(), random.Random(7), time.time()
    moments = [begun + dice.uniform(0, seconds) for _ in devices]

    def attend(n: int) -> None:
        device, csrf = devices[n], csrf_of(devices[n])
        dice_ = random.Random(n)
        voted = False
        while time.time() < begun + seconds + 3:
            until = moments[n] - time.time()
            time.sleep(2.5 + dice_.random() * 2 if voted else max(0.0, min(2.5 + dice_.random() * 2, until)))
            if voted or time.time() < moments[n]:
                _request(port, "GET", f"/j/{code}/now?item={ITEM}", device)
                continue
            _request(port, "GET", f"/j/{code}/q/{ITEM}", device)
            _press(crowd, port, code, device, {"csrf": csrf, "round": 1, "choice": 1 + n % 5})
            voted = True
            _request(port, "GET", f"/j/{code}", device)

    with ThreadPoolExecutor(len(devices)) as pool:
        list(pool.map(attend, range(len(devices))))
    return crowd


def _press(crowd: Crowd, port: int, code: str, device: str, fields: dict[str, Any]) -> None:
    """Send a vote until it is acknowledged."""
    sent = time.time()
    while True:
        try:
            if _request(port, "POST", f"/j/{code}/q/{ITEM}", device, fields) == 303:
                break
        except (OSError, http.client.HTTPException):
            pass
        with crowd.lock:
            crowd.failed += 1
    with crowd.lock:
        crowd.sent.append(sent)
        crowd.acknowledged.append(time.time())


def joined(port: int, code: str, phones: int) -> list[str]:
    devices = [f"{n:04d}{'x' * 24}" for n in range(phones)]

    def join(device: str) -> None:
        fields = {"csrf": csrf_of(device), "level": "frontline", "go": 1}
        status = _request(port, "POST", f"/j/{code}/join", device, fields)
        if status != 303:
            raise SystemExit(f"a phone could not join: {status}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(join, devices))
    return devices


def _request(port: int, method: str, path: str, device: str, fields: dict[str, Any] | None = None) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Cookie": f"assess_phone={device}"}
    if fields is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        connection.request(method, path, urlencode(fields) if fields is not None else None, headers)
        response = connection.getresponse()
        response.read()
        return response.status
    finally:
        connection.close()


def _serve(folder: Path, port: int) -> subprocess.Popen[bytes]:
    """`assess app` on this folder, when it answers."""
    server = subprocess.Popen(
        [sys.executable, "-m", "assess.cli", "app", str(folder), "--port", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    for _ in range(600):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/_stcore/health")
            if connection.getresponse().status == 200:
                return server
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise SystemExit("the server did not answer within a minute")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _engagement(place: Path) -> Path:
    folder = place / "engagement"
    folder.mkdir()
    (folder / "engagement.yaml").write_text(
        "client: {zh: 云岭乳业, en: Yunling Dairy}\nfictional: true\ndepartments:\n"
        "  - {id: sales, name: {zh: 销售部, en: Sales}}\nsources:\n"
        "  - {id: catalogue, department: sales, kind: catalog, path: catalogue.csv}\n",
        encoding="utf-8",
    )
    (folder / "catalogue.csv").write_text(
        "department,source,schema,table,column,position,type\nsales,shop,sales,orders,order_id,1,bigint\n"
    )
    return folder


if __name__ == "__main__":
    main()
