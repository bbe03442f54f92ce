"""The check-up's clock and the evidence's moments on one scale."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pandas as pd


def days_since(moments: pd.Series[Any], clock: datetime) -> pd.Series[Any]:
    """Days from each moment to the clock, NaN for an unknown one; a clock without a zone is UTC."""
    return (moment_of(clock) - moments).dt.total_seconds() / 86400  # type: ignore[no-any-return]


def days_of(clock: datetime) -> float:
    """Days from 1970 to the clock."""
    return (clock if clock.tzinfo else clock.replace(tzinfo=UTC)).timestamp() / 86400


def moment_of(clock: datetime) -> pd.Timestamp:
    """The clock as the evidence's moments are; without a zone it is UTC."""
    return pd.Timestamp(clock if clock.tzinfo else clock.replace(tzinfo=UTC)).tz_convert(UTC)
