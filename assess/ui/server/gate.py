"""The gate before everything the server sends: what is open to all, what belongs to one login, and nothing else.

Open is what holds no client's data: the frame of the screens, fonts, the way to the provider and back, the phones'
pages, which have rules of their own. The screens' own connection is open as well, since the page with the button to
log in comes through it; who is not known is shown that page and no other (`assess/ui/screens.py`). A download or an
upload belongs to the login whose screen offers it. Whatever else there is, or will be, answers 404.
"""

from __future__ import annotations

import re
import sys
from asyncio import sleep, to_thread
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import unquote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from assess.model.access import Forbidden, Person, Role
from assess.model.access_server import LOOPBACK, Server
from assess.model.errors import AssessError
from assess.ui.server.cookies import claims_in, claims_of_session, drawn_anew, is_kept, sessions_with
from assess.ui.server.persons import Ended, person_of
from assess.ui.server.settings import Settings
from assess.ui.server.trail import Event, log, tell

OPEN = re.compile(
    r"/|/(favicon\.png|manifest\.json)|/_stcore/(health|host-config|stream)|/auth/(login|logout)|/oauth2callback"
    r"|/(static|fonts|_stcore/bidi-components|component)/[^?]*|/j(/[^?]*)?"
)
_TRIES, _PAUSE = 100, 0.05
CALLBACK, LOGOUT = "/oauth2callback", "/auth/logout"
_MEDIA = re.compile(r"/media/([A-Za-z0-9_-]+)(\.[A-Za-z0-9]+)?")
_UPLOAD = re.compile(r"/_stcore/upload_file/([A-Za-z0-9_-]+)/[A-Za-z0-9_-]+")
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "frame-ancestors 'none'; base-uri 'self'; object-src 'none'",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


_WORDS = {
    400: "This address is not served here. 此地址不在本服务器上。",
    403: "Log in first. 请先登录。",
    404: "",
    503: "Not now. 暂时不可用。",
}


def _now() -> datetime:
    return datetime.now(UTC)


