"""The statements of the evidence traced to their columns, with all the tables that were collected as the catalogue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from assess.collect.lineage.known import Described, Known, described
from assess.collect.lineage.shares import whole_per_cents
from assess.collect.lineage.trace import Job, Traced, names_in, trace
from assess.collect.resolve import Names, homes_of
from assess.collect.sql.fill import Fill
from assess.collect.sql.pool import read_pieces
from assess.collect.sql.split import Piece
from assess.model.evidence import Evidence
from assess.model.evidence_schema import SCHEMA

LEVELS = ("column", "table", "opaque")


def with_columns(
    evidence: Evidence,
    reads_from: Mapping[str, str] | None = None,
    tell: Callable[[int], None] | None = None,
    catalogue: Mapping[str, Described] | None = None,
) -> Evidence:
    """The evidence with `column_edges`, with level, confidence and reason of each statement, and their coverage.

    `reads_from` gives the source whose tables a source's scripts read, by id. Statements whose columns are known
    already, and those that come without text, stay as they are. `catalogue` takes the place of the evidence's columns.
    """
    statements = evidence.statements.reset_index(drop=True)
    mine = statements[(statements["sql"] != "") & (statements["level"] != "column")]
    if mine.empty:
        return evidence.plus(Evidence.of({"coverage": _coverage(statements, evidence.sources)}))
    fills = _fills(mine, tell)
    names = Names.of(evidence.tables, homes_of(evidence.sources))
    meant = _Meaning(names, reads_from or {})
    rows: list[dict[str, Any]] = [{str(k): v for k, v in row.items()} for row in mine.to_dict("records")]
    sources = evidence.edges.groupby("statement_id")["upstream"].agg(list).to_dict()
    jobs = [_job(row, fill, meant, sources) for row, fill in zip(rows, fills, strict=True)]
    touched = {name for job in jobs for name in (job.target, *job.reads) if name}
    if catalogue is None:
        catalogue = described(evidence.columns[evidence.columns["table_id"].isin(touched)])
    traced = trace(jobs, Known(catalogue))
    statements = _told(statements, mine.index, traced)
    edges = [edge for row, found in zip(rows, traced, strict=True) for edge in _edges(row, found)]
    frames = {name: evidence[name] for name in SCHEMA}
    found = Evidence.of(frames | {"statements": statements})
    more: dict[str, Any] = {"column_edges": edges, "coverage": _coverage(statements, evidence.sources)}
    return found.plus(Evidence.of(more))


class _Meaning:
    """Which table a name in a script of some source and department means; one spelling for a name nobody knows."""

    def __init__(self, names: Names, reads_from: Mapping[str, str]) -> None:
        self.names, self.reads_from = names, reads_from
        self.known: dict[tuple[str, str, str], str] = {}

    def of(self, source: str, department: str) -> Callable[[str], str]:
        origin = self.reads_from.get(source) or source

        def meant(name: str) -> str:
            key = (name, origin, department)
            if key not in self.known:
                self.known[key] = self.names.resolve(name, origin, department)
            return self.known[key]

        return meant


def _fills(rows: pd.DataFrame, tell: Callable[[int], None] | None) -> list[Fill | None]:
    """With what each statement fills its target: the first write of its text for its first row, and so on."""
    texts = list(dict.fromkeys(zip(rows["sql"], rows["dialect"], strict=True)))
    outcomes = read_pieces([(Piece(sql, 1), dialect) for sql, dialect in texts], tell)
    fills: dict[tuple[str, str], list[Fill | None]] = {}
    for text, found in zip(texts, outcomes, strict=True):
        readings = [o.reading for o in found if o.reading is not None]
        writes = [write.fill for reading in readings for write in reading.writes]
        fills[text] = writes or [reading.fill for reading in readings]
    seen: Counter[tuple[str, int, str]] = Counter()
    chosen: list[Fill | None] = []
    for file, line, sql, dialect in zip(rows["file"], rows["line"], rows["sql"], rows["dialect"], strict=True):
        place = (str(file), 0 if pd.isna(line) else int(line), str(sql))
        able = fills[sql, dialect]
        chosen.append(able[seen[place] % len(able)] if able else None)
        seen[place] += 1
    return chosen


def _job(row: Mapping[str, Any], fill: Fill | None, meaning: _Meaning, sources: Mapping[Any, list[str]]) -> Job:
    meant = meaning.of(row["source"], row["department"])
    planned = names_in(fill.plan) if fill is not None and fill.plan is not None else ()
    reads = sorted({meant(name) for name in planned}) or sources.get(row["statement_id"], [])
    unread = row["reason"] or "It was not read." if row["status"] == "error" else ""
    guessed = row["status"] == "guessed"
    return Job(
        row["file"], row["dialect"], row["kind"], row["target"], reads, fill, row["scratch"], unread, guessed, meant
    )


def _told(statements: pd.DataFrame, places: pd.Index[Any], traced: list[Traced]) -> pd.DataFrame:
    """Statements with what tracing said of them; a reason they had stays where there is no better one."""
    told = statements.copy()
    levels = list(statements.loc[places, "level"])
    reasons = list(statements.loc[places, "reason"])
    idle = [level == "none" for level in levels]
    told.loc[places, "level"] = ["none" if n else t.level for n, t in zip(idle, traced, strict=True)]
    told.loc[places, "confidence"] = [None if n else t.confidence for n, t in zip(idle, traced, strict=True)]
    told.loc[places, "reason"] = [t.reason or str(old) for t, old in zip(traced, reasons, strict=True)]
    return told


def _edges(row: Mapping[str, Any], traced: Traced) -> list[dict[str, Any]]:
    if not row["target"]:
        return []
    common = {"downstream": row["target"], "statement_id": row["statement_id"]}
    found = [
        {**common, "upstream": "" if table == "?" else table, "upstream_column": column, "downstream_column": written,
         "kind": "rows" if column == "*" and written != "*" else "value"}
        for written, sources in traced.columns for table, column in sources
    ]  # fmt: skip
    found += [
        {**common, "upstream": "", "upstream_column": "", "downstream_column": written, "kind": "constant"}
        for written, sources in traced.columns if not sources
    ]  # fmt: skip
    found += [
        {**common, "upstream": "" if table == "?" else table, "upstream_column": column, "downstream_column": "",
         "kind": kind}
        for kind, table, column in traced.decides
    ]  # fmt: skip
    return found


def _coverage(statements: pd.DataFrame, sources: pd.DataFrame) -> list[dict[str, Any]]:
    """For each source how deep the statements that touch a table were read; the shares add up to 100.

    Where all were traced to their columns nothing is missing, and there is nothing to say.
    """
    rows: list[dict[str, Any]] = []
    about = sources.drop_duplicates("source").set_index("source")
    for key, part in statements[statements["level"] != "none"].groupby("source", sort=True):
        source = str(key)
        counts = {level: int((part["level"] == level).sum()) for level in LEVELS}
        share = whole_per_cents(counts)
        of = about.loc[source] if source in about.index else None
        zh = (
            f"{len(part)} 条读写表的语句：{share['column']:g}% 追到字段，{share['table']:g}% 只到表，"
            f"{share['opaque']:g}% 读不懂。"
        )
        en = (
            f"Of {len(part)} statements that touch a table {share['column']:g} % were traced to their "
            f"columns, {share['table']:g} % to tables only, {share['opaque']:g} % could not be read."
        )
        whole = counts["column"] == len(part)
        rows.append(
            {"input": f"{source}: columns" if source else "columns",
             "kind": str(of["kind"]) if of is not None else "sql",
             "department": str(of["department"]) if of is not None else "", "available": counts["column"] > 0,
             "seen": counts["column"], "unit_zh": "条语句", "unit_en": "statements",
             "why_zh": "" if whole else zh, "why_en": "" if whole else en}
        )  # fmt: skip
    return rows
