"""Tables that are one thing kept more than once, each group with its master; and those that only look it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from assess.diagnose.redundancy.candidates import candidates_of
from assess.diagnose.redundancy.catalogue import Catalogue, read_catalogue
from assess.diagnose.redundancy.judge import Judge
from assess.diagnose.redundancy.known import know
from assess.diagnose.redundancy.master import Choice, choose_master
from assess.diagnose.redundancy.names import Glossary
from assess.diagnose.redundancy.through import reach_of, steps_through
from assess.diagnose.redundancy.verdict import EXACT, LOOKALIKES, NEAR, REPEATS, SUBSET, VERSION, Pair, contains
from assess.model.decision import Decision, rejected
from assess.model.evidence import Evidence
from assess.model.progress import Progress, Step, silent

_STRONGEST = (NEAR, EXACT, SUBSET, VERSION)
_BESIDE = 50
_ROUNDS = 3  # how often a part's columns are matched again
_WITNESSES, _ASKED = 2, 8  # copies of the master that must repeat a table whose own columns do not, and those asked


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
    """A master and its members; `verdict` names the strongest relation in it."""

    id: str
    verdict: str
    master: int
    members: tuple[Member, ...]
    choice: Choice

    @property
    def alike(self) -> bool:
        """Whether the tables only look alike, on purpose or by accident."""
        return self.verdict in LOOKALIKES

    @property
    def confidence(self) -> float:
        return min(member.pair.confidence for member in self.members)

    def of(self, *verdicts: str) -> tuple[Member, ...]:
        return tuple(member for member in self.members if member.verdict in verdicts)


@dataclass(frozen=True)
class Copies:
    """All groups of a catalogue: copies and versions first, then look-alikes, each by its first table's id."""

    catalogue: Catalogue
    groups: tuple[Group, ...]
    compared: int

    def count(self, *verdicts: str) -> int:
        """How many groups have one of these verdicts."""
        return sum(group.verdict in verdicts for group in self.groups)


def find_copies(
    evidence: Evidence,
    glossary: Glossary | None = None,
    decisions: Iterable[Decision] = (),
    progress: Progress = silent,
    legal_days: int | None = None,
) -> Copies:
    """The groups in the evidence; a table is claimed in one group only, and nothing is quadratic in tables.

    `glossary` is the shipped one where none is given. Of tables whose standing decision is a rejection no two
    are in one group. A master earns nothing for keeping rows longer than `legal_days`.
    """
    progress(Step("compare", "names", 0, 3))
    catalogue = read_catalogue(evidence, glossary)
    progress(Step("compare", "similar tables", 1, 3))
    candidates = candidates_of(catalogue)
    known = replace(know(catalogue, evidence.edges, candidates), legal_days=legal_days)
    judge = Judge(known, _rejected_pairs(catalogue, decisions))
    versions = _versions(judge)
    aside = {m.table for group in versions for m in group.members}
    judged = _judged(judge, (pair for pair in _told(candidates.pairs, progress) if aside.isdisjoint(pair)))
    progress(Step("compare", "groups", 0, 1))
    groups = [*versions, *_repeats(judge, judged, aside)]
    groups.sort(key=lambda group: (group.master, group.verdict))
    alike = _by_masters(judge, judged, {m.table: group.master for group in groups for m in group.members})
    for verdict in LOOKALIKES:
        groups += _alike([p for p in alike if p.verdict == verdict], verdict)
    progress(Step("compare", "groups", 1, 1))
    numbered = (Group(f"G{n:04d}", g.verdict, g.master, g.members, g.choice) for n, g in enumerate(groups, 1))
    return Copies(catalogue, tuple(numbered), len(candidates.pairs))


def _told(pairs: Mapping[tuple[int, int], float], progress: Progress) -> Iterator[tuple[int, int]]:
    """The pairs, telling whoever waits how far it is."""
    for place, pair in enumerate(pairs):
        if place % 4096 == 0:
            progress(Step("compare", "pairs of tables", place, len(pairs)))
        yield pair


