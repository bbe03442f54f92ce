"""How long the page of lineage takes in Chromium on a company of 2,000 tables.

    python -m benchmarks.lineage.map [--tables 2000] [--departments 12]

A made-up company (layers of tables with 1.5 sources each, all names synthetic) is kept as a run keeps it, the app is
started and Chromium opens the page with an empty cache of its own. Printed: seconds until the boxes of the picture are
on the screen, for the company, a department, a table and a second visit; how long making and reading the file takes;
and the load, so that a reader can judge. Needs Chromium at /usr/bin/chromium.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, sync_playwright

from assess.diagnose.registry import Case
from assess.model.evidence import Evidence
from assess.report.lineage.atlas import atlas_of
from assess.report.lineage.kept import kept_lineage
from assess.store.engagement_file import load_engagement
from assess.store.lineage_file import LineageFile
from assess.store.run_names import LINEAGE
from assess.store.runs import RESULT, save_run
from assess.ui.fonts import common_font
from benchmarks.explorer import timed

CLOCK = datetime(2026, 11, 22, 9, tzinfo=UTC)
CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
DEPTH = 6


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tables", type=int, default=2000)
    parser.add_argument("--departments", type=int, default=12)
    asked = parser.parse_args()
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    units = [f"unit{n:02d}" for n in range(asked.departments)]
    evidence = company(asked.tables, units)
    print(f"{asked.tables:,} tables, {len(evidence.edges):,} dependencies, {asked.departments} departments (made up)")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        names = "".join(f"  - {{id: {unit}, name: {{en: {unit}}}}}\n" for unit in units)
        (folder / "engagement.yaml").write_text(f"client: {{en: Made up}}\ndepartments:\n{names}", encoding="utf-8")
        case = Case(evidence, load_engagement(folder), CLOCK)
        content = timed("lineage kept", lambda: kept_lineage(case, []))
        save_run(folder, "20261122T090000Z-00000000", {RESULT: b"{}", LINEAGE: content})
        print(f"{len(content) / 1e6:.1f} MB")
        timed("lineage read", lambda: atlas_of(LineageFile(folder / "out" / "latest" / LINEAGE)))
        common_font()
        busiest = str(evidence.edges["upstream"].mode().iloc[0])
        _browse(folder, {"company": "", "a department": "&of=unit03", "a table": f"&table={busiest}", "again": ""})
    print(f"load after: {os.getloadavg()[0]:.1f}")


def company(tables: int, units: list[str], seed: int = 7) -> Evidence:
    """`tables` tables in layers; each is made from one to four of the layers before it, mostly of its department."""
    rng = np.random.default_rng(seed)
    layer = np.sort(rng.choice(DEPTH, size=tables, p=[0.3, 0.25, 0.18, 0.12, 0.09, 0.06]))
    unit = rng.integers(0, len(units), tables)
    names = [f"{units[unit[n]]}.dw.l{layer[n]}_subject_{n:05d}" for n in range(tables)]
    edges, statements = [], []
    for n in range(int((layer == 0).sum()), tables):
        before = np.flatnonzero(layer < layer[n])
        weight = np.where(unit[before] == unit[n], 12.0, 1.0) * 1.6 ** layer[before]
        few = min(len(before), int(rng.integers(1, 5)))
        sources = rng.choice(before, size=few, replace=False, p=weight / weight.sum())
        where = f"sql/{units[unit[n]]}/{n:05d}.sql"
        text = "\n".join(f"JOIN {names[s]} USING (id, day, region, store, product)" for s in sources) * 8
        statements.append(
            {"statement_id": f"{where}:1", "department": units[unit[n]], "source": "sql", "file": where, "line": 1,
             "kind": "INSERT", "target": names[n], "status": "table", "sql": f"INSERT INTO {names[n]} SELECT *\n{text}"}
        )  # fmt: skip
        edges += [
            {"upstream": names[s], "downstream": names[n], "department": units[unit[n]], "statement_id": f"{where}:1",
             "file": where, "line": 1, "origin": "sql", "confidence": 1.0}
            for s in sources
        ]  # fmt: skip
    catalogue = [
        {"table_id": name, "department": name.split(".")[0], "source": name.split(".")[0], "schema": "dw",
         "name": name.split(".")[2], "kind": "table", "engine": "hive"}
        for name in names
    ]  # fmt: skip
    return Evidence.of({"tables": catalogue, "statements": statements, "edges": edges})


def _browse(folder: Path, pages: dict[str, str]) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "assess.cli", "app", str(folder), "--port", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait(f"http://127.0.0.1:{port}/_stcore/health")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
            _open(browser, f"http://127.0.0.1:{port}/roadmap?lang=en", "h1")  # imports of the server's first visitor
            for name, query in pages.items():
                seconds, boxes = _open(browser, f"http://127.0.0.1:{port}/lineage?lang=en{query}", ".lineage svg .box")
                print(f"{name:28} {seconds:8.2f} s until {boxes} boxes are drawn", flush=True)
            browser.close()
    finally:
        server.terminate()
        server.wait(20)


def _open(browser: Browser, address: str, mark: str) -> tuple[float, int]:
    """Seconds from the address to the mark on the screen, in a browser that has seen nothing before."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    page = context.new_page()
    start = time.perf_counter()
    page.goto(address)
    page.locator(mark).first.wait_for(timeout=60_000)
    seconds = time.perf_counter() - start
    boxes = page.locator(mark).count()
    context.close()
    return seconds, boxes


def _wait(address: str) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not answer within a minute")


if __name__ == "__main__":
    main()
