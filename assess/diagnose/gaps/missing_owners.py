"""Which tables has nobody to answer for them?"""

from __future__ import annotations

from assess.diagnose.gaps.records import by_department, recorded
from assess.diagnose.registry import Case, detector
from assess.model.finding import Claim, Severity, Verdict, found, not_available


@detector("missing-owners", code="OW", needs=("tables",))
def judge(case: Case) -> Verdict:
    """One claim a department with tables without an owner; sources that name no owner at all are left out."""
    tables = case.evidence.tables
    seen = recorded(case, tables["owner"].str.strip() != "")
    if seen.tables.empty:
        return not_available(
            f"{len(tables)} 张表所在的数据源都没有负责人信息；请在表清单里补上负责人一列。",
            f"No source says who owns any of the {len(tables)} tables; add an owner column to the catalogue export.",
        )
    read_by = case.evidence.edges.groupby("upstream")["department"].nunique()
    claims = []
    for department, part in by_department(seen.tables):
        bare = part[~part["has"]]
        if bare.empty:
            continue
        shared = sorted(str(t) for t in bare["table_id"] if read_by.get(str(t), 0) > 1)
        share = len(bare) / len(part)
        severity = Severity.HIGH if shared and share >= 0.5 else Severity.MEDIUM if share >= 0.2 else Severity.LOW
        subjects = (*shared, *(str(t) for t in bare["table_id"] if str(t) not in set(shared)))
        facts = {
            "tables": len(bare), "of": len(part), "share": round(share, 4), "shared": shared,
            "silent": list(seen.silent), "silent_tables": seen.silent_tables,
        }  # fmt: skip
        claims.append(Claim(subjects, (department,) if department else (), severity, facts))
    return found(
        claims,
        examined=len(seen.tables),
        tables=len(seen.tables),
        silent=list(seen.silent),
        silent_tables=seen.silent_tables,
    )
