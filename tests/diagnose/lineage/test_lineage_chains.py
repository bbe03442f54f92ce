"""Chains of jobs: the slowest, what could start sooner, what only hands on."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assess.diagnose.lineage.chains import early_steps, fill_seconds, pass_through, slowest_path
from assess.diagnose.lineage.graph import graph_of
from assess.model.evidence import Evidence

PAIRS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=20)


def run(
    table: str, seconds: float | None, runs: int = 1, statement: str = "", source: str = "log"
) -> dict[str, object]:
    return {"downstream": table, "statement_id": statement, "source": source, "runs": runs, "seconds": seconds}


def edges(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    return [{"upstream": a, "downstream": b, "statement_id": f"{b}:1"} for a, b in pairs]


@given(PAIRS, st.dictionaries(st.integers(0, 9), st.integers(1, 50)))
@settings(max_examples=150, deadline=None)
def test_no_path_takes_longer_than_the_slowest(pairs: list[tuple[int, int]], took: dict[int, int]) -> None:
    graph = nx.DiGraph((f"t{a}", f"t{b}") for a, b in pairs if a < b)
    seconds = {f"t{n}": float(s) for n, s in took.items()}
    path = slowest_path(graph, seconds)
    assert all(graph.has_edge(a, b) for a, b in pairwise(path.chain))
    assert path.seconds == sum(seconds.get(name, 0.0) for name in path.chain)
    assert path.unknown == sum(graph.in_degree(name) > 0 and name not in seconds for name in path.chain)
    every = (p for a in graph for b in graph for p in nx.all_simple_paths(graph, a, b))
    singles = [seconds.get(name, 0.0) for name in graph]
    assert path.seconds == max([*singles, *(sum(seconds.get(n, 0.0) for n in p) for p in every)], default=0.0)


def test_a_short_row_of_slow_jobs_is_slower_than_a_long_row_of_quick_ones() -> None:
    graph = nx.DiGraph([("a", "b"), ("b", "c"), ("c", "d"), ("a", "x")])
    path = slowest_path(graph, {"b": 1.0, "c": 1.0, "x": 100.0})
    assert (path.chain, path.seconds, path.unknown) == (("a", "x"), 100.0, 0)


def test_a_table_takes_the_mean_runs_of_its_jobs_added_up() -> None:
    runs = [run("t", 100.0, 10, "one"), run("t", 30.0, 10, "two"), run("u", None, 5), run("v", 9.0, 3, source="other")]
    assert fill_seconds(Evidence.of({"runs": runs})) == pytest.approx({"t": 13.0, "v": 3.0})


def test_two_logs_of_the_same_job_are_not_added_up() -> None:
    runs = [run("t", 100.0, 10), run("t", 110.0, 10, source="dbt")]
    assert fill_seconds(Evidence.of({"runs": runs})) == pytest.approx({"t": 11.0})


def test_a_step_that_groups_rows_or_is_queried_does_more_than_hand_on() -> None:
    evidence = Evidence.of(
        {"edges": edges(("a", "b"), ("b", "c"), ("c", "d"), ("d", "e")),
         "column_edges": [{"upstream": "b", "upstream_column": "k", "downstream": "c", "kind": "group"}],
         "reads": [{"table_id": "d", "reads": 4}]}
    )  # fmt: skip
    assert pass_through(graph_of(evidence), evidence) == ["b"]


def test_columns_that_take_nothing_from_the_step_before_are_ready_sooner() -> None:
    values = [("c", "x", "a"), ("c", "y", "a"), ("c", "z", "b"), ("c", "z", "a")]
    column_edges = [
        {"upstream": up, "upstream_column": "v", "downstream": down, "downstream_column": column, "kind": "value"}
        for down, column, up in values
    ]
    rows = {"edges": edges(("a", "b"), ("b", "c"), ("a", "c"))}
    evidence = Evidence.of({**rows, "column_edges": column_edges})
    (step,) = early_steps(graph_of(evidence), ("a", "b", "c"), evidence)
    assert step == {"table": "c", "waits_for": "b", "ready": ["a"], "columns": 3, "ready_columns": 2}
    untraced = Evidence.of(rows)
    (step,) = early_steps(graph_of(untraced), ("a", "b", "c"), untraced)
    assert (step["columns"], step["ready_columns"]) == (None, None)
