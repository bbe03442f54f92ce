"""The schema join against MinHash libraries: pairs of tables whose column sets have a Jaccard similarity of 0.7.

    python -m benchmarks.redundancy.join [--tables 100000] [--without datasketch,rensa]

All start from the same column names as text, so encoding and sketching count. Each runs in a process of its own:
seconds by the wall, seconds of processor, peak memory of the whole process (the catalogue included), pairs, and
recall of the true pairs. The truth is the join's own result, which at 10,000 tables is first held against an
independent exact method: all intersections by a sparse matrix product. Pairs of MinHash are not verified here, which
is in their favour. The ratio is seconds of the slower over seconds of ours; datasketch and rensa stand twice, as they
come and with 32 bands of 4 for equal recall. `product` is the join as the product runs it: weighted, threshold 0.5.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.redundancy.measure import Measured, measured, now
from benchmarks.redundancy.synthetic import Sets, synthetic

THRESHOLD, PERMUTATIONS = 0.7, 128
Packed = np.ndarray[Any, np.dtype[np.int64]]


def our_pairs(start: Packed, names: Any, threshold: float, weighted: bool) -> Packed:
    """Glue: the product's coding, forms and join on the column names of tables that begin at `start`; pairs of tables
    as smaller * 2^32 + greater."""
    from dataclasses import replace

    from assess.diagnose.redundancy.candidates import forms_of, similar_forms
    from assess.diagnose.redundancy.coded import coded

    count = len(start) - 1
    forms = forms_of(np.repeat(np.arange(count, dtype=np.int32), np.diff(start)), coded(names), count)
    if not weighted:
        forms = replace(forms, weights=np.ones_like(forms.weights))
    a, b, _ = similar_forms(forms, threshold)
    sizes = np.array([len(m) for m in forms.members])
    heads = np.array([m[0] for m in forms.members])
    single = (sizes[a] == 1) & (sizes[b] == 1)  # forms of one table each are the rule
    found = [_packed(heads[a[single]], heads[b[single]])]
    for one, other in zip(a[~single].tolist(), b[~single].tolist(), strict=True):
        pairs = [(x << 32) + y if x < y else (y << 32) + x for x in forms.members[one] for y in forms.members[other]]
        found.append(np.array(pairs, dtype=np.int64))
    for members in (forms.members[f] for f in np.flatnonzero(sizes > 1)):
        found.append(np.array([(x << 32) + y for i, x in enumerate(members) for y in members[i + 1 :]], dtype=np.int64))
    return np.unique(np.concatenate(found))


def ours(folder: str, threshold: float, weighted: bool) -> tuple[Any, Packed]:
    """The product's join of the catalogue in `folder`; its code is compiled on a small one first, as it is once an
    installation."""
    small = synthetic(500)
    our_pairs(small.start, small.names(), threshold, weighted)
    start = np.load(Path(folder) / "start.npy")
    names = pd.read_feather(Path(folder) / "names.arrow")["name"]
    began = now()
    return began, our_pairs(start, names, threshold, weighted)


def keep(tables: int, folder: str) -> tuple[Any, int]:
    """The synthetic catalogue as a file: what made it is not to count as memory of whoever reads it."""
    sets, began = synthetic(tables), now()
    np.save(Path(folder) / "start.npy", sets.start)
    pd.DataFrame({"name": sets.names()}).to_feather(Path(folder) / "names.arrow", compression="uncompressed")
    return began, sets.count


def by_datasketch(tables: int, params: tuple[int, int] | None) -> tuple[Any, Packed]:
    """datasketch: bulk MinHash, insert, query each."""
    from datasketch import MinHash, MinHashLSH

    lists = _lists(synthetic(tables))
    began = now()
    sketches = MinHash.bulk(([name.encode() for name in names] for names in lists), num_perm=PERMUTATIONS)
    index = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS, params=params)
    for key, sketch in enumerate(sketches):
        index.insert(key, sketch, check_duplication=False)
    return began, _queried(index.query(sketch) for sketch in sketches)


def by_rensa(tables: int, bands: int) -> tuple[Any, Packed]:
    """rensa: bulk MinHash, insert, query all."""
    from rensa import RMinHash, RMinHashLSH

    lists = _lists(synthetic(tables))
    began = now()
    sketches = RMinHash.from_token_sets(lists, PERMUTATIONS, 42)
    index = RMinHashLSH(THRESHOLD, PERMUTATIONS, bands)
    index.insert_many(sketches)
    return began, _queried(index.query_all(sketches))


def exact(sets: Sets, threshold: float) -> Packed:
    """All pairs by a sparse product of the table-by-name matrix with itself; for some ten thousand tables."""
    from scipy.sparse import csr_matrix

    shape = (sets.count, int(sets.tokens.max()) + 1)
    matrix = csr_matrix((np.ones(len(sets.tokens), dtype=np.int32), sets.tokens, sets.start), shape=shape)
    sizes = np.diff(sets.start)
    found = []
    for low in range(0, sets.count, 500):
        shared = (matrix[low : low + 500] @ matrix.T).tocoo()
        a, b = shared.row.astype(np.int64) + low, shared.col.astype(np.int64)
        keep = (a < b) & (shared.data >= threshold * (sizes[a] + sizes[b] - shared.data) - 1e-9)
        found.append(_packed(a[keep], b[keep]))
    return np.unique(np.concatenate(found))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tables", type=int, default=100_000)
    parser.add_argument("--without", default="", help="libraries to leave out")
    asked = parser.parse_args()
    small = synthetic(10_000)
    true = exact(small, THRESHOLD)
    found = our_pairs(small.start, small.names(), THRESHOLD, False)
    print(f"10,000 tables: {len(true):,} pairs by sparse product, ours finds the same: {np.array_equal(true, found)}")
    with TemporaryDirectory() as folder:
        measured(keep, asked.tables, folder)
        mine = measured(ours, folder, THRESHOLD, False)
        product = measured(ours, folder, 0.5, True)
    print(f"{asked.tables:,} tables, Jaccard >= {THRESHOLD}")
    print(f"{'':<26}{'seconds':>9}{'cpu':>9}{'MB':>8}{'pairs':>12}{'recall':>9}{'ratio':>8}")
    _show("ours", mine, mine)
    _show("product (weighted, 0.5)", product, mine)
    others: tuple[tuple[str, Any, Any], ...] = (
        ("rensa, 16 bands", by_rensa, 16), ("rensa, 32 bands", by_rensa, 32),
        ("datasketch, default", by_datasketch, None), ("datasketch, 32 bands", by_datasketch, (32, 4)),
    )  # fmt: skip
    for name, work, given in others:
        if name.split(",")[0] not in asked.without.split(","):
            _show(name, measured(work, asked.tables, given), mine)


def _show(name: str, run: Measured, mine: Measured) -> None:
    recall = np.isin(mine.result, run.result).mean() if len(mine.result) else 1.0
    print(
        f"{name:<26}{run.seconds:>9.2f}{run.cpu:>9.2f}{run.megabytes:>8.0f}{len(run.result):>12,}{recall:>9.4f}"
        f"{run.seconds / mine.seconds:>8.1f}",
        flush=True,
    )


def _lists(sets: Sets) -> list[list[str]]:
    names = sets.names().tolist()
    bounds = sets.start.tolist()
    return [names[a:b] for a, b in pairwise(bounds)]


def _queried(answers: Iterable[Iterable[int]]) -> Packed:
    found = [(key << 32) + other for key, others in enumerate(answers) for other in others if other > key]
    return np.unique(np.array(found, dtype=np.int64))


def _packed(a: Any, b: Any) -> Packed:
    return (np.minimum(a, b) << 32) + np.maximum(a, b)


if __name__ == "__main__":
    main()
