"""Columns of two copies matched through other copies of the same table: what each kept of the names, put together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assess.diagnose.redundancy.align import Match, align, match_of
from assess.diagnose.redundancy.catalogue import Catalogue
from assess.diagnose.redundancy.verdict import Pair

Step = tuple[int, int, float, float]  # columns of the two tables, score, likeness of the names
Reach = Mapping[int, Mapping[int, tuple[float, float, float]]]


def reach_of(catalogue: Catalogue, master: int, pairs: Iterable[Pair]) -> Reach:
    """What the copies of a master call its columns other than it does, by name or in a comment: token -> column of
    the master -> (sum of the scores, best score, likeness of the names)."""
    names, comments = catalogue.by_name.codes, catalogue.by_comment.codes
    found: dict[int, dict[int, tuple[float, float, float]]] = defaultdict(dict)
    for pair in pairs:
        for one, other, score, name in _told(catalogue, pair):
            mine, theirs = (one, other) if pair.a == master else (other, one)
            for token in {int(names[theirs]), int(comments[theirs])} - {int(names[mine]), int(comments[mine])}:
                known = found[token].get(mine, (0.0, 0.0, 0.0))
                found[token][mine] = (known[0] + score, *max(known[1:], (score, name)))
    return found


def _told(catalogue: Catalogue, pair: Pair) -> Iterable[Step]:
    """The matches by which a copy may call a column otherwise: those of other names; all where there are comments."""
    if catalogue.commented or not isinstance(pair.matches, Recalled):
        return [(m.a, m.b, m.score, m.name) for m in pair.matches]
    return pair.matches.loose


def steps_through(catalogue: Catalogue, master: int, other: int, reach: Reach) -> list[Step]:
    """Matches of the columns that a master and another table have left over, by the names that copies of the master
    use: if master.cost is copy.cost_amt, so is other.cost_amt. Each column once, what most copies say first."""
    if not reach:
        return []
    direct = align(catalogue, master, other)
    left = set(catalogue.span(master)) - {m.a for m in direct}
    right = [c for c in catalogue.span(other) if c not in {m.b for m in direct}]
    names, comments = catalogue.by_name.codes, catalogue.by_comment.codes
    ways = [
        (-told[0], mine, theirs, told[1], told[2])
        for theirs in right
        for token in {int(names[theirs]), int(comments[theirs])}
        for mine, told in reach.get(token, {}).items()
        if mine in left
    ]
    found: list[Step] = []
    taken: set[int] = set()
    for _, mine, theirs, score, name in sorted(ways):
        if mine in left and theirs not in taken:
            left.discard(mine)
            taken.add(theirs)
            found.append((mine, theirs, score, name))
    return found


def align_more(catalogue: Catalogue, one: int, other: int, steps: Iterable[Step]) -> tuple[Match, ...]:
    """The matches of two tables and those of `steps`, unless values or types speak against one."""
    more = [match for step in steps if (match := match_of(catalogue, *step))]
    return tuple(sorted((*align(catalogue, one, other), *more), key=lambda m: m.a))


@dataclass(frozen=True, slots=True)
class Recalled(Sequence[Match]):
    """The matches of two tables, made again when asked for: a million judged pairs need not keep theirs. `steps` are
    those found through other tables, `loose` all of columns that are not called the same."""

    catalogue: Catalogue
    one: int
    other: int
    size: int
    steps: tuple[Step, ...]
    loose: tuple[Step, ...]

    def __len__(self) -> int:
        return self.size

    def __iter__(self) -> Iterator[Match]:
        return iter(align_more(self.catalogue, self.one, self.other, self.steps))

    def __getitem__(self, place: Any) -> Any:
        return align_more(self.catalogue, self.one, self.other, self.steps)[place]
