"""What a channel's answer means: taken, to be tried again, or refused for good.

Several robots answer HTTP 200 and say in the body that they took nothing. A code that is not known here is tried again
until the attempts are used up; a code that says the address, the signature or the text is wrong is not.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal

Verdict = Literal["sent", "later", "refused"]


@dataclass(frozen=True, slots=True)
class Reply:
    """`says` is for the operator, without secrets; `wait` is what the channel asks for, in seconds."""

    verdict: Verdict
    says: str = ""
    wait: float | None = None


# Codes in the body that no retry mends, as the makers document them.
# DingTalk: token, robot gone or stopped, message type, signature or keyword or address, unsafe content.
# WeCom: key, parameters, JSON. Feishu: parameters, token, signature, address, keyword.
_REFUSED: Mapping[str, frozenset[int]] = {
    "dingtalk": frozenset({40035, 43004, 300001, 300005, 310000, 400013, 400101, 400102, 400105, 400106, 430101, 430102,
                           430103, 430104}),
    "wecom": frozenset({40008, 40058, 44004, 45002, 47001, 93000, 93004, 93008, 93017}),
    "feishu": frozenset({9499, 19001, 19002, 19021, 19022, 19024}),
}  # fmt: skip
_LATER = (408, 425, 429)


def http_reply(kind: str, status: int, headers: Mapping[str, str], content: bytes) -> Reply:
    """What an HTTP answer of this channel means; `content` is its body, as far as it was read."""
    if status in _LATER or status >= 500:
        return Reply("later", _shown(f"HTTP {status}", content), _retry_after(headers))
    if not 200 <= status < 300:
        hint = "; a redirect is not followed" if 300 <= status < 400 else ""
        return Reply("refused", _shown(f"HTTP {status}{hint}", content))
    if kind in _REFUSED:
        return _robot(kind, content)
    # Connectors of Teams say with HTTP 200 that the channel behind them did not take it.
    if kind == "teams" and b"returned HTTP error" in content:
        refused = any(f"HTTP error {code}".encode() in content for code in (400, 401, 403, 404, 410, 413))
        return Reply("refused" if refused else "later", _shown(f"HTTP {status}", content))
    if kind == "slack" and content.strip() not in (b"ok", b""):
        return Reply("later", _shown(f"HTTP {status}", content))
    return Reply("sent", f"HTTP {status}")


def smtp_reply(code: int, said: bytes | str) -> Reply:
    """What an SMTP answer means: 4yz is temporary, 5yz is not (RFC 5321, 4.2.1)."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    shown = f"SMTP {code} {' '.join(text.split())[:160]}".strip()
    return Reply("refused" if 500 <= code < 600 else "later", shown)


def trouble(error: Exception, host: str) -> Reply:
    """What it means that no answer came. The error's own text holds addresses and secrets, and is not used."""
    from smtplib import SMTPNotSupportedError
    from ssl import SSLError

    from urllib3.exceptions import SSLError as Untrusted

    if isinstance(error, (SSLError, Untrusted)):
        return Reply("refused", f"the certificate or the TLS of {host} cannot be trusted")
    if isinstance(error, SMTPNotSupportedError):
        return Reply("refused", f"{host} does not offer what is needed (login, or Chinese addresses)")
    if isinstance(error, ValueError):  # of an address, of a secret's form, of letters that a header cannot take
        return Reply("refused", "the address or the secret that its variable holds cannot be used")
    return Reply("later", f"no answer from {host} ({type(error).__name__})")


def _robot(kind: str, content: bytes) -> Reply:
    try:
        answer = json.loads(content)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        return Reply("later", _shown("HTTP 200 without the JSON this channel answers with", content))
    name = next((name for name in ("errcode", "code", "StatusCode") if name in answer), None)
    code: Any = answer.get(name) if name else None
    if not isinstance(code, int) or isinstance(code, bool):
        return Reply("later", _shown("HTTP 200 without a code", content))
    if code == 0:
        return Reply("sent", f"{name} 0")
    words = answer.get("errmsg") or answer.get("msg") or answer.get("StatusMessage") or ""
    shown = f"{name} {code} {' '.join(str(words).split())[:160]}".strip()
    return Reply("refused" if code in _REFUSED[kind] else "later", shown)


def _shown(start: str, content: bytes) -> str:
    said = " ".join(content[:400].decode("utf-8", "replace").split())[:160]
    return f"{start}: {said}" if said else start


def _retry_after(headers: Mapping[str, str]) -> float | None:
    asked = next((value for name, value in headers.items() if name.lower() == "retry-after"), "").strip()
    if asked.isdigit():
        return float(asked)
    try:
        return max(0.0, (parsedate_to_datetime(asked) - datetime.now(UTC)).total_seconds()) if asked else None
    except (ValueError, TypeError):
        return None
