"""What a claim about copies says, and what it may cost."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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


def test_backups_are_paid_for_beside_the_replicas(evidence_of: Shelf, orders: Frames) -> None:
    frames = {"a.orders": orders(500), "b.orders": orders(500)}
    prices = PRICES | {"backups": {"low": 0, "base": 1, "high": 2}}
    (claim,) = _ask("redundant-tables", evidence_of(frames, tables=_sized(a=10**12, b=10**12)), prices).claims
    assert claim.saving is not None
    assert claim.saving.base == 1000 * (2 + 1) + 365 + 100
    assert claim.saving.low == 500 * (1 + 0) + 365 + 100
    assert claim.facts["prices"]["backups"]["high"] == 2


def test_rows_older_than_the_master_keeps_are_not_saved_and_not_taken_off_twice(
    evidence_of: Shelf, orders: Frames
) -> None:
    frame = orders(1000)
    recent = frame[frame["order_time"] >= frame["order_time"].quantile(0.25)]
    tables = _sized(a=10**12, b=10**12)
    tables["a.orders"] |= {"retention_days": 150, "last_written": "2026-11-20", "owner": "Li", "rows": 9000}
    tables["b.orders"] |= {"retention_days": 200}
    (claim,) = _ask("redundant-tables", evidence_of({"a.orders": recent, "b.orders": frame}, tables=tables)).claims
    assert claim.subjects[0] == "a.orders"
    share = claim.facts["inputs"]["b.orders"]["rows_in_master"]["base"]
    assert share == pytest.approx(0.75, abs=0.01)
    assert claim.facts["inputs"]["b.orders"]["retention_overlap"] == 0.75
    assert claim.saving is not None
    assert claim.saving.base == pytest.approx(share * (2000 + 365 + 100), rel=0.001)


def test_a_copy_says_what_is_kept_otherwise_than_the_masters(evidence_of: Shelf, orders: Frames) -> None:
    tables: dict[str, dict[str, Any]] = {
        "a.orders": {"owner": "Li", "retention_days": 365, "last_written": "2026-11-20"},
        "b.orders": {"owner": "Wang", "retention_days": 30},
    }
    (claim,) = _ask("redundant-tables", evidence_of({n: orders(500) for n in tables}, tables=tables)).claims
    assert claim.facts["members"][0]["differences"] == [
        {"what": "owner", "master": "Li", "found": "Wang"},
        {"what": "retention_days", "master": 365, "found": 30},
    ]


def test_the_choice_of_the_master_comes_with_weights_totals_and_what_would_flip_it(
    evidence_of: Shelf, orders: Frames
) -> None:
    frames = {"a.orders": orders(500), "b.orders": orders(500).iloc[:480]}
    (claim,) = _ask("redundant-tables", evidence_of(frames)).claims
    facts = claim.facts
    assert facts["weights"]["consumers"] == 1.5
    first, second = (facts["totals"][name] for name in claim.subjects)
    assert facts["margin"] == round(first - second, 2)
    assert facts["flips"]
    assert all(flip["zh"] and flip["en"] for flip in facts["flips"])


def test_a_member_with_all_the_masters_rows_and_more_is_a_superset(evidence_of: Shelf, orders: Frames) -> None:
    frame = orders(1000)
    tables: dict[str, dict[str, Any]] = {
        "a.orders": {"rows": 400, "owner": "Li", "retention_days": 900, "last_written": "2026-11-20"},
        "b.orders": {"rows": 1000, "retention_days": 9, "last_written": "2024-01-01"},
    }
    frames = {"a.orders": frame.iloc[:400], "b.orders": frame}
    group = redundancy_json(find_copies(evidence_of(frames, tables=tables)))["groups"][0]
    assert [(t["id"], t["role"]) for t in group["tables"]] == [("a.orders", "master"), ("b.orders", "superset")]
    assert group["tables"][1]["verdict"] == "subset"


def test_a_part_says_what_it_was_cut_by(evidence_of: Shelf, orders: Frames) -> None:
    frame = orders(3000)
    frames = {"a.orders": frame, "b.east": frame[frame["channel"] == "app"]}
    (claim,) = _ask("redundant-tables", evidence_of(frames)).claims
    said = " ".join(reason["en"] for reason in claim.facts["members"][0]["reasons"])
    assert "channel has 1 values in the smaller table and 3 in the larger one" in said


def test_what_templates_cost_in_upkeep_is_said_and_never_saved(evidence_of: Shelf, orders: Frames) -> None:
    frames = {f"{s}.orders": orders(seed=n) for n, s in enumerate("abc")}
    verdict = _ask("redundant-tables", evidence_of(frames))
    assert verdict.claims == ()
    assert verdict.facts["template_upkeep"]["base"] == 2 * 100


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_table_is_saved_twice_however_groups_overlap(
    evidence_of: Shelf, orders: Frames, data: st.DataObject
) -> None:
    """Random parts of one table, some beside each other under the names of backups: each is removed at most once,
    from a master that stays or is removed once itself, and the parts shown add up to the total shown."""
    frame = orders(400)
    frames: dict[str, pd.DataFrame] = {}
    for n in range(data.draw(st.integers(2, 6))):
        low, high = sorted(data.draw(st.tuples(st.integers(0, 250), st.integers(60, 400))))
        name = data.draw(st.sampled_from(["orders", "orders_bak", "orders_v2", "o_2024", "t_dd"]))
        frames[f"{'abc'[n % 3]}.{name}"] = frame.iloc[low : max(high, low + 60)]
    evidence = evidence_of(frames, tables={name: {"bytes": 10**12 + 7 * i} for i, name in enumerate(frames)})
    removed: list[str] = []
    for slug in ("redundant-tables", "table-versions"):
        for claim in _ask(slug, evidence).claims:
            removed += claim.subjects[1:]
            assert claim.subjects[0] not in claim.facts["by_table"]
            if claim.saving is not None:
                for end in ("low", "base", "high"):
                    parts = [Decimal(f"{part[end]:.2f}") for part in claim.facts["by_table"].values()]
                    assert Decimal(f"{getattr(claim.saving, end):.2f}") == sum(parts)
    assert len(removed) == len(set(removed))
    assert len(removed) < len(frames)
