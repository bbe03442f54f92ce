"""A part of a table says what it was cut by: a period read from least and most."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from assess.diagnose.redundancy.candidates import candidates_of
from assess.diagnose.redundancy.catalogue import read_catalogue
from assess.diagnose.redundancy.judge import Judge
from assess.diagnose.redundancy.known import know
from assess.diagnose.redundancy.verdict import Pair
from assess.model.evidence import Evidence

Shelf = Callable[..., Evidence]
Frames = Callable[..., pd.DataFrame]


def judged(evidence: Evidence, frames: dict[str, pd.DataFrame]) -> Pair:
    """The verdict on two tables whose moments have their least and most read as well."""
    bare = read_catalogue(evidence)
    ends: dict[str, dict[int, str]] = {"min": {}, "max": {}}
    for table, frame in frames.items():
        column = bare.column(bare.at[table], "order_time")
        assert column is not None
        for end, found in ends.items():
            found[column] = str(getattr(frame["order_time"], end)())
    catalogue = replace(bare, profiles=replace(bare.profiles, least=ends["min"], most=ends["max"]))
    return Judge(know(catalogue, evidence.edges, candidates_of(catalogue))).pair(0, 1)


def told(pair: Pair) -> str:
    return " ".join(reason.text.en for reason in pair.reasons)


def test_a_part_cut_by_time_says_its_days(evidence_of: Shelf, orders: Frames) -> None:
    frame = orders(3000)
    frames = {"a.orders": frame, "b.early": frame[frame["order_time"] < "2026-03-01"]}
    pair = judged(evidence_of(frames), frames)
    assert pair.verdict == "subset"
    assert "order_time runs from 2026-01-01 to 2026-02-28 in the smaller table" in told(pair)


def test_a_part_of_two_thirds_is_a_subset_when_its_period_says_so_and_a_copy_behind_when_not(
    evidence_of: Shelf, orders: Frames
) -> None:
    frame = orders(3000)
    early = {"a.orders": frame, "b.early": frame[frame["order_time"] < "2026-05-15"]}
    assert judged(evidence_of(early), early).verdict == "subset"
    some = {"a.orders": frame, "b.some": frame.iloc[:2010]}
    assert judged(evidence_of(some), some).verdict == "near_copy"


def test_parts_of_other_periods_under_one_name_are_shards(evidence_of: Shelf, orders: Frames) -> None:
    frame = orders(3000)
    frames = {
        "a.orders": frame[frame["order_time"] >= "2026-04-01"],
        "a.t_orders": frame[frame["order_time"] < "2026-04-01"],
    }
    pair = judged(evidence_of(frames), frames)
    assert pair.verdict == "shard"
    assert "2026-04-01" in told(pair)


def test_rows_of_the_past_kept_apart_are_a_part_and_not_a_version(evidence_of: Shelf, orders: Frames) -> None:
    frames = {"a.orders": orders(seed=1), "a.orders_his": orders(seed=2)}
    pair = judged(evidence_of(frames), frames)
    assert pair.verdict == "shard"
    assert "rows of the past (his)" in told(pair)
