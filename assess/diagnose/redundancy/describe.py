"""Groups as plain data: what the JSON contract and a finding's facts say about them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

from assess.diagnose.redundancy.align import differences
from assess.diagnose.redundancy.catalogue import Catalogue
from assess.diagnose.redundancy.groups import Group, Member, role_of
from assess.diagnose.redundancy.master import WEIGHTS

_EPOCH = date(1970, 1, 1).toordinal()


def columns_of(catalogue: Catalogue, group: Group, members: Sequence[Member]) -> list[dict[str, Any]]:
    """The master's columns with their counterpart in each member and what differs there, then columns the master lacks.

    `name` is the master's name of the column; a column the master lacks stands under its own name.
    """
    master = catalogue.name(group.master)
    names = catalogue.column_names
    rows: dict[int, dict[str, Any]] = {
        c: {"name": names[c], "members": {master: names[c]}, "differences": []} for c in catalogue.span(group.master)
    }
    extra: list[dict[str, Any]] = []
    for member in members:
        table = catalogue.name(member.table)
        flipped = member.pair.a == member.table
        taken = set()
        for match in member.pair.matches:
            mine, theirs = (match.b, match.a) if flipped else (match.a, match.b)
            taken.add(theirs)
            rows[mine]["members"][table] = names[theirs]
            rows[mine]["differences"] += [{"table": table, **d} for d in differences(catalogue, mine, theirs)]
        extra += [
            {"name": names[c], "members": {table: names[c]}, "differences": [{"table": table, "what": "only_here"}]}
            for c in catalogue.span(member.table)
            if c not in taken
        ]
    return [*rows.values(), *extra]


def chosen(group: Group) -> dict[str, Any]:
    """Why this master: points, weights and totals, what nobody could score, its lead, and what would change the
    choice; empty where there was nothing to choose."""
    choice = group.choice
    if not choice.points:
        return {"points": {}, "criteria_unknown": []}
    return {
        "points": {name: dict(points) for name, points in choice.points.items()},
        "weights": dict(WEIGHTS),
        "totals": {name: round(total, 2) for name, total in choice.totals.items()},
        "margin": choice.margin,
        "flips": [flip.as_dict() for flip in choice.flips],
        "criteria_unknown": list(choice.unknown),
    }


def overlap_of(catalogue: Catalogue, group: Group, members: Sequence[Member]) -> dict[str, Any]:
    """Per member: the share of its rows the master has and the reverse, columns mapped, key and basis.

    Rows are null where values were not compared.
    """
    return {catalogue.name(member.table): _overlap(member) for member in members}


def members_of(catalogue: Catalogue, members: Sequence[Member]) -> list[dict[str, Any]]:
    """Per member what it is to the master, with volume, reasons in both languages and confidence.

    `role` is its part in the group (copy, subset, superset, version ...), `differences` what is kept otherwise than
    the master: owner, retention, last write.
    """
    out = []
    for member in members:
        out.append(
            {
                "table": catalogue.name(member.table),
                "verdict": member.verdict,
                "role": role_of(member),
                **kept(catalogue, member.table),
                "confidence": member.pair.confidence,
                "reasons": [reason.text.as_dict() for reason in member.pair.reasons],
                **_overlap(member),
                "differences": kept_otherwise(catalogue, _other(member), member.table),
            }
        )
    return out


def kept(catalogue: Catalogue, table: int) -> dict[str, Any]:
    """By whom a table is kept, how much of it and for how long; null is unknown."""
    said = catalogue.said
    return {
        "department": str(said["department"][table]),
        "rows": _whole(said["rows"][table]),
        "bytes": _whole(said["bytes"][table]),
        "retention_days": _whole(said["retention_days"][table]),
        "owner": str(said["owner"][table]),
    }


def kept_otherwise(catalogue: Catalogue, master: int, table: int) -> list[dict[str, Any]]:
    """What the table's records say otherwise than the master's: owner, retention_days, last_written (a day). Unknown
    of either is no difference."""
    mine, theirs = (_records(catalogue, t) for t in (master, table))
    return [
        {"what": what, "master": mine[what], "found": theirs[what]}
        for what in mine
        if None not in (mine[what], theirs[what]) and mine[what] != theirs[what]
    ]


def _records(catalogue: Catalogue, table: int) -> dict[str, Any]:
    said, written = catalogue.said, float(catalogue.written[table])
    return {
        "owner": str(said["owner"][table]) or None,
        "retention_days": _whole(said["retention_days"][table]),
        "last_written": None if math.isnan(written) else f"{date.fromordinal(_EPOCH + int(written // 1)):%Y-%m-%d}",
    }


def _other(member: Member) -> int:
    return member.pair.b if member.pair.a == member.table else member.pair.a


def _overlap(member: Member) -> dict[str, Any]:
    pair = member.pair
    flipped = pair.a == member.table
    cover = pair.cover if flipped else pair.cover[::-1]
    found: dict[str, Any] = {"columns_in_master": round(cover[0], 4), "master_columns_here": round(cover[1], 4)}
    if pair.rows is None:
        return {**found, "rows_in_master": None, "master_rows_here": None, "key": None, "basis": "form"}
    inside, outside = (pair.rows.a_in_b, pair.rows.b_in_a) if flipped else (pair.rows.b_in_a, pair.rows.a_in_b)
    key = pair.rows.key if flipped else pair.rows.key[::-1]
    return {
        **found,
        "rows_in_master": inside.as_dict(),
        "master_rows_here": outside.as_dict(),
        "key": {"here": key[0], "master": key[1]},
        "basis": pair.rows.basis,
    }


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)
