"""Metric dictionaries: every definition with its place."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from assess.collect.metrics.read import read_metrics
from assess.model.errors import BadInput
from assess.model.evidence import Evidence


def metrics(folder: Path, text: str, name: str = "m.csv", **options: str) -> Evidence:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return read_metrics([folder / name], root=folder, **options)


def test_a_chinese_dictionary(tmp_path: Path) -> None:
    found = metrics(
        tmp_path,
        "指标名称,业务口径,计算公式,来源表,过滤条件,时间字段,统计粒度,统计周期,单位,负责人,部门\n"
        "GMV,成交总额,sum(amount),dw.orders,status='paid',paid_at,门店,近30天,元,张三,sales\n",
        dialect="mysql",
    )
    (row,) = found.metrics.to_dict("records")
    assert row["metric_id"] == "m.csv:2 GMV" and row["line"] == 2 and row["dialect"] == "mysql"
    assert [row[k] for k in ("label", "expression", "base", "filter", "time_column", "grain", "window", "unit")] == [
        "成交总额", "sum(amount)", "dw.orders", "status='paid'", "paid_at", "门店", "近30天", "元",
    ]  # fmt: skip
    assert (row["owner"], row["department"]) == ("张三", "sales")


def test_an_english_dictionary(tmp_path: Path) -> None:
    found = metrics(tmp_path, "name,formula,source_table,where\nGMV,sum(a),t,x > 1\n", department="fin")
    assert found.metrics[["name", "expression", "base", "filter", "department"]].values.tolist() == [
        ["GMV", "sum(a)", "t", "x > 1", "fin"]
    ]


def test_the_same_name_twice_is_two_metrics(tmp_path: Path) -> None:
    found = metrics(tmp_path, "name,formula\nGMV,sum(a)\nGMV,sum(b)\n")
    assert list(found.metrics["metric_id"]) == ["m.csv:2 GMV", "m.csv:3 GMV"]


def test_a_metric_without_a_formula_is_kept_and_coverage_says_so(tmp_path: Path) -> None:
    found = metrics(tmp_path, "name,formula\nGMV,sum(a)\nAOV,\n")
    assert list(found.metrics["expression"]) == ["sum(a)", ""]
    assert found.coverage.loc[0, "seen"] == 2 and found.coverage.loc[0, "why_en"].startswith("1 of them")


def test_a_yaml_list_gives_each_metric_its_line(tmp_path: Path) -> None:
    first = "  - name: GMV\n    expression: sum(a)\n    base: t\n"
    text = f"# ours\nmetrics:\n{first}  - 指标名称: 客单价\n    计算公式: sum(a)/count(b)\n"
    found = metrics(tmp_path, text, "sales/m.yaml")
    assert list(found.metrics["metric_id"]) == ["sales/m.yaml:3 GMV", "sales/m.yaml:6 客单价"]
    assert found.metrics.loc[1, "expression"] == "sum(a)/count(b)"


def test_a_yaml_map_names_its_metrics_by_key(tmp_path: Path) -> None:
    found = metrics(tmp_path, "GMV:\n  expr: sum(a)\n  dimensions: [store, day]\nAOV: sum(a)/count(b)\n", "m.yml")
    assert found.metrics[["name", "expression", "grain", "line"]].values.tolist() == [
        ["GMV", "sum(a)", "store, day", 1], ["AOV", "sum(a)/count(b)", "", 4],
    ]  # fmt: skip


def test_every_sheet_of_a_workbook_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for sheet, rows in (("销售", ["GMV", "sum(a)"]), ("财务", ["毛利", "sum(b)"])):
        page = book.create_sheet(sheet)
        page.append(["指标名称", "计算公式"])
        page.append(rows)
    book.save(tmp_path / "m.xlsx")
    found = read_metrics([tmp_path / "m.xlsx"], root=tmp_path).metrics
    assert list(found["metric_id"]) == ["m.xlsx[销售]:2 GMV", "m.xlsx[财务]:2 毛利"] and set(found["file"]) == {
        "m.xlsx"
    }


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("m.csv", "formula\nsum(a)\n", "m.csv: the column name is missing"),
        ("m.csv", "name,formula\n,sum(a)\n", "m.csv:2: this row names no metric"),
        ("m.yaml", "- name: GMV\n- 12\n", "m.yaml:2: expected a metric"),
        ("m.yaml", "- formula: x\n", "m.yaml:1: this metric has no name"),
        ("m.yaml", "a: [1\n", "m.yaml:2: is not valid YAML"),
        ("m.yaml", "", "m.yaml: is empty."),
        ("m.csv", "name,dialect\nGMV,mysqll\n", 'm.csv:2: there is no SQL dialect "mysqll". Did you mean "mysql"?'),
    ],
)
def test_a_fault_is_named_with_its_place(tmp_path: Path, name: str, text: str, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        metrics(tmp_path, text, name)
    assert said in str(caught.value)
