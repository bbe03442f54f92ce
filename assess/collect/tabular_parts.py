"""The bytes of a table file as rows of text, before anybody asks what the columns mean."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from assess.collect.tabular_json import read_json
from assess.collect.tabular_parquet import read_parquet
from assess.collect.text_file import decode, read_bytes
from assess.collect.workbook import grid_of, opened
from assess.model.errors import BadInput, Problem

Rows = list[tuple[int, list[str]]]
FAST_FROM = 4_000_000
LOOKED_AT = 30
LONGEST = 16_000_000  # characters of a cell
LARGEST = 1_000_000_000  # bytes of a packed file once unpacked


@dataclass(frozen=True, slots=True)
class Part:
    """A file or a sheet: numbered rows of cells, or a `table` with its header and the number of its first row."""

    name: str
    rows: Rows
    table: pd.DataFrame | None = None
    first_row: int = 2


def parts_of(path: Path, name: str, known: Mapping[str, str]) -> list[Part]:
    """The sheets of a workbook, or the one table of any other file. `known` are headers to find the header row by."""
    data = read_bytes(path, name)
    if data.startswith(b"\x1f\x8b"):
        data = _unpacked(data, name)
    if not data.strip():
        raise BadInput([Problem(name, "is empty.")])
    suffix = path.name.lower().removesuffix(".gz").rsplit(".", 1)[-1]
    if data.startswith(b"PAR1"):
        return [Part(name, [], read_parquet(data, name), 1)]
    if data.startswith(b"PK\x03\x04"):
        return list(_workbook(data, name))
    text = decode(data, name)
    if suffix in {"jsonl", "ndjson", "json"}:
        return [Part(name, [], read_json(text, name), 1)]
    return [_delimited(text, name, known)]


def _unpacked(data: bytes, name: str) -> bytes:
    try:
        with gzip.open(io.BytesIO(data)) as packed:
            found = packed.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error):
        raise BadInput([Problem(name, "is not a whole gzip file; copy it again.")]) from None
    if len(found) > LARGEST:
        raise BadInput([Problem(name, f"unpacks to more than {LARGEST // 1_000_000:,} MB; split it.")])
    return found


def find_header(rows: Rows, known: Mapping[str, str]) -> int:
    """Place of the header among the first rows: the one that names most of what is known, else the first with cells."""
    from assess.collect.tabular import plain

    best, most = 0, 0
    first = next((i for i, (_, cells) in enumerate(rows) if any(c.strip() for c in cells)), 0)
    for i, (_, cells) in enumerate(rows[:LOOKED_AT]):
        score = len({known[plain(c)] for c in cells if c.strip() and plain(c) in known})
        if score > most:
            best, most = i, score
    return best if most else first


def _delimited(text: str, name: str, known: Mapping[str, str]) -> Part:
    if "\n" not in text:
        text = text.replace("\r", "\n")  # as old Macs end lines
    mark = delimiter_of(text, known)
    if len(text) > FAST_FROM:
        fast = _fast(text, mark, name, known)
        if fast is not None:
            return fast
    reader = csv.reader(io.StringIO(text), delimiter=mark)
    rows: Rows = []
    line = 1
    try:
        for cells in reader:
            rows.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise BadInput([Problem(f"{name}:{line}", f"cannot be read as a row of cells: {error}.")]) from None
    return Part(name, rows)


def delimiter_of(text: str, known: Mapping[str, str]) -> str:
    """The separator under which the head of the file names most of what is known, then the one with most columns."""
    csv.field_size_limit(LONGEST)
    head = "\n".join(text[:200_000].split("\n", LOOKED_AT)[:LOOKED_AT])

    def merit(mark: str) -> tuple[int, int]:
        try:
            rows = [(i, cells) for i, cells in enumerate(csv.reader(io.StringIO(head), delimiter=mark), 1)]
        except csv.Error:
            return (0, 0)
        from assess.collect.tabular import plain

        cells = rows[find_header(rows, known)][1] if rows else []
        return len({known[plain(c)] for c in cells if plain(c) in known}), len(cells)

    return max(",\t;|", key=merit)


def _fast(text: str, mark: str, name: str, known: Mapping[str, str]) -> Part | None:
    """A long regular file read column by column; None where a row has another number of cells."""
    import pyarrow as pa
    import pyarrow.csv as arrow_csv

    head = list(csv.reader(io.StringIO("\n".join(text[:200_000].split("\n", LOOKED_AT)[:LOOKED_AT])), delimiter=mark))
    at = find_header([(i, cells) for i, cells in enumerate(head, 1)], known)
    if "\n\n" in text[:-2] or any("\n" in cell for cells in head[: at + 1] for cell in cells):
        return None
    places = [str(i) for i in range(len(head[at]))]
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(text.encode()),
            read_options=arrow_csv.ReadOptions(column_names=places, skip_rows=at + 1, block_size=1 << 24),
            parse_options=arrow_csv.ParseOptions(delimiter=mark, newlines_in_values=True),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(places, pa.large_string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    frame = table.to_pandas()
    frame.columns = [cell.strip() for cell in head[at]]
    return Part(name, [], frame, at + 2)


def _workbook(data: bytes, name: str) -> Iterator[Part]:
    """Visible sheets with merged cells filled by their first cell."""
    with opened(data, name) as (book, large):
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            grid = grid_of(sheet, f"{name}[{sheet.title}]", large)
            for merged in () if large else sheet.merged_cells.ranges:
                if merged.min_row > len(grid) or merged.min_col > len(grid[0]):
                    continue  # beyond the last cell that holds something
                first = grid[merged.min_row - 1][merged.min_col - 1]
                # a merged title is one cell; only a merge down a column repeats a value for its rows
                for row in range(merged.min_row - 1, min(merged.max_row, len(grid))):
                    grid[row][merged.min_col - 1] = first
            rows = [(i, cells) for i, cells in enumerate(grid, 1)]
            if any(cell for _, cells in rows for cell in cells):
                yield Part(f"{name}[{sheet.title}]", rows)
