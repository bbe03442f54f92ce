"""Personal data in copies: who is named, how sure the words are, and that no price is put on it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import pytest

from assess.diagnose.run import diagnose
from assess.model.engagement import Engagement
from assess.model.evidence import Evidence
from assess.model.finding import Finding

CLOCK = datetime(2026, 11, 22, 9, tzinfo=UTC)
ENGAGEMENT = Engagement.model_validate(
    {
        "client": {"en": "Trial"},
        "departments": [{"id": d, "name": {"zh": zh, "en": d.capitalize()}} for d, zh in
                        (("crm", "会员部"), ("shop", "电商部"), ("fin", "财务部"))],
    }
)  # fmt: skip
Found = Callable[..., list[Finding]]


def look(table: str, column: str, kind: str, state: str = "plain") -> dict[str, Any]:
    return {"table_id": table, "column": column, "kind": kind, "state": state, "seen": 900, "distinct": 800,
            "share": 0.99, "spread": 30}  # fmt: skip


@pytest.fixture
def found(evidence_of: Any, orders: Any) -> Found:
    """`found(frames, looks, **more)`: the findings of the detector on frames by table id."""

    def findings(frames: dict[str, pd.DataFrame], looks: list[dict[str, Any]], **more: Any) -> list[Finding]:
        evidence = evidence_of(frames, **more).plus(Evidence.of({"personal": looks}))
        said = diagnose(evidence, ENGAGEMENT, CLOCK).findings
        return [f for f in said if f.detector == "personal-copies"]

    return findings


def with_phones(orders: pd.DataFrame, prefix: str = "16000") -> pd.DataFrame:
    phones = [f"{prefix}{i:06d}" for i in range(len(orders))]
    return orders.drop(columns="phone_masked").assign(buyer_phone=phones, id_card=[f"ID{p}" for p in phones])


def test_a_copy_in_another_department_is_claimed_by_kind_and_column_and_without_money(
    found: Found, orders: Any
) -> None:
    rows = with_phones(orders())
    looks = [look(f"{s}.orders", c, k) for s in ("crm", "shop")
             for c, k in (("buyer_phone", "mobile"), ("id_card", "resident_id"))]  # fmt: skip
    owned = {"crm.orders": {"owner": "Lin"}}
    [finding] = found({"crm.orders": rows, "shop.orders": rows}, looks, tables=owned)
    assert finding.subjects == ("crm.orders", "shop.orders")
    assert finding.title.en == "1 copy outside Crm holds national ID numbers and phone numbers (crm.orders)"
    assert finding.title.zh == "会员部以外有 1 张副本存有身份证号、手机号（crm.orders）"
    assert (finding.severity, finding.saving) == ("high", None)
    [member] = finding.evidence["members"]
    assert member["fields"] == ["buyer_phone", "id_card"]
    assert member["known_by"] == "by_both"
    assert finding.treatments == ("protect-personal-copies",)


def test_ordinary_data_is_medium_and_names_alone_are_low(found: Found, orders: Any) -> None:
    rows = with_phones(orders()).drop(columns="id_card")
    frames = {"crm.orders": rows, "shop.orders": rows}
    [seen] = found(frames, [look(f"{s}.orders", "buyer_phone", "mobile") for s in ("crm", "shop")])
    [unseen] = found(frames, [])
    assert (seen.severity, unseen.severity) == ("medium", "low")
    assert "may hold" in unseen.title.en and "可能存有" in unseen.title.zh
    assert "1 only the names of columns were read" in unseen.why.en


def test_a_copy_known_by_its_form_only_may_hold_it(found: Found, orders: Any) -> None:
    rows = with_phones(orders())
    looks = [look(f"{s}.orders", "id_card", "resident_id") for s in ("crm", "shop")]
    [finding] = found({"crm.orders": rows, "shop.orders": rows}, looks, profile=False)
    assert "may hold" in finding.title.en
    assert "rests on form alone" in finding.why.en


def test_masked_copies_and_made_up_test_data_are_left_alone(found: Found, orders: Any) -> None:
    rows = with_phones(orders())
    masked = [look("shop.orders", c, "", "masked") for c in ("buyer_phone", "id_card")]
    [verdict] = found({"crm.orders": rows, "shop.orders": rows}, masked)
    assert verdict.outcome == "ok"
    made_up = with_phones(orders(seed=9), "16900")
    [verdict] = found({"crm.orders": rows, "crm_test.orders": made_up}, [])
    assert verdict.outcome == "ok"


def test_production_data_in_a_test_environment_is_claimed_within_one_department(found: Found, orders: Any) -> None:
    rows = with_phones(orders())
    looks = [look("crm_test.orders", "id_card", "resident_id")]
    keepers = {"crm_test.orders": {"department": "crm"}}
    [finding] = found({"crm.orders": rows, "crm_test.orders": rows}, looks, tables=keepers)
    assert finding.subjects == ("crm.orders", "crm_test.orders")
    assert finding.title.en == "1 copy in development or test holds national ID numbers (crm.orders)"
    assert finding.title.zh == "开发测试环境中有 1 张副本存有身份证号（crm.orders）"


def test_no_copies_no_finding(found: Found, orders: Any) -> None:
    [verdict] = found({"crm.orders": with_phones(orders())}, [look("crm.orders", "id_card", "resident_id")])
    assert verdict.outcome == "ok"
    assert "0 copies" in verdict.title.en


def test_facts_hold_names_of_columns_and_counts_and_no_value(found: Found, orders: Any) -> None:
    rows = with_phones(orders())
    looks = [look(f"{s}.orders", "buyer_phone", "mobile") for s in ("crm", "shop")]
    [finding] = found({"crm.orders": rows, "shop.orders": rows}, looks)
    told = json.dumps(finding.evidence, ensure_ascii=False) + finding.title.en + finding.why.en
    assert not any(value in told for column in ("buyer_phone", "id_card") for value in rows[column])
