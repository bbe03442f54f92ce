"""Which tables say nothing about what they hold?"""

from __future__ import annotations

from typing import Any

from assess.diagnose.gaps.records import by_department, recorded
from assess.diagnose.registry import Case, detector
from assess.model.finding import Claim, Severity, Verdict, found, not_available

DESCRIBED = 0.5  # share of columns with a comment from which a table without one still explains itself
KEEPS_COMMENTS = frozenset(
    ("postgres", "mysql", "duckdb", "oracle", "tsql", "hive", "spark", "snowflake", "bigquery", "clickhouse")
)


@detector("missing-descriptions", code="DC", needs=("tables", "columns"))
def judge(case: Case) -> Verdict:
    """One claim a department with tables that have neither a comment nor comments on half their columns."""
    evidence = case.evidence
    said = evidence.columns["comment"].str.strip() != ""
    columns = said.groupby(evidence.columns["table_id"]).agg(["mean", "size"])
    tables = evidence.tables
    share = tables["table_id"].map(columns["mean"]).fillna(0.0).astype(float)
    described = (tables["comment"].str.strip() != "") | (share >= DESCRIBED)
    anything = described | (share > 0) | tables["engine"].isin(sorted(KEEPS_COMMENTS))
    seen = recorded(case, anything)
    kept = seen.tables.assign(described=described.loc[seen.tables.index], said=share.loc[seen.tables.index])
    if kept.empty:
        return not_available(
            f"{len(tables)} 张表所在的数据库不能写注释，也没有数据字典；请提供数据字典。",
            f"The {len(tables)} tables are in databases that keep no comments, and no data dictionary was given.",
        )
    claims = []
    for department, part in by_department(kept):
        bare = part[~part["described"]]
        if bare.empty:
            continue
        missing = len(bare) / len(part)
        count = evidence.columns[evidence.columns["table_id"].isin(part["table_id"])]
        empty = int((count["comment"].str.strip() == "").sum())
        facts = {
            "tables": len(bare), "of": len(part), "share": round(missing, 4), "columns": len(count),
            "columns_without": empty, "columns_share": round(empty / len(count), 4) if len(count) else 0.0,
            "silent": list(seen.silent), "silent_tables": seen.silent_tables,
        }  # fmt: skip
        severity = Severity.MEDIUM if missing >= 0.5 else Severity.LOW
        subjects = tuple(str(t) for t in bare["table_id"])
        claims.append(Claim(subjects, (department,) if department else (), severity, facts))
    silent: dict[str, Any] = {"silent": list(seen.silent), "silent_tables": seen.silent_tables}
    return found(claims, examined=len(kept), tables=len(kept), **silent)
