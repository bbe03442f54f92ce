"""The rows of a query log, whatever wrote it: one query each, streamed."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from assess.collect.cells import moment
from assess.model.errors import BadInput, Problem

csv.field_size_limit(1 << 30)


class Row(NamedTuple):
    """One query of a log, or several alike. Times are UTC, None where the log does not say."""

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


HEADERS = {
    "text": "query_text, query, sql, sql_text, statement, text, 查询, 语句, sql语句, 查询语句, 查询文本",
    "at": "start_time, query_start_time, creation_time, end_time, time, timestamp, log_time, event_time, executed_at, "
          "时间, 开始时间, 执行时间, 查询时间",
    "user": "user_name, user, user_email, username, usename, 用户, 用户名, 执行人, 提交人",
    "role": "role_name, role, 角色",
    "department": "department, dept, 部门",
    "milliseconds": "total_elapsed_time, execution_time, duration_ms, elapsed_ms, total_exec_time, total_time, "
                    "耗时毫秒, 耗时(毫秒)",
    "seconds": "duration, seconds, duration_seconds, elapsed, 耗时, 耗时秒, 耗时(秒)",
    "bytes": "bytes_scanned, total_bytes_processed, bytes, scanned_bytes, 扫描字节, 扫描量",
    "calls": "calls, executions, 次数, 执行次数",
    "state": "execution_status, state, status, 状态",
    "fault": "error_code, error_result, error",
    "reads": "direct_objects_accessed, referenced_tables, 读取的表",
    "writes": "objects_modified, destination_table, 写入的表",
    "kind": "statement_type, query_type, 语句类型",
    "application": "application_name, client_application, 应用",
}  # fmt: skip
KNOWN = {header.strip().lower(): name for name, line in HEADERS.items() for header in line.split(",")}
FAILED = frozenset(
    ("FAIL", "FAILED", "FAILED_WITH_ERROR", "FAILED_WITH_INCIDENT", "ERROR", "失败", "PENDING", "RUNNING")
)
# csvlog of PostgreSQL has no header: the first columns up to the message
_PG_MESSAGE, _PG_APPLICATION = 13, 22
_PG_STATEMENT = re.compile(
    r"(?:duration: (?P<ms>[\d.]+) ms\s+)?(?:statement|execute [^:]*|parse [^:]*|bind [^:]*): (?P<sql>.*)", re.DOTALL
)
_PG_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? [A-Z+\-0-9]+")
_PG_LINE = re.compile(
    rf"^(?P<at>{_PG_TIME.pattern}|\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?)(?P<who>.*?)"
    r"(?P<level>LOG|ERROR|STATEMENT|DETAIL|HINT|WARNING|FATAL|NOTICE|INFO|CONTEXT):\s+(?P<message>.*)",
    re.DOTALL,
)
_PG_WHO = re.compile(r"(?:user=)?(?P<user>[\w.-]+)@(?P<db>[\w.-]*)|user=(?P<user2>[\w.-]+)")


def rows_of(path: Path, name: str, columns: Mapping[str, str], timezone: str) -> Iterator[Row]:
    """The queries of one file; BadInput when it is no log that is known."""
    zone = ZoneInfo(timezone) if timezone else ZoneInfo("UTC")
    known = {**KNOWN, **{str(header).strip().lower(): field for field, header in columns.items()}}
    with path.open("rb") as raw:
        start = raw.read(4096)
    if start.startswith(b"PAR1"):
        yield from _records(_parquet(path), known, zone, name)
        return
    if start.startswith((b"PK\x03\x04", b"\xff\xfe", b"\xfe\xff")) or not _is_text(start):
        yield from _records(_sheets(path, name), known, zone, name)
        return
    with path.open("r", encoding="utf-8-sig", errors="replace", newline="") as stream:
        first = list(islice(stream, 1))
        if not first:
            raise BadInput([Problem(name, "is empty: it has no query.")])
        whole = chain(first, stream)
        head = first[0].lstrip()
        if head.startswith(("{", "[")):
            yield from _records(_json(whole, name), known, zone, name)
        elif _is_csvlog(first[0]):
            yield from _csvlog(whole, zone)
        elif _PG_LINE.match(first[0]) or first[0].startswith("20"):
            yield from _stderr(whole, zone)
        else:
            yield from _records(_delimited(first[0], whole, known, name), known, zone, name)


def _is_text(start: bytes) -> bool:
    return b"\x00" not in start


def _is_csvlog(line: str) -> bool:
    cells = next(csv.reader([line]), [])
    return len(cells) > 10 and bool(_PG_TIME.fullmatch(cells[0]))


def _csvlog(lines: Iterator[str], zone: ZoneInfo) -> Iterator[Row]:
    reader = csv.reader(lines)
    for cells in reader:
        if len(cells) <= _PG_MESSAGE or cells[11] != "LOG":
            continue
        found = _PG_STATEMENT.match(cells[_PG_MESSAGE])
        if found:
            application = cells[_PG_APPLICATION] if len(cells) > _PG_APPLICATION else ""
            yield Row(found["sql"], _moment(cells[0], zone), (cells[1],), seconds=_milli(found["ms"]),
                      application=application, line=reader.line_num)  # fmt: skip


def _stderr(lines: Iterator[str], zone: ZoneInfo) -> Iterator[Row]:
    """PostgreSQL's plain log: an entry may go on over lines that begin with a tab."""
    entry: list[str] = []
    began = 1
    for number, line in enumerate(chain(lines, [""]), 1):
        if line.startswith("\t"):
            entry.append(line[1:])
            continue
        if entry:
            row = _of_entry("".join(entry), zone, began)
            if row is not None:
                yield row
        entry, began = [line], number


