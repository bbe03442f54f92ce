"""The longest row of jobs as a ladder: one table a rung, with who makes it and where."""

from __future__ import annotations

from itertools import pairwise

from assess.report import tokens
from assess.report.lineage.atlas import Atlas
from assess.report.lineage.shapes import HEAD, Box, Link, Placed, Word, named
from assess.report.lineage.speak import Speaker
from assess.report.lineage.views import View

RUNG, LEFT = 14.0, 30.0


def chain_of(atlas: Atlas, speaker: Speaker, most: int = 14) -> View:
    """The atlas's longest chain, one under the other; of a longer one the middle is a box that counts it."""
    chain = list(atlas.chain)
    head = most // 2 if len(chain) > most else len(chain)
    tail = len(chain) - (most - head) if len(chain) > most else len(chain)
    hidden = tuple(chain[head:tail])
    numbered: list[tuple[int, Box]] = [(n, _rung(name, speaker)) for n, name in enumerate(chain[:head], 1)]
    if hidden:
        numbered.append((0, speaker.more("more\tchain", len(hidden))))
    numbered += [(n, _rung(name, speaker)) for n, name in enumerate(chain[tail:], tail + 1)]
    wide = max((box.width for _, box in numbered), default=0.0)
    corners, sizes, words, y = {}, {}, [], 2.0
    for number, box in numbered:
        corners[box.id], sizes[box.id] = (LEFT, y), (wide, box.height)
        if number:
            middle = y + box.height / 2 + 4
            words.append(Word(LEFT - 12, middle, str(number), "end", HEAD, tokens.SEMIBOLD, tokens.ACCENT))
            words.append(Word(LEFT + wide + 14, middle, _beside(box.id, atlas, speaker), size=10.5))
        y += box.height + RUNG
    links, routes = [], {}
    for (_, a), (_, b) in pairwise(numbered):
        whole = a.id in atlas.facts and b.id in atlas.facts
        link = Link(a.id, b.id, 1, "more" if not whole else "main" if atlas.crosses(a.id, b.id) else "plain")
        links.append(link)
        routes[link.id] = [(LEFT + 24, corners[a.id][1] + a.height), (LEFT + 24, corners[b.id][1])]
    width = max([LEFT + wide, *(word.extent[2] for word in words)]) + 4
    boxes = {box.id: box for _, box in numbered}
    placed = Placed(boxes, corners, links, routes, width, y - RUNG + 4, words, (), sizes)
    members = {"more\tchain": hidden} if hidden else {}
    return View(placed, tuple(name for name in chain if name not in hidden), len(hidden), members)


def _rung(name: str, speaker: Speaker) -> Box:
    return Box(name, named(name, 300.0), (), "table" if speaker.atlas.graph.in_degree(name) else "root", name)


def _beside(name: str, atlas: Atlas, speaker: Speaker) -> str:
    """Who makes it, the schema it lies in, and the file and line of the statement."""
    schema = name.rsplit(".", 1)[0] if "." in name else ""
    return " · ".join(filter(None, (speaker.department(atlas.facts[name].department), schema, atlas.place(name))))
