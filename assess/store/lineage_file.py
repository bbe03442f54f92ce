"""`lineage.parquet` in a run's folder: every table of the lineage, to be drawn as a map and opened one by one."""

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

from assess.store.run_names import LINEAGE

MOST_ROWS, MOST_CHARACTERS = 256, 4_000_000  # of one row group, which is what opening one table reads

SCHEMA = pa.schema(
    [
        pa.field("id", pa.string(), False),  # table id, or the name as written where no catalogue has it
        pa.field("department", pa.string(), False),  # who keeps it or else writes it; empty is unknown
        pa.field("layer", pa.string(), False),  # a key of report.lineage.atlas.LAYERS
        pa.field("known", pa.bool_(), False),  # whether a catalogue has it
        pa.field("owner", pa.string(), False),  # empty is unknown
        pa.field("rows", pa.int64()),  # null is unknown
        pa.field("bytes", pa.int64()),  # null is unknown
        pa.field("reads", pa.int64()),  # by people and reports, as far as a log was given; null is not logged
        pa.field("upstream", pa.list_(pa.string()), False),  # tables it is made from, ascending, itself left out
        pa.field("findings", pa.list_(pa.string()), False),  # ids of the findings on it
        pa.field("details", pa.string(), False),  # JSON: see report.lineage.kept
    ]
)
INDEX = tuple(name for name in SCHEMA.names if name != "details")
_LISTS = ("upstream", "findings")
_FINDINGS = b"findings"


def lineage_bytes(rows: Iterable[Mapping[str, Any]], findings: Iterable[Mapping[str, Any]]) -> bytes:
    """The file's bytes, the same for the same rows; `findings` of the lineage lie in its metadata."""
    out = io.BytesIO()
    told = json.dumps(list(findings), ensure_ascii=False, separators=(",", ":"))
    schema = SCHEMA.with_metadata({_FINDINGS: told.encode()})
    with pq.ParquetWriter(
        out, schema, compression="zstd", compression_level=1, use_dictionary=False, write_statistics=False
    ) as writer:
        for batch in _batches(rows):
            columns = [[row[name] for row in batch] for name in SCHEMA.names]
            arrays = [pa.array(c, field.type) for c, field in zip(columns, SCHEMA, strict=True)]
            writer.write_table(pa.table(arrays, schema=schema), row_group_size=len(batch))
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


class LineageFile:
    """The lineage of one run: `index` holds all tables without details, `details(table)` opens one.

    Nothing stays open in between, so visitors of the app may share one.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        metadata = pq.read_metadata(path)
        self._ends = list(accumulate(metadata.row_group(i).num_rows for i in range(metadata.num_row_groups)))
        told = (pq.read_schema(path).metadata or {}).get(_FINDINGS, b"[]")
        self.findings: list[dict[str, Any]] = json.loads(told)

    @cached_property
    def index(self) -> pd.DataFrame:
        """One row a table, in order of its id; columns as in `INDEX`, lists as lists."""
        with pq.ParquetFile(self._path) as file:
            table = file.read(columns=list(INDEX))
        frame: pd.DataFrame = table.drop_columns(list(_LISTS)).to_pandas()
        for name in _LISTS:
            frame[name] = pd.Series(table.column(name).to_pylist(), dtype="object")
        return frame.reindex(columns=list(INDEX))

    @cached_property
    def _row_of(self) -> dict[str, int]:
        return {str(name): row for row, name in enumerate(self.index["id"])}

    def details(self, table: str) -> dict[str, Any]:
        """Everything kept of the table; empty for one the file does not have."""
        row = self._row_of.get(table)
        if row is None:
            return {}
        group = bisect_right(self._ends, row)
        first = self._ends[group - 1] if group else 0
        with pq.ParquetFile(self._path) as file:
            column = file.read_row_group(group, columns=["details"]).column(0)
        return dict(json.loads(column[row - first].as_py()))


def lineage_of_run(folder: Path) -> Path | None:
    """The file of the newest run of an engagement; None where there is none."""
    path = (folder / "out" / "latest" / LINEAGE).resolve()
    return path if path.is_file() else None
