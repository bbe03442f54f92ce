"""Verifications are appended, read back as they were, and never changed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from assess.model.errors import Unreachable
from assess.model.verification import Counted, Estimate, Verification, newest
from assess.store.verified import VerifiedStore, read_verified


def made(member: str, identical: int) -> Verification:
    return Verification(
        at=datetime(2026, 11, 22, 9, tzinfo=UTC), group="G0001", run="r", collected=datetime(2026, 11, 21, tzinfo=UTC),
        engine="postgres", master="m", member=member, columns=(("id", "nr"), ("城市", "city")), key=(("id", "nr"),),
        left_out=(("photo", "pic"),), counted=Counted(10, 9, 10, 9, identical, 8, (0, 8 - identical)),
        estimate=Estimate(0.1, 0.5, 0.9), sql="0" * 64, seconds=1.5,
    )  # fmt: skip


def test_every_verification_stays_and_the_newest_of_a_pair_is_found(tmp_path: Path) -> None:
    assert read_verified(tmp_path) == ()
    with VerifiedStore(tmp_path / "answers.db") as store:
        store.keep([made("a", 5), made("b", 6)])
    with VerifiedStore(tmp_path / "answers.db") as store:
        store.keep([made("a", 7)])
        store.keep([])
    history = read_verified(tmp_path)
    assert history == (made("a", 5), made("b", 6), made("a", 7))
    assert newest(history, "m", ["a"]) == {"a": made("a", 7)}
    assert newest(history, "other", ["a"]) == {}


def test_a_server_keeps_them_too(postgres_url: str) -> None:
    with VerifiedStore(postgres_url) as store:
        before = store.history()
        store.keep([made("a", 5)])
        assert store.history() == (*before, made("a", 5))


def test_a_file_that_is_no_database_is_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "answers.db").write_bytes(b"no database at all " * 100)
    with pytest.raises(Unreachable, match="the verifications cannot be read or kept"):
        read_verified(tmp_path)


@pytest.mark.parametrize(("share", "holds"), [(0.94995, True), (0.9499, False), (0.9701, False), (None, None)])
def test_an_interval_rounded_to_four_places_holds_what_it_held_before(share: float | None, holds: bool | None) -> None:
    assert Estimate(0.95, 0.96, 0.97).holds(share) is holds


def test_shares_of_an_empty_table_are_unknown() -> None:
    empty = Counted(5, 0, 5, 0, 0, 0, (0,))
    assert (empty.share, empty.key_share, empty.other_values) == (None, None, 0)
