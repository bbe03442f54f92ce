"""Which table the bare query of a file fills, where the file's place says so: one folder a table."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from assess.model.text import Text

if TYPE_CHECKING:
    from assess.collect.sql.script import Statement

FILES = frozenset({"query.sql", "script.sql", "view.sql", "materialized_view.sql"})
# folders that hold projects or datasets and are none themselves
SHELVES = frozenset(
    (
        "sql", "sqls", "src", "etl", "elt", "jobs", "job", "tasks", "dags", "dag", "queries", "query", "scripts",
        "script", "models", "model", "tables", "views", "warehouse", "dw", "main", "repo", "code", "projects",
        "project", "datasets", "sql_generators", "generated", "generated-sql", "home", "work", "tmp", "data", "app",
        "opt", "workspace",
    )
)  # fmt: skip
NAME = re.compile(r"\w[\w$-]*")


def table_of(file: str) -> str:
    """`dataset.table` of `…/dataset/table/query.sql`, with the project before it in `…/project/dataset/table/…`.

    Empty for a file of another name, and where there are not two folders that can be names. A folder such as `sql`
    or `jobs`, and one whose name has a dot or a blank, is no project.
    """
    path = PurePosixPath(file.replace("\\", "/"))
    if path.name.lower() not in FILES:
        return ""
    folders = [folder for folder in path.parent.parts if folder not in ("/", ".", "..")]
    if len(folders) < 2 or not all(NAME.fullmatch(folder) for folder in folders[-2:]):
        return ""
    if folders[-2].lower() in SHELVES:
        return ""
    names = folders[-2:]
    if len(folders) > 2 and NAME.fullmatch(folders[-3]) and folders[-3].lower() not in SHELVES:
        names = folders[-3:]
    return ".".join(names)


def placed(found: list[Statement], file: str) -> list[Statement]:
    """The statements of a file, its last bare query filling the table of the folders where nothing else is filled."""
    table = table_of(file)
    if not table or any(statement.target for statement in found):
        return found
    queries = [place for place, s in enumerate(found) if s.kind == "SELECT" and not s.scratch and s.status != "error"]
    if queries:
        last = found[queries[-1]]
        known: dict[str, Any] = {"status": "table", "why": Text.both("")} if last.status == "none" else {}
        found[queries[-1]] = replace(last, kind="CREATE", target=table, **known)
    return found
