"""Query logs as evidence: jobs and their runs, tables and who reads them in the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from assess.collect.dialects import dialect_name
from assess.collect.ownership import Ownership
from assess.collect.queries.bare import LONGEST
from assess.collect.queries.jobs import jobs_of
from assess.collect.queries.rows import rows_of
from assess.collect.queries.sums import Log, added_up
from assess.collect.text_file import fingerprint, shown
from assess.model.errors import BadInput, Problem
from assess.model.evidence import Evidence
from assess.store.own_reads import is_own


def read_queries(
    paths: Sequence[Path],
    dialect: str = "",
    *,
    source: str = "",
    department: str = "",
    columns: Mapping[str, str] | None = None,
    root: Path | None = None,
    rules: Ownership | None = None,
    timezone: str = "",
    own: Sequence[tuple[datetime, datetime]] = (),
) -> Evidence:
    """Statements that fill tables with their runs, and reads of what is only read; each different query once.

    Constants are taken out of a query before anything else is done with it, users become departments by `rules` and
    are forgotten. Queries that failed, and those of assess itself, count for nothing. `own` are the windows in which
    assess read the source: a log without names of applications cannot tell its scans, so reads within them of whole
    tables with hashes are left out.
    """
    problems: list[Problem] = []
    engine = dialect_name(dialect)
    found = Evidence.of()
    windows = list(own)
    for path in sorted(paths):
        name = shown(path, root)
        try:
            rows = rows_of(path, name, columns or {}, timezone)
            if windows:
                rows = (row for row in rows if not (row.at and "md5(" in row.text.lower() and is_own(row.at, windows)))
            log = added_up(rows, engine, rules or Ownership(), department)
        except BadInput as error:
            problems += error.problems
            continue
        except OSError as error:
            problems.append(Problem(name, f"cannot be read: {error.strerror}."))
            continue
        jobs = jobs_of(log.queries.values(), engine, name, source)
        coverage = [_coverage(log, name, source, department, jobs.lost)]
        found = found.plus(jobs.evidence)
        found = found.plus(Evidence.of({"inputs": [fingerprint(path, root)], "coverage": coverage}))
    if problems:
        raise BadInput(problems)
    return found


def _lines(lines: Sequence[int]) -> str:
    return ", ".join(map(str, lines[:5])) + (" …" if len(lines) > 5 else "")


def _coverage(log: Log, name: str, source: str, department: str, lost: Sequence[int]) -> dict[str, Any]:
    zh, en = [f"共 {len(log.queries)} 种不同的查询。"], [f"{len(log.queries)} different ones."]
    if lost:
        zh.append(f"其中 {len(lost)} 种无法解析（行 {_lines(lost)}）。")
        en.append(f"{len(lost)} of them could not be read (lines {_lines(lost)}).")
    if log.cut:
        zh.append(f"{len(log.cut)} 条超过 {LONGEST:,} 个字符，超出部分未读（行 {_lines(log.cut)}）。")
        en.append(f"{len(log.cut)} have over {LONGEST:,} characters; the rest was not read (lines {_lines(log.cut)}).")
    if log.undated:
        zh.append(f"{log.undated} 条没有可识别的时间：计入次数，但不知何时执行。")
        en.append(f"{log.undated} have no time that could be read: they are counted, but not when they ran.")
    if log.own:
        zh.append(f"{log.own} 条由 assess 自己发出，不计。")
        en.append(f"{log.own} were sent by assess itself and do not count.")
    return {
        "input": f"{source}: {name}" if source else name, "kind": "queries", "department": department,
        "available": True, "seen": log.rows, "unit_zh": "条查询", "unit_en": "queries", "why_zh": "".join(zh),
        "why_en": " ".join(en),
    }  # fmt: skip
