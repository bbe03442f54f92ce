"""`assess redundancy --json`: every group, with what it rests on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from assess.diagnose.redundancy.describe import chosen, columns_of, members_of, overlap_of
from assess.diagnose.redundancy.groups import Copies, Group
from assess.diagnose.redundancy.verdict import LOOKALIKES


def redundancy_json(copies: Copies) -> dict[str, Any]:
    """The contract's document: {"groups": [...], "examined", "compared", "views_left_out"}."""
    return {"groups": [group_json(copies, group) for group in copies.groups], **_counts(copies)}


def redundancy_lines(copies: Copies) -> Iterator[str]:
    """The same document as lines of JSON text, one a group, for catalogues whose groups fill gigabytes."""
    yield '{"groups": ['
    last = len(copies.groups) - 1
    for place, group in enumerate(copies.groups):
        yield json.dumps(group_json(copies, group), ensure_ascii=False) + ("," if place < last else "")
    yield "], " + json.dumps(_counts(copies))[1:]


def group_json(copies: Copies, group: Group) -> dict[str, Any]:
    """A group: id, verdict, tables (id, role, verdict, confidence, reasons), columns (name, members, differences),
    overlap (per member; rows are null where values were not compared), confidence, and why this master: points,
    weights, totals, margin, flips.

    In a template or false_friend group no table is master: the first is the one the others resemble.
    """
    catalogue = copies.catalogue
    first = {
        "id": catalogue.name(group.master),
        "role": group.verdict if group.verdict in LOOKALIKES else "master",
    }
    return {
        "id": group.id,
        "verdict": group.verdict,
        "tables": [
            first,
            *(
                {
                    "id": fact["table"],
                    "role": fact["role"],
                    "verdict": fact["verdict"],
                    "confidence": fact["confidence"],
                    "reasons": fact["reasons"],
                }
                for fact in members_of(catalogue, group.members)
            ),
        ],
        "columns": columns_of(catalogue, group, group.members),
        "overlap": overlap_of(catalogue, group, group.members),
        "confidence": group.confidence,
        **chosen(group),
    }


def _counts(copies: Copies) -> dict[str, int]:
    catalogue = copies.catalogue
    return {"examined": catalogue.count, "compared": copies.compared, "views_left_out": catalogue.views}
