"""A catalog as a DBA exports it: one row a column, with what is known of its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from assess.collect.cells import flags, moments, texts, wholes
from assess.collect.dialects import engine_name
from assess.collect.tabular import Field, Sheet, read_sheets
from assess.collect.text_file import fingerprint, shown
from assess.model.errors import BadInput, Problem
from assess.model.evidence import Evidence

FIELDS = (
    Field("table", "table_name, tablename, 表名, 表英文名, 数据表, 表名称, 物理表名, tab_name", required=True),
    Field(
        "column",
        "column_name, 字段名, 列名, 字段, 字段英文名, 字段名称, field, field_name, col_name",
        required=True,
    ),
    Field("type", "data_type, column_type, 数据类型, 字段类型, 类型, 列类型, udt_name, datatype", required=True),
    Field("department", "dept, 部门, 所属部门, 归属部门, 业务部门, 数据归属部门, business_unit, 事业部"),
    Field("source", "source_id, 来源, 数据源, 来源系统, 系统, 系统名称, source_system, system"),
    Field("schema", "table_schema, schema_name, 模式, 库名, 数据库, 数据库名, database, db, db_name, schemaname"),
    Field("position", "ordinal_position, column_id, 序号, 字段序号, 列序号, ordinal, colno, 顺序"),
    Field(
        "comment",
        "column_comment, 字段注释, 字段说明, 字段描述, 字段中文名, 列注释, 注释, description, "
        "remarks, 中文名, column_description",
    ),
    Field("nullable", "is_nullable, 可空, 是否可空, 允许为空, 是否为空, null"),
    Field("in_key", "column_key, is_primary_key, primary_key, 主键, 是否主键, pk"),
    Field("table_comment", "表注释, 表说明, 表描述, 表中文名, table_description, 表备注"),
    Field("kind", "table_type, 表类型, 对象类型, object_type"),
    Field("engine", "dialect, 数据库类型, 引擎"),
    Field("owner", "table_owner, 负责人, 责任人, 数据负责人, 数据owner, owner_name, steward, 管理员"),
    Field("rows", "table_rows, row_count, num_rows, 行数, 记录数, 数据量, n_rows, 条数"),
    Field(
        "bytes",
        "data_length, size_bytes, total_bytes, 字节数, 大小, 存储大小, 存储量, 占用空间, size, table_size",
    ),
    Field("retention_days", "retention, 保留天数, 保存天数, 生命周期, 保留期限, lifecycle, ttl_days"),
    Field("created", "create_time, created_at, 创建时间, 建表时间, creation_time"),
    Field(
        "last_read",
        "last_read_at, last_access, last_accessed, last_access_time, 最近读取, 最近访问, "
        "最后访问时间, 最近读取时间, 最近访问时间",
    ),
    Field(
        "last_written",
        "update_time, last_write, last_modified, last_updated, updated_at, 最近写入, 最近更新, "
        "最后更新时间, 更新时间, 最近写入时间",
    ),
    Field("reads", "read_count, 读取次数, 访问次数, 查询次数, access_count, queries"),
)
OF_TABLES = (
    "department", "source", "schema", "table", "kind", "engine", "table_comment", "owner", "rows", "bytes",
    "retention_days", "created", "last_read", "last_written", "reads",
)  # fmt: skip
KEY_MARKS = {"PRI", "PK", "P", "主键"}


def read_catalogs(
    paths: Sequence[Path],
    *,
    source: str = "",
    department: str = "",
    columns: Mapping[str, str] | None = None,
    root: Path | None = None,
) -> Evidence:
    """Tables and columns of catalog exports. A row's own source and department go before the ones given here.

    `columns` maps our name to the client's header. The same table and column named twice is one column; coverage
    says how often. BadInput lists every fault of every file.
    """
    problems: list[Problem] = []
    frames: list[pd.DataFrame] = []
    inputs: list[dict[str, Any]] = []
    coverage: list[dict[str, Any]] = []
    for path in sorted(paths):
        name = shown(path, root)
        try:
            sheets = read_sheets(path, FIELDS, columns=columns, root=root)
        except BadInput as error:
            problems.extend(error.problems)
            continue
        read = pd.concat([_typed(sheet, source, department, problems) for sheet in sheets], ignore_index=True)
        whole = read.drop_duplicates(["table_id", "name"], ignore_index=True)
        frames.append(whole)
        inputs.append(fingerprint(path, root))
        coverage.append(_coverage(name, source, department, whole["table_id"].nunique(), len(read) - len(whole)))
    if problems:
        raise BadInput(problems)
    if not frames:
        return Evidence.of({"inputs": inputs, "coverage": coverage})
    rows = pd.concat(frames, ignore_index=True).drop_duplicates(["table_id", "name"], ignore_index=True)
    return Evidence.of({"tables": _tables(rows), "columns": _columns(rows), "inputs": inputs, "coverage": coverage})


def table_ids(source: pd.Series[str], schema: pd.Series[str], table: pd.Series[str]) -> pd.Series[str]:
    """source.schema.table, each part left out where it is empty."""
    front = source.where(source == "", source + ".")
    middle = schema.where(schema == "", schema + ".")
    return front + middle + table


def _typed(sheet: Sheet, source: str, department: str, problems: list[Problem]) -> pd.DataFrame:
    raw = sheet.frame
    for needed in ("table", "column"):
        for row in raw.index[(raw[needed] == "") & ((raw["table"] != "") | (raw["column"] != ""))][:10]:
            problems.append(Problem(f"{sheet.name}:{row}", f"{needed} is empty; every row names a table and a column."))
    if (raw["table"] == "").any() or (raw["column"] == "").any():
        raw = raw[(raw["table"] != "") & (raw["column"] != "")]
    empty = _always("", raw)
    given = {"name": raw["column"], "type": raw["type"], "table": raw["table"]}
    for field, default in (("source", source), ("department", department)):
        given[field] = raw[field].where(raw[field] != "", default) if field in raw else _always(default, raw)
    for field in ("schema", "comment", "table_comment", "owner"):
        given[field] = texts(raw[field]) if field in raw else empty
    given["table_id"] = table_ids(given["source"], given["schema"], given["table"])
    none = pd.Series(pd.NA, index=raw.index, dtype="boolean")
    given["nullable"] = flags(raw["nullable"], sheet.name, "nullable", problems) if "nullable" in raw else none
    given["in_key"] = flags(_keys(raw["in_key"]), sheet.name, "in_key", problems) if "in_key" in raw else none
    given["kind"] = _always("table", raw)
    if "kind" in raw:
        lower = raw["kind"].str.lower()
        given["kind"] = given["kind"].where(~(lower.str.contains("view") | lower.str.contains("视图")), "view")
    given["engine"] = (
        raw["engine"].map({e: engine_name(e) for e in raw["engine"].unique()}) if "engine" in raw else empty
    )
    for field in ("rows", "bytes", "retention_days", "reads", "position"):
        unknown = pd.Series(pd.NA, index=raw.index, dtype="Int64")
        given[field] = wholes(raw[field], sheet.name, field, problems) if field in raw else unknown
    for field in ("created", "last_read", "last_written"):
        never = pd.Series(pd.NaT, index=raw.index, dtype="datetime64[us, UTC]")
        given[field] = moments(raw[field], sheet.name, field, problems) if field in raw else never
    if given["position"].isna().any():
        counted = given["table_id"].groupby(given["table_id"], sort=False).cumcount() + 1
        given["position"] = given["position"].fillna(counted).astype("Int64")
    return pd.DataFrame(given).reset_index(drop=True)


def _always(value: str, raw: pd.DataFrame) -> pd.Series[str]:
    return pd.Series(value, index=raw.index, dtype="str")


def _keys(marks: pd.Series[str]) -> pd.Series[str]:
    """MySQL's PRI, MUL, UNI and the words others use, as yes and no."""
    marks = marks.where(~marks.str.upper().isin({"MUL", "UNI", "FK"}), "no")
    return marks.where(~marks.str.upper().isin(KEY_MARKS), "yes")


