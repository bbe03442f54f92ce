"""Files of OpenLineage events (a JSON array, JSON lines, or one event) as evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from assess.collect.dialects import dialect_name, engine_name
from assess.collect.json_shape import loads
from assess.collect.openlineage.datasets import Place, Shelf, engine_of
from assess.collect.openlineage.jobs import Job, Run, is_event, take
from assess.collect.queries.opened import lines_of
from assess.collect.sql.script import Script, Statement, read_texts
from assess.collect.text_file import fingerprint, shown
from assess.model.errors import BadInput, Problem
from assess.model.evidence import Evidence

UNTRACED = "No columnLineage facet came with its events."
__all__ = ["is_event", "read_events"]


def read_events(
    paths: Sequence[Path],
    dialect: str = "",
    *,
    source: str = "",
    keeps: str = "",
    department: str = "",
    root: Path | None = None,
) -> Evidence:
    """Jobs that fill tables as statements, datasets as tables, columnLineage facets as column edges, runs with their
    times; a job that writes nothing is a reader.

    A dataset's name is the table's; its namespace (the server) is left out where no other server has a dataset of the
    name. `keeps` is the source whose tables these are. A job of which a facet tells the columns is of level column;
    of the others the text of the sql facet is kept, where it is one statement that fills the job's only output, so
    that its columns can be traced like those of any statement.
    """
    jobs: dict[str, Job] = {}
    shelf = Shelf()
    problems: list[Problem] = []
    coverage: list[dict[str, Any]] = []
    for path in sorted(paths):
        name = shown(path, root)
        seen = odd = 0
        try:
            for event in _events(path, name):
                if is_event(event):
                    seen += 1
                    take(event, jobs, shelf)
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
    frames: dict[str, Any] = {
        **_lineage([jobs[name] for name in sorted(jobs)], shelf, dialect_name(dialect), source, department),
        **_shelf(shelf, keeps or source, department), "coverage": coverage,
        "inputs": [fingerprint(path, root) for path in sorted(paths)],
    }  # fmt: skip
    return Evidence.of(frames)


def _events(path: Path, name: str) -> Iterator[Any]:
    """Line by line where each line is a document; else the file as one document."""
    head, lines = lines_of(path, name, 1)
    if head and _is_json(head[0]) and not head[0].lstrip().startswith("["):
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    yield loads(line)
                except ValueError as error:
                    raise BadInput(
                        [Problem(f"{name}:{number}", f"is not a JSON object on one line: {error}.")]
                    ) from None
        return
    try:
        whole = loads("".join(lines))
    except ValueError as error:
        raise BadInput([Problem(name, f"is neither one JSON document nor JSON lines: {error}.")]) from None
    yield from whole if isinstance(whole, list) else [whole]


def _is_json(text: str) -> bool:
    try:
        loads(text)
    except ValueError:
        return False
    return True


def _lineage(
    jobs: Sequence[Job], shelf: Shelf, engine: str, source: str, department: str
) -> dict[str, list[dict[str, Any]]]:
    frames: dict[str, list[dict[str, Any]]] = {n: [] for n in ("statements", "edges", "column_edges", "runs", "reads")}
    reads: dict[str, list[Run]] = {}
    texts = _texts(jobs, shelf, engine)
    for job in jobs:
        pairs = job.pairs()
        for output, inputs in pairs.items():
            target = shelf.name(output)
            identifier = f"{job.name}#{target}" if len(pairs) > 1 else job.name
            place = {"department": department, "file": job.name, "line": 1, "statement_id": identifier}
            above = sorted({shelf.name(i) for i in inputs} - {target})
            traced = output in job.traced
            level = "none" if not above and not traced else "column" if traced else "table"
            told = texts.get(job.name)
            frames["statements"].append(
                {**place, "source": source, "dialect": told.dialect if told else engine or engine_of(output[0]),
                 "kind": told.kind if told else "OTHER", "target": target, "sql": told.sql if told else "",
                 "status": "table", "level": level, "confidence": 1.0 if level != "none" else None,
                 "reason": "" if traced else UNTRACED}
            )  # fmt: skip
            frames["edges"] += [
                {**place, "upstream": up, "downstream": target, "origin": "openlineage", "confidence": 1.0}
                for up in above
            ]  # fmt: skip
            frames["column_edges"] += [
                {"upstream": shelf.name(up), "upstream_column": column, "downstream": target,
                 "downstream_column": written, "kind": kind, "statement_id": identifier}
                for up, column, made, written, kind in job.values if made == output
            ]  # fmt: skip
            ended = [run for run in job.runs.values() if output in run.outputs and run.ended is not None]
            if ended:
                frames["runs"].append(
                    {"downstream": target, "statement_id": identifier, "department": department, "source": source,
                     **_counted(ended, "run")}
                )  # fmt: skip
        if not pairs:
            for run in job.runs.values():
                for up in {shelf.name(i) for i in run.inputs}:
                    reads.setdefault(up, []).append(run)
    place = {"department": department, "source": source}
    frames["reads"] = [
        {"table_id": table, **place, **_counted([r for r in runs if r.ended], "read")}
        for table, runs in sorted(reads.items())
    ]
    return frames


def _counted(runs: Sequence[Run], what: str) -> dict[str, Any]:
    """How often, when, how long and over how many bytes; unknown where a run does not say."""
    ends = sorted(run.ended for run in runs if run.ended is not None)
    times = [(r.ended - r.began).total_seconds() for r in runs if r.ended is not None and r.began is not None]
    sizes = [sum(run.bytes.values()) for run in runs if run.bytes]
    return {
        f"{what}s": len(runs) or None, f"first_{what}": ends[0] if ends else None,
        f"last_{what}": ends[-1] if ends else None,
        "seconds": sum(times) if runs and len(times) == len(runs) else None,
        "bytes": sum(sizes) if runs and len(sizes) == len(runs) else None,
    }  # fmt: skip


def _texts(jobs: Iterable[Job], shelf: Shelf, engine: str) -> dict[str, Statement]:
    """By job the one statement of its sql facet, where it fills the job's only output and no facet tells columns."""
    asked: dict[str, tuple[str, Script]] = {}
    for job in jobs:
        outputs: list[Place] = list(job.pairs())
        if job.sql and len(outputs) == 1 and not job.traced:
            target = shelf.name(outputs[0])
            spoken = engine or engine_name(job.dialect) or engine_of(outputs[0][0])
            asked[job.name] = (target, Script(job.sql, spoken, job.name, 1, target))
    read = read_texts([script for _, script in asked.values()])
    found: dict[str, Statement] = {}
    for (name, (target, _)), statements in zip(asked.items(), read, strict=True):
        if len(statements) == 1 and statements[0].status == "table" and _is_same(statements[0].target, target):
            found[name] = statements[0]
    return found


