"""What a consultant decided about tables that look like copies: who, when, why. Nothing decided is ever deleted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, get_args

from assess.model.errors import BadInput, Problem, nearest
from assess.model.signed import unsigned

Ruled = Literal["accept", "reject", "again"]
RULED: tuple[str, ...] = get_args(Ruled)


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision on a set of tables.

    `tables` are table ids, ascending, each once; `master` is the one that was proposed or chosen to be kept
    ("" where none was). `verdict`: accept (they are copies), reject (no two of them are), again (look again:
    the group stays and is marked). `at` is in UTC, whole seconds.
    """

    tables: tuple[str, ...]
    master: str
    verdict: Ruled
    by: str
    reason: str
    at: datetime

    def as_dict(self) -> dict[str, Any]:
        """JSON values, the same for the same decision."""
        return {
            "tables": list(self.tables),
            "master": self.master,
            "verdict": self.verdict,
            "by": self.by,
            "at": self.at.isoformat().replace("+00:00", "Z"),
            "reason": self.reason,
        }


def decide(tables: Iterable[str], master: str, verdict: str, by: str, reason: str, at: datetime) -> Decision:
    """The decision, once it says everything a decision must say; BadInput lists what is missing."""
    given = [str(table).strip() for table in tables]
    some = tuple(sorted({table for table in given if table}))
    by, reason = " ".join(by.split()), reason.strip()
    problems = []
    if len(some) < 2:
        problems.append(Problem("tables", f"a decision is on two tables or more, found {len(some)}."))
    if master and master not in some:
        problems.append(Problem("master", f'"{master}" is not one of the tables decided on.{nearest(master, some)}'))
    if verdict not in RULED:
        problems.append(Problem("verdict", f'"{verdict}" is not a decision.{nearest(verdict, RULED)}'))
    problems += unsigned(by, reason)
    if problems:
        raise BadInput(problems)
    moment = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)
    return Decision(some, master, verdict, by, reason, moment)  # type: ignore[arg-type]


def standing(history: Iterable[Decision]) -> tuple[Decision, ...]:
    """The last decision on each set of tables, in the order of the sets; `history` is in the order made."""
    last = {decision.tables: decision for decision in history}
    return tuple(last[tables] for tables in sorted(last))


def rejected(history: Iterable[Decision]) -> tuple[Decision, ...]:
    """The standing decisions that say: these are no copies of each other."""
    return tuple(decision for decision in standing(history) if decision.verdict == "reject")


def about(history: Iterable[Decision], tables: Iterable[str]) -> tuple[Decision, ...]:
    """The standing decisions on two or more of `tables`, whatever else they are on, in the order of their sets."""
    some = set(tables)
    return tuple(decision for decision in standing(history) if len(some.intersection(decision.tables)) > 1)
