"""Cost against business: a difference of growth, the same when the business shrinks."""

from __future__ import annotations

import pytest

from assess.model.engagement import Bilingual, Department, Engagement, Organisation
from assess.model.gates import Gates, Quarter
from assess.operate.gate.growth import cost_growth

PEOPLE = (Department(id="sales", name=Bilingual(en="Sales")),)


def judged(gates: Gates, **organisation: object) -> str:
    told = Engagement(client=Bilingual(en="Dairy"), departments=PEOPLE, organisation=Organisation(**organisation))
    return cost_growth(told, gates).outcome


def quarters(cost: tuple[float, float], business: tuple[float, float], security: tuple[float, float] = (0, 0)) -> Gates:
    return Gates(quarters=tuple(
        Quarter(data_cost=cost[y] + security[y], security_cost=security[y], business=business[y])
        for y in (0, 0, 0, 0, 1, 1, 1, 1)
    ))  # fmt: skip


@pytest.mark.parametrize(
    ("cost", "business", "outcome"),
    [
        ((100, 130), (1000, 1300), "passed"),
        ((100, 131), (1000, 1300), "failed"),
        ((100, 95), (1000, 900), "failed"),  # shrank by 5 % against 10 %: the quotient 0.5 would look good
        ((100, 90), (1000, 900), "passed"),
        ((100, 100), (1000, 1000), "passed"),
        ((100, 100), (0, 1000), "unknown"),
        ((0, 100), (1000, 1000), "unknown"),
    ],
)
def test_cost_may_not_grow_faster_than_the_business(
    cost: tuple[float, float], business: tuple[float, float], outcome: str
) -> None:
    assert judged(quarters(cost, business)) == outcome


def test_security_spend_is_exempt() -> None:
    assert judged(quarters((100, 110), (1000, 1100), security=(10, 500))) == "passed"


def test_rates_that_include_security_or_are_missing_are_unknown() -> None:
    assert judged(Gates(), data_cost_growth=0.1, business_growth=0.2) == "passed"
    assert judged(Gates(), data_cost_growth=0.3, business_growth=0.2) == "failed"
    assert judged(Gates(growth_may_exceed=0.1), data_cost_growth=0.3, business_growth=0.2) == "passed"
    assert judged(Gates(), data_cost_growth=0.1) == "unknown"
    rates = {"data_cost_growth": 0.1, "business_growth": 0.2, "security_cost_growth_excluded": False}
    assert judged(Gates(), **rates) == "unknown"
