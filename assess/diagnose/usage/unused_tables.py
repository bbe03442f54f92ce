"""Which tables has nobody read for longer than the hot days, directly or through what they feed?"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from assess.diagnose import pricing
from assess.diagnose.registry import Case, detector
from assess.diagnose.usage.job_cost import UNKNOWN, JobCost, added, job_costs
from assess.diagnose.usage.last_use import last_use
from assess.model.engagement import Engagement
from assess.model.finding import Claim, Severity, Verdict, found, not_available
from assess.model.money import Money, total

FORMULA = (
    "sum over tables: storage, of what the law asks to keep storage * (1 - cold_storage_share), + refresh where "
    f"written within the hot days; storage = {pricing.STORAGE_FORMULA}; refresh = {pricing.REFRESH_FORMULA}"
)

USED = ["table_id", "bytes", "used", "at_least", "read_days", "last_written", "written_days"]


@detector("unused-tables", code="US", needs=("tables",))
def judge(case: Case) -> Verdict:
    """One claim a department with the tables nobody uses; tables of unknown use are left out."""
    use = case.once(last_use)
    if not use.known:
        return not_available(
            f"{use.unknown} 张表都不知道最近何时有人用；请提供查询日志（覆盖 {case.engagement.tiers.hot_days} 天以上）"
            "或数据库的访问统计。",
            f"Of none of the {use.unknown} tables is the last use known; give a query log of more than "
            f"{case.engagement.tiers.hot_days} days, or the database's access statistics.",
        )
    hot = case.engagement.tiers.hot_days
    unread = set(use.tables.loc[use.tables["read_days"] > hot, "table_id"])
    indirect = use.dead
    chosen = use.tables[use.tables["table_id"].isin([*unread, *indirect])]
    claims = [
        _claim(case, str(department), part, indirect) for department, part in chosen.groupby("department", sort=True)
    ]
    return found(claims, examined=use.known, affected=len(chosen), tables=use.known, unknown=use.unknown, hot_days=hot)


def _claim(case: Case, department: str, tables: pd.DataFrame, indirect: Mapping[str, list[str]]) -> Claim:
    hot = case.engagement.tiers.hot_days
    costs = case.once(job_costs)
    ordered = tables.assign(size=tables["bytes"].fillna(-1)).sort_values(["size", "table_id"], ascending=[False, True])
    ordered = ordered[USED].assign(used=_days(ordered["used"]), last_written=_days(ordered["last_written"]))
    listed = [_listed(row, case, indirect, costs) for row in ordered.to_dict("records")]
    priced = {str(item["table"]): _yearly(case.engagement, item) for item in listed}
    amounts = {name: amount for name, amount in priced.items() if amount is not None}
    known = [int(item["bytes"]) for item in listed if item["bytes"] is not None]
    saving = total(amounts.values())
    jobs = added(costs, [item["table"] for item in listed])
    facts: dict[str, Any] = {
        "tables": len(listed),
        "hot_days": hot,
        "bytes": sum(known) if known else None,
        "unknown_bytes": len(listed) - len(known),
        "indirect": sum(bool(item["feeds_only"]) for item in listed),
        "refreshed": sum(bool(item["refreshed"]) for item in listed),
        "runs": jobs.runs,
        "run_seconds": jobs.seconds,
        "run_bytes": jobs.bytes,
        "legal_retention_days": case.engagement.tiers.legal_retention_days,
        "kept_by_law": sum(item["kept_by_law"] is True for item in listed),
        "law_unknown": sum(item["kept_by_law"] is None for item in listed),
        "members": listed,
        "by_table": {name: amount.range.as_dict() for name, amount in amounts.items()},
        "reckoned": {
            item["table"]: pricing.reckoned(item["bytes"], _parts(case.engagement, item))
            for item in listed
            if item["bytes"] is not None
        },
    }
    if saving is not None:
        facts |= {"formula": FORMULA, "inputs": {item["table"]: item["bytes"] for item in listed}}
    severity = Severity.MEDIUM if facts["refreshed"] or (saving and saving.base > 0) else Severity.LOW
    return Claim(tuple(item["table"] for item in listed), (department,) if department else (), severity, facts, saving)


def _days(moments: pd.Series[Any]) -> pd.Series[Any]:
    """Days as text, None where a moment is not known; all at once, as one moment after another takes long."""
    days = moments.dt.tz_convert(None).to_numpy(dtype="datetime64[D]").astype(str)
    return pd.Series([None if day == "NaT" else day for day in days.tolist()], index=moments.index, dtype="object")


def _listed(
    row: Mapping[Hashable, Any], case: Case, indirect: Mapping[str, list[str]], costs: Mapping[str, JobCost]
) -> dict[str, Any]:
    """A table with its last use; where only a moment is known since which there was none, that is `unread_since`."""
    name, known, day = str(row["table_id"]), row["last_written"] is not None, row["used"]
    legal = case.engagement.tiers.legal_retention_days
    cost = costs.get(name, UNKNOWN)
    return {
        "table": name,
        "bytes": None if pd.isna(row["bytes"]) else int(row["bytes"]),
        "last_read": None if row["at_least"] else day,
        "unread_since": day if row["at_least"] else None,
        "days": int(row["read_days"]),
        "last_written": row["last_written"],
        "refreshed": bool(known and row["written_days"] <= case.engagement.tiers.hot_days),
        "feeds_only": indirect.get(name, []),
        "runs": cost.runs,
        "run_seconds": cost.seconds,
        "run_bytes": cost.bytes,
        "kept_by_law": bool(row["written_days"] <= legal) if known and legal is not None else None,
    }


def _yearly(engagement: Engagement, item: Mapping[str, Any]) -> Money | None:
    """Storage, and refresh where the table is still written.

    What the law asks to keep, or may ask to, is moved and not deleted: of its storage only the difference is saved.
    """
    priced = {"moved": pricing.moved, "storage": pricing.storage, "refresh": pricing.refresh}
    amounts = (priced[part](item["bytes"], engagement) for part in _parts(engagement, item))
    return total(amount for amount in amounts if amount is not None)


def _parts(engagement: Engagement, item: Mapping[str, Any]) -> list[str]:
    kept = engagement.tiers.legal_retention_days is not None and item["kept_by_law"] is not False
    return ["moved" if kept else "storage", *(["refresh"] if item["refreshed"] else [])]
