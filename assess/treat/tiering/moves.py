"""The moves: every cold and ice table with its saving and its legal floor, the largest saving first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from assess.diagnose.run import Diagnosis
from assess.diagnose.usage.last_use import last_use
from assess.model.engagement import Engagement
from assess.model.finding import Finding, Outcome
from assess.model.money import Money, total
from assess.model.parts import MoneyPart, TextPart
from assess.model.text import Text
from assess.model.treatment_parts import Floor, Tier, TieringPart, TierRowPart
from assess.treat.savings import ORDER
from assess.treat.tiering.how import script_of

COLD = "cold-data"


def plan_tiers(diagnosis: Diagnosis) -> TieringPart:
    """The moves of the check-up, or why none is planned.

    Amounts are those of the finding on cold data, table by table; a table whose saving another finding has already
    counted (treat/savings.py) says so in `counted_in`, and `net` leaves it out.
    """
    case = diagnosis.case
    use = case.once(last_use)
    found = next((f for f in diagnosis.findings if f.detector == COLD), None)
    if found is None or found.outcome is not Outcome.FINDING:
        why = found.title if found else Text("没有检测冷热分布。", "Hot and cold data was not looked at.")
        return _none(why, use.unknown)
    limits = case.engagement.tiers
    frame = use.tables[use.tables["used_days"] > limits.hot_days]
    amounts = found.evidence.get("by_table") or {}
    counted = counted_in(diagnosis)
    currency = case.engagement.currency
    rows = [
        _row(row, amounts.get(str(row["table_id"])), counted.get(str(row["table_id"]), found.id), case.engagement)
        for row in frame.astype(object).where(frame.notna(), None).to_dict("records")
    ]
    rows.sort(key=lambda r: (-(r.saving.base if r.saving else 0), -(r.bytes or 0), r.table))
    numbered = [row.model_copy(update={"id": f"G-{number:03d}"}) for number, row in enumerate(rows, 1)]
    net = [row.saving for row in numbered if row.saving and row.counted_in == found.id]
    return TieringPart(
        planned=bool(numbered),
        why=TextPart(**_why(numbered, use.unknown, case.engagement).as_dict()),
        rows=numbered,
        unknown=use.unknown,
        saving=_sum([r.saving for r in numbered if r.saving], currency),
        net=_sum(net, currency),
        formula=str(found.evidence.get("formula", "")),
    )


def counted_in(diagnosis: Diagnosis) -> dict[str, str]:
    """Table -> the finding whose saving counts it, in the order of treat/savings.py."""
    found: dict[str, str] = {}
    priced = [f for f in diagnosis.findings if f.saving is not None]
    for finding in sorted(priced, key=_order):
        named = finding.evidence.get("by_table")
        for table in named if isinstance(named, Mapping) and named else finding.subjects:
            found.setdefault(str(table), finding.id)
    return found


def _order(finding: Finding) -> tuple[int, str]:
    return (ORDER.index(finding.detector) if finding.detector in ORDER else len(ORDER), finding.id)


def _sum(amounts: list[MoneyPart], currency: str) -> MoneyPart | None:
    whole = total(Money(currency, a.low, a.base, a.high) for a in amounts)
    return None if whole is None else MoneyPart(currency=currency, **whole.range.as_dict())


def _none(why: Text, unknown: int) -> TieringPart:
    return TieringPart(
        planned=False, why=TextPart(**why.as_dict()), rows=[], unknown=unknown, saving=None, net=None, formula=""
    )


def _row(
    row: Mapping[Any, Any], amount: Mapping[str, float] | None, counted: str, engagement: Engagement
) -> TierRowPart:
    limits = engagement.tiers
    used = int(row["used_days"])
    to: Tier = "ice" if row["used_days"] > limits.cold_days else "cold"
    floor, kept = floor_of(row["written_days"], row["retention_days"], limits.legal_retention_days)
    why = Text(*_reason(used, to, limits.hot_days, limits.cold_days))
    law = _law(floor, kept, row["written_days"], row["retention_days"], limits.legal_retention_days)
    return TierRowPart(
        id="",
        table=str(row["table_id"]),
        department=str(row["department"]),
        source=str(row["source"]),
        engine=str(row["engine"]),
        tier_from="hot",
        tier_to=to,
        used_days=used,
        bytes=None if row["bytes"] is None else int(row["bytes"]),
        saving=None if amount is None else MoneyPart(currency=engagement.currency, **amount),
        counted_in=counted,
        floor=floor,
        kept_days=kept,
        why=TextPart(zh=why.zh + law.zh, en=f"{why.en} {law.en}"),
        how=script_of(str(row["source"]), str(row["engine"])),
    )


def floor_of(written_days: float | None, retention_days: Any, legal_days: int | None) -> tuple[Floor, int | None]:
    """What keeps a table from going beyond ice, and for how many days the law still asks to keep it.

    `law`: written within the legal retention; `unknown`: the legal retention, the last write or the table's own
    retention is not known; `rule`: the law has no claim any more, the table's own retention is not over; `none`.
    """
    if legal_days is None or written_days is None or pd.isna(written_days):
        return "unknown", None
    if written_days <= legal_days:
        return "law", max(0, int(legal_days - written_days))
    if retention_days is None or pd.isna(retention_days):
        return "unknown", None
    return ("rule" if written_days <= int(retention_days) else "none"), None


def _reason(used: int, to: Tier, hot: int, cold: int) -> tuple[str, str]:
    if to == "ice":
        return f"{used:,} 天没有用过，超过 {cold:,} 天。", f"Not used for {used:,} days, more than {cold:,}."
    return f"{used:,} 天没有用过，超过 {hot:,} 天。", f"Not used for {used:,} days, more than {hot:,}."


def _law(floor: Floor, kept: int | None, written: Any, retention: Any, legal: int | None) -> Text:
    if floor == "law":
        return Text(
            f"法定还要保存 {kept:,} 天：只移不删。", f"The law asks to keep it {kept:,} days more: move, never delete."
        )
    if floor == "rule":
        return Text(
            f"本表自己的保留期 {int(retention):,} 天未到：只移不删。",
            f"Its own retention of {int(retention):,} days is not over: move, never delete.",
        )
    if floor == "none":
        return Text(
            "法定和自定的保留期都已过：移走之后是否删除，由负责人决定。",
            "Both the legal and its own retention are over: whether it is deleted later is for its owner to decide.",
        )
    if legal is None:
        return Text(
            "法定保留期没有给出：最多移到冰，不删。",
            "The legal retention was not given: to ice at most, never deleted.",
        )
    if written is None or pd.isna(written):
        return Text(
            "不知道最近何时写入：最多移到冰，不删。",
            "When it was last written is unknown: to ice at most, never deleted.",
        )
    return Text("本表没有保留期：最多移到冰，不删。", "It has no retention period: to ice at most, never deleted.")


def _why(rows: list[TierRowPart], unknown: int, engagement: Engagement) -> Text:
    zh, en = [], []
    bare = sum(row.bytes is None for row in rows)
    if unknown:
        zh.append(f"{unknown:,} 张表用量未知，不动。")
        en.append(f"{unknown:,} {'table' if unknown == 1 else 'tables'} of unknown use stay where they are.")
    if bare:
        zh.append(f"{bare:,} 张表数据量未知，只列出、不算钱。")
        en.append(f"{bare:,} of unknown volume {'is' if bare == 1 else 'are'} listed and not priced.")
    if engagement.prices.storage_per_tb_year is None or engagement.prices.cold_storage_share is None:
        zh.append("没有给出存储单价或冷热价比，不算节省。")
        en.append("The price of storage, or of cold against hot, was not given, so no saving is claimed.")
    return Text("".join(zh), " ".join(en))
