"""One message to one recipient, once: over HTTP by urllib3, or by SMTP. Nothing is retried here.

No redirect is followed, no cookie or .netrc is read, an answer is read up to 64 KB. What is returned never holds an
address or a secret: exceptions of the libraries do, so their text is not used.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPException
from typing import Any
from urllib.parse import SplitResult, quote, unquote, urlencode, urlsplit, urlunsplit
from urllib.request import getproxies, proxy_bypass

from assess.model.notify import HERE, Target
from assess.operate.notify.channels import body
from assess.operate.notify.replies import Reply, http_reply, trouble
from assess.operate.notify.secrets import Keys
from assess.operate.notify.smtp import mailed
from assess.store.outbox import Message

_MOST = 65_536
_ROUNDS = 10  # answers an SMTP conversation waits for, at most; a lease is longer than all of them


@dataclass(frozen=True, slots=True)
class Request:
    """What goes over HTTP: `content` is the exact body."""

    url: str
    headers: Mapping[str, str]
    content: bytes


def longest(timeout: float) -> float:
    """Seconds one attempt can take at most, of a server that answers each step just in time."""
    return timeout * _ROUNDS


def send(message: Message, target: Target, keys: Keys, timeout: float, now: datetime) -> Reply:
    """Send it and say what came of it; raises nothing that a server or a network can cause."""
    how = mailed if target.kind == "email" else _posted
    reply = how(message, target, keys, timeout, now)
    return Reply(reply.verdict, keys.hide(reply.says), reply.wait)


def request(message: Message, target: Target, keys: Keys, now: datetime) -> Request:
    """What is posted, signed where the target has a secret.

    DingTalk: HMAC-SHA256 with the secret over "milliseconds\\nsecret", in the query. Feishu: HMAC-SHA256 with the key
    "seconds\\nsecret" over nothing, in the body. Webhook: Standard Webhooks (webhook-id, -timestamp, -signature, over
    "id.timestamp.body"). Every channel gets Idempotency-Key, which those that do not know it ignore.
    """
    made, _ = body(target.kind, message.content)
    url, secret = keys.fill(target.url), keys.fill(target.secret)
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "assess", "Idempotency-Key": message.id}
    if secret and target.kind == "dingtalk":
        stamp = str(int(now.timestamp() * 1000))
        sign = _hmac(secret.encode(), f"{stamp}\n{secret}".encode())
        url += ("&" if "?" in url else "?") + urlencode({"timestamp": stamp, "sign": sign}, quote_via=quote)
    elif secret and target.kind == "feishu":
        stamp = str(int(now.timestamp()))
        made = {"timestamp": stamp, "sign": _hmac(f"{stamp}\n{secret}".encode(), b""), **made}
    content = encoded(made)
    if target.kind == "webhook":
        stamp = str(int(now.timestamp()))
        headers |= {"webhook-id": message.id, "webhook-timestamp": stamp}
        if secret:
            key = base64.b64decode(secret[6:]) if secret.startswith("whsec_") else secret.encode()
            signed = b".".join((message.id.encode(), stamp.encode(), content))
            headers["webhook-signature"] = f"v1,{_hmac(key, signed)}"
    return Request(url, headers, content)


def encoded(made: Mapping[str, Any]) -> bytes:
    """The bytes of a JSON body."""
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()


def _posted(message: Message, target: Target, keys: Keys, timeout: float, now: datetime) -> Reply:
    from urllib3.exceptions import HTTPError

    host = "the channel"
    try:
        made = request(message, target, keys, now)
        parts = urlsplit(made.url)
        host = parts.hostname or host
        if parts.scheme != "https" and not (parts.scheme == "http" and host in HERE):
            return Reply("refused", "the address that its variable holds is not https")
        return _exchanged(made, parts, target.kind, timeout)
    except (HTTPError, HTTPException, OSError, ValueError) as error:
        return trouble(error, host)


def _exchanged(made: Request, parts: SplitResult, kind: str, timeout: float) -> Reply:
    import urllib3

    host, headers = parts.hostname or "", dict(made.headers)
    if parts.username is not None:
        login = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers["Authorization"] = f"Basic {base64.b64encode(login.encode()).decode()}"
    url = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path or "/", parts.query, ""))
    proxy = "" if host in HERE or proxy_bypass(host) else getproxies().get(parts.scheme, "")
    with urllib3.ProxyManager(proxy) if proxy else urllib3.PoolManager() as pool:
        answer = pool.request(
            "POST", url, body=made.content, headers=headers, retries=False, redirect=False, preload_content=False,
            timeout=urllib3.Timeout(connect=timeout, read=timeout),
        )  # fmt: skip
        said = _read(answer, timeout)
        answer.close()
        return http_reply(kind, answer.status, dict(answer.headers), said)


def _read(answer: Any, timeout: float) -> bytes:
    """The start of the answer. One that breaks off or drips longer than the timeout is cut: its status is known."""
    from urllib3.exceptions import HTTPError

    said, until = b"", time.monotonic() + timeout
    try:
        while len(said) < _MOST and time.monotonic() < until:
            piece = answer.read1(_MOST - len(said))
            if not piece:
                break
            said += piece
    except (HTTPError, OSError):
        pass
    return said


def _hmac(key: bytes, text: bytes) -> str:
    return base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
