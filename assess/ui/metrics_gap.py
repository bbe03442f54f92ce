"""What two definitions give on real data, as it was computed last: the gap, both lines, and the bridge between them."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from assess.model import numbers
from assess.model.errors import AssessError
from assess.store.divergences import read_divergences
from assess.ui import parts
from assess.ui.marked import Cell, marked
from assess.ui.metrics_bridge import Kept, lines, number, scale_of, waterfall
from assess.ui.metrics_shelf import Metric
from assess.ui.metrics_words import amount, callings
from assess.ui.words import Screen

_LARGEST = 6  # gaps listed where a screen is too narrow for the figure
_SAYS = ("expression", "base", "filter", "time_column", "window")


def show(screen: Screen, a: Metric, b: Metric, names: Mapping[str, str]) -> None:
    """The newest comparison of the two, in whichever order it was made; how to make one where there is none."""
    say = screen.say
    command = f"assess diverge {shlex.quote(screen.open_seat.engagement)} {shlex.quote(a['name'])}"
    command += f" --a {shlex.quote(a['id'])} --b {shlex.quote(b['id'])}"
    try:
        kept = newest(screen.use(read_divergences), a["id"], b["id"])
    except AssessError as error:
        st.error(parts.plain(str(error)))
        return
    if kept is None:
        st.header(say("Not computed on real data yet"))
        st.caption(say("Where both read one database, this computes both inside it and bridges the gap:"))
        st.code(command, language=None, wrap_lines=True)
        return
    sides = (a, b) if kept["a"]["metric"] == a["id"] else (b, a)
    called = callings(*sides, names)
    st.header(parts.plain(_headline(screen, kept, called)))
    st.caption(parts.plain(_facts(screen, kept)))
    if any(_changed(metric, kept[side]) for side, metric in zip("ab", sides, strict=True)):
        st.warning(say("A definition has changed since; compute it again before you rely on it:"))
        st.code(command, language=None, wrap_lines=True)
    _figures(screen, kept, called)
    _identifiers(screen, kept, called)
    if kept["notes"]:
        st.markdown("\n".join(f"- {parts.plain(note[screen.language])}" for note in kept["notes"]))
    if kept["queries"]:
        with st.expander(screen.many("{n} query asked", "{n} queries asked", len(kept["queries"]))):
            for query in kept["queries"]:
                st.code(query, language="sql", wrap_lines=True)


def newest(history: tuple[Kept, ...], a: str, b: str) -> Kept | None:
    """The last comparison made of these two definitions."""
    return next((k for k in reversed(history) if {k["a"]["metric"], k["b"]["metric"]} == {a, b}), None)


def _changed(metric: Metric, then: Mapping[str, Any]) -> bool:
    stated = metric.get("stated", {})
    return any(_words(stated.get(name)) != _words(then.get(name)) for name in _SAYS if name in then)


def _words(text: Any) -> list[str]:
    return str(text or "").split()


def _headline(screen: Screen, kept: Kept, called: tuple[str, str]) -> str:
    say, total = screen.say, kept["total"]
    a, b = number(total["a"]), number(total["b"])
    if total["gap"] is None:
        return say("On real data neither {a} nor {b} has anything to count", a=called[0], b=called[1])
    if not number(total["gap"]):
        return say("On real data {a} and {b} both report {x}", a=called[0], b=called[1], x=_amount(screen, kept, a))
    (low, small), (high, large) = sorted(((a, called[0]), (b, called[1])))
    facts = {"large": large, "small": small, "y": _amount(screen, kept, high), "x": _amount(screen, kept, low)}
    if low > 0:
        more = numbers.percent((high - low) / low, 1 if high - low < low / 10 else 0)
        return say("On real data {large} reports {more} more than {small}: {y} against {x}", more=more, **facts)
    return say("On real data {large} reports {y} and {small} {x}", **facts)


def _amount(screen: Screen, kept: Kept, value: float) -> str:
    """A total; where the two would be shortened to the same text, in full."""
    totals = {amount(number(kept["total"][side]), screen.language) for side in ("a", "b")}
    told = amount(value, screen.language)
    return told if len(totals) > 1 or not number(kept["total"]["gap"]) else f"{value:,.2f}".replace("-", "−")


def _facts(screen: Screen, kept: Kept) -> str:
    say = screen.say
    grains = {"day": say("by day"), "week": say("by week"), "month": say("by month")}
    basis = {"sum": say("total: sum of the periods"), "whole": say("total: all periods at once"),
             "last": say("total: the last period")}  # fmt: skip
    unit = _unit(kept, screen.language)
    told = [
        say("{first} to {last}", first=kept["from"], last=kept["to"]), grains.get(kept["grain"], kept["grain"]),
        basis.get(kept["basis"], ""), say("unit: {unit}", unit=unit) if unit else "",
        say("computed inside {sources} on {day}", sources=screen.voice.listing(kept["sources"]),
            day=screen.voice.date(kept["at"])),
    ]  # fmt: skip
    return " · ".join(filter(None, told))


def _unit(kept: Kept, language: str) -> str:
    """As a's definition states it, unless it is a plain currency."""
    unit = str(kept["unit"] or "")
    if unit in numbers.UNITS_ZH:
        return numbers.UNITS_ZH[unit] if language == "zh" else unit
    return str(kept["a"].get("unit") or unit)


