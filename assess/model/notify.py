"""Whom the findings are told, and how: the block `notify` of `engagement.yaml`. Without targets nothing leaves."""

from __future__ import annotations

import re
from datetime import time
from typing import Annotated, Literal, get_args
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import available_timezones

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictStr,
    ValidationInfo,
    field_validator,
    model_validator,
)

from assess.model.errors import nearest

Channel = Literal["dingtalk", "feishu", "wecom", "slack", "teams", "webhook", "email"]
Rhythm = Literal["at_once", "daily", "weekly"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Severities = Literal["high", "medium", "low"]
Identifier = Annotated[StrictStr, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]*$")]
Clock = Annotated[StrictStr, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Address = Annotated[StrictStr, Field(pattern=r"^[^@\s<>,;:\"]+@[^@\s<>,;:\"]+$", max_length=254)]

SECRET = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
ROBOTS = ("dingtalk", "feishu", "wecom", "slack", "teams")
HERE = ("localhost", "127.0.0.1", "::1")
# Each message about an address or a secret says "found", which keeps what was found out of the sentence shown.
_TELLING = re.compile(r"token|key|secret|sig|password|pwd|auth", re.IGNORECASE)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Target(_Part):
    """One place a notice can go to. What is secret in it is written `${NAME}` and read from the environment.

    `url` is the robot's or the webhook's address, or smtp://user:${NAME}@host:587 (smtps:// for TLS from the start).
    `secret` signs (dingtalk, feishu, webhook). `sender` and `to` are of an e-mail; each address gets its own.
    """

    id: Identifier
    kind: Channel
    url: StrictStr
    secret: StrictStr = ""
    language: Literal["zh", "en"] = "zh"
    sender: Address | None = None
    to: tuple[Address, ...] = ()

    @field_validator("kind", mode="before")
    @classmethod
    def _known(cls, kind: object) -> object:
        if kind not in get_args(Channel):
            raise ValueError(f'found "{kind}", which is no channel.{nearest(str(kind), get_args(Channel))}'.rstrip("."))
        return kind

    @field_validator("url")
    @classmethod
    def _reachable(cls, url: str, info: ValidationInfo) -> str:
        """The address is complete, safe to use and holds no secret; what is wrong never repeats the address."""
        kind = info.data.get("kind", "webhook")
        whole = SECRET.fullmatch(url)
        if whole and kind != "email":
            return url
        try:
            parts = urlsplit(SECRET.sub("x", url))
            host, _ = parts.hostname, parts.port
        except ValueError:
            raise ValueError("no address found; its host or port cannot be read") from None
        allowed = ("smtp", "smtps") if kind == "email" else ("https", "http")
        if parts.scheme not in allowed or not host:
            example = "smtp://user:${SMTP_PASSWORD}@mail.example.com:587" if kind == "email" else "https://host/path"
            raise ValueError(f"no address of this channel found; it looks like {example}")
        if parts.scheme == "http" and host not in HERE:
            raise ValueError("http found; only this machine is reached without TLS, write https")
        shown = urlsplit(url)
        if shown.password and not SECRET.search(shown.password):
            raise ValueError("found a password in it; write ${NAME} in its place and set that variable instead")
        if kind in ROBOTS and not SECRET.search(url):
            raise ValueError("found the robot's secret in it; write ${NAME} in its place and set that variable instead")
        if any(_TELLING.search(name) and not SECRET.search(value) for name, value in parse_qsl(shown.query)):
            raise ValueError("found a secret in its query; write ${NAME} in its place and set that variable instead")
        return url

    @field_validator("secret")
    @classmethod
    def _not_written(cls, secret: str) -> str:
        if secret and not SECRET.fullmatch(secret):
            raise ValueError("found a secret written out; write ${NAME} and set that variable instead")
        return secret

    @model_validator(mode="after")
    def _complete(self) -> Target:
        if self.kind == "email" and not (self.sender and self.to):
            raise ValueError("an e-mail needs sender and to")
        if self.kind != "email" and (self.sender or self.to):
            raise ValueError(f"sender and to are for an e-mail, not for {self.kind}")
        if self.secret and self.kind not in ("dingtalk", "feishu", "webhook"):
            raise ValueError(f"secret is for dingtalk, feishu and webhook; {self.kind} does not sign")
        return self

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of the environment variables it needs."""
        return tuple(dict.fromkeys(SECRET.findall(self.url + self.secret)))


class Route(_Part):
    """Which findings go to a target: of these departments, or of departments these people answer for.

    With neither, the target gets what no other route takes.
    """

    to: Identifier
    departments: tuple[StrictStr, ...] = ()
    owners: tuple[StrictStr, ...] = ()
    severities: tuple[Severities, ...] = ("high", "medium", "low")


class Quiet(_Part):
    """When nothing is sent: between two times of the day (over midnight too), and on which weekdays altogether."""

    since: Clock = "20:00"
    until: Clock = "08:00"
    days: tuple[Weekday, ...] = ()

    @model_validator(mode="after")
    def _leaves_time(self) -> Quiet:
        if self.since == self.until:
            raise ValueError(f"since and until are both {self.since}; then nothing would ever be sent")
        if len(set(self.days)) == len(get_args(Weekday)):
            raise ValueError("days names the whole week; then nothing would ever be sent")
        return self


class Digest(_Part):
    """When daily and weekly notices go out, in the block's time zone."""

    at: Clock = "09:00"
    weekday: Weekday = "monday"


class Rhythms(_Part):
    """How soon findings of a severity are told. Not to name a severity at all is `severities`' task."""

    high: Rhythm = "at_once"
    medium: Rhythm = "daily"
    low: Rhythm = "weekly"


class Retry(_Part):
    """How often a message is tried: waits double from `first_seconds` to `most_seconds`, each drawn by chance below."""

    attempts: Annotated[int, Field(ge=1, le=50)] = 8
    first_seconds: Annotated[float, Field(gt=0, le=3600)] = 5
    most_seconds: Annotated[float, Field(gt=0, le=86400)] = 3600


class Notify(_Part):
    """The whole block. Until `enabled` is true, `assess notify` prints what it would send and sends nothing."""

    enabled: StrictBool = False
    targets: tuple[Target, ...] = ()
    routes: tuple[Route, ...] = ()
    severities: tuple[Severities, ...] = ("high", "medium", "low")
    rhythm: Rhythms = Rhythms()
    timezone: StrictStr = "Asia/Shanghai"
    quiet: Quiet | None = None
    digest: Digest = Digest()
    remind_after_days: Annotated[int, Field(ge=1, le=366)] = 30
    most_findings: Annotated[int, Field(ge=1, le=50)] = 10
    base_url: StrictStr = ""
    outbox: StrictStr = ""
    retry: Retry = Retry()
    timeout_seconds: Annotated[float, Field(gt=0, le=120)] = 10

    @field_validator("timezone")
    @classmethod
    def _zone(cls, zone: str) -> str:
        if zone not in available_timezones():
            raise ValueError(f'needs a name such as Asia/Shanghai, found "{zone}"')
        return zone

    @field_validator("base_url")
    @classmethod
    def _page(cls, url: str) -> str:
        parts = urlsplit(url)
        if url and (parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query):
            raise ValueError("no address of the app found; it looks like https://assess.example.com")
        return url.rstrip("/")

    @field_validator("outbox")
    @classmethod
    def _kept(cls, url: str) -> str:
        if url and not url.startswith(("postgresql://", "postgresql+psycopg://")):
            raise ValueError("no address of a PostgreSQL database found; left out, notices.db in the folder is used")
        password = urlsplit(url).password if url else None
        if password and not SECRET.search(password):
            raise ValueError("found a password in it; write ${NAME} in its place and set that variable instead")
        return url


def at(clock: str) -> time:
    """09:00 as a time of the day."""
    return time.fromisoformat(clock)
