"""Delta and Iceberg tables as their own libraries write them: rows added, some deleted, columns added and dropped."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow as pa

TEN = 10


def rows(start: int = 0) -> pa.Table:
    """Ten orders over two days."""
    ids = list(range(start, start + TEN))
    return pa.table(
        {
            "id": pa.array(ids, pa.int64()),
            "城市": [f"城市{n % 3}" for n in ids],
            "day": [dt.date(2026, 1, 1 + n % 2) for n in ids],
            "amount": [n / 4 for n in ids],
        }
    )


def delta(folder: Path, split: list[str] | None = None) -> None:
    """Twenty orders in two commits, of which ids 3 and 13 are deleted again; files of before lie about."""
    from deltalake import DeltaTable, write_deltalake

    write_deltalake(folder, rows(), partition_by=split)
    write_deltalake(folder, rows(TEN), mode="append")
    DeltaTable(folder).delete("id % 10 = 3")


def iceberg(folder: Path, change: Any = None) -> None:
    """The same as an Iceberg table, of one file a day; `change` may alter the table before the last rows come."""
    from pyiceberg.catalog.sql import SqlCatalog
    from pyiceberg.transforms import IdentityTransform

    folder.parent.mkdir(parents=True, exist_ok=True)
    catalog = SqlCatalog("here", uri="sqlite://", warehouse=folder.parent.as_uri())
    catalog.create_namespace("made")
    table = catalog.create_table("made.orders", schema=rows().schema, location=folder.as_uri())
    with table.update_spec() as spec:
        spec.add_field("day", IdentityTransform(), "day")
    table.append(rows())
    if change is not None:
        change(table)
    table.append(rows(TEN).select([of.name for of in table.schema().fields if of.name in rows().column_names]))
    table.delete("id = 3")
    table.delete("id = 13")
    catalog.close()
