"""What a plan is made of: one group of a run with what evidence, engagement and decisions know of its tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from assess.diagnose.redundancy.decided import sentence
from assess.model.decision import Decision, about
from assess.model.engagement import Engagement
from assess.model.errors import BadInput, Problem, nearest
from assess.model.evidence import Evidence
from assess.model.verification import Verification, newest
from assess.treat.unify.parts import Case, Column, Copy, Matched

COPIES = ("exact_copy", "near_copy", "subset")
DIFFERS = 0.5  # share of rows, or of values, from which a column is taken to mean another thing
FEWEST = 8  # sketched values on both sides below which values say nothing


def gather(
    group: str,
    verdict: str,
    details: Mapping[str, Any],
    evidence: Evidence,
    engagement: Engagement,
    history: Iterable[Decision] = (),
    verified: Iterable[Verification] = (),
    dialect: str = "",
    key: Sequence[str] = (),
) -> Case:
    """The case of a group from its `details` (diagnose.redundancy.as_rows); `dialect` is the master's where empty,
    `key` the columns that tell rows apart by their names in the comparison, found where empty.

    BadInput where a table is no longer in the evidence, the group is not one of copies, or a key column none of it.
    """
    if verdict not in COPIES:
        raise BadInput([Problem(group, f"is a group of verdict {verdict}; only copies can be made one table: "
                                       f"{', '.join(COPIES)}.")])  # fmt: skip
    master = str(details["master"])
    totals: Mapping[str, float] = details.get("totals") or {}
    members = [str(m["table"]) for m in details["members"] if m.get("role", "copy") != "version"]
    ordered = [master, *sorted(members, key=lambda t: (-totals.get(t, 0.0), t))]
    tables = evidence.tables.set_index("table_id")
    gone = [t for t in ordered if t not in tables.index]
    if gone:
        raise BadInput([Problem(gone[0], "is no longer in the evidence; diagnose again.")])
    counted = newest(tuple(verified), master, members)
    shares = {m["table"]: (m.get("rows_in_master") or {}).get("base") for m in details["members"]}
    copies = tuple(_copy(t, tables.loc[t], evidence, shares.get(t), counted.get(t)) for t in ordered)
    if not copies[0].columns:
        raise BadInput([Problem(master, "has no columns in the evidence; collect again.")])
    columns = _matched(details, ordered, evidence, counted)
    common = [c.name for c in columns if len(c.members) > 1]
    wrong = [name for name in key if name not in common]
    if wrong:
        raise BadInput(
            Problem("--key", f'found "{name}"; {group} has no such column in two tables.{nearest(name, common)}')
            for name in wrong
        )
    return Case(
        group, verdict, copies, columns, tuple(key) or _key(details, copies, columns),
        dialect or copies[0].engine or "duckdb",
        {d.id: (d.name.text, d.owner) for d in engagement.departments},
        engagement.tiers.legal_retention_days,
        tuple(sentence(d) for d in about(history, ordered) if d.verdict != "reject"),
    )  # fmt: skip


def _copy(table: str, said: Any, evidence: Evidence, share: float | None, counted: Verification | None) -> Copy:
    mine = evidence.columns[evidence.columns["table_id"] == table].sort_values("position", kind="stable")
    columns = tuple(
        Column(str(r.name), str(r.type), None if pd.isna(r.nullable) else bool(r.nullable), str(r.comment),
               not pd.isna(r.in_key) and bool(r.in_key))
        for r in _records(mine, ("name", "type", "nullable", "comment", "in_key"))
    )  # fmt: skip
    edges = evidence.edges
    fills = sorted(set(edges.loc[edges["downstream"] == table, "upstream"]) - {table})
    out = edges[edges["upstream"] == table]
    read = evidence.reads[evidence.reads["table_id"] == table]
    readers = ({*map(str, out["department"]), *map(str, read["department"])}) - {"", str(said["department"])}
    source, engine = str(said["source"]), str(said["engine"])
    place = evidence.sources.loc[evidence.sources["source"] == source, "location"]
    return Copy(
        table, str(said["department"]), str(said["owner"]), str(place.iloc[0]) if len(place) else source, engine,
        source, str(said["schema"]), str(said["name"]), columns, _whole(said["rows"]), _whole(said["retention_days"]),
        tuple(fills), tuple(sorted(set(map(str, out["downstream"])))), tuple(sorted(readers)), _whole(said["reads"]),
        share, counted.counted.other_values if counted else None, str(said["comment"]),
    )  # fmt: skip


def _records(frame: pd.DataFrame, names: Sequence[str]) -> Iterable[Any]:
    """Rows as objects whose attributes are the columns; `name` and `type` are no attributes of a pandas row."""

    class Row:
        def __init__(self, values: Sequence[Any]) -> None:
            self.__dict__.update(zip(names, values, strict=True))

    return (Row(values) for values in frame[list(names)].itertuples(index=False, name=None))


def _matched(
    details: Mapping[str, Any], ordered: Sequence[str], evidence: Evidence, counted: Mapping[str, Verification]
) -> tuple[Matched, ...]:
    """The matched columns in the comparison's order; a column with other values in a copy is marked there."""
    master = ordered[0]
    sketches = evidence.sketches[evidence.sketches["table_id"].isin(list(ordered))]
    hashes = {(t, c): h for t, c, h in sketches[["table_id", "column", "hashes"]].itertuples(index=False, name=None)}
    known = {t: dict(_differing(v)) for t, v in counted.items()}
    found = []
    for column in details["columns"]:
        members = {t: str(column["members"][t]) for t in ordered if t in column["members"]}
        apart = []
        for table, name in members.items():
            if table == master or master not in members:
                continue
            share = known.get(table, {}).get((members[master], name))
            if share is None:
                share = _other_values(hashes.get((master, members[master])), hashes.get((table, name)))
            if share is not None and share > DIFFERS:
                apart.append((table, round(share, 4)))
        if members:
            found.append(Matched(str(column["name"]), tuple(members.items()), tuple(apart)))
    return tuple(found)


