"""The door for phones: a listener of its own on the room's network, behind which there is nothing but /j.

The screens of the consultant stay on this machine alone. A phone on the hotspot cannot reach them whatever
address it tries, because the port it knows does not have them.
"""

from __future__ import annotations

import ipaddress
import socket
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from assess.model.errors import AssessError, BadInput, Problem, Unreachable
from assess.ui.phone.guard import HEADERS
from assess.ui.phone.places import Places, places
from assess.ui.phone.routes import phone_routes

PORT = 8502  # the first that is tried
PATIENCE = 20


@dataclass(frozen=True, slots=True)
class Address:
    """An address of this machine on which phones could come in."""

    ip: str
    network: str

    @property
    def alone(self) -> bool:
        """Whether only this machine can reach it."""
        return ipaddress.ip_address(self.ip).is_loopback


def addresses() -> tuple[Address, ...]:
    """This machine's private IPv4 addresses with the name of the network card; its own loopback last."""
    import ifaddr

    found = [
        Address(ip.ip, ip.nice_name)
        for adapter in ifaddr.get_adapters()
        for ip in adapter.ips
        if isinstance(ip.ip, str) and _may_listen(ip.ip)
    ]
    home = [one for one in found if not one.alone]
    home.sort(key=lambda one: (not one.ip.startswith("192.168."), one.network.startswith(("docker", "br-", "veth"))))
    return (*home, Address("127.0.0.1", ""))


def _may_listen(ip: str) -> bool:
    known = ipaddress.ip_address(ip)
    return known.is_private and not (known.is_loopback or known.is_link_local or known.is_unspecified)


def phone_app(served: Places | None = None) -> Starlette:
    """The app behind the door: the phone routes, and 404 for everything else."""
    return Starlette(
        routes=[*phone_routes(served), Route("/", _to_the_form), Route("/favicon.ico", _no_picture)],
        exception_handlers={404: _nothing, 405: _nothing},
    )


async def _to_the_form(_request: Request) -> Response:
    return RedirectResponse("/j", 303)


async def _no_picture(_request: Request) -> Response:
    return Response(status_code=204, headers=HEADERS)


async def _nothing(_request: Request, error: Exception) -> Response:
    return PlainTextResponse("", getattr(error, "status_code", 404), headers=HEADERS)


class Doors:
    """The open doors of this process, one an address."""

    def __init__(self, served: Places) -> None:
        self._served = served
        self._open: dict[str, tuple[int, Any, threading.Thread]] = {}
        self._lock = threading.Lock()

    def open(self, ip: str, port: int = 0) -> int:
        """Listen on this address; returns the port, which is `port` where that is given and free.

        A door that is open already stays as it is. Raises BadInput for an address that is not private and
        Unreachable where the machine does not have it.
        """
        if not (ipaddress.ip_address(ip).is_loopback or _may_listen(ip)):
            raise BadInput([Problem("address", f"{ip} is not a private address; phones come in on one of those.")])
        with self._lock:
            if ip in self._open and self._open[ip][2].is_alive():
                return self._open[ip][0]
            listening = _bound(ip, [port] if port else [*range(PORT, PORT + 10), 0])
            self._open[ip] = _started(listening, phone_app(self._served))
            return self._open[ip][0]

    def port_of(self, ip: str) -> int | None:
        """The port of an open door; None where it is shut."""
        with self._lock:
            known = self._open.get(ip)
            return known[0] if known and known[2].is_alive() else None

    def open_again(self) -> None:
        """After a restart, open the doors of the rooms that are still going on; what fails is said on stderr."""
        for folder in self._served.folders():
            try:
                for room in self._served.store(folder).rooms():
                    if not room.finished and room.port:
                        self.open(room.address, room.port)
            except (AssessError, OSError) as error:
                print(error, file=sys.stderr)

    def close(self) -> None:
        """Shut all doors."""
        with self._lock:
            for _, server, thread in self._open.values():
                server.should_exit = True
                thread.join(PATIENCE)
            self._open.clear()


@cache
def doors() -> Doors:
    """Those of this process."""
    return Doors(places())


@asynccontextmanager
async def doors_kept(_app: object) -> AsyncIterator[dict[str, Any]]:
    """While the web app runs: doors of rooms that were open before are open again."""
    await run_in_threadpool(doors().open_again)
    try:
        yield {}
    finally:
        await run_in_threadpool(doors().close)


def _bound(ip: str, ports: list[int]) -> socket.socket:
    why: OSError | None = None
    for port in ports:
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if sys.platform != "win32":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((ip, port))
            listening.listen(1024)
            return listening
        except OSError as error:
            listening.close()
            why = error
    raise Unreachable(
        f"phones cannot come in on {ip}: {why}.", f"手机无法从 {ip} 进入：{why}。"
    )  # fmt: skip


def _started(listening: socket.socket, app: Starlette) -> tuple[int, Any, threading.Thread]:
    import uvicorn

    config = uvicorn.Config(
        app, log_level="warning", access_log=False, proxy_headers=False, server_header=False, lifespan="off",
        limit_concurrency=2_000, timeout_keep_alive=15, timeout_graceful_shutdown=3, ws="none",
    )  # fmt: skip
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listening],), name="phones", daemon=True)
    thread.start()
    return listening.getsockname()[1], server, thread
