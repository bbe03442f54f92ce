"""Which tables a lake folder holds, told from its folders alone: the same whatever engine reads them afterwards."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from assess.collect.lake_logs import Log, LogReader, Unread, log_of
from assess.model.text import Text

DEEPEST = 12  # folders below the lake's own
ENDINGS = (".parquet", ".parq", ".pq")
LOGS = frozenset({"_delta_log", ".hoodie"})  # of Delta and Hudi; Iceberg's is told by the files in `metadata`


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or folder: `mark` is another text as soon as a file was written anew."""

    name: str
    is_folder: bool
    size: int = 0
    mark: str = ""


@dataclass(frozen=True, slots=True)
class LakeTable:
    """A table: Parquet files (paths below `root`, in order), `bytes` of them, partitioned by the folders between.

    `log` is what a Delta or Iceberg table says of itself.
    """

    schema: str
    name: str
    root: str
    files: tuple[str, ...]
    bytes: int
    mark: str
    log: Log | None = None

    @property
    def by_folders(self) -> bool:
        """Whether values of it stand in the names of its folders."""
        return bool(self.parted_by)

    @property
    def parted_by(self) -> tuple[str, ...]:
        """The columns whose values stand in the names of its folders."""
        if self.log is not None:
            return tuple(column.name for column in self.log.columns if column.cast)
        return tuple({name: None for name, _ in _folder_values(self.root, self.files)})

    @property
    def escaped(self) -> bool:
        """Whether bytes beyond ASCII are escaped there (%E5), which Spark takes for a letter each."""
        return self.by_folders and any(_HIGH.search(value) for _, value in _folder_values(self.root, self.files))

    @property
    def key(self) -> tuple[str, str]:
        return self.schema, self.name


@dataclass(slots=True)
class Found:
    """Tables of a lake and what of it is not read: folders, by reason. `log` reads what a table says of itself."""

    log: LogReader = log_of
    tables: list[LakeTable] = field(default_factory=list)
    left: dict[Text, list[str]] = field(default_factory=dict)

    def leave(self, why: Text, path: str) -> None:
        """Say that `path` is not read."""
        self.left.setdefault(why, []).append(path)


_HIGH = re.compile("%[89A-Fa-f][0-9A-Fa-f]")
Lister = Callable[[str], Iterable[Entry]]
NO_PARQUET = Text("里面没有 Parquet 文件", "they hold no Parquet file")
INSIDE = Text("夹在一张表的文件夹里，却不是分区", "they lie in a table's folder and are no partitions of it")
GONE = Text("日志里有的文件不在了", "files that their log names are not there")
MIXED = Text(
    "分区文件夹名里，有的值把非 ASCII 字符转义了，有的没有",
    "characters beyond ASCII are escaped in some of their folders' names and not in others",
)
SAME_NAME = Text("与另一张表同名", "another table has the same name")
DEEP = Text("层级太深", "they lie too deep")


def tables_below(root: str, listed: Lister, log: LogReader = log_of) -> Found:
    """The tables of a folder. A folder that holds Parquet files, or folders such as day=2026-01-05, is a table; folders
    above it are its schema. Files that lie in the lake's own folder are a table each, unless they are parts of one
    (part-…). Names that begin with . or _ count for nothing, as with Spark. Of a table with a log `log` reads it."""
    found = Found(log)
    entries = list(_shown(listed(root)))
    alone = [e for e in entries if _is_parquet(e)]
    if has_log(root, listed):
        _logged(found, listed, root, (), _named(root))
    elif any(_is_partition(e) for e in entries) or (alone and all(e.name.startswith("part-") for e in alone)):
        _folder(found, listed, root, (), _named(root))
    else:
        for entry in alone:
            _file(found, root, entry)
        for entry in entries:
            if entry.is_folder:
                _walk(found, listed, _join(root, entry.name), (), entry.name)
        if not found.tables and not found.left:
            found.leave(NO_PARQUET, root)
    return _apart(found)


def tables_at(paths: Iterable[str], is_folder: Callable[[str], bool], listed: Lister) -> Found:
    """The tables that a pattern names: each match is one, a file or a folder of files."""
    found = Found()
    for path in paths:
        parent, _, name = path.rpartition("/")
        if is_folder(path):
            _walk(found, listed, path, (), name, whole=True)
        else:
            entry = next((e for e in listed(parent) if e.name == name), None)
            if entry is not None and _is_parquet(entry):
                _file(found, parent, entry)
            else:
                found.leave(NO_PARQUET, path)
    return _apart(found)


def has_log(path: str, listed: Lister) -> bool:
    """Whether a folder is a table of which a log says which files are in it: Delta, Hudi or Iceberg."""
    names = {entry.name for entry in listed(path) if entry.is_folder}
    if names & LOGS:
        return True
    return "metadata" in names and any(e.name.endswith(".metadata.json") for e in listed(_join(path, "metadata")))


def local(path: str) -> Iterator[Entry]:
    """What lies in a folder of this machine; links to folders are not followed."""
    with os.scandir(path) as entries:
        for entry in sorted(entries, key=lambda e: e.name):
            if entry.is_dir(follow_symlinks=False):
                yield Entry(entry.name, True)
            elif entry.is_file():
                seen = entry.stat()
                mark = f"{seen.st_dev} {seen.st_ino} {seen.st_size} {seen.st_mtime_ns} {seen.st_ctime_ns}"
                yield Entry(entry.name, False, seen.st_size, mark)


