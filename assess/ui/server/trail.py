"""What the server remembers of logins, refusals and roles: a line on stderr, and a row of each engagement's audit log.

Whoever is refused without end fills no disk: of refusals a few a minute are written, and how many were left out.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from assess.model.access import Person, Role
from assess.model.errors import AssessError
from assess.store.audit import record

EACH, ALL = 10, 60
REFUSALS = ("refused", "login failed")


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened; `who` is an e-mail address, or empty where nobody was known."""

    what: str
    who: str = ""
    engagement: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


class Brake:
    """Lets EACH refusals of a person through in a minute, and ALL of everybody. `clock` tells seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._minute, self._left_out = -1, 0
        self._let: Counter[str] = Counter()

    def lets(self, who: str) -> tuple[bool, int]:
        """Whether this one is written, and how many before it were not, told once."""
        with self._lock:
            left_out, minute = 0, int(self._clock() // 60)
            if minute != self._minute:
                left_out, self._left_out, self._minute = self._left_out, 0, minute
                self._let.clear()
            if self._let[who] >= EACH or self._let.total() >= ALL:
                self._left_out += 1
                return False, left_out
            self._let[who] += 1
            return True, left_out


@cache
def brake() -> Brake:
    """The one of this process."""
    return Brake()


def tell(event: Event) -> bool:
    """Write it on stderr; False where it is one refusal too many. Never an answer, a token or a secret."""
    lets, left_out = brake().lets(event.who) if event.what in REFUSALS else (True, 0)
    if not lets:
        return False
    line = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"), "event": event.what, "who": event.who,
        "engagement": event.engagement, **event.details, **({"left_out": left_out} if left_out else {}),
    }  # fmt: skip
    print(json.dumps(line, ensure_ascii=False), file=sys.stderr, flush=True)
    return True


def log(places: Mapping[str, tuple[Path, Role]], person: Person, action: str, subject: str) -> None:
    """A row in the audit log of each engagement in which the person has a part; `places` are folders and roles.

    Not where they only answer: when somebody came beside when an answer was kept would tell whose it is.
    """
    for name, (folder, role) in places.items():
        if role is Role.RESPONDENT or not folder.is_dir():
            continue
        try:
            record(folder, person.email, action, subject or f"as {role}")
        except AssessError as error:  # nobody is kept out, or in, because the log cannot be written
            tell(Event("not in the audit log", person.email, name, {"why": str(error)}))
