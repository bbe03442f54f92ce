"""“A catalogue shows what is upstream and downstream”, beside the tables whose lineage can be found."""

from __future__ import annotations

from assess.diagnose.contradictions.claimed import Measured, beside
from assess.diagnose.registry import Case, detector
from assess.model.finding import Verdict


@detector("claimed-lineage", code="CE", needs=("answers",))
def judge(case: Case) -> Verdict:
    """One claim when lineage can be found for fewer of the tables than the rung claimed asks for."""
    statements, tables = case.evidence.statements, case.evidence.tables
    stored = tables.loc[tables["kind"] != "view", "table_id"]
    if statements.empty or stored.empty:
        return beside(case, "q5_5", None)
    linked = set(case.evidence.edges["upstream"]) | set(case.evidence.edges["downstream"])
    known = sum(table in linked for table in stored)
    facts = {
        "tables": len(stored),
        "known": known,
        "known_share": round(known / len(stored), 4),
        "statements": len(statements),
        "unread": int((statements["status"] == "error").sum()),
    }
    return beside(case, "q5_5", Measured(False, facts, in_order=known / len(stored)))
