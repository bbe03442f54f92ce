"""What holds the badge down."""

from __future__ import annotations

from assess.diagnose.maturity.badge import capped


def test_an_unmet_gate_holds_the_badge_however_high_the_answers_are() -> None:
    assert capped(5, {"G1": False, "G2": True, "P0": False}) == (2, ["G1", "P0"])
    assert capped(1, {"G1": False}) == (1, [])
    assert capped(4, {"G1": True}) == (4, [])
    assert capped(None, {"G1": False}) == (None, [])
