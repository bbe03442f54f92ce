"""A person at the screens without a browser: logs in at the provider and speaks Streamlit's own messages."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.cookiejar import CookieJar
from types import TracebackType
from typing import Any

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect

PATIENCE = 60.0
_FINISHED, _AGAIN = ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_EARLY_FOR_RERUN


class Broken(Exception):
    """A page that drew an error, did not finish, or lacks what a person would press."""


def cookies_of(url: str, trust: ssl.SSLContext | bool = True) -> CookieJar:
    """What a browser holds after the first page, before anybody has logged in."""
    with httpx.Client(base_url=url, verify=trust, timeout=PATIENCE) as client:
        client.get("/").raise_for_status()
        client.get("/_stcore/health").raise_for_status()  # gives the token that the screens ask back
        return client.cookies.jar


def log_in(url: str, who: str, trust: ssl.SSLContext | bool = True) -> CookieJar:
    """What a browser holds after the button "Log in", the provider's form, and the way back."""
    jar = cookies_of(url, trust)
    with Visit(url, jar, trust) as visit:
        visit.open("lang=en")
        visit.press("Log in")
        way = visit.sent_to
    with httpx.Client(base_url=url, cookies=jar, verify=trust, timeout=PATIENCE, follow_redirects=True) as client:
        form = client.get(way)
        client.post(form.url, data={"sub": who}).raise_for_status()
        return client.cookies.jar


class Visit:
    """One tab: a session of the screens, and the page that is drawn in it."""

    def __init__(self, url: str, jar: CookieJar, trust: ssl.SSLContext | bool = True) -> None:
        held = {one.name: one.value or "" for one in jar if one.path in ("/", "")}
        context = trust if isinstance(trust, ssl.SSLContext) else None
        address = url.replace("http", "ws", 1) + "/_stcore/stream"
        self._kept = ExitStack()
        asked = connect(
            address, ssl=context, origin=url, max_size=None, open_timeout=PATIENCE, proxy=None,  # type: ignore[arg-type]
            subprotocols=["streamlit", held.get("_streamlit_xsrf", "")],  # type: ignore[list-item]
            additional_headers={"Cookie": "; ".join(f"{name}={value}" for name, value in held.items())},
        )  # fmt: skip
        self._line = self._kept.enter_context(asked)
        self.query, self.sent_to, self.session = "", "", ""
        self.elements: dict[tuple[int, ...], Any] = {}
        self.pages: dict[str, str] = {}
        self._page, self._page_name = "", ""
        self._states: dict[str, WidgetState] = {}
        self._known: dict[str, ForwardMsg] = {}

    def __enter__(self) -> Visit:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._kept.close()

    def open(self, query: str, page: str = "") -> float:
        """Load an address; seconds from the message to the end of the script."""
        self.query, self._page_name, self._page = query, page, self.pages.get(page, "")
        return self._run()

    def press(self, label: str) -> float:
        """Press the button with this label."""
        button = self.find("button", lambda one: one.label == label)
        return self._run(WidgetState(id=button.id, trigger_value=True))

    def choose(self, place: int, option: int) -> float:
        """Choose an option of the n-th row of choices on the page, both from 0."""
        radio = self.all("radio")[place]
        self._states[radio.id] = WidgetState(id=radio.id, string_value=radio.options[option])
        return self._run()

    def all(self, kind: str) -> list[Any]:
        """The elements of a kind in the order of the page."""
        return [getattr(one, kind) for _, one in sorted(self.elements.items()) if one.WhichOneof("type") == kind]

    def find(self, kind: str, wanted: Callable[[Any], bool]) -> Any:
        """The first element that is wanted; Broken where there is none."""
        found = next((one for one in self.all(kind) if wanted(one)), None)
        if found is None:
            raise Broken(f"there is no such {kind} on {self._page_name or 'the first page'}: {self.text()[:300]}")
        return found

    def text(self) -> str:
        """Headings and paragraphs of the page."""
        return "\n".join([*(one.body for one in self.all("heading")), *(one.body for one in self.all("markdown"))])

    def _run(self, *pressed: WidgetState) -> float:
        asked = BackMsg()
        asked.rerun_script.query_string = self.query
        asked.rerun_script.page_name, asked.rerun_script.page_script_hash = self._page_name, self._page
        asked.rerun_script.widget_states.widgets.extend([*self._states.values(), *pressed])
        asked.rerun_script.cached_message_hashes.extend(self._known)
        begun = time.perf_counter()
        self._line.send(asked.SerializeToString())
        for message in self._answers(begun + PATIENCE):
            if self._take(message):
                return time.perf_counter() - begun
        raise Broken(f"not drawn within {PATIENCE:g} s")

    def _answers(self, until: float) -> Iterator[ForwardMsg]:
        while (left := until - time.perf_counter()) > 0:
            try:
                raw = self._line.recv(timeout=left)
            except TimeoutError:
                return
            assert isinstance(raw, bytes)
            message = ForwardMsg.FromString(raw)
            if message.WhichOneof("type") == "ref_hash":
                kept = ForwardMsg()
                kept.CopyFrom(self._known[message.ref_hash])
                kept.metadata.CopyFrom(message.metadata)
                message = kept
            elif message.metadata.cacheable and message.hash:
                self._known[message.hash] = message
            yield message

    def _take(self, message: ForwardMsg) -> bool:
        """Put a message into the page; True where the page is whole."""
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.elements.clear()
            self._page = message.new_session.page_script_hash
            self.session = message.new_session.initialize.session_id or self.session
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            self.elements[tuple(message.metadata.delta_path)] = element
            if element.WhichOneof("type") == "exception":
                raise Broken(element.exception.message)
        elif kind == "navigation":
            self.pages = {one.url_pathname: one.page_script_hash for one in message.navigation.app_pages}
            self._page = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "auth_redirect":
            self.sent_to = message.auth_redirect.url
        elif kind == "script_finished":
            if message.script_finished not in (_FINISHED, _AGAIN):
                raise Broken(f"the script ended with {message.script_finished}")
            return message.script_finished == _FINISHED
        return False
