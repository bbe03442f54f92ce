"""Which scripts are one template written out again and again over other sources?"""

from __future__ import annotations

from typing import Any

from assess.diagnose.lineage.duplicates import duplicates
from assess.diagnose.lineage.signatures import signatures
from assess.diagnose.registry import Case, detector
from assess.model.finding import Claim, Severity, Verdict, found

LEAST, DEPARTMENTS, MOST, LISTED = 3, 2, 10, 50


@detector("template-clones", code="TC", needs=("statements", "edges"), after=("duplicated-lineage",))
def judge(case: Case) -> Verdict:
    """One claim a family of three tables or more, of two departments, made by one rule over other sources; ten at most.

    They are no duplicates: nothing is to be merged, the rule is to be kept once.
    """
    known, seen = case.once(signatures), case.once(duplicates)
    able = [tables for tables in seen.families if len(tables) >= LEAST]
    wide = [tables for tables in able if len({known[t].department for t in tables} - {""}) >= DEPARTMENTS]
    claims = []
    for tables in wide[:MOST]:
        departments = tuple(sorted({known[t].department for t in tables} - {""}))
        facts: dict[str, Any] = {
            "class": "B",
            "count": len(tables),
            "members": [
                {"table": t, "department": known[t].department, "file": known[t].jobs[0].file,
                 "line": known[t].jobs[0].line, "roots": sorted(known[t].roots)}
                for t in tables[:LISTED]
            ],
            "outputs": sorted(known[tables[0]].relation.columns),
        }  # fmt: skip
        claims.append(Claim(tables, departments, Severity.LOW, facts))
    affected = len({t for tables in wide for t in tables})
    return found(
        claims, examined=len(known), affected=affected, tables=len(known), families=len(seen.families),
        in_families=seen.template_tables, wide=len(wide),
    )  # fmt: skip