def _figures(screen: Screen, kept: Kept, called: tuple[str, str]) -> None:
    say, language = screen.say, screen.language
    periods = kept["periods"]
    drawn = lines(kept, called, language)
    if drawn is not None:
        title = _lines_title(screen, kept, called)
        alt = title + screen.voice.stop + say(
            "Solid line: {a}; dashed line: {b}; {first} to {last}.", a=called[0], b=called[1],
            first=periods[0]["period"], last=periods[-1]["period"],
        )  # fmt: skip
        largest = sorted(sorted(periods, key=lambda p: -abs(number(p["gap"])))[:_LARGEST], key=lambda p: p["period"])
        parts.chart(parts.plain(title), drawn, alt, _values(screen, largest, called))
        st.caption(parts.plain(say("Solid line: {a}; dashed line: {b}.", a=called[0], b=called[1])))
        with st.expander(say("All {n} periods as a table", n=len(periods))):
            _numbers(_values(screen, periods, called))
    bridge = waterfall(kept, called, language)
    if bridge is None:
        return
    steps = kept["steps"]
    title = _bridge_title(screen, steps)
    alt = title + screen.voice.stop + screen.voice.comma.join(
        f"{step['name'][language]} {_signed(step['step'], language)}" for step in steps
    )  # fmt: skip
    parts.chart(parts.plain(title), bridge, alt, _steps(screen, kept, called))
    scale, unit = scale_of(kept, language).unit, _unit(kept, language)
    if scale or unit:
        told = f"{scale}{unit}" if scale in ("", "万", "亿") else f"{scale} {unit}"
        st.caption(parts.plain(say("Figures in {unit}.", unit=told.strip())))
    _read(screen, kept)


def _lines_title(screen: Screen, kept: Kept, called: tuple[str, str]) -> str:
    gaps = [number(p["gap"]) for p in kept["periods"] if p["gap"] is not None]
    higher, lower = sum(gap > 0 for gap in gaps), sum(gap < 0 for gap in gaps)
    if not higher and not lower:
        return screen.say("Both report the same in all {n} periods", n=len(gaps))
    who, other, n = (called[1], called[0], higher) if higher >= lower else (called[0], called[1], lower)
    return screen.say(
        "{who} reports more than {other} in {n} of {all} periods", who=who, other=other, n=n, all=len(gaps)
    )


