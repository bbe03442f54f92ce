"""From the claims of an ID token to a person, or the sentence why not."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from assess.model.access import Forbidden, Person
from assess.model.access_server import Server

_SKEW = timedelta(minutes=5)


class Ended:
    """Logins that somebody has logged out of: their cookie may still exist elsewhere, and opens nothing.

    Kept in memory until the login would have ended anyway; the process that is restarted without a cookie secret of
    its own knows no login of before.
    """

    def __init__(self) -> None:
        self._until: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def end(self, person: Person) -> None:
        with self._lock:
            now = datetime.now(UTC)
            self._until = {login: until for login, until in self._until.items() if until > now}
            self._until[person.login] = person.until or now

    def __contains__(self, login: str) -> bool:
        with self._lock:
            return login in self._until


@cache
def ended() -> Ended:
    """Those of this process."""
    return Ended()


def person_of(claims: Mapping[str, Any], server: Server, now: datetime, out: Ended) -> Person:
    """The person of these claims, whose signature was checked; Forbidden says what is wrong with them."""
    if str(claims.get("iss", "")).rstrip("/") != server.provider.issuer:
        raise Forbidden("This login is from another provider.", "此登录来自其他身份提供方。")
    meant = claims.get("aud")
    if server.provider.client_id not in (meant if isinstance(meant, list) else [meant]):
        raise Forbidden("This login was made for another application.", "此登录是为其他应用签发的。")
    email = str(claims.get("email") or "").strip().lower()
    if not email:
        raise Forbidden(
            "The provider did not say which e-mail address you have; ask whoever runs it to send the claim email.",
            "身份提供方没有给出您的邮箱地址；请其管理员在令牌中加入 email。",
        )
    if claims.get("email_verified") is not True:
        raise Forbidden(
            f"The provider has not verified that {email} is yours; verify the address there and log in again.",
            f"身份提供方尚未验证 {email} 属于您；请先在那里完成邮箱验证，再重新登录。",
        )
    until = _end(claims.get("iat"), server, now)
    login = login_of(claims)
    if login in out:
        raise Forbidden("You have logged out; log in again.", "您已退出登录，请重新登录。")
    groups = claims.get(server.provider.groups_claim)
    known = frozenset(one for one in groups if isinstance(one, str)) if isinstance(groups, list) else frozenset()
    return Person(email, str(claims.get("name") or "").strip(), known, login, until)


def _end(issued: object, server: Server, now: datetime) -> datetime:
    """When a login of this moment ends; Forbidden where it has, or where it lies ahead."""
    if isinstance(issued, bool) or not isinstance(issued, int | float):
        raise Forbidden("This login does not say when it was made.", "此登录没有说明登录时间。")
    at = datetime.fromtimestamp(issued, UTC)
    until = at + timedelta(hours=server.session_hours)
    if now >= until or at - now > _SKEW:
        raise Forbidden("Your login has ended; log in again.", "登录已到期，请重新登录。")
    return until


def login_of(claims: Mapping[str, Any]) -> str:
    """One login's name: two logins of a person differ in it."""
    parts = (str(claims.get(name, "")) for name in ("iss", "sub", "iat", "nonce", "at_hash"))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
