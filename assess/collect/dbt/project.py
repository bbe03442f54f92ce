"""dbt's manifest.json (v4 to v12) with catalog.json and run_results.json beside it, as evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from assess.collect.dbt.nodes import NEWEST, Exposure, Node, exposures_of, nodes_of, read_version
from assess.collect.dbt.shape import CATALOG, MANIFEST, RESULTS
from assess.collect.dbt.shelf import Shelf, columns_of, tables_of
from assess.collect.dialects import dialect_name, engine_name
from assess.collect.json_shape import loads, misfits, whole
from assess.collect.ownership import Ownership
from assess.collect.queries.cells import time_of
from assess.collect.sql.script import Script, Statement, read_texts
from assess.collect.sql_file import evidence_of
from assess.collect.text_file import decode, fingerprint, read_bytes, shown
from assess.model.errors import BadInput, Problem
from assess.model.evidence import Evidence

TOLD = 0.9  # confidence in an edge that only depends_on tells
WRITES = ("model", "snapshot", "seed")
BESIDE = ("catalog.json", "run_results.json")
PYTHON = "It is written in Python, of which only the tables it depends on are known."
WITHOUT_CODE = "The manifest has no compiled code of it: run dbt compile; dbt test and dbt parse leave it out."


def is_manifest(data: Any) -> bool:
    """Whether parsed JSON is a dbt manifest."""
    return isinstance(data, dict) and isinstance(data.get("nodes"), dict) and "metadata" in data


def read_dbt(
    paths: Sequence[Path],
    dialect: str = "",
    *,
    source: str = "",
    keeps: str = "",
    department: str = "",
    root: Path | None = None,
    rules: Ownership | None = None,
) -> Evidence:
    """Tables, columns, statements, edges and runs of each project. `keeps` is the source whose tables these are.

    A path that is a catalog or a file of run results beside a manifest is read with it.
    """
    problems: list[Problem] = []
    found = Evidence.of()
    manifests = [path for path in sorted(paths) if path.name not in BESIDE]
    for path in manifests or sorted(paths):
        try:
            found = found.plus(_project(path, dialect, source, keeps or source, department, root, rules or Ownership()))
        except BadInput as error:
            problems += error.problems
    if problems:
        raise BadInput(problems)
    return found


def _json(path: Path, root: Path | None) -> Any:
    name = shown(path, root)
    try:
        return loads(decode(read_bytes(path, name), name))
    except ValueError as error:
        raise BadInput([Problem(name, f"is not valid JSON: {error}.")]) from None


def _project(
    path: Path, dialect: str, source: str, keeps: str, department: str, root: Path | None, rules: Ownership
) -> Evidence:
    name = shown(path, root)
    data = _json(path, root)
    if not is_manifest(data):
        raise BadInput([Problem(name, 'is no dbt manifest: found no "metadata" and "nodes"; name a manifest.json.')])
    if odd := list(islice(misfits(data, MANIFEST), 10)):
        raise BadInput(Problem(name, f"is no dbt manifest: {what}.") for what in odd)
    version = read_version(data, name)
    engine = dialect_name(dialect) if dialect else engine_name(str(data["metadata"].get("adapter_type") or ""))
    folder = _folder(name)
    nodes = nodes_of(data, folder)
    beside = {other: path.with_name(other) for other in BESIDE if path.with_name(other).is_file()}
    told = {other: _json(place, root) for other, place in beside.items()}
    shapes = {"catalog.json": CATALOG, "run_results.json": RESULTS}
    for of, said in told.items():
        if odd := list(islice(misfits(said, shapes[of]), 10)):
            raise BadInput(Problem(shown(beside[of], root), f"is no file of dbt: {what}.") for what in odd)
    shelf = Shelf(told.get("catalog.json"))
    statements = _statements(nodes, engine)
    evidence = evidence_of(statements, department=department, source=source)
    evidence = Evidence.of({"statements": evidence.statements, "edges": evidence.edges.assign(origin="dbt")})
    seen = {
        (str(u).lower(), str(d).lower())
        for u, d in zip(evidence.edges["upstream"], evidence.edges["downstream"], strict=True)
    }
    bare, edges = _told_only(nodes, engine, seen, source, department)
    evidence = _owned(evidence.plus(Evidence.of({"statements": bare, "edges": edges})), rules)
    frames: dict[str, Any] = {
        "tables": tables_of(nodes.values(), shelf, keeps, department, engine, rules),
        "columns": columns_of(nodes.values(), shelf, keeps),
        "reads": _reads(exposures_of(data, folder), nodes, source, department, rules),
        "inputs": [fingerprint(p, root) for p in (path, *beside.values())],
        "coverage": _coverage(name, source, department, nodes, version, "catalog.json" in beside),
    }  # fmt: skip
    if "run_results.json" in beside:
        frames["runs"] = _runs(told["run_results.json"] or {}, nodes, source, department, rules)
    return evidence.plus(Evidence.of(frames))


def _folder(name: str) -> str:
    """Where the project of a manifest lies, as its files are shown: a manifest is in it or in its folder `target`.

    Several manifests in one folder are told apart by their names.
    """
    *folders, last = name.split("/")
    if folders and folders[-1] == "target":
        folders.pop()
    if last != "manifest.json":
        folders.append(last.removesuffix(".json"))
    return "".join(f"{folder}/" for folder in folders)


def _statements(nodes: Mapping[str, Node], engine: str) -> list[Statement]:
    """The statement of each model with compiled code, under the table it fills; ephemeral models are seen through."""
    coded = [n for n in nodes.values() if _fills(n) and n.code]
    scripts = [Script(n.code, engine, n.file, 1, n.table) for n in coded]
    found: list[Statement] = []
    numbers = Counter(node.file for node in coded)
    for node, read in zip(coded, read_texts(scripts), strict=True):
        for place, statement in enumerate(read):
            if place:
                numbers[node.file] += 1
            number = numbers[node.file] if place else node.number
            found.append(replace(statement, line=1, number=number))
    return found


def _fills(node: Node) -> bool:
    return node.kind in ("model", "snapshot") and bool(node.table) and not node.ephemeral


def _owned(evidence: Evidence, rules: Ownership) -> Evidence:
    if not rules.has("files"):
        return evidence
    frames = {name: evidence[name] for name in ("statements", "edges")}
    for name, frame in frames.items():
        of = [rules.of_file(str(f)) or str(d) for f, d in zip(frame["file"], frame["department"], strict=True)]
        frames[name] = frame.assign(department=of)
    return Evidence.of(frames)


def _told_only(
    nodes: Mapping[str, Node], engine: str, seen: set[tuple[str, str]], source: str, department: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Statements of models without code, and edges that only depends_on tells."""
    statements: list[dict[str, Any]] = []
    edges: list[dict[str, Any]] = []
    for node in nodes.values():
        if not _fills(node):
            continue
        place = {"department": department, "file": node.file, "line": 1, "statement_id": node.statement_id}
        above = sorted(_lasting(node.above, nodes) - {node.table})
        if not node.code:
            level = "table" if above else "none"
            statements.append(
                {**place, "source": source, "dialect": engine, "kind": "CREATE", "target": node.table, "sql": "",
                 "status": "table" if above else "none", "level": level,
                 "reason": PYTHON if node.python else WITHOUT_CODE, "confidence": TOLD if above else None}
            )  # fmt: skip
        edges += [
            {**place, "upstream": up, "downstream": node.table, "origin": "dbt", "confidence": TOLD}
            for up in above if (up.lower(), node.table.lower()) not in seen
        ]  # fmt: skip
    return statements, edges


