"""A clock that jumps does not lose, overwrite or silently reorder anything."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from assess.diagnose.maturity.privacy.thresholds import Thresholds, lock
from assess.model.decision import decide, standing
from assess.operate.compare.trend import runs_of
from assess.operate.notify import deliver
from assess.store.decisions import DecisionsStore
from assess.store.outbox import Message, Outbox
from assess.store.rooms_tables import ballots, votes
from benchmarks.faults.seen import look


def check_up(folder: Path, clock: str) -> str:
    """Run the first two stages at this time; what was said on stderr."""
    for stage in ("collect", "diagnose"):
        done = subprocess.run(
            [sys.executable, "-m", "assess", stage, str(folder), "--clock", clock], capture_output=True, text=True,
            check=True,
        )  # fmt: skip
    return done.stderr


def test_a_check_up_dated_before_another_is_kept_beside_it_and_said(client: Any) -> None:
    client.names("sqlite:///none.db")
    assert "is dated before" not in check_up(client.folder, "2026-11-20T09:00:00Z")
    first = look(client.folder)
    said = check_up(client.folder, "2026-11-19T09:00:00Z")
    assert "20261119T090000Z" in said and "is dated before 20261120T090000Z" in said
    both = look(client.folder)
    assert set(first.runs) < set(both.runs)
    assert both.latest.startswith("20261119")
    assert [run[:8] for run in runs_of(client.folder)] == ["20261119", "20261120"]
    assert "is dated before" not in check_up(client.folder, "2026-11-21T09:00:00Z")
    assert [run[:8] for run in runs_of(client.folder)] == ["20261119", "20261120", "20261121"]


@pytest.mark.parametrize("jump", [-86400, 86400])
def test_a_clock_set_while_notices_go_out_does_not_mislead_the_run(jump: int, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = deliver.Clock()
    begun = clock()

    class Set(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz or UTC) + timedelta(seconds=jump)

    monkeypatch.setattr(deliver, "datetime", Set)
    assert timedelta(0) <= clock() - begun < timedelta(seconds=60)


def planned(outbox: Outbox, now: datetime, due_at: datetime) -> None:
    with outbox.planning() as planning:
        planning.add([Message("m", "b", "it", "", {}, "planned", due_at)], now)


def test_a_message_that_a_clock_ahead_put_off_is_due_once_the_clock_is_right(tmp_path: Path) -> None:
    now = datetime(2026, 11, 20, 9, tzinfo=UTC)
    year, latest, held = now + timedelta(days=365), now + timedelta(days=1), now + timedelta(minutes=1)
    with Outbox(tmp_path / "notices.db") as outbox:
        planned(outbox, year, year)
        assert outbox.claim("m", "one", now, held) is None
        outbox.set_right(now, latest, held)
        taken = outbox.claim("m", "one", now, year)  # a run of the clock ahead dies over it
        assert taken is not None
        outbox.set_right(now, latest, held)
        assert outbox.claim("m", "two", now, held) is None, "who holds it may still be sending"
        assert outbox.claim("m", "two", held, held + timedelta(minutes=1)) is not None


def test_what_waits_as_long_as_it_was_asked_to_is_left_alone(tmp_path: Path) -> None:
    now = datetime(2026, 11, 20, 9, tzinfo=UTC)
    with Outbox(tmp_path / "notices.db") as outbox:
        planned(outbox, now, now + timedelta(hours=20))
        outbox.set_right(now, now + timedelta(days=1), now + timedelta(minutes=1))
        [message] = outbox.messages("planned")
    assert message.due_at == now + timedelta(hours=20)


def test_what_was_decided_last_stands_though_the_clock_was_set_back(tmp_path: Path) -> None:
    tables, late, early = ["a.t", "b.t"], datetime(2027, 1, 5, tzinfo=UTC), datetime(2026, 11, 20, tzinfo=UTC)
    with DecisionsStore(tmp_path / "answers.db") as store:
        store.keep(decide(tables, "a.t", "accept", "li", "one order table", late))
        store.keep(decide(tables, "a.t", "reject", "wang", "they differ", early))
        assert [(one.verdict, one.by) for one in standing(store.history())] == [("reject", "wang")]


def test_a_survey_stays_locked_and_a_vote_knows_no_time_whatever_the_clock_says() -> None:
    opened = datetime(2026, 11, 20, tzinfo=UTC)
    assert lock(lock(Thresholds(6), opened), opened - timedelta(days=400)).locked == opened
    assert not [column.name for column in (*votes.columns, *ballots.columns) if "at" in column.name.split("_")]
