"""Metric dictionaries in CSV, XLSX or YAML: one row a definition, nothing dropped, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from assess.collect.dialects import dialect_name
from assess.collect.tabular import Field, headers_of, plain, read_sheets
from assess.collect.text_file import decode, fingerprint, read_bytes, shown
from assess.model.errors import BadInput, Problem
from assess.model.evidence import Evidence

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
Found = tuple[str, int, dict[str, str]]
MANY = ("metrics", "指标", "measures", "definitions", "kpis")


def read_metric_files(
    paths: Sequence[Path],
    *,
    source: str = "",
    department: str = "",
    dialect: str = "",
    columns: Mapping[str, str] | None = None,
    root: Path | None = None,
) -> Evidence:
    """Metric definitions as evidence; one without a formula is kept, with an empty expression, and coverage says so."""
    engine = dialect_name(dialect)
    problems: list[Problem] = []
    rows: list[dict[str, Any]] = []
    coverage: list[dict[str, Any]] = []
    for path in sorted(paths):
        name = shown(path, root)
        try:
            found = list(_yaml(path, name, columns or {}) if _is_yaml(path) else _table(path, columns, root))
        except BadInput as error:
            problems.extend(error.problems)
            continue
        for place, line, given in found:
            spoken = given.pop("dialect", "")
            rows.append(
                {
                    **given,
                    "metric_id": f"{place}:{line} {given['name']}",
                    "source": source,
                    "department": given.get("department") or department,
                    "dialect": dialect_name(spoken, f"{place}:{line}") if spoken else engine,
                    "file": name,
                    "line": line,
                }
            )
        coverage.append(_coverage(name, source, department, [given for _, _, given in found]))
    if problems:
        raise BadInput(problems)
    inputs = [fingerprint(path, root) for path in sorted(paths)]
    return Evidence.of({"metrics": rows, "coverage": coverage, "inputs": inputs})


def _is_yaml(path: Path) -> bool:
    return path.suffix.lower() in {".yaml", ".yml"}


def _table(
    path: Path, columns: Mapping[str, str] | None, root: Path | None
) -> Iterator[tuple[str, int, dict[str, str]]]:
    for sheet in read_sheets(path, FIELDS, columns=columns, root=root):
        for line, row in sheet.frame.iterrows():
            given = {str(key): str(value) for key, value in row.items()}
            given["name"] = given["name"] or given.get("label", "")
            if not given["name"]:
                raise BadInput([Problem(f"{sheet.name}:{line}", "this row names no metric; every row needs a name.")])
            yield sheet.name, int(str(line)), given


def _yaml(path: Path, name: str, columns: Mapping[str, str]) -> Iterator[Found]:
    """A list of metrics, a map from name to metric, or either under a key such as `metrics`."""
    data = _loaded(path, name)
    key = next((k for k in MANY if isinstance(data, dict) and k in data), None)
    many = data[key] if key else data
    known = headers_of(FIELDS, columns)
    marks: Any = getattr(many, "lc", None)
    if isinstance(many, list):
        for i, item in enumerate(many):
            yield name, marks.item(i)[0] + 1, _metric(item, "", known, f"{name}:{marks.item(i)[0] + 1}")
    elif isinstance(many, dict):
        for title, item in many.items():
            line = marks.key(title)[0] + 1
            given = {"expression": item} if isinstance(item, str) else item
            yield name, line, _metric(given, str(title), known, f"{name}:{line}")
    else:
        raise BadInput([Problem(f"{name}:1", "expected a list of metrics or a map from name to metric.")])


def _loaded(path: Path, name: str) -> Any:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError

    try:
        data = YAML().load(decode(read_bytes(path, name), name))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadInput([Problem(f"{name}:{line}", f"is not valid YAML: {error.problem}.")]) from None
    if data is None:
        raise BadInput([Problem(name, "is empty.")])
    return data


def _metric(item: Any, title: str, known: Mapping[str, str], where: str) -> dict[str, str]:
    if not isinstance(item, dict):
        raise BadInput([Problem(where, f"expected a metric with fields such as name and expression, found {item!r}.")])
    given: dict[str, str] = {"name": title} if title else {}
    for key, value in item.items():
        ours = known.get(plain(str(key)))
        if ours and (ours not in given or ours == key):
            given[ours] = _text(value)
    if not given.get("name"):
        raise BadInput([Problem(where, "this metric has no name.")])
    return given


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(_text(v) for v in value)
    if isinstance(value, dict):
        return ", ".join(f"{k}: {_text(v)}" for k, v in value.items())
    return str(value).strip()


def _coverage(name: str, source: str, department: str, found: list[dict[str, str]]) -> dict[str, Any]:
    bare = sum(not given.get("expression") for given in found)
    return {
        "input": f"{source}: {name}" if source else name, "kind": "metrics", "department": department,
        "available": True, "seen": len(found), "unit_zh": "项指标定义", "unit_en": "metric definitions",
        "why_zh": f"其中 {bare} 项没有计算公式，无法比较。" if bare else "",
        "why_en": f"{bare} of them give no formula and cannot be compared." if bare else "",
    }  # fmt: skip
