"""A workbook or CSV as plain rows of cells with the merged ranges beside them, for files whose headers take thought."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assess.collect.tabular_parts import parts_of
from assess.collect.text_file import read_bytes, shown
from assess.collect.workbook import grid_of, opened
from assess.model.errors import BadInput, Problem

LARGEST = 200_000_000  # bytes of a workbook once unpacked


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged range, rows and columns counted from 1, both ends in it."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        return f"{letter(self.left)}{self.top}:{letter(self.right)}{self.bottom}"


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet. `rows` are (row in the file, cells); a merged range has its text in its first cell only."""

    name: str
    title: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    merged: tuple[Merged, ...] = ()

    def at(self, row: int, column: int) -> str:
        """Where a cell is, as a message names it."""
        return f"{self.name}:{row}, column {letter(column)}"


def read_grids(path: Path, root: Path | None = None) -> list[Grid]:
    """The visible sheets that hold anything; BadInput where none does or the file cannot be read."""
    name = shown(path, root)
    data = read_bytes(path, name)
    if data.startswith(b"PK\x03\x04"):
        grids = _workbook(data, name)
    else:
        parts = [part for part in parts_of(path, name, {}) if part.table is None]
        if not parts:
            raise BadInput([Problem(name, "is no table of cells; a CSV or an XLSX is read here.")])
        grids = [
            Grid(name, "", tuple((number, tuple(cell.strip() for cell in cells)) for number, cells in part.rows))
            for part in parts
        ]
    filled = [grid for grid in grids if any(any(cells) for _, cells in grid.rows)]
    if not filled:
        raise BadInput([Problem(name, "is empty.")])
    return filled


def letter(column: int) -> str:
    """The letters a spreadsheet gives a column, 1 for the first."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def number_of(letters: str) -> int:
    """The column that letters name; 0 where they name none."""
    found = 0
    for one in letters.upper():
        if not "A" <= one <= "Z":
            return 0
        found = found * 26 + ord(one) - 64
    return found


def _workbook(data: bytes, name: str) -> list[Grid]:
    grids = []
    with opened(data, name, LARGEST) as (book, large):
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            cells = grid_of(sheet, f"{name}[{sheet.title}]", large)
            rows = tuple((number, tuple(cell.strip() for cell in row)) for number, row in enumerate(cells, 1))
            merged = () if large else sheet.merged_cells.ranges
            ranges = sorted((r.min_row, r.min_col, r.max_row, r.max_col) for r in merged)
            grids.append(Grid(f"{name}[{sheet.title}]", sheet.title, rows, tuple(Merged(*ends) for ends in ranges)))
    return grids
