"""Containment from sketches is near the truth and says how near."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from assess.diagnose.redundancy.catalogue import read_catalogue
from assess.diagnose.redundancy.content import containments, share_of
from assess.model.evidence import Evidence


def _texts(first: int, last: int) -> pd.DataFrame:
    return pd.DataFrame({"code": [f"v{i}" for i in range(first, last)]})


@pytest.mark.parametrize(("shared", "expected"), [(0, 0.0), (2000, 0.1), (10000, 0.5), (19000, 0.95), (20000, 1.0)])
def test_the_share_of_common_values_is_estimated_within_its_interval(
    evidence_of: Callable[..., Evidence], shared: int, expected: float
) -> None:
    evidence = evidence_of({"a.t": _texts(0, 20_000), "b.t": _texts(20_000 - shared, 40_000 - shared)})
    found = containments(read_catalogue(evidence), [0], [1])[0]
    assert found.a_in_b.low <= expected <= found.a_in_b.high
    assert abs(found.a_in_b.base - expected) < 0.05
    assert found.a_in_b.high - found.a_in_b.low < 0.08


def test_a_tenth_of_a_table_is_wholly_inside_it_and_a_tenth_of_it(evidence_of: Callable[..., Evidence]) -> None:
    evidence = evidence_of({"a.part": _texts(0, 5000), "b.whole": _texts(0, 50_000)})
    found = containments(read_catalogue(evidence), [0], [1])[0]
    assert found.a_in_b.base == 1.0
    assert found.b_in_a.low <= 0.1 <= found.b_in_a.high


def test_small_columns_are_compared_exactly(evidence_of: Callable[..., Evidence]) -> None:
    evidence = evidence_of({"a.t": _texts(0, 8), "b.t": _texts(4, 10)})
    found = containments(read_catalogue(evidence), [0], [1])[0]
    assert (found.a_in_b.low, found.a_in_b.base, found.a_in_b.high) == (0.5, 0.5, 0.5)


def test_the_interval_is_wilsons() -> None:
    share = share_of(8, 10)  # published example: 0.490 to 0.943
    assert share.low == pytest.approx(0.490, abs=0.001)
    assert share.high == pytest.approx(0.943, abs=0.001)


def test_the_interval_holds_the_truth_about_as_often_as_it_says(evidence_of: Callable[..., Evidence]) -> None:
    held = 0
    for trial in range(20):
        rng = np.random.default_rng(trial)
        pool = rng.permutation(30_000)
        one, other = np.sort(pool[:12_000]), np.sort(pool[6_000:18_000])
        frames = {
            "a.t": pd.DataFrame({"code": [f"{trial}-{i}" for i in one]}),
            "b.t": pd.DataFrame({"code": [f"{trial}-{i}" for i in other]}),
        }
        share = containments(read_catalogue(evidence_of(frames)), [0], [1])[0].a_in_b
        held += share.low <= 0.5 <= share.high
    assert held >= 17


def test_no_values_no_claim() -> None:
    empty = share_of(0, 0)
    assert (empty.low, empty.base, empty.high) == (0.0, 0.0, 1.0)
