"""How much of what is stored is hot, cold or ice, and what moving it would save?"""

from __future__ import annotations

from typing import Any

import pandas as pd

from assess.diagnose import pricing
from assess.diagnose.registry import Case, detector
from assess.diagnose.usage.last_use import last_use
from assess.model.finding import Claim, Severity, Verdict, found, not_available
from assess.model.money import Money, total

TIERS = ("hot", "cold", "ice")
WORTH = 0.1  # share of bytes from which cold data is a finding
FORMULA = f"sum over cold and ice tables: storage * (1 - cold_storage_share); storage = {pricing.STORAGE_FORMULA}"


@detector("cold-data", code="CD", needs=("tables",))
def judge(case: Case) -> Verdict:
    """One claim for the company when a tenth or more of the bytes with a known last use is cold or ice."""
    use = case.once(last_use)
    seen = use.tables[use.tables["read_days"].notna() & use.tables["bytes"].notna()]
    unknown = len(use.tables) - len(seen)
    whole = int(seen["bytes"].sum())
    if not whole:
        return not_available(
            f"{len(use.tables)} 张表都缺少最近读取时间或数据量，无法区分冷热。",
            f"None of the {len(use.tables)} tables has both a last read and a volume, so hot cannot be told from cold.",
        )
    limits = case.engagement.tiers
    tier = pd.cut(
        seen["used_days"].astype(float), [-float("inf"), limits.hot_days, limits.cold_days, float("inf")], labels=TIERS
    ).astype(str)
    seen = seen.assign(tier=tier)
    sizes = {name: int(seen.loc[seen["tier"] == name, "bytes"].sum()) for name in TIERS}
    shares = {name: round(size / whole, 4) for name, size in sizes.items()}
    facts: dict[str, Any] = {
        **{f"{name}_share": share for name, share in shares.items()},
        **{f"{name}_bytes": size for name, size in sizes.items()},
        "bytes": whole,
        "tables": len(seen),
        "unknown": unknown,
        "hot_days": limits.hot_days,
        "cold_days": limits.cold_days,
    }
    idle = seen[seen["tier"] != "hot"]
    claims = [_claim(case, seen, idle, facts)] if shares["cold"] + shares["ice"] >= WORTH else []
    return found(claims, examined=len(seen), affected=len(idle), **facts)


def _claim(case: Case, seen: pd.DataFrame, idle: pd.DataFrame, facts: dict[str, Any]) -> Claim:
    idle = idle.sort_values(["bytes", "table_id"], ascending=[False, True])
    amounts: dict[str, Money] = {}
    share = case.engagement.prices.cold_storage_share
    for name, volume in zip(idle["table_id"], idle["bytes"], strict=True):
        amount = pricing.moved(int(volume), case.engagement)
        if amount is not None:
            amounts[str(name)] = amount
    saving = total(amounts.values())
    departments = sorted({str(d) for d in idle["department"] if d})
    by_department = {
        str(d): {t: int(part.loc[part["tier"] == t, "bytes"].sum()) for t in TIERS}
        for d, part in seen.groupby("department", sort=True)
    }
    claimed: dict[str, Any] = {
        **facts,
        "by_department": by_department,
        "by_table": {name: amount.range.as_dict() for name, amount in amounts.items()},
        "reckoned": {
            str(name): pricing.reckoned(int(volume), ("moved",))
            for name, volume in zip(idle["table_id"], idle["bytes"], strict=True)
        },
        "idle": len(idle),
        **_law(case, idle),
    }
    if saving is not None:
        assert share is not None
        claimed |= {"formula": FORMULA, "inputs": {"cold_storage_share": share.range.as_dict()}}
    severity = Severity.MEDIUM if facts["cold_share"] + facts["ice_share"] >= 0.5 else Severity.LOW
    return Claim(tuple(str(t) for t in idle["table_id"]), tuple(departments), severity, claimed, saving)


def _law(case: Case, idle: pd.DataFrame) -> dict[str, Any]:
    """Ice that the law says to keep: written within the legal retention, or nobody knows when."""
    legal = case.engagement.tiers.legal_retention_days
    ice = idle[idle["tier"] == "ice"]
    age = ice["written_days"]
    kept = age.isna() | (age <= legal) if legal is not None else pd.Series(True, index=ice.index)
    return {"legal_retention_days": legal, "kept_by_law_bytes": int(ice.loc[kept, "bytes"].sum())}
