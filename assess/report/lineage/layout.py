"""Where everything stands: columns of boxes, links led between them, long ones through lanes of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import networkx as nx

from assess.report.lineage.order import Columns, Pairs, ranks_of, reduced
from assess.report.lineage.shapes import Box, Link, Placed, Point

GAP_Y, LANE = 10.0, 9.0  # between two boxes of a column; height of the lane of a passing link
GAP_X, WIDEST_GAP = 40.0, 96.0
SWEEPS = 10
MARGIN = 3.0


@dataclass(frozen=True)
class _Skeleton:
    """Boxes and lanes by column; `paths` are the lanes a link passes, left to right."""

    columns: Columns
    pairs: Pairs
    paths: Mapping[str, tuple[str, ...]]
    backwards: frozenset[str]
    column_of: Mapping[str, int]


def layered(
    boxes: Iterable[Box], links: Sequence[Link], ranks: Mapping[str, int] | None = None, *, gap: float = GAP_X,
    fixed: bool = False,
) -> Placed:  # fmt: skip
    """Boxes in columns by `ranks` (by their links where none are given), the flow from left to right.

    With `fixed` the boxes of a column keep the order in which they were given.
    """
    known = {box.id: box for box in boxes}
    links = [link for link in links if link.source in known and link.target in known and link.source != link.target]
    if ranks is None:
        graph = nx.DiGraph()
        graph.add_nodes_from(known)
        graph.add_edges_from((link.source, link.target) for link in links)
        ranks = ranks_of(graph)
    bones = _skeleton(known, links, ranks)
    columns = bones.columns if fixed else reduced(bones.columns, bones.pairs)
    heights = {name: known[name].height if name in known else LANE for column in columns for name in column}
    middles = _middles(columns, bones.pairs, heights)
    lefts, widths = _across(columns, known, bones.pairs, gap)
    corners, sizes = {}, {}
    for number, column in enumerate(columns):
        for name in column:
            if name in known:
                corners[name] = (lefts[number], middles[name] - heights[name] / 2)
                sizes[name] = (widths[number], heights[name])
    routes = {link.id: _route(link, bones, middles, lefts, widths) for link in links}
    bottom = max((y + sizes[name][1] for name, (_, y) in corners.items()), default=0.0)
    bottom = max([bottom, *(y for points in routes.values() for _, y in points)])
    width = lefts[-1] + widths[-1] + MARGIN if lefts else 0.0
    return Placed(known, corners, links, routes, width, bottom + MARGIN, sizes=sizes)


def _skeleton(known: Mapping[str, Box], links: Sequence[Link], ranks: Mapping[str, int]) -> _Skeleton:
    """Columns with a lane wherever a link passes one; the links that leave a box to the right share theirs."""
    used = sorted({ranks[name] for name in known})
    column_of = {name: used.index(ranks[name]) for name in known}
    columns: Columns = [[name for name in known if column_of[name] == number] for number in range(len(used))]
    pairs: dict[tuple[str, str], None] = {}
    paths, backwards, lanes = {}, set(), set()
    for link in links:
        left, right = link.source, link.target
        if column_of[left] > column_of[right]:
            left, right = right, left
            backwards.add(link.id)
        passed = tuple(f"\n{left}\n{number}" for number in range(column_of[left] + 1, column_of[right]))
        for number, lane in enumerate(passed, column_of[left] + 1):
            if lane not in lanes:
                lanes.add(lane)
                columns[number].append(lane)
        paths[link.id] = passed
        if column_of[left] != column_of[right]:
            row = (left, *passed, right)
            pairs |= dict.fromkeys(pairwise(row))
    return _Skeleton(columns, list(pairs), paths, frozenset(backwards), column_of)


def _middles(columns: Columns, pairs: Pairs, heights: Mapping[str, float]) -> dict[str, float]:
    """Height of each middle: near the middles of what it is linked to, and never on another."""
    near: dict[str, list[str]] = {}
    for left, right in pairs:
        near.setdefault(left, []).append(right)
        near.setdefault(right, []).append(left)
    middles: dict[str, float] = {}
    for column in columns:
        y = 0.0
        for name in column:
            middles[name] = y + heights[name] / 2
            y += heights[name] + _gap(name)
    tallest = max((middles[column[-1]] for column in columns if column), default=0.0)
    for column in columns:
        if column:
            shift = (tallest - middles[column[-1]]) / 2
            for name in column:
                middles[name] += shift
    for sweep in range(SWEEPS):
        for column in columns if sweep % 2 == 0 else reversed(columns):
            wanted = [_mean([middles[o] for o in near.get(name, ())], middles[name]) for name in column]
            strength = [1.0 + 0.5 * len(near.get(name, ())) + 3.0 * name.startswith("\n") for name in column]
            for name, y in zip(column, _apart(column, wanted, strength, heights), strict=True):
                middles[name] = y
    top = min((middles[name] - heights[name] / 2 for name in middles), default=0.0)
    return {name: y - top + MARGIN for name, y in middles.items()}


def _mean(values: Sequence[float], other: float) -> float:
    return sum(values) / len(values) if values else other


def _gap(name: str) -> float:
    return 2.0 if name.startswith("\n") else GAP_Y


def _apart(
    column: Sequence[str], wanted: Sequence[float], strength: Sequence[float], heights: Mapping[str, float]
) -> list[float]:
    """The middles nearest to those wanted (least squares) that keep the order and the gaps: pooled violators."""
    offsets, at = [], 0.0
    for number, name in enumerate(column):
        if number:
            before = column[number - 1]
            at += (heights[before] + heights[name]) / 2 + max(_gap(before), _gap(name))
        offsets.append(at)
    blocks: list[list[float]] = []  # mean, weight, members
    for y, weight, offset in zip(wanted, strength, offsets, strict=True):
        blocks.append([y - offset, weight, 1])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            mean, heavy, members = blocks.pop()
            last = blocks[-1]
            last[0] = (last[0] * last[1] + mean * heavy) / (last[1] + heavy)
            last[1] += heavy
            last[2] += members
    spread = [mean for mean, _, members in blocks for _ in range(int(members))]
    return [base + offset for base, offset in zip(spread, offsets, strict=True)]


def _across(columns: Columns, known: Mapping[str, Box], pairs: Pairs, gap: float) -> tuple[list[float], list[float]]:
    """Left edge and width of each column; where many links pass, the gap is wider."""
    column_of = {name: number for number, column in enumerate(columns) for name in column}
    crossing = [0] * len(columns)
    for left, _ in pairs:
        crossing[column_of[left]] += 1
    lefts, widths, x = [], [], MARGIN
    for number, column in enumerate(columns):
        widths.append(max((known[name].width for name in column if name in known), default=0.0))
        lefts.append(x)
        x += widths[-1] + min(WIDEST_GAP, gap + 0.8 * crossing[number])
    return lefts, widths


def _route(
    link: Link, bones: _Skeleton, middles: Mapping[str, float], lefts: Sequence[float], widths: Sequence[float]
) -> list[Point]:
    """Points of a link from the right side of its source to the left side of its target, by its lanes."""
    back = link.id in bones.backwards
    left, right = (link.target, link.source) if back else (link.source, link.target)
    first, last = bones.column_of[left], bones.column_of[right]
    if first == last:  # beside each other: round the right side
        x = lefts[first] + widths[first]
        return [(x, middles[link.source]), (x + 16, middles[link.source]), (x + 16, middles[link.target]),
                (x, middles[link.target])]  # fmt: skip
    points = [(lefts[first] + widths[first], middles[left])]
    for number, lane in enumerate(bones.paths[link.id], first + 1):
        points += [(lefts[number], middles[lane]), (lefts[number] + widths[number], middles[lane])]
    points.append((lefts[last], middles[right]))
    return points[::-1] if back else points
