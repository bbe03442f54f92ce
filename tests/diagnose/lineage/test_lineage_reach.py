"""The quick ways over the graph say what the plain ones do."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from assess.diagnose.lineage.centrality import dominators, longest_chain, splits
from assess.diagnose.lineage.graph import graph_of as lineage_graph_of
from assess.diagnose.lineage.paths import betweenness
from assess.diagnose.lineage.reach import ancestors_among, condensed, descendants, reached
from assess.model.evidence import Evidence

PAIRS = st.lists(st.tuples(st.integers(0, 14), st.integers(0, 14)), max_size=40)


def graph_of(pairs: list[tuple[int, int]]) -> nx.DiGraph:
    graph = nx.DiGraph()
    graph.add_nodes_from(f"t{n:02}" for n in range(15))
    graph.add_edges_from((f"t{a:02}", f"t{b:02}") for a, b in pairs if a != b)
    return graph


@given(PAIRS)
@settings(max_examples=150, deadline=None)
def test_descendants_and_the_departments_reached(pairs: list[tuple[int, int]]) -> None:
    graph = graph_of(pairs)
    departments = {name: f"d{int(name[1:]) % 4}" if int(name[1:]) % 5 else "" for name in graph}
    whole = condensed(graph)
    plain = {name: nx.descendants(graph, name) for name in graph}
    assert descendants(whole) == {name: len(below) for name, below in plain.items()}
    assert reached(whole, departments) == {
        name: sorted({departments[b] for b in below} - {""}) for name, below in plain.items()
    }


@given(PAIRS)
@settings(max_examples=100, deadline=None)
def test_betweenness_is_that_of_networkx(pairs: list[tuple[int, int]]) -> None:
    graph = graph_of(pairs)
    plain = nx.betweenness_centrality(graph)
    assert all(abs(value - plain[name]) < 1e-6 for name, value in betweenness(graph).items())


@given(PAIRS)
@settings(max_examples=100, deadline=None)
def test_what_hangs_on_a_table_is_what_is_lost_without_it(pairs: list[tuple[int, int]]) -> None:
    graph = nx.DiGraph((a, b) for a, b in graph_of(pairs).edges if a < b)
    tree = dominators(graph)
    roots = [name for name in graph if graph.in_degree(name) == 0]
    for name in graph:
        rest = graph.subgraph(set(graph) - {name})
        alive = set(roots).union(*(nx.descendants(rest, r) for r in roots if r != name))
        lost = set(graph) - alive - {name}
        assert tree.tables(name) == sorted(lost if name not in roots else lost - set(roots))
        assert tree.size(name) == len(tree.tables(name))


@given(PAIRS)
@settings(max_examples=100, deadline=None)
def test_the_longest_chain_is_one_and_the_first_by_name(pairs: list[tuple[int, int]]) -> None:
    graph = nx.DiGraph((a, b) for a, b in graph_of(pairs).edges if a < b)
    chain = longest_chain(graph)
    assert all(graph.has_edge(a, b) for a, b in pairwise(chain))
    assert len(chain) == (len(nx.dag_longest_path(graph)) if len(graph) else 0)


@given(PAIRS)
@settings(max_examples=100, deadline=None)
def test_pairs_of_which_one_comes_from_the_other(pairs: list[tuple[int, int]]) -> None:
    graph = graph_of(pairs)
    asked = [(a, b) for a in graph for b in graph if a < b]
    plain = {(a, b) for a, b in asked if nx.has_path(graph, a, b) or nx.has_path(graph, b, a)}
    assert ancestors_among(graph, asked) == plain


def test_a_sample_ranks_as_all_paths_do() -> None:
    graph = nx.DiGraph()
    for n in range(1, 900):
        graph.add_edges_from((f"t{max(0, n - k)}", f"t{n}") for k in (1, 7, 40))
    whole, some = betweenness(graph), betweenness(graph, exact=10, sample=300)
    assert abs(sum(some.values()) / sum(whole.values()) - 1) < 0.1
    top = sorted(whole, key=lambda name: -whole[name])[:50]
    assert all(abs(some[name] / whole[name] - 1) < 0.25 for name in top)


@given(PAIRS)
@settings(max_examples=150, deadline=None)
def test_a_table_splits_the_graph_where_networkx_says_so(pairs: list[tuple[int, int]]) -> None:
    graph = graph_of(pairs)
    assert {name for name in graph if splits(graph, name)} == set(nx.articulation_points(graph.to_undirected()))


ROWS = st.lists(
    st.fixed_dictionaries({
        "upstream": st.sampled_from(["", "a", "b", "c", "d"]), "downstream": st.sampled_from(["", "a", "b", "c", "d"]),
        "department": st.sampled_from(["", "it", "sales", "finance"]), "statement_id": st.sampled_from(["1", "2", "3"]),
    }),
    max_size=20,
)  # fmt: skip
KEPT = st.dictionaries(st.sampled_from(["a", "b", "e"]), st.sampled_from(["", "it", "farms"]))


@given(ROWS, KEPT)
@settings(max_examples=150, deadline=None)
def test_the_graph_holds_each_dependency_once_with_all_who_have_it(
    rows: list[dict[str, str]], kept: dict[str, str]
) -> None:
    tables = [{"table_id": name, "department": department, "bytes": 7} for name, department in kept.items()]
    graph = lineage_graph_of(Evidence.of({"edges": rows, "tables": tables}))
    real = [r for r in rows if r["upstream"] != r["downstream"] and r["upstream"] and r["downstream"]]
    assert list(graph) == sorted({name for r in real for name in (r["upstream"], r["downstream"])})
    assert list(graph.edges) == sorted({(r["upstream"], r["downstream"]) for r in real})
    for up, down, data in graph.edges(data=True):
        mine = [r for r in real if (r["upstream"], r["downstream"]) == (up, down)]
        assert data["departments"] == sorted({r["department"] for r in mine} - {""})
        assert data["statements"] == sorted({r["statement_id"] for r in mine})
    for name, data in graph.nodes(data=True):
        writing = [r["department"] for r in real if r["downstream"] == name and r["department"]]
        most = max(sorted(set(writing)), key=writing.count, default="")
        assert data["department"] == (kept.get(name) or most)
        assert (data["known"], data["bytes"]) == (name in kept, 7 if name in kept else None)
