"""`server.yaml` read and checked, and the secrets beside it, which no file of ours holds."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from assess.model.access_server import Server
from assess.model.errors import BadInput, Problem
from assess.store.environment import secret_in
from assess.store.yaml_file import read_model

CLIENT_SECRET, COOKIE_SECRET = "ASSESS_OIDC_CLIENT_SECRET", "ASSESS_COOKIE_SECRET"
SHORTEST = 32


def load_server(path: Path) -> Server:
    """The server's settings; BadInput names every fault, and every engagement whose folder is missing."""
    server = read_model(Server, path)
    root = engagements_root(path, server)
    missing = [
        Problem(f"{path.name}: tenants.{name}", f"there is no folder {name} in {root}.")
        for name in server.tenants
        if not (root / name).is_dir()
    ]
    if missing:
        raise BadInput(missing)
    return server


def engagements_root(path: Path, server: Server) -> Path:
    """The folder that holds the engagements, one folder each."""
    return (path.resolve().parent / Path(server.engagements).expanduser()).resolve()


def client_secret(environment: Mapping[str, str] = os.environ) -> str:
    """What the provider knows this server by; BadInput where it is not given."""
    found = secret_in(CLIENT_SECRET, environment)
    if not found:
        raise BadInput(
            [
                Problem(
                    CLIENT_SECRET,
                    f"the provider's client secret is missing; set {CLIENT_SECRET}, or {CLIENT_SECRET}_FILE to a file "
                    "that holds it.",
                )
            ]
        )
    return found


def cookie_secret(environment: Mapping[str, str] = os.environ) -> str:
    """What logins are signed with; a random one where none is given, and then a restart ends every login."""
    found = secret_in(COOKIE_SECRET, environment)
    if found and len(found) < SHORTEST:
        raise BadInput([Problem(COOKIE_SECRET, f"needs {SHORTEST} characters or more, found {len(found)}.")])
    return found or secrets.token_urlsafe(48)
