"""How long the page of copies takes on a catalogue of 100,000 tables.

    python -m benchmarks.explorer [--tables 100000]

A made-up catalogue (metadata only, families of two to six copies) is searched, its groups are stored as a run
stores them, and the page is drawn by Streamlit itself. Printed: seconds of this process's CPU, as a busy machine
makes wall times lie, with wall time beside them; and the load, so that a reader can judge.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from assess.diagnose.redundancy.as_rows import rows_of
from assess.diagnose.redundancy.claims import copies_of
from assess.diagnose.registry import DETECTORS, Case, detectors
from assess.diagnose.run import Diagnosis, _ask
from assess.model.decision import decide
from assess.model.engagement import Engagement
from assess.model.evidence import Evidence
from assess.store.answers_db import FILE as ANSWERS
from assess.store.copies_file import CopiesFile, copies_bytes
from assess.store.decisions import DecisionsStore
from assess.store.run_names import COPIES
from assess.store.runs import RESULT, save_run

Value = TypeVar("Value")
CLOCK = datetime(2026, 11, 22, 9, tzinfo=UTC)
DEPARTMENTS = [f"unit{n:02d}" for n in range(12)]
PAGES = {"list": "", "list, second visit": "", "a group": "G0001", "a group far back": "last"}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tables", type=int, default=100_000)
    asked = parser.parse_args()
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    evidence = timed("made-up catalogue", lambda: catalogue(asked.tables))
    engagement = Engagement.model_validate(
        {
            "client": {"en": "Made up"},
            "departments": [{"id": name, "name": {"en": name}} for name in DEPARTMENTS],
            "prices": {"storage_per_tb_year": {"low": 500, "base": 1000, "high": 1500}},
        }
    )
    content = _stored(Case(evidence, engagement, CLOCK))
    del evidence
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        names = "".join(f"  - {{id: {name}, name: {{en: {name}}}}}\n" for name in DEPARTMENTS)
        (folder / "engagement.yaml").write_text(f"client: {{en: Made up}}\ndepartments:\n{names}", encoding="utf-8")
        save_run(folder, "20261122T090000Z-00000000", {RESULT: b"{}", COPIES: content})
        _decide(folder, 200)
        _draw(folder)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")
    print(f"load after: {os.getloadavg()[0]:.1f}")


def _stored(case: Case) -> bytes:
    copies = timed("copies found", lambda: case.once(copies_of))
    diagnosis = timed("claims", lambda: claimed(case))
    content = timed("groups stored", lambda: copies_bytes(rows_of(diagnosis)))
    print(f"{copies.catalogue.count:,} tables, {len(copies.groups):,} groups, {len(content) / 1e6:.1f} MB")
    return content


def timed(name: str, work: Callable[[], Value]) -> Value:
    """Do it and print how long it took."""
    cpu, wall = time.process_time(), time.perf_counter()
    found = work()
    print(f"{name:28} {time.process_time() - cpu:8.2f} s CPU {time.perf_counter() - wall:8.2f} s wall", flush=True)
    return found


def catalogue(tables: int, seed: int = 7) -> Evidence:
    """`tables` tables of 20 to 40 columns; four in five stand in families of two to six that differ a little."""
    rng = np.random.default_rng(seed)
    words = np.array([f"c{n:x}_{n % 997:x}" for n in range(60_000)])
    chance = 1 / np.arange(3, 60_003) ** 0.9
    chance /= chance.sum()
    ids: list[str] = []
    columns: list[np.ndarray[Any, Any]] = []
    family = 0
    while len(ids) < tables:
        size = int(rng.integers(2, 7)) if rng.random() < 0.5 else 1
        base = np.unique(rng.choice(len(words), size=int(rng.integers(20, 40)), p=chance))
        for copy in range(min(size, tables - len(ids))):
            mine = base if not copy else np.append(base[rng.random(len(base)) > 0.06], rng.integers(50_000, 60_000, 1))
            ids.append(f"{DEPARTMENTS[(family + copy) % 12]}.dw.t{family:06d}_{'abcdef'[copy]}")
            columns.append(mine)
        family += 1
    counts = np.array([len(some) for some in columns])
    flat = np.concatenate(columns)
    unit = [name.split(".")[0] for name in ids]
    frame = pd.DataFrame(
        {
            "table_id": np.repeat(np.array(ids), counts),
            "position": np.concatenate([np.arange(1, n + 1) for n in counts]),
            "name": words[flat],
            "type": np.array(["bigint", "varchar(64)", "decimal(18,2)", "timestamp"])[flat % 4],
        }
    )
    shelf = pd.DataFrame(
        {
            "table_id": ids, "department": unit, "source": unit, "schema": "dw", "name": [i.split(".")[2] for i in ids],
            "kind": "table", "engine": "hive", "rows": rng.integers(1000, 10**8, len(ids)),
            "bytes": rng.integers(10**6, 10**12, len(ids)),
        }
    )  # fmt: skip
    return Evidence.of({"tables": shelf, "columns": frame})


def claimed(case: Case) -> Diagnosis:
    """What the two detectors of copies say; the others have no say in the page."""
    detectors()
    findings = []
    verdicts = {}
    for slug in ("redundant-tables", "table-versions"):
        verdicts[slug], said = _ask(DETECTORS[slug], case)
        findings += said
    return Diagnosis(tuple(findings), verdicts, case)


def _decide(folder: Path, count: int) -> None:
    index = CopiesFile(folder / "out" / "latest" / COPIES).index
    with DecisionsStore(folder / ANSWERS) as store:
        for row in range(0, len(index), max(1, len(index) // count)):
            one = index.iloc[row]
            tables = [one["master"], *one["members"]]
            store.keep(decide(tables, one["master"], "accept", "A person", "It was checked.", CLOCK))


def _draw(folder: Path) -> None:
    from streamlit.testing.v1 import AppTest
    from streamlit.util import calc_hash

    from assess.ui.serve import FOLDER_VARIABLE, SCREENS

    os.environ[FOLDER_VARIABLE] = str(folder)
    last = CopiesFile(folder / "out" / "latest" / COPIES).index["id"].iloc[-1]

    def draw(path: str, **query: str) -> AppTest:
        app = AppTest.from_file(SCREENS, default_timeout=600)
        app._page_hash = calc_hash(path)  # AppTest has no public way to a page that is a function
        for name, value in {"lang": "en", **query}.items():
            app.query_params[name] = value
        app.run()
        assert not app.exception, app.exception
        return app

    timed("(imports, front page)", lambda: draw("home"))
    for name, group in PAGES.items():
        query = {"group": group.replace("last", str(last))} if group else {}
        timed(name, partial(draw, "copies", **query))
    app = draw("copies")
    timed("search a table name", lambda: app.text_input[0].set_value("t000123").run())
    timed("filter by department", lambda: app.selectbox[1].set_value(DEPARTMENTS[3]).run())
    timed("sort by tables", lambda: app.selectbox[3].set_value("tables").run())


if __name__ == "__main__":
    main()
