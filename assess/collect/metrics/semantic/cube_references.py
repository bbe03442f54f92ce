"""References in Cube's SQL: `{CUBE}.column`, `{dimension}`, `{other_cube.member}`, and the joins they need."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from assess.collect.metrics.located import Map
from assess.collect.metrics.semantic.joins import Join, from_clause, nearest, the_one
from assess.collect.metrics.yaml_parts import aggregate, all_of, entries, filtered, place, qualified, quoted
from assess.model.text import Text

_REFERENCE = re.compile(r"""(?<!\{)\$?\{\s*([\w.]+)\s*\}(?!\})(\.(?:\w+|"[^"]+"|`[^`]+`))?""")
_PARAMETER = re.compile(r"\$?\{\s*FILTER_(?:PARAMS|GROUP)\b[^{}]*\}")
_WHOLE = re.compile(r"\$?\{\s*(\w+)\.sql\(\)\s*\}")
_LEFT = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\$?\{[^{}]*\}", re.DOTALL)
CALCULATED = {"number", "number_agg", "string", "time", "boolean"}
_MEMBERS = ("dimensions", "segments", "measures")


@dataclass(frozen=True, eq=False, slots=True)
class Cube:
    """A cube or view as found."""

    name: str
    file: str
    line: int
    data: Map


@dataclass(frozen=True, slots=True)
class Reference:
    """A measure that another one names."""

    cube: Cube
    name: str
    place: str


@dataclass(frozen=True, slots=True)
class Member:
    """A dimension, segment or measure, and the cube that wrote it."""

    kind: str
    cube: Cube
    data: Map


class Cubes:
    """All cubes by name, with what they inherit."""

    def __init__(self) -> None:
        self.all: list[Cube] = []
        self._named: dict[str, list[Cube]] = defaultdict(list)
        self._members: dict[Cube, dict[str, Member]] = {}
        self._joins: dict[Cube, list[tuple[Join, Cube]]] = {}

    def add(self, cube: Cube) -> None:
        self.all.append(cube)
        self._named[cube.name].append(cube)

    def named(self, name: str, file: str) -> tuple[Cube | None, tuple[Text, ...]]:
        """The cube meant by a name in a file, or why none is."""
        unknown = Text(f"找不到 cube“{name}”。", f"There is no cube {name} in the files read.")
        return the_one(nearest(self._named.get(name, ()), file), unknown)

    def known(self, name: str) -> bool:
        return name in self._named

    def parents(self, cube: Cube) -> list[Cube]:
        """The cube and those it extends, nearest first; a circle ends where it closes."""
        line = [cube]
        while (written := line[-1].data.text("extends").strip("{} ")) and len(line) < 50:
            parent, _ = self.named(written, line[-1].file)
            if parent is None or parent in line:
                break
            line.append(parent)
        return line

    def members(self, cube: Cube) -> dict[str, Member]:
        """All members of a cube by name, its own before those it inherits."""
        if cube not in self._members:
            found: dict[str, Member] = {}
            for one in self.parents(cube):
                for kind in _MEMBERS:
                    for entry in entries(one.data, kind):
                        found.setdefault(entry.text("name"), Member(kind, one, entry))
            self._members[cube] = found
        return self._members[cube]

    def source(self, cube: Cube) -> str:
        """The table or query of a cube, as written by it or the nearest it extends."""
        for one in self.parents(cube):
            if written := one.data.text("sql_table", "sqlTable", "sql"):
                return written
        return ""

    def joins(self, cube: Cube) -> list[tuple[Join, Cube]]:
        """The joins of a cube, its own and inherited, with the cubes they lead to."""
        if cube not in self._joins:
            made: list[tuple[Join, Cube]] = []
            for one in self.parents(cube):
                for entry in entries(one.data, "joins"):
                    target, _ = self.named(entry.text("name"), cube.file)
                    if target is not None:
                        made.append((Join(cube.name, target.name, condition(cube, self, entry.text("sql"))), target))
            self._joins[cube] = made
        return self._joins[cube]


