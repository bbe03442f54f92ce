"""The first stage: every source of an engagement read and put together as evidence."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from assess.collect.databases.session import AskPassword
from assess.collect.dialects import dialect_name
from assess.collect.lineage.collected import with_columns
from assess.collect.lineage.spelling import one_spelling
from assess.collect.logged import unknown_in_logs, unknown_row, with_logged
from assess.collect.merge import Part, merge, with_usage
from assess.collect.ownership import Ownership, coverage_of_rules, owned
from assess.collect.readers import READERS
from assess.collect.resolve import homes_of, resolve_names
from assess.collect.sql.pool import kept_in
from assess.model.engagement import Engagement, Source
from assess.model.errors import BadInput, Problem, Unreachable
from assess.model.evidence import Evidence
from assess.model.evidence_schema import SCHEMA
from assess.model.progress import Progress, Step, Told, silent, untold
from assess.store.engagement_file import FILE
from assess.store.statements_db import FILE as READINGS

UNITS = {
    "database": ("张表", "tables"),
    "lake": ("张表", "tables"),
    "catalog": ("张表", "tables"),
    "ddl": ("张表", "tables"),
    "sql": ("条语句", "statements"),
    "dbt": ("个模型", "models"),
    "openlineage": ("个事件", "events"),
    "queries": ("条查询", "queries"),
    "metrics": ("个指标", "metrics"),
    "usage": ("张表", "tables"),
    "answers": ("位受访者", "respondents"),
}


def collect(
    engagement: Engagement,
    folder: Path,
    clock: datetime,
    progress: Progress = silent,
    ask_password: AskPassword | None = None,
    afresh: bool = False,
    tell: Told = untold,
) -> Evidence:
    """Everything the engagement names, as evidence; coverage says what could not be read and why.

    Values of tables that did not change since the last run are taken from what is kept of them, unless `afresh`;
    `tell` hears how many of each database were read.

    A database out of reach does not stop the others. Faults in files are collected from all of them and raised once
    as BadInput. Nothing in evidence is dated by us: `clock` is here because every stage has one.
    """
    with kept_in(folder / READINGS):
        return _collect(engagement, folder, progress, ask_password, afresh, tell)


def _collect(
    engagement: Engagement,
    folder: Path,
    progress: Progress,
    ask_password: AskPassword | None,
    afresh: bool,
    tell: Told,
) -> Evidence:
    problems: list[Problem] = []
    parts: list[Part] = []
    rules = Ownership(engagement.ownership)
    total = len(engagement.sources) + 1
    for done, source in enumerate(engagement.sources):
        progress(Step("collect", source.id, 100 * done, 100 * total))
        try:
            inside = _inside(progress, done, total)
            parts.append(_part(source, _read(source, folder, inside, ask_password, afresh, tell, rules)))
        except Unreachable as error:
            parts.append(_part(source, _missing(source, error)))
        except BadInput as error:
            problems += error.problems
    progress(Step("collect", "answers", 100 * (total - 1), 100 * total))
    try:
        answers = _answers(engagement, folder)
    except BadInput as error:
        problems += error.problems
    if problems:
        raise BadInput(problems)
    _forget_others(engagement, folder)
    evidence = owned(_by_department(merge(parts).plus(answers), engagement), rules)
    evidence = one_spelling(resolve_names(evidence, {source.id: source.reads_from for source in engagement.sources}))
    evidence = _used(evidence, [part for part in parts if part.kind == "usage"])
    evidence = with_logged(evidence).plus(unknown_in_logs(evidence)).plus(coverage_of_rules(rules))
    evidence = with_columns(evidence, {source.id: source.reads_from for source in engagement.sources})
    progress(Step("collect", "", 100 * total, 100 * total))
    return _once(evidence)


def _by_department(evidence: Evidence, engagement: Engagement) -> Evidence:
    """Departments under the engagement's ids, however the client's files call them; others as written."""
    frames = {name: evidence[name] for name in SCHEMA}
    for name in ("tables", "metrics", "answers", "reads", "runs"):
        said = frames[name]["department"]
        ids = {word: engagement.department_id(word) for word in said.unique() if word}
        frames[name] = frames[name].assign(department=said.replace(ids))
    return Evidence.of(frames)


def files_of(source: Source, folder: Path) -> list[Path]:
    """The files that a source's path or pattern means, in order; BadInput when there are none."""
    pattern = Path(source.path)
    base = Path(pattern.anchor) if pattern.is_absolute() else folder
    found = sorted(path for path in base.glob(str(pattern.relative_to(pattern.anchor))) if path.is_file())
    if not found:
        raise BadInput([Problem(FILE, f'source {source.id}: path "{source.path}" matches no file in {folder}.')])
    if not pattern.is_absolute():
        _stay_inside(found, source.path, folder)
    return found


def _stay_inside(found: Sequence[Path], pattern: str, folder: Path) -> None:
    """BadInput for a link that leads out of the engagement, which nobody sees who reads its path."""
    home = folder.resolve()
    away = [path for path in found if not path.resolve().is_relative_to(home)]
    if away and ".." not in Path(pattern).parts:
        raise BadInput(
            Problem(path.relative_to(folder).as_posix(), "is a link that leads out of the engagement's folder; copy "
                    "the file into it, or name where it really lies.") for path in away
        )  # fmt: skip


def _forget_others(engagement: Engagement, folder: Path) -> None:
    """Keep no profiles of sources that are no longer named, or whose values are no longer to be looked at."""
    from assess.store.profiles_db import FILE as PROFILES
    from assess.store.profiles_db import profiles_store

    if (folder / PROFILES).is_file():
        with profiles_store(folder) as store:
            store.keep_only_of(
                [source.id for source in engagement.sources if source.kind in ("database", "lake") and source.profile]
            )


