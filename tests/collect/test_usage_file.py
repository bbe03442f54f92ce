"""Usage exports: last read, last written, reads."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from assess.collect.usage_file import read_usage
from assess.model.errors import BadInput


def usage(folder: Path, text: str, **options: str) -> dict[str, dict[str, object]]:
    (folder / "u.csv").write_text(text, encoding="utf-8")
    return read_usage([folder / "u.csv"], root=folder, **options).tables.set_index("table_id").to_dict("index")


def day(text: str) -> pd.Timestamp:
    return pd.Timestamp(text, tz="UTC")


def test_a_log_by_table_id(tmp_path: Path) -> None:
    found = usage(tmp_path, "table_id,last_read,last_written,reads\nerp.dw.t,2026-03-05,2026/3/4,12\n", source="x")
    row = found["erp.dw.t"]
    assert (row["last_read"], row["last_written"], row["reads"]) == (day("2026-03-05"), day("2026-03-04"), 12)


def test_a_log_by_source_schema_and_table(tmp_path: Path) -> None:
    assert set(usage(tmp_path, "数据源,库名,表名,最近读取\nerp,dw,t,46086\n")) == {"erp.dw.t"}


def test_the_source_given_fills_in_for_bare_names(tmp_path: Path) -> None:
    assert set(usage(tmp_path, "表名,读取次数\nt,3\n", source="erp")) == {"erp.t"}


def test_several_rows_of_a_table_are_its_latest_times_and_all_its_reads(tmp_path: Path) -> None:
    row = usage(tmp_path, "table,last_read,reads\nt,2026-01-01,3\nt,2026-02-01,4\n")["t"]
    assert (row["last_read"], row["reads"]) == (day("2026-02-01"), 7)


def test_what_the_log_does_not_say_is_unknown_and_never_zero(tmp_path: Path) -> None:
    row = usage(tmp_path, "table,last_read,reads\nt,,\n")["t"]
    assert pd.isna(row["last_read"]) and pd.isna(row["reads"]) and pd.isna(row["last_written"])


def test_a_bad_date_is_named_with_its_row(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r'u.csv:3: last_read is "soon"; allowed is a date such as 2026-03-05'):
        usage(tmp_path, "table,last_read\nt,2026-01-01\nt,soon\n")


def test_a_file_that_says_nothing_of_use_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="says nothing of use"):
        usage(tmp_path, "table,owner\nt,me\n")
