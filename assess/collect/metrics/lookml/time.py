"""Timeframes of LookML's dimension groups: `created_week` is the group `created` cut down to weeks."""

from __future__ import annotations

from collections.abc import Iterator

LENGTH = "length in "
_CUT = {"second": "second", "minute": "minute", "hour": "hour", "week": "week", "month": "month",
        "quarter": "quarter", "year": "year"}  # fmt: skip
_PART = {"hour_of_day": "HOUR", "day_of_month": "DAY", "month_num": "MONTH", "day_of_year": "DAYOFYEAR",
         "day_of_week_index": "DAYOFWEEK", "week_of_year": "WEEK", "quarter_of_year": "QUARTER"}  # fmt: skip
_ASIS = ("raw", "time", "microsecond", "millisecond", "time_of_day", "hour_of_day", "day_of_week",
         "day_of_week_index", "month_name", "fiscal_quarter", "fiscal_year", "fiscal_month_num", "yesno")  # fmt: skip
_FRAMES = sorted({*_CUT, *_PART, *_ASIS, "date"}, key=len, reverse=True)
_LENGTHS = ("second", "minute", "hour", "day", "week", "month", "quarter", "year")


def frame_of(name: str) -> Iterator[tuple[str, str]]:
    """The groups and timeframes that a field's name may be made of."""
    for frame in _FRAMES:
        if name.endswith(f"_{frame}"):
            yield name.removesuffix(f"_{frame}"), frame
    for unit in _LENGTHS:
        if name.startswith(f"{unit}s_"):
            yield name.removeprefix(f"{unit}s_"), LENGTH + unit


def in_frame(frame: str, sql: str, datatype: str, bigquery: bool) -> str:
    """A time in a timeframe; one that SQL has no plain word for stays as it is."""
    if frame == "date":
        return sql if datatype == "date" else f"CAST({sql} AS DATE)"
    if frame in _CUT:
        cut = "DATE_TRUNC" if datatype == "date" or not bigquery else "TIMESTAMP_TRUNC"
        return f"{cut}({sql}, {_CUT[frame].upper()})" if bigquery else f"DATE_TRUNC('{_CUT[frame]}', {sql})"
    if frame in _PART:
        return f"EXTRACT({_PART[frame]} FROM {sql})"
    return f"{sql} IS NOT NULL" if frame == "yesno" else sql


def length_of(frame: str, start: str, end: str, *, bigquery: bool) -> str:
    """The time between two others, in the unit of a group of durations."""
    unit = frame.removeprefix(LENGTH)
    return f"TIMESTAMP_DIFF({end}, {start}, {unit.upper()})" if bigquery else f"DATEDIFF({unit}, {start}, {end})"
