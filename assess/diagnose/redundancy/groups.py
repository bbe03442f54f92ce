"""Tables that are one thing kept more than once, each group with its master."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from assess.diagnose.redundancy.candidates import candidate_pairs
from assess.diagnose.redundancy.catalogue import Catalogue, read_catalogue
from assess.diagnose.redundancy.judge import Judge
from assess.diagnose.redundancy.known import know
from assess.diagnose.redundancy.master import Choice, choose_master
from assess.diagnose.redundancy.verdict import (
    ENVIRONMENT,
    EXACT,
    FALSE_FRIEND,
    LAYER,
    NEAR,
    RELATED,
    SHARD,
    SUBSET,
    TEMPLATE,
    VERSION,
    Pair,
)
from assess.model.evidence import Evidence

_STRONGEST = (NEAR, EXACT, SUBSET, VERSION, LAYER, ENVIRONMENT, SHARD)


@dataclass(frozen=True)
class Member:
    """A table of a group other than its master, and what it is to the master."""

    table: int
    pair: Pair

    @property
    def verdict(self) -> str:
        return self.pair.verdict


@dataclass(frozen=True)
class Group:
    """A master and its members (by table id); `verdict` names the strongest relation in it."""

    id: str
    verdict: str
    master: int
    members: tuple[Member, ...]
    choice: Choice
    confidence: float

    def of(self, *verdicts: str) -> tuple[Member, ...]:
        return tuple(member for member in self.members if member.verdict in verdicts)


@dataclass(frozen=True)
class Copies:
    """All groups of a catalogue: related tables first, then templates and false friends, by master's id."""

    catalogue: Catalogue
    groups: tuple[Group, ...]
    compared: int

    def count(self, *verdicts: str) -> int:
        """How many groups have one of these verdicts."""
        return sum(group.verdict in verdicts for group in self.groups)


def find_copies(evidence: Evidence) -> Copies:
    """The groups in the evidence; every candidate pair is judged once, nothing is quadratic in tables."""
    catalogue = read_catalogue(evidence)
    candidates = candidate_pairs(catalogue)
    judge = Judge(know(catalogue, evidence.edges, candidates))
    judged = _judged(judge, candidates)
    groups = _related(judge, [p for p in judged if p.verdict in RELATED], evidence)
    spoken_for = {m.table for group in groups for m in group.members}  # their master stands for them
    for verdict in (TEMPLATE, FALSE_FRIEND):
        alike = [p for p in judged if p.verdict == verdict and not {p.a, p.b} & spoken_for]
        groups += _alike(judge, alike, verdict, evidence)
    numbered = tuple(
        Group(f"G{n:04d}", g.verdict, g.master, g.members, g.choice, g.confidence) for n, g in enumerate(groups, 1)
    )
    return Copies(catalogue, numbered, len(candidates))


def _judged(judge: Judge, candidates: Iterable[tuple[int, int]]) -> list[Pair]:
    """Verdicts on the candidates, without those that earlier ones already put into one part."""
    parent = list(range(judge.known.catalogue.count))
    out = []
    for a, b in candidates:
        one, other = _top(parent, a), _top(parent, b)
        if one == other:
            continue
        pair = judge.pair(a, b)
        out.append(pair)
        if pair.verdict in RELATED:
            parent[max(one, other)] = min(one, other)
    return out


def _top(parent: Any, t: int) -> int:
    while parent[t] != t:
        parent[t] = parent[parent[t]]
        t = parent[t]
    return t


def _related(judge: Judge, pairs: list[Pair], evidence: Evidence) -> list[Group]:
    """Groups around a master: each member is related to the master itself, not to a neighbour's neighbour."""
    groups = []
    beside: dict[int, list[int]] = {}
    for a, b in judge.known.candidates:
        beside.setdefault(a, []).append(b)
    for part in _parts((p.a, p.b) for p in pairs):
        waiting = [part]
        while waiting:
            tables = waiting.pop()
            choice = choose_master(judge.known.catalogue, tables, evidence, judge.known.marks)
            members = [Member(t, judge.pair(choice.master, t)) for t in tables if t != choice.master]
            related = tuple(m for m in members if m.verdict in RELATED)
            if related:
                verdict = min((m.verdict for m in related), key=_STRONGEST.index)
                groups.append(
                    Group("", verdict, choice.master, related, choice, min(m.pair.confidence for m in related))
                )
            rest = {m.table for m in members} - {m.table for m in related}
            inside = [(a, b) for a in sorted(rest) for b in beside.get(a, ()) if b in rest]
            waiting += _parts((p.a, p.b) for p in _judged(judge, inside) if p.verdict in RELATED)
    return sorted(groups, key=lambda g: g.master)


def _alike(judge: Judge, pairs: list[Pair], verdict: str, evidence: Evidence) -> list[Group]:
    """Templates and false friends: who looks like whom; the first table stands for the form."""
    groups = []
    by_pair = {(p.a, p.b): p for p in pairs}
    neighbours: dict[int, set[int]] = {}
    for p in pairs:
        neighbours.setdefault(p.a, set()).add(p.b)
        neighbours.setdefault(p.b, set()).add(p.a)
    for part in _parts(by_pair):
        left = set(part)
        while left:
            centre = max(sorted(left), key=lambda t: len(neighbours[t] & left))
            around = sorted(neighbours[centre] & left)
            left -= {centre, *around}
            if not around:
                continue
            members = tuple(Member(t, by_pair[min(t, centre), max(t, centre)]) for t in around)
            choice = Choice(centre, {}, ())
            groups.append(Group("", verdict, centre, members, choice, min(m.pair.confidence for m in members)))
    return sorted(groups, key=lambda g: g.master)


def _parts(links: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Connected parts, each ascending, by first table."""
    parent: dict[int, int] = {}
    for a, b in links:
        one, other = (_top(parent, parent.setdefault(t, t)) for t in (a, b))
        parent[max(one, other)] = min(one, other)
    parts: dict[int, list[int]] = {}
    for t in sorted(parent):
        parts.setdefault(_top(parent, t), []).append(t)
    return [parts[key] for key in sorted(parts)]


def role_of(member: Member) -> str:
    """The word for a member in the JSON contract: copy, subset, version, shard, layer, environment, lookalike."""
    roles: dict[str, Any] = {EXACT: "copy", NEAR: "copy", TEMPLATE: "lookalike", FALSE_FRIEND: "lookalike"}
    return str(roles.get(member.verdict, member.verdict))
