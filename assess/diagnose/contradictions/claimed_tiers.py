"""“Rules say what moves to cheaper storage”, beside unused, cold and unlimited tables."""

from __future__ import annotations

from typing import Any

from assess.diagnose.contradictions.claimed import Measured, beside, counted, share
from assess.diagnose.registry import Case, detector
from assess.model.finding import Verdict

TRACES = {"unused": "unused-tables", "cold": "cold-data", "without_period": "missing-retention"}


@detector(
    "claimed-tiers",
    code="CB",
    needs=("answers",),
    after=(
        "unused-tables",
        "cold-data",
        "missing-retention",
    ),
)
def judge(case: Case) -> Verdict:
    """One claim when fewer tables are in use, in their tier or under a period than the rung claimed asks for."""
    seen = {name: counted(case, slug) for name, slug in TRACES.items()}
    if not any(seen.values()):
        return beside(case, "q8_2", None)
    facts: dict[str, Any] = {}
    for name, verdict in seen.items():
        facts[name] = verdict.affected if verdict else None
        facts[f"{name}_of"] = verdict.examined if verdict else None
    in_order = min(1 - share(verdict) for verdict in seen.values() if verdict)
    return beside(case, "q8_2", Measured(False, facts, in_order=in_order))
