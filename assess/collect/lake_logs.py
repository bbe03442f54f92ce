"""Which files a Delta or Iceberg table is made of today, and which columns it has: as its own log says.

Only logs in folders of this machine are read, and nothing a log names outside the table's own folder is opened.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from assess.model.text import Text

MOST_METADATA = 64_000_000  # bytes of an Iceberg metadata file
MISSING = Text(
    "是 Delta 或 Iceberg 表，读它们的日志需要 pip install 'assess[lake]'",
    "they are Delta or Iceberg tables, whose logs need pip install 'assess[lake]'",
)
HUDI = Text("是 Hudi 表，哪些文件有效要看它自己的日志", "they are Hudi tables, whose own log says which files count")
FAR = Text(
    "是 Delta、Iceberg 或 Hudi 表，日志不在本机；请用 catalog 读取",
    "they are Delta, Iceberg or Hudi tables, whose log is not on this machine; read them with catalog",
)
ERASED = Text(
    "有单独记下的删除行（deletion vector 或 delete file）；请用 engine: spark 加 catalog 读取",
    "rows of theirs are deleted by marks beside the files; read them with engine: spark and catalog",
)
RENAMED = Text(
    "字段改过名或类型，旧文件里还是旧的；请用 engine: spark 加 catalog 读取",
    "columns of theirs were renamed or retyped since some files were written; read them with engine: spark and catalog",
)
ELSEWHERE = Text("有文件在表的文件夹之外", "files of theirs lie outside the table's folder")
DEFAULTED = Text(
    "有字段带默认值，旧文件里没有写；请用 engine: spark 加 catalog 读取",
    "columns of theirs have a default that older files do not hold; read them with engine: spark and catalog",
)
UNFOLDED = Text(
    "分区的值不在文件夹名里；请用 engine: spark 加 catalog 读取",
    "the values of their partitions do not stand in the folders' names; read them with engine: spark and catalog",
)
EMPTY = Text("日志里没有文件", "their log names no file")


@dataclass(frozen=True, slots=True)
class LogColumn:
    """A column as the log has it: `cast` is the SQL type of a value that stands in the folders' names, else empty."""

    name: str
    type: str
    cast: str = ""


@dataclass(frozen=True, slots=True)
class Log:
    """A table's files of now (paths below its folder, with `/`) and its columns, in order."""

    files: tuple[str, ...]
    columns: tuple[LogColumn, ...]
    version: str


