"""What a phone may send and how often it may guess: sizes, forms, tokens, headers."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import ipaddress
import re
import secrets
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

COOKIE, LANGUAGE_COOKIE = "assess_phone", "assess_lang"
COOKIE_PATH, COOKIE_AGE = "/j", 180 * 24 * 3600
MOST_BYTES = 8_192
MOST_SECONDS = 10
MOST_FIELDS = 80
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22,64}")


class RefusedRequest(Exception):
    """A request that is not read any further; `status` is the HTTP status it is answered with."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a form, the last of a name; RefusedRequest where it is too large, too slow or no form."""
    if request.method in ("GET", "HEAD"):
        return {}
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        raise RefusedRequest(415)
    length = request.headers.get("content-length", "0")
    if not length.isdigit() or int(length) > MOST_BYTES:
        raise RefusedRequest(413)
    body = b""
    try:
        async with asyncio.timeout(MOST_SECONDS):
            async for piece in request.stream():
                body += piece
                if len(body) > MOST_BYTES:
                    raise RefusedRequest(413)
    except TimeoutError:
        raise RefusedRequest(408) from None
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        raise RefusedRequest(400) from None


def device_of(request: Request) -> tuple[str, bool]:
    """What this phone holds, and whether it was given it just now."""
    held = request.cookies.get(COOKIE, "")
    return (held, False) if _TOKEN.fullmatch(held) else (secrets.token_urlsafe(24), True)


def csrf_of(device: str) -> str:
    """The token in this phone's forms: made from what only its cookie holds, so another site cannot know it."""
    return hmac.new(device.encode(), b"form", hashlib.sha256).hexdigest()[:32]


def right_csrf(device: str, given: str) -> bool:
    return hmac.compare_digest(csrf_of(device).encode(), given.encode())


def keep_cookie(response: Response, name: str, value: str) -> None:
    """A cookie that no script reads and that other sites cannot send along with a form.

    Lax and not Strict: a phone that opens the QR code from a chat comes from another site and must be known.
    """
    response.set_cookie(name, value, max_age=COOKIE_AGE, path=COOKIE_PATH, httponly=True, samesite="lax")


class Guesses:
    """Wrong codes in the last minute, by address and in all; at the limit nobody who is new gets in for a while.

    Kept in memory: a restart forgives, which at these rates gives nothing away of 148 million codes.
    """

    def __init__(
        self, of_one: int = 10, of_all: int = 120, seconds: float = 60, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limits, self._seconds, self._clock = (of_one, of_all), seconds, clock
        self._one: OrderedDict[str, deque[float]] = OrderedDict()
        self._all: deque[float] = deque(maxlen=of_all)
        self._lock = threading.Lock()

    def blocked(self, address: str) -> bool:
        """Whether this address, or all together, have guessed too often."""
        with self._lock:
            since = self._clock() - self._seconds
            mine = self._one.get(network(address), deque())
            return (
                sum(at > since for at in mine) >= self._limits[0]
                or sum(at > since for at in self._all) >= self._limits[1]
            )

    def missed(self, address: str) -> None:
        """A code that is none was asked for."""
        with self._lock:
            now = self._clock()
            mine = self._one.setdefault(network(address), deque(maxlen=self._limits[0]))
            mine.append(now)
            self._all.append(now)
            self._one.move_to_end(network(address))
            while len(self._one) > 10_000:
                self._one.popitem(last=False)


def network(address: str) -> str:
    """Who counts as one: an IPv4 address, or the /64 that one household or machine has in IPv6."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((known, 64), strict=False)) if known.version == 6 else address
