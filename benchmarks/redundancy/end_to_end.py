"""From a catalog file to groups on metadata alone: seconds of reading, of finding, and the peak of memory.

    python -m benchmarks.redundancy.end_to_end [--tables 100000]

The file is written first and not timed. Goals: 100,000 tables under 60 s, 1,000,000 under 10 minutes and 8 GB.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.redundancy.measure import measured, now
from benchmarks.redundancy.synthetic import synthetic, write_catalog


def groups_of(path: str) -> tuple[Any, dict[str, float]]:
    """Read the catalog and find its groups."""
    from assess.collect.catalog_file import read_catalogs
    from assess.diagnose.redundancy.groups import find_copies

    began = now()
    evidence = read_catalogs([Path(path)])
    read = time.perf_counter() - began[0]
    copies = find_copies(evidence)
    members = sum(1 + len(group.members) for group in copies.groups)
    told = {"tables": len(evidence.tables), "columns": len(evidence.columns), "read": read}
    return began, told | {"groups": len(copies.groups), "members": members, "compared": copies.compared}


def main() -> None:
    """Print one line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tables", type=int, default=100_000)
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "catalog.csv"
        write_catalog(synthetic(asked.tables), path)
        size = path.stat().st_size / 1e6
        run = measured(groups_of, str(path))
    told = run.result
    print(
        f"{told['tables']:,} tables, {told['columns']:,} columns, {size:,.0f} MB of CSV: {run.seconds:.1f} s "
        f"({told['read']:.1f} s reading; {run.cpu:.1f} s of processor), peak {run.megabytes:,.0f} MB, "
        f"{told['compared']:,} pairs compared, {told['groups']:,} groups of {told['members']:,} tables"
    )


if __name__ == "__main__":
    main()
