"""The shared layer that the lineage implies: what is inside, in what order and where; how steady that is."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import Any

import networkx as nx
import pytest
from scipy.stats import spearmanr

from assess.diagnose.lineage.boundary import Boundary, boundary_of
from assess.diagnose.lineage.centrality import centrality_of
from assess.diagnose.run import Diagnosis, diagnose
from assess.model.engagement import Engagement
from assess.model.evidence import Evidence

CLOCK = datetime(2026, 11, 22, tzinfo=UTC)
DEPARTMENTS = ("sales", "finance", "supply", "it")


def told(
    *edges: tuple[str, str, str], organisation: dict[str, int] | None = None, reads: tuple[dict[str, Any], ...] = ()
) -> Diagnosis:
    """The diagnosis of edges (upstream, downstream, department); tables of the schema dw are kept by it."""
    engagement = Engagement.model_validate(
        {"client": {"en": "Trial"}, "organisation": organisation or {},
         "departments": [{"id": d, "name": {"en": d.capitalize()}} for d in DEPARTMENTS]}
    )  # fmt: skip
    rows = [{"upstream": a, "downstream": b, "department": d, "statement_id": f"{b}:1"} for a, b, d in edges]
    tables = [{"table_id": name, "department": "it"} for a, b, _ in edges for name in (a, b) if name.startswith("dw.")]
    return diagnose(Evidence.of({"edges": rows, "tables": tables, "reads": reads}), engagement, CLOCK)


def facts_of(diagnosis: Diagnosis, slug: str = "shared-layer") -> dict[str, Any]:
    (claim,) = diagnosis.verdicts[slug].claims
    return dict(claim.facts)


SPREAD = (
    ("dw.raw_a", "dw.mid", "it"), ("dw.mid", "dw.wide", "it"),
    ("dw.wide", "s.a", "sales"), ("dw.wide", "f.a", "finance"), ("dw.wide", "p.a", "supply"),
    ("dw.src", "s.b", "sales"), ("dw.src", "f.b", "finance"), ("dw.src", "p.b", "supply"),
    ("dw.own", "s.c", "sales"), ("s.c", "s.d", "sales"),
)  # fmt: skip


def test_inside_are_what_three_departments_read_and_what_that_is_made_from() -> None:
    facts = facts_of(told(*SPREAD))
    assert [c["table"] for c in facts["centres"]] == ["dw.wide"]
    assert facts["below"] == ["dw.mid"]
    assert [c["table"] for c in facts["raw"]] == ["dw.src"]
    assert (facts["size"], facts["crossing"], facts["absorbed"]) == (3, 7, 6)
    assert facts["stay_by_department"] == {"finance": 2, "it": 2, "sales": 4, "supply": 2}
    assert sum(facts["stay_by_department"].values()) == facts["stay"]


def test_each_is_told_the_layer_it_belongs_to() -> None:
    facts = facts_of(
        told(*SPREAD, *((b, f"x.{d}", d) for b in ("dw.dim_store", "dw.ads_board") for d in DEPARTMENTS[:3]))
    )
    where = {c["table"]: c["layer"] for c in [*facts["centres"], *facts["raw"]]}
    assert where == {"dw.wide": "DWD", "dw.src": "DWD", "dw.dim_store": "DIM", "dw.ads_board": "DWS"}


def test_departments_that_query_a_table_count_as_those_whose_jobs_read_it() -> None:
    reads = tuple({"table_id": "dw.own", "department": d, "reads": 40} for d in ("finance", "supply"))
    facts = facts_of(told(*SPREAD, reads=reads))
    own = next(c for c in facts["raw"] if c["table"] == "dw.own")
    assert (own["readers"], own["queries"]) == (["finance", "sales", "supply"], 80)


def test_of_tables_read_by_as_many_departments_the_one_queried_more_comes_first() -> None:
    twins = [(name, f"{d}.{name[-1]}", d) for name in ("dw.t1", "dw.t2") for d in DEPARTMENTS[:3]]

    def first(table: str) -> str:
        reads = ({"table_id": table, "department": "", "reads": 500},)
        return str(facts_of(told(*twins, reads=reads))["raw"][0]["table"])

    assert (first("dw.t1"), first("dw.t2")) == ("dw.t1", "dw.t2")


@pytest.mark.parametrize("slug", ["lineage-hubs", "cross-layer-reads", "shared-layer"])
def test_a_company_that_needs_no_platform_is_nowhere_told_to_build_a_layer(slug: str) -> None:
    flat = [("dw.raw", f"{d}.ads_{n}", d) for n in range(2) for d in DEPARTMENTS[:3]]
    small = told(*SPREAD, *flat, organisation={"staff": 20, "business_lines": 1, "core_systems": 2})
    said = " ".join(f.remedy.en + f.title.en for f in small.findings if f.detector == slug)
    assert "in the shared layer" not in said
    assert "Move" not in said
    assert "Build" not in said


def test_where_the_need_of_a_platform_is_unknown_the_boundary_says_so() -> None:
    why = next(f.why for f in told(*SPREAD).findings if f.detector == "shared-layer")
    assert "is not known" in why.en
    large = told(*SPREAD, organisation={"staff": 900, "business_lines": 4, "core_systems": 12})
    assert "is not known" not in next(f.why for f in large.findings if f.detector == "shared-layer").en


def _company(rng: random.Random) -> nx.DiGraph:
    graph = nx.DiGraph()
    for n in range(600):
        graph.add_node(f"t{n:03}", department=f"d{n % 9}", known=True, owner="", bytes=None)
    for n in range(60, 600):
        for up in {int(rng.random() ** 2 * n) for _ in range(3)}:
            graph.add_edge(f"t{up:03}", f"t{n:03}", departments=[f"d{n % 9}"], statements=[f"s{n}"])
    return graph


def _scores(graph: nx.DiGraph) -> dict[str, float]:
    limits: Boundary = boundary_of(graph, centrality_of(graph))
    return {c.table: c.score for c in [*limits.centres, *limits.raw]}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("more", [False, True], ids=["a twentieth missing", "a twentieth added"])
def test_centres_keep_their_rank_when_a_twentieth_of_the_lineage_changes(seed: int, more: bool) -> None:
    rng = random.Random(seed)
    graph = _company(rng)
    changed = graph.copy()
    twentieth = len(graph.edges) // 20
    if more:
        for _ in range(twentieth):
            down = rng.randrange(60, 600)
            changed.add_edge(
                f"t{rng.randrange(down):03}", f"t{down:03}", departments=[f"d{down % 9}"], statements=["n"]
            )
    else:
        changed.remove_edges_from(rng.sample(sorted(graph.edges), twentieth))
    before, after = _scores(graph), _scores(changed)
    both = sorted(before.keys() & after.keys())
    assert len(both) >= 0.85 * max(len(before), len(after))
    assert spearmanr([before[t] for t in both], [after[t] for t in both]).statistic >= 0.9
