"""Which copy to keep, and what would change the choice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from assess.diagnose.redundancy.flips import Standing, flips_of, learnt, reweighed
from assess.diagnose.redundancy.groups import find_copies
from assess.diagnose.redundancy.master import CRITERIA, WEIGHTS, Choice, weighted
from assess.model.evidence import Evidence

Shelf = Callable[..., Evidence]
Frames = Callable[..., pd.DataFrame]
Points = dict[str, dict[str, float | None]]

POINTS = st.one_of(st.none(), st.floats(min_value=0, max_value=10).map(lambda x: round(x, 2)))
TABLES = st.lists(st.fixed_dictionaries(dict.fromkeys(CRITERIA, POINTS)), min_size=2, max_size=5).map(
    lambda rows: {f"t{i}": row for i, row in enumerate(rows)}
)


def best(points: Points, weights: dict[str, float]) -> str:
    totals = weighted(points, weights)
    return min(totals, key=lambda name: (-totals[name], name))


def standing(points: Points) -> Standing:
    master = best(points, dict(WEIGHTS))
    return Standing(master, [t for t in points if t != master], points, WEIGHTS, weighted(points, WEIGHTS))


@given(TABLES)
def test_a_weight_said_to_flip_the_choice_does_and_a_little_less_does_not(points: Points) -> None:
    now = standing(points)
    for flip in reweighed(now):
        step = 1e-3 if flip.times > 1 else -1e-3
        better = now.shown(flip.table, flip.criterion) - now.shown(now.master, flip.criterion)
        if abs(step * better) < 1e-5:  # totals have six places
            continue
        if abs(flip.weight - WEIGHTS[flip.criterion]) < 0.01 or not 0.01 < flip.weight < 1e3:
            continue
        assert best(points, {**WEIGHTS, flip.criterion: flip.weight + step * (1 + flip.weight)}) != now.master
        assert best(points, {**WEIGHTS, flip.criterion: flip.weight - step}) == now.master


@given(TABLES)
def test_a_missing_fact_said_to_flip_the_choice_puts_the_other_ahead(points: Points) -> None:
    now = standing(points)
    for flip in learnt(now):
        if not flip.about:
            continue
        known = min(10.0, flip.points + 0.01) if flip.more else max(0.0, flip.points - 0.01)
        told = {name: {**row} for name, row in points.items()}
        told[flip.about][flip.criterion] = known
        totals = weighted(told, WEIGHTS)
        assert totals[flip.table] > totals[now.master] - 1e-4


@given(TABLES)
def test_no_sentence_without_both_languages_and_never_more_than_six(points: Points) -> None:
    said = flips_of(standing(points))
    assert len(said) <= 6
    assert all(text.zh and text.en and "{" not in text.zh + text.en for text in said)


def test_what_flips_the_choice_is_said_in_figures_a_client_can_check() -> None:
    points: Points = {
        "a": dict.fromkeys(CRITERIA, 5.0) | {"freshness": 4.0, "rows": 10.0},
        "b": dict.fromkeys(CRITERIA, 5.0) | {"freshness": 6.0, "rows": 5.0},
    }
    said = [text.en for text in flips_of(standing(points))]
    assert said == [
        "The choice flips to b if freshness counts more than 2.5 times as much.",
        "The choice flips to b if rows weighs less than 0.4.",
    ]


def _choice(evidence: Evidence, **more: Any) -> Choice:
    return find_copies(evidence, **more).groups[0].choice


def test_keeping_rows_longer_than_the_law_asks_earns_nothing_more(evidence_of: Shelf, orders: Frames) -> None:
    frame = orders(300)
    kept = {"a.orders": {"retention_days": 1825}, "b.orders": {"retention_days": 9000}}
    evidence = evidence_of({"a.orders": frame, "b.orders": frame}, tables=kept)
    free, capped = _choice(evidence), _choice(evidence, legal_days=1825)
    assert free.points["a.orders"]["retention"] == 2.03
    assert capped.points["a.orders"]["retention"] == capped.points["b.orders"]["retention"] == 10


def test_nulls_text_for_numbers_and_a_lost_key_cost_quality(evidence_of: Shelf, orders: Frames) -> None:
    frame = orders(300)
    poor = frame.assign(
        quantity=frame["quantity"].astype(str), pay_amount=frame["pay_amount"].where(frame.index % 3 > 0)
    )
    points = _choice(evidence_of({"a.orders": poor, "b.orders": frame})).points
    assert points["b.orders"]["quality"] == 10
    mine = points["a.orders"]["quality"]
    assert mine is not None
    assert 8 < mine < 9.5


def test_the_lead_of_the_master_is_the_difference_of_the_totals_shown(evidence_of: Shelf, orders: Frames) -> None:
    frame = orders(300)
    choice = _choice(evidence_of({"a.orders": frame, "b.orders": frame.iloc[:280], "c.orders": frame.iloc[:290]}))
    first, second, _ = sorted(choice.totals.values(), reverse=True)
    assert choice.margin == round(first - second, 2)
