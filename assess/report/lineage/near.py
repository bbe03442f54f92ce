"""Which tables of a large lineage one picture shows: the nearest, then those with most links; the rest is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import networkx as nx

from assess.report.lineage.atlas import Atlas
from assess.report.lineage.shapes import Box, Link
from assess.report.lineage.speak import Speaker

MOST = 300  # boxes in one picture, whatever is asked for


@dataclass(frozen=True)
class Reach:
    """Tables one way from a table: those `kept` by hops, those `missing` by hops, those that lie `further`."""

    kept: list[list[str]]
    missing: list[set[str]]
    further: set[str]

    @property
    def tables(self) -> list[str]:
        return [name for level in self.kept for name in level]

    @property
    def left_out(self) -> int:
        return sum(map(len, self.missing)) + len(self.further)


def reach(atlas: Atlas, start: str, downstream: bool, hops: int, most: int) -> Reach:
    """From `start` one way, at most `most` tables within `hops`; only what hangs on a kept table is kept."""
    graph = atlas.graph
    step = graph.successors if downstream else graph.predecessors
    seen, level, levels = {start}, [start], []
    for _ in range(hops):
        level = sorted({other for name in level for other in step(name)} - seen, key=lambda n: (-atlas.weight(n), n))
        seen.update(level)
        levels.append(level)
    back = graph.predecessors if downstream else graph.successors
    kept: list[list[str]] = []
    missing: list[set[str]] = []
    held, room = {start}, most
    for level in levels:
        some = [name for name in level if any(other in held for other in back(name))][: max(room, 0)]
        kept.append(some)
        missing.append(set(level) - set(some))
        held.update(some)
        room -= len(some)
    everything = nx.descendants(graph, start) if downstream else nx.ancestors(graph, start)
    return Reach(kept, missing, everything - seen)


def left_out(
    way: Reach, start: str, downstream: bool, atlas: Atlas, speaker: Speaker
) -> tuple[dict[str, tuple[str, ...]], list[Box], list[Link]]:
    """A box for what is missing at each hop and one for what lies further, linked to what they hang on.

    The first of the three says which tables each box stands for.
    """
    members: dict[str, tuple[str, ...]] = {}
    boxes: list[Box] = []
    links: list[Link] = []
    near: Sequence[str] = [start]
    before = ""
    side = "down" if downstream else "up"
    step = atlas.graph.successors if downstream else atlas.graph.predecessors
    for hop, (kept, missing) in enumerate(zip(way.kept, way.missing, strict=True), 1):
        last = hop == len(way.kept)
        if missing:
            box = speaker.more(f"more\t{side}\t{hop}", len(missing))
            members[box.id] = tuple(sorted(missing))
            boxes.append(box)
            holders = [name for name in near if any(other in missing for other in step(name))]
            links += [_turned(name, box.id, downstream) for name in [*holders, *([before] if before else [])]]
            before = box.id
        if last and way.further:
            box = speaker.more(f"more\t{side}\tfurther", len(way.further))
            members[box.id] = tuple(sorted(way.further))
            boxes.append(box)
            shown = set(kept) | {start} | {n for level in way.kept for n in level}
            hidden = set().union(*way.missing)
            holders = [name for name in kept if any(o not in shown and o not in hidden for o in step(name))]
            links += [_turned(name, box.id, downstream) for name in holders or ([before] if before else kept[:1])]
        near = kept
    return members, boxes, links


def _turned(name: str, box: str, downstream: bool) -> Link:
    return Link(name, box, 1, "more") if downstream else Link(box, name, 1, "more")


def links_among(atlas: Atlas, tables: Sequence[str], look: str = "") -> list[Link]:
    """The dependencies among these tables; those between departments are the dark ones."""
    return [
        Link(a, b, 1, look or ("main" if atlas.crosses(a, b) else "plain"))
        for a, b in atlas.graph.subgraph(tables).edges
    ]
