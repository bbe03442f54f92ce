"""lineage.parquet: what was kept comes back, one table at a time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assess.store import lineage_file
from assess.store.lineage_file import INDEX, LineageFile, lineage_bytes


def row(number: int) -> dict[str, Any]:
    return {
        "id": f"dw.t{number:04d}", "department": "sales", "layer": "raw", "known": number % 2 == 0, "owner": "",
        "rows": None if number % 3 else number, "bytes": 2**60 + number, "reads": None,
        "upstream": [f"u{number}", "库.表"],
        "findings": ["DL-001"] if number == 7 else [], "details": {"statements": [{"sql": f"SELECT {number}"}]},
    }  # fmt: skip


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LineageFile:
    """Ten tables in row groups of four."""
    monkeypatch.setattr(lineage_file, "MOST_ROWS", 4)
    path = tmp_path / "lineage.parquet"
    path.write_bytes(lineage_bytes(map(row, range(10)), [{"id": "DL-001", "title": {"zh": "重复", "en": "twice"}}]))
    return LineageFile(path)


def test_the_index_has_every_table_and_no_details(file: LineageFile) -> None:
    assert tuple(file.index.columns) == INDEX
    assert file.index["id"].tolist() == [row(n)["id"] for n in range(10)]
    assert file.index["upstream"].tolist() == [row(n)["upstream"] for n in range(10)]
    assert file.index["bytes"].tolist() == [2**60 + n for n in range(10)]
    assert file.findings == [{"id": "DL-001", "title": {"zh": "重复", "en": "twice"}}]


def test_details_are_those_of_the_table_whatever_part_of_the_file_it_lies_in(file: LineageFile) -> None:
    assert [file.details(f"dw.t{n:04d}") for n in range(10)] == [row(n)["details"] for n in range(10)]
    assert file.details("dw.elsewhere") == {}


def test_the_same_rows_are_the_same_bytes() -> None:
    assert lineage_bytes(map(row, range(9)), []) == lineage_bytes(map(row, range(9)), [])


def test_a_company_without_lineage_has_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "lineage.parquet").write_bytes(lineage_bytes([], []))
    empty = LineageFile(tmp_path / "lineage.parquet")
    assert len(empty.index) == 0
    assert empty.details("x") == {}
