"""`assess redundancy --json`: every group, with what it rests on."""

from __future__ import annotations

from typing import Any

from assess.diagnose.redundancy.describe import columns_of, members_of, overlap_of
from assess.diagnose.redundancy.groups import find_copies, role_of
from assess.diagnose.redundancy.verdict import LOOKALIKES
from assess.model.evidence import Evidence


def redundancy_json(evidence: Evidence) -> dict[str, Any]:
    """The contract's document: {"groups": [...], "examined", "compared", "views_left_out"}.

    Each group has id, verdict, tables (id, role, verdict, confidence, reasons), columns (name, members,
    differences), overlap (per member; rows are null where values were not compared) and confidence. In a
    template or false_friend group no table is master: the first is the one the others resemble.
    """
    copies = find_copies(evidence)
    catalogue = copies.catalogue
    groups = []
    for group in copies.groups:
        alike = group.verdict in LOOKALIKES
        first = {"id": catalogue.name(group.master), "role": group.verdict if alike else "master"}
        described = members_of(catalogue, group.members)
        groups.append(
            {
                "id": group.id,
                "verdict": group.verdict,
                "tables": [
                    first,
                    *(
                        {
                            "id": fact["table"],
                            "role": role_of(member),
                            "verdict": member.verdict,
                            "confidence": fact["confidence"],
                            "reasons": fact["reasons"],
                        }
                        for member, fact in zip(group.members, described, strict=True)
                    ),
                ],
                "columns": columns_of(catalogue, group, group.members),
                "overlap": overlap_of(catalogue, group, group.members),
                "confidence": group.confidence,
                "points": group.choice.points,
            }
        )
    return {
        "groups": groups,
        "examined": catalogue.count,
        "compared": copies.compared,
        "views_left_out": catalogue.views,
    }
