"""The goals of the benchmark hold on a small perturbed company, so that they cannot rot unseen."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.redundancy.perturb import Company, build_company
from benchmarks.redundancy.perturb.values import stream
from benchmarks.redundancy.quality import Score, evidence_of, score


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Twenty logical tables of the sample company in eight units, a quarter of the copies renamed."""
    return build_company(tmp_path_factory.mktemp("bench"), seed=1, logical=20, schemas="demo")


@pytest.fixture(scope="module")
def with_values(company: Company) -> Score:
    return score(company, evidence_of(company, True), True)


@pytest.fixture(scope="module")
def on_metadata(company: Company) -> Score:
    return score(company, evidence_of(company, False), False)


def test_groups_are_found_with_values(with_values: Score) -> None:
    assert with_values.f1 >= 0.97, with_values.errors


def test_groups_are_found_on_metadata_alone(on_metadata: Score) -> None:
    assert on_metadata.f1 >= 0.93, on_metadata.errors


def test_renamed_columns_are_matched_with_precision(with_values: Score) -> None:
    precision, recall = with_values.columns_of("renamed")
    assert precision >= 0.95
    assert recall >= 0.9
    assert with_values.columns_of("all")[0] >= 0.95


def test_nearly_every_planted_verdict_is_given(with_values: Score) -> None:
    asked, right = sum(with_values.asked.values()), sum(with_values.accepted.values())
    assert right >= 0.9 * asked, with_values.errors
    assert len(with_values.asked) >= 8


def test_nothing_is_saved_on_what_only_looks_alike(with_values: Score, on_metadata: Score) -> None:
    assert with_values.priced == on_metadata.priced == []


def test_the_same_seed_gives_the_same_company(tmp_path: Path) -> None:
    one, other = (build_company(tmp_path / name, seed=5, logical=6, schemas="demo", values=False) for name in "ab")
    assert one.truth == other.truth
    assert all(a.frame.equals(b.frame) for a, b in zip(one.tables, other.tables, strict=True))
    assert (tmp_path / "a/catalogs/dw.csv").read_bytes() == (tmp_path / "b/catalogs/dw.csv").read_bytes()
    assert stream(1, "a").random() != stream(1, "b").random()
