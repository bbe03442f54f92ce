"""Killed at any moment, a stage loses nothing acknowledged, doubles nothing, and leaves files whole or absent."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.faults.kills import kill_all, table
from benchmarks.faults.nursery import nursery
from benchmarks.faults.sink import sink
from benchmarks.faults.stages import Field
from benchmarks.faults.votes import killed_while_voting, opened, total


@pytest.fixture
def field(tmp_path: Path, postgres_url: str) -> Iterator[Field]:
    """A small company with a real PostgreSQL, a receiver of notices, and a process that forks for each run."""
    with sink() as taken, nursery() as start:
        yield Field(tmp_path / "field", postgres_url, taken, start)


def test_kills_of_six_stages(field: Field) -> None:
    stages = ("collect", "diagnose", "report", "unify", "gate", "notify")
    found = kill_all(field, stages, 12, seed=7, tell=False)
    assert [f"{kill.stage} {kill.how}: {kill.wrong}" for kill in found if kill.wrong] == []
    assert sum(kill.hit for kill in found) >= 7, table(found)


def test_votes_acknowledged_before_the_app_is_killed_are_there_once(tmp_path: Path) -> None:
    with sink() as taken:
        room = opened(Field(tmp_path / "field", "", taken).built())
        dice = random.Random(3)
        kills = 0
        while kills < 2 or total(room.phones) <= 20:  # a busy machine takes fewer votes before it is killed
            how, wrong = killed_while_voting(room, dice)
            assert wrong == [], how
            kills += 1
            assert kills < 20, "hardly a vote was ever acknowledged"
