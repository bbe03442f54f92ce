"""Starting the app: where it listens, what it may do, which folder it shows."""

from __future__ import annotations

import ipaddress
import os
import runpy
from copy import deepcopy
from pathlib import Path
from typing import Any

from assess.model.errors import BadInput, Problem
from assess.store.resources import resource
from assess.store.server_file import client_secret, cookie_secret, load_server
from assess.ui.theme import THEME

SCREENS = Path(__file__).with_name("screens.py")
FOLDER_VARIABLE, SERVER_VARIABLE = "ASSESS_FOLDER", "ASSESS_SERVER"
SURVEY_VARIABLE = "ASSESS_SURVEY_ONLY"  # set by the process itself where strangers may come in, see hosted.py
HOST, PORT = "127.0.0.1", 8501


def settings(host: str = HOST, port: int = PORT) -> dict[str, Any]:
    """Streamlit's options: this machine only, no statistics sent, no developer's menu, the house's theme."""
    return {
        "server.address": host,
        "server.port": port,
        "server.headless": True,
        "server.fileWatcherType": "none",
        "server.showEmailPrompt": False,
        "server.enableAgentApi": False,
        "runner.postScriptGC": False,  # a full collection after each click took half of the server's time
        "browser.gatherUsageStats": False,
        "logger.hideWelcomeMessage": not is_alone(host),  # else it asks another machine which address this one has
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        **deepcopy(THEME),  # Streamlit rewrites the font faces it is given
    }


def serve(folder: Path | None = None, host: str = HOST, port: int = PORT, server: Path | None = None) -> None:
    """Serve the screens until stopped; with `folder`, they show that engagement and no other.

    With `server`, a server.yaml, people log in and each sees what their role allows; then other machines may come in.
    """
    os.environ.pop(SURVEY_VARIABLE, None)  # a variable left in a shell must not stand in for what was asked
    if server is None:
        os.environ.pop(SERVER_VARIABLE, None)
        _refuse_strangers(host)
    elif folder is not None:
        raise BadInput([Problem("--server", "its file names the engagements; leave the folder out.")])
    else:
        load_server(server)
        client_secret(), cookie_secret()
        os.environ[SERVER_VARIABLE] = str(server.resolve())
    if folder is not None:
        if folder.exists() and not folder.is_dir():
            raise BadInput([Problem(str(folder), "is a file; give the folder of an engagement.")])
        os.environ[FOLDER_VARIABLE] = str(folder.resolve())
    app = runpy.run_path(str(resource("app.py")))["app"]
    app.run(config=settings(host, port))


def is_alone(host: str) -> bool:
    """Whether only this machine reaches what listens there."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _refuse_strangers(host: str) -> None:
    if not is_alone(host):
        raise BadInput(
            [
                Problem(
                    "--host",
                    f'"{host}" would let other machines in, and nobody would be asked who they are; '
                    f"use {HOST}, or give --server server.yaml, which says who may log in.",
                )
            ]
        )
