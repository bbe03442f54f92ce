"""Columns of two copies matched through other copies of the same table: what each kept of the names, put together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from assess.diagnose.redundancy.align import Match, align, match_of
from assess.diagnose.redundancy.catalogue import Catalogue


def align_through(catalogue: Catalogue, one: int, other: int, via: Sequence[int]) -> tuple[Match, ...]:
    """The matches of two tables, and those of the columns left over that match by way of the tables in `via`.

    If master.cost is copy.cost and copy.cost_amt is other.amt, so is master.cost, unless values or types speak
    against it. Of several ways the one most tables and the surest matches speak for is taken; each column once.
    A match found so is as sure as the weaker of its two steps.
    """
    direct = align(catalogue, one, other)
    left = set(catalogue.span(one)) - {m.a for m in direct}
    right = set(catalogue.span(other)) - {m.b for m in direct}
    if not left or not right:
        return direct
    votes: dict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)
    for middle in via:
        reached = {m.b: m for m in align(catalogue, one, middle) if m.a in left}
        for step in align(catalogue, middle, other) if reached else ():
            if step.a in reached and step.b in right:
                first = reached[step.a]
                votes[first.a, step.b].append((min(first.score, step.score), min(first.name, step.name)))
    more = []
    for (a, b), ways in sorted(votes.items(), key=lambda vote: (-sum(score for score, _ in vote[1]), vote[0])):
        if a in left and b in right and (match := match_of(catalogue, a, b, *max(ways))):
            left.discard(a)
            right.discard(b)
            more.append(match)
    return tuple(sorted((*direct, *more), key=lambda m: m.a))


@dataclass(frozen=True, slots=True)
class Recalled(Sequence[Match]):
    """The matches of two tables, made again when asked for: a million judged pairs need not keep theirs."""

    catalogue: Catalogue
    one: int
    other: int
    via: tuple[int, ...]
    size: int

    def __len__(self) -> int:
        return self.size

    def __iter__(self) -> Iterator[Match]:
        return iter(self._made())

    def __getitem__(self, place: Any) -> Any:
        return self._made()[place]

    def _made(self) -> tuple[Match, ...]:
        return align_through(self.catalogue, self.one, self.other, self.via)
