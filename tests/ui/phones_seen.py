"""A phone without a script, for the tests of the workshop: its cookie, its forms, real requests."""

from __future__ import annotations

import http.client
import re
import socket
from html import unescape
from urllib.parse import urlencode


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Answer:
    """What came back; `text` is what a person reads."""

    def __init__(self, status: int, headers: http.client.HTTPMessage, body: str) -> None:
        self.status, self.headers, self.body = status, headers, body
        self.location = headers.get("location", "")

    @property
    def text(self) -> str:
        inner = re.sub(r"<(script|style|title).*?</\1>", "", self.body, flags=re.S)
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", inner)))


class Phone:
    """One device in the room."""

    def __init__(self, port: int, code: str = "", language: str = "zh") -> None:
        self.port, self.code, self.language = port, code, language
        self.cookies: dict[str, str] = {}
        self.csrf = ""

    def send(
        self, method: str, path: str, fields: dict[str, object] | bytes | None = None, timeout: float = 30,
        **headers: str,
    ) -> Answer:  # fmt: skip
        """One request on a connection of its own."""
        sent = {"Accept-Language": self.language} | {name.replace("_", "-"): text for name, text in headers.items()}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body: bytes | None = fields if isinstance(fields, bytes) else None
        if isinstance(fields, dict):
            body = urlencode(fields).encode()
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            answer = Answer(response.status, response.headers, response.read().decode())
        finally:
            connection.close()
        for cookie in response.headers.get_all("set-cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        if found := re.search(r'name="csrf" value="(\w+)"', answer.body):
            self.csrf = found.group(1)
        return answer

    def get(self, path: str = "", **headers: str) -> Answer:
        return self.send("GET", f"/j/{self.code}{path}", **headers)

    def post(self, path: str, **fields: object) -> Answer:
        return self.send("POST", f"/j/{self.code}{path}", {"csrf": self.csrf} | fields)

    def join(self, level: str = "frontline", department: str = "") -> Answer:
        """Open the room's page and say one's role."""
        self.get()
        return self.post("/join", level=level, department=department, go=1)

    def vote(self, item: str, choice: object, round_: int = 1, timeout: float = 30, **more: object) -> Answer:
        """Send the form of a question."""
        fields = {"csrf": self.csrf, "round": round_, "choice": choice} | more
        return self.send("POST", f"/j/{self.code}/q/{item}", fields, timeout)