def _is_same(name: str, target: str) -> bool:
    """Whether a name as written can be the table: its parts are the last ones of the table's."""
    return bool(name) and f".{target.lower()}".endswith(f".{name.lower()}")


def _shelf(shelf: Shelf, keeps: str, department: str) -> dict[str, list[dict[str, Any]]]:
    rows: list[dict[str, Any]] = []
    columns: list[dict[str, Any]] = []
    named = {shelf.name(place): (place, table) for place, table in shelf.shown().items()}
    for name, (place, table) in sorted(named.items()):
        is_path = "://" in name
        outer, last = ("", name) if is_path else (name.rpartition(".")[0], name.rpartition(".")[2])
        identifier = f"{keeps}.{name}" if keeps and not is_path else name
        rows.append(
            {"table_id": identifier, "department": department, "source": keeps, "schema": outer, "name": last,
             "kind": "view" if table.view else "table", "engine": engine_of(place[0]), "comment": table.about,
             "owner": table.owner, "rows": table.rows, "bytes": table.size,
             "volume_from": "export" if table.rows is not None or table.size is not None else ""}
        )  # fmt: skip
        columns += [{"table_id": identifier, "position": n, "name": c, "type": kind, "comment": about}
                    for n, (c, (kind, about)) in enumerate(table.columns.items(), 1)]  # fmt: skip
    return {"tables": rows, "columns": columns}
