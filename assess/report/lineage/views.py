"""The pictures: what is around a table, what hangs on it, a department, tables made twice, the longest chain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import networkx as nx

from assess.report import tokens
from assess.report.lineage.atlas import Atlas
from assess.report.lineage.layout import layered
from assess.report.lineage.measure import broken
from assess.report.lineage.near import MOST, left_out, links_among, reach
from assess.report.lineage.order import ranks_of
from assess.report.lineage.shapes import FOOT, Box, Link, Placed, Word
from assess.report.lineage.speak import Speaker


@dataclass(frozen=True)
class View:
    """A picture, the tables in it, how many that belong to it are only counted, and what its other boxes stand for."""

    placed: Placed
    tables: tuple[str, ...]
    left_out: int = 0
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def around(atlas: Atlas, table: str, speaker: Speaker, most: int = 60, hops: int = 2) -> View:
    """The table, what it is made from and what is made of it, to two hops."""
    most = min(most, MOST) - 7  # room for the table and the boxes of what is left out
    up = reach(atlas, table, False, hops, most // 2)
    down = reach(atlas, table, True, hops, most - len(up.tables))
    tables = [*up.tables, table, *(name for name in down.tables if name not in up.tables)]
    boxes = [speaker.table(name, "centre" if name == table else "") for name in dict.fromkeys(tables)]
    links = links_among(atlas, tables)
    members: dict[str, tuple[str, ...]] = {}
    for way, downstream in ((up, False), (down, True)):
        some, more, hung = left_out(way, table, downstream, atlas, speaker)
        members |= some
        boxes += more
        links += hung
    return View(layered(boxes, links), tuple(dict.fromkeys(tables)), up.left_out + down.left_out, members)


def hanging(atlas: Atlas, table: str, speaker: Speaker, most: int = 40, hops: int = 12, gap: float = 40.0) -> View:
    """A single point and what is made of it; what has no other way to its data is outlined as stopping."""
    most = min(most, MOST) - hops - 2
    down = reach(atlas, table, True, hops, most)
    only = set(atlas.dominated.get(table, ()))
    tables = [table, *down.tables]
    boxes = [speaker.table(name, "centre" if name == table else "stops" if name in only else "") for name in tables]
    kept = set(tables)
    links = [
        Link(a, b, 1, "stops" if b in only and (a in only or a == table) else "plain")
        for a, b in atlas.graph.subgraph(kept).edges
    ]
    members, more, hung = left_out(down, table, True, atlas, speaker)
    return View(layered([*boxes, *more], [*links, *hung], gap=gap), tuple(tables), down.left_out, members)


def of_department(atlas: Atlas, department: str, speaker: Speaker, most: int = 60) -> View:
    """A department's tables, and what it takes from and gives to each other one, as a box a department and side."""
    own = [name for name, fact in atlas.facts.items() if fact.department == department]
    kept = sorted(own, key=lambda name: (-atlas.weight(name), name))[: max(min(most, MOST) - 2 * 30, 20)]
    there = set(kept)
    hidden: dict[str, list[str]] = {}
    weights: Counter[tuple[str, str]] = Counter()
    given: dict[str, set[str]] = {}

    def stands_for(name: str, side: str) -> str:
        fact = atlas.facts[name]
        if fact.department != department:
            box = f"{side}\t{fact.department}"
            given.setdefault(box, set()).add(name)
            return box
        return name if name in there else f"more\t{fact.layer}"

    for name in own:
        if name not in there:
            hidden.setdefault(f"more\t{atlas.facts[name].layer}", []).append(name)
    for a, b in atlas.graph.edges:
        if department in (atlas.facts[a].department, atlas.facts[b].department):
            weights[(stands_for(a, "from"), stands_for(b, "to"))] += 1
    boxes = [speaker.table(name) for name in kept]
    boxes += [speaker.more(box, count) for box, count in sorted((box, len(some)) for box, some in hidden.items())]
    boxes += [_neighbour(box, len(names), speaker) for box, names in sorted(given.items())]
    outer = ("from\t", "to\t")
    links = [
        Link(a, b, 1, "main" if a.startswith(outer) or b.startswith(outer) else "plain")
        for (a, b), _ in sorted(weights.items())
        if a != b
    ]
    ranks = _sides(boxes, links)
    members = {box: tuple(sorted(some)) for box, some in [*given.items(), *hidden.items()]}
    return View(layered(boxes, links, ranks), tuple(kept), len(own) - len(kept), members)