def _read(
    source: Source,
    folder: Path,
    progress: Progress,
    ask_password: AskPassword | None,
    afresh: bool,
    tell: Told,
    rules: Ownership,
) -> Evidence:
    if source.kind in ("database", "lake"):
        from assess.collect.database import read_database
        from assess.collect.lake import read_lake
        from assess.store.salt import engagement_salt

        salt = engagement_salt(folder) if source.profile else ""
        if source.kind == "lake":
            return read_lake(source, folder, progress, salt, afresh, tell)
        return read_database(source, folder, ask_password, progress, salt, afresh, tell)
    paths = files_of(source, folder)
    about = {
        "source": source.id, "department": source.department, "kind": source.kind,
        "engine": dialect_name(source.dialect, f"{FILE}, source {source.id}, dialect"), "location": source.path,
        "read": True,
    }  # fmt: skip
    return READERS[source.kind](source, paths, folder, rules).plus(Evidence.of({"sources": [about]}))


def _part(source: Source, evidence: Evidence) -> Part:
    return Part(source.kind, source.id, source.department, evidence)


def _inside(progress: Progress, done: int, total: int) -> Progress:
    """Progress of one source as a share of the whole."""

    def step(inner: Step) -> None:
        share = 100 * inner.done // max(inner.total, 1)
        progress(Step("collect", inner.label, 100 * done + share, 100 * total))

    return step


def _missing(source: Source, error: Unreachable) -> Evidence:
    """What is said of a source that could not be read."""
    unit_zh, unit_en = UNITS[source.kind]
    about = {"source": source.id, "department": source.department, "kind": source.kind, "read": False}
    row = {"input": source.id, "kind": source.kind, "department": source.department, "available": False, "seen": 0,
           "unit_zh": unit_zh, "unit_en": unit_en, "why_zh": error.zh, "why_en": error.en}  # fmt: skip
    return Evidence.of({"sources": [about], "coverage": [row]})


def _answers(engagement: Engagement, folder: Path) -> Evidence:
    """Answers from the files the engagement names and from the app's own database; coverage when there are none."""
    from assess.store.answers_db import FILE as ANSWERS
    from assess.store.answers_db import AnswersStore
    from assess.store.place_of import answers_kept

    found = Evidence.of()
    problems: list[Problem] = []
    for i, pattern in enumerate(engagement.answers):
        paths = sorted(path for path in folder.glob(pattern) if path.is_file())
        if not paths:
            problems.append(Problem(FILE, f'answers[{i}] "{pattern}" matches no file in {folder}.'))
            continue
        _stay_inside(paths, pattern, folder)
        from assess.collect.answers_file import read_answers

        try:
            found = found.plus(read_answers(paths, root=folder))
        except BadInput as error:
            problems += error.problems
    if problems:
        raise BadInput(problems)
    if (where := answers_kept(folder)) is not None:
        with AnswersStore(where) as store:
            given = store.frame()
        if len(given):
            found = found.plus(_from_app(ANSWERS, given))
    if len(found.answers) == 0 and len(found.coverage) == 0:
        found = found.plus(Evidence.of({"coverage": [_answers_row("answers", 0, False)]}))
    return found


def _from_app(name: str, given: pd.DataFrame) -> Evidence:
    """Answers given in the app; their fingerprint is of the answers, as the file changes with every page written."""
    digest = hashlib.sha256(given.to_csv(index=False, lineterminator="\n").encode()).hexdigest()
    return Evidence.of(
        {
            "answers": given,
            "coverage": [_answers_row(name, given["respondent"].nunique(), True)],
            "inputs": [{"input": name, "sha256": digest, "bytes": None}],
        }
    )


def _answers_row(name: str, seen: int, available: bool) -> dict[str, Any]:
    unit_zh, unit_en = UNITS["answers"]
    return {
        "input": name, "kind": "answers", "department": "", "available": available, "seen": seen, "unit_zh": unit_zh,
        "unit_en": unit_en, "why_zh": "" if available else "没有收到任何回答。",
        "why_en": "" if available else "No answers were received.",
    }  # fmt: skip


def _used(evidence: Evidence, logs: Sequence[Part]) -> Evidence:
    """The evidence with all usage logs' reads and dates; tables that nobody else saw go to coverage."""
    if not logs:
        return evidence
    usage = pd.concat([log.evidence.tables for log in logs], ignore_index=True)
    origin = [number for number, log in enumerate(logs) for _ in range(len(log.evidence.tables))]
    merged, seen = with_usage(evidence, usage, homes_of(evidence.sources))
    lost = usage.assign(origin=origin)[~seen.to_numpy(dtype=bool)]
    rows = []
    for number, names in lost.groupby("origin")["table_id"]:
        log = logs[int(str(number))]
        rows.append(unknown_row(log.source, log.department, "usage", sorted(set(names))))
    return merged.plus(Evidence.of({"coverage": rows}))


def _once(evidence: Evidence) -> Evidence:
    """A file that two sources name is evidence once; inputs in the order of their names."""
    return Evidence.of(
        {name: evidence[name] for name in Evidence.__dataclass_fields__}
        | {
            "inputs": evidence.inputs.drop_duplicates("input").sort_values("input", kind="stable"),
            "statements": evidence.statements.drop_duplicates("statement_id"),
            "edges": evidence.edges.drop_duplicates(["upstream", "downstream", "statement_id"]),
            "column_edges": evidence.column_edges.drop_duplicates(),
            "metrics": evidence.metrics.drop_duplicates("metric_id"),
        }
    )