class Unread(Exception):
    """The files of a table cannot be told; `why` says so."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


LogReader = Callable[[str], Log]


def log_of(root: str) -> Log:
    """The log of a table in a folder of this machine. Unread where it needs more than a list of files."""
    folder = Path(root)
    reader = _delta if (folder / "_delta_log").is_dir() else _hudi if (folder / ".hoodie").is_dir() else _iceberg
    try:
        return reader(folder)
    except (Unread, KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except ImportError:
        raise Unread(MISSING) from None
    except BaseException as error:  # noqa: BLE001 - whatever a spoilt log makes its reader raise, a Rust panic too
        name = type(error).__name__
        raise Unread(Text(f"日志读不出来（{name}）", f"their log cannot be read ({name})")) from None


def far_log(_root: str) -> Log:
    """In place of `log_of` where the folder is not on this machine."""
    raise Unread(FAR)


def _hudi(_folder: Path) -> Log:
    raise Unread(HUDI)


# Delta ------------------------------------------------------------------------------------------------------------

_CASTS = {
    "long": "bigint", "integer": "int", "short": "smallint", "byte": "tinyint", "float": "float", "double": "double",
    "boolean": "boolean", "date": "date", "timestamp": "timestamp", "timestamp_ntz": "timestamp_ntz",
    "string": "string",
}  # fmt: skip


def _delta(folder: Path) -> Log:
    import pyarrow as pa
    from deltalake import DeltaTable

    table = DeltaTable(folder)
    told = table.metadata()
    if told.configuration.get("delta.columnMapping.mode", "none") != "none":
        raise Unread(RENAMED)
    if "deletionVectors" in (table.protocol().reader_features or ()) and _marked(table):
        raise Unread(ERASED)
    added = pa.table(table.get_add_actions(flatten=True))
    files = tuple(sorted(_below(folder, unquote(path)) for path in added["path"].to_pylist()))
    split = set(told.partition_columns)
    if any(not split <= {unquote(part.split("=")[0]) for part in path.split("/")[:-1]} for path in files):
        raise Unread(UNFOLDED)
    columns = []
    for of in table.schema().fields:
        kind = _delta_type(of.type)
        columns.append(LogColumn(of.name, kind, _cast(kind) if of.name in split else ""))
    return _whole(Log(files, tuple(columns), str(table.version())))


def _marked(table: Any) -> bool:
    """Whether any file has marks of deleted rows beside it; a table may be allowed to and have none."""
    from deltalake.exceptions import DeltaError

    try:
        return any(len(batch) > 0 for batch in table.deletion_vectors())
    except DeltaError:  # marks that cannot be read
        return True


def _delta_type(kind: Any) -> str:
    """A type as the log writes it: long, decimal(12,2), array<string>."""
    told = json.loads(kind.to_json())
    return _written(told)


def _written(told: Any) -> str:
    if isinstance(told, str):
        return told
    if told.get("type") == "array":
        return f"array<{_written(told['elementType'])}>"
    if told.get("type") == "map":
        return f"map<{_written(told['keyType'])},{_written(told['valueType'])}>"
    if told.get("type") == "struct":
        return "struct<" + ",".join(f"{one['name']}:{_written(one['type'])}" for one in told["fields"]) + ">"
    return str(told.get("type"))


def _cast(kind: str) -> str:
    return kind if kind.startswith("decimal(") else _CASTS.get(kind, "string")


# Iceberg ----------------------------------------------------------------------------------------------------------


def _iceberg(folder: Path) -> Log:
    from assess.collect.lake_iceberg import table_of

    told = _metadata(_newest(folder / "metadata"))
    location = str(told["location"])
    table = table_of(told, lambda path: folder / _below(folder, _moved(path, location)))
    _same_columns(table)
    files = []
    for task in table.scan().plan_files():
        if task.delete_files:
            raise Unread(ERASED)
        files.append(_below(folder, _moved(task.file.file_path, location)))
    columns = tuple(LogColumn(of.name, str(of.field_type)) for of in table.schema().fields)
    snapshot = table.metadata.current_snapshot_id
    return _whole(Log(tuple(sorted(files)), columns, f"{table.metadata.table_uuid} {snapshot}"))


def _metadata(path: Path) -> dict[str, Any]:
    """The metadata file, packed or not."""
    with gzip.open(path) if ".gz." in path.name else path.open("rb") as file:
        text = file.read(MOST_METADATA + 1)
    if len(text) > MOST_METADATA:
        raise Unread(Text("元数据文件太大", "their metadata file is too large"))
    told: dict[str, Any] = json.loads(text)
    return told


def _newest(folder: Path) -> Path:
    """The metadata file that counts: the one version-hint.text names, else the one of the highest number."""
    hint = folder / "version-hint.text"
    found = {path.name: path for path in folder.iterdir() if path.name.endswith(".metadata.json")}
    named = f"v{hint.read_text('utf-8').strip()}.metadata.json" if hint.is_file() else ""
    return found.get(named) or max(found.values(), key=lambda path: (_number(path.name), path.name))


def _number(name: str) -> int:
    found = re.match(r"v?(\d{1,18})", name)
    return int(found[1]) if found else -1


def _same_columns(table: Any) -> None:
    """Refuse where a column had another name or type before, or a name another column: old files have the old ones."""
    now = {of.field_id: of for of in table.schema().fields}
    names = {of.name: of.field_id for of in now.values()}
    if any(of.initial_default is not None for of in now.values()):
        raise Unread(DEFAULTED)
    for schema in table.schemas().values():
        for of in schema.fields:
            kept = now.get(of.field_id)
            if kept is not None and (kept.name, str(kept.field_type)) != (of.name, str(of.field_type)):
                raise Unread(RENAMED)
            if names.get(of.name, of.field_id) != of.field_id:
                raise Unread(RENAMED)


# Both -------------------------------------------------------------------------------------------------------------


def _whole(log: Log) -> Log:
    if not log.files:
        raise Unread(EMPTY)
    return log


def _moved(path: str, location: str) -> str:
    """A path of the log below the table's folder, wherever the folder was when it was written."""
    base = location.rstrip("/") + "/"
    return path[len(base) :] if location and path.startswith(base) else path


def _below(folder: Path, path: str) -> str:
    """The path below the table's folder; Unread where it leads out of it."""
    plain = path.removeprefix("file://")
    whole = folder / plain
    if "://" in plain or not whole.resolve().is_relative_to(folder.resolve()):
        raise Unread(ELSEWHERE)
    return whole.relative_to(folder).as_posix() if whole.is_relative_to(folder) else plain
