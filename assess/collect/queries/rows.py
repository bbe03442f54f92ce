"""The rows of a query log, whatever wrote it: one query each, streamed."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from assess.collect.json_shape import loads
from assess.collect.queries.cells import FAILED, HEADERS, Row, fault, field_of, row_of
from assess.collect.queries.mysql import general_log, is_general_log
from assess.collect.queries.opened import first_bytes, lines_of
from assess.collect.queries.postgres import csv_log, is_csv_log, is_plain_log, of_json_log, plain_log
from assess.model.errors import BadInput, Problem, nearest

csv.field_size_limit(1 << 30)
LOOKED_AT = 50
NEEDED = {"text", "reads", "writes"}
Record = dict[str, Any]


class Numbered(NamedTuple):
    """A record with the line or row it began at."""

    line: int
    cells: Record


def rows_of(path: Path, name: str, columns: Mapping[str, str], timezone: str) -> Iterator[Row]:
    """The queries of one file; BadInput when it is no log that is known.

    `columns` maps our names to the client's headers; `timezone` is that of times which name none.
    """
    zone = ZoneInfo(timezone or "UTC")
    unknown = [key for key in columns if key not in HEADERS]
    if unknown:
        raise BadInput(
            Problem(name, f'columns names "{k}", which is no field of ours.{nearest(k, list(HEADERS))}')
            for k in unknown
        )
    known = field_of(columns)
    start = first_bytes(path)
    if start.startswith(b"PAR1"):
        yield from _records(_parquet(path, name), known, zone, name)
        return
    if start.startswith(b"PK\x03\x04"):
        yield from _records(_sheets(path, name, columns), known, zone, name)
        return
    head, lines = lines_of(path, name, LOOKED_AT)
    first = next((line for line in head if line.strip()), "")
    if not first:
        raise BadInput([Problem(name, "is empty: it has no query.")])
    if first.lstrip().startswith(("{", "[")):
        yield from _records(_json(lines, name), known, zone, name)
    elif is_csv_log(first):
        yield from csv_log(lines, zone)
    elif is_general_log(head):
        yield from general_log(lines, zone)
    elif is_plain_log(head):
        yield from plain_log(lines, zone)
    else:
        yield from _records(_delimited(head, lines, known, name), known, zone, name)


def _records(records: Iterator[Numbered], known: Callable[[str], str], zone: ZoneInfo, name: str) -> Iterator[Row]:
    """Records as rows; those of PostgreSQL's log in JSON are read as it writes them."""
    fields: dict[str, str] = {}
    scripts: list[Row] = []
    found = False
    for line, record in records:
        if "error_severity" in record and "message" in record:
            found = True
            yield from of_json_log(record, zone, line)
            continue
        cells: Record = {}
        for header, value in record.items():
            field = fields.get(header)
            if field is None:
                field = fields[header] = known(header)
            if field and value not in (None, "") and field not in cells:
                cells[field] = value
        found = found or bool(NEEDED & fields_in(fields, record))
        if not NEEDED & cells.keys() or str(cells.get("state", "")).upper() in FAILED or fault(cells.get("fault")):
            continue
        row = row_of(cells, zone, line)
        if str(cells.get("kind", "")).upper() == "SCRIPT":
            scripts.append(row)
        else:
            yield row
    if "parent" not in fields.values():  # else their statements are listed one by one
        yield from scripts
    if not found:
        raise BadInput([Problem(name, "holds no query: a column with its text is needed (query_text, sql, 查询语句).")])


def fields_in(fields: Mapping[str, str], record: Record) -> set[str]:
    """Our names of the record's headers."""
    return {fields[header] for header in record}


def _delimited(head: Sequence[str], lines: Iterator[str], known: Callable[[str], str], name: str) -> Iterator[Numbered]:
    """A table of text; the header is the first line that names a query's text, so titles above it do no harm."""
    mark, titles, skip = _header(head, known)
    if skip < 0:
        shown = ", ".join(h.strip() for h in titles[:8])
        raise BadInput(
            [Problem(name, f"is no query log that is known: found the columns {shown}; one with the query's text is "
                           "needed (query_text, sql, 查询语句), or a log of PostgreSQL or MySQL.")]
        )  # fmt: skip
    for _ in range(skip):
        next(lines)
    reader = csv.reader(lines, delimiter=mark)
    header = [h.strip() for h in next(reader)]
    wanted = [(place, title) for place, title in enumerate(header) if known(title)]
    line = skip + 1 + reader.line_num
    try:
        for cells in reader:
            if cells:
                width = len(cells)
                yield Numbered(line, {title: cells[place] for place, title in wanted if place < width})
            line = skip + 1 + reader.line_num
    except csv.Error as error:
        raise BadInput([Problem(f"{name}:{line}", f"cannot be read as a row of cells: {error}.")]) from None


def _header(head: Sequence[str], known: Callable[[str], str]) -> tuple[str, list[str], int]:
    """(separator, header, lines before it), -1 where no line names what is needed."""
    best: tuple[int, str, list[str], int] = (0, ",", [], -1)
    for place, line in enumerate(head):
        for mark in ",\t;|":
            cells = next(csv.reader([line], delimiter=mark), [])
            names = {known(cell.strip()) for cell in cells} - {""}
            if names & NEEDED and len(names) > best[0]:
                best = (len(names), mark, cells, place)
    if best[3] < 0:
        return ",", next(csv.reader([head[0]])), -1
    return best[1:]


def _json(lines: Iterator[str], name: str) -> Iterator[Numbered]:
    """Records of JSON lines, or of one JSON array, which are counted from 1."""
    for number, line in enumerate(lines, 1):
        bare = line.strip()
        if not bare:
            continue
        if number == 1 and bare.startswith("["):
            yield from _array(line + "".join(lines), name)
            return
        try:
            record = loads(bare)
        except ValueError as error:
            raise BadInput([Problem(f"{name}:{number}", f"is not a JSON object on one line: {error}.")]) from None
        if isinstance(record, dict):
            yield Numbered(number, record)


def _array(text: str, name: str) -> Iterator[Numbered]:
    try:
        whole = loads(text)
    except ValueError as error:
        raise BadInput([Problem(name, f"is not valid JSON: {error}.")]) from None
    yield from (Numbered(n, record) for n, record in enumerate(whole, 1) if isinstance(record, dict))


def _parquet(path: Path, name: str) -> Iterator[Numbered]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    number = 0
    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=5000):
                for record in batch.to_pylist():
                    number += 1
                    yield Numbered(number, record)
    except (pa.ArrowException, OSError) as error:
        said = str(error).splitlines()[0].rstrip(".")
        raise BadInput([Problem(name, f"is not a whole Parquet file: {said}.")]) from None


def _sheets(path: Path, name: str, columns: Mapping[str, str]) -> Iterator[Numbered]:
    from assess.collect.tabular import Field, read_sheets

    fields = [Field(field, ", ".join(line.split(","))) for field, line in HEADERS.items()]
    for sheet in read_sheets(path, fields, columns=columns):
        for number, record in zip(sheet.frame.index, sheet.frame.to_dict("records"), strict=True):
            yield Numbered(int(number), {str(k): v for k, v in record.items()})
