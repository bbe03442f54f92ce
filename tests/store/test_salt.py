"""The salt of an engagement is made once, is private and is different for every client."""

from __future__ import annotations

from pathlib import Path

import pytest

from assess.model.errors import BadInput
from assess.store.salt import engagement_salt


def test_a_salt_is_made_once_and_only_the_owner_may_read_it(tmp_path: Path) -> None:
    first = engagement_salt(tmp_path)
    assert engagement_salt(tmp_path) == first
    assert len(first) == 32 and int(first, 16) >= 0
    assert (tmp_path / ".salt").stat().st_mode & 0o777 == 0o600


def test_two_engagements_have_different_salts(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert engagement_salt(tmp_path / "a") != engagement_salt(tmp_path / "b")


def test_a_salt_that_was_tampered_with_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".salt").write_text("xyz")
    with pytest.raises(BadInput, match="32 hexadecimal digits"):
        engagement_salt(tmp_path)
