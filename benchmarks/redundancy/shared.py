"""Real tables of two product families in 23 dialects (../shared/data): pairs without table names, and types.

    python -m benchmarks.redundancy.shared

Tables of one name in one family are one logical table. The table names are replaced before the tool sees them.
Types agree when two columns of one name in one logical table get families that can hold the same values (0.9).
"""

from __future__ import annotations

import gzip
import json
import time
from collections import defaultdict
from itertools import combinations
from typing import Any

from assess.diagnose.redundancy.groups import find_copies
from assess.diagnose.redundancy.types import agreement, family
from assess.diagnose.redundancy.verdict import REPEATS
from assess.model.evidence import Evidence
from benchmarks.redundancy.perturb.schemas import SHARED


def main() -> None:
    """Print precision and recall of pairs, and the agreement of types."""
    if not SHARED.exists():
        print("shared/data/catalog_ddl.jsonl.gz is not beside this checkout: nothing measured.")
        return
    lines = [json.loads(line) for line in gzip.decompress(SHARED.read_bytes()).decode().splitlines()]
    evidence, truth = _evidence(lines)
    began = time.process_time()
    copies = find_copies(evidence)
    spent = time.process_time() - began
    same: dict[tuple[str, str], list[str]] = defaultdict(list)
    for table, key in truth.items():
        same[key].append(table)
    expected = {pair for found in same.values() for pair in combinations(sorted(found), 2)}
    found = set()
    for group in copies.groups:
        members = [copies.catalogue.name(m.table) for m in group.members if m.verdict in REPEATS]
        found |= set(combinations(sorted([copies.catalogue.name(group.master), *members]), 2)) if members else set()
    right = len(found & expected)
    print(
        f"{len(truth):,} tables, names hidden: pair precision {right / max(1, len(found)):.4f}, recall "
        f"{right / len(expected):.4f} of {len(expected):,} pairs, {spent:.1f} CPU seconds"
    )
    agree = _types(lines)
    print(f"types of shared columns: {sum(agree) / len(agree):.4f} of {len(agree):,} pairs agree")


def _evidence(lines: list[dict[str, Any]]) -> tuple[Evidence, dict[str, tuple[str, str]]]:
    tables, columns, truth = [], [], {}
    seen: set[tuple[str, str, str]] = set()
    for n, row in enumerate(lines):
        key = (row["repo"], row["file"], row["table"].lower())
        if key in seen:
            continue
        seen.add(key)
        source = f"{row['repo']}-{row['file']}".replace("/", "-").replace(".", "-")
        table = f"{source}.t{n * 7919 % 99991:05d}x"
        truth[table] = (_product(row), row["table"].lower())
        tables.append(
            {"table_id": table, "department": source, "source": source, "name": table.rsplit(".", 1)[1],
             "kind": "table", "engine": row["dialect"]}
        )  # fmt: skip
        columns += [
            {"table_id": table, "position": i, **{k: c.get(k) or "" for k in ("name", "type", "comment")}}
            for i, c in enumerate(row["columns"], 1)
        ]
    return Evidence.of({"tables": tables, "columns": columns}), truth


def _types(lines: list[dict[str, Any]]) -> list[bool]:
    kinds: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for row in lines:
        for column in row["columns"]:
            kinds[_product(row), row["table"].lower(), column["name"].lower()].append(
                family(column["type"], row["dialect"])
            )
    return [agreement(a, b) >= 0.9 for found in kinds.values() for a, b in combinations(found, 2)]


def _product(row: dict[str, Any]) -> str:
    return "omop" if "OHDSI" in row["repo"] else "ruoyi"


if __name__ == "__main__":
    main()
