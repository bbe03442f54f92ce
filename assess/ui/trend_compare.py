"""Two check-ups beside each other: findings, tables and copies, maturity, savings, the plan."""

from __future__ import annotations

import streamlit as st

from assess.model.comparison import Comparison, FindingChangePart
from assess.ui import parts
from assess.ui.words import Screen

_LISTED = ("new", "worse", "split", "first_seen", "solved", "merged", "better", "not_seen")
_MOST = 50


def show(screen: Screen, made: Comparison) -> None:
    """What is solved and what is new first; then why."""
    say = screen.say
    counts = made.counts
    st.subheader(
        say("{solved} solved, {better} better, {new} new, {worse} worse", solved=counts["solved"],
            better=counts["better"], new=counts["new"], worse=counts["worse"])
    )  # fmt: skip
    if counts["not_seen"]:
        st.write(
            screen.many("{n} finding was not looked at again; it does not count as solved.",
                        "{n} findings were not looked at again; they do not count as solved.", counts["not_seen"])
        )  # fmt: skip
    _findings(screen, made)
    _things(screen, made)
    _maturity(screen, made)
    _plan(screen, made)


def _names(screen: Screen) -> dict[str, str]:
    say = screen.say
    return {
        "new": say("new"), "worse": say("worse"), "split": say("split off"),
        "first_seen": say("seen for the first time"),
        "solved": say("solved"), "merged": say("merged"), "better": say("better"), "not_seen": say("not seen again"),
    }  # fmt: skip


def _findings(screen: Screen, made: Comparison) -> None:
    say, names = screen.say, _names(screen)
    listed = [change for change in made.findings if change.change in _LISTED]
    parts.table(
        {
            say("Change"): names[change.change],
            say("Finding"): _title(screen, change),
            say("Why"): change.why[screen.language],
        }
        for change in listed[:_MOST]
    )
    rest = len(listed) - _MOST
    if rest > 0:
        st.caption(
            screen.many("and {n} more: assess compare lists all", "and {n} more: assess compare lists all", rest)
        )
    same = made.counts["same"] + made.counts["moved"]
    if same:
        st.caption(screen.many("{n} finding is as it was.", "{n} findings are as they were.", same))


def _title(screen: Screen, change: FindingChangePart) -> str:
    ids = " → ".join(dict.fromkeys(i for i in (change.before, change.after) if i))
    return f"{ids} {change.title[screen.language]}"


def _things(screen: Screen, made: Comparison) -> None:
    say = screen.say
    rows = [(say("Table renamed"), f"{part.before} → {part.after}") for part in made.tables.renamed]
    for label, copies in ((say("Copy gone"), made.copies.gone), (say("New copy"), made.copies.new)):
        rows += [(label, say("{table}, copy of {master}", table=c.table, master=c.master)) for c in copies]
    for label, pairs in ((say("Conflict gone"), made.conflicts.gone), (say("New conflict"), made.conflicts.new)):
        rows += [(label, f"{pair.a} ≠ {pair.b}") for pair in pairs]
    rows += [(say("Not read any more"), name) for name in made.coverage.lost]
    if rows:
        st.subheader(say("Tables and metrics"))
        parts.table({say("Change"): label, say("What"): what} for label, what in rows[:_MOST])


def _maturity(screen: Screen, made: Comparison) -> None:
    say, voice = screen.say, screen.voice
    dimensions = made.maturity.dimensions
    if not dimensions:
        return
    st.subheader(say("Maturity"))
    parts.table(
        {
            say("Dimension"): d.name[screen.language],
            say("Earlier"): say("unknown") if d.before is None else voice.level(d.before),
            say("Later"): say("unknown") if d.after is None else voice.level(d.after),
            say("What it shows"): d.why[screen.language],
        }
        for d in dimensions
    )
    st.caption(made.maturity.source[screen.language])


def _plan(screen: Screen, made: Comparison) -> None:
    say, voice, savings = screen.say, screen.voice, made.savings
    st.subheader(say("Plan and savings"))
    if savings.promised:
        realised = voice.money(savings.realised) if savings.realised else say("unknown")
        st.write(parts.plain(say("{realised} a year of {promised} promised is saved.", realised=realised,
                                 promised=voice.money(savings.promised))))  # fmt: skip
    if savings.unplanned:
        st.write(
            parts.plain(say("{money} a year more was saved beside the plan.", money=voice.money(savings.unplanned)))
        )
    words = {
        "done": say("done"), "late": say("late"), "under_way": say("under way"), "not_started": say("not started"),
        "not_due": say("not due yet"), "unknown": say("unknown"),
    }  # fmt: skip
    parts.table(
        {
            say("Treatment"): f"{item.id} {item.title[screen.language]}",
            say("State"): words[item.status],
            say("Findings solved"): say("{n} of {all}", n=item.solved, all=item.findings),
            say("Due"): voice.date(f"{item.ends}T00:00:00Z"),
        }
        for item in made.roadmap
    )
