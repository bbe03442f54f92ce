"""Metric dictionaries in CSV, XLSX, YAML or JSON: one row a definition, nothing dropped, each with its place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assess.collect.metrics.definition import Definition
from assess.collect.metrics.dictionary_rows import places_of, row_definition, rows_of
from assess.collect.metrics.formats import YAML
from assess.collect.metrics.located import Items, Map, as_text, broken, load, named
from assess.collect.tabular import Field, headers_of, read_sheets
from assess.collect.tabular_parts import parts_of
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
    """The definitions of one file, shown as `name`; one without a formula is kept, with an empty expression.

    A row that names no metric is kept as "(row)" where it has a formula, and one that says nothing is skipped.
    BadInput where the file as a whole is no dictionary.
    """
    if path.suffix.lower() in YAML or path.suffix.lower() == ".json":
        return _yaml(path, name, columns)
    known = headers_of(FIELDS, columns)
    parts = [part for part in parts_of(path, name, known) if part.rows or part.table is not None]
    sheets = [(part, rows) for part in parts if (rows := rows_of(part, known, FIELDS)) is not None]
    if not sheets or any(key not in {field.name for field in FIELDS} for key in columns):
        read_sheets(path, FIELDS, columns=columns, root=root)  # says what is missing
        return []
    return [
        found
        for part, rows in sheets
        for row in rows
        for found in row_definition(row.given, name, row.line, "dictionary", part.name.removeprefix(name), row.why)
    ]


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
        for item, line in entries:
            given, why = _metric(item, known)
            found += row_definition(given, name, line, "dictionary", why=why)
    if fault:
        found.append(Definition(f"({name})", name, fault[0], "dictionary", unresolved=(broken(fault),)))
    return found


def _metric(item: Any, known: Mapping[str, str]) -> tuple[dict[str, str], tuple[Text, ...]]:
    """An entry by our names, the key we call it by before others for it; and what is wrong with it."""
    if not isinstance(item, Map):
        shown = as_text(item)[:60]
        why = Text(f"这里应是有名称和公式的指标，实为“{shown}”。",
                   f"A metric with fields such as name and expression belongs here, not {shown!r}.")  # fmt: skip
        return {"name": "(row)"}, (why,)
    places = places_of(list(item), known, FIELDS)
    values = list(item.values())
    return {ours: as_text(values[place]) for ours, place in places.items()}, ()
