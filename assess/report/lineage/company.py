"""The company's map: a lane a department, a column a layer, and how much leads from each to each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assess.report import tokens
from assess.report.lineage.atlas import Atlas
from assess.report.lineage.shapes import FOOT, HEAD, LINE, Box, Link, Placed, Point, Word, footed
from assess.report.lineage.speak import Speaker
from assess.report.lineage.views import View

MOST_LANES = 30
REST = "\nrest"  # the lane of all departments beyond
CELL_W, CELL_H = 56.0, 26.0
LABEL, NUMBERS = 132.0, 96.0  # widths of the lanes' names and of what stands at their ends
HEAD_H, LANE_H = 34.0, 44.0
MOST_WORDS = 12


@dataclass(frozen=True)
class Flows:
    """The atlas collapsed: tables by cell, dependencies by pair of cells, and what each lane gives and takes."""

    lanes: list[str]
    rest: tuple[str, ...]
    cells: Mapping[tuple[str, str], int]
    links: Mapping[tuple[tuple[str, str], tuple[str, str]], int]
    inside: int
    gives: Mapping[str, int]
    takes: Mapping[str, int]

    @property
    def first(self) -> str:
        """The department whose tables the others read most; empty where nobody reads another's."""
        known = [lane for lane in self.lanes if lane and lane != REST and self.gives.get(lane)]
        return min(known, key=lambda lane: (-self.gives[lane], lane), default="")


def flows_of(atlas: Atlas) -> Flows:
    """Tables and dependencies by department and layer; departments beyond the largest thirty are one lane."""
    if "flows" not in atlas.memo:
        atlas.memo["flows"] = _flows(atlas)
    found: Flows = atlas.memo["flows"]
    return found


def _flows(atlas: Atlas) -> Flows:
    kept, rest = atlas.departments[:MOST_LANES], atlas.departments[MOST_LANES:]
    lane_of = {department: department for department in kept} | dict.fromkeys(rest, REST)
    cell_of = {name: (lane_of[fact.department], fact.layer) for name, fact in atlas.facts.items()}
    cells = Counter(cell_of.values())
    links: Counter[tuple[tuple[str, str], tuple[str, str]]] = Counter()
    gives: Counter[str] = Counter()
    takes: Counter[str] = Counter()
    for a, b in atlas.graph.edges:
        links[(cell_of[a], cell_of[b])] += 1
        if atlas.crosses(a, b):
            gives[cell_of[a][0]] += 1
            takes[cell_of[b][0]] += 1
    inside = sum(n for (a, b), n in links.items() if a == b)
    lanes = _near([*kept, *([REST] if rest else [])], links)
    return Flows(lanes, tuple(rest), cells, {k: n for k, n in links.items() if k[0] != k[1]}, inside, gives, takes)


def _near(lanes: list[str], links: Mapping[tuple[tuple[str, str], tuple[str, str]], int]) -> list[str]:
    """Lanes with much between them side by side: swapped as long as that shortens the links."""
    place = {lane: number for number, lane in enumerate(lanes)}
    weight = np.zeros((len(lanes), len(lanes)))
    for ((a, _), (b, _)), n in links.items():
        weight[place[a], place[b]] += n
    numbers = np.arange(len(lanes))

    def cost(order: list[int]) -> float:
        at = np.empty(len(order))
        at[order] = numbers
        return float((weight * np.abs(at[:, None] - at[None, :])).sum())

    best = list(range(len(lanes)))
    least, better = cost(best), True
    while better:
        better = False
        for one in range(len(best)):
            for other in range(len(best)):
                trial = best[:one] + best[one + 1 :]
                trial.insert(other, best[one])
                found = cost(trial)
                if found < least:
                    best, least, better = trial, found, True
    return [lanes[number] for number in best]


def company_map(atlas: Atlas, speaker: Speaker, width: float = tokens.WIDTH) -> View:
    """The map in `width` pixels; links out of the department that is read most are the dark ones."""
    flows, say, layers = flows_of(atlas), speaker.say, atlas.layers
    step = (width - LABEL - NUMBERS) / max(len(layers), 1)
    columns = {layer: LABEL + step * (number + 0.5) for number, layer in enumerate(layers)}
    rows = {lane: HEAD_H + LANE_H * (number + 0.5) for number, lane in enumerate(flows.lanes)}
    most = max(flows.cells.values(), default=1)
    boxes, corners, sizes = {}, {}, {}
    for (lane, layer), count in flows.cells.items():
        name = cell_id(lane, layer)
        look = "many" if count * 2 > most else "some" if count * 6 > most else "few"
        spoken = say.comma.join(
            (lane_name(lane, flows, speaker), speaker.layer(layer), say.many("{n} table", "{n} tables", count))
        )
        boxes[name] = Box(name, (say.count(count),), (), look, spoken, middle=True)
        corners[name] = (columns[layer] - CELL_W / 2, rows[lane] - CELL_H / 2)
        sizes[name] = (CELL_W, CELL_H)
    links, routes = [], {}
    for number, ((a, b), count) in enumerate(sorted(flows.links.items())):
        look = "inside" if a[0] == b[0] else "main" if a[0] == flows.first else "crossing"
        link = Link(cell_id(*a), cell_id(*b), count, look)
        links.append(link)
        routes[link.id] = _route(a, b, layers, columns, rows, (number % 5 - 2) * 1.6)
    words = [*_heads(atlas, flows, speaker, columns, width), *_lanes(flows, speaker, rows, width)]
    taken = [(x, y, x + CELL_W, y + CELL_H) for x, y in corners.values()]
    words += _numbers(links, routes, taken)
    edge = [rows[lane] - LANE_H / 2 for lane in flows.lanes]
    rules = [((0.0, y), (width, y)) for y in edge]
    height = HEAD_H + LANE_H * len(flows.lanes) + 4
    members: dict[str, list[str]] = {}
    for name, fact in sorted(atlas.facts.items()):
        lane = REST if fact.department in flows.rest else fact.department
        members.setdefault(cell_id(lane, fact.layer), []).append(name)
    placed = Placed(boxes, corners, links, routes, width, height, words, rules, sizes)
    return View(placed, (), 0, {box: tuple(some) for box, some in members.items()})


