"""`copies.parquet` in a run's folder: every group of alike tables, to be listed by the page and opened one by one."""

from __future__ import annotations

import io
import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from assess.store.run_names import COPIES

MOST_ROWS, MOST_CHARACTERS = 256, 4_000_000  # of one row group, which is what opening one group reads

SCHEMA = pa.schema(
    [
        pa.field("id", pa.string(), False),  # G0001; of this run
        pa.field("verdict", pa.string(), False),  # of the contract, or "rejected"
        pa.field("master", pa.string(), False),  # table id; of look-alikes the one the others resemble
        pa.field("members", pa.list_(pa.string()), False),  # the other table ids
        pa.field("departments", pa.list_(pa.string()), False),  # ids, ascending
        pa.field("confidence", pa.float64()),  # 0..1, null for rejected
        pa.field("overlap", pa.float64()),  # median share of a member's rows that the master has; null not compared
        pa.field("rows", pa.int64()),  # of the members, as far as known; null where none is
        pa.field("bytes", pa.int64()),  # the same
        pa.field("saving_low", pa.float64()),  # a year, in the currency of the engagement; null not priced
        pa.field("saving_base", pa.float64()),
        pa.field("saving_high", pa.float64()),
        pa.field("findings", pa.list_(pa.string()), False),  # ids that claim it
        pa.field("details", pa.string(), False),  # JSON: see diagnose.redundancy.as_rows
    ]
)
INDEX = tuple(name for name in SCHEMA.names if name != "details")


def copies_bytes(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """The file's bytes, the same for the same rows; `details` of a row is a JSON value."""
    out = io.BytesIO()
    with pq.ParquetWriter(
        out, SCHEMA, compression="zstd", compression_level=1, use_dictionary=False, write_statistics=False
    ) as writer:
        for batch in _batches(rows):
            columns = [[row[name] for row in batch] for name in SCHEMA.names]
            arrays = [pa.array(c, field.type) for c, field in zip(columns, SCHEMA, strict=True)]
            writer.write_table(pa.table(arrays, schema=SCHEMA), row_group_size=len(batch))
    return out.getvalue()


def _batches(rows: Iterable[Mapping[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    size = 0
    for row in rows:
        told = json.dumps(row["details"], ensure_ascii=False, separators=(",", ":"))
        batch.append({**row, "details": told})
        size += len(told)
        if len(batch) == MOST_ROWS or size >= MOST_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


class CopiesFile:
    """The groups of one run: `index` holds all of them without details, `details(row)` opens one.

    Nothing stays open in between, so visitors of the app may share one.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        metadata = pq.read_metadata(path)
        self._ends = list(accumulate(metadata.row_group(i).num_rows for i in range(metadata.num_row_groups)))

    @cached_property
    def index(self) -> pd.DataFrame:
        """One row a group, in the order of the run; columns as in `INDEX`, lists as lists."""
        with pq.ParquetFile(self._path) as file:
            table = file.read(columns=list(INDEX))
        lists = ("members", "departments", "findings")
        frame: pd.DataFrame = table.drop_columns(list(lists)).to_pandas()
        for name in lists:
            frame[name] = pd.Series(table.column(name).to_pylist(), dtype="object")
        return frame.reindex(columns=list(INDEX))

    def details(self, row: int) -> dict[str, Any]:
        """Everything kept of the group in this row of the index; reads one row group of the file."""
        group = bisect_right(self._ends, row)
        first = self._ends[group - 1] if group else 0
        with pq.ParquetFile(self._path) as file:
            column = file.read_row_group(group, columns=["details"]).column(0)
        return dict(json.loads(column[row - first].as_py()))


def copies_of_run(folder: Path) -> Path | None:
    """The file of the newest run of an engagement; None where there is none."""
    path = (folder / "out" / "latest" / COPIES).resolve()
    return path if path.is_file() else None
