"""Which finding of the later check-up goes on from which of the earlier one: for comparison, notices and cases alike.

In this order: the same key; the same subjects once renamed tables have their new name and definitions are known by
file and name rather than by line; then the best assignment over findings of one detector that share subjects. What is
left over and shares as much with a finding already matched has merged into it, or come out of it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from assess.model.comparison import Match
from assess.operate.compare.pairing import assign, jaccard

LEAST = 0.3  # Jaccard of subjects from which two findings are one matter, their first subject being another
INSIDE = 0.5  # or this share of the smaller one's subjects lies in the other
MAIN = 0.25  # what an equal first subject adds to the score
COMMON = 50  # findings of one detector with a subject, from which on it tells nothing
_LINE = re.compile(r"^(?P<file>[^\n]*?):\d+ (?P<name>.*)$", re.S)


class Matter(Protocol):
    """What is asked of a finding to know it again: one of a check-up, or what is remembered of one."""

    @property
    def id(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def detector(self) -> str: ...
    @property
    def subjects(self) -> Sequence[str]: ...


Old = TypeVar("Old", bound=Matter)
New = TypeVar("New", bound=Matter)


@dataclass(frozen=True, slots=True)
class Pair(Generic[Old, New]):
    before: Old
    after: New
    how: Match
    similarity: float


@dataclass(slots=True)
class Matched(Generic[Old, New]):
    """`merged` and `split` hold a left-over finding and the pair it belongs to."""

    pairs: list[Pair[Old, New]] = field(default_factory=list)
    merged: list[Pair[Old, New]] = field(default_factory=list)
    split: list[Pair[Old, New]] = field(default_factory=list)
    before: list[Old] = field(default_factory=list)
    after: list[New] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Told:
    """A finding's subjects by their stable names; `main` is the first."""

    id: str
    detector: str
    subjects: frozenset[str]
    main: str


def stable(subject: str) -> str:
    """A subject as it is called in every check-up: a definition by its file and name, whatever its line."""
    found = _LINE.match(subject) if ":" in subject else None
    return f"{found['file']} {found['name']}" if found else subject


def subjects_of(finding: Matter, renamed: Mapping[str, str]) -> frozenset[str]:
    return frozenset(stable(renamed.get(subject, subject)) for subject in finding.subjects)


def match(before: Sequence[Old], after: Sequence[New], renamed: Mapping[str, str]) -> Matched[Old, New]:
    """Every finding of both sides once: in a pair, merged or split, or left over in `before` or `after`.

    Ids are unique on either side. `renamed` tells the new name of a table that has one.
    """
    found: Matched[Old, New] = Matched()
    was, now = {f.id: f for f in before}, {f.id: f for f in after}
    all_old, all_new = _told(before, renamed), _told(after, {})
    old, new = dict(all_old), dict(all_new)

    def pair(chosen: Iterable[tuple[str, str]], how: Match) -> None:
        for a, b in chosen:
            alike = jaccard(all_old[a].subjects, all_new[b].subjects) if how == "similar" else 1.0
            found.pairs.append(Pair(was[a], now[b], how, alike))
            del old[a], new[b]

    pair(_equal({a: was[a].key for a in old}, {b: now[b].key for b in new}), "key")
    named = ({i: (t.detector, t.subjects) for i, t in side.items() if t.subjects} for side in (old, new))
    pair(_equal(*named), "subjects")
    pair(assign(_scores(old, new)).items(), "similar")
    taken_old, taken_new = ({i: t for i, t in every.items() if i not in left}
                            for every, left in ((all_old, old), (all_new, new)))  # fmt: skip
    into = _best(_scores(old, taken_new))
    out_of = _best({(b, a): score for (a, b), score in _scores(taken_old, new).items()})
    for a, told in old.items():
        if b := into.get(a):
            found.merged.append(Pair(was[a], now[b], "merged", _share(told, all_new[b])))
        else:
            found.before.append(was[a])
    for b, told in new.items():
        if a := out_of.get(b, ""):
            found.split.append(Pair(was[a], now[b], "split", _share(told, all_old[a])))
        else:
            found.after.append(now[b])
    return found


def _told(findings: Sequence[Matter], renamed: Mapping[str, str]) -> dict[str, _Told]:
    return {
        f.id: _Told(f.id, f.detector, subjects_of(f, renamed),
                    stable(renamed.get(f.subjects[0], f.subjects[0])) if f.subjects else "")
        for f in findings
    }  # fmt: skip


def _equal(old: Mapping[str, Hashable], new: Mapping[str, Hashable]) -> list[tuple[str, str]]:
    """Ids with the same mark, the first with the first."""
    waiting: dict[Hashable, list[str]] = defaultdict(list)
    for b in sorted(new, reverse=True):
        waiting[new[b]].append(b)
    return [(a, waiting[old[a]].pop()) for a in sorted(old) if waiting.get(old[a])]


def _scores(old: Mapping[str, _Told], new: Mapping[str, _Told]) -> dict[tuple[str, str], float]:
    """Score by ids, of the pairs of one detector that share a subject and are alike enough.

    A subject that very many findings of the detector have on either side brings no pair together, so that the work
    grows with the findings and not with their square.
    """
    had, has = (_by_subject(side.values()) for side in (old, new))
    pairs = {
        (a, b)
        for place in had.keys() & has.keys()
        if len(had[place]) <= COMMON and len(has[place]) <= COMMON
        for a in had[place]
        for b in has[place]
    }
    scores = {}
    for a, b in sorted(pairs):
        one, other = old[a], new[b]
        main = one.main in other.subjects and other.main in one.subjects
        alike = jaccard(one.subjects, other.subjects)
        if alike >= LEAST or main or max(_share(one, other), _share(other, one)) >= INSIDE:
            scores[a, b] = alike + MAIN * main
    return scores


def _by_subject(side: Iterable[_Told]) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for told in side:
        for subject in told.subjects:
            found[told.detector, subject].append(told.id)
    return found


def _share(told: _Told, other: _Told) -> float:
    """Share 0..1 of its subjects that lie in the other; it has some."""
    return len(told.subjects & other.subjects) / len(told.subjects)


def _best(scores: Mapping[tuple[str, str], float]) -> dict[str, str]:
    """Id -> the other side's id it has the highest score with, of equal ones the first."""
    found: dict[str, str] = {}
    for (left, right), _score in sorted(scores.items(), key=lambda one: (one[0][0], -one[1], one[0][1])):
        found.setdefault(left, right)
    return found