def _lasting(above: Sequence[str], nodes: Mapping[str, Node]) -> set[str]:
    """The tables behind ids of nodes, through ephemeral models."""
    found: set[str] = set()
    waiting, done = list(above), set[str]()
    while waiting:
        name = waiting.pop()
        upper = nodes.get(name)
        if upper is None or name in done:
            continue
        done.add(name)
        if upper.ephemeral:
            waiting.extend(upper.above)
        elif upper.table:
            found.add(upper.table)
    return found


def _reads(
    exposures: Sequence[Exposure], nodes: Mapping[str, Node], source: str, department: str, rules: Ownership
) -> list[dict[str, Any]]:
    """The tables that reports read, by the department of each; how often nobody counted, so that stays unknown."""
    pairs = {
        (table, rules.of_file(one.file) or one.department or department): None
        for one in exposures for table in sorted(_lasting(one.above, nodes))
    }  # fmt: skip
    return [{"table_id": table, "department": whose, "source": source} for table, whose in pairs]


def _runs(
    results: Any, nodes: Mapping[str, Node], source: str, department: str, rules: Ownership
) -> list[dict[str, Any]]:
    rows = []
    for one in results.get("results") or []:
        node = nodes.get(str(one.get("unique_id")))
        if node is None or not node.table or node.kind not in WRITES or one.get("status") not in ("success", "pass"):
            continue
        ends = [t.get("completed_at") for t in one.get("timing") or [] if t.get("name") == "execute"]
        response = one.get("adapter_response") or {}
        ended = time_of(ends[0], ZoneInfo("UTC")) if ends else None
        seconds = one.get("execution_time")
        rows.append(
            {"downstream": node.table, "statement_id": node.statement_id if _fills(node) else "",
             "department": rules.of_file(node.file) or department, "source": source, "runs": 1,
             "first_run": ended, "last_run": ended, "bytes": whole(response.get("bytes_processed")),
             "seconds": None if whole(seconds) is None else float(seconds)}
        )  # fmt: skip
    return rows


def _coverage(
    name: str, source: str, department: str, nodes: Mapping[str, Node], version: int, cataloged: bool
) -> list[dict[str, Any]]:
    models = [n for n in nodes.values() if _fills(n)]
    python = sum(n.python for n in models)
    bare = sum(not n.code for n in models) - python
    zh, en = [], []
    if version > NEWEST:
        zh.append(f"清单版本 v{version} 比已知的 v{NEWEST} 新，按 v{NEWEST} 读取。")
        en.append(f"The manifest is of schema v{version}, newer than is known, and was read as v{NEWEST}.")
    if bare:
        zh.append(
            f"{bare} 个模型没有编译后的代码，只能追到表：请先运行 dbt compile（dbt test 和 dbt parse 会去掉它）。"
        )
        en.append(f"{bare} of {len(models)} have no compiled code and are traced to tables only: run dbt compile "
                  "(dbt test and dbt parse leave it out).")  # fmt: skip
    if python:
        zh.append(f"{python} 个模型用 Python 写成，只能追到表。")
        en.append(f"{python} of {len(models)} are written in Python and traced to tables only.")
    if not cataloged:
        zh.append("旁边没有 catalog.json，源表的字段未知：请运行 dbt docs generate。")
        en.append("There is no catalog.json beside it, so the sources' columns are not known: run dbt docs generate.")
    return [
        {"input": f"{source}: {name}" if source else name, "kind": "dbt", "department": department, "available": True,
         "seen": len(models) - bare - python, "unit_zh": f"个模型（清单 v{version}）",
         "unit_en": f"models (manifest v{version})", "why_zh": "".join(zh), "why_en": " ".join(en)}
    ]  # fmt: skip
