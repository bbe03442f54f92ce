"""What was counted exactly of a group's tables, beside what had been estimated; how to count where nothing was."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from assess.model import numbers
from assess.model.errors import AssessError
from assess.model.verification import Estimate, Verification, newest
from assess.store.evidence_file import collected_at
from assess.store.verified import read_verified
from assess.ui import parts
from assess.ui.marked import Cell, marked
from assess.ui.words import Screen

_COLUMNS = 6  # named of those that differ; the others are counted


def show(screen: Screen, master: str, chosen: Sequence[str], identifier: str, has_master: bool) -> None:
    """The newest count of each chosen table against the master; a note where tables were collected again since."""
    if not chosen:
        return
    say = screen.say
    try:
        found = newest(screen.use(read_verified), master, chosen)
    except AssessError as error:
        st.error(parts.plain(str(error)))
        return
    made = [found[table] for table in chosen if table in found]
    command = f"assess verify {shlex.quote(screen.open_seat.engagement)} {identifier}"
    if not made:
        st.subheader(say("Not verified exactly yet"))
        st.caption(say("The share of rows is estimated. Where both tables are in one database, this counts them:"))
        st.code(command, language=None, wrap_lines=True)
        return
    st.subheader(parts.plain(_headline(screen, made)))
    now = screen.use(collected_at)
    rows = [_row(screen, one, has_master, _is_old(one, now)) for one in made]
    heads = (say("Table"), say("Identical rows"), say("Same key, other values"), say("Columns that differ"),
             say("Estimated before"))  # fmt: skip
    marked(heads, rows, numbers=(1, 2))
    st.caption(say("Counted inside the source, over all columns the tables share. Empty equals empty; one row of the "
                   "first table answers for one row of the other."))  # fmt: skip
    others = [table for table in chosen if table not in found]
    if others:
        st.caption(parts.plain(say("Not verified exactly: {tables}.", tables=screen.voice.listing(others))))
    if any(_is_old(one, now) for one in made):
        st.warning(say("Since then the sources were collected again; count again before you rely on it:"))
        st.code(command, language=None, wrap_lines=True)


def _headline(screen: Screen, made: Sequence[Verification]) -> str:
    say = screen.say
    if len(made) > 1:
        return say("{n} tables verified exactly", n=len(made))
    counted = made[0].counted
    return say(
        "Verified exactly on {day}: {same} of {rows} rows identical",
        day=_day(screen, made[0].at), same=f"{counted.identical:,}", rows=f"{counted.member_rows:,}",
    )  # fmt: skip


def _row(screen: Screen, one: Verification, has_master: bool, old: bool) -> tuple[Cell, ...]:
    say, counted = screen.say, one.counted
    day = _day(screen, one.at)
    when = say("verified on {day}, before the newest collect", day=day) if old else say("verified on {day}", day=day)
    rows = say("{rows} rows; the master {other}") if has_master else say("{rows} rows; the first table {other}")
    size = rows.format(rows=f"{counted.member_rows:,}", other=f"{counted.master_rows:,}")
    share = counted.share
    return (
        Cell(one.member, note=f"{size} · {when}", note_differs=old),
        Cell(f"{counted.identical:,}", note="" if share is None else _percent(share),
             bar=None if share is None else (share, share, share)),
        _same_key(screen, one),
        _differing(screen, one),
        _estimated(screen, one),
    )  # fmt: skip


def _same_key(screen: Screen, one: Verification) -> Cell:
    say, counted = screen.say, one.counted
    if counted.same_key is None:
        return Cell(say("no key"), none=True)
    key = ", ".join(_named(names) for names in one.key)
    of = say("of {n} rows that share {key}", n=f"{counted.same_key:,}", key=key)
    again = say("the key occurs more than once") if counted.keys_repeat else ""
    return Cell(f"{counted.other_values:,}", note=" · ".join(filter(None, (of, again))))


def _differing(screen: Screen, one: Verification) -> Cell:
    say = screen.say
    left_out = (
        say("not compared: {columns}", columns=screen.voice.listing([_named(names) for names in one.left_out]))
        if one.left_out
        else ""
    )
    if one.counted.differ is None:
        return Cell(say("no key"), note=left_out, none=True)
    found = sorted(zip(one.columns, one.counted.differ, strict=True), key=lambda f: -f[1])
    differ = [say("{column} in {n}", column=_named(names), n=f"{n:,}") for names, n in found if n]
    more = screen.many("{n} more column", "{n} more columns", len(differ) - _COLUMNS)
    told = differ[:_COLUMNS] + ([more] if len(differ) > _COLUMNS else [])
    return Cell(screen.voice.comma.join(told) or say("none"), note=left_out, none=not told)


def _estimated(screen: Screen, one: Verification) -> Cell:
    """The estimate is of shared rows; which of the exact shares it holds is said."""
    say, known = screen.say, one.estimate
    if known is None:
        return Cell(say("not compared"), none=True)
    holds = known.holds(one.counted.share)
    said = {
        True: say("holds the exact share"),
        False: say("does not hold the exact share"),
        None: "",
    }[holds]
    if holds is False and known.holds(one.counted.key_share):
        said = say("holds the share by key, not that of identical rows")
    bar = (known.low, known.base, known.high)
    return Cell(_percent(known.base), note=" · ".join(filter(None, (_interval(known), said))), bar=bar)


def _interval(known: Estimate) -> str:
    return f"{_percent(known.low)} – {_percent(known.high)}"


def _is_old(one: Verification, collected: datetime | None) -> bool:
    return one.collected is not None and collected is not None and collected > one.collected


def _named(names: tuple[str, str]) -> str:
    return names[0] if names[0] == names[1] else f"{names[0]} = {names[1]}"


def _day(screen: Screen, at: datetime) -> str:
    return screen.voice.date(at.isoformat())


def _percent(share: float) -> str:
    return numbers.percent(share, 1)
