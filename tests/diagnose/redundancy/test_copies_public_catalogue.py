"""1,827 real tables of two product families in 23 dialect files: form alone, table names not used as a condition."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import pytest

from assess.diagnose.redundancy.groups import find_copies
from assess.model.evidence import Evidence


def _evidence(path: Path, named: bool) -> tuple[Evidence, dict[str, tuple[str, str]]]:
    tables, columns, truth = [], [], {}
    for n, row in enumerate(json.loads(line) for line in gzip.decompress(path.read_bytes()).decode().splitlines()):
        source = f"{row['repo']}-{row['file']}".replace("/", "-").replace(".", "-")
        name = row["table"].lower() if named else f"t{n * 7919 % 99991:05d}x"
        table = f"{source}.{name}"
        if table in truth:
            continue
        truth[table] = ("omop" if "OHDSI" in row["repo"] else "ruoyi", row["table"].lower())
        tables.append(
            {
                "table_id": table, "department": source, "source": source, "name": name, "kind": "table",
                "engine": row["dialect"],
            }
        )  # fmt: skip
        columns += [
            {"table_id": table, "position": i, **{k: c.get(k) or "" for k in ("name", "type", "comment")}}
            for i, c in enumerate(row["columns"], 1)
        ]
    return Evidence.of({"tables": tables, "columns": columns}), truth


@pytest.mark.parametrize("named", [True, False], ids=["table names kept", "all tables renamed"])
def test_tables_of_one_product_are_found_across_dialects(shared_data: Path, named: bool) -> None:
    evidence, truth = _evidence(shared_data / "catalog_ddl.jsonl.gz", named)
    copies = find_copies(evidence)
    same = defaultdict(list)
    for table, key in truth.items():
        same[key].append(table)
    expected = {pair for found in same.values() for pair in combinations(sorted(found), 2)}
    found = set()
    for group in copies.groups:
        if group.verdict in ("exact_copy", "near_copy", "subset", "version"):
            members = [copies.catalogue.name(t) for t in (group.master, *(m.table for m in group.members))]
            found |= set(combinations(sorted(members), 2))
    precision, recall = len(found & expected) / len(found), len(found & expected) / len(expected)
    print(f"pairs: precision {precision:.3f}, recall {recall:.3f} ({'names kept' if named else 'all renamed'})")
    assert precision >= 0.95
    assert recall >= 0.95
