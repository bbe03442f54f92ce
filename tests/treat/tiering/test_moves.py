"""Moves between tiers: the savings are those of the findings, the law is a floor, and what is unknown stays."""

from __future__ import annotations

import json
import random
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assess.diagnose.run import Diagnosis, diagnose
from assess.model.engagement import Engagement
from assess.model.evidence import Evidence
from assess.model.money import Money, total
from assess.model.treatment_parts import TieringPart
from assess.treat.savings import net_savings
from assess.treat.tiering.moves import floor_of, plan_tiers
from assess.treat.tiering.write import tiering_files

CLOCK = datetime(2026, 11, 22, tzinfo=UTC)
PRICES = {
    "storage_per_tb_year": {"low": 900, "base": 1000, "high": 1300},
    "cold_storage_share": {"low": 0.1, "base": 0.2, "high": 0.3},
    "replicas": {"low": 2, "base": 3, "high": 3},
}


def ago(days: float | None) -> str | None:
    return None if days is None else (CLOCK - timedelta(days=days)).isoformat()


def table(name: str, read: float | None, written: float | None, **more: Any) -> dict[str, Any]:
    told = {"table_id": f"s.{name}", "source": "s", "name": name, "department": "sales", "kind": "table"}
    return told | {"engine": "postgres", "last_read": ago(read), "last_written": ago(written)} | more


def diagnosed(
    tables: list[dict[str, Any]], prices: dict[str, Any] | None = None, legal: int | None = None
) -> Diagnosis:
    engagement = Engagement.model_validate(
        {
            "client": {"en": "Trial"},
            "departments": [{"id": "sales", "name": {"en": "Sales"}}],
            "prices": PRICES if prices is None else prices,
            "tiers": {"hot_days": 365, "cold_days": 1825, **({"legal_retention_days": legal} if legal else {})},
        }
    )
    return diagnose(Evidence.of({"tables": tables}), engagement, CLOCK)


def plan(*tables: dict[str, Any], **more: Any) -> TieringPart:
    return plan_tiers(diagnosed(list(tables), **more))


@pytest.mark.parametrize(
    ("written", "own", "legal", "floor", "kept"),
    [
        (100, 30, None, "unknown", None),
        (None, 30, 1095, "unknown", None),
        (100, 30, 1095, "law", 995),
        (1095, 30, 1095, "law", 0),
        (1096, None, 1095, "unknown", None),
        (1096, 3650, 1095, "rule", None),
        (4000, 3650, 1095, "none", None),
    ],
)
def test_the_floor(written: float | None, own: int | None, legal: int | None, floor: str, kept: int | None) -> None:
    assert floor_of(written, own, legal) == (floor, kept)


def test_the_largest_saving_moves_first_and_tables_in_use_or_of_unknown_use_stay() -> None:
    made = plan(
        table("small", 400, 2000, bytes=10**9),
        table("large", 400, 2000, bytes=10**12),
        table("ice", 1900, 3000, bytes=10**10),
        table("hot", 3, 2000, bytes=10**11),
        table("who_knows", None, 4000, bytes=10**13),
        table("written", 400, 10, bytes=10**11),
    )
    assert [(r.id, r.table, r.tier_to) for r in made.rows] == [
        ("G-001", "s.large", "cold"), ("G-002", "s.ice", "ice"), ("G-003", "s.small", "cold"),
    ]  # fmt: skip
    assert made.unknown == 1 and "1 table of unknown use" in made.why.en
    assert made.rows[0].saving is not None
    # 1 TB, 1,000 a TB, 3 replicas, 1 - 0.2
    assert (made.rows[0].saving.low, made.rows[0].saving.base, made.rows[0].saving.high) == (1260, 2400, 3510)


def test_without_prices_tables_move_and_no_amount_is_made_up() -> None:
    made = plan(table("a", 400, 2000, bytes=10**12), prices={})
    assert [row.saving for row in made.rows] == [None]
    assert made.saving is None and made.net is None and "price" in made.why.en and "单价" in made.why.zh


