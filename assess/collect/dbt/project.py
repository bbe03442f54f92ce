"""dbt's manifest.json (v4 to v12) with catalog.json and run_results.json beside it, as evidence."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from assess.collect.dbt.nodes import Node, nodes_of, read_versions
from assess.collect.dialects import dialect_name, engine_name
from assess.collect.ownership import Ownership
from assess.collect.sql.script import Script, Statement, read_texts
from assess.collect.sql_file import evidence_of
from assess.collect.text_file import decode, fingerprint, read_bytes, shown
from assess.model.errors import BadInput, Problem
from assess.model.evidence import Evidence

TOLD = 0.9  # confidence in an edge that only depends_on tells
WRITES = ("model", "snapshot", "seed")
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
    manifests = [path for path in sorted(paths) if path.name not in ("catalog.json", "run_results.json")]
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
        return json.loads(decode(read_bytes(path, name), name))
    except ValueError as error:
        raise BadInput([Problem(name, f"is not valid JSON: {error}.")]) from None


def _project(
    path: Path, dialect: str, source: str, keeps: str, department: str, root: Path | None, rules: Ownership
) -> Evidence:
    name = shown(path, root)
    data = _json(path, root)
    if not is_manifest(data):
        raise BadInput([Problem(name, 'is no dbt manifest: found no "metadata" and "nodes"; name a manifest.json.')])
    version = read_versions(data, name)
    engine = dialect_name(dialect) if dialect else engine_name(str(data["metadata"].get("adapter_type") or ""))
    nodes = nodes_of(data)
    beside = [
        path.with_name(other) for other in ("catalog.json", "run_results.json") if path.with_name(other).is_file()
    ]
    types = _types(_json(path.with_name("catalog.json"), root)) if path.with_name("catalog.json") in beside else {}
    prefix = f"{name.rsplit('/', 2)[0]}/" if "/target/" in f"/{name}" and name.count("/") > 1 else ""
    statements = _statements(nodes, engine, prefix)
    evidence = evidence_of([s for _, s in statements], department=department, source=source)
    evidence = _owned(evidence, rules)
    told = {statement.id for _, statement in statements}
    seen = {(str(u), str(d)) for u, d in zip(evidence.edges["upstream"], evidence.edges["downstream"], strict=True)}
    bare, edges = _told_only(nodes, engine, prefix, told, seen, source, department)
    frames: dict[str, Any] = {
        "statements": bare, "edges": edges, "tables": _tables(nodes, keeps, department, engine),
        "columns": _columns(nodes, types, keeps), "inputs": [fingerprint(p, root) for p in (path, *beside)],
        "coverage": _coverage(name, source, department, nodes, version, bool(types)),
    }  # fmt: skip
    runs = path.with_name("run_results.json")
    if runs in beside:
        frames["runs"] = _runs(_json(runs, root), nodes, source, department, prefix)
    evidence = Evidence.of(
        {k: evidence[k].assign(origin="dbt") if k == "edges" else evidence[k] for k in ("statements", "edges")}
    )
    return evidence.plus(Evidence.of(frames))


def _statements(nodes: Mapping[str, Node], engine: str, prefix: str) -> list[tuple[Node, Statement]]:
    """The statement of each model with compiled code, under the table it fills; ephemeral models are seen through."""
    coded = [n for n in nodes.values() if n.code and n.kind in ("model", "snapshot") and n.table and not n.ephemeral]
    scripts = [Script(n.code, engine, prefix + n.file, 1, n.table) for n in coded]
    found: list[tuple[Node, Statement]] = []
    for node, read in zip(coded, read_texts(scripts), strict=True):
        own = [replace(s, number=n + 1) for n, s in enumerate(read)]
        found += [(node, replace(s, line=1)) for s in own]
    return found


def _owned(evidence: Evidence, rules: Ownership) -> Evidence:
    if not rules.has("files"):
        return evidence
    frames = {name: evidence[name] for name in ("statements", "edges")}
    for name, frame in frames.items():
        of = [rules.of_file(str(f)) or str(d) for f, d in zip(frame["file"], frame["department"], strict=True)]
        frames[name] = frame.assign(department=of)
    return Evidence.of(frames)


def _told_only(
    nodes: Mapping[str, Node], engine: str, prefix: str, told: set[str], seen: set[tuple[str, str]], source: str,
    department: str,
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:  # fmt: skip
    """Statements of models without code, and edges that only depends_on tells."""
    statements: list[dict[str, Any]] = []
    edges: list[dict[str, Any]] = []
    for node in nodes.values():
        if node.kind not in ("model", "snapshot") or not node.table or node.ephemeral:
            continue
        file = prefix + node.file
        place = {"department": department, "file": file, "line": 1, "statement_id": f"{file}:1"}
        above = sorted(_lasting(node, nodes) - {node.table})
        if not node.code and f"{file}:1" not in told:
            level = "table" if above else "none"
            statements.append(
                {**place, "source": source, "dialect": engine, "kind": "CREATE", "target": node.table, "sql": "",
                 "status": "table" if above else "none", "level": level, "reason": WITHOUT_CODE,
                 "confidence": TOLD if above else None}
            )  # fmt: skip
        edges += [
            {**place, "upstream": up, "downstream": node.table, "origin": "dbt", "confidence": TOLD}
            for up in above if (up, node.table) not in seen
        ]  # fmt: skip
    return statements, edges


def _lasting(node: Node, nodes: Mapping[str, Node]) -> set[str]:
    """The tables a node depends on, through ephemeral models."""
    found: set[str] = set()
    waiting, done = list(node.above), set[str]()
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


def _tables(nodes: Mapping[str, Node], keeps: str, department: str, engine: str) -> list[dict[str, Any]]:
    return [
        {"table_id": f"{keeps}.{node.table}" if keeps else node.table, "department": department, "source": keeps,
         "schema": node.schema, "name": node.name, "kind": node.stored_as, "engine": engine, "comment": node.about,
         "owner": node.owner}
        for node in _once(nodes.values()) if node.table and not node.ephemeral
    ]  # fmt: skip


def _columns(
    nodes: Mapping[str, Node], types: Mapping[str, Mapping[str, tuple[int, str, str]]], keeps: str
) -> list[dict[str, Any]]:
    """Columns in the order of the catalog where there is one; those only described come after."""
    rows: list[dict[str, Any]] = []
    for node in _once(nodes.values()):
        if not node.table or node.ephemeral:
            continue
        known = types.get(node.id, {})
        described = {name.lower(): (name, kind, about) for name, kind, about in node.columns}
        order = [(name, kind, about or described.get(name.lower(), ("", "", ""))[2])
                 for name, (_, kind, about) in sorted(known.items(), key=lambda item: item[1][0])]  # fmt: skip
        have = {name.lower() for name, _, _ in order}
        # a description of some columns is not a list of them all: without a catalog it is not taken for one
        order += [c for key, c in described.items() if key not in have] if known or node.contract else []
        table_id = f"{keeps}.{node.table}" if keeps else node.table
        rows += [{"table_id": table_id, "position": n, "name": c, "type": kind, "comment": about}
                 for n, (c, kind, about) in enumerate(order, 1)]  # fmt: skip
    return rows


def _types(catalog: Any) -> dict[str, dict[str, tuple[int, str, str]]]:
    """(position, type, comment) of each column by node."""
    found: dict[str, dict[str, tuple[int, str, str]]] = {}
    for part in ("nodes", "sources"):
        for identifier, node in (catalog.get(part) or {}).items():
            found[identifier] = {
                str(c.get("name") or name): (
                    int(c.get("index") or 0),
                    str(c.get("type") or ""),
                    str(c.get("comment") or ""),
                )
                for name, c in (node.get("columns") or {}).items()
            }
    return found


def _runs(results: Any, nodes: Mapping[str, Node], source: str, department: str, prefix: str) -> list[dict[str, Any]]:
    rows = []
    for one in results.get("results") or []:
        node = nodes.get(str(one.get("unique_id")))
        if node is None or not node.table or node.kind not in WRITES or one.get("status") not in ("success", "pass"):
            continue
        ends = [t.get("completed_at") for t in one.get("timing") or [] if t.get("name") == "execute"]
        response = one.get("adapter_response") or {}
        rows.append(
            {"downstream": node.table, "statement_id": f"{prefix}{node.file}:1", "department": department,
             "source": source, "runs": 1, "first_run": ends[0] if ends else None, "last_run": ends[0] if ends else None,
             "seconds": one.get("execution_time"), "bytes": response.get("bytes_processed")}
        )  # fmt: skip
    return rows


def _coverage(
    name: str, source: str, department: str, nodes: Mapping[str, Node], version: int, cataloged: bool
) -> list[dict[str, Any]]:
    models = [n for n in nodes.values() if n.kind in ("model", "snapshot") and not n.ephemeral]
    bare = sum(not n.code for n in models)
    zh, en = [], []
    if bare:
        zh.append(
            f"{bare} 个模型没有编译后的代码，只能追到表：请先运行 dbt compile（dbt test 和 dbt parse 会去掉它）。"
        )
        en.append(f"{bare} of {len(models)} have no compiled code and are traced to tables only: run dbt compile "
                  "(dbt test and dbt parse leave it out).")  # fmt: skip
    if not cataloged:
        zh.append("旁边没有 catalog.json，源表的字段未知：请运行 dbt docs generate。")
        en.append("There is no catalog.json beside it, so the sources' columns are not known: run dbt docs generate.")
    return [
        {"input": f"{source}: {name}" if source else name, "kind": "dbt", "department": department, "available": True,
         "seen": len(models) - bare, "unit_zh": f"个模型（清单 v{version}）",
         "unit_en": f"models (manifest v{version})",
         "why_zh": "".join(zh), "why_en": " ".join(en)}
    ]  # fmt: skip


def _once(nodes: Iterable[Node]) -> list[Node]:
    """One node a table: a source that some package declares again is the same table."""
    return list({node.table.lower(): node for node in reversed(list(nodes))}.values())[::-1]
