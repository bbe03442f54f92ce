"""Which tables have no rule for how long they are kept?"""

from __future__ import annotations

from typing import Any

from assess.diagnose.gaps.records import by_department, recorded
from assess.diagnose.registry import Case, detector
from assess.model.finding import Claim, Severity, Verdict, found, not_available


@detector("missing-retention", code="RR", needs=("tables",))
def judge(case: Case) -> Verdict:
    """One claim a department with stored tables that have no retention; sources that record none are left out."""
    stored = case.evidence.tables["kind"] != "view"
    seen = recorded(case, case.evidence.tables["retention_days"].notna() & stored)
    kept = seen.tables[seen.tables["kind"] != "view"]
    if kept.empty:
        return not_available(
            f"{int(stored.sum())} 张表所在的数据源都没有保留期信息；请在表清单里补上保留天数一列。",
            f"No source records a retention for the {int(stored.sum())} tables; add retention_days to the export.",
        )
    legal = case.engagement.tiers.legal_retention_days
    claims = []
    for department, part in by_department(kept):
        bare = part[part["retention_days"].isna()]
        if bare.empty:
            continue
        share = len(bare) / len(part)
        volumes = bare["bytes"].dropna()
        short = part[part["retention_days"] < legal] if legal is not None else part.iloc[:0]
        facts = {
            "tables": len(bare), "of": len(part), "share": round(share, 4),
            "bytes": int(volumes.sum()) if len(volumes) else None, "unknown_bytes": len(bare) - len(volumes),
            "legal_retention_days": legal, "below_law": [str(t) for t in short["table_id"]],
            "silent": list(seen.silent), "silent_tables": seen.silent_tables,
        }  # fmt: skip
        severity = Severity.MEDIUM if share >= 0.5 or len(short) else Severity.LOW
        subjects = tuple(str(t) for t in bare["table_id"])
        claims.append(Claim(subjects, (department,) if department else (), severity, facts))
    silent: dict[str, Any] = {"silent": list(seen.silent), "silent_tables": seen.silent_tables}
    return found(claims, examined=len(kept), tables=len(kept), **silent)
