"""Catalog exports: tables and columns as a DBA gives them."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from assess.collect.catalog_file import read_catalogs
from assess.model.errors import BadInput
from assess.model.evidence import Evidence


def catalog(folder: Path, text: str, name: str = "c.csv", **options: str) -> Evidence:
    (folder / name).write_text(text, encoding="utf-8")
    return read_catalogs([folder / name], root=folder, **options)


def test_a_catalog_in_the_contracts_form(tmp_path: Path) -> None:
    found = catalog(
        tmp_path,
        "department,source,schema,table,column,position,type,comment,nullable,table_comment,owner,rows,bytes,"
        "retention_days,created,last_read,last_written\n"
        "fin,erp,dw,orders,id,1,bigint,key,NO,Orders,Zhang,10,1000,365,2020-01-01,2026-03-05,2026-03-04\n"
        "fin,erp,dw,orders,amount,2,decimal,,YES,,,,,,,,\n",
    )
    (table,) = found.tables.to_dict("records")
    assert (table["table_id"], table["owner"], table["rows"], table["volume_from"]) == (
        "erp.dw.orders",
        "Zhang",
        10,
        "export",
    )
    assert table["last_read"] == pd.Timestamp("2026-03-05", tz="UTC") and table["retention_days"] == 365
    assert found.columns[["name", "type", "nullable", "comment"]].values.tolist() == [
        ["id", "bigint", False, "key"], ["amount", "decimal", True, ""],
    ]  # fmt: skip


def test_a_chinese_catalog_and_an_information_schema_are_the_same_catalog(tmp_path: Path) -> None:
    chinese = catalog(tmp_path, "部门,数据源,库名,表名,字段名,数据类型,行数\n财务部,erp,dw,orders,id,int,7\n", "a.csv")
    english = catalog(
        tmp_path,
        "TABLE_SCHEMA,TABLE_NAME,COLUMN_NAME,DATA_TYPE,TABLE_ROWS\ndw,orders,id,int,7\n",
        "b.csv",
        source="erp",
    )
    for name in ("table_id", "rows", "name"):
        assert chinese.tables[name].equals(english.tables[name])
    assert chinese.tables.loc[0, "department"] == "财务部"


def test_an_empty_schema_is_left_out_of_the_id_and_main_is_kept(tmp_path: Path) -> None:
    found = catalog(tmp_path, "source,schema,table,column,type\ncrm,,members,id,int\ncrm,main,members,id,int\n")
    assert list(found.tables["table_id"]) == ["crm.members", "crm.main.members"]


def test_what_the_export_does_not_say_is_unknown(tmp_path: Path) -> None:
    (table,) = catalog(tmp_path, "table,column,type,rows,owner\nt,c,int,,无\n").tables.to_dict("records")
    assert pd.isna(table["rows"]) and pd.isna(table["reads"]) and pd.isna(table["last_read"])
    assert (table["owner"], table["volume_from"]) == ("", "")


def test_a_column_named_twice_is_one_column_and_coverage_says_so(tmp_path: Path) -> None:
    found = catalog(tmp_path, "table,column,type\nt,a,int\nt,a,int\nt,b,int\n")
    assert list(found.columns["name"]) == ["a", "b"]
    assert "before: 1;" in found.coverage.loc[0, "why_en"] and "1 行" in found.coverage.loc[0, "why_zh"]


def test_columns_are_in_the_order_of_their_positions(tmp_path: Path) -> None:
    found = catalog(tmp_path, "table,column,type,position\nt,b,int,2\nt,a,int,1\n")
    assert list(found.columns["name"]) == ["a", "b"]


def test_positions_are_counted_where_none_are_given(tmp_path: Path) -> None:
    assert list(catalog(tmp_path, "table,column,type\nt,a,int\nu,a,int\nt,b,int\n").columns["position"]) == [1, 2, 1]


def test_an_engines_storage_is_no_dialect(tmp_path: Path) -> None:
    found = catalog(tmp_path, "table,column,type,engine\nt,a,int,InnoDB\nu,a,int,PostgreSQL\n")
    assert list(found.tables["engine"]) == ["", "postgres"]


def test_every_fault_of_every_file_is_named_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("table,column,type,rows\nt,a,int,abc\n,b,int,1\n")
    (tmp_path / "b.csv").write_text("table,rows\nt,1\n")
    with pytest.raises(BadInput) as caught:
        read_catalogs([tmp_path / "a.csv", tmp_path / "b.csv"], root=tmp_path)
    text = str(caught.value)
    assert 'a.csv:2: rows is "abc"' in text and "a.csv:3: table is empty" in text
    assert "b.csv: the column column is missing" in text and "b.csv: the column type is missing" in text


def test_the_file_is_fingerprinted_under_its_relative_name(tmp_path: Path) -> None:
    (found,) = catalog(tmp_path, "table,column,type\nt,a,int\n").inputs.to_dict("records")
    assert found["input"] == "c.csv" and len(found["sha256"]) == 64 and found["bytes"] == 26


def test_no_file_gives_no_table() -> None:
    assert len(read_catalogs([]).tables) == 0


@pytest.mark.parametrize("name", ["big.csv", "big.parquet"])
def test_four_hundred_thousand_rows_load_in_seconds(tmp_path: Path, name: str) -> None:
    many = np.arange(400_000)
    frame = pd.DataFrame(
        {"source": "s", "schema": "dw", "table": "t" + pd.Series((many // 20).astype(str)),
         "column": "c" + pd.Series((many % 20).astype(str)), "position": many % 20 + 1, "type": "int",
         "rows": many // 20, "last_read": "2026-03-05"}
    )  # fmt: skip
    frame.to_csv(tmp_path / name, index=False) if name.endswith("csv") else frame.to_parquet(tmp_path / name)
    started = time.process_time()
    found = read_catalogs([tmp_path / name])
    assert (len(found.tables), len(found.columns)) == (20_000, 400_000)
    assert time.process_time() - started < 10


def test_a_long_file_with_a_bad_row_is_refused_by_its_row(tmp_path: Path) -> None:
    lines = ["table,column,type"] + [f"t{i},c,int" for i in range(400_000)]
    lines[300_000] = "only,two"
    (tmp_path / "c.csv").write_text("\n".join(lines))
    with pytest.raises(BadInput, match=r"c.csv:300001: has 2 cells, the header has 3"):
        read_catalogs([tmp_path / "c.csv"], root=tmp_path)
