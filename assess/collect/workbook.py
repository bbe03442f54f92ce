"""A client's workbook opened: never more than it holds, whatever it says of itself."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from assess.collect.cells import text_of
from assess.model.errors import AssessError, BadInput, Problem
from assess.store.office_zip import check_office_zip

LARGE = 40_000_000  # bytes unpacked from which cells are read one row at a time, without merged ranges
LARGEST = 1_000_000_000
MOST_CELLS = 40_000_000
_NONE = "is not an Excel workbook (.xlsx) that can be opened."


@contextmanager
def opened(data: bytes, name: str, largest: int = LARGEST) -> Iterator[tuple[Any, bool]]:
    """The workbook, and whether it is large. BadInput where it is none, or breaks off while it is read."""
    import openpyxl

    size = check_office_zip(data, name, "an Excel workbook (.xlsx)", largest)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and links that nobody asked for
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, read_only=size > LARGE)
            try:
                yield book, size > LARGE
            finally:
                book.close()
    except AssessError:
        raise
    except Exception:  # noqa: BLE001 - openpyxl raises whatever odd XML makes its classes raise
        raise BadInput([Problem(name, _NONE)]) from None


def grid_of(sheet: Any, name: str, large: bool) -> list[list[str]]:
    """The cells down to the last one that holds something, as text; BadInput where that is too many."""
    if large:
        return _row_by_row(sheet, name)
    filled = [place for place, cell in sheet._cells.items() if cell.value is not None]
    if not filled:
        return []
    rows, columns = max(row for row, _ in filled), max(column for _, column in filled)
    if rows * columns > MOST_CELLS:
        raise _too_many(name, rows, columns)
    values = sheet.iter_rows(min_row=1, max_row=rows, min_col=1, max_col=columns, values_only=True)
    return [[text_of(value) for value in row] for row in values]


def _row_by_row(sheet: Any, name: str) -> list[list[str]]:
    grid: list[list[str]] = []
    count = 0
    for row in sheet.iter_rows(values_only=True):
        count += len(row)
        if count > MOST_CELLS:
            raise _too_many(name, len(grid), len(row))
        grid.append([text_of(value) for value in row])
    while grid and not any(grid[-1]):
        grid.pop()
    return grid


def _too_many(name: str, rows: int, columns: int) -> BadInput:
    return BadInput(
        [Problem(name, f"has cells in {rows:,} rows and {columns:,} columns; at most {MOST_CELLS:,} cells of a sheet "
                       "are read. Delete what stands far from the table.")]
    )  # fmt: skip
