"""What a page is made of: tables, figures, and references that lead somewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

Cell = str | Markup


@dataclass(frozen=True, slots=True)
class Table:
    """`aligns` has one letter a column (l, r, c), `widths` percent; `anchors` are ids of the rows or empty."""

    heads: tuple[str, ...]
    aligns: str
    widths: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]
    anchors: tuple[str, ...] = ()

    def anchor(self, row: int) -> str:
        return self.anchors[row] if row < len(self.anchors) else ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with the sentence it shows, where it comes from, and the same numbers as a table for small screens."""

    title: str
    svg: Markup
    source: Markup
    numbers: Table


@dataclass(frozen=True, slots=True)
class Spread:
    """A page of one figure: the sentence it shows, the figure, a table, what follows from it."""

    title: str
    lead: str
    figure: Figure | None
    table: Table | None
    caption: str
    so_what: str
    gaps: Table | None = None


@dataclass(frozen=True)
class References:
    """Turns ids into links; an id without a place in the document stays plain text."""

    places: frozenset[str]

    def __call__(self, identifier: str) -> Markup:
        shown = escape(identifier)
        if identifier not in self.places:
            return shown
        return Markup(f'<a class="ref" href="#{shown}">{shown}</a>')  # noqa: S704

    def list(self, identifiers: Iterable[str], most: int = 6) -> Markup:
        """RT-001, RT-002; beyond `most` the first and the last with dots between."""
        ids = list(dict.fromkeys(identifiers))
        if len(ids) > most:
            ids = [*ids[: most - 2], "…", ids[-1]]
        return Markup(" ").join(Markup("…") if i == "…" else self(i) for i in ids)


def joined(parts: Sequence[Cell], between: str = " ") -> Markup:
    """The parts as markup, what is not markup escaped."""
    return escape(between).join(parts)


def client(name: str) -> Markup:
    """A name the client gave (table, file, column): shown as it is, in whatever language it is."""
    return Markup('<span class="client">{}</span>').format(name)


def breakable(name: str) -> Markup:
    """A client's name that may break after each dot, slash and underscore, so that no column bursts."""
    marked = escape(name)
    for mark in ("_", ".", "/", ":"):
        marked = marked.replace(mark, f"{mark}\u200b")
    return Markup('<span class="client">{}</span>').format(Markup(marked))  # noqa: S704


def spoken(table: Table) -> str:
    """The table's rows as plain text, for those who hear the figure."""
    return "; ".join(", ".join(plain(cell) for cell in row if cell) for row in table.rows)


def plain(cell: Cell) -> str:
    """A cell's text without markup."""
    return cell.striptags() if isinstance(cell, Markup) else cell
