"""Which layer each table is in, and what reads past the layers."""

from __future__ import annotations

from datetime import UTC, datetime

import networkx as nx
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assess.diagnose.lineage.graph import graph_of
from assess.diagnose.lineage.layers import backward, cross_layer, layers_of, reuse, unlayered
from assess.diagnose.registry import DETECTORS, Case, detectors
from assess.model.engagement import Engagement
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


PAIRS = st.lists(st.tuples(st.integers(0, 14), st.integers(0, 14)), min_size=1, max_size=40)


@given(PAIRS)
@settings(max_examples=100, deadline=None)
def test_no_inferred_table_lies_below_what_it_is_made_from(pairs: list[tuple[int, int]]) -> None:
    """Circles too, whose tables are in one layer."""
    found = evidence(*((f"s.t{a}", f"s.t{b}") for a, b in pairs if a != b), grouped=("s.t3", "s.t7"))
    graph = graph_of(found)
    known = layers_of(graph, found)
    assert backward(graph, known) == []
    assert set(known) == set(graph)
    for members in nx.strongly_connected_components(graph):
        assert len({known[name].name for name in members}) == 1


@example(pairs=[(0, 1), (1, 0)], said={0: "ods"})
@given(PAIRS, st.dictionaries(st.integers(0, 14), st.sampled_from(["ods", "dwd", "dws", "ads"])))
@settings(max_examples=100, deadline=None)
def test_only_what_two_names_say_runs_backwards(pairs: list[tuple[int, int]], said: dict[int, str]) -> None:
    def name(n: int) -> str:
        return f"s.{said[n]}_t{n}" if n in said else f"s.t{n}"

    found = evidence(*((name(a), name(b)) for a, b in pairs if a != b), grouped=(name(3), name(7)))
    graph = graph_of(found)
    known = layers_of(graph, found)
    for up, down in backward(graph, known):
        above = [known[n].rank for n in {up, *nx.ancestors(graph, up)} if known[n].declared]
        below = [known[n].rank for n in {down, *nx.descendants(graph, down)} if known[n].declared]
        assert max(above) > min(below)
    assert all(known[name(n)].name == word.upper() for n, word in said.items() if name(n) in graph)


def test_rows_of_sources_that_nobody_groups_are_detail_though_nothing_is_made_from_them() -> None:
    found = named(("s.a", "s.wide"), ("s.b", "s.wide"), ("s.a", "s.sums"), grouped=("s.sums",))
    assert (found["s.wide"], found["s.sums"]) == ("DWD", "ADS")


def test_common_words_are_believed_only_where_the_lineage_bears_them_out() -> None:
    found = named(("s.app_user", "s.x"), ("s.raw_milk_test", "s.raw_milk_day"), ("s.farm", "s.raw_milk_day"),
                  ("s.x", "s.app_board"), ("s.x", "s.y"), ("s.y", "s.z"), grouped=("s.raw_milk_day",))  # fmt: skip
    assert (found["s.app_user"], found["s.app_board"]) == ("ODS", "ADS")
    assert (found["s.raw_milk_test"], found["s.raw_milk_day"]) == ("ODS", "ADS")


def test_a_source_called_app_is_a_place_and_no_layer() -> None:
    tables = [{"table_id": f"app.{n}", "source": "app"} for n in ("orders", "ods_a", "quiet", "dwd_b")]
    found = evidence(("app.orders", "app.mid"), ("app.mid", "app.end")).plus(Evidence.of({"tables": tables}))
    known = layers_of(graph_of(found), found)
    assert (known["app.orders"].name, known["app.orders"].declared) == ("ODS", False)
    assert unlayered(found, known) == ["app.quiet"]


def test_what_people_query_and_nothing_is_made_from_is_an_application() -> None:
    found = evidence(("s.a", "s.list")).plus(Evidence.of({"reads": [{"table_id": "s.list", "reads": 5}]}))
    layer = layers_of(graph_of(found), found)["s.list"]
    assert (layer.name, layer.why) == ("ADS", "asked")


def test_queries_are_counted_by_the_layer_of_the_table_they_read() -> None:
    detectors()
    reads = [
        {"table_id": t, "reads": n} for t, n in (("s.a", 30), ("s.z", 50), ("ods.unscripted", 10), ("elsewhere", 10))
    ]
    found = evidence(("s.a", "s.b"), ("s.b", "s.z")).plus(Evidence.of({"reads": reads}))
    engagement = Engagement.model_validate({"client": {"en": "x"}, "departments": [{"id": "it", "name": {"en": "IT"}}]})
    facts = DETECTORS["cross-layer-reads"].judge(Case(found, engagement, datetime(2026, 11, 22, tzinfo=UTC))).facts
    assert (facts["queries"], facts["source_queries"], facts["summary_queries"]) == (100, 0.4, 0.5)
    assert facts["unlayered_queries"] == 0.1
    assert facts["source_jobs"] == 0.5