class Gate:
    """ASGI middleware that lets a request through, or answers 400, 403 or 404 in its stead."""

    def __init__(
        self,
        app: ASGIApp,
        settings: Settings,
        ended: Ended,
        pages: tuple[str, ...],
        clock: Callable[[], datetime] = _now,
    ) -> None:  # fmt: skip
        self._app, self._settings, self._ended, self._clock = app, settings, ended, clock
        self._pages = frozenset(f"/{page}" for page in pages)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            return await self._app(scope, receive, send)
        try:
            server = self._settings.now()
        except AssessError as error:
            print(error, file=sys.stderr)
            return await self._refuse(503, scope, receive, send)
        connection, path = HTTPConnection(scope), unquote(scope["path"])
        if not _is_for(connection.headers, server):
            return await self._refuse(400, scope, receive, send)
        if scope["type"] == "websocket" and not _is_from_here(connection.headers, server):
            return await self._refuse(403, scope, receive, send)
        if not (OPEN.fullmatch(path) or path in self._pages):
            status = await self._closed(connection, path, server)
            if status:
                return await self._refuse(status, scope, receive, send)
        if path == LOGOUT and (person := self._person(connection.cookies, server)):
            self._ended.end(person)
            await self._tell(Event("logged out", person.email), person)
        if scope["type"] == "websocket":
            receive = self._heard(connection.cookies, server, receive)
        return await self._app(scope, receive, self._sealed(send, path, server))

    def _heard(self, cookies: Mapping[str, str], server: Server, receive: Receive) -> Receive:
        """`receive` in which the first message after a login ended or a role changed only asks for the page anew.

        A click on a page drawn before would otherwise do once more what the page could do then.
        """
        before = self._standing(cookies, server)

        async def receiving() -> Message:
            nonlocal before
            message = await receive()
            if message["type"] != "websocket.receive" or (now := self._standing_now(cookies)) == before:
                return message
            before = now
            return {"type": "websocket.receive", "bytes": drawn_anew(message.get("bytes") or b"")}

        return receiving

    def _standing(self, cookies: Mapping[str, str], server: Server) -> tuple[str, dict[str, Role]] | None:
        """The login and the roles these cookies stand for; None where they stand for nobody."""
        person = self._person(cookies, server)
        return (person.login, server.engagements_of(person)) if person else None

    def _standing_now(self, cookies: Mapping[str, str]) -> tuple[str, dict[str, Role]] | None:
        try:
            return self._standing(cookies, self._settings.now())
        except AssessError:  # a file with faults lets nobody in
            return None

    async def _tell(self, event: Event, person: Person) -> None:
        if tell(event):
            subject = event.details.get("path", "")
            await to_thread(log, self._settings.places_of(person), person, event.what, subject)

    async def _closed(self, connection: HTTPConnection, path: str, server: Server) -> int:
        """0 where this path belongs to whoever asks; else the status to answer with."""
        media, upload = _MEDIA.fullmatch(path), _UPLOAD.fullmatch(path)
        if not (media or upload):
            return 404
        person = self._person(connection.cookies, server)
        sessions: tuple[str, ...] = (upload[1],) if upload else ()
        for _ in range(_TRIES if person and media else 0):
            sessions = sessions_with(media[1]) if media else ()
            if sessions or not (media and is_kept(media[1])):
                break
            await sleep(_PAUSE)  # while its page is drawn anew, a file is there and offered by nobody
        if person and any(self._is_of(session, person, server) for session in sessions):
            return 0
        if person:
            await self._tell(Event("refused", person.email, details={"path": path}), person)
        else:
            tell(Event("refused", details={"path": path}))
        return 403

    def _is_of(self, session: str, person: Person, server: Server) -> bool:
        try:
            return person_of(claims_of_session(session), server, self._clock(), self._ended).login == person.login
        except Forbidden:
            return False

    def _person(self, cookies: Mapping[str, str], server: Server) -> Person | None:
        try:
            return person_of(claims_in(cookies, server.public_url), server, self._clock(), self._ended)
        except Forbidden:
            return None

    def _sealed(self, send: Send, path: str, server: Server) -> Send:
        """`send` that adds the headers of a closed house, and notes how a login ended."""
        secure = server.public_url.startswith("https://")

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                if secure:
                    headers["Strict-Transport-Security"] = "max-age=31536000"
                    message["headers"] = [_secured(*one) for one in message["headers"]]
                if path == CALLBACK:
                    await self._note_login(message, server)
            await send(message)

        return sending

    async def _note_login(self, message: Message, server: Server) -> None:
        cookies = _cookies_set(message)
        if not cookies.get(USER_COOKIE_NAME):
            tell(Event("login failed"))
            return
        claims = claims_in(cookies, server.public_url)
        try:
            person = person_of(claims, server, self._clock(), self._ended)
        except Forbidden as error:
            tell(Event("refused", str(claims.get("email", "")), details={"why": error.en}))
        else:
            await self._tell(Event("logged in", person.email), person)

    async def _refuse(self, status: int, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            return await send({"type": "websocket.close", "code": 1008})
        return await PlainTextResponse(_WORDS[status], status, headers=_HEADERS)(scope, receive, send)


def _is_for(headers: Headers, server: Server) -> bool:
    """Whether a request names this server; the machine itself may ask by its loopback, for its health."""
    hosts = headers.getlist("host")
    if len(hosts) != 1:
        return False
    try:
        asked = urlsplit(f"//{hosts[0]}")
        itself = asked.hostname in LOOPBACK and asked.username is None
        return asked.netloc == urlsplit(server.public_url).netloc or itself
    except ValueError:
        return False


def _is_from_here(headers: Headers, server: Server) -> bool:
    """Whether a page of this server asks for the screens' connection, or no page at all.

    Streamlit would look up at another machine which address this one has, and hold up everybody meanwhile.
    """
    origin = headers.get("origin")
    if origin is None or origin == server.public_url:
        return True
    try:
        asked = urlsplit(origin)
        return asked.hostname in LOOPBACK and asked.netloc == headers.get("host")
    except ValueError:
        return False


def _secured(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """A cookie that goes over https alone."""
    if name.lower() == b"set-cookie" and b"; secure" not in value.lower():
        return name, value + b"; Secure"
    return name, value


def _cookies_set(message: Message) -> dict[str, str]:
    found: dict[str, Any] = {}
    for name, value in message["headers"]:
        if name.lower() == b"set-cookie":
            try:
                one: SimpleCookie = SimpleCookie(value.decode("latin-1"))
            except CookieError:
                continue
            found |= {key: morsel.value for key, morsel in one.items() if morsel.value}
    return found
