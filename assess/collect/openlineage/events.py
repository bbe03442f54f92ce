"""Files of OpenLineage events (a JSON array, JSON lines, or one event) as evidence."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from assess.collect.dialects import dialect_name
from assess.collect.text_file import decode, fingerprint, read_bytes, shown
from assess.model.errors import BadInput, Problem
from assess.model.evidence import Evidence

KINDS = {"FILTER": "filter", "JOIN": "join", "GROUP_BY": "group", "SORT": "filter", "WINDOW": "filter",
         "CONDITIONAL": "filter"}  # fmt: skip


def is_event(data: Any) -> bool:
    """Whether parsed JSON is an OpenLineage event: of a run, a job or a dataset."""
    return (
        isinstance(data, dict) and ("job" in data or "dataset" in data) and ("eventTime" in data or "schemaURL" in data)
    )


@dataclass
class _Job:
    """All events of one job put together."""

    name: str
    sql: str = ""
    language: str = ""
    owner: str = ""
    inputs: dict[str, None] = field(default_factory=dict)
    outputs: dict[str, None] = field(default_factory=dict)
    values: dict[tuple[str, str, str, str, str], None] = field(default_factory=dict)
    traced: set[str] = field(default_factory=set)
    began: dict[str, pd.Timestamp] = field(default_factory=dict)
    ended: dict[str, pd.Timestamp] = field(default_factory=dict)
    bytes: dict[str, int] = field(default_factory=dict)


@dataclass
class _Table:
    """All that events say of one dataset."""

    columns: dict[str, tuple[str, str]] = field(default_factory=dict)
    about: str = ""
    owner: str = ""
    rows: int | None = None
    size: int | None = None
    retired: bool = False
    now: str = ""


def read_events(
    paths: Sequence[Path],
    dialect: str = "",
    *,
    source: str = "",
    keeps: str = "",
    department: str = "",
    root: Path | None = None,
) -> Evidence:
    """Jobs as statements, datasets as tables, columnLineage facets as column edges, runs with their times.

    A dataset's name is the table's; its namespace (the server) is left out. `keeps` is the source whose tables these
    are. A job of which a facet tells the columns is of level column, the others of level table; the SQL facet's text
    is not parsed again, as the producer has seen the plan itself.
    """
    jobs: dict[str, _Job] = {}
    tables: dict[str, _Table] = {}
    problems: list[Problem] = []
    coverage: list[dict[str, Any]] = []
    for path in sorted(paths):
        name = shown(path, root)
        seen = odd = 0
        try:
            for event in _events(path, name):
                if is_event(event):
                    seen += 1
                    _take(event, jobs, tables)
                else:
                    odd += 1
        except BadInput as error:
            problems += error.problems
            continue
        if not seen:
            problems.append(Problem(name, "holds no OpenLineage event; each has eventTime and a job or a dataset."))
        coverage.append(
            {"input": f"{source}: {name}" if source else name, "kind": "openlineage", "department": department,
             "available": True, "seen": seen, "unit_zh": "个事件", "unit_en": "events",
             "why_zh": f"{odd} 条记录不是事件。" if odd else "",
             "why_en": f"{odd} records are no events." if odd else ""}
        )  # fmt: skip
    if problems:
        raise BadInput(problems)
    engine = dialect_name(dialect)
    frames: dict[str, Any] = {
        **_lineage(jobs, tables, engine, source, department), **_shelf(tables, keeps or source, department),
        "coverage": coverage, "inputs": [fingerprint(path, root) for path in sorted(paths)],
    }  # fmt: skip
    return Evidence.of(frames)


def _events(path: Path, name: str) -> Iterator[Any]:
    text = decode(read_bytes(path, name), name)
    try:
        whole = json.loads(text)
    except ValueError:
        whole = None
    if whole is not None:
        yield from whole if isinstance(whole, list) else [whole]
        return
    for line, one in enumerate(text.splitlines(), 1):
        if one.strip():
            try:
                yield json.loads(one)
            except ValueError as error:
                raise BadInput(
                    [Problem(f"{name}:{line}", f"is neither one JSON document nor JSON lines: {error}.")]
                ) from None


def _take(event: Mapping[str, Any], jobs: dict[str, _Job], tables: dict[str, _Table]) -> None:
    alone = event.get("dataset")
    if isinstance(alone, Mapping):
        _dataset(alone, tables)
    told = event.get("job")
    if not isinstance(told, Mapping):
        return
    name = f"{told.get('namespace') or ''}/{told.get('name') or ''}".strip("/")
    job = jobs.setdefault(name, _Job(name))
    facets = told.get("facets") or {}
    sql = facets.get("sql") or {}
    job.sql = str(sql.get("query") or job.sql)
    job.owner = _owner(facets) or job.owner
    run = event.get("run") or {}
    _time(event, str(run.get("runId") or ""), job)
    for given in event.get("inputs") or ():
        table = _dataset(given, tables)
        job.inputs[table] = None
        size = ((given.get("inputFacets") or {}).get("dataQualityMetrics") or {}).get("bytes")
        size = ((given.get("inputFacets") or {}).get("inputStatistics") or {}).get("size", size)
        if isinstance(size, int) and run.get("runId"):
            job.bytes[f"{run['runId']}/{table}"] = size
    for made in event.get("outputs") or ():
        table = _dataset(made, tables)
        job.outputs[table] = None
        statistics = (made.get("outputFacets") or {}).get("outputStatistics") or {}
        tables[table].rows = statistics.get("rowCount", tables[table].rows)
        tables[table].size = statistics.get("size", tables[table].size)
        _columns(job, table, (made.get("facets") or {}).get("columnLineage") or {})


def _dataset(told: Mapping[str, Any], tables: dict[str, _Table]) -> str:
    """The table's name, with what the event says of it noted."""
    facets = told.get("facets") or {}
    name = str(told.get("name") or "")
    links = [i for i in (facets.get("symlinks") or {}).get("identifiers") or () if i.get("type") == "TABLE"]
    if links and ("/" in name or "=" in name):
        name = str(links[0].get("name") or name)  # a path whose table is known
    table = tables.setdefault(name, _Table())
    for column in (facets.get("schema") or {}).get("fields") or ():
        table.columns[str(column.get("name"))] = (str(column.get("type") or ""), str(column.get("description") or ""))
    table.about = str((facets.get("documentation") or {}).get("description") or table.about)
    table.owner = _owner(facets) or table.owner
    change = facets.get("lifecycleStateChange") or {}
    if change.get("lifecycleStateChange") == "DROP":
        table.retired = True
    before = (change.get("previousIdentifier") or {}).get("name")
    if change.get("lifecycleStateChange") == "RENAME" and before and before != name:
        tables.setdefault(str(before), _Table()).now = name
    return name


