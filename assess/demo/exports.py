"""The catalog exports and usage logs the departments' administrators hand over: CSV, one of them GBK."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from assess.demo.databases import stored_type
from assess.demo.departments import KEEPERS, Keeper
from assess.demo.estate import Estate

CATALOG = (
    "department", "source", "schema", "table", "column", "position", "type", "comment", "nullable", "table_comment",
    "owner", "rows", "bytes", "retention_days", "created", "last_read", "last_written",
)  # fmt: skip
# finance exports from a Chinese tool: other headers, GBK
FINANCE_HEADER = {
    "部门": "department", "数据源": "source", "模式": "schema", "表名": "table", "字段名": "column", "序号": "position",
    "数据类型": "type", "字段说明": "comment", "可为空": "nullable", "表说明": "table_comment", "责任人": "owner",
    "行数": "rows", "存储字节": "bytes", "保留天数": "retention_days", "创建时间": "created", "最近访问": "last_read",
    "最近更新": "last_written",
}  # fmt: skip
USAGE = ("source", "schema", "table", "last_read", "last_written", "reads")
LOGGED = ("crm", "shop", "fin", "dw", "kefu")  # the others keep no log; their export says when a table was last read


def write_exports(estate: Estate, facts: dict[str, dict[str, Any]], folder: Path) -> None:
    """catalogs/<department>.csv for all, usage/<source>.csv for those who log."""
    for keeper in KEEPERS:
        tables = [t for t in estate.tables() if t.startswith(f"{keeper.source}.")]
        catalog = [row for table in tables for row in _catalog_rows(estate, keeper, table, facts[table])]
        chinese = keeper.source == "fin"
        header = tuple(FINANCE_HEADER) if chinese else CATALOG
        _write(folder / "catalogs" / f"{keeper.id}.csv", header, catalog, "gbk" if chinese else "utf-8")
        if keeper.source in LOGGED:
            _write(folder / "usage" / f"{keeper.source}.csv", USAGE, _usage_rows(estate, tables, facts), "utf-8")


def _catalog_rows(estate: Estate, keeper: Keeper, table: str, fact: dict[str, Any]) -> Iterable[tuple[Any, ...]]:
    note = estate.notes[table]
    read = None if keeper.source in LOGGED else fact["last_read"]
    for position, (name, kind) in enumerate(estate.columns(table), 1):
        yield (
            keeper.id, keeper.source, note.schema, note.name, name, position, stored_type(keeper, kind),
            note.comments.get(name, ""), "NO" if name == note.key else "YES", fact["about"], fact["owner"],
            fact["rows"], fact["bytes"], fact["retention_days"], fact["created"], read, fact["last_written"],
        )  # fmt: skip


def _usage_rows(estate: Estate, tables: list[str], facts: dict[str, dict[str, Any]]) -> Iterable[tuple[Any, ...]]:
    for table in tables:
        note, fact = estate.notes[table], facts[table]
        yield note.keeper.source, note.schema, note.name, fact["last_read"], fact["last_written"], fact["reads"]


def _write(path: Path, header: tuple[str, ...], rows: Iterable[tuple[Any, ...]], encoding: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([_cell(value) for value in row] for row in rows)


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    return value.strftime("%Y-%m-%d %H:%M:%S") if isinstance(value, datetime) else value
