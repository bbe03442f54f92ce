"""“There is a known path to whoever can mend a fault”, beside tables with neither an owner nor known lineage."""

from __future__ import annotations

from assess.diagnose.contradictions.claimed import Measured, beside, counted
from assess.diagnose.registry import Case, detector
from assess.model.finding import Verdict


@detector("claimed-localisation", code="CS", needs=("answers",), after=("missing-owners",))
def judge(case: Case) -> Verdict:
    """One claim when fewer tables have an owner or known lineage than the rung claimed asks for."""
    tables = case.evidence.tables
    stored = tables[tables["kind"] != "view"]
    if stored.empty or counted(case, "missing-owners") is None:
        return beside(case, "q9_1", None)
    edges = case.evidence.edges
    linked = set(edges["upstream"]) | set(edges["downstream"])
    lost = stored[(stored["owner"] == "") & ~stored["table_id"].isin(linked)]
    facts = {"lost": len(lost), "tables": len(stored), "lost_share": round(len(lost) / len(stored), 4)}
    return beside(case, "q9_1", Measured(False, facts, in_order=1 - len(lost) / len(stored)))
