"""What is true of the planted company: groups of one thing kept several times, and every pair within a family.

The verdict of a pair follows from the planted rows and columns alone: `exact_copy` when both hold the same rows
under the same columns (nothing renamed, retyped, dropped or added but the case of letters and the engine's own
types); `subset` when one holds four fifths or more of the other's and less than half the other way round, or less
than half of its columns; else `near_copy`. Old states, shards, environments, layers, templates and roll-ups are what
they were planted as. Where a share lies within 0.07 of a border, both verdicts are accepted.

On metadata alone some of this cannot be known, and truth says so instead of following any tool:
- a copy, a slice and a fuller copy look the same: any of them is right, and none of the look-alikes;
- an extract of under half the columns could be anything: calling it a copy or saying nothing are both right;
- one product run by two units under the same names (a template that no name betrays) cannot be told from a copy:
  such pairs are left out of F1 and counted apart; that nothing may be saved on them still holds;
- tenants' schemas, branches' tables, numbered parts, environments, layers, marks of old states and the columns of a
  roll-up (stat_month, last_seen_date) are told by names, so they must be right.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np

from benchmarks.redundancy.perturb.tables import Table

COPIES = ("exact_copy", "near_copy", "subset")
REPEATS = (*COPIES, "version")
LOOKALIKES = ("shard", "environment", "layer", "template", "false_friend")
BORDER = 0.07


def truth_of(tables: Sequence[Table]) -> dict[str, Any]:
    """`tables` by id, `groups` of ids, and `pairs` with what is accepted with values and on metadata alone."""
    families: dict[str, list[Table]] = {}
    for table in tables:
        families.setdefault(table.family, []).append(table)
    pairs, groups = [], []
    for name in sorted(families):
        members = sorted(families[name], key=lambda table: table.id)
        told = [_pair(a, b) for a, b in combinations(members, 2)]
        pairs += told
        groups += _groups(name, members, told)
    return {
        "tables": {
            t.id: {
                "unit": t.unit, "family": t.family, "kind": t.kind, "of": t.of, "renamed": t.renamed,
                "columns": {c.name: {"concept": c.concept, "renamed": c.renamed} for c in t.columns},
            }
            for t in sorted(tables, key=lambda table: table.id)
        },
        "groups": groups,
        "pairs": pairs,
    }  # fmt: skip


def _pair(a: Table, b: Table) -> dict[str, Any]:
    kinds = {a.kind, b.kind}
    planted = next((kind for kind in LOOKALIKES if kind in kinds), "")
    if planted and kinds - {planted} == {"near_copy"}:  # a copy of one of the look-alikes
        copy, other = (a, b) if a.kind == "near_copy" else (b, a)
        planted = "" if copy.of == other.id else planted
    if planted:
        metadata = _unnamed(planted, a, b)
        return _said(a, b, planted, [planted], metadata, decidable=metadata != ["any"])
    if "version" in kinds:
        old, base = (a, b) if a.kind == "version" else (b, a)
        beside = old.of == base.id or (base.kind == "version" and base.of == old.of)
        accept = ["version"] if old.of == base.id else list(REPEATS)
        return _said(a, b, "version" if beside else "near_copy", accept, accept, decidable=True)
    verdict, accept = _of_rows(a, b)
    narrow = "narrow" in kinds
    return _said(a, b, verdict, accept, ["any"] if narrow else list(COPIES), decidable=not narrow)


def _unnamed(planted: str, a: Table, b: Table) -> list[str]:
    if planted == "template" and not (a.facts.get("told_by_name") and b.facts.get("told_by_name")):
        return ["any"]
    return [planted]


def _of_rows(a: Table, b: Table) -> tuple[str, list[str]]:
    shared = len(np.intersect1d(a.ids, b.ids))
    least, most = sorted((shared / len(a.ids), shared / len(b.ids)))
    concepts_a, concepts_b = ({c.concept for c in t.columns if c.concept[0] != "+"} for t in (a, b))
    both = len(concepts_a & concepts_b)
    columns = min(both / len(a.columns), both / len(b.columns))
    if columns < 0.5:
        return "subset", ["subset"] if columns < 0.5 - BORDER else ["subset", "near_copy"]
    if least >= 0.98 - BORDER / 7 and _same_form(a, b, types=False):
        exact = least >= 0.98 and _same_form(a, b, types=True)
        sure = least == 1 and exact
        return ("exact_copy" if exact else "near_copy"), ["exact_copy"] if sure else ["exact_copy", "near_copy"]
    if most >= 0.8 and least < 0.5:
        return "subset", ["subset"] if least < 0.5 - BORDER and most >= 0.8 + BORDER else ["subset", "near_copy"]
    return "near_copy", ["near_copy", "subset"] if least < 0.5 + BORDER else ["near_copy"]


def _same_form(a: Table, b: Table, *, types: bool) -> bool:
    def form(table: Table) -> set[tuple[str, str]]:
        return {(c.concept, c.type if types else "") for c in table.columns}

    return form(a) == form(b) and not any(c.renamed for c in (*a.columns, *b.columns))


def _said(
    a: Table, b: Table, verdict: str, values: list[str], metadata: list[str], *, decidable: bool
) -> dict[str, Any]:
    shared = len(np.intersect1d(a.ids, b.ids))
    return {
        "a": a.id, "b": b.id, "verdict": verdict, "with_values": values, "on_metadata": metadata,
        "decidable_on_metadata": decidable, "a_in_b": round(shared / len(a.ids), 4),
        "b_in_a": round(shared / len(b.ids), 4),
    }  # fmt: skip


def _groups(family: str, members: Sequence[Table], told: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Tables that repeat one thing, joined through pairs that are copies or old states."""
    part = {table.id: table.id for table in members}
    for pair in told:
        if pair["verdict"] in REPEATS:
            keep, gone = sorted((part[pair["a"]], part[pair["b"]]))
            part = {name: keep if top == gone else top for name, top in part.items()}
    found: dict[str, list[str]] = {}
    for name, top in sorted(part.items()):
        found.setdefault(top, []).append(name)
    return [{"family": family, "tables": names} for names in found.values() if len(names) > 1]
