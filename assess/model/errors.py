"""What can go wrong, said so that the reader can mend it: where, what was found, what is allowed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches


class AssessError(Exception):
    """Anything the person at the keyboard can mend. The command line exits with 2."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in one input: `where` is file:line or file:field, `what` is a full sentence."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


class BadInput(AssessError):
    """One or more faults in what was given, collected and raised once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[BadInput], tuple[tuple[Problem, ...]]]:
        """What another process needs to raise it again here: the faults, not their text."""
        return type(self), (self.problems,)


class Unreachable(AssessError):
    """A source that could not be read: the check-up goes on and coverage says so.

    `zh` is the same sentence in Chinese, for the coverage page of a Chinese report.
    """

    def __init__(self, en: str, zh: str = "") -> None:
        self.en, self.zh = en, zh or en
        super().__init__(en)

    def __reduce__(self) -> tuple[type[Unreachable], tuple[str, str]]:
        """Both sentences, for another process."""
        return type(self), (self.en, self.zh)


def nearest(found: str, allowed: Sequence[str]) -> str:
    """A hint such as ' Did you mean "sales"?', or the list of what is allowed."""
    close = get_close_matches(found, allowed, n=1)
    if close:
        return f' Did you mean "{close[0]}"?'
    return f" Allowed: {', '.join(sorted(allowed))}." if allowed else ""
