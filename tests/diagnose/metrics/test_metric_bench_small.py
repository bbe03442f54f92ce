"""The benches of metrics on a small scale: what must hold of every seed holds of these."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.metrics.calcite import equivalent, known
from benchmarks.metrics.calcite import judged as of_queries
from benchmarks.metrics.mutations import Check, formulas, judged, mutated


def test_what_is_only_written_differently_is_the_same_and_what_is_changed_never_is() -> None:
    pairs = mutated(formulas(), 260, seed=11)
    check = Check(11)
    equal = [v for p, v in zip(pairs, judged(pairs), strict=True) if p[2]]
    changed = [v for p, v in zip(pairs, judged(pairs), strict=True) if not p[2] and check.differ(p[0], p[1])]
    assert len(equal) > 100 and len(changed) > 80
    assert sum(verdict == "same" for verdict, _ in equal) / len(equal) >= 0.99
    assert not any(rows for _, rows in equal)
    assert not any(verdict == "same" for verdict, _ in changed)
    assert sum(rows for _, rows in changed) / len(changed) >= 0.97


@pytest.mark.parametrize("catalogue", [True, False])
def test_of_public_equivalent_queries_two_in_five_are_proved_the_same_and_none_is_called_different(
    shared_data: object, catalogue: bool
) -> None:
    pairs = equivalent()
    counts = Counter(p.verdict for p in of_queries(pairs, known() if catalogue else {}).values())
    assert counts["conflict"] == 0
    assert counts["same"] / len(pairs) >= 0.4
