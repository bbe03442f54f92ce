"""Frames of values as evidence with real sketches, the way collect makes them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest

from assess.model.evidence import Evidence


def sketch(values: pd.Series) -> list[int]:
    texts = {_canonical(v) for v in values.dropna().tolist()}
    return sorted(int(hashlib.md5(f"salt{t}".encode()).hexdigest()[:15], 16) for t in texts)[:1024]


def _evidence_of(
    frames: Mapping[str, pd.DataFrame],
    *,
    profile: bool = True,
    tables: Mapping[str, Mapping[str, Any]] | None = None,
    edges: list[tuple[str, str]] | None = None,
) -> Evidence:
    """Evidence of frames by table id (source.schema.name or source.name)."""
    rows, columns, sketches = [], [], []
    for table_id, frame in frames.items():
        source, *schema, name = table_id.split(".")
        known = {"rows": len(frame), "bytes": 1000 * len(frame) * max(1, frame.shape[1])}
        rows.append(
            {
                "table_id": table_id, "department": source, "source": source, "schema": ".".join(schema), "name": name,
                "kind": "table", "engine": "duckdb", **known, **(tables or {}).get(table_id, {}),
            }
        )  # fmt: skip
        for position, column in enumerate(frame.columns, 1):
            values = frame[column]
            columns.append(
                {"table_id": table_id, "position": position, "name": column, "type": _type(values), "comment": ""}
            )
            if profile:
                hashes = sketch(values)
                sketches.append(
                    {
                        "table_id": table_id, "column": column, "rows": len(values), "nulls": int(values.isna().sum()),
                        "distinct": int(values.nunique()), "hashes": np.array(hashes, dtype=np.uint64),
                    }
                )  # fmt: skip
    seen = [
        {"upstream": up, "downstream": down, "department": "it", "file": "sql/etl.sql", "line": 7}
        for up, down in edges or []
    ]
    return Evidence.of({"tables": rows, "columns": columns, "sketches": sketches, "edges": seen})


def _orders(n: int = 3000, seed: int = 1) -> pd.DataFrame:
    """A wide table of orders with a unique text key."""
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "order_id": [f"O{seed}-{i:06d}" for i in rng.permutation(10 * n)[:n]],
            "member_id": rng.integers(100000, 100000 + n // 3, n),
            "store_code": [f"S{i:03d}" for i in rng.integers(0, 150, n)],
            "order_time": pd.Timestamp("2026-01-01") + pd.to_timedelta(rng.integers(0, 200 * 86400, n), unit="s"),
            "pay_amount": np.round(rng.gamma(2, 60, n), 2),
            "quantity": rng.integers(1, 9, n),
            "channel": rng.choice(["app", "web", "store"], n),
            "status": rng.choice(["paid", "refunded"], n),
            "phone_masked": [f"***{i:05d}" for i in rng.integers(0, 99999, n)],
        }
    )


def _canonical(value: Any) -> str:
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    return str(value).rstrip()


def _type(values: pd.Series) -> str:
    kind = values.dtype.kind
    return {"i": "BIGINT", "f": "DECIMAL(12,2)", "M": "TIMESTAMP", "b": "BOOLEAN"}.get(kind, "VARCHAR")


@pytest.fixture
def evidence_of() -> Callable[..., Evidence]:
    """Evidence of frames by table id (source.schema.name or source.name), sketched as collect does it."""
    return _evidence_of


@pytest.fixture
def orders() -> Callable[..., pd.DataFrame]:
    """A wide table of orders with a unique text key, from a seed."""
    return _orders


@pytest.fixture
def pinyin() -> dict[str, str]:
    """Other names for the columns of orders, none of which says the same in letters."""
    return {
        "order_id": "ddh", "member_id": "hyid", "store_code": "mdbm", "order_time": "xdsj", "pay_amount": "sfje",
        "quantity": "sl", "channel": "laiyuan2", "status": "zt", "phone_masked": "lxfs",
    }  # fmt: skip