def matches(folder: Path, pattern: str) -> list[str]:
    """Files and folders that a pattern means, in order."""
    given = Path(pattern)
    base = Path(given.anchor) if given.is_absolute() else folder
    return sorted(path.as_posix() for path in base.glob(str(given.relative_to(given.anchor))))


def _walk(found: Found, listed: Lister, path: str, above: tuple[str, ...], name: str, whole: bool = False) -> None:
    if len(above) >= DEEPEST:
        return found.leave(DEEP, path)
    if has_log(path, listed):
        return _logged(found, listed, path, above, _bare(name))
    entries = list(_shown(listed(path)))
    if whole or any(_is_parquet(e) or _is_partition(e) for e in entries):
        return _folder(found, listed, path, above, _bare(name))
    folders = [entry for entry in entries if entry.is_folder]
    for entry in folders:
        _walk(found, listed, _join(path, entry.name), (*above, name), entry.name)
    if not folders:
        found.leave(NO_PARQUET, path)
    return None


def _folder(found: Found, listed: Lister, path: str, above: tuple[str, ...], name: str) -> None:
    files: list[tuple[str, Entry]] = []
    stack = [path]
    while stack:
        place = stack.pop()
        for entry in _shown(listed(place)):
            whole = _join(place, entry.name)
            if _is_parquet(entry):
                files.append((whole, entry))
            elif _is_partition(entry):
                stack.append(whole)
            elif entry.is_folder:
                found.leave(INSIDE, whole)
    if not files:
        return found.leave(NO_PARQUET, path)
    _add(found, ".".join(above), name, path, sorted(files))
    return None


def _logged(found: Found, listed: Lister, path: str, above: tuple[str, ...], name: str) -> None:
    """The files that the table's log names; what else lies in its folder is of former days."""
    try:
        log = found.log(path)
    except Unread as left:
        return found.leave(left.why, path)
    seen: dict[str, dict[str, Entry]] = {}
    files = []
    for below in log.files:
        whole = _join(path, below)
        place = whole.rpartition("/")[0]
        if place not in seen:
            seen[place] = {entry.name: entry for entry in listed(place)} if Path(place).is_dir() else {}
        entry = seen[place].get(whole.rpartition("/")[2])
        if entry is None:
            return found.leave(GONE, path)
        files.append((whole, entry))
    _add(found, ".".join(above), name, path, sorted(files), log)
    return None


def _file(found: Found, root: str, entry: Entry) -> None:
    path = _join(root, entry.name)
    _add(found, "", _bare(entry.name), path, [(path, entry)])


def _add(
    found: Found, schema: str, name: str, root: str, files: list[tuple[str, Entry]], log: Log | None = None
) -> None:
    values = [value for _, value in _folder_values(root, (path for path, _ in files))]
    if any(_HIGH.search(value) for value in values) and not all(value.isascii() for value in values):
        return found.leave(MIXED, root)
    facts = "\n".join(f"{path}\t{entry.mark}" for path, entry in files)
    if log is not None:
        facts += f"\n{log.version}\n" + "\n".join(f"{of.name}\t{of.type}" for of in log.columns)
    found.tables.append(
        LakeTable(
            schema, name, root, tuple(path for path, _ in files), sum(entry.size for _, entry in files),
            hashlib.sha256(facts.encode()).hexdigest(), log,
        )
    )  # fmt: skip
    return None


def _folder_values(root: str, files: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Column and value, as written, of each folder such as day=2026-01-05 between a table's own and its files."""
    for path in files:
        for part in path.removeprefix(root).split("/")[:-1]:
            name, equals, value = part.partition("=")
            if equals:
                yield name, value


def _apart(found: Found) -> Found:
    """The tables in the order of their names; of two with one name the first is kept and the other said."""
    kept: dict[tuple[str, str], LakeTable] = {}
    for table in sorted(found.tables, key=lambda t: (t.schema.lower(), t.name.lower(), t.root)):
        if kept.setdefault((table.schema.lower(), table.name.lower()), table) is not table:
            found.leave(SAME_NAME, table.root)
    found.tables = sorted(kept.values(), key=lambda t: t.key)
    return found


def _shown(entries: Iterable[Entry]) -> Iterator[Entry]:
    return (entry for entry in entries if _counts(entry.name))


def _counts(name: str) -> bool:
    return not name.startswith(".") and (not name.startswith("_") or "=" in name)


def _is_parquet(entry: Entry) -> bool:
    return not entry.is_folder and entry.name.lower().endswith(ENDINGS)


def _is_partition(entry: Entry) -> bool:
    return entry.is_folder and "=" in entry.name


def _bare(name: str) -> str:
    for ending in ENDINGS:
        if name.lower().endswith(ending) and len(name) > len(ending):
            return name[: -len(ending)]
    return name


def _named(root: str) -> str:
    return _bare(root.rstrip("/").rpartition("/")[2]) or "lake"


def _join(folder: str, name: str) -> str:
    return f"{folder.rstrip('/')}/{name}"
