"""What a catalogue split by department loses, and how much of it a second pass over the first tables finds again.

    python -m benchmarks.scale.apart [--tables 100000] [--parts 8]

The groups of the whole catalogue are the truth. The same catalogue in `--parts` parts, each alone, as ten million
tables would be read ten times a million; then of every group its first table, and every table alone, in one catalogue
again. Printed: which share of the pairs of copies is found inside the parts, and with the second pass. The departments
of the synthetic catalogue are drawn at random, so nearly all its copies lie across them: a company's far less often.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.redundancy.measure import measured, now
from benchmarks.redundancy.synthetic import synthetic, write_catalog

Pairs = set[tuple[str, str]]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tables", type=int, default=100_000)
    parser.add_argument("--parts", type=int, default=8)
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        write_catalog(synthetic(asked.tables), Path(folder) / "catalog.csv")
        whole = measured(by_all, folder)
        split = measured(by_parts, folder, asked.parts)
    truth, found, again, second, largest = whole.result, *split.result
    print(
        f"{asked.tables:,} tables, {len(truth):,} pairs of one group; {whole.cpu:.0f} s and {whole.megabytes:,.0f} MB"
    )
    inside = len(truth & found) / len(truth)
    print(f"in {asked.parts} parts: {inside:.1%} of the pairs, the largest part {largest:,} tables")
    print(
        f"and a second pass over {second:,} first tables: {len(truth & again) / len(truth):.1%} of the pairs, "
        f"{len(again - truth) / max(1, len(again)):.1%} of what it says is not in the truth; {split.cpu:.0f} s in all"
    )


def by_all(folder: str) -> tuple[Any, Pairs]:
    """Pairs of the whole catalogue."""
    from assess.collect.catalog_file import read_catalogs

    evidence = read_catalogs([Path(folder) / "catalog.csv"])
    began = now()
    return began, pairs(groups(evidence))


def by_parts(folder: str, parts: int) -> tuple[Any, tuple[Pairs, Pairs, int, int]]:
    """Pairs found inside the parts, pairs after the second pass, its tables, and those of the largest part."""
    from assess.collect.catalog_file import read_catalogs
    from assess.model.evidence import Evidence

    evidence = read_catalogs([Path(folder) / "catalog.csv"])
    began = now()
    part_of = evidence.tables["department"].rank(method="dense").astype(int) % parts
    head: dict[str, str] = {}
    found: Pairs = set()
    largest = 0
    for part in range(parts):
        mine = evidence.tables[part_of == part]
        largest = max(largest, len(mine))
        if mine.empty:
            continue
        columns = evidence.columns[evidence.columns["table_id"].isin(mine["table_id"])]
        for first, members in groups(Evidence.of({"tables": mine, "columns": columns})).items():
            found |= pairs({first: members})
            head |= dict.fromkeys(members, first)
    kept = evidence.tables[~evidence.tables["table_id"].isin(head)]
    columns = evidence.columns[evidence.columns["table_id"].isin(kept["table_id"])]
    below: dict[str, list[str]] = {}
    for member, first in head.items():
        below.setdefault(first, []).append(member)
    joined = {
        first: [name for table in (first, *members) for name in (table, *below.get(table, ()))]
        for first, members in groups(Evidence.of({"tables": kept, "columns": columns})).items()
    }
    again = found | pairs({first: [m for m in members if m != first] for first, members in joined.items()})
    return began, (found, again, len(kept), largest)


def groups(evidence: Any) -> Mapping[str, list[str]]:
    """First table -> the copies found of it."""
    from assess.diagnose.redundancy.groups import find_copies

    copies = find_copies(evidence)
    name = copies.catalogue.name
    return {name(g.master): [name(m.table) for m in g.members] for g in copies.groups if not g.alike}


def pairs(found: Mapping[str, Iterable[str]]) -> Pairs:
    """Every two tables of one group."""
    return {pair for first, members in found.items() for pair in combinations(sorted({first, *members}), 2)}


if __name__ == "__main__":
    main()