def _owner(facets: Mapping[str, Any]) -> str:
    owners = (facets.get("ownership") or {}).get("owners") or ()
    return str(owners[0].get("name") or "") if owners else ""


def _columns(job: _Job, table: str, facet: Mapping[str, Any]) -> None:
    for column, told in (facet.get("fields") or {}).items():
        job.traced.add(table)
        for source in told.get("inputFields") or ():
            for kind in _kinds(source, told):
                written = str(column) if kind == "value" else ""
                job.values[str(source.get("name")), str(source.get("field")), table, written, kind] = None
    for source in facet.get("dataset") or ():
        for kind in _kinds(source, {}):
            job.values[str(source.get("name")), str(source.get("field")), table, "", kind] = None


def _kinds(source: Mapping[str, Any], told: Mapping[str, Any]) -> list[str]:
    """What a column does to another: gives its value, or decides on rows."""
    ways = source.get("transformations") or ()
    if not ways:
        return ["value"] if str(told.get("transformationType") or "").upper() != "INDIRECT" else ["filter"]
    return list(dict.fromkeys(
        "value" if str(w.get("type")).upper() == "DIRECT" else KINDS.get(str(w.get("subtype")).upper(), "filter")
        for w in ways
    ))  # fmt: skip


def _time(event: Mapping[str, Any], run: str, job: _Job) -> None:
    kind, at = str(event.get("eventType") or "").upper(), event.get("eventTime")
    moment = pd.to_datetime(at, utc=True, errors="coerce") if at else pd.NaT
    if not run or pd.isna(moment):
        return
    if kind == "START":
        job.began[run] = min(moment, job.began.get(run, moment))
    elif kind == "COMPLETE":
        job.ended[run] = max(moment, job.ended.get(run, moment))