def _values(screen: Screen, periods: Sequence[Kept], called: tuple[str, str]) -> list[dict[str, str]]:
    say, language = screen.say, screen.language
    return [
        {say("Period"): p["period"], called[0]: _cell(p["a"], language), called[1]: _cell(p["b"], language),
         say("Gap"): _signed(p["gap"], language)}
        for p in periods
    ]  # fmt: skip


def _bridge_title(screen: Screen, steps: Sequence[Kept]) -> str:
    largest = max(steps, key=lambda step: abs(number(step["step"])))
    if not number(largest["step"]):
        return screen.many("{n} step, and it leaves the total as it is",
                           "{n} steps, and each leaves the total as it is", len(steps))  # fmt: skip
    name, told = largest["name"][screen.language], _signed(largest["step"], screen.language)
    if len(steps) == 1:
        return screen.say("1 step bridges the gap: {name} ({amount})", name=name, amount=told)
    return screen.say(
        "{n} steps bridge the gap; the largest is {name} ({amount})", n=len(steps), name=name, amount=told
    )


def _read(screen: Screen, kept: Kept) -> None:
    """What each step changes, from which text to which, and how many rows that counts."""
    say, language = screen.say, screen.language
    rows = [
        {
            say("Step"): step["name"][language],
            say("From"): _before_and_after(screen, step, "from"),
            say("To"): _before_and_after(screen, step, "to"),
            say("Change"): _signed(step["step"], language),
            say("Rows counted"): f"{step['rows']['from']:,} → {step['rows']['to']:,}",
        }
        for step in kept["steps"]
    ]
    _numbers(rows, first=3)
    for step in kept["steps"]:
        if step["note"]:
            st.caption(parts.plain(f"{step['name'][language]}{say(': ')}{step['note'][language]}"))


def _before_and_after(screen: Screen, step: Kept, end: str) -> str:
    say = screen.say
    nothing = say("none: every row counts") if step["facets"] == ["filter"] else say("not stated")
    return "; ".join(filter(None, step[end])) or nothing


def _steps(screen: Screen, kept: Kept, called: tuple[str, str]) -> list[dict[str, str]]:
    say, language = screen.say, screen.language
    rows = [(called[0], _cell(kept["total"]["a"], language))]
    rows += [(step["name"][language], _signed(step["step"], language)) for step in kept["steps"]]
    rows.append((called[1], _cell(kept["total"]["b"], language)))
    return [{say("Step"): name, say("Amount"): told} for name, told in rows]


def _identifiers(screen: Screen, kept: Kept, called: tuple[str, str]) -> None:
    say, found, language = screen.say, kept["identifiers"], screen.language
    if not found:
        return
    gap = found["gap"]
    rows = [
        (say("only {who} counts", who=called[0]), found["only_a"], gap["only_a"]),
        (say("only {who} counts", who=called[1]), found["only_b"], gap["only_b"]),
        (say("both count, with another amount"), found["other_amount"], gap["other_amount"]),
    ]
    key = ", ".join(found["key"])
    st.subheader(parts.plain(say("By {key}: {n} in both, {m} in one alone", key=key, n=f"{found['both']:,}",
                                 m=f"{found['only_a'] + found['only_b']:,}")))  # fmt: skip
    _numbers([{say("Which"): who, say("How many"): f"{n:,}", say("Part of the gap"): _signed(part, language)}
              for who, n, part in rows])  # fmt: skip


def _numbers(rows: Sequence[Mapping[str, str]], first: int = 1) -> None:
    """Rows as a table whose columns from `first` on are numbers, with their signs."""
    heads = list(rows[0])
    marked(heads, [[Cell(row[head]) for head in heads] for row in rows], numbers=range(first, len(heads)))


def _cell(text: str | None, language: str) -> str:
    return "–" if text is None else amount(float(text), language)


def _signed(text: str | None, language: str) -> str:
    value = number(text)
    return "–" if text is None else f"+{amount(value, language)}" if value > 0 else amount(value, language)
