"""A TCP proxy in front of a real database, which can drop, go silent or be slow where a test wants it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Literal

Does = Literal["pass", "drop", "silent", "slow"]


@dataclass
class Proxy:
    """After `after` bytes from the server it does what `does` says; `on` delays that until a text was sent to it.

    `first` is called once, before the text of `on` is passed on.
    """

    port: int
    target: tuple[str, int] | str
    does: Does = "pass"
    after: int = 0
    on: bytes = b""
    first: Callable[[], None] | None = None
    passed: int = 0
    asked: list[bytes] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    armed: threading.Event = field(default_factory=threading.Event)

    def serve(self, listener: socket.socket) -> None:
        while not self.over.is_set():
            try:
                client, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(client,), daemon=True).start()

    def _talk(self, client: socket.socket) -> None:
        family = socket.AF_UNIX if isinstance(self.target, str) else socket.AF_INET
        with client, socket.socket(family) as server:
            try:
                server.connect(self.target)
            except OSError:
                return
            if not self.on:
                self.armed.set()
            threading.Thread(target=self._forward, args=(client, server), daemon=True).start()
            try:
                while data := server.recv(65536):
                    if not self._answer(client, data):
                        return
            except OSError:
                return
            finally:  # closing alone tells nobody as long as the other thread still reads from it
                with suppress(OSError):
                    client.shutdown(socket.SHUT_RDWR)

    def _forward(self, client: socket.socket, server: socket.socket) -> None:
        try:
            while data := client.recv(65536):
                self.asked.append(data)
                if self.on and self.on in data:
                    self.armed.set()
                    if self.first is not None:
                        first, self.first = self.first, None
                        first()
                server.sendall(data)
            server.shutdown(socket.SHUT_WR)
        except OSError:
            return

    def _answer(self, client: socket.socket, data: bytes) -> bool:
        """Pass it on as far as is allowed; whether the connection goes on."""
        if self.does == "pass" or not self.armed.is_set():
            client.sendall(data)
            return True
        if self.does == "slow":
            for byte in data:
                if self.over.wait(0.2):
                    return False
                client.sendall(bytes([byte]))
            return True
        allowed = max(0, self.after - self.passed)
        client.sendall(data[:allowed])
        self.passed += len(data)
        if allowed >= len(data):
            return True
        if self.does == "silent":
            self.over.wait(120)
        return False


@contextmanager
def proxy(target: tuple[str, int] | str) -> Iterator[Proxy]:
    """A proxy to a host and port, or to a UNIX socket."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        here = Proxy(int(listener.getsockname()[1]), target)
        thread = threading.Thread(target=here.serve, args=(listener,), daemon=True)
        thread.start()
        try:
            yield here
        finally:
            here.over.set()
            listener.shutdown(socket.SHUT_RDWR)
    thread.join(5)
    time.sleep(0)
