"""`tables.parquet` and `items.json` in a run's folder: what the next check-up needs to know this one's things again.

`tables.parquet` has the names and types of every table's columns, by which a renamed table is known; `items.json` a
mark of every question as it was asked, by which a changed question is known.
"""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from assess.model.bank import Bank
from assess.model.bank_versions import ASKED
from assess.store.run_names import ITEMS, TABLES

SCHEMA = pa.schema(
    [
        pa.field("id", pa.string(), False),  # table id
        pa.field("source", pa.string(), False),
        pa.field("department", pa.string(), False),
        pa.field("kind", pa.string(), False),  # table or view
        pa.field("name", pa.string(), False),
        pa.field("rows", pa.int64()),  # null is unknown
        pa.field("columns", pa.list_(pa.string()), False),  # "name type", lower case, in their order
    ]
)


def tables_bytes(tables: pd.DataFrame, columns: pd.DataFrame) -> bytes:
    """The file's bytes, from the evidence's tables and columns; the same for the same evidence."""
    by_table: dict[str, list[str]] = {}
    ordered = columns.sort_values(["table_id", "position"], kind="stable")
    for table, name, kind in zip(ordered["table_id"], ordered["name"], ordered["type"], strict=True):
        by_table.setdefault(table, []).append(f"{name} {'' if pd.isna(kind) else kind}".strip().lower())
    rows = tables.sort_values("table_id", kind="stable")
    told = {
        "id": rows["table_id"].tolist(),
        **{name: rows[name].fillna("").tolist() for name in ("source", "department", "kind", "name")},
        "rows": [None if pd.isna(n) else int(n) for n in rows["rows"]],
        "columns": [by_table.get(table, []) for table in rows["table_id"]],
    }
    out = io.BytesIO()
    pq.write_table(pa.table(told, schema=SCHEMA), out, compression="zstd")
    return out.getvalue()


def read_tables(run: Path) -> pd.DataFrame | None:
    """The tables of the run in this folder, columns as in `SCHEMA`; None for a run that kept none."""
    path = run / TABLES
    if not path.is_file():
        return None
    table = pq.read_table(path)
    frame: pd.DataFrame = table.drop_columns(["columns"]).to_pandas()
    frame["columns"] = pd.Series(table.column("columns").to_pylist(), dtype="object")
    return frame


def items_bytes(bank: Bank) -> bytes:
    """{"bank", "version", "items": {item: {"dimension", "mark"}}}; a mark changes when what people are asked does."""
    told: dict[str, Any] = {"bank": bank.id, "version": bank.version, "items": {}}
    for item in bank.items:
        asked = item.model_dump(mode="json", include=set(ASKED))
        asked["audience"] = sorted(asked["audience"])
        text = json.dumps(asked, ensure_ascii=False, sort_keys=True)
        mark = hashlib.sha256(text.encode()).hexdigest()[:16]
        told["items"][item.id] = {"dimension": item.dimension, "mark": mark}
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def read_items(run: Path) -> dict[str, Any] | None:
    """What `items.json` of the run in this folder says; None for a run that kept none."""
    path = run / ITEMS
    return dict(json.loads(path.read_bytes())) if path.is_file() else None
