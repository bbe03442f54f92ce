"""“No project before a company-wide check”, beside what departments built twice."""

from __future__ import annotations

from assess.diagnose.contradictions.claimed import Measured, beside, counted
from assess.diagnose.registry import Case, detector
from assess.model.finding import Verdict


@detector(
    "claimed-global-first",
    code="CL",
    needs=("answers",),
    after=(
        "redundant-tables",
        "duplicated-lineage",
    ),
)
def judge(case: Case) -> Verdict:
    """One claim when the same table or the same derivation exists in more than one department."""
    copies, derivations = counted(case, "redundant-tables"), counted(case, "duplicated-lineage")
    if copies is None and derivations is None:
        return beside(case, "q1_3", None)
    facts = {"copies": _across(copies), "derivations": _across(derivations)}
    return beside(case, "q1_3", Measured(sum(facts.values()) > 0, facts))


def _across(verdict: Verdict | None) -> int:
    return sum(len(set(claim.departments)) > 1 for claim in verdict.claims) if verdict else 0
