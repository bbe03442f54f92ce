"""Are backups, snapshots and old versions of tables lying about?"""

from __future__ import annotations

from assess.diagnose.redundancy.claims import claim_of, copies_of
from assess.diagnose.redundancy.verdict import VERSION
from assess.diagnose.registry import Case, detector
from assess.model.finding import Verdict, found


@detector("table-versions", code="RV", needs=("tables", "columns"))
def judge(case: Case) -> Verdict:
    """One claim a table with its versions: same form under a name that says backup, date or release."""
    copies = case.once(copies_of)
    claims = [claim_of(case, copies, group, members) for group in copies.groups if (members := group.of(VERSION))]
    affected = len({subject for claim in claims for subject in claim.subjects[1:]})
    return found(claims, examined=copies.catalogue.count, affected=affected, tables=copies.catalogue.count)
