"""What the jobs that fill a table cost by the logs: runs, seconds and bytes scanned in the window of the log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from assess.diagnose.registry import Case


@dataclass(frozen=True, slots=True)
class JobCost:
    """Added up over the jobs that fill one table; None where no log says."""

    runs: int | None
    seconds: float | None
    bytes: int | None


UNKNOWN = JobCost(None, None, None)


def job_costs(case: Case) -> dict[str, JobCost]:
    """By table written, as far as logs know; use as `case.once(job_costs)`."""
    runs = case.evidence.runs
    if runs.empty:
        return {}
    summed = runs.groupby("downstream")[["runs", "seconds", "bytes"]].sum(min_count=1)
    columns = [summed.index.astype(object), *(summed[c].astype(object) for c in ("runs", "seconds", "bytes"))]
    return {
        str(name): JobCost(_whole(count), None if pd.isna(seconds) else round(float(seconds), 1), _whole(volume))
        for name, count, seconds, volume in zip(*columns, strict=True)
    }


def added(costs: Mapping[str, JobCost], tables: list[str]) -> JobCost:
    """Of several tables together; None where no log knows any of them."""
    known = [costs[table] for table in tables if table in costs]
    runs = [c.runs for c in known if c.runs is not None]
    seconds = [c.seconds for c in known if c.seconds is not None]
    volumes = [c.bytes for c in known if c.bytes is not None]
    return JobCost(sum(runs) if runs else None, round(sum(seconds), 1) if seconds else None,
                   sum(volumes) if volumes else None)  # fmt: skip


def _whole(value: object) -> int | None:
    return None if pd.isna(value) else int(value)  # type: ignore[call-overload]
