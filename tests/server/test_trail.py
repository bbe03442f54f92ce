"""Who is who by the claims of a token, and how much of the refused is written down."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import server_seen as written

from assess.model.access import Forbidden, Person, Role
from assess.model.access_server import Server
from assess.store.audit import read_audit
from assess.store.server_file import load_server
from assess.ui.server.persons import Ended, person_of
from assess.ui.server.trail import ALL, EACH, Brake, log

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
ISSUER = "http://localhost:9"
CLAIMS = {"iss": ISSUER, "aud": "assess", "sub": "1", "email": "Owner@Example.com", "email_verified": True,
          "iat": NOW.timestamp()}  # fmt: skip


def served(root: Path) -> Server:
    for tenant in ("yunling", "other"):
        (root / "engagements" / tenant).mkdir(parents=True)
    return load_server(written.server_yaml(root, "http://localhost:1", ISSUER))


def test_a_token_for_us_is_its_person_until_the_session_ends(tmp_path: Path) -> None:
    server = served(tmp_path)
    found = person_of(CLAIMS, server, NOW + timedelta(hours=7, minutes=59), Ended())
    assert (found.email, found.until) == ("owner@example.com", NOW + timedelta(hours=8))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"aud": "payroll"}, "another application"), ({"aud": ["payroll"]}, "another application"),
        ({"aud": None}, "another application"), ({"iss": "https://evil.example"}, "another provider"),
        ({"email": ""}, "which e-mail address"), ({"email_verified": "true"}, "has not verified"),
        ({"email_verified": None}, "has not verified"), ({"iat": None}, "when it was made"),
        ({"iat": (NOW - timedelta(hours=8)).timestamp()}, "has ended"),
        ({"iat": (NOW + timedelta(hours=1)).timestamp()}, "has ended"),
    ],
)  # fmt: skip
def test_a_token_that_is_not_ours_or_not_of_now_is_nobody(tmp_path: Path, changed: dict[str, Any], said: str) -> None:
    server = served(tmp_path)
    with pytest.raises(Forbidden, match=said):
        person_of(CLAIMS | changed, server, NOW, Ended())


def test_refusals_without_end_are_a_few_lines_and_a_count() -> None:
    seconds = [0.0]
    brake = Brake(lambda: seconds[0])
    assert sum(brake.lets("one@example.com")[0] for _ in range(1000)) == EACH
    assert sum(brake.lets(f"{n}@example.com")[0] for n in range(1000)) == ALL - EACH
    seconds[0] = 60
    assert brake.lets("one@example.com") == (True, 1000 - EACH + 1000 - (ALL - EACH))
    assert brake.lets("one@example.com") == (True, 0)


def test_when_a_respondent_came_is_not_in_the_log_beside_the_answers(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    places = {"one": (tmp_path / "one", Role.EXECUTIVE), "two": (tmp_path / "two", Role.RESPONDENT)}
    log(places, Person("who@example.com"), "logged in", "")
    assert [(e.actor, e.action, e.subject) for e in read_audit(tmp_path / "one")] == [
        ("who@example.com", "logged in", "as executive")
    ]
    assert read_audit(tmp_path / "two") == ()
