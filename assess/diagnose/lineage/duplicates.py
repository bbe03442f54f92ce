"""Groups of tables that departments derive in parallel; a copied chain is one group, at its earliest divergence."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import networkx as nx

from assess.diagnose.lineage.candidates import candidates
from assess.diagnose.lineage.compare import Kind, Likeness, likeness
from assess.diagnose.lineage.graph import lineage_graph
from assess.diagnose.lineage.reach import ancestors_among
from assess.diagnose.lineage.signature import Signature
from assess.diagnose.lineage.signatures import signatures
from assess.diagnose.registry import Case


@dataclass(frozen=True)
class Group:
    """Tables of one class; `pairs` says how each two are alike; `chain` holds later groups of the same chain."""

    kind: Kind
    tables: tuple[str, ...]
    pairs: Mapping[tuple[str, str], Likeness]
    chain: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Duplicates:
    """All groups, and the families of template clones: tables made by one rule over different sources.

    `compared` counts the pairs looked at, `within` the true duplicates among them whose tables are one department's.
    """

    groups: tuple[Group, ...]
    families: tuple[tuple[str, ...], ...]
    compared: int
    within: int

    @property
    def templates(self) -> int:
        return len(self.families)

    @property
    def template_tables(self) -> int:
        return sum(map(len, self.families))


def duplicates(case: Case) -> Duplicates:
    """Parallel derivations of the check-up; use as `case.once(duplicates)`."""
    return duplicates_of(case.once(signatures), case.once(lineage_graph))


def duplicates_of(found: Mapping[str, Signature], graph: nx.DiGraph) -> Duplicates:
    pairs: dict[Kind, dict[tuple[str, str], Likeness]] = defaultdict(dict)
    made = {name: s for name, s in found.items() if not s.echo}
    compared = candidates(made.values())
    alike = {(a.table, b.table): how for a, b in compared if (how := likeness(a, b)) is not None}
    related = ancestors_among(graph, list(alike))
    within = 0
    for pair, how in alike.items():
        if pair in related:
            continue
        if made[pair[0]].department != made[pair[1]].department:
            pairs[how.kind][pair] = how
        else:
            within += how.kind == "duplicate"
    same = _groups("duplicate", pairs["duplicate"])
    head = {table: group.tables[0] for group in same for table in group.tables}
    for kind in ("diverging", "contained"):
        pairs[kind] = {k: v for k, v in pairs[kind].items() if head.get(k[0], k[0]) != head.get(k[1], k[1])}
    groups = _chained(same, graph) + _groups("diverging", pairs["diverging"]) + _containers(pairs["contained"], found)
    return Duplicates(tuple(groups), _templates(made), len(compared), within)


def _groups(kind: Kind, pairs: dict[tuple[str, str], Likeness]) -> list[Group]:
    members = [tuple(sorted(m)) for m in nx.connected_components(nx.Graph(list(pairs)))]
    number = {table: n for n, tables in enumerate(members) for table in tables}
    own: list[dict[tuple[str, str], Likeness]] = [{} for _ in members]
    for pair, how in sorted(pairs.items(), key=lambda item: item[0]):
        own[number[pair[0]]][pair] = how
    found = [Group(kind, tables, own[n]) for n, tables in enumerate(members)]
    return sorted(found, key=lambda g: g.tables)


def _containers(pairs: dict[tuple[str, str], Likeness], found: Mapping[str, Signature]) -> list[Group]:
    """One group a container: the widest table first, then those it holds."""
    held: dict[str, dict[tuple[str, str], Likeness]] = defaultdict(dict)
    for (a, b), how in pairs.items():
        wide = max(a, b, key=lambda t: (len(found[t].outputs), t))
        held[wide][(a, b)] = how
    taken: set[str] = set()
    groups = []
    for wide in sorted(held, key=lambda t: (-len(found[t].outputs), t)):
        inner = sorted({t for pair in held[wide] for t in pair} - {wide} - taken)
        if inner:
            taken |= set(inner)
            kept = {k: v for k, v in sorted(held[wide].items()) if k[0] in inner or k[1] in inner}
            groups.append(Group("contained", (wide, *inner), kept))
    return groups


def _chained(groups: list[Group], graph: nx.DiGraph) -> list[Group]:
    """Groups made from an earlier group, each table from another member, are put into the earliest one's chain."""
    group_of = {table: number for number, group in enumerate(groups) for table in group.tables}
    parents: dict[int, set[int]] = {}
    for number, group in enumerate(groups):
        above: list[dict[int, set[str]]] = []
        for table in group.tables:
            heads: dict[int, set[str]] = defaultdict(set)
            for source in nx.ancestors(graph, table):
                if source in group_of and group_of[source] != number:
                    heads[group_of[source]].add(source)
            above.append(heads)
        shared = set.intersection(*(set(heads) for heads in above))
        parents[number] = {n for n in shared if not set.intersection(*(heads[n] for heads in above))}
    chains: dict[int, list[tuple[str, ...]]] = defaultdict(list)
    for number, earlier in parents.items():
        if earlier:
            earliest = min((n for n in earlier if not parents[n]), default=None)
            if earliest is not None:
                chains[earliest].append(groups[number].tables)
    return [
        Group(g.kind, g.tables, g.pairs, tuple(sorted(chains[number])))
        for number, g in enumerate(groups)
        if not parents[number]
    ]


def _templates(found: Mapping[str, Signature]) -> tuple[tuple[str, ...], ...]:
    """Families of tables made by one rule over different sources, the largest first."""
    by_template: dict[str, list[Signature]] = defaultdict(list)
    for signature in found.values():
        if signature.computed:
            by_template[signature.template].append(signature)
    families = [
        tuple(sorted(s.table for s in family))
        for family in by_template.values()
        if len(family) > 1 and max(Counter(s.exact for s in family).values()) < len(family)
        and not frozenset.intersection(*(s.roots for s in family))
    ]  # fmt: skip
    return tuple(sorted(families, key=lambda tables: (-len(tables), tables)))
