"""Metric dictionaries in CSV, XLSX or YAML: one row a definition, nothing dropped, each with its place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assess.collect.dialects import dialect_name
from assess.collect.metrics.definition import Definition
from assess.collect.metrics.formats import YAML
from assess.collect.metrics.located import Items, Map, as_text, broken, load, named
from assess.collect.tabular import Field, headers_of, plain, read_sheets
from assess.collect.text_file import decode, read_bytes
from assess.model.errors import BadInput, Problem
from assess.model.text import Text

FIELDS = (
    Field(
        "name",
        "指标名称, 指标名, 指标, metric, metric_name, 指标英文名, 指标编码, kpi, measure, id",
        required=True,
    ),
    Field(
        "label",
        "指标中文名, 中文名, 别名, 描述, 说明, 业务口径, 口径, 口径说明, 业务定义, description, "
        "definition, display_name, title, alias",
    ),
    Field(
        "expression",
        "计算公式, 公式, 计算口径, 技术口径, 计算逻辑, formula, expr, sql, calculation, select_expression, 表达式",
    ),
    Field(
        "base",
        "来源表, 数据来源, 源表, 取数表, 事实表, source_table, base_table, table, from, data_source, model, 来源主表",
    ),
    Field("filter", "过滤条件, 业务限定, 限定条件, 筛选条件, where, filters, condition, 条件"),
    Field(
        "time_column",
        "时间字段, 统计时间字段, 日期字段, time_dimension, agg_time_dimension, date_column, timestamp, time",
    ),
    Field("grain", "统计粒度, 粒度, 维度, 统计维度, granularity, dimensions, group_by, entity"),
    Field("window", "统计周期, 周期, 时间周期, period, rolling_window, 统计窗口"),
    Field("unit", "单位, 计量单位, 度量单位, 币种, format, currency"),
    Field("owner", "负责人, 责任人, 指标负责人, 指标owner, steward, contact, 管理部门负责人"),
    Field("department", "部门, 所属部门, 归口部门, 业务部门, dept, team, business_unit"),
    Field("dialect", "sql_dialect, sql方言, 方言, engine"),
)
MANY = ("metrics", "指标", "measures", "definitions", "kpis")


def read_dictionary(path: Path, name: str, columns: Mapping[str, str], root: Path | None) -> list[Definition]:
    """The definitions of one file, shown as `name`; one without a formula is kept, with an empty expression."""
    if path.suffix.lower() in YAML or path.suffix.lower() == ".json":
        return _yaml(path, name, columns)
    found = []
    for sheet in read_sheets(path, FIELDS, columns=columns, root=root):
        for line, row in sheet.frame.iterrows():
            given = {str(key): str(value) for key, value in row.items()}
            given["name"] = given["name"] or given.get("label", "")
            if not given["name"]:
                raise BadInput([Problem(f"{sheet.name}:{line}", "this row names no metric; every row needs a name.")])
            found.append(_definition(given, name, int(str(line)), sheet.name.removeprefix(name)))
    return found


def _definition(given: dict[str, Any], file: str, line: int, sheet: str = "", *why: Text) -> Definition:
    if given.get("dialect"):
        dialect_name(given["dialect"], f"{file}{sheet}:{line}")
    return Definition(**given, file=file, line=line, sheet=sheet, format="dictionary", unresolved=why)


def _yaml(path: Path, name: str, columns: Mapping[str, str]) -> list[Definition]:
    """A list of metrics, a map from name to metric, or either under a key such as `metrics`."""
    documents, fault = load(decode(read_bytes(path, name), name))
    if fault and not documents:
        raise BadInput([Problem(f"{name}:{fault[0]}", f"is not valid YAML: {fault[1]}.")])
    if not documents:
        raise BadInput([Problem(name, "is empty.")])
    known = headers_of(FIELDS, columns)
    found: list[Definition] = []
    for data in documents:
        key = next((k for k in MANY if isinstance(data, Map) and k in data), None)
        many = data[key] if key else data
        if isinstance(many, Items):
            entries = list(zip(many, many.lines, strict=True))
        elif isinstance(many, Map):
            entries = [(named(title, item, line), line) for title, item, line in many.pairs]
        else:
            raise BadInput([Problem(f"{name}:1", "expected a list of metrics or a map from name to metric.")])
        found += [_definition(_metric(item, known, f"{name}:{line}"), name, line) for item, line in entries]
    if fault:
        found.append(Definition(f"({name})", name, fault[0], "dictionary", unresolved=(broken(fault),)))
    return found


def _metric(item: Any, known: Mapping[str, str], where: str) -> dict[str, str]:
    if not isinstance(item, Map):
        raise BadInput([Problem(where, f"expected a metric with fields such as name and expression, found {item!r}.")])
    given: dict[str, str] = {}
    for key, value in item.items():
        ours = known.get(plain(key))
        if ours and (ours not in given or ours == key):
            given[ours] = as_text(value)
    if not given.get("name"):
        raise BadInput([Problem(where, "this metric has no name.")])
    return given
