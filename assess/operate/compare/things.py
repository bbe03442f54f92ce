"""Tables, copies and contradicting definitions before and after, whatever findings speak of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assess.model.comparison import ConflictPart, ConflictsPart, CopiesPart, CopyPart, RenamePart, TablesPart
from assess.operate.compare.kept import KeptRun
from assess.operate.compare.looked import Looked
from assess.operate.compare.match import stable
from assess.operate.compare.renames import known_tables, renames

COPIES = frozenset({"exact_copy", "near_copy", "subset"})  # verdicts by which a table is kept for another one's content


def compare_tables(a: KeptRun, b: KeptRun, lost: Looked, gained: Looked) -> TablesPart:
    """Renamed, gone and added tables; nothing is compared where a run kept no list of tables."""
    if a.tables is None or b.tables is None:
        return TablesPart(compared=False)
    before, after = known_tables(a.tables, a.lineage), known_tables(b.tables, b.lineage)
    renamed = renames(before, after, lambda table: lost.unread((table,)) or gained.unread((table,)))
    moved = {part.before for part in renamed}
    gone = [t for t in before if t not in after and t not in moved]
    new_names = {part.after for part in renamed}
    return TablesPart(
        compared=True,
        renamed=renamed,
        gone=sorted(t for t in gone if not lost.unread((t,))),
        added=sorted(t for t in after if t not in before and t not in new_names and not gained.unread((t,))),
        not_seen=sorted(t for t in gone if lost.unread((t,))),
    )


def renamed_between(a: KeptRun, b: KeptRun) -> dict[str, str]:
    """Old name -> new name of the tables that were renamed from run `a` to run `b`."""
    return new_names(compare_tables(a, b, Looked(a.result, b.result), Looked(b.result, a.result)).renamed)


def copies_of(run: KeptRun) -> dict[str, str]:
    """Table -> the table it copies, of all groups of copies; of the findings where the run kept no groups."""
    if run.copies is not None:
        rows = run.copies[run.copies["verdict"].isin(sorted(COPIES))]
        return {m: master for master, some in zip(rows["master"], rows["members"], strict=True) for m in some}
    found = [f for f in run.result.findings if f.detector == "redundant-tables" and f.outcome == "finding"]
    return {t: f.evidence["master"] for f in found for t in f.subjects if t != f.evidence["master"]}


def compare_copies(a: KeptRun, b: KeptRun, renamed: Mapping[str, str], lost: Looked) -> CopiesPart:
    """A copy is the same while the table is a copy of something; its master may change without a copy being new."""
    before, after = copies_of(a), copies_of(b)
    now = {renamed.get(table, table): table for table in before}
    standing = {*after, *after.values()}
    told = [CopyPart(table=name, master=renamed.get(before[was], before[was]), table_before=was if was != name else "")
            for name, was in sorted(now.items()) if name not in standing]  # fmt: skip
    unread = [lost.unread((part.table_before or part.table,)) or lost.unread((part.master,)) for part in told]
    masters = {renamed.get(m, m) for m in before.values()}
    return CopiesPart(
        kept=sum(name in after for name in now),
        gone=[part for part, away in zip(told, unread, strict=True) if not away],
        new=[CopyPart(table=t, master=m) for t, m in sorted(after.items()) if t not in now and t not in masters],
        not_seen=[part for part, away in zip(told, unread, strict=True) if away],
    )


def conflicts_of(metrics: Mapping[str, Any]) -> dict[tuple[str, str], list[str]]:
    """Pairs of definitions that contradict each other, by file and name, with the facets that differ."""
    found = {}
    for pair in metrics["pairs"]:
        if pair["verdict"] == "conflict":
            a, b = sorted((stable(pair["a"]), stable(pair["b"])))
            found[a, b] = list(pair["facets"])
    return found


def compare_conflicts(a: KeptRun, b: KeptRun, lost: Looked) -> ConflictsPart:
    """Pairs of definitions; nothing is compared where a run kept no definitions."""
    if a.metrics is None or b.metrics is None:
        return ConflictsPart(compared=False)
    before, after = conflicts_of(a.metrics), conflicts_of(b.metrics)
    gone = [ConflictPart(a=p[0], b=p[1], facets=before[p]) for p in sorted(set(before) - set(after))]
    unread = [lost.unread((part.a, part.b)) for part in gone]
    return ConflictsPart(
        compared=True,
        kept=len(set(before) & set(after)),
        gone=[part for part, away in zip(gone, unread, strict=True) if not away],
        new=[ConflictPart(a=p[0], b=p[1], facets=after[p]) for p in sorted(set(after) - set(before))],
        not_seen=[part for part, away in zip(gone, unread, strict=True) if away],
    )


def new_names(parts: list[RenamePart]) -> dict[str, str]:
    return {part.before: part.after for part in parts}