def _lineage(
    jobs: Mapping[str, _Job], tables: Mapping[str, _Table], engine: str, source: str, department: str
) -> dict[str, list[dict[str, Any]]]:
    frames: dict[str, list[dict[str, Any]]] = {"statements": [], "edges": [], "column_edges": [], "runs": []}
    for job in (jobs[name] for name in sorted(jobs)):
        for output in [_now(o, tables) for o in job.outputs] or [""]:
            identifier = f"{job.name}#{output}" if len(job.outputs) > 1 else job.name
            place = {"department": department, "file": job.name, "line": 1, "statement_id": identifier}
            inputs = sorted({_now(i, tables) for i in job.inputs} - {output})
            traced = any(_now(t, tables) == output for t in job.traced)
            level = "none" if not (inputs and output) else "column" if traced else "table"
            frames["statements"].append(
                {**place, "source": source, "dialect": engine, "kind": "OTHER", "target": output, "sql": "",
                 "status": "table" if inputs or output else "none", "level": level,
                 "confidence": 1.0 if level != "none" else None,
                 "reason": "" if traced else "No columnLineage facet came with its events."}
            )  # fmt: skip
            frames["edges"] += [
                {**place, "upstream": up, "downstream": output, "origin": "openlineage", "confidence": 1.0}
                for up in inputs if output
            ]  # fmt: skip
            frames["column_edges"] += [
                {"upstream": _now(up, tables), "upstream_column": column, "downstream": output,
                 "downstream_column": written, "kind": kind, "statement_id": identifier}
                for up, column, table, written, kind in job.values if _now(table, tables) == output
            ]  # fmt: skip
            if output and job.ended:
                frames["runs"].append(_runs(job, output, identifier, source, department))
    return frames


def _runs(job: _Job, output: str, identifier: str, source: str, department: str) -> dict[str, Any]:
    times = [(job.ended[r] - job.began[r]).total_seconds() for r in job.ended if r in job.began]
    moments = sorted(job.ended.values())
    return {
        "downstream": output, "statement_id": identifier, "department": department, "source": source,
        "runs": len(job.ended), "first_run": moments[0], "last_run": moments[-1],
        "seconds": sum(times) if len(times) == len(job.ended) else None,
        "bytes": sum(job.bytes.values()) if job.bytes else None,
    }  # fmt: skip


def _now(name: str, tables: Mapping[str, _Table]) -> str:
    """The table's name after all renames."""
    seen = {name}
    while name in tables and tables[name].now and tables[name].now not in seen:
        name = tables[name].now
        seen.add(name)
    return name


def _shelf(tables: Mapping[str, _Table], keeps: str, department: str) -> dict[str, list[dict[str, Any]]]:
    shelf: list[dict[str, Any]] = []
    columns: list[dict[str, Any]] = []
    for name in sorted(tables):
        table = tables[name]
        if table.retired or table.now or not name:
            continue
        outer, _, last = name.rpartition(".")
        identifier = f"{keeps}.{name}" if keeps else name
        shelf.append(
            {"table_id": identifier, "department": department, "source": keeps, "schema": outer, "name": last,
             "kind": "table", "comment": table.about, "owner": table.owner, "rows": table.rows, "bytes": table.size,
             "volume_from": "export" if table.rows is not None or table.size is not None else ""}
        )  # fmt: skip
        columns += [{"table_id": identifier, "position": n, "name": c, "type": kind, "comment": about}
                    for n, (c, (kind, about)) in enumerate(table.columns.items(), 1)]  # fmt: skip
    return {"tables": shelf, "columns": columns}
