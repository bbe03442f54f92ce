"""The settings of the server that this process is, read again as soon as their file changes."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from assess.model.access import Person, Role
from assess.model.access_server import Server
from assess.model.errors import AssessError
from assess.store.audit import record
from assess.store.server_file import client_secret, cookie_secret, engagements_root, load_server
from assess.ui.serve import SERVER_VARIABLE
from assess.ui.server.trail import Event, tell


@dataclass(frozen=True, slots=True)
class Change:
    """A role that is another since the file was written anew; empty is no role."""

    engagement: str
    who: str
    before: str
    after: str


class Settings:
    """`server.yaml` as it is now: a person taken out of it is out with their next click."""

    def __init__(self, path: Path, changed: Callable[[Change], None] = lambda _: None) -> None:
        self.path = path
        self._changed, self._lock = changed, threading.Lock()
        self._written, self._server = self._stamp(), load_server(path)

    def now(self) -> Server:
        """The settings; BadInput while the file has faults: then nobody gets in."""
        with self._lock:
            written = self._stamp()
            if written != self._written:
                before, self._server = self._server, load_server(self.path)
                self._written = written
                for one in changes(before, self._server):
                    self._changed(one)
            return self._server

    def folder(self, engagement: str) -> Path:
        """The folder of an engagement that is named in the file."""
        server = self.now()
        assert engagement in server.tenants
        return engagements_root(self.path, server) / engagement

    def places_of(self, person: Person) -> dict[str, tuple[Path, Role]]:
        """The engagements in which the person has a part: folder and role by name."""
        return {name: (self.folder(name), role) for name, role in self.now().engagements_of(person).items()}

    def with_phones(self) -> tuple[Path, ...]:
        """The folders of the engagements whose workshops phones may join."""
        server = self.now()
        return tuple(self.folder(name) for name, tenant in server.tenants.items() if tenant.phones)

    def _stamp(self) -> tuple[int, int]:
        try:
            found = self.path.stat()
        except OSError:
            return (0, 0)
        return found.st_mtime_ns, found.st_ino


def changes(before: Server, after: Server) -> Iterator[Change]:
    """Every role given, taken or changed between two files."""
    old, new = _roles(before), _roles(after)
    for key in sorted(old.keys() | new.keys()):
        if old.get(key, "") != new.get(key, ""):
            yield Change(key[0], key[1], old.get(key, ""), new.get(key, ""))


def settings() -> Settings | None:
    """Those of this process; None where it is no server but somebody's own machine."""
    given = os.environ.get(SERVER_VARIABLE, "")
    return _settings(given) if given else None


def login_secrets() -> dict[str, Any] | None:
    """What st.login needs, in memory and never in a file; None where nobody logs in."""
    kept = settings()
    if kept is None:
        return None
    server = kept.now()
    provider = server.provider
    return {
        "auth": {
            "redirect_uri": f"{server.public_url}/oauth2callback",
            "cookie_secret": cookie_secret(),
            "client_id": provider.client_id,
            "client_secret": client_secret(),
            "server_metadata_url": f"{provider.issuer}/.well-known/openid-configuration",
            "client_kwargs": {"scope": provider.scope},
        }
    }


@cache
def _settings(given: str) -> Settings:
    path = Path(given)
    return Settings(path, partial(_role_changed, path))


def _role_changed(path: Path, change: Change) -> None:
    folder = engagements_root(path, load_server(path)) / change.engagement
    try:
        if folder.is_dir():
            record(folder, path.name, "role changed", f"{change.who}: {change.before or '-'} to {change.after or '-'}")
    except AssessError as error:  # a role is taken away whether or not the log can be written
        tell(Event("not in the audit log", engagement=change.engagement, details={"why": str(error)}))
    tell(
        Event(
            "role changed", engagement=change.engagement,
            details={"whose": change.who, "before": change.before, "after": change.after},
        )
    )  # fmt: skip


def _roles(server: Server) -> dict[tuple[str, str], str]:
    return {
        (name, member.email or f"group {member.group}"): str(member.role)
        for name, tenant in server.tenants.items()
        for member in tenant.people
    }
