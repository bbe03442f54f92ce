"""One record of a query log, under whatever headers, as a row."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from assess.collect.cells import moment
from assess.collect.json_shape import MOST, loads

Value = tuple[str, str, str, str]
"""table written, its column, table read, its column"""


class Row(NamedTuple):
    """One query of a log, or several alike. Times are UTC, None where the log does not say.

    `reads` and `writes` are the tables that the log itself names, `base` those it names below views, `values` where
    it says a written column comes from. `space` is the database or database.schema that bare names are looked up in.
    """

    text: str
    at: datetime | None
    users: tuple[str, ...] = ()
    department: str = ""
    seconds: float | None = None
    bytes: int | None = None
    calls: int = 1
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    application: str = ""
    line: int = 1
    space: str = ""
    base: tuple[str, ...] = ()
    values: tuple[Value, ...] = ()


HEADERS = {
    "text": "query_text, query, sql, sql_text, sql_fulltext, statement, statement_text, text, 查询, 语句, sql语句, "
            "查询语句, 查询文本",
    "at": "start_time, query_start_time, creation_time, create_time, end_time, time, timestamp, log_time, event_time, "
          "executed_at, last_active_time, 时间, 开始时间, 执行时间, 查询时间",
    "user": "user_name, user, user_email, username, usename, rolname, executed_by, 用户, 用户名, 执行人, 提交人",
    "role": "role_name, role, 角色",
    "department": "department, dept, 部门, 所属部门",
    "milliseconds": "total_elapsed_time, execution_time, duration_ms, elapsed_ms, total_exec_time, total_time, "
                    "total_duration_ms, query_duration_ms, 耗时毫秒, 耗时(毫秒), 耗时（毫秒）",
    "seconds": "duration, seconds, duration_seconds, elapsed, 耗时, 耗时秒, 耗时(秒), 耗时（秒）",
    "bytes": "bytes_scanned, total_bytes_processed, bytes, scanned_bytes, read_bytes, 扫描字节, 扫描量",
    "calls": "calls, executions, 次数, 执行次数",
    "state": "execution_status, state, status, type, 状态",
    "fault": "error_code, error_result, error",
    "reads": "direct_objects_accessed, referenced_tables, 读取的表",
    "base": "base_objects_accessed",
    "writes": "objects_modified, destination_table, 写入的表",
    "kind": "statement_type, query_type, 语句类型",
    "application": "application_name, client_application, 应用",
    "database": "database_name, database, datname, db, 数据库",
    "schema": "schema_name, schema, 模式",
    "parent": "parent_job_id",
}  # fmt: skip
FAILED = frozenset(
    (
        "FAIL", "FAILED", "FAILED_WITH_ERROR", "FAILED_WITH_INCIDENT", "ERROR", "失败", "PENDING", "RUNNING",
        "CANCELED", "CANCELLED", "ABORTED", "QUERYSTART", "EXCEPTIONBEFORESTART", "EXCEPTIONWHILEPROCESSING",
    )
)  # fmt: skip


def field_of(columns: Mapping[str, str]) -> Callable[[str], str]:
    """Our name of a header, empty where it is none; `columns` gives the client's own, before those known."""
    given = {header.strip().lower(): field for field, header in columns.items()}
    known = {
        header.strip().lower(): name for name, line in HEADERS.items() if name not in columns
        for header in (*line.split(","), name)
    }  # fmt: skip
    both = {**known, **given}
    return lambda header: both.get(header.strip().lower(), "")


def fault(value: Any) -> bool:
    """Whether an error is said."""
    return value not in (None, "", "null", 0, "0", {}, "{}", "{ }")


