"""Usage exports: when each table was last read and written, and how often it was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from assess.collect.catalog_file import table_ids
from assess.collect.cells import moments, texts, wholes
from assess.collect.tabular import Field, Sheet, read_sheets
from assess.collect.text_file import fingerprint, shown
from assess.model.errors import BadInput, Problem
from assess.model.evidence import Evidence

FIELDS = (
    Field("table", "table_id, table_name, 表名, 表, 数据表, 表英文名, object_name, name", required=True),
    Field("source", "source_id, 来源, 数据源, 来源系统, 系统, source_system"),
    Field("schema", "table_schema, schema_name, 模式, 库名, 数据库, database, db, schemaname"),
    Field("department", "部门, 所属部门, dept"),
    Field(
        "last_read",
        "last_read_at, last_access, last_accessed, last_access_time, last_query, last_queried, "
        "最近读取, 最近读取时间, 最近访问, 最近访问时间, 最后访问时间, 最后读取时间, 最近查询时间",
    ),
    Field(
        "last_written",
        "last_write, last_modified, last_updated, update_time, updated_at, 最近写入, 最近写入时间, "
        "最近更新, 最近更新时间, 最后更新时间, 最后写入时间, 更新时间",
    ),
    Field(
        "reads",
        "read_count, reads_90d, queries, query_count, access_count, 读取次数, 访问次数, 查询次数, 近90天读取次数",
    ),
)


def read_usage(
    paths: Sequence[Path],
    *,
    source: str = "",
    department: str = "",
    columns: Mapping[str, str] | None = None,
    root: Path | None = None,
) -> Evidence:
    """Rows of `tables` that hold only what the log says: table_id, last_read, last_written, reads.

    A table is named as table_id, or as table with source and schema; `source` fills in where a row names none.
    Several rows of one table become one: the latest times, the reads added.
    """
    problems: list[Problem] = []
    frames: list[pd.DataFrame] = []
    coverage: list[dict[str, Any]] = []
    for path in sorted(paths):
        name = shown(path, root)
        try:
            sheets = read_sheets(path, FIELDS, columns=columns, root=root)
        except BadInput as error:
            problems.extend(error.problems)
            continue
        known = {f for sheet in sheets for f in sheet.frame.columns}
        if not known & {"last_read", "last_written", "reads"}:
            problems.append(
                Problem(
                    name,
                    "says nothing of use; it needs last_read, last_written or reads (最近读取, 最近写入, 读取次数).",
                )
            )
            continue
        read = pd.concat([_typed(sheet, source, department, problems) for sheet in sheets], ignore_index=True)
        frames.append(read)
        coverage.append(
            {"input": f"{source}: {name}" if source else name, "kind": "usage", "department": department,
             "available": True, "seen": read["table_id"].nunique(), "unit_zh": "张表", "unit_en": "tables"}
        )  # fmt: skip
    if problems:
        raise BadInput(problems)
    inputs = [fingerprint(path, root) for path in sorted(paths)]
    if not frames:
        return Evidence.of({"coverage": coverage, "inputs": inputs})
    rows = pd.concat(frames, ignore_index=True)
    grouped = rows.groupby("table_id", sort=False)
    tables = grouped[["department", "source", "schema", "name"]].first()
    tables["last_read"], tables["last_written"] = grouped["last_read"].max(), grouped["last_written"].max()
    tables["reads"] = grouped["reads"].sum(min_count=1)
    return Evidence.of({"tables": tables.reset_index(), "coverage": coverage, "inputs": inputs})


def _typed(sheet: Sheet, source: str, department: str, problems: list[Problem]) -> pd.DataFrame:
    raw = sheet.frame[sheet.frame["table"] != ""]
    empty = pd.Series("", index=raw.index, dtype="str")
    at = {field: texts(raw[field]) if field in raw else empty for field in ("source", "schema", "department")}
    whole = raw["table"].str.contains(".", regex=False)
    at["source"] = at["source"].where((at["source"] != "") | whole, source)
    given = pd.DataFrame({"table_id": table_ids(at["source"], at["schema"], raw["table"])})
    given["table_id"] = given["table_id"].where(~whole, raw["table"])
    given["source"], given["schema"] = at["source"], at["schema"]
    given["name"] = raw["table"].str.rsplit(".", n=1).str[-1]
    given["department"] = at["department"].where(at["department"] != "", department)
    for field in ("last_read", "last_written"):
        never = pd.Series(pd.NaT, index=raw.index, dtype="datetime64[us, UTC]")
        given[field] = moments(raw[field], sheet.name, field, problems) if field in raw else never
    unknown = pd.Series(pd.NA, index=raw.index, dtype="Int64")
    given["reads"] = wholes(raw["reads"], sheet.name, "reads", problems) if "reads" in raw else unknown
    return given