@dataclass(slots=True)
class Rendered:
    """The SQL of one measure with its references replaced; filled as texts are rendered.

    With `write_out` measures of its own cube are written out and not named.
    """

    cube: Cube
    cubes: Cubes
    measures: dict[str, Reference] = field(default_factory=dict)
    others: dict[str, Cube] = field(default_factory=dict)
    why: list[Text] = field(default_factory=list)
    write_out: bool = False
    _qualify: bool = False
    _within: list[tuple[str, str]] = field(default_factory=list)

    def texts(self, written: Sequence[str]) -> list[str]:
        """These pieces of SQL; with the cube before each column as soon as another cube takes part."""
        shown = [self._rendered(text, self.cube) for text in written]
        if self.others:
            self._qualify, self.why, self.measures = True, [], {}
            shown = [self._rendered(text, self.cube) for text in written]
        return shown

    def base(self) -> tuple[str, tuple[Text, ...]]:
        """The FROM clause of the cube and of whatever it refers to."""
        at: dict[str, Cube] = {}
        joins: list[Join] = []
        queue = deque([self.cube] if self.others else [])
        while queue and not self.others.keys() <= at.keys():
            cube = queue.popleft()
            at[cube.name] = cube
            for join, target in self.cubes.joins(cube):
                joins.append(join)
                if target.name not in at and target not in queue:
                    queue.append(target)
        at |= {name: cube for name, cube in self.others.items() if name not in at} | {self.cube.name: self.cube}
        sources = {name: self._source(cube) for name, cube in at.items()}
        if not sources[self.cube.name]:
            return "", (Text(f"“{self.cube.name}”没有写数据来源（sql_table 或 sql）。",
                             f"{self.cube.name} gives no sql_table and no sql."),)  # fmt: skip
        text, why = from_clause(sources, [self.cube.name, *self.others], joins)
        left = _LEFT.search(text)
        if left:
            why = (*why, Text(f"数据来源里有未渲染的模板“{left[0]}”。",
                              f"The source has a template that is not rendered: {left[0]}"))  # fmt: skip
        return text, why

    def _source(self, cube: Cube, depth: int = 0) -> str:
        written = _PARAMETER.sub("1 = 1", self.cubes.source(cube))

        def whole(match: re.Match[str]) -> str:
            other, _ = self.cubes.named(match[1], cube.file)
            if other is None or depth > 20:
                return match[0]
            text = self._source(other, depth + 1)
            return text if re.match(r"(?is)\s*(select|with)\b", text) else f"SELECT * FROM {text}"

        written = _WHOLE.sub(whole, written)
        return _REFERENCE.sub(lambda m: m[2][1:] if m[1] == "CUBE" and m[2] else m[0], written)

    def qualified(self, text: str) -> str:
        """A piece of SQL over the cube and others, with the cube before each column."""
        self._qualify = True
        return self._rendered(text, self.cube)

    def _rendered(self, text: str, cube: Cube) -> str:
        if not text:
            return ""
        shown = _REFERENCE.sub(lambda match: self._replaced(match, cube), _PARAMETER.sub("1 = 1", text))
        left = _LEFT.search(shown)
        if left:
            self._say(Text(f"有未渲染的引用“{left[0]}”。", f"A reference is not rendered: {left[0]}"))
        elif _REFERENCE.fullmatch(text.strip()) and shown.startswith("("):
            shown = shown[1:-1]
        if left or not self._qualify or any(name in shown for name in self.measures):
            return shown
        return qualified(shown, quoted(cube.name))  # columns that stand bare beside qualified ones

    def _replaced(self, match: re.Match[str], cube: Cube) -> str:
        path, column = match[1].split("."), (match[2] or "")[1:].replace("`", '"')
        if path[0] == "CUBE" or (path[0] not in self.cubes.members(cube) and path[0] == cube.name):
            path = path[1:]
        at, members = cube, self.cubes.members(cube)
        while path and path[0] not in members and self.cubes.known(path[0]):
            found, why = self.cubes.named(path[0], at.file)
            if found is None:
                self._say(*why)
                return match[0]
            at, members, path = found, self.cubes.members(found), path[1:]
        member = members.get(path[0]) if path else None
        if at is not self.cube and not (member and member.kind == "measures"):
            self.others.setdefault(at.name, at)  # a measure brings its own rows
        if not path:
            return f"{quoted(at.name)}.{column}" if self._qualify and column else column or quoted(at.name)
        if member is None:
            self._say(Text(f"“{at.name}”没有成员“{path[0]}”。", f"{at.name} has no member {path[0]}."))
            return f"{quoted(at.name)}.{quoted(path[0])}" if self._qualify else quoted(path[0])
        if member.kind == "measures":
            return self._measure(member, at, path[0], match.string)
        shown = self._member(member, at, path[0])
        grain = path[1] if len(path) > 1 else column
        return f"DATE_TRUNC('{grain}', {shown})" if grain and member.data.text("type") == "time" else shown

    def _member(self, member: Member, at: Cube, name: str) -> str:
        key = (at.name, name)
        if key in self._within:
            way = " → ".join(n for _, n in [*self._within, key])
            self._say(Text(f"维度循环引用：{way}。", f"Dimensions refer to each other in a circle: {way}."))
            return quoted(name)
        self._within.append(key)
        shown = self._rendered(member.data.text("sql"), at) or quoted(name)
        self._within.pop()
        if member.data.text("sub_query", "subQuery") == "true":
            self._say(Text(f"维度“{name}”取自子查询，没有展开。", f"{name} is a subquery and not written out."))
        return shown if re.fullmatch(r"[\w.\"]+", shown) else f"({shown})"

    def _measure(self, member: Member, at: Cube, name: str, text: str) -> str:
        """A measure stands under its name; under another where a column beside it has that name."""
        if member.cube is not at or (self.write_out and at is self.cube):
            return self._written_out(member, at, name)
        its = place(member.cube.file, member.data.line_of("name"), name)
        bare = _REFERENCE.sub(lambda m: m[2] or "", text)
        alias = name if at is self.cube else f"{at.name}_{name}"
        if re.search(rf"\b{re.escape(alias)}\b", bare):
            alias += "_measure"
        self.measures[alias] = Reference(member.cube, name, its)
        return quoted(alias)

    def _written_out(self, member: Member, at: Cube, name: str) -> str:
        """A measure of the cube, or of the one that it extends, over this one's rows."""
        key = (at.name, name)
        if key in self._within:
            return quoted(name)
        self._within.append(key)
        written, kind = self._rendered(member.data.text("sql"), at), type_of(member.data)
        where = all_of(self._rendered(f.text("sql"), at) for f in entries(member.data, "filters"))
        self._within.pop()
        return f"({written})" if kind in CALCULATED else filtered(aggregate_of(kind, written), where)

    def _say(self, *texts: Text) -> None:
        self.why += [text for text in texts if text not in self.why]


def type_of(data: Map) -> str:
    """The type of a measure; older models write it in camel case."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", data.text("type")).lower()


def aggregate_of(kind: str, expression: str) -> str:
    """The aggregate that a type of measure is, empty for one that is not known or has nothing to sum up."""
    if not expression and kind != "count":
        return ""
    return aggregate("sum" if kind == "running_total" else kind, expression or "*")


def condition(cube: Cube, cubes: Cubes, written: str) -> str:
    """The condition of a join."""
    return Rendered(cube, cubes).qualified(written)
