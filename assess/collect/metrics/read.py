"""Metric definitions from whatever keeps them, each with its file and line: the reader follows from the content."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from os.path import commonpath
from pathlib import Path
from typing import Any

from assess.collect.dialects import dialect_name
from assess.collect.metrics.definition import Definition, File
from assess.collect.metrics.formats import SUFFIXES, format_of
from assess.collect.text_file import fingerprint, read_text, shown
from assess.model.errors import BadInput, Problem
from assess.model.evidence import Evidence

READERS: dict[str, str] = {
    "dbt": "assess.collect.metrics.dbt.reader",
    "cube": "assess.collect.metrics.semantic.cube",
    "lookml": "assess.collect.metrics.lookml.reader",
    "metric-hub": "assess.collect.metrics.metric_hub.reader",
    "osi": "assess.collect.metrics.semantic.osi",
    "snowflake": "assess.collect.metrics.semantic.snowflake",
    "sql": "assess.collect.metrics.report_sql.reader",
    "markdown": "assess.collect.metrics.markdown",
}
Reader = Callable[[Sequence[File]], Iterable[Definition]]


def read_metrics(
    paths: Sequence[Path],
    *,
    source: str = "",
    department: str = "",
    dialect: str = "",
    columns: Mapping[str, str] | None = None,
    root: Path | None = None,
) -> Evidence:
    """Metric definitions as evidence. `paths` are files or folders; files of one format are read together, as one
    refers to another.

    What cannot be resolved is kept with its reason and counted in coverage; a file that cannot be read at all is said
    there. BadInput where no file could be read.
    """
    from assess.collect.metrics.dictionary import read_dictionary

    engine = dialect_name(dialect)
    together: dict[str, list[File]] = defaultdict(list)
    found: list[Definition] = []
    files = {shown(path, root): path for path in files_in(paths)}
    problems: dict[str, list[Problem]] = defaultdict(list)
    for name, path in files.items():
        try:
            kind = format_of(path, name)
            if kind == "dictionary":
                found += read_dictionary(path, name, columns or {}, root)
            else:
                together[kind].append(File(path, name, read_text(path, root)))
        except BadInput as error:
            problems[name] += error.problems
        except OSError as error:
            problems[name].append(Problem(name, f"cannot be read: {error.strerror}."))
    for kind, those in sorted(together.items()):
        reader: Reader = import_module(READERS[kind]).read
        found += reader(those)
    if problems and len(problems) == len(files):
        raise BadInput(problem for those in problems.values() for problem in those)
    sheets = {sheet: number for number, sheet in enumerate(dict.fromkeys(d.sheet for d in found))}
    found.sort(key=lambda d: (d.file, sheets[d.sheet], d.line))
    rows = [_row(definition, source, department, engine) for definition in found]
    _told_apart(rows)
    by_file = defaultdict(list)
    for definition in found:
        by_file[definition.file].append(definition)
    coverage = [_coverage(name, source, department, by_file[name], problems.get(name, ())) for name in files]
    inputs = [fingerprint(path, root) for name, path in files.items() if path.exists()]
    return Evidence.of({"metrics": rows, "coverage": coverage, "inputs": inputs})


def root_of(paths: Sequence[Path]) -> Path | None:
    """The folder below which places are shown: the one given, or that all share; None for relative paths."""
    if not paths or not all(path.is_absolute() for path in paths):
        return None
    return Path(commonpath([path if path.is_dir() else path.parent for path in paths]))


def files_in(paths: Sequence[Path]) -> list[Path]:
    """The files among these and, of folders, those whose name says that they may define metrics."""
    found: dict[Path, None] = {}
    for path in paths:
        inside = [p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES] if path.is_dir() else [path]
        found.update(dict.fromkeys(inside))
    return sorted(found)


def _told_apart(rows: Sequence[dict[str, Any]]) -> None:
    """Two metrics of one name on one line get ids of their own."""
    seen: dict[str, int] = defaultdict(int)
    for row in rows:
        identifier = row["metric_id"]
        seen[identifier] += 1
        if seen[identifier] > 1:
            row["metric_id"] = f"{identifier}#{seen[identifier]}"


def _row(found: Definition, source: str, department: str, engine: str) -> dict[str, Any]:
    place, why = f"{found.file}{found.sheet}:{found.line}", found.unresolved
    return {
        "metric_id": f"{place} {found.name}",
        "name": found.name, "label": found.label, "department": found.department or department, "source": source,
        "owner": found.owner, "dialect": dialect_name(found.dialect, place) if found.dialect else engine,
        "expression": found.expression, "base": found.base, "filter": found.filter, "time_column": found.time_column,
        "grain": found.grain, "window": found.window, "unit": found.unit, "null_default": found.null_default,
        "additivity": found.additivity, "format": found.format, "file": found.file, "line": found.line,
        "inputs": json.dumps(dict(found.inputs), ensure_ascii=False) if found.inputs else "",
        "unresolved_zh": "".join(text.zh for text in why), "unresolved_en": " ".join(text.en for text in why),
    }  # fmt: skip


def _coverage(
    name: str, source: str, department: str, found: Sequence[Definition], problems: Sequence[Problem]
) -> dict[str, Any]:
    bare = sum(not d.expression for d in found)
    partly = sum(bool(d.unresolved) and bool(d.expression) for d in found)
    zh = [f"无法读取：{problem}" for problem in problems]
    en = [f"It could not be read: {problem}" for problem in problems]
    if bare:
        zh.append(f"其中 {bare} 项没有计算公式，无法比较。")
        en.append(f"{bare} of them give no formula and cannot be compared.")
    if partly:
        zh.append(f"{partly} 项只读懂了一部分，原因随指标列出。")
        en.append(f"{partly} were read only in part; the reason stands with each.")
    return {
        "input": f"{source}: {name}" if source else name, "kind": "metrics", "department": department,
        "available": not problems, "seen": len(found), "unit_zh": "项指标定义", "unit_en": "metric definitions",
        "why_zh": "".join(zh), "why_en": " ".join(en),
    }  # fmt: skip