def cell_id(lane: str, layer: str) -> str:
    return f"cell\t{lane}\t{layer}"


def lane_id(lane: str) -> str:
    return f"lane\t{lane}"


def lane_name(lane: str, flows: Flows, speaker: Speaker) -> str:
    """A department's name; of those beyond, how many they are."""
    if lane == REST:
        return speaker.say.many("{n} more department", "{n} more departments", len(flows.rest))
    return speaker.department(lane)


def _route(
    a: tuple[str, str], b: tuple[str, str], layers: Sequence[str], columns: Mapping[str, float],
    rows: Mapping[str, float], shift: float,
) -> list[Point]:  # fmt: skip
    """Straight on, and past the cells of the columns between: along the edge of a lane."""
    first, last = layers.index(a[1]), layers.index(b[1])
    y1, y2, half = rows[a[0]], rows[b[0]], CELL_W / 2
    if first == last:
        x = columns[a[1]] + half
        return [(x, y1 + shift), (x + 20, y1 + shift), (x + 20, y2 + shift), (x, y2 + shift)]
    side = half if last > first else -half
    points = [(columns[a[1]] + side, y1 + shift)]
    passed = range(first + 1, last) if last > first else range(first - 1, last, -1)
    for number in passed:
        share = (number - first) / (last - first)
        straight = y1 + (y2 - y1) * share
        edge = HEAD_H + LANE_H * max(1, round((straight - HEAD_H + (0.1 if y2 >= y1 else -0.1)) / LANE_H))
        x = columns[layers[number]]
        points += [(x - side, edge + shift), (x + side, edge + shift)]
    return [*points, (columns[b[1]] - side, y2 + shift)]


def _heads(atlas: Atlas, flows: Flows, speaker: Speaker, columns: Mapping[str, float], width: float) -> list[Word]:
    say = speaker.say
    count = Counter(fact.layer for fact in atlas.facts.values())
    told = [
        Word(x, 12, speaker.layer(layer), "middle", HEAD, tokens.SEMIBOLD, tokens.INK)
        for layer, x in columns.items()
    ]  # fmt: skip
    told += [Word(x, 26, say.many("{n} table", "{n} tables", count[layer]), "middle") for layer, x in columns.items()]
    told.append(Word(width - NUMBERS / 2, 26, say("gives"), "end"))
    told.append(Word(width, 26, say("takes"), "end"))
    return told


def _lanes(flows: Flows, speaker: Speaker, rows: Mapping[str, float], width: float) -> list[Word]:
    """Names at the left, and how much each gives to others and takes from them at the right."""
    told = []
    for lane, y in rows.items():
        lines = footed((lane_name(lane, flows, speaker),), LABEL - 30)
        strong = lane == flows.first
        for number, line in enumerate(lines):
            at = y + 4 + LINE * (number - (len(lines) - 1) / 2)
            weight = tokens.SEMIBOLD if strong else tokens.REGULAR
            told.append(Word(0, at, line, "start", HEAD, weight, tokens.INK, lane_id(lane)))
        for x, value in ((width - NUMBERS / 2, flows.gives.get(lane, 0)), (width, flows.takes.get(lane, 0))):
            heavy = tokens.SEMIBOLD if strong and x < width else tokens.REGULAR
            told.append(Word(x, y + 4, speaker.say.count(value), "end", HEAD, heavy, tokens.INK))
    return told


def _numbers(
    links: Sequence[Link], routes: Mapping[str, Sequence[Point]], taken: list[tuple[float, float, float, float]]
) -> list[Word]:
    """The weights of the heaviest links that cross departments, where there is room; the table has them all."""
    told: list[Word] = []
    for link in sorted(links, key=lambda one: (one.look != "main", -one.weight, one.id)):
        if link.look == "inside" or link.weight < 2 or len(told) == MOST_WORDS:
            continue
        (x1, y1), (x2, y2) = routes[link.id][0], routes[link.id][1]
        for share in (0.5, 0.62, 0.38, 0.74, 0.26):
            word = Word(x1 + (x2 - x1) * share, y1 + (y2 - y1) * _smooth(share) + FOOT * 0.35, str(link.weight),
                        "middle", FOOT, tokens.SEMIBOLD, tokens.ACCENT, ground=True)  # fmt: skip
            if not any(_meet(word.extent, other) for other in taken):
                told.append(word)
                taken.append(word.extent)
                break
    return told


def _smooth(share: float) -> float:
    """Height of the curve between two points at this share of its way across."""
    return 3 * share**2 - 2 * share**3


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] - 3 < other[2] and other[0] < one[2] + 3 and one[1] - 1 < other[3] and other[1] < one[3] + 1
