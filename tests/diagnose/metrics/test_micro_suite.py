"""The suite of pairs written for this project, in two languages: the right verdict and the right facets on all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assess.diagnose.metrics.compare import immaterial
from assess.diagnose.metrics.pairs import compare_metrics
from assess.model.evidence import Evidence
from assess.store.yaml_file import read_yaml

SUITE: list[dict[str, Any]] = read_yaml(Path(__file__).with_name("micro_suite.yaml"))
DEFAULT = {"name": "GMV", "expression": "SUM(amount)", "base": "dwd.orders"}


def evidence(case: dict[str, Any]) -> Evidence:
    rows = []
    for line, side in enumerate(("a", "b"), 2):
        given = {**DEFAULT, **{k: str(v) for k, v in case[side].items()}}
        rows.append({**given, "metric_id": f"{side}.csv:{line} {given['name']}", "file": f"{side}.csv", "line": line,
                     "department": side})  # fmt: skip
    return Evidence.of({"metrics": rows})


def test_the_suite_is_large_enough_and_in_both_languages() -> None:
    assert len(SUITE) >= 80
    texts = [str(case) for case in SUITE]
    assert sum(any("一" <= c <= "鿿" for c in text) for text in texts) >= 30


@pytest.mark.parametrize("case", SUITE, ids=lambda c: f"{c['verdict']} {c['a']} / {c['b']}"[:90])
def test_a_pair_has_the_verdict_and_the_facets_a_person_would_name(case: dict[str, Any]) -> None:
    pairs = compare_metrics(evidence(case)).pairs
    if case["verdict"] == "silent":
        assert not pairs
        return
    (pair,) = pairs
    assert (pair.verdict, sorted(pair.facets)) == (case["verdict"], sorted(case.get("facets", [])))
    if "population" in case:
        assert pair.population == case["population"]
    assert immaterial(pair) == case.get("only_where_empty", False)
