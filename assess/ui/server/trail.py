"""What the server remembers of logins, refusals and roles: a line on stderr for whoever keeps the machine."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened; `who` is an e-mail address, or empty where nobody was known."""

    what: str
    who: str = ""
    engagement: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


def tell(event: Event) -> None:
    """Write it down. Never an answer, a token or a secret: only who, where and what."""
    line = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"), "event": event.what, "who": event.who,
        "engagement": event.engagement, **event.details,
    }  # fmt: skip
    print(json.dumps(line, ensure_ascii=False), file=sys.stderr, flush=True)
