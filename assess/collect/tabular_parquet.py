"""Parquet files as rows of text."""

from __future__ import annotations

from typing import Any

import pandas as pd

from assess.collect.cells import text_of
from assess.model.errors import BadInput, Problem

MOST_ROWS = 50_000_000  # of a file small enough to be read at once


def read_parquet(data: bytes, name: str) -> pd.DataFrame:
    """A whole Parquet file as text; BadInput where it is none."""
    import pyarrow as pa
    from pyarrow import parquet

    try:
        file = parquet.ParquetFile(pa.BufferReader(data))
        if file.metadata.num_rows > MOST_ROWS:
            raise BadInput([Problem(name, f"has {file.metadata.num_rows:,} rows; at most {MOST_ROWS:,} are read.")])
        return parquet_frame(file.read(), name)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise BadInput([not_parquet(name, error)]) from None


def not_parquet(name: str, error: Exception) -> Problem:
    """What is wrong with a Parquet file, in the reader's words."""
    return Problem(name, f"is not a whole Parquet file: {str(error).splitlines()[0].rstrip('.')}.")


def parquet_frame(table: Any, name: str) -> pd.DataFrame:
    """An Arrow table as text: what is nested as JSON, lengths of time in days, nulls as empty cells."""
    import pyarrow as pa

    try:
        table.validate(full=True)  # text that is none is taken for text until somebody looks
    except (pa.ArrowInvalid, pa.ArrowIndexError) as error:
        raise BadInput([not_parquet(name, error)]) from None
    arrays: dict[str, Any] = {}
    twice = sorted({title for title in table.column_names if table.column_names.count(title) > 1})
    if twice:
        raise BadInput(Problem(name, f'has several columns called "{title}"; keep one.') for title in twice)
    for title, column in zip(table.column_names, table.columns, strict=True):
        kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
        if any(
            is_so(kind)
            for is_so in (
                pa.types.is_nested,
                pa.types.is_duration,
                pa.types.is_binary,
                pa.types.is_large_binary,
                pa.types.is_fixed_size_binary,
            )
        ):
            try:
                cells = [text_of(value) for value in column.to_pylist()]
            except UnicodeDecodeError:
                raise BadInput([Problem(name, f"column {title} holds bytes that are not UTF-8 text.")]) from None
            column = pa.chunked_array([pa.array(cells, pa.large_string())])  # noqa: PLW2901
        arrays[title] = column.cast(pa.large_string()).fill_null("")
    frame: pd.DataFrame = pa.table(arrays).to_pandas()
    return frame
