"""Are tables kept more than once, in one department or across several?"""

from __future__ import annotations

from typing import Any

from assess.diagnose.redundancy.claims import claim_of, copies_of, not_claimed
from assess.diagnose.redundancy.verdict import COPIES
from assess.diagnose.registry import Case, detector
from assess.model.finding import Verdict, found


@detector("redundant-tables", code="RT", needs=("tables", "columns"))
def judge(case: Case) -> Verdict:
    """One claim a group of exact copies, near copies and subsets around the table worth keeping."""
    copies = case.once(copies_of)
    claims = [claim_of(case, copies, group, members) for group in copies.groups if (members := group.of(*COPIES))]
    affected = len({subject for claim in claims for subject in claim.subjects[1:]})
    return found(claims, examined=copies.catalogue.count, affected=affected, **_facts(case))


def _facts(case: Case) -> dict[str, Any]:
    copies = case.once(copies_of)
    counts = {"tables": copies.catalogue.count, "profiled": sum(copies.catalogue.profiled)}
    return counts | not_claimed(copies, case.engagement)