def test_without_usage_nothing_is_planned_and_the_reason_is_that_of_the_check() -> None:
    made = plan(table("a", None, None, bytes=10**12))
    assert not made.planned and not made.rows and made.unknown == 1
    assert "last read" in made.why.en and "最近读取" in made.why.zh


def test_a_table_of_unknown_volume_is_listed_and_not_priced() -> None:
    made = plan(table("a", 400, 2000, bytes=10**12), table("b", 700, 2000))
    assert [(r.table, r.bytes, r.saving is None) for r in made.rows] == [("s.a", 10**12, False), ("s.b", None, True)]
    assert "1 of unknown volume is listed" in made.why.en


def test_what_the_law_asks_to_keep_says_so_and_how_long() -> None:
    made = plan(table("a", 400, 500, bytes=10**12, retention_days=30), legal=1095)
    assert (made.rows[0].floor, made.rows[0].kept_days) == ("law", 595)
    assert "595 days more: move, never delete" in made.rows[0].why.en and "只移不删" in made.rows[0].why.zh


@pytest.mark.parametrize("seed", range(12))
def test_savings_are_those_of_the_findings_and_each_table_is_counted_once(seed: int) -> None:
    dice = random.Random(seed)
    tables = [
        table(
            f"t{n}", dice.choice([None, 5, 400, 900, 2500]), dice.choice([None, 10, 700, 3000]),
            bytes=dice.choice([None, dice.randrange(10**6, 10**13)]), retention_days=dice.choice([None, 365, 3650]),
        )
        for n in range(dice.randrange(1, 40))
    ]  # fmt: skip
    diagnosis = diagnosed(tables, legal=dice.choice([None, 1095]))
    made = plan_tiers(diagnosis)
    cold = next(f for f in diagnosis.findings if f.detector == "cold-data")
    assert len({row.table for row in made.rows}) == len(made.rows)
    priced = [Money("CNY", r.saving.low, r.saving.base, r.saving.high) for r in made.rows if r.saving]
    assert total(priced) == cold.saving
    assert (None if made.saving is None else made.saving.base) == (cold.saving.base if cold.saving else None)
    net = net_savings(diagnosis.findings).get(cold.id)
    assert (
        (made.net.low, made.net.base, made.net.high) == (net.low, net.base, net.high)
        if made.net and net
        else (made.net is None and net is None)
    )
    by_id = {f.id: f for f in diagnosis.findings}
    for row in made.rows:
        if row.saving:
            assert row.table in by_id[row.counted_in].subjects
    amounts = [row.saving.base if row.saving else 0 for row in made.rows]
    assert amounts == sorted(amounts, reverse=True)


def test_the_files_of_a_plan_agree_with_it_and_are_the_same_bytes_each_time() -> None:
    tables = [
        table("a", 400, 2000, bytes=10**12), table("=b", 1900, 3000, bytes=10**11),
        table("c", 1900, 3000, bytes=10**10, engine=""),
        table("d", 400, 900, bytes=10**9, engine="snowflake", source="w"),
    ]  # fmt: skip
    diagnosis = diagnosed(tables, legal=1095)
    part = plan_tiers(diagnosis)
    files = tiering_files(part, Evidence.of({"tables": tables}))
    assert files == tiering_files(part, Evidence.of({"tables": tables}))
    assert set(files) >= {"moves.csv", "plan.zh.md", "plan.en.md", "sql/s.sql", "sql/s.back.sql", "sql/w.sql"}
    assert len(files["moves.csv"].decode("utf-8-sig").splitlines()) == 5
    assert 'ALTER TABLE "=b" SET TABLESPACE ice;' in files["sql/s.sql"].decode()
    assert "1 table has no script (engine: unknown)" in files["plan.en.md"].decode()
    assert "1 张表没有脚本（引擎：未知）" in files["plan.zh.md"].decode()
    for name in ("s3", "gcs", "azure"):
        rules = files[f"policy/{name}.json"].decode()
        assert json.loads(rules) and not re.search("expir|delete", rules, re.IGNORECASE)
