"""What a claim about copies says, and what it may cost."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import pytest

from assess.diagnose.redundancy.as_json import redundancy_json
from assess.diagnose.redundancy.groups import find_copies
from assess.diagnose.registry import DETECTORS, Case, detectors
from assess.model.engagement import Engagement
from assess.model.evidence import Evidence
from assess.model.finding import Verdict

Shelf = Callable[..., Evidence]
Frames = Callable[..., pd.DataFrame]
PRICES: dict[str, Any] = {
    "storage_per_tb_year": {"low": 500, "base": 1000, "high": 1500},
    "replicas": {"low": 1, "base": 2, "high": 3},
    "refresh_per_tb": {"low": 1, "base": 1, "high": 1},
    "refreshes_per_year": {"low": 365, "base": 365, "high": 365},
    "table_upkeep_per_year": {"low": 100, "base": 100, "high": 100},
}


def _ask(slug: str, evidence: Evidence, prices: dict[str, Any] | None = None) -> Verdict:
    detectors()
    engagement = Engagement.model_validate(
        {
            "client": {"en": "Trial"},
            "departments": [{"id": i, "name": {"en": i}} for i in ("a", "b", "c")],
            "prices": PRICES if prices is None else prices,
        }
    )
    return DETECTORS[slug].judge(Case(evidence, engagement, datetime(2026, 11, 22, tzinfo=UTC)))


def _sized(**bytes_of: int | None) -> dict[str, dict[str, Any]]:
    return {f"{source}.orders": {"bytes": size} for source, size in bytes_of.items()}


def test_an_exact_copy_saves_its_storage_refresh_and_upkeep_to_the_cent(evidence_of: Shelf, orders: Frames) -> None:
    tables = _sized(a=2 * 10**12, b=10**12)
    claim = _ask("redundant-tables", evidence_of({"a.orders": orders(500), "b.orders": orders(500)}, tables=tables))
    (claim,) = claim.claims
    assert claim.subjects == ("a.orders", "b.orders")
    assert claim.saving is not None
    assert claim.saving.base == 1000 * 2 + 365 + 100
    assert claim.saving.low == 500 * 1 + 365 + 100
    assert claim.facts["by_table"]["b.orders"]["high"] == claim.saving.high == 1500 * 3 + 365 + 100
    assert {"formula", "inputs", "prices"} <= set(claim.facts)


def test_a_partial_copy_saves_only_the_rows_the_master_has(evidence_of: Shelf, orders: Frames) -> None:
    frame = orders(1000)
    mine, theirs = frame.iloc[:900], frame.iloc[400:]
    tables = _sized(a=2 * 10**12, b=10**12)
    (claim,) = _ask("redundant-tables", evidence_of({"a.orders": mine, "b.orders": theirs}, tables=tables)).claims
    (member,) = claim.facts["members"]
    assert claim.saving is not None
    share = member["rows_in_master"]["base"] * member["columns_in_master"]
    assert share == pytest.approx(5 / 6, abs=0.01)
    assert claim.saving.base == pytest.approx(share * (2000 + 365 + 100), rel=0.001)


def test_three_copies_are_paid_twice_not_three_times(evidence_of: Shelf, orders: Frames) -> None:
    frames = {f"{s}.orders": orders(500) for s in "abc"}
    (claim,) = _ask("redundant-tables", evidence_of(frames, tables=_sized(a=10**12, b=10**12, c=10**12))).claims
    assert claim.saving is not None
    assert claim.saving.base == 2 * (2000 + 365 + 100)
    assert claim.subjects[0] not in claim.facts["by_table"]


def test_unknown_bytes_no_prices_or_unseen_rows_are_no_money_and_are_said(evidence_of: Shelf, orders: Frames) -> None:
    frames = {"a.orders": orders(500), "b.orders": orders(500)}
    unknown = _ask("redundant-tables", evidence_of(frames, tables=_sized(a=None, b=None))).claims[0]
    assert unknown.saving is None
    assert unknown.facts["unpriced"] == ["b.orders"]
    assert _ask("redundant-tables", evidence_of(frames), prices={}).claims[0].saving is None
    unseen = _ask("redundant-tables", evidence_of(frames, profile=False)).claims[0]
    assert unseen.saving is None
    assert unseen.facts["proven"] == 0


def test_a_backup_is_not_refreshed_so_only_storage_and_upkeep_are_saved(evidence_of: Shelf, orders: Frames) -> None:
    frames = {"a.orders": orders(500), "a.orders_bak": orders(500)}
    tables = {"a.orders_bak": {"bytes": 10**12}}
    (claim,) = _ask("table-versions", evidence_of(frames, tables=tables)).claims
    assert claim.subjects == ("a.orders", "a.orders_bak")
    assert claim.saving is not None
    assert claim.saving.base == 2000 + 100
    assert _ask("redundant-tables", evidence_of(frames, tables=tables)).claims == ()


def test_a_copy_nobody_writes_any_more_is_not_refreshed_either(evidence_of: Shelf, orders: Frames) -> None:
    tables = {"b.orders": {"bytes": 10**12, "last_written": "2020-01-01"}, "a.orders": {"last_written": "2026-11-01"}}
    frames = {"a.orders": orders(500), "b.orders": orders(500)}
    (claim,) = _ask("redundant-tables", evidence_of(frames, tables=tables)).claims
    assert claim.saving is not None
    assert claim.saving.base == 2000 + 100


def test_templates_are_counted_and_not_claimed(evidence_of: Shelf, orders: Frames) -> None:
    verdict = _ask("redundant-tables", evidence_of({"a.orders": orders(seed=1), "b.orders": orders(seed=2)}))
    assert verdict.claims == ()
    assert verdict.facts["templates"] == 1


def test_a_claim_says_what_a_client_needs_to_check_it(
    evidence_of: Shelf, orders: Frames, pinyin: dict[str, str]
) -> None:
    frames = {"a.orders": orders(500), "b.t_dd": orders(500).rename(columns=pinyin)}
    (claim,) = _ask("redundant-tables", evidence_of(frames)).claims
    json.dumps(claim.facts)
    (member,) = claim.facts["members"]
    assert member["key"] == {"here": "ddh", "master": "order_id"}
    assert all(reason["zh"] and reason["en"] for reason in member["reasons"])
    column = next(c for c in claim.facts["columns"] if c["name"] == "pay_amount")
    assert column["members"] == {"a.orders": "pay_amount", "b.t_dd": "sfje"}
    assert column["differences"] == [{"table": "b.t_dd", "what": "name", "master": "pay_amount", "found": "sfje"}]


def test_the_json_contract(evidence_of: Shelf, orders: Frames) -> None:
    frame = orders()
    frames = {
        "a.orders": frame.assign(extra=range(len(frame))),
        "b.orders": frame.assign(quantity=frame["quantity"].astype(str)),
        "c.orders": orders(seed=9),
    }
    said = redundancy_json(find_copies(evidence_of(frames)))
    copy, template = said["groups"]
    assert [t["role"] for t in copy["tables"]] == ["master", "copy"]
    assert copy["verdict"] == "near_copy"
    assert copy["overlap"]["b.orders"]["rows_in_master"]["base"] == 1
    kinds = {d["what"] for c in copy["columns"] for d in c["differences"]}
    assert kinds == {"type"}
    assert {"id", "verdict", "tables", "columns", "overlap", "confidence"} <= set(copy)
    assert template["verdict"] == "template"
    assert "master" not in {t["role"] for t in template["tables"]}
    json.dumps(said)
