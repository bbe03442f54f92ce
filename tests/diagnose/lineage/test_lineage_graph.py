"""Centres, single points, chains and the JSON of the lineage."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from lineage_jobs import evidence_of

from assess.diagnose.lineage.centrality import centrality_of
from assess.diagnose.lineage.duplicated_lineage import judge
from assess.diagnose.lineage.graph import graph_of, roots_of
from assess.diagnose.registry import Case
from assess.model.engagement import Engagement
from assess.model.evidence import Evidence


def copy(department: str, target: str, *sources: str) -> tuple[str, str, list[str], str]:
    return department, target, list(sources), f"INSERT INTO {target} SELECT a.x FROM {sources[0]} AS a"


def test_a_table_is_dominated_only_when_every_way_to_it_passes_there() -> None:
    jobs = [
        copy("it", "mid", "raw"),
        copy("it", "side", "raw"),
        copy("it", "leaf", "mid"),
        copy("it", "both", "mid", "side"),
    ]
    found = centrality_of(graph_of(evidence_of(*jobs)))
    assert found.dominators.tables("mid") == ["leaf"]
    assert found.dominators.tables("raw") == ["both", "leaf", "mid", "side"]


def test_the_longest_chain_is_found_and_a_circle_counts_as_one_step() -> None:
    jobs = [
        copy("it", "b", "a"),
        copy("it", "c", "b"),
        copy("it", "b2", "c"),
        copy("it", "c", "b2"),
        copy("it", "d", "c"),
    ]
    assert centrality_of(graph_of(evidence_of(*jobs))).chain == ("a", "b", "b2", "d")


def test_the_roots_of_a_table_are_those_without_a_source() -> None:
    roots = roots_of(graph_of(evidence_of(copy("it", "b", "a"), copy("it", "c", "b", "z"))))
    assert roots["c"] == {"a", "z"}


def test_a_name_that_no_catalogue_knows_is_a_node_and_says_so() -> None:
    evidence = evidence_of(copy("it", "b", "a")).plus(
        Evidence.of({"tables": [{"table_id": "a", "department": "sales"}]})
    )
    nodes = graph_of(evidence).nodes
    assert (nodes["a"]["known"], nodes["b"]["known"]) == (True, False)
    assert (nodes["a"]["department"], nodes["b"]["department"]) == ("sales", "it")


def test_the_saving_is_the_refresh_of_every_copy_but_the_one_kept() -> None:
    sql = "SELECT k, SUM(v) AS v, COUNT(*) AS n FROM raw GROUP BY k"
    evidence = evidence_of(
        ("finance", "fin.t", ["raw"], f"INSERT INTO fin.t {sql}"),
        ("sales", "mkt.t", ["raw"], f"INSERT INTO mkt.t {sql}"),
        copy("it", "it.board", "fin.t"),
    ).plus(
        Evidence.of(
            {"tables": [{"table_id": "fin.t", "bytes": 9 * 10**12}, {"table_id": "mkt.t", "bytes": 2 * 10**12}]}
        )
    )
    price = {"low": 10, "base": 10, "high": 10}
    engagement = Engagement.model_validate(
        {"client": {"en": "x"}, "departments": [{"id": "it", "name": {"en": "IT"}}],
         "prices": {"refresh_per_tb": price, "refreshes_per_year": {"low": 100, "base": 100, "high": 100}}}
    )  # fmt: skip
    (claim,) = judge(Case(evidence, engagement, datetime(2026, 11, 22, tzinfo=UTC))).claims
    assert claim.facts["keeper"] == "fin.t"
    assert claim.saving is not None
    assert claim.saving.base == pytest.approx(2 * 10 * 100)
    assert claim.facts["inputs"] == {"bytes": {"mkt.t": 2 * 10**12}}
