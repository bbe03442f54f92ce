"""Views and explores of LookML put together: what a view extends, what refines it, and how explores join it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assess.collect.metrics.lookml.tree import Block
from assess.collect.metrics.semantic.joins import nearest, the_one
from assess.model.text import Text

FIELDS = ("dimension", "dimension_group", "measure", "filter", "parameter")
SEVERAL = ("dimension", "dimension_group", "measure", "filter", "parameter", "set", "join")
SOURCE = ("sql_table_name", "derived_table")
DEEP = 40


@dataclass(eq=False, slots=True)
class View:
    """A view as one file writes it, and what refines it, in the order of the files."""

    name: str
    file: str
    line: int
    block: Block
    refinements: list[tuple[str, Block]] = field(default_factory=list)


@dataclass(frozen=True, eq=False, slots=True)
class Field:
    """A field with everything stated of it; `owner` and the place are those of its last writer."""

    name: str
    kind: str
    owner: View
    file: str
    line: int
    block: Block

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line} {self.name}"


@dataclass(frozen=True, eq=False, slots=True)
class Explore:
    """An explore: its base view under its name there, its joins, and the condition it always adds."""

    name: str
    file: str
    line: int
    view: str
    alias: str
    joins: Mapping[str, Block]
    always: str


class Model:
    """All views and explores of the files read."""

    def __init__(self, files: Sequence[tuple[str, Block]]) -> None:
        self.views: list[View] = []
        self.constants: dict[str, str] = {}
        self.formats: dict[str, str] = {}
        self._named: dict[str, list[View]] = defaultdict(list)
        self._fields: dict[View, dict[str, Field]] = {}
        self._blocks: dict[tuple[str, str], list[tuple[str, Block]]] = {}
        refining: list[tuple[str, Block]] = []
        for file, top in files:
            for block in top.of("view"):
                if block.name.startswith("+"):
                    refining.append((file, block))
                else:
                    self.views.append(View(block.name, file, block.line, block))
                    self._named[block.name].append(self.views[-1])
            for block in top.of("constant"):
                self.constants.setdefault(block.name, block.text("value"))
            for block in top.of("named_value_format"):
                self.formats.setdefault(block.name, block.text("value_format"))
        self.stray: list[View] = []
        for file, block in refining:
            found = nearest(self._named.get(block.name[1:], ()), file)
            for view in found:
                view.refinements.append((file, block))
            if not found:
                self.stray.append(View(block.name[1:], file, block.line, block))
        self.explores = _explores(files)
        self._of_view: dict[str, list[Explore]] = defaultdict(list)
        for explore in self.explores:
            self._of_view[explore.view].append(explore)

    def named(self, name: str, file: str) -> tuple[View | None, tuple[Text, ...]]:
        """The view meant by a name in a file, or why none is."""
        unknown = Text(f"找不到视图“{name}”。", f"There is no view {name} in the files read.")
        return the_one(nearest(self._named.get(name, ()), file), unknown)

    def is_view(self, name: str) -> bool:
        return name in self._named

    def explores_of(self, view: View) -> list[Explore]:
        """The explores that start from a view, those nearest to its file where several views have its name."""
        found = self._of_view.get(view.name, [])
        return found if len(self._named.get(view.name, ())) <= 1 else nearest(found, view.file)

    def fields(self, view: View) -> dict[str, Field]:
        """All fields of a view: what it extends first, then its own, then what refines it."""
        if view not in self._fields:
            self._fields[view] = {}  # a circle of extends ends here
            found: dict[str, Field] = {}
            for parent in self.parents(view.block, view):
                found |= self.fields(parent)
            for file, block in [(view.file, view.block), *view.refinements]:
                if block is not view.block:
                    for parent in self.parents(block, view):
                        found = self.fields(parent) | found
                add_fields(found, view, file, block)
            self._fields[view] = found
        return self._fields[view]

    def parents(self, block: Block, view: View) -> list[View]:
        """The views that a view's block extends, in the order in which they are laid over each other."""
        found = [self.named(name, view.file)[0] for key in ("extends", "extend") for name in block.words(key)]
        return [parent for parent in found if parent is not None and parent is not view]

    def missing(self, view: View) -> tuple[Text, ...]:
        """Why a view it extends is not there."""
        return tuple(why for name in view.block.words("extends") for why in self.named(name, view.file)[1])

    def stated(self, view: View, keys: Sequence[str] = SOURCE, depth: int = 0) -> tuple[str, View, Block] | None:
        """The block that says last what a view is made of, with the key it says and the view that wrote it."""
        for _, block in [*reversed(view.refinements), (view.file, view.block)]:
            for key in keys:
                if block.text(key) or block.of(key):
                    return key, view, block
        for parent in reversed(self.parents(view.block, view)) if depth < DEEP else ():
            if (found := self.stated(parent, keys, depth + 1)) is not None:
                return found
        return None


def add_fields(found: dict[str, Field], owner: View, file: str, block: Block) -> None:
    """Lays the fields of a block over those found before; of a field written twice each thing stated last counts."""
    for inner in block.of(*FIELDS):
        before = found.get(inner.name)
        merged = over(before.block, inner) if before is not None and before.kind == inner.kind else inner
        found[inner.name] = Field(inner.name, inner.kind, owner, file, inner.line, merged)


def over(before: Block, after: Block) -> Block:
    """One block laid over another."""
    kinds = {block.kind for block in after.blocks if block.kind not in SEVERAL}
    named = {(block.kind, block.name) for block in after.blocks}
    kept = [b for b in before.blocks if b.kind not in kinds and (b.kind, b.name) not in named]
    stated = {**before.stated, **after.stated}
    if "filters" in kinds:
        stated.pop("filters", None)
    elif "filters" in after.stated:
        kept = [b for b in kept if b.kind != "filters"]
    return Block(after.kind, after.name, after.line, stated, [*kept, *after.blocks])


def _explores(files: Sequence[tuple[str, Block]]) -> list[Explore]:
    """Every explore with what it extends and what refines it; one that may not be used by itself is left out."""
    written: dict[str, list[tuple[str, Block]]] = defaultdict(list)
    refining: dict[str, list[Block]] = defaultdict(list)
    for file, top in files:
        for block in top.of("explore"):
            if block.name.startswith("+"):
                refining[block.name[1:]].append(block)
            else:
                written[block.name].append((file, block))

    def whole(file: str, block: Block, depth: int) -> Block:
        made: Block | None = None
        for name in block.words("extends") if depth < DEEP else ():
            for its_file, parent in written.get(name, ())[:1]:
                laid = whole(its_file, parent, depth + 1)
                made = laid if made is None else _laid(made, laid)
        made = block if made is None else _laid(made, block)
        for refinement in refining.get(block.name, ()):
            made = _laid(made, refinement)
        return made

    found = []
    for name, several in written.items():
        for file, block in several:
            if block.text("extension") == "required":
                continue
            made = whole(file, block, 0)
            view = made.text("from") or made.text("view_name") or name
            alias = made.text("view_name") or name
            joins = {join.name: join for join in made.of("join")}
            found.append(Explore(name, file, block.line, view, alias, joins, made.text("sql_always_where")))
    return found


def _laid(before: Block, after: Block) -> Block:
    """An explore over another: a join written again is laid over the one before."""
    joins = {join.name: join for join in before.of("join")}
    merged = [over(joins[b.name], b) if b.kind == "join" and b.name in joins else b for b in after.blocks]
    return over(before, Block(after.kind, after.name, after.line, after.stated, merged))