def _rejected_pairs(catalogue: Catalogue, decisions: Iterable[Decision]) -> frozenset[tuple[int, int]]:
    """Pairs of tables of the standing rejections, ascending; tables that are gone are left out."""
    kept = [sorted(catalogue.at[t] for t in d.tables if t in catalogue.at) for d in rejected(decisions)]
    return frozenset(pair for tables in kept for pair in combinations(tables, 2))


def role_of(member: Member) -> str:
    """The word for a member in the JSON contract: copy, subset, superset, version, shard, layer, environment,
    lookalike."""
    if member.verdict == SUBSET and contains(member.pair, member.table):
        return "superset"
    roles = {EXACT: "copy", NEAR: "copy", "template": "lookalike", "false_friend": "lookalike"}
    return roles.get(member.verdict, member.verdict)


def _judged(judge: Judge, candidates: Iterable[tuple[int, int]]) -> list[Pair]:
    """Pairs with a verdict among the candidates, without those that earlier ones already put into one part."""
    parent: dict[int, int] = {}
    out = []
    for a, b in candidates:
        one, other = _top(parent, parent.setdefault(a, a)), _top(parent, parent.setdefault(b, b))
        if one == other:
            continue
        pair = judge.pair(a, b)
        if pair.verdict:
            out.append(pair)
        if pair.verdict in REPEATS and pair.verdict != SUBSET:
            parent[max(one, other)] = min(one, other)
    return out


def _versions(judge: Judge) -> list[Group]:
    """Tables whose name is that of a table beside them and a mark (member_bak of member), around that table."""
    known = judge.known
    bases: dict[tuple[str, str, tuple[str, ...]], list[int]] = {}
    for t in range(known.catalogue.count):
        if not known.marks(t).aside and not known.marks(t).shard:
            bases.setdefault((*known.catalogue.places[t][:2], known.marks(t).stem), []).append(t)
    found: dict[int, list[Member]] = {}
    for t in range(known.catalogue.count):
        if known.marks(t).aside:
            beside = bases.get((*known.catalogue.places[t][:2], known.marks(t).stem), [])
            if len(beside) > _BESIDE:  # names that are the same but for numbers say nothing
                beside = [base for base in beside if (min(base, t), max(base, t)) in known.candidates]
            pairs = [(base, judge.pair(base, t)) for base in beside]
            fits = [(base, pair) for base, pair in pairs if pair.verdict == VERSION]
            if fits:
                base, pair = max(fits, key=lambda fit: (fit[1].confidence, -fit[0]))
                found.setdefault(base, []).append(Member(t, pair))
    return [Group("", VERSION, base, tuple(members), _only(base)) for base, members in found.items()]


def _repeats(judge: Judge, pairs: list[Pair], aside: set[int]) -> list[Group]:
    """Groups around a master: each member repeats the master itself, not a neighbour's neighbour."""
    known = judge.known
    beside: dict[int, list[int]] = {}
    for a, b in known.candidates:
        if not {a, b} & aside:
            beside.setdefault(a, []).append(b)
    waiting = _gathered(judge, pairs)
    groups = []
    while waiting:
        tables = waiting.pop()
        choice = choose_master(known, tables)
        members = _members(judge, choice.master, tables)
        repeats = tuple(m for m in members if m.verdict in REPEATS)
        if repeats:
            verdict = min((m.verdict for m in repeats), key=_STRONGEST.index)
            groups.append(Group("", verdict, choice.master, repeats, choice))
        rest = {m.table for m in members} - {m.table for m in repeats}
        inside = [(a, b) for a in sorted(rest) for b in beside.get(a, ()) if b in rest]
        waiting += _gathered(judge, _judged(judge, inside))
    return groups


