"""A live room: its code, who votes on what, and what of a vote may be shown to the others.

One rule: nobody's answer is shown in a group of fewer than five. The wall shows a role of five or more by itself, as
the report does, and smaller ones only together and only if together they are five; groups do not overlap, and a role
shown by itself is in no other group, so nothing on the wall or in the report can be subtracted to find a smaller one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Literal

from assess.model.bank import LEVELS, Bank
from assess.model.bank_asked import items_for
from assess.model.errors import BadInput, Problem, nearest
from assess.model.text import Text

ALPHABET = "34679ACDEFGHJKMNPQRTWXY"  # without 0 O, 1 I L, 2 Z, 5 S, 8 B, U V: read aloud and typed on a phone
CODE_LENGTH = 6
FEWEST = 5
MOST_PEOPLE = 1_000
MOST_TEXT = 500
DOTS = "dots:"  # what the wall shows where it is no item

Mode = Literal["quick", "full", "chosen"]
RoundState = Literal["open", "closed", "revealed"]
MODES: tuple[Mode, ...] = ("quick", "full", "chosen")
VOTE_STATES = ("answered", "dont_know", "not_applicable")


@dataclass(frozen=True, slots=True)
class Treatment:
    """A treatment of the roadmap as it was when the dots were opened."""

    id: str
    title: Text
    run: str


@dataclass(frozen=True, slots=True)
class Room:
    """One session in one room; `current` is the item the wall shows, empty before the first."""

    code: str
    bank: str
    mode: Mode
    items: tuple[str, ...]
    finished: bool
    admitting: bool
    current: str
    address: str
    port: int
    dots: int
    cap: int
    dots_state: Literal["", "open", "closed"]
    treatments: tuple[Treatment, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a phone: `id` is the digest of what the phone holds."""

    id: str
    level: str
    department: str


@dataclass(frozen=True, slots=True)
class Vote:
    """One phone's answer to one item in one round; a later one takes its place while the round is open."""

    room: str
    item: str
    round: int
    person: str
    value: int | None
    state: str = "answered"
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """How many of those asked have answered: the only thing seen of a round before it is revealed."""

    answered: int
    asked: int


@dataclass(frozen=True, slots=True)
class Group:
    """Answers of five people or more: `counts` at level 1 to 5, and those without a level."""

    levels: tuple[str, ...]
    counts: tuple[int, int, int, int, int]
    dont_know: int = 0
    not_applicable: int = 0

    @property
    def n(self) -> int:
        return sum(self.counts)

    @property
    def values(self) -> list[int]:
        return [level for level, count in enumerate(self.counts, 1) for _ in range(count)]


@dataclass(frozen=True, slots=True)
class Spread:
    """A revealed round: groups that may be shown, the roles shown only together, and those kept back."""

    round: int
    groups: tuple[Group, ...]
    merged: tuple[str, ...] = ()
    kept_back: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the room settled on for one item; the raw votes stay beside it."""

    item: str
    value: int
    rationale: str
    dissent: str
    at: str


@dataclass(frozen=True, slots=True)
class Parked:
    """A matter kept for later, and who takes it on."""

    number: int
    matter: str
    owner: str
    at: str


@dataclass(frozen=True, slots=True)
class Dots:
    """The result of a dot vote after it was closed: dots by treatment; none by treatment under five ballots."""

    ballots: int
    abstained: int
    missing: int
    given: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Workshop:
    """What one room leaves to the later stages."""

    room: Room
    agreed: tuple[Agreed, ...]
    dots: Dots | None
    parked: tuple[Parked, ...]


def code_of(typed: str) -> str:
    """The code somebody meant: any case, full-width letters, spaces and dashes; empty where it cannot be one."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    code = "".join(c for c in plain if not c.isspace() and c not in "-·.")
    return code if len(code) == CODE_LENGTH and all(c in ALPHABET for c in code) else ""


def items_of_room(bank: Bank, mode: Mode, chosen: Sequence[str] = ()) -> tuple[str, ...]:
    """Ids of what this room is asked, in the order of the bank: everything that any of the roles is asked."""
    if mode == "chosen":
        ids = [item.id for item in bank.items]
        strange = [one for one in chosen if one not in ids]
        if strange or not chosen:
            what = f'"{strange[0]}" is not in {bank.id}.{nearest(strange[0], ids)}' if strange else "none was chosen."
            raise BadInput([Problem("items", what)])
        return tuple(one for one in ids if one in set(chosen))
    asked = {item.id for level in LEVELS for item in items_for(bank, level, mode)}
    return tuple(item.id for item in bank.items if item.id in asked)


def check_vote(vote: Vote) -> None:
    """Refuse what is not an answer."""
    if vote.state not in VOTE_STATES:
        raise BadInput([Problem(vote.item, f'state "{vote.state}" is not one.{nearest(vote.state, VOTE_STATES)}')])
    if (vote.state == "answered") != (vote.value is not None):
        raise BadInput([Problem(vote.item, f"an answer has a level and nothing else has, found {vote.value!r}.")])
    if vote.value is not None and vote.value not in range(1, 6):
        raise BadInput([Problem(vote.item, f"an answer is a whole number from 1 to 5, found {vote.value!r}.")])
    if len(vote.comment) > MOST_TEXT:
        raise BadInput([Problem(vote.item, f"a reason has at most {MOST_TEXT} characters.")])


def check_ballot(room: Room, given: Mapping[str, int]) -> None:
    """Refuse a ballot with too many dots, too many on one treatment, or dots on something else."""
    known = {treatment.id for treatment in room.treatments}
    if not set(given) <= known or any(n < 0 for n in given.values()):
        raise BadInput([Problem("dots", "a dot is on something that is not up for the vote.")])
    if sum(given.values()) > room.dots:
        raise BadInput([Problem("dots", f"{sum(given.values())} dots were given; there are {room.dots}.")])
    if any(n > room.cap for n in given.values()):
        raise BadInput([Problem("dots", f"at most {room.cap} dots go on one treatment.")])


def spread(round_: int, votes: Iterable[tuple[str, int | None, str]]) -> Spread:
    """The groups of a revealed round from (role, value, state) of each vote.

    Roles with fewer than five levels given are shown as one group where together they have five, and else not.
    """
    by_level: dict[str, Group] = {}
    for level, value, state in votes:
        group = by_level.get(level, Group((level,), (0, 0, 0, 0, 0)))
        by_level[level] = _together(group, _single(level, value, state))
    groups = [by_level[level] for level in LEVELS if level in by_level]
    large, small = [g for g in groups if g.n >= FEWEST], [g for g in groups if g.n < FEWEST]
    few = tuple(group.levels[0] for group in small)
    rest = reduce(_together, small, Group((), (0, 0, 0, 0, 0)))
    if rest.n < FEWEST:
        return Spread(round_, tuple(large), kept_back=few)
    shown = sorted([*large, rest], key=lambda group: LEVELS.index(group.levels[0]))
    return Spread(round_, tuple(shown), merged=few)


def _single(level: str, value: int | None, state: str) -> Group:
    counts = tuple(int(value == step) for step in range(1, 6))
    return Group((level,), counts, int(state == "dont_know"), int(state == "not_applicable"))  # type: ignore[arg-type]


def _together(one: Group, other: Group) -> Group:
    both = {*one.levels, *other.levels}
    return Group(
        tuple(level for level in LEVELS if level in both),
        tuple(a + b for a, b in zip(one.counts, other.counts, strict=True)),  # type: ignore[arg-type]
        one.dont_know + other.dont_know,
        one.not_applicable + other.not_applicable,
    )
