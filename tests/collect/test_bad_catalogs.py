"""A catalog that is odd or broken gives the right groups, or one clear sentence with its place and exit code 2."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from assess.cli import main

HEAD = "department,source,schema,table,column,position,type"
COLUMNS = ("order_id", "member_id", "paid_amount", "coupon_code", "freight_fee", "signed_at", "warehouse_id")
Ask = Callable[..., tuple[int, str, str]]


@pytest.fixture
def ask(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Ask:
    """`ask(name, content)`: exit code, stdout and stderr of `assess redundancy` on a file with this content."""
    monkeypatch.chdir(tmp_path)

    def run(name: str, content: str | bytes, *more: str) -> tuple[int, str, str]:
        Path(name).write_bytes(content.encode() if isinstance(content, str) else content)
        monkeypatch.setattr(sys, "argv", ["assess", "redundancy", name, *more])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        assert "Traceback" not in err and "Internal error" not in err
        return int(ended.value.code or 0), out, err

    return run


def rows(who: str, table: str = "orders", columns: tuple[str, ...] = COLUMNS, kind: str = "varchar") -> str:
    return "".join(f"{who},{who},dw,{table},{column},{i},{kind}\n" for i, column in enumerate(columns, 1))


def csv(*parts: str) -> str:
    return f"{HEAD}\n{''.join(parts)}"


def shape(answer: tuple[int, str, str]) -> list[tuple[str, list[str], int]]:
    """Verdict, tables and number of columns of every group."""
    code, out, err = answer
    assert code == 0, err
    return [
        (g["verdict"], sorted(t["id"] for t in g["tables"]), len(g["columns"])) for g in json.loads(out)["groups"]
    ]  # fmt: skip


def _without_position(line: str) -> str:
    *first, position, kind = line.split(",")
    return ",".join([*first, position if position == "position" else "", kind])


BOTH = csv(rows("a"), rows("b"))
PAIR = [("exact_copy", ["a.dw.orders", "b.dw.orders"], 7)]
CHINESE = "部门,数据源,库名,表名,字段名,序号,数据类型,字段注释\n" + "".join(
    f"销售部,{who},dw,订单,{column},{i},varchar,{column}的金额\n" for who in "ab" for i, column in enumerate(COLUMNS, 1)
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_chinese_headers_in_any_encoding(ask: Ask, encoding: str) -> None:
    assert shape(ask("c.csv", CHINESE.encode(encoding), "--json")) == [("exact_copy", ["a.dw.订单", "b.dw.订单"], 7)]


@pytest.mark.parametrize(("whole", "line"), [("utf-8", "gbk"), ("gbk", "utf-8")])
def test_a_line_in_another_encoding_is_named_and_not_read_as_other_characters(ask: Ask, whole: str, line: str) -> None:
    for comment in ("金额", "金额元", "会员的金额元"):  # of other lengths GBK reads UTF-8 without a fault
        lines = CHINESE.replace("的金额", comment).encode(whole).split(b"\n")
        lines[5] = lines[5].decode(whole).encode(line)
        code, out, err = ask("c.csv", b"\n".join(lines))
        assert (code, out) == (2, "")
        assert err.startswith("c.csv:6: is")
        assert err.endswith("save the whole file as UTF-8.\n") and err.count("\n") == 1


@pytest.mark.parametrize(
    "content",
    [
        BOTH.replace("\n", "\r\n"),
        BOTH.replace("\n", "\r"),
        BOTH.replace(",", "\t"),
        csv(rows("a", kind=""), rows("b", kind="")),
        csv(rows("a", " orders "), rows("b")),
        BOTH.replace(",dw,orders,order_id,1,", ",dw,orders,order_id,,"),
        "\n".join(_without_position(line) for line in BOTH.splitlines()),
        "\n".join(line + (',"1,234"' if i else ",rows") for i, line in enumerate(BOTH.splitlines())),
    ],
    ids=["windows", "old Mac", "tabs", "no types", "blanks", "one position missing", "no positions", "1,234"],
)
def test_what_is_only_unusual_is_read(ask: Ask, content: str) -> None:
    assert shape(ask("c.csv", content, "--json")) == PAIR


def test_a_row_twice_is_one_column_and_said(ask: Ask) -> None:
    code, out, err = ask("c.csv", csv(rows("a"), rows("a"), rows("a", kind="INT"), rows("b")), "--json")
    assert shape((code, out, err)) == PAIR
    assert err == (
        "c.csv: Rows that repeat a table and column named before: 14; they were merged; 7 of them give another type, "
        "and the first counts.\n"
    )


def test_a_table_twice_with_other_columns_is_said_to_be_mixed(ask: Ask) -> None:
    answer = ask("c.csv", csv(rows("a"), rows("a", columns=("x1", "x2", "x3")), rows("b")), "--json")
    assert shape(answer) == [("near_copy", ["a.dw.orders", "b.dw.orders"], 10)]
    assert "several columns have one position: 1 (a.dw.orders); two tables of one name may be mixed." in answer[2]


def test_a_row_that_names_nothing_is_counted(ask: Ask) -> None:
    code, _, err = ask("c.csv", csv(rows("a"), "a,a,dw,,,8,int\n"))
    assert code == 0
    assert "c.csv: Rows that name neither a table nor a column: 1; they were passed over." in err


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("c.csv", "", "c.csv: is empty."),
        ("c.csv", "\n \n\n", "c.csv: is empty."),
        ("c.csv", b"\xef\xbb\xbf", "c.csv: is empty: it has no header and no row."),
        ("c.csv", "department,source,schema,column,position,type\na,a,a,c,1,int\n", "the column table is missing"),
        ("c.csv", csv(rows("a")).replace("table", "tabel"), 'The nearest is "tabel".'),
        ("c.csv", csv(rows("a"), "a,a,dw,,c,8,int\n"), "c.csv:9: table is empty; every row names a table and a column"),
        ("c.csv", csv(rows("a"), "a,a,dw,   ,c,8,int\n"), "c.csv:9: table is empty"),
        ("c.csv", csv(rows("a"), "a,a,dw,orders,,8,int\n"), "c.csv:9: column is empty"),
        ("c.csv", csv(rows("a"), "a,a,dw,orders,c\n"), "c.csv:9: has 5 cells, the header has 7."),
        ("c.csv", csv("a,a,dw,t,c,first,int\n"), 'c.csv:2: position is "first"; allowed is a whole number'),
        ("c.csv", csv("a,a,dw,t,c,-1,int\n"), 'c.csv:2: position is "-1"; allowed is a whole number from 0 up'),
        ("c.csv", f"{HEAD},rows\na,a,dw,t,c,1,int,abc\n", 'c.csv:2: rows is "abc"; allowed is a whole number from 0'),
        ("c.csv", f"{HEAD},rows\na,a,dw,t,c,1,int,-5\n", 'c.csv:2: rows is "-5"'),
        ("c.csv", f"{HEAD},rows\na,a,dw,t,c,1,int,{'9' * 20}\n", "from 0 to 9,000,000,000,000,000,000, or nothing"),
        ("c.csv", csv(rows("a"), "b,b,dw,ord\0ers,c,1,int\n"), "c.csv:9: holds a NUL byte"),
        ("c.csv", csv(rows("a") * 9000, "b,b,dw,ord\0ers,c,1,int\n"), "c.csv:63002: holds a NUL byte"),
        ("c.csv", CHINESE.encode("utf-16-le"), "c.csv: is a binary file or UTF-16 without a byte order mark"),
        ("c.csv", "table,table,column,type\na,b,c,int\n", "c.csv: two columns are called table, with different cells"),
        ("c.csv.gz", gzip.compress(BOTH.encode())[:60], "c.csv.gz: is not a whole gzip file"),
        ("c.jsonl", '{"table": "a", "column": "c", "type": "int"}\n{"table": "b\n', "c.jsonl:2: is not a JSON object"),
        ("c.jsonl", '{"table": "a"}\n[1, 2]\n', 'c.jsonl:2: is not a JSON object, such as {"table": "orders"}.'),
        ("c.jsonl", "[" * 100_000, "c.jsonl: nests too deep; allowed are JSON lines"),
        ("c.jsonl", '{"a": ' + "[" * 100_000, "c.jsonl:1: nests too deep"),
        ("c.json", '{\n"tables": []\n}\n', "c.json: holds one JSON object over several lines; allowed are JSON lines"),
        ("c.jsonl", '{"table": "a\\ud800", "column": "c", "type": "int"}', "c.jsonl:1: holds half of a character"),
        ("c.parquet", b"PAR1 broken", "c.parquet: is not a whole Parquet file"),
        ("c.xlsx", b"PK\x03\x04 broken", "c.xlsx: is not an Excel workbook"),
    ],
)  # fmt: skip
def test_a_fault_is_one_clear_sentence(ask: Ask, name: str, content: str | bytes, says: str) -> None:
    code, out, err = ask(name, content)
    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1


def test_a_fault_in_many_rows_is_told_ten_times_and_counted(ask: Ask) -> None:
    code, _, err = ask("c.csv", csv(*("a,a,dw,t,c,first,int\n" for _ in range(5000))))
    assert code == 2
    assert err.count("\n") == 11 and "position has the same fault in 4,990 more rows." in err


def test_one_table_or_none_is_no_fault(ask: Ask) -> None:
    assert ask("c.csv", csv(rows("a")))[1] == "No groups of copied tables were found among 1 tables.\n"
    assert ask("c.csv", HEAD)[1] == "No groups of copied tables were found as no file names a table.\n"


def test_names_with_quotes_line_ends_and_any_character_are_kept(ask: Ask) -> None:
    names = ('a""b', "new\nline", "tab\tx", "com,ma", "it's", "back`tick", "semi;colon", "😀 mood", "İ")
    content = csv(*(f'{who},{who},dw,"or""der\ns","{name}",{i},varchar\n' for who in "ab"
                    for i, name in enumerate(names, 1)))  # fmt: skip
    code, out, err = ask("c.csv", content, "--json")
    assert shape((code, out, err)) == [("exact_copy", ['a.dw.or"der\ns', 'b.dw.or"der\ns'], 9)]
    [group] = json.loads(out)["groups"]
    assert [column["name"] for column in group["columns"]] == [name.replace('""', '"') for name in names]


def test_very_long_names_and_cells_are_read(ask: Ask) -> None:
    columns = tuple("c" * 3000 + str(i) for i in range(7))
    [(verdict, tables, _)] = shape(ask("c.csv", csv(*(rows(who, "t" * 5000, columns) for who in "ab")), "--json"))
    assert (verdict, len(tables[0])) == ("exact_copy", 5005)
    with_comments = "\n".join(f"{line},{'comment' if not i else 'x' * 2_000_000 if i == 3 else ''}"
                              for i, line in enumerate(BOTH.splitlines()))  # fmt: skip
    assert shape(ask("c.csv", with_comments, "--json")) == PAIR
    assert (
        shape(ask("c.tsv", with_comments.replace(",", "\t").replace("x" * 2_000_000, "x,y " * 40_000), "--json"))
        == PAIR
    )


def test_tables_of_five_thousand_columns_are_compared_in_seconds(ask: Ask) -> None:
    many = tuple(f"col_{i}_{chr(97 + i % 26)}" for i in range(5000))
    other = (*many[:4990], *(f"new_{i}" for i in range(10)))
    content = csv(
        rows("a", "wide", many), rows("b", "wide", other), rows("c", "else", tuple(f"z{i}" for i in range(5000)))
    )
    began = time.monotonic()
    assert shape(ask("c.csv", content, "--json")) == [("near_copy", ["a.dw.wide", "b.dw.wide"], 5010)]
    assert time.monotonic() - began < 20


@pytest.mark.parametrize("name", ["c", "c{i}"])
def test_ten_thousand_tables_of_one_column_are_no_copies(ask: Ask, name: str) -> None:
    content = csv(*(f"a,s,dw,t{i},{name.format(i=i)},1,int\n" for i in range(10_000)))
    began = time.monotonic()
    code, out, _ = ask("c.csv", content, "--json")
    assert (code, json.loads(out)["groups"], json.loads(out)["examined"]) == (0, [], 10_000)
    assert time.monotonic() - began < 20


def test_parquet_of_other_types_is_read_as_meant(tmp_path: Path, ask: Ask) -> None:
    n = 2 * len(COLUMNS)
    who = [w for w in "ab" for _ in COLUMNS]
    columns: dict[str, Any] = {
        "department": pa.array(who).dictionary_encode(),
        "source": pa.array([w.encode() for w in who], pa.binary()),  # as Hive and Impala write text
        "schema": pa.array([2026] * n, pa.int16()),
        "table": pa.array(["orders"] * n, pa.large_string()),
        "column": list(COLUMNS) * 2,
        "position": [float(i) for _ in "ab" for i in range(1, 8)],
        "type": ["varchar"] * n,
        "rows": [Decimal("10.00")] * n,
        "bytes": pa.array([None] * n, pa.null()),
        "created": pa.array([dt.datetime(2020, 1, 1)] * n, pa.timestamp("ns", "UTC")),
        "last_read": [dt.date(2020, 1, 2)] * n,
        "nullable": [True] * n,
        "retention_days": pa.array([dt.timedelta(days=3)] * n, pa.duration("s")),
    }
    parquet.write_table(pa.table(columns), tmp_path / "p.parquet")
    content = (tmp_path / "p.parquet").read_bytes()
    assert shape(ask("c.parquet", content, "--json")) == [("exact_copy", ["a.2026.orders", "b.2026.orders"], 7)]
    from assess.collect.catalog_file import read_catalogs

    table = read_catalogs([tmp_path / "p.parquet"]).tables.iloc[0]
    assert (table["rows"], table["retention_days"], str(table["created"])[:10]) == (10, 3, "2020-01-01")
    parquet.write_table(pa.table(columns | {"source": pa.array([b"\xff\xfe"] * n)}), tmp_path / "p.parquet")
    code, _, err = ask("c.parquet", (tmp_path / "p.parquet").read_bytes())
    assert (code, err) == (2, "c.parquet: column source holds bytes that are not UTF-8 text.\n")
    names = ["table", "table", "column", "type"]
    parquet.write_table(pa.Table.from_arrays([pa.array(["x"])] * 4, names=names), tmp_path / "p.parquet")
    code, _, err = ask("c.parquet", (tmp_path / "p.parquet").read_bytes())
    assert (code, err) == (2, 'c.parquet: has several columns called "table"; keep one.\n')


def test_a_large_parquet_file_that_breaks_off_in_the_middle_is_named(tmp_path: Path, ask: Ask) -> None:
    n = 900_000
    table = pa.table({"table": [f"t{i * 7919 % 1_000_003}" for i in range(n)], "column": [f"c{i}" for i in range(n)],
                      "type": ["int"] * n, "comment": [f"{i * 104729 % 999983} {i}" for i in range(n)]})  # fmt: skip
    parquet.write_table(table, tmp_path / "p.parquet", compression="zstd", row_group_size=50_000)
    data = bytearray((tmp_path / "p.parquet").read_bytes())
    assert len(data) > 8_000_000
    data[len(data) // 2 : len(data) // 2 + 60_000] = b"\x7f" * 60_000
    code, out, err = ask("c.parquet", bytes(data))
    assert (code, out) == (2, "")
    assert "c.parquet: is not a whole Parquet file" in err


def test_a_folder_and_a_file_that_is_not_there_are_told_apart(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    code, _, err = ask("c.csv", BOTH, "folder", "none.csv")
    assert code == 2
    assert err.splitlines() == ["folder: is a folder; name a file.", "none.csv: this file does not exist."]
