"""A catalog as a DBA exports it: one row a column, with what is known of its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from assess.collect.catalog_rows import Gathered, united
from assess.collect.cells import flags, moments, texts, wholes
from assess.collect.dialects import engine_name
from assess.collect.tabular import Field, Sheet
from assess.collect.tabular_stream import read_pieces
from assess.collect.text_file import fingerprint, shown
from assess.model.errors import BadInput, Problem
from assess.model.evidence import Evidence
from assess.model.progress import Progress, Step, silent
from assess.model.text import Text

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
MOST_PROBLEMS = 200
KEY_MARKS = {"PRI", "PK", "P", "主键"}


def read_catalogs(
    paths: Sequence[Path],
    *,
    source: str = "",
    department: str = "",
    columns: Mapping[str, str] | None = None,
    root: Path | None = None,
    progress: Progress = silent,
) -> Evidence:
    """Tables and columns of catalog exports. A row's own source and department go before the ones given here.

    `columns` maps our name to the client's header. The same table and column named twice is one column, of the first
    type; coverage says how often, how many rows name nothing, and where positions occur twice. BadInput lists every
    fault of every file.
    """
    problems: list[Problem] = []
    files: list[Gathered] = []
    inputs: list[dict[str, Any]] = []
    coverage: list[dict[str, Any]] = []
    for place, path in enumerate(sorted(paths)):
        gathered = Gathered()
        try:
            for sheet in read_pieces(path, FIELDS, columns=columns, root=root):
                progress(Step("collect", f"{shown(path, root)}, {gathered.rows:,} rows", place, len(paths)))
                gathered.add(_typed(sheet, source, department, problems))
                gathered.passed_over += int(((sheet.frame["table"] == "") & (sheet.frame["column"] == "")).sum())
        except BadInput as error:
            problems.extend(error.problems)
            continue
        if problems:
            continue
        files.append(gathered)
        inputs.append(fingerprint(path, root))
        coverage.append(_coverage(shown(path, root), source, department, gathered))
    if problems:
        raise BadInput(problems[:MOST_PROBLEMS])
    if not files:
        return Evidence.of({"inputs": inputs, "coverage": coverage})
    whole = files[0] if len(files) == 1 else united(files)
    return Evidence.of({"tables": whole.tables, "columns": whole.columns, "inputs": inputs, "coverage": coverage})


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
    return pd.DataFrame(given).reset_index(drop=True)


def _always(value: str, raw: pd.DataFrame) -> pd.Series[str]:
    return pd.Series(value, index=raw.index, dtype="str")


def _keys(marks: pd.Series[str]) -> pd.Series[str]:
    """MySQL's PRI, MUL, UNI and the words others use, as yes and no."""
    marks = marks.where(~marks.str.upper().isin({"MUL", "UNI", "FK"}), "no")
    return marks.where(~marks.str.upper().isin(KEY_MARKS), "yes")


def _coverage(name: str, source: str, department: str, gathered: Gathered) -> dict[str, Any]:
    notes = _notes(gathered)
    return {
        "input": f"{source}: {name}" if source else name, "kind": "catalog", "department": department,
        "available": True, "seen": gathered.seen, "unit_zh": "张表", "unit_en": "tables",
        "why_zh": "".join(note.zh for note in notes), "why_en": " ".join(note.en for note in notes),
    }  # fmt: skip


def _notes(gathered: Gathered) -> list[Text]:
    """What was merged, passed over or contradicts itself."""
    notes = []
    if gathered.twice:
        retyped = gathered.retyped
        zh = f"，其中 {retyped:,} 行的类型不同，以先出现的为准" if retyped else ""
        en = f"; {retyped:,} of them give another type, and the first counts" if retyped else ""
        notes.append(Text(
            f"{gathered.twice:,} 行与前面的行是同一张表的同一个字段，已合并{zh}。",
            f"Rows that repeat a table and column named before: {gathered.twice:,}; they were merged{en}.",
        ))  # fmt: skip
    if gathered.passed_over:
        notes.append(Text(
            f"{gathered.passed_over:,} 行既没有表名也没有字段名，已略过。",
            f"Rows that name neither a table nor a column: {gathered.passed_over:,}; they were passed over.",
        ))  # fmt: skip
    if gathered.crowded:
        some, more = gathered.crowded[:3], len(gathered.crowded) > 3
        notes.append(Text(
            f"{len(gathered.crowded):,} 张表里有字段序号重复：{'、'.join(some)}{' 等' * more}；"
            "可能混入了同名的另一张表。",
            f"Tables in which several columns have one position: {len(gathered.crowded):,} "
            f"({', '.join(some)}{' …' * more}); two tables of one name may be mixed.",
        ))  # fmt: skip
    return notes