def _differing(one: Verification) -> Iterable[tuple[tuple[str, str], float]]:
    """(names, share of the rows with one key in which the column differs) as counted exactly."""
    if one.counted.differ is None or not one.counted.same_key:
        return
    for names, n in zip(one.columns, one.counted.differ, strict=True):
        yield (names[0], names[1]), n / one.counted.same_key


def _other_values(mine: Any, theirs: Any) -> float | None:
    """Share of the smaller column's sketched values the other lacks; None where too few were seen."""
    if mine is None or theirs is None or min(len(mine), len(theirs)) < FEWEST:
        return None
    bound = min(mine[-1], theirs[-1])
    a, b = (np.asarray(some)[np.asarray(some) <= bound] for some in (mine, theirs))
    if min(len(a), len(b)) < FEWEST:
        return None
    return 1 - len(np.intersect1d(a, b)) / min(len(a), len(b))


def _key(details: Mapping[str, Any], copies: Sequence[Copy], columns: Sequence[Matched]) -> tuple[str, ...]:
    """Names of the matched columns that tell rows apart: the master's declared key, else the key by which rows were
    compared, else a copy's declared key; empty where there is none."""
    by = {(table, name): c.name for c in columns for table, name in c.members}
    shared = {c.name for c in columns if len(c.members) > 1 or len(copies) == 1}
    master = copies[0].table

    def declared(copy: Copy) -> tuple[str, ...]:
        names = [by.get((copy.table, c.name), "") for c in copy.columns if c.in_key]
        return tuple(names) if names and all(name in shared for name in names) else ()

    said = Counter(str(m["key"]["master"]) for m in details["members"] if m.get("key") and m.get("basis") == "key")
    compared: tuple[str, ...] = ()
    for text, _ in said.most_common(1):
        names = [c.name for c in copies[0].columns]
        parts = [text] if text in names else text.split(", ")
        compared = tuple(by.get((master, p), "") for p in parts)
    if not all(name in shared for name in compared):
        compared = ()
    return declared(copies[0]) or compared or next((k for k in map(declared, copies[1:]) if k), ())


def _whole(value: Any) -> int | None:
    return None if value is None or pd.isna(value) else int(value)