def _sides(boxes: Sequence[Box], links: Sequence[Link]) -> dict[str, int]:
    """Columns: what is taken at the far left, what is given at the far right."""
    graph = nx.DiGraph()
    graph.add_nodes_from(box.id for box in boxes)
    graph.add_edges_from((link.source, link.target) for link in links)
    ranks = ranks_of(graph)
    least, most = min(ranks.values(), default=0), max(ranks.values(), default=0)
    return {
        name: least - 1 if name.startswith("from\t") else most + 1 if name.startswith("to\t") else rank
        for name, rank in ranks.items()
    }


def _neighbour(box: str, count: int, speaker: Speaker) -> Box:
    side, department = box.split("\t")
    name, say = speaker.department(department), speaker.say
    told = say.many("{n} table", "{n} tables", count)
    how = say("from {name}", name=name) if side == "from" else say("to {name}", name=name)
    return Box(box, (how,), (told,), "department", say.comma.join((how, told)))


def twins(
    atlas: Atlas, tables: Sequence[str], speaker: Speaker, word: str = "", most: int = 60, gap: float = 64.0
) -> View:
    """Tables made in parallel side by side: their shared sources at the left, each one's own way, all ends in line."""
    ends = list(tables)
    above = {end: nx.ancestors(atlas.graph, end) for end in ends}
    times = Counter(name for some in above.values() for name in some)
    shared = {name for name, n in times.items() if n > 1} - set(ends)
    own = {end: (above[end] - shared - set(ends)) | {end} for end in ends}
    ranks: dict[str, int] = {}
    for end, some in own.items():
        part = atlas.graph.subgraph(some)
        for name in some:
            ranks[name] = -_longest(part, name, end)
    inner = set().union(*own.values())
    frontier = sorted(n for n in shared if any(t in inner for t in atlas.graph.successors(n)))
    first = min(ranks.values(), default=0) - 1
    ranks |= dict.fromkeys(frontier, first)
    names = sorted(ranks, key=lambda n: (n not in ends, -atlas.weight(n), n))[: min(most, MOST) - 2]
    there = set(names)
    hidden = tuple(sorted((shared | inner) - there))
    boxes = [
        speaker.table(name, "twin" if name in ends else "", foot=atlas.place(name) if name in ends else "")
        for name in sorted(names, key=lambda n: (min((i for i, e in enumerate(ends) if n in own[e]), default=-1), n))
    ]
    links = [
        Link(a, b, 1, "same" if a in shared else "plain")
        for a, b in atlas.graph.subgraph(there).edges
        if not (a in shared and b in shared)
    ]
    if hidden:
        boxes.append(speaker.more("more\tup", len(hidden)))
        ranks["more\tup"] = first - 1
        links += [Link("more\tup", name, 1, "more") for name in frontier if name in there
                  and atlas.graph.in_degree(name)]  # fmt: skip
    placed = layered(boxes, links, {box.id: ranks[box.id] for box in boxes}, gap=gap)
    return View(_braced(placed, ends, word), tuple(names), len(hidden), {"more\tup": hidden} if hidden else {})


def _longest(part: nx.DiGraph, name: str, end: str) -> int:
    """Steps from a table to the end of its way; the shortest way where it runs in circles."""
    try:
        return int(nx.shortest_path_length(part, name, end))
    except nx.NetworkXNoPath:
        return 1


def _braced(placed: Placed, ends: Sequence[str], word: str) -> Placed:
    """The picture with the ends tied together at the right, and what is the same about them."""
    there = [end for end in ends if end in placed.corners]
    if len(there) < 2 or not word:
        return placed
    right = max(placed.corners[end][0] + placed.size(end)[0] for end in there)
    ys = sorted(placed.corners[end][1] + placed.size(end)[1] / 2 for end in there)
    x = right + 14
    rules = [((right + 3, y), (x, y)) for y in ys] + [((x, ys[0]), (x, ys[-1]))]
    lines = broken(word, 120.0, FOOT + 1, tokens.SEMIBOLD)
    middle = (ys[0] + ys[-1]) / 2 - 13.0 * (len(lines) - 1) / 2 + 4
    words = [
        Word(x + 8, middle + 13.0 * number, line, "start", FOOT + 1, tokens.SEMIBOLD, tokens.ACCENT)
        for number, line in enumerate(lines)
    ]
    width = max(word.extent[2] for word in words) + 3
    return Placed(
        placed.boxes, placed.corners, placed.links, placed.routes, max(placed.width, width), placed.height,
        [*placed.words, *words], [*placed.rules, *rules], placed.sizes,
    )  # fmt: skip
