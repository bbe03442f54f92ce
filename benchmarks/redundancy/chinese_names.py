"""How well columns are matched when the English names of one side are hidden: Chinese, pinyin or initials only.

`python -m benchmarks.redundancy.chinese_names CATALOG_DDL.jsonl.gz` prints precision, recall and F1 of column matches
for pairs of tables that have the same name in two files of one product family, all columns commented in Chinese.
The second side has no comments and no English. The first keeps its English names, with or without its comments.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from pypinyin import lazy_pinyin

from assess.diagnose.redundancy.align import align
from assess.diagnose.redundancy.catalogue import read_catalogue
from assess.diagnose.redundancy.reading import head_of
from assess.model.evidence import Evidence

SPELLINGS: dict[str, Callable[[str], str]] = {
    "Chinese": lambda words: words,
    "pinyin": lambda words: "".join(lazy_pinyin(words)),
    "initials": lambda words: "".join(part[0] for part in lazy_pinyin(words)),
}


@dataclass(frozen=True)
class Score:
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / max(self.precision + self.recall, 1e-9)


def pairs_of_tables(path: Path) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Tables of one name in two files of the Chinese products, each form of a table once."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in map(json.loads, gzip.decompress(path.read_bytes()).decode().splitlines()):
        said = [head_of(column.get("comment") or "") for column in row["columns"]]
        if "OHDSI" not in row["repo"] and all(s and not s.isascii() for s in said):
            found.setdefault(row["table"].lower(), {}).setdefault(f"{row['repo']} {row['dialect']}", row)
    return [pair for of in found.values() for pair in pairwise(of.values())]


def measure(path: Path, spelling: str, *, commented: bool) -> Score:
    """Matches of all pairs, in one catalogue, against the columns of one English name."""
    pairs, tables, columns = pairs_of_tables(path), [], []
    names: dict[str, list[str]] = {}
    for n, (one, other) in enumerate(pairs):
        for side, row in (("a", one), ("b", other)):
            table = f"{side}.t{n:04d}"
            tables.append({"table_id": table, "source": side, "name": f"t{n:04d}", "kind": "table", "engine": ""})
            shown = list(_shown(row, spelling if side == "b" else "", commented=commented))
            names[table] = [column["name"].lower() for column in row["columns"]]
            columns += [{"table_id": table, "position": i, **column} for i, column in enumerate(shown, 1)]
    catalogue = read_catalogue(Evidence.of({"tables": tables, "columns": columns}))
    right, found, expected = 0, 0, 0
    for n in range(len(pairs)):
        a, b = catalogue.at[f"a.t{n:04d}"], catalogue.at[f"b.t{n:04d}"]
        mine, theirs = names[f"a.t{n:04d}"], names[f"b.t{n:04d}"]
        matches = align(catalogue, a, b)
        found += len(matches)
        right += sum(mine[m.a - catalogue.start[a]] == theirs[m.b - catalogue.start[b]] for m in matches)
        expected += len(set(mine) & set(theirs))
    return Score(right / max(found, 1), right / max(expected, 1))


def _shown(row: dict[str, Any], spelling: str, *, commented: bool) -> Iterator[dict[str, str]]:
    seen: dict[str, int] = {}
    for column in row["columns"]:
        name, comment = column["name"], column["comment"] if commented and not spelling else ""
        if spelling:
            name = SPELLINGS[spelling](head_of(column["comment"]).replace(" ", "")).lower()
            seen[name] = seen.get(name, 0) + 1
            name += str(seen[name]) if seen[name] > 1 else ""
        yield {"name": name, "type": column["type"], "comment": comment}


def main() -> None:
    path = Path(sys.argv[1])
    print(f"{len(pairs_of_tables(path))} pairs of tables")
    for commented in (True, False):
        for spelling in SPELLINGS:
            score = measure(path, spelling, commented=commented)
            beside = "English with comments" if commented else "English alone"
            print(f"{beside:22} / {spelling:9} P {score.precision:.3f} R {score.recall:.3f} F1 {score.f1:.3f}")


if __name__ == "__main__":
    main()