def _of_entry(entry: str, zone: ZoneInfo, line: int) -> Row | None:
    found = _PG_LINE.match(entry)
    if found is None or found["level"] != "LOG":
        return None
    said = _PG_STATEMENT.match(found["message"])
    if said is None:
        return None
    who = _PG_WHO.search(found["who"])
    user = (who["user"] or who["user2"] or "") if who else ""
    application = re.search(r"app=([^\s,]+)", found["who"])
    return Row(said["sql"].strip(), _moment(found["at"], zone), (user,), seconds=_milli(said["ms"]),
               application=application[1] if application else "", line=line)  # fmt: skip


def _delimited(first: str, lines: Iterator[str], known: Mapping[str, str], name: str) -> Iterator[dict[str, Any]]:
    mark = max(",;\t|", key=lambda m: sum(h.strip().strip('"').lower() in known for h in first.split(m)))
    reader = csv.reader(lines, delimiter=mark)
    header = [h.strip() for h in next(reader)]
    if not {known.get(h.lower()) for h in header} & {"text", "reads", "writes"}:
        shown = ", ".join(header[:8])
        raise BadInput(
            [Problem(name, f"is no query log that is known: found the columns {shown}; one with the query's text is "
                           "needed (query_text, sql, 查询语句), or PostgreSQL's own log.")]
        )  # fmt: skip
    for cells in reader:
        if cells:
            yield {**dict(zip(header, cells, strict=False)), "": reader.line_num}


def _json(lines: Iterator[str], name: str) -> Iterator[dict[str, Any]]:
    """Records of JSON lines, or of one JSON array."""
    number = 0
    for number, line in enumerate(lines, 1):
        bare = line.strip()
        if not bare:
            continue
        if number == 1 and bare.startswith("["):
            try:
                whole = json.loads(bare + "".join(lines))
            except ValueError as error:
                raise BadInput([Problem(name, f"is not valid JSON: {error}.")]) from None
            yield from ({**record, "": 1} for record in whole if isinstance(record, dict))
            return
        try:
            record = json.loads(bare)
        except ValueError as error:
            raise BadInput([Problem(f"{name}:{number}", f"is not valid JSON: {error}.")]) from None
        if isinstance(record, dict):
            yield {**record, "": number}


def _parquet(path: Path) -> Iterator[dict[str, Any]]:
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        number = 0
        for batch in file.iter_batches(batch_size=5000):
            for record in batch.to_pylist():
                number += 1
                yield {**record, "": number}


def _sheets(path: Path, name: str) -> Iterator[dict[str, Any]]:
    from assess.collect.tabular import Field, read_sheets

    fields = [Field(field, line) for field, line in HEADERS.items()]
    for sheet in read_sheets(path, fields):
        for number, record in zip(sheet.frame.index, sheet.frame.to_dict("records"), strict=True):
            yield {**{str(k): v for k, v in record.items()}, "": number}


def _records(records: Iterator[dict[str, Any]], known: Mapping[str, str], zone: ZoneInfo, name: str) -> Iterator[Row]:
    any_text = False
    for record in records:
        cells: dict[str, Any] = {}
        for header, value in record.items():
            field = known.get(header.strip().lower(), header if header in HEADERS else "")
            if field and value not in (None, "") and field not in cells:
                cells[field] = value
        any_text = any_text or bool(cells.keys() & {"text", "reads", "writes"})
        if str(cells.get("state", "")).upper() in FAILED or _fault(cells.get("fault")):
            continue
        if cells.keys() & {"text", "reads", "writes"}:
            yield _row(cells, zone, int(record.get("") or 1))
    if not any_text:
        raise BadInput([Problem(name, "holds no query: a column with its text is needed (query_text, sql, 查询语句).")])


def _fault(value: Any) -> bool:
    return value not in (None, "", "null", 0, "0", {})


def _row(cells: Mapping[str, Any], zone: ZoneInfo, line: int) -> Row:
    seconds = _number(cells.get("seconds"))
    if "milliseconds" in cells:
        milli = _number(cells["milliseconds"])
        seconds = None if milli is None else milli / 1000
    size, calls = _number(cells.get("bytes")), _number(cells.get("calls"))
    return Row(
        str(cells.get("text", "")), _moment(cells.get("at"), zone),
        tuple(str(cells[c]) for c in ("user", "role") if c in cells), str(cells.get("department", "")), seconds,
        None if size is None else int(size), 1 if calls is None else int(calls), _named(cells.get("reads")),
        _named(cells.get("writes")), str(cells.get("application", "")), line,
    )  # fmt: skip


def _named(value: Any) -> tuple[str, ...]:
    """Names of tables in a cell: a list of names, or JSON of Snowflake's or BigQuery's making."""
    if value in (None, ""):
        return ()
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return tuple(part.strip() for part in re.split(r"[,;，；]", str(value)) if part.strip())
    items: Sequence[Any] = value if isinstance(value, list) else [value]
    return tuple(name for name in (_name_of(item) for item in items) if name)


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
    return ".".join(str(p) for p in parts)


def _number(value: Any) -> float | None:
    try:
        return None if value in (None, "") else float(str(value).replace(",", ""))
    except ValueError:
        return None


def _milli(text: str | None) -> float | None:
    return None if text is None else float(text) / 1000


def _moment(value: Any, zone: ZoneInfo) -> datetime | None:
    if value in (None, ""):
        return None
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)
    text = re.sub(r" (UTC|GMT)$", "+00:00", str(value).strip())
    bare = re.sub(r" [A-Z]{2,5}$", "", text)  # CST is China's, America's and Cuba's: the engagement says which
    found = moment(bare)
    if found is None or re.search(r"(?:Z|[+-]\d\d:?\d\d)$", bare) or re.fullmatch(r"[\d.]+", bare):
        return found
    return found.replace(tzinfo=zone).astimezone(UTC)
