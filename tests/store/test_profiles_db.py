"""Profiles are kept table by table, whole or not at all, and what is forgotten is gone."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assess.model.errors import BadInput
from assess.model.evidence_schema import SCHEMA
from assess.store.profiles_db import FILE, Kept, profiles_seen, profiles_store

HASHES = np.array([3, 2**60 - 1], dtype=np.uint64)


def table(table_id: str = "shop.orders", column: str = "phone") -> Kept:
    """What profiling a table of one column finds."""
    sketch = {"table_id": table_id, "column": column, "rows": 9, "nulls": 1, "distinct": 2, "min": "", "max": "",
              "sampled": 0.1, "hashes": HASHES}  # fmt: skip
    look = {"table_id": table_id, "column": column, "kind": "phone", "state": "plain", "seen": 8, "distinct": 7,
            "share": 0.8751, "spread": None}  # fmt: skip
    return Kept("print of sketches", "print of looks", 9, (sketch,), (look,))


def plain(kept: Kept | None) -> Any:
    assert kept is not None
    return [
        (kept.sketched, kept.looked, kept.rows),
        *({**row, "hashes": row["hashes"].tolist()} for row in kept.sketches),
        *kept.personal,
    ]


def test_a_table_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    with profiles_store(tmp_path) as store:
        store.keep("shop", "shop.orders", table())
    with profiles_store(tmp_path) as store:
        found = store.kept("shop", "shop.orders")
        assert plain(found) == plain(table())
        assert found is not None and found.sketches[0]["hashes"].dtype == np.uint64
        assert store.kept("shop", "shop.items") is None


def test_it_has_the_columns_of_evidence_and_no_others(tmp_path: Path) -> None:
    with profiles_store(tmp_path):
        pass
    with sqlite3.connect(tmp_path / FILE) as db:
        for name in ("sketches", "personal"):
            columns = [row[1] for row in db.execute(f"PRAGMA table_info({name})")]
            assert columns == ["source", "place", *(column for column, _, _ in SCHEMA[name][1])]


def test_a_table_kept_again_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    with profiles_store(tmp_path) as store:
        store.keep("shop", "shop.orders", table())
        store.keep("shop", "shop.orders", table(column="mobile"))
        found = store.kept("shop", "shop.orders")
    assert found is not None and [row["column"] for row in found.sketches] == ["mobile"]


def test_what_is_forgotten_is_gone_from_the_file(tmp_path: Path) -> None:
    with profiles_store(tmp_path) as store:
        store.keep("shop", "shop.orders", table(column="secret_orders"))
        store.keep("shop", "shop.items", table("shop.items", "secret_items"))
        store.keep("crm", "crm.people", table("crm.people", "secret_people"))
        store.keep_only("shop", ["shop.items"])
        assert store.prints("shop") == {"shop.items": "print of sketches"}
        store.keep_only_of(["crm"])
        assert (store.prints("shop"), len(store.prints("crm"))) == ({}, 1)
    on_disk = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"secret_people" in on_disk
    assert b"secret_orders" not in on_disk and b"secret_items" not in on_disk


def test_looking_into_it_makes_no_file(tmp_path: Path) -> None:
    with profiles_seen(tmp_path) as store:
        assert store is None
    assert list(tmp_path.iterdir()) == []
    with profiles_store(tmp_path) as store:
        store.keep("shop", "shop.orders", table())
    with profiles_seen(tmp_path) as seen:
        assert seen is not None and set(seen.prints("shop")) == {"shop.orders"}
        with pytest.raises(BadInput, match="could not be written"):
            seen.keep("shop", "shop.items", table())
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_a_file_of_another_version_is_begun_anew(tmp_path: Path) -> None:
    with profiles_store(tmp_path) as store:
        store.keep("shop", "shop.orders", table())
    with sqlite3.connect(tmp_path / FILE) as db:
        db.execute("PRAGMA user_version = 99")
    with profiles_seen(tmp_path) as seen:
        assert seen is None
    with profiles_store(tmp_path) as store:
        assert store.prints("shop") == {}
