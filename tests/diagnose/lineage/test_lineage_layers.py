"""Layers, the boundary of the shared layer, and how steady it is."""

from __future__ import annotations

import random

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr

from assess.diagnose.lineage.boundary import boundary_of
from assess.diagnose.lineage.centrality import centrality_of
from assess.diagnose.lineage.graph import graph_of
from assess.diagnose.lineage.layers import backward, cross_layer, layers_of, reuse
from assess.model.evidence import Evidence


def evidence(*pairs: tuple[str, str], grouped: tuple[str, ...] = ()) -> Evidence:
    edges = [{"upstream": a, "downstream": b, "statement_id": f"{b}:1"} for a, b in pairs]
    groups = [{"upstream": "x", "downstream": g, "kind": "group", "statement_id": f"{g}:1"} for g in grouped]
    return Evidence.of({"edges": edges, "column_edges": groups})


def named(*pairs: tuple[str, str], grouped: tuple[str, ...] = ()) -> dict[str, str]:
    found = evidence(*pairs, grouped=grouped)
    return {name: layer.name for name, layer in layers_of(graph_of(found), found).items()}


def test_a_name_that_says_its_layer_is_believed() -> None:
    found = named(("wh.ods.orders", "wh.dw.dwd_order"), ("wh.dw.dwd_order", "wh.ads.board"),
                  ("wh.dw.dim_store", "wh.ads.board"))  # fmt: skip
    assert found == {"wh.ods.orders": "ODS", "wh.dw.dwd_order": "DWD", "wh.dw.dim_store": "DIM", "wh.ads.board": "ADS"}


def test_other_layers_follow_from_what_tables_are_made_of() -> None:
    found = named(("s.a", "s.b"), ("s.b", "s.c"), ("s.c", "s.d"), grouped=("s.c",))
    assert found == {"s.a": "ODS", "s.b": "DWD", "s.c": "DWS", "s.d": "ADS"}


def test_reads_past_the_layers_and_backwards() -> None:
    found = evidence(("ods.a", "ads.x"), ("ads.x", "dwd.y"), ("ods.a", "dwd.y"), ("dwd.y", "ads.z"))
    graph = graph_of(found)
    known = layers_of(graph, found)
    assert cross_layer(graph, known) == {"ads.x": ["ods.a"]}
    assert backward(graph, known) == [("ads.x", "dwd.y")]
    assert reuse(graph, known) == 1.0


@given(st.lists(st.tuples(st.integers(0, 14), st.integers(0, 14)), min_size=1, max_size=40))
@settings(max_examples=100, deadline=None)
def test_no_inferred_table_lies_below_what_it_is_made_from(pairs: list[tuple[int, int]]) -> None:
    ordered = [(f"s.t{a}", f"s.t{b}") for a, b in pairs if a < b]
    found = evidence(*ordered, grouped=("s.t3", "s.t7"))
    graph = graph_of(found)
    known = layers_of(graph, found)
    assert backward(graph, known) == []
    assert set(known) == set(graph)


def test_centres_keep_their_rank_when_a_twentieth_of_the_lineage_is_missing() -> None:
    rng = random.Random(4)
    graph = nx.DiGraph()
    for n in range(600):
        graph.add_node(f"t{n:03}", department=f"d{n % 9}", known=True, owner="", bytes=None)
    for n in range(60, 600):
        for up in {int(rng.random() ** 2 * n) for _ in range(3)}:
            graph.add_edge(f"t{up:03}", f"t{n:03}", departments=[f"d{n % 9}"], statements=[f"s{n}"])

    def ranks(of: nx.DiGraph) -> dict[str, float]:
        limits = boundary_of(of, centrality_of(of))
        return {c.table: c.score for c in [*limits.centres, *limits.raw]}

    whole = ranks(graph)
    less = graph.copy()
    less.remove_edges_from(rng.sample(sorted(graph.edges), len(graph.edges) // 20))
    some = ranks(less)
    both = sorted(whole.keys() & some.keys())
    assert len(both) >= 0.85 * len(whole)
    assert spearmanr([whole[t] for t in both], [some[t] for t in both]).statistic >= 0.9
