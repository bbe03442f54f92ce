"""How the tables of a semantic model are joined, which of several names is meant, and circles among definitions."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from assess.collect.metrics.yaml_parts import quoted
from assess.model.text import Text

Node = TypeVar("Node", bound=Hashable)


class Placed(Protocol):
    """Anything that stands in a line of a file."""

    @property
    def name(self) -> str: ...
    @property
    def file(self) -> str: ...
    @property
    def line(self) -> int: ...


Thing = TypeVar("Thing", bound=Placed)


@dataclass(frozen=True, slots=True)
class Join:
    """How two tables are joined, each under its name in the model; `left` has many rows for one of `right`."""

    left: str
    right: str
    condition: str


def table_in_from(name: str, source: str) -> str:
    """A table or query as FROM has it, under the name a model gives it."""
    if re.match(r"(?is)\(?\s*(select|with)\b", source):
        body = source.strip().rstrip(";")
        return f"{body if body.startswith('(') else f'({body})'} AS {quoted(name)}"
    last = source.rsplit(".", 1)[-1].strip('"`[] ')
    return source if last.casefold() == name.casefold() else f"{source} AS {quoted(name)}"


def from_clause(
    tables: Mapping[str, str], needed: Sequence[str], joins: Sequence[Join]
) -> tuple[str, tuple[Text, ...]]:
    """The FROM clause that reaches every needed table, and what hinders it: no way there, or more than one."""
    if len(needed) <= 1:
        return (table_in_from(needed[0], tables[needed[0]]) if needed else ""), ()
    ways: dict[str, list[tuple[str, Join]]] = defaultdict(list)
    for join in joins:
        ways[join.left].append((join.right, join))
    root = next((n for n in needed if set(needed) <= set(_reached(n, ways))), needed[0])
    found = _reached(root, ways)
    if not set(needed) <= set(found):
        for join in joins:
            ways[join.right].append((join.left, join))
        found = _reached(root, ways)
    why: list[Text] = []
    used: set[str] = set()
    for name in needed:
        if name not in found:
            why.append(Text(f"没有关系把“{root}”与“{name}”关联起来。", f"No relationship joins {root} to {name}."))
        at = name
        while at in found and at not in used:
            used.add(at)
            at = found[at][0]
    shown = [table_in_from(root, tables[root])]
    for name, (before, way) in found.items():
        if name in used and way is not None:
            shown.append(f"LEFT JOIN {table_in_from(name, tables[name])} ON {way.condition}")
            others = {other.condition for at, other in ways[before] if at == name}
            if len(others) > 1:
                why.append(Text(f"“{before}”与“{name}”之间有 {len(others)} 种关联方式，没有说明用哪一种。",
                                f"There are {len(others)} ways to join {before} to {name}; "
                                "which one counts is not said."))  # fmt: skip
    return " ".join(shown), tuple(why)


def _reached(root: str, ways: Mapping[str, list[tuple[str, Join]]]) -> dict[str, tuple[str, Join | None]]:
    """The tables reachable from one, nearest first, each with the table before it and the join between."""
    found: dict[str, tuple[str, Join | None]] = {root: ("", None)}
    queue = deque([root])
    while queue:
        at = queue.popleft()
        for other, join in ways.get(at, ()):
            if other not in found:
                found[other] = (at, join)
                queue.append(other)
    return found


def circles(uses: Mapping[Node, Sequence[Node]]) -> dict[Node, list[Node]]:
    """For everything that in the end refers to itself, the way round: from it back to it."""
    users: dict[Node, list[Node]] = defaultdict(list)
    open_uses = {node: len(set(those) & uses.keys()) for node, those in uses.items()}
    for node, those in uses.items():
        for other in set(those):
            users[other].append(node)
    free = [node for node, count in open_uses.items() if not count]
    while free:
        for user in users[free.pop()]:
            open_uses[user] -= 1
            if not open_uses[user]:
                free.append(user)
    left = {node for node, count in open_uses.items() if count}
    return {node: way for node in left if (way := _way_round(node, uses, left))}


def _way_round(start: Node, uses: Mapping[Node, Sequence[Node]], among: set[Node]) -> list[Node]:
    before: dict[Node, Node] = {}
    queue = deque([start])
    while queue:
        at = queue.popleft()
        for other in uses[at]:
            if other == start:
                way = [start, at]
                while way[-1] != start:
                    way.append(before[way[-1]])
                return way[::-1] if len(way) > 2 or at != start else [start, start]
            if other in among and other not in before:
                before[other] = at
                queue.append(other)
    return []


def circular(names: Sequence[str]) -> Text:
    """What is said of a metric that is defined by itself."""
    way = " → ".join(names)
    return Text(f"定义循环引用：{way}。", f"The definition is circular: {way}.")


def nearest(found: Sequence[Thing], file: str) -> list[Thing]:
    """Those in the same file; else those in the folder that has most in common with the file's."""
    same = [one for one in found if one.file == file]
    if same or len(found) <= 1:
        return same or list(found)
    here = folder(file)
    shared = [_shared(here, folder(one.file)) for one in found]
    return [one for one, depth in zip(found, shared, strict=True) if depth == max(shared)]


def the_one(near: Sequence[Thing], unknown: Text) -> tuple[Thing | None, tuple[Text, ...]]:
    """The only one there is; or else why there is none: unknown, or several."""
    if len(near) == 1:
        return near[0], ()
    if not near:
        return None, (unknown,)
    places = [f"{one.file}:{one.line}" for one in near]
    name = near[0].name
    return None, (
        Text(
            f"“{name}”在 {'、'.join(places)} 都有定义，没有说明用的是哪一个。",
            f"{name} is defined in {' and in '.join(places)}; which one is meant is not said.",
        ),
    )


def folder(file: str) -> tuple[str, ...]:
    """The folders a file lies in."""
    return tuple(file.replace("\\", "/").split("/")[:-1])


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    depth = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        depth += 1
    return depth
