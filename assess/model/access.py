"""Who may do what: roles, the rights of each, and the seat from which everything of an engagement is reached.

Nothing on a server is read or written but through `Seat.use`, which looks up what a function needs. What is not
declared is refused, so a function that nobody thought of is shut and not open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Concatenate, ParamSpec, TypeVar

from assess.model.access_needs import NEEDS
from assess.model.access_rights import Right
from assess.model.errors import AssessError
from assess.model.text import Text

P = ParamSpec("P")
R = TypeVar("R")


class Role(StrEnum):
    """What a person is in one engagement."""

    OWNER = "owner"
    CONSULTANT = "consultant"
    EXECUTIVE = "executive"
    RESPONDENT = "respondent"


_RESPONDENT = frozenset({Right.ENTER, Right.ANSWER})
_EXECUTIVE = _RESPONDENT | {Right.RESULTS, Right.DECIDE}
_CONSULTANT = _EXECUTIVE | {Right.SOURCES, Right.RUN, Right.PLAN, Right.ANSWERS, Right.ROOMS}
RIGHTS: Mapping[Role, frozenset[Right]] = MappingProxyType(
    {
        Role.OWNER: _CONSULTANT | {Right.MANAGE},
        Role.CONSULTANT: _CONSULTANT,
        Role.EXECUTIVE: _EXECUTIVE,
        Role.RESPONDENT: _RESPONDENT,
    }
)
ROLE_NAMES: Mapping[Role, Text] = MappingProxyType(
    {
        Role.OWNER: Text("负责人", "owner"),
        Role.CONSULTANT: Text("顾问", "consultant"),
        Role.EXECUTIVE: Text("管理层", "executive"),
        Role.RESPONDENT: Text("答题人", "respondent"),
    }
)


class Forbidden(AssessError):
    """What this person may not do, as one sentence in each language."""

    def __init__(self, en: str, zh: str) -> None:
        self.en, self.zh = en, zh
        super().__init__(en)

    def __reduce__(self) -> tuple[type[Forbidden], tuple[str, str]]:
        """Both sentences, for another process."""
        return type(self), (self.en, self.zh)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody the provider vouches for. `login` names this one login, `until` is when it ends (UTC)."""

    email: str
    name: str = ""
    groups: frozenset[str] = frozenset()
    login: str = ""
    until: datetime | None = None

    @property
    def signature(self) -> str:
        """The name a decision is signed with."""
        return f"{self.name} <{self.email}>" if self.name else self.email


@dataclass(frozen=True, slots=True)
class Seat:
    """One person's place in one engagement. `person` is None on a machine of one's own, where nobody is asked.

    `engagement` is the id by which addresses name it; the folder is never given out without a right.
    """

    engagement: str
    role: Role
    person: Person | None = None
    _folder: Path = field(default_factory=Path, repr=False)

    def may(self, right: Right) -> bool:
        return right in RIGHTS[self.role]

    def need(self, right: Right) -> None:
        """Nothing where this seat has the right; else Forbidden."""
        refusal = self._lacks(right)
        if refusal:
            raise refusal

    def _lacks(self, right: Right) -> Forbidden | None:
        if self.may(right):
            return None
        return Forbidden(
            f"As {ROLE_NAMES[self.role].en} of this engagement you may not {right.words.en}; "
            "whoever keeps the server's list of people can change that.",
            f"您在本项目中的角色是{ROLE_NAMES[self.role].zh}，不能{right.words.zh}；可请维护人员名单的管理员调整。",
        )

    def refusal(self, work: Callable[Concatenate[Path, P], R]) -> Forbidden | None:
        """What `use` would refuse `work` with; None where this seat may do it. Nothing is done."""
        name = f"{work.__module__}.{work.__qualname__}"
        right = NEEDS.get(name)
        if right is None:
            return Forbidden(
                f"{name} does not say which right it needs, so nobody may use it.",
                f"{name} 没有声明所需的权限，因此任何人都不能使用。",
            )
        return self._lacks(right)

    def use(self, work: Callable[Concatenate[Path, P], R], *rest: P.args, **named: P.kwargs) -> R:
        """`work(folder, ...)` where this seat may do it; else Forbidden. Not declared is refused."""
        refusal = self.refusal(work)
        if refusal:
            raise refusal
        return work(self._folder, *rest, **named)
