"""Sinks that really listen, and engagements that tell them."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from notices_made import Mailbox, Place, Sink


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A real HTTP server on this machine."""
    here = Sink()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            with here.lock:
                status, said, headers = here.answers.pop(0) if here.answers else here.answer
                asked = {name.lower(): value for name, value in self.headers.items()}
                here.got.append({"path": self.path, "headers": asked, "body": body, "status": status})
            self.send_response(status)
            for name, value in {"Content-Length": str(len(said)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A sender killed in the middle is what is tested."""

    server = Server(("127.0.0.1", 0), Handler)
    here.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield here
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A real SMTP server on this machine."""
    from aiosmtpd.controller import Controller

    box = Mailbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        box.port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=box.port, decode_data=False)
    controller.start()
    yield box
    controller.stop()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture
def webhook(place: Place, sink: Sink) -> Callable[..., Place]:
    """An engagement that tells one webhook everything at once, tried again quickly."""

    def made(**more: Any) -> Place:
        target = {"id": "hook", "kind": "webhook", "url": f"{sink.url}/hook?token=${{TOKEN}}", "language": "en"}
        place.configure(
            {
                "enabled": True, "targets": [target], "routes": [{"to": "hook"}], "timeout_seconds": 0.5,
                "rhythm": {"high": "at_once", "medium": "at_once", "low": "at_once"},
                "retry": {"attempts": 6, "first_seconds": 0.05, "most_seconds": 0.2}, **more,
            }
        )  # fmt: skip
        return place

    return made


@pytest.fixture
def now() -> datetime:
    """Monday, 2 March 2026, ten in the morning in Shanghai."""
    return datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