def _tables(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a table: the first value said of it in any of its rows."""
    codes, ids = pd.factorize(rows["table_id"])
    code = pd.Series(codes, index=rows.index)
    tables = pd.DataFrame({"table_id": ids})
    names = {"table": "name", "table_comment": "comment"}
    for field in OF_TABLES:
        values = rows[field]
        said = values.notna() & (values != "") if values.dtype == rows["table_id"].dtype else values.notna()
        first = ~code[said].duplicated()
        chosen = pd.Series(values[said][first].array, index=code[said][first].array)
        tables[names.get(field, field)] = chosen.reindex(range(len(ids))).array
    said = tables["rows"].notna() | tables["bytes"].notna()
    tables["volume_from"] = pd.Series("", index=tables.index).where(~said, "export")
    return tables


def _columns(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a column, tables in the order of the file, columns by position."""
    order = pd.DataFrame({"t": pd.factorize(rows["table_id"])[0], "p": rows["position"]})
    step, next_place = order["t"].diff(), order["p"].diff()
    in_order = (step > 0) | ((step == 0) & (next_place > 0))
    chosen = rows if in_order[1:].all() else rows.loc[order.sort_values(["t", "p"], kind="stable").index]
    return chosen[["table_id", "position", "name", "type", "nullable", "comment", "in_key"]]


def _coverage(name: str, source: str, department: str, tables: int, twice: int) -> dict[str, Any]:
    return {
        "input": f"{source}: {name}" if source else name, "kind": "catalog", "department": department,
        "available": True, "seen": tables, "unit_zh": "张表", "unit_en": "tables",
        "why_zh": f"{twice:,} 行与前面的行是同一张表的同一个字段，已合并。" if twice else "",
        "why_en": f"Rows that repeat a table and column named before: {twice:,}; they were merged." if twice else "",
    }  # fmt: skip
