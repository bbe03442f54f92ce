"""A long table file in pieces, so that a catalogue of forty million columns never stands in memory as text."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assess.collect.tabular import Field, Sheet, headers_of, plain, read_sheets, sheet_of
from assess.collect.tabular_parquet import not_parquet, parquet_frame
from assess.collect.tabular_parts import LOOKED_AT, Part, delimiter_of, find_header
from assess.collect.text_file import shown
from assess.model.errors import BadInput

if TYPE_CHECKING:
    import pandas as pd

LARGE = 64_000_000  # bytes of a CSV from which it is read in pieces; Parquet is about eight times as dense
PIECE = 1 << 20  # rows


def read_pieces(
    path: Path, fields: Sequence[Field], *, columns: Mapping[str, str] | None = None, root: Path | None = None
) -> Iterator[Sheet]:
    """The sheets of `path` as `read_sheets` gives them; a large Parquet or regular CSV file piece by piece.

    Only columns somebody asked for are read of these. BadInput as in `read_sheets`.
    """
    known = headers_of(fields, columns or {})
    name = shown(path, root)
    frames: Iterator[pd.DataFrame] | None = None
    if path.is_file() and path.stat().st_size > LARGE / 8 and _starts(path, b"PAR1"):
        frames = _parquet(path, known, name)
    elif path.is_file() and path.stat().st_size > LARGE and path.suffix.lower() in {".csv", ".tsv", ".txt"}:
        frames = _delimited(path, known)
    if frames is None or not _has_all(frames_head := next(frames, None), fields, columns or {}, known):
        yield from read_sheets(path, fields, columns=columns, root=root)
        return
    row = 1 if _starts(path, b"PAR1") else 2
    for frame in _again(frames_head, frames):
        yield sheet_of(Part(name, [], frame, row), fields, columns or {}, known)
        row += len(frame)


def _starts(path: Path, magic: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(magic)) == magic


def _again(first: pd.DataFrame | None, rest: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    if first is not None:
        yield first
    yield from rest


def _has_all(
    head: pd.DataFrame | None, fields: Sequence[Field], columns: Mapping[str, str], known: Mapping[str, str]
) -> bool:
    """Whether the file has what it must have; if not, the reader of whole files says what is missing."""
    if head is None:
        return False
    there = {known.get(plain(str(title))) for title in head.columns}
    return all(field.name in there for field in fields if field.required or field.name in columns)


def _parquet(path: Path, known: Mapping[str, str], name: str) -> Iterator[pd.DataFrame] | None:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        file = parquet.ParquetFile(path)
    except (pa.ArrowException, OSError):
        return None
    titles = file.schema_arrow.names
    if len(set(titles)) < len(titles):
        return None
    return _batches(file, [title for title in titles if plain(title) in known], name)


def _batches(file: Any, wanted: Sequence[str], name: str) -> Iterator[pd.DataFrame]:
    import pyarrow as pa

    try:
        for batch in file.iter_batches(batch_size=PIECE, columns=wanted):
            yield parquet_frame(pa.Table.from_batches([batch]), name)
    except (pa.ArrowException, OSError) as error:
        raise BadInput([not_parquet(name, error)]) from None


def _delimited(path: Path, known: Mapping[str, str]) -> Iterator[pd.DataFrame] | None:
    """A CSV in UTF-8 whose rows all have one length; None for any other, which the reader of whole files takes."""
    import pyarrow as pa
    import pyarrow.csv as arrow_csv

    with path.open("rb") as file:
        head = file.read(1 << 20)
    try:
        text = head.decode("utf-8-sig", errors="strict" if len(head) < 1 << 20 else "ignore")
    except UnicodeDecodeError:
        return None
    if "�" in text or not _is_utf8(path) or _has_empty_line(path):
        return None
    mark = delimiter_of(text, known)
    lines = list(csv.reader("".join(text.splitlines(keepends=True)[:LOOKED_AT]).splitlines(), delimiter=mark))
    at = find_header(list(enumerate(lines, 1)), known)
    if at:
        return None
    titles = [cell.strip() for cell in lines[at]]
    places = [str(i) for i in range(len(titles))]
    wanted = [str(i) for i, title in enumerate(titles) if plain(title) in known]
    reader_options: dict[str, Any] = {
        "read_options": arrow_csv.ReadOptions(column_names=places, skip_rows=1, block_size=1 << 25),
        "parse_options": arrow_csv.ParseOptions(delimiter=mark, newlines_in_values=False),
        "convert_options": arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(places, pa.large_string()), strings_can_be_null=False, include_columns=wanted
        ),
    }
    try:  # once through: a row of another length late in the file must not surprise half-way
        for _ in arrow_csv.open_csv(path, **reader_options):
            pass
    except pa.ArrowInvalid:
        return None
    names = [titles[int(place)] for place in wanted]
    return (
        batch.to_pandas().set_axis(names, axis=1) for batch in arrow_csv.open_csv(path, **reader_options) if len(batch)
    )


def _is_utf8(path: Path) -> bool:
    """Whether all of it is, without a NUL byte: what is wrong the reader of whole files says."""
    import codecs

    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while piece := file.read(1 << 24):
                decoder.decode(piece)
                if b"\x00" in piece:
                    return False
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _has_empty_line(path: Path) -> bool:
    """Empty lines would shift the row numbers of what comes after them."""
    end = b""
    with path.open("rb") as file:
        while piece := file.read(1 << 24):
            if b"\n\n" in end + piece or b"\n\r\n" in end + piece:
                return True
            end = piece[-2:]
    return False