def row_of(cells: Mapping[str, Any], zone: ZoneInfo, line: int) -> Row:
    """The row of one record, whose cells are under our names."""
    seconds = number(cells.get("seconds"))
    if "milliseconds" in cells:
        milli = number(cells["milliseconds"])
        seconds = None if milli is None else milli / 1000
    size, calls = number(cells.get("bytes")), number(cells.get("calls"))
    modified = _whole(cells.get("writes"))
    return Row(
        str(cells.get("text", "")), time_of(cells.get("at"), zone),
        tuple(str(cells[c]) for c in ("user", "role") if c in cells), str(cells.get("department", "")), seconds,
        None if size is None else int(size), 1 if calls is None else int(calls), _named(_whole(cells.get("reads"))),
        _named(modified), str(cells.get("application", "")), line, _space(cells), _named(_whole(cells.get("base"))),
        _values(modified),
    )  # fmt: skip


def _space(cells: Mapping[str, Any]) -> str:
    """Where bare names are looked up: known for certain only where the log names database and schema."""
    database, schema = str(cells.get("database", "")), str(cells.get("schema", ""))
    return f"{database}.{schema}" if database and schema else schema


def _whole(value: Any) -> Any:
    """A cell as JSON where it is that; names with commas between as a list."""
    if isinstance(value, str) and value:
        try:
            return loads(value)
        except ValueError:
            return [part.strip() for part in re.split(r"[,;，；]", value) if part.strip()]
    return value


def _named(value: Any) -> tuple[str, ...]:
    """Names of tables in a cell: a list of names, or JSON of Snowflake's or BigQuery's making."""
    if value in (None, ""):
        return ()
    items: Sequence[Any] = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(name for name in (_name_of(item) for item in items) if name))


def _name_of(item: Any) -> str:
    if isinstance(item, str):
        return item
    if not isinstance(item, dict):
        return ""
    if "objectName" in item:
        domain = str(item.get("objectDomain") or "").lower()
        return str(item["objectName"]) if "table" in domain or "view" in domain or not domain else ""
    parts = [item.get(k) or item.get(c) for k, c in (("project_id", "projectId"), ("dataset_id", "datasetId"),
                                                     ("table_id", "tableId"))]  # fmt: skip
    if not all(parts) or str(parts[1]).startswith("_") or str(parts[2]).startswith("anon"):
        return ""  # the hidden table of a query's own result
    return ".".join(str(p) for p in parts).partition("$")[0]  # one table, whichever partition


def _values(modified: Any) -> tuple[Value, ...]:
    """Where Snowflake says each written column comes from."""
    found: dict[Value, None] = {}
    for item in modified if isinstance(modified, list) else ():
        written = _name_of(item)
        for column in (item.get("columns") or ()) if isinstance(item, dict) and written else ():
            for source in column.get("directSources") or column.get("baseSources") or ():
                read = _name_of(source)
                if read and source.get("columnName"):
                    found[written, str(column.get("columnName")), read, str(source["columnName"])] = None
    return tuple(found)


def number(value: Any) -> float | None:
    """A number with or without commas that 64 bits hold; None for what is none."""
    try:
        found = None if value in (None, "") else float(str(value).replace(",", ""))
    except ValueError:
        return None
    return found if found is not None and abs(found) < MOST else None


def time_of(value: Any, zone: ZoneInfo) -> datetime | None:
    """The moment in UTC; what names no zone is in `zone`."""
    if value in (None, ""):
        return None
    try:
        found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        return _odd_time(str(value), zone)
    return _in_utc(found, zone)


def _odd_time(value: str, zone: ZoneInfo) -> datetime | None:
    text = re.sub(r" (UTC|GMT)$", "+00:00", value.strip())
    bare = re.sub(r" [A-Z]{2,5}$", "", text)  # CST is China's, America's and Cuba's: the engagement says which
    found = moment(bare)
    if found is None or re.search(r"(?:Z|[+-]\d\d:?\d\d)$", bare) or re.fullmatch(r"[\d.]+", bare):
        return found
    return _in_utc(found.replace(tzinfo=None), zone)


def _in_utc(found: datetime, zone: ZoneInfo) -> datetime | None:
    try:
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError:  # the first or the last day there is, on the other side of the world
        return None
