"""Evidence comes back from disk as it went there, and explains itself to whoever opens it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from assess.model.errors import BadInput
from assess.model.evidence import Evidence
from assess.model.evidence_schema import SCHEMA
from assess.store.evidence_file import load_evidence, save_evidence


@pytest.fixture
def evidence() -> Evidence:
    return Evidence.of(
        {
            "tables": [
                {"table_id": "crm.会员", "rows": 3, "last_read": "2026-01-02T03:04:05Z"},
                {"table_id": "erp.orders", "rows": None},
            ],
            "sketches": [{"table_id": "crm.会员", "column": "id", "hashes": np.array([1, 2**59], dtype="uint64")}],
        }
    )


def test_every_frame_survives_the_disk(tmp_path: Path, evidence: Evidence) -> None:
    save_evidence(tmp_path, evidence)
    again = load_evidence(tmp_path)
    for name in SCHEMA:
        if name != "sketches":
            pd.testing.assert_frame_equal(again[name], evidence[name])
    assert [list(h) for h in again.sketches["hashes"]] == [[1, 2**59]]


def test_unknown_stays_unknown(tmp_path: Path, evidence: Evidence) -> None:
    save_evidence(tmp_path, evidence)
    assert pd.isna(load_evidence(tmp_path).tables["rows"][1])


def test_every_column_carries_its_meaning(tmp_path: Path, evidence: Evidence) -> None:
    with duckdb.connect(str(save_evidence(tmp_path, evidence)), read_only=True) as db:
        silent = db.execute(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE comment IS NULL AND NOT internal"
        ).fetchall()
    assert silent == []


def test_a_folder_without_evidence_says_how_to_collect_it(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="assess collect"):
        load_evidence(tmp_path)


def test_a_file_of_something_else_is_told_from_evidence(tmp_path: Path) -> None:
    (tmp_path / "evidence.duckdb").write_bytes(b"not a database at all" * 500)
    with pytest.raises(BadInput, match="collect again"):
        load_evidence(tmp_path)


def test_a_column_nobody_documented_is_refused() -> None:
    with pytest.raises(ValueError, match="no column"):
        Evidence.of({"tables": [{"table_id": "a", "colour": "red"}]})
