"""Which reader a file of lineage needs, told by its content: SQL, dbt manifest, OpenLineage events, query log."""

from __future__ import annotations

from collections.abc import Sequence
from os.path import commonpath
from pathlib import Path
from typing import Any, Literal

from assess.collect.json_shape import loads
from assess.collect.sql.layout import FILES
from assess.collect.text_file import read_bytes, shown
from assess.model.errors import BadInput, Problem
from assess.model.evidence import Evidence

Kind = Literal["sql", "dbt", "openlineage", "queries"]
BESIDE = ("catalog.json", "run_results.json")  # read with the manifest beside them


def root_of(paths: Sequence[Path]) -> Path | None:
    """The folder below which paths are shown, so that two files of one name are told apart; None for relative paths.

    The folder they share; three above it where a folder a table names what its file fills.
    """
    if not paths or not all(path.is_absolute() for path in paths):
        return None
    shared = Path(commonpath([path.parent for path in paths]))
    if not any(path.name.lower() in FILES for path in paths):
        return shared
    return shared.parents[min(3, len(shared.parents)) - 1] if shared.parents else shared


def kind_of(path: Path, root: Path | None = None) -> Kind | None:
    """What a file is; None for dbt's files that are read with the manifest. BadInput for what is none of these."""
    name = shown(path, root)
    if path.name.lower().endswith(".gz"):
        return "queries"  # of these only logs are packed
    ending = path.suffix.lower()
    if ending in (".json", ".jsonl", ".ndjson"):
        return _json_kind(path, name)
    if ending in (".csv", ".tsv", ".parquet", ".xlsx", ".log"):
        return "queries"
    return "sql"


def _json_kind(path: Path, name: str) -> Kind | None:
    from assess.collect.dbt.project import is_manifest
    from assess.collect.openlineage.events import is_event

    if path.name in BESIDE and path.with_name("manifest.json").is_file():
        return None
    text = read_bytes(path, name).decode("utf-8-sig", errors="replace")
    first: Any = None
    for part in (text, text.splitlines()[0] if text.strip() else ""):
        try:
            first = loads(part)
            break
        except ValueError:
            continue
    if is_manifest(first):
        return "dbt"
    one = first[0] if isinstance(first, list) and first else first
    if is_event(one):
        return "openlineage"
    if isinstance(one, dict):
        return "queries"
    raise BadInput(
        [Problem(name, "is JSON, but no dbt manifest, no OpenLineage events and no query log (with the query's text).")]
    )


def read_others(paths: Sequence[Path], dialect: str = "", root: Path | None = None) -> Evidence:
    """Evidence of files that are not SQL, under the names they use for tables."""
    from assess.collect.dbt.project import read_dbt
    from assess.collect.openlineage.events import read_events
    from assess.collect.queries.log import read_queries

    by_kind: dict[Kind, list[Path]] = {}
    for path in paths:
        kind = kind_of(path, root)
        if kind is not None and kind != "sql":
            by_kind.setdefault(kind, []).append(path)
    found = Evidence.of()
    for kind, those in by_kind.items():
        if kind == "dbt":
            found = found.plus(read_dbt(those, dialect, root=root))
        elif kind == "openlineage":
            found = found.plus(read_events(those, dialect, root=root))
        else:
            found = found.plus(read_queries(those, dialect, root=root))
    return found
