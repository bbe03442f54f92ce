"""One reader for a client's tables, whatever they were saved in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from assess.collect.cells import moment, wholes
from assess.collect.tabular import Field, read_sheets
from assess.model.errors import BadInput, Problem

FIELDS = (Field("table", "表名, table_name", required=True), Field("rows", "行数"), Field("owner", "负责人"))


def rows_of(path: Path, columns: dict[str, str] | None = None) -> list[dict[str, str]]:
    (sheet,) = read_sheets(path, FIELDS, columns=columns, root=path.parent)
    return [{str(k): str(v) for k, v in row.items()} for row in sheet.frame.to_dict("records")]


def saved(folder: Path, text: str, encoding: str = "utf-8", name: str = "f.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def fault(path: Path, columns: dict[str, str] | None = None) -> str:
    with pytest.raises(BadInput) as caught:
        read_sheets(path, FIELDS, columns=columns, root=path.parent)
    return str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
def test_a_csv_is_read_in_the_encoding_it_has(tmp_path: Path, encoding: str) -> None:
    path = saved(tmp_path, "表名,行数,负责人\n会员订单,12,张三\n", encoding)
    assert rows_of(path) == [{"table": "会员订单", "rows": "12", "owner": "张三"}]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_separator_is_found(tmp_path: Path, mark: str) -> None:
    assert rows_of(saved(tmp_path, f"table{mark}rows\norders{mark}12\n")) == [{"table": "orders", "rows": "12"}]


def test_headers_are_matched_without_case_marks_and_brackets(tmp_path: Path) -> None:
    assert rows_of(saved(tmp_path, "TABLE-NAME (表),行数（条）\norders,1\n")) == [{"table": "orders", "rows": "1"}]


def test_an_explicit_header_goes_before_the_known_ones(tmp_path: Path) -> None:
    path = saved(tmp_path, "表名,物理表\n订单,orders\n")
    assert rows_of(path, {"table": "物理表"}) == [{"table": "orders"}]


def test_an_explicit_header_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert fault(saved(tmp_path, "表名\na\n"), {"table": "物理表"}).startswith('f.csv: there is no column "物理表"')


def test_an_explicit_name_that_is_no_field_is_named_with_the_nearest(tmp_path: Path) -> None:
    assert 'Did you mean "table"?' in fault(saved(tmp_path, "表名\na\n"), {"tabel": "表名"})


def test_a_missing_column_is_named_with_what_was_found_and_what_is_allowed(tmp_path: Path) -> None:
    message = fault(saved(tmp_path, "tabelle,rows\na,1\n"))
    assert message == (
        "f.csv: the column table is missing; it may be called table, 表名, table_name; found: tabelle, rows. "
        'The nearest is "tabelle".'
    )


def test_title_rows_above_the_header_are_passed_over(tmp_path: Path) -> None:
    path = saved(tmp_path, "数据目录,,\n制表日期,2026-03-05,\n表名,行数,负责人\norders,1,x\n")
    (sheet,) = read_sheets(path, FIELDS)
    assert list(sheet.frame.index) == [4] and sheet.frame.loc[4, "table"] == "orders"


def test_blank_lines_and_blank_cells_at_the_end_are_no_fault(tmp_path: Path) -> None:
    assert len(rows_of(saved(tmp_path, "table,rows\n\na,1,,\n,\nb,2\n\n"))) == 2


def test_a_row_of_another_length_is_named(tmp_path: Path) -> None:
    message = fault(saved(tmp_path, "table,rows,owner\na,1,x\nb,2\nc,3,x,y\n"))
    assert message == "f.csv:3: has 2 cells, the header has 3.\nf.csv:4: has 4 cells, the header has 3."


def test_rows_keep_their_number_after_a_cell_of_several_lines(tmp_path: Path) -> None:
    (sheet,) = read_sheets(saved(tmp_path, 'table,owner\na,"x\ny"\nb,z\n'), FIELDS)
    assert list(sheet.frame.index) == [2, 4]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty."),
        (b"   \n\n", "is empty."),
        (b"%PDF-1.7 ...", "is a PDF, not text."),
        (b"a\x00b\x00c", "is a binary file"),
        (b"table\n\xff\xff\xfe\n", "is neither UTF-8, UTF-16 nor GBK text"),
        (b"PK\x03\x04 broken", "is not an Excel workbook"),
        (b"PAR1 broken", "is not a whole Parquet file"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_clear_sentence(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(data)
    message = fault(path)
    assert said in message and "\n" not in message and message.startswith("f.csv")


def test_a_file_that_is_not_there_is_one_clear_sentence(tmp_path: Path) -> None:
    assert fault(tmp_path / "none.csv") == "none.csv: this file does not exist."


def test_json_lines_and_a_json_list_are_read(tmp_path: Path) -> None:
    expected = [{"table": "a", "rows": "1"}, {"table": "b", "rows": ""}]
    assert rows_of(saved(tmp_path, '{"表名": "a", "rows": 1}\n\n{"表名": "b"}\n', name="f.jsonl")) == expected
    assert rows_of(saved(tmp_path, '[{"table": "a", "rows": 1}, {"table": "b"}]', name="f.json")) == expected


def test_a_bad_json_line_is_named(tmp_path: Path) -> None:
    assert fault(saved(tmp_path, '{"table": "a"}\n{"table": \n', name="f.jsonl")).startswith("f.jsonl:2: is not a JSON")


def test_parquet_is_read_as_text(tmp_path: Path) -> None:
    pd.DataFrame({"table": ["a", None], "rows": [1, 2]}).to_parquet(tmp_path / "f.parquet")
    assert rows_of(tmp_path / "f.parquet") == [{"table": "a", "rows": "1"}, {"table": "", "rows": "2"}]


def test_a_workbook_with_titles_merged_cells_and_several_sheets_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first = book.active
    first.title = "财务"
    for row in (["数据资产目录"], ["表名", "行数", "负责人"], ["orders", 12, "张三"], ["items", 3.5, None]):
        first.append(row)
    first.merge_cells("A1:C1")
    first.merge_cells("C3:C4")
    second = book.create_sheet("销售")
    second.append(["表名", "负责人"])
    second.append(["members", date(2026, 3, 5)])
    book.create_sheet("说明").append(["谢谢"])
    book.save(tmp_path / "f.xlsx")
    sheets = read_sheets(tmp_path / "f.xlsx", FIELDS, root=tmp_path)
    assert [s.name for s in sheets] == ["f.xlsx[财务]", "f.xlsx[销售]"]
    assert sheets[0].frame.to_dict("index") == {
        3: {"table": "orders", "rows": "12", "owner": "张三"},
        4: {"table": "items", "rows": "3.5", "owner": "张三"},
    }
    assert sheets[1].frame.loc[2, "owner"] == "2026-03-05"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-03-05", "2026-03-05T00:00:00"),
        ("2026/3/5", "2026-03-05T00:00:00"),
        ("2026/3/5 9:05", "2026-03-05T09:05:00"),
        ("2026年3月5日", "2026-03-05T00:00:00"),
        ("20260305", "2026-03-05T00:00:00"),
        ("46086", "2026-03-05T00:00:00"),
        ("1772668800", "2026-03-05T00:00:00"),
        ("1772668800000", "2026-03-05T00:00:00"),
        ("2026-03-05T08:00:00+08:00", "2026-03-05T00:00:00"),
        ("2026-03-05 12:00:00.5Z", "2026-03-05T12:00:00.500000"),
    ],
)
def test_dates_are_read_as_clients_write_them(said: str, meant: str) -> None:
    found = moment(said)
    assert found is not None and found.isoformat().removesuffix("+00:00") == meant


@pytest.mark.parametrize("said", ["soon", "2026-13-01", "12", "2026-02-30", "3/5/2026"])
def test_what_is_no_certain_date_is_no_date(said: str) -> None:
    assert moment(said) is None


def test_numbers_are_read_as_clients_write_them() -> None:
    problems: list[Problem] = []
    cells = pd.Series(["1,234", "1.5 GB", "3万", "", "-", "12.0", "无"])
    found = wholes(cells, "f.csv", "rows", problems)
    assert [None if pd.isna(v) else int(v) for v in found] == [1234, 1_500_000_000, 30_000, None, None, 12, None]
    assert problems == []


def test_a_bad_number_is_named_with_file_row_and_what_is_allowed() -> None:
    problems: list[Problem] = []
    wholes(pd.Series(["1", "abc", "-3"], index=[2, 3, 4]), "f.csv", "rows", problems)
    assert [str(p) for p in problems] == [
        'f.csv:3: rows is "abc"; allowed is a whole number from 0 up, or nothing.',
        'f.csv:4: rows is "-3"; allowed is a whole number from 0 up, or nothing.',
    ]
