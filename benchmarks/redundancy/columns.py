"""Column matching on the same pairs of copies: ours against Valentine's matchers that work without a network.

    python -m benchmarks.redundancy.columns [--pairs 40] [--rows 300]

Pairs are a perturbed copy and its original, the company of quality.py with 30 % of the columns renamed, so that there
is something to match. Valentine gets frames of the first rows; ours gets what collect made of the databases (with
values) or of the exports alone (metadata). F1 of the one-to-one matches against the planted ones, over all columns
and over renamed ones, and milliseconds of processor a pair; ours includes the content comparison. A matcher that
cannot run offline is named with the reason.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from assess.diagnose.redundancy.align import align
from assess.diagnose.redundancy.catalogue import read_catalogue
from benchmarks.redundancy.perturb import Company, build_company
from benchmarks.redundancy.perturb.tables import Table
from benchmarks.redundancy.quality import evidence_of

Matches = set[tuple[str, str]]
Matcher = Callable[[Table, Table], Matches]


def pairs_of(company: Company, most: int) -> list[tuple[Table, Table]]:
    """Originals and their copies, in order."""
    by_id = {table.id: table for table in company.tables}
    found = [(by_id[t.of], t) for t in company.tables if t.kind in ("near_copy", "subset", "superset") and t.of]
    return found[:most]


def ours(company: Company, values: bool) -> Matcher:
    """The product's alignment on collected evidence."""
    catalogue = read_catalogue(evidence_of(company, values))
    names = catalogue.column_names

    def match(a: Table, b: Table) -> Matches:
        return {(names[m.a], names[m.b]) for m in align(catalogue, catalogue.at[a.id], catalogue.at[b.id])}

    return match


def valentines(matcher: Any, rows: int) -> Matcher:
    """A Valentine matcher on frames, reduced to one to one as its authors do."""
    from valentine import valentine_match

    def match(a: Table, b: Table) -> Matches:
        left, right = (_texts(t.frame.head(rows)) for t in (a, b))
        found = valentine_match([left, right], matcher).one_to_one_hungarian()
        return {(pair.source_column, pair.target_column) for pair in found}

    return match


def _texts(frame: pd.DataFrame) -> pd.DataFrame:
    """Valentine's matchers expect plain objects and no columns of moments."""
    return frame.astype(dict.fromkeys(frame.select_dtypes("datetime").columns, str)).astype(object)


def scored(match: Matcher, pairs: list[tuple[Table, Table]]) -> tuple[float, float, float]:
    """F1 of all columns, F1 of renamed ones, milliseconds of processor a pair."""
    counts = {"all": [0, 0, 0], "renamed": [0, 0, 0]}
    match(*pairs[0])
    began = time.process_time()
    said = [match(a, b) for a, b in pairs]
    spent = time.process_time() - began
    for (a, b), found in zip(pairs, said, strict=True):
        by_concept = {c.concept: c for c in b.columns}
        true = {(c.name, by_concept[c.concept].name) for c in a.columns if c.concept in by_concept}
        other = {c.name for c in b.columns if c.renamed} | {c.name for c in a.columns if c.renamed}
        renamed = {pair for pair in true | found if other & set(pair)}
        for what, keep in (("all", true | found), ("renamed", renamed)):
            for place, one in enumerate((true & found, found, true)):
                counts[what][place] += len(one & keep)
    both = [2 * right / max(1, said_ + true_) for right, said_, true_ in counts.values()]
    return both[0], both[1], 1000 * spent / len(pairs)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=40)
    parser.add_argument("--rows", type=int, default=300)
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        company = build_company(Path(folder), logical=60, columns_renamed=0.3)
        pairs = pairs_of(company, asked.pairs)
        print(f"{len(pairs)} pairs, {sum(len(a.columns) for a, _ in pairs) / len(pairs):.0f} columns a table")
        print(f"{'':<30}{'F1':>8}{'renamed':>10}{'ms a pair':>12}{'ratio':>8}")
        base = 0.0
        for name, make in _matchers(company, asked.rows):
            try:
                whole, renamed, each = scored(make(), pairs)
            except Exception as error:  # noqa: BLE001 - a matcher that needs a download says so and is left out
                print(f"{name:<30} does not run: {type(error).__name__}: {str(error).strip().splitlines()[0][:80]}")
                continue
            base = base or each
            print(f"{name:<30}{whole:>8.3f}{renamed:>10.3f}{each:>12.1f}{each / base:>8.1f}", flush=True)


def _matchers(company: Company, rows: int) -> list[tuple[str, Callable[[], Matcher]]]:
    import valentine.algorithms as theirs

    return [
        ("ours, with values", lambda: ours(company, True)),
        ("ours, metadata", lambda: ours(company, False)),
        ("Coma, schema", lambda: valentines(theirs.Coma(use_instances=False), rows)),
        ("Coma, instances", lambda: valentines(theirs.Coma(use_instances=True), rows)),
        ("JaccardDistance", lambda: valentines(theirs.JaccardDistanceMatcher(), rows)),
        ("SimilarityFlooding", lambda: valentines(theirs.SimilarityFlooding(), rows)),
        ("Cupid", lambda: valentines(theirs.Cupid(), rows)),
    ]


if __name__ == "__main__":
    main()
