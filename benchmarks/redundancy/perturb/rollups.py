"""False friends: a day's table and what is rolled up from it share most columns and are no copies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.redundancy.perturb.schemas import Field, Logical
from benchmarks.redundancy.perturb.stories import WORLD, Teller, _most_of
from benchmarks.redundancy.perturb.tables import Table
from benchmarks.redundancy.perturb.units import styled

MEASURES = ("amount", "number", "ratio")
DAYS = 60
_FIGURES = (
    Field("visit_cnt", "number", "int", "访问次数"), Field("total_amount", "amount", "decimal(14,2)", "总金额"),
    Field("avg_duration", "amount", "decimal(14,2)", "平均时长"), Field("error_cnt", "number", "int", "错误数"),
)  # fmt: skip


def rollups(teller: Teller) -> Iterator[Table]:
    """Daily figures of some hundred things, their monthly sums, and the last day each was seen; maybe a daily copy."""
    rng, units = teller.rng("rollups"), teller.units(2)
    unit = units[0]
    teller = replace(teller, logical=_measured(teller.logical))
    everything = teller.all_rows(int(rng.integers(60, 140)))
    daily = _daily(teller.logical, everything, rng)
    day = Field("stat_date", "date", "date", "统计日期")
    per_day = _with(teller.logical, day)
    words = [
        ("daily", "monthly", "last_seen"),
        ("day", "month", "latest"),
        ("d", "m", "cur"),
        ("detail", "sum", "last"),
    ]
    names = [f"{teller.logical.name}_{word}" for word in words[int(rng.integers(0, len(words)))]]
    made = [(names[0], per_day, daily)]
    if rng.random() < 0.6:
        made.append((names[1], _with(teller.logical, Field("stat_month", "text", "varchar(7)", "统计月份")), _monthly(teller.logical, daily)))  # fmt: skip  # noqa: E501
    if len(made) == 1 or rng.random() < 0.5:
        ends = (
            Field("first_seen_date", "date", "date", "首次日期"), Field("last_seen_date", "date", "date", "最近日期"),
            Field("days_seen", "number", "int", "天数"),
        )  # fmt: skip
        made.append((names[2], _with(teller.logical, *ends), _last_seen(daily)))
    first = ""
    for place, (name, logical, frame) in enumerate(made):
        table = teller.keep(
            unit, np.arange(len(frame)), frame, kind="false_friend", of=first, changed=False, logical=logical,
            name=styled(name, unit), offset=WORLD * (place + 1),
        )  # fmt: skip
        first = first or table.id
        yield table
    if rng.random() < 0.4:
        ids = _most_of(len(daily), 0, rng, own=0.0)
        yield teller.keep(
            units[1], ids, daily, kind="near_copy", of=first, changed=True, logical=per_day,
            name=styled(names[0], units[1]), offset=WORLD,
        )  # fmt: skip


def _measured(logical: Logical) -> Logical:
    """The table with figures to add up: at least four of its columns are."""
    names = {told.name for told in logical.fields}
    has = sum(told.kind in MEASURES for told in logical.fields)
    more = tuple(told for told in _FIGURES if told.name not in names)[: max(0, 4 - has)]
    return Logical(logical.name, (*logical.fields, *more))


def _with(logical: Logical, *fields: Field) -> Logical:
    head, *rest = logical.fields
    taken = {told.name for told in fields}
    return Logical(logical.name, (head, *fields, *(told for told in rest if told.name not in taken)))


def _daily(logical: Logical, things: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """A row a thing and day: what describes the thing stays, what is measured is drawn anew."""
    seen = rng.random((len(things), DAYS)) < rng.uniform(0.2, 0.5)
    who, when = np.nonzero(seen)
    order = np.lexsort((who, when))
    who, when = who[order], when[order]
    frame = things.iloc[who].reset_index(drop=True)
    for told in logical.fields[1:]:
        if told.kind in MEASURES:
            spread = rng.gamma(2.0, 0.5, len(frame))
            values: Any = frame[told.name].to_numpy() * spread
            frame[told.name] = values.astype(int) if told.kind == "number" else np.round(values, 2)
        elif told.kind == "time":
            stamp = np.datetime64("2026-05-01T00:00:00", "s") + when.astype("timedelta64[D]")
            frame[told.name] = stamp + rng.integers(0, 86400, len(frame)).astype("timedelta64[s]")
    frame["stat_date"] = np.datetime64("2026-05-01", "s") + when.astype("timedelta64[D]")
    return frame


def _monthly(logical: Logical, daily: pd.DataFrame) -> pd.DataFrame:
    key = logical.fields[0].name
    rules = {told.name: "sum" if told.kind in MEASURES else "last" for told in logical.fields[1:]}
    grouped = daily.assign(stat_month=daily["stat_date"].dt.strftime("%Y-%m")).groupby([key, "stat_month"], sort=True)
    return grouped.agg(rules).reset_index()


def _last_seen(daily: pd.DataFrame) -> pd.DataFrame:
    key = daily.columns[0]
    grouped = daily.groupby(key, sort=True)["stat_date"]
    last = daily.drop_duplicates(key, keep="last").sort_values(key).reset_index(drop=True)
    return last.drop(columns="stat_date").assign(
        first_seen_date=grouped.min().to_numpy(),
        last_seen_date=grouped.max().to_numpy(),
        days_seen=grouped.size().to_numpy(),
    )