def _gathered(judge: Judge, pairs: Iterable[Pair]) -> list[list[int]]:
    """Tables that are one thing, each part ascending: copies of copies, and the parts and wholes of half of them.

    A wide table may hold part of the orders and part of the members: that does not make these two one thing.
    """
    repeats = [p for p in pairs if p.verdict in REPEATS]
    whole = _parts((p.a, p.b) for p in repeats if p.verdict != SUBSET)
    part_of = {t: part for part in whole for t in part}
    rest = []
    for p in (p for p in repeats if p.verdict == SUBSET):
        for t, other in ((p.a, p.b), (p.b, p.a)):
            part = part_of.get(other)
            asked = part[:: max(1, len(part) // _ASKED)] if part and t not in part_of else []
            if asked and part and 2 * sum(judge.pair(t, m).verdict in REPEATS for m in asked) >= len(asked):
                part_of[t] = part
                part.append(t)
        rest.append((p.a, p.b))
    whole += _parts((a, b) for a, b in rest if a not in part_of and b not in part_of)
    return [sorted(part) for part in sorted(whole)]


def _members(judge: Judge, master: int, tables: list[int]) -> list[Member]:
    """The other tables of a part beside its master. What copies call the master's columns helps to match those of
    others; and a table joins by way of copies where half of them repeat it."""
    catalogue = judge.known.catalogue
    beside = {t: judge.pair(master, t) for t in tables if t != master}
    for _ in range(_ROUNDS):
        near = [t for t in beside if beside[t].verdict in REPEATS]
        reach = reach_of(catalogue, master, (beside[t] for t in near))
        found = {}
        for t, known in beside.items():
            if known.verdict in LOOKALIKES:
                continue
            steps = steps_through(catalogue, master, t, reach) if len(known.matches) < len(catalogue.span(t)) else []
            pair = judge.through(master, t, steps) if steps else known
            via = [] if known.verdict else _witnesses(judge, t, near)
            if pair.verdict in REPEATS and (via or known.verdict) and sum(pair.cover) > sum(known.cover):
                found[t] = pair
            elif not pair.verdict and via:
                found[t] = judge.by_way_of(master, t, via)
        beside.update(found)
        if not any(beside[t].verdict in REPEATS and t not in near for t in found):
            break
    return [Member(t, pair) for t, pair in beside.items()]


def _witnesses(judge: Judge, table: int, near: list[int]) -> list[int]:
    """The copies of the master that a table repeats; none where they are fewer than two, or than half of them."""
    asked = near[:: max(1, len(near) // _ASKED)]
    via = [m for m in asked if judge.pair(m, table).verdict in REPEATS]
    return via if len(via) >= max(_WITNESSES, len(asked) / 2) else []


def _by_masters(judge: Judge, judged: list[Pair], masters: Mapping[int, int]) -> list[Pair]:
    """The look-alikes, each pair once; a master stands for its copies where it resembles the other in the same way."""
    found: dict[tuple[int, int], Pair] = {}
    for p in judged:
        if p.verdict not in LOOKALIKES:
            continue
        a, b = sorted((masters.get(p.a, p.a), masters.get(p.b, p.b)))
        pair = p if (a, b) == (p.a, p.b) else judge.pair(a, b) if a != b else p
        if pair.verdict == p.verdict and a != b:
            found.setdefault((a, b), pair)
    return list(found.values())


def _alike(pairs: list[Pair], verdict: str) -> list[Group]:
    """Look-alikes around the table that most of them resemble; nobody is master."""
    by_pair = {(p.a, p.b): p for p in pairs}
    neighbours: dict[int, set[int]] = {}
    for p in pairs:
        neighbours.setdefault(p.a, set()).add(p.b)
        neighbours.setdefault(p.b, set()).add(p.a)
    groups = []
    left = set(neighbours)
    for centre in sorted(neighbours, key=lambda t: (-len(neighbours[t]), t)):
        around = sorted(neighbours[centre] & left) if centre in left else []
        if around:
            left -= {centre, *around}
            members = tuple(Member(t, by_pair[min(t, centre), max(t, centre)]) for t in around)
            groups.append(Group("", verdict, centre, members, _only(centre)))
    return sorted(groups, key=lambda g: g.master)


def _only(table: int) -> Choice:
    """No choice was made: the table is what the others are measured against."""
    return Choice(table, {}, ())


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


def _top(parent: dict[int, int], t: int) -> int:
    while parent[t] != t:
        parent[t] = parent[parent[t]]
        t = parent[t]
    return t
