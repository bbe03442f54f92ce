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
        ("m.yaml", "a: [1\n", "m.yaml:2: is not valid YAML"),
        ("m.yaml", "", "m.yaml: is empty."),
    ],
)
def test_a_fault_is_named_with_its_place(tmp_path: Path, name: str, text: str, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        metrics(tmp_path, text, name)
    assert said in str(caught.value)


def unresolved(found: Evidence) -> list[str]:
    return list(found.metrics["unresolved_en"])


def test_a_row_without_a_name_is_kept_where_it_has_a_formula_and_skipped_where_it_has_nothing(tmp_path: Path) -> None:
    found = metrics(tmp_path, "name,formula,owner\n,sum(a),ann\n,,ann\nGMV,sum(b),ann\n")
    assert list(found.metrics["metric_id"]) == ["m.csv:2 (row)", "m.csv:4 GMV"]
    assert unresolved(found) == ["The row has a formula but names no metric.", ""]
    in_yaml = metrics(tmp_path, "- formula: sum(a)\n- owner: ann\n- name: GMV\n  formula: sum(b)\n", "m.yaml")
    assert list(in_yaml.metrics["metric_id"]) == ["m.yaml:1 (row)", "m.yaml:3 GMV"]


def test_an_entry_that_is_no_metric_is_said_and_the_others_are_read(tmp_path: Path) -> None:
    found = metrics(tmp_path, "- name: GMV\n  formula: sum(a)\n- 12\n", "m.yaml")
    assert list(found.metrics["metric_id"]) == ["m.yaml:1 GMV", "m.yaml:3 (row)"]
    assert "not '12'" in unresolved(found)[1]


def test_an_unknown_dialect_is_said_on_its_row_with_the_nearest(tmp_path: Path) -> None:
    found = metrics(tmp_path, "name,formula,dialect\nGMV,sum(a),mysqll\nAOV,avg(a),spark\n", dialect="hive")
    assert list(found.metrics["dialect"]) == ["hive", "spark"]
    assert unresolved(found) == ['there is no SQL dialect "mysqll". Did you mean "mysql"?', ""]
    assert found.metrics.loc[0, "unresolved_zh"] == "没有名为“mysqll”的 SQL 方言，是否指“mysql”。"


def test_a_row_with_too_many_cells_is_said_and_costs_no_other(tmp_path: Path) -> None:
    found = metrics(tmp_path, "name,formula\nGMV,sum(a, b)\nAOV,avg(a)\nN\n")
    assert found.metrics[["name", "expression"]].values.tolist() == [["GMV", ""], ["AOV", "avg(a)"], ["N", ""]]
    assert unresolved(found)[0].startswith("The row has 3 cells and the header 2")


def test_merged_cells_count_for_each_of_their_rows_and_headers_may_have_two(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    page.append(["2024 指标字典"])
    page.append(["部门", "指标信息", "", "口径", ""])
    page.append(["", "指标名称", "中文名", "计算公式", "来源表"])
    page.append(["一、交易类"])
    page.append(["销售部", "gmv", "成交额", "sum(a)", "orders"])
    page.append(["", "n", "订单数", "count(*)", ""])
    page.append([])
    page.append(["财务部", "cost", "成本", "sum(c)", "costs"])
    for cells in ("A1:E1", "A2:A3", "B2:C2", "D2:E2", "A4:E4", "A5:A6", "E5:E6"):
        page.merge_cells(cells)
    book.save(tmp_path / "m.xlsx")
    found = read_metrics([tmp_path / "m.xlsx"], root=tmp_path).metrics
    assert found[["line", "name", "label", "expression", "base", "department"]].values.tolist() == [
        [5, "gmv", "成交额", "sum(a)", "orders", "销售部"],
        [6, "n", "订单数", "count(*)", "orders", "销售部"],
        [8, "cost", "成本", "sum(c)", "costs", "财务部"],
    ]


def test_what_was_merged_before_it_became_csv_is_filled_down(tmp_path: Path) -> None:
    text = "部门,指标名称,公式,负责人\n销售部,gmv,sum(a),张三\n,n,count(*),\n,aov,avg(a),\n\n财务部,cost,sum(c),李四\n"
    found = metrics(tmp_path, text).metrics
    assert list(found["department"]) == ["销售部", "销售部", "销售部", "财务部"]
    assert list(found["owner"]) == ["张三", "张三", "张三", "李四"]


def test_a_cell_left_empty_where_others_are_stated_row_by_row_stays_empty(tmp_path: Path) -> None:
    found = metrics(tmp_path, "name,formula,department\nA,sum(a),x\nB,sum(b),x\nC,sum(c),\nD,sum(d),y\n").metrics
    assert list(found["department"]) == ["x", "x", "", "y"]


def test_headers_of_two_rows_in_csv_are_one(tmp_path: Path) -> None:
    found = metrics(tmp_path, "部门,指标名称,口径,\n,,公式,来源表\n销售部,gmv,sum(a),orders\n").metrics
    assert found[["line", "name", "expression", "base", "department"]].values.tolist() == [
        [3, "gmv", "sum(a)", "orders", "销售部"]
    ]


def test_titles_between_and_headers_said_again_are_no_metrics(tmp_path: Path) -> None:
    head = "指标名称,公式,部门\n"
    text = f"{head}一、交易类,,\nGMV,sum(a),x\n\n【流量】\n{head}UV,count(distinct u),y\n留存,,\n"
    assert list(metrics(tmp_path, text).metrics["metric_id"]) == ["m.csv:3 GMV", "m.csv:7 UV", "m.csv:8 留存"]


def test_of_two_columns_for_a_name_the_name_goes_before_the_code(tmp_path: Path) -> None:
    found = metrics(tmp_path, "指标编码,指标名称,业务口径,指标中文名,公式\nZ1,gmv,所有订单,成交额,sum(a)\n").metrics
    assert found[["name", "label"]].values.tolist() == [["gmv", "成交额"]]


def test_json_is_read_as_yaml_is(tmp_path: Path) -> None:
    text = '{"metrics": [\n {"name": "GMV", "formula": "sum(a)"},\n {"name": "n", "formula": "count(*)"}\n]}'
    assert list(metrics(tmp_path, text, "m.json").metrics["metric_id"]) == ["m.json:2 GMV", "m.json:3 n"]
