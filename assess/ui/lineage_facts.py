"""The evidence of what was picked in the map: a table, a dependency, or what a box or a thick line stands for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from assess.model import numbers
from assess.report.lineage.atlas import Atlas
from assess.report.lineage.speak import Speaker
from assess.report.lineage.views import View
from assess.ui import parts
from assess.ui.words import Screen

_MOST = 100


def show(screen: Screen, atlas: Atlas, speaker: Speaker, view: View, picked: str) -> None:
    """What stands behind `picked`; nothing where it is not in the picture."""
    source, _, target = picked.partition("\n")
    if target and {source, target} <= set(atlas.facts):
        _dependency(screen, atlas, speaker, source, target)
    elif target:
        _bundle(screen, atlas, speaker, _tables(view, atlas, source), _tables(view, atlas, target))
    elif picked in atlas.facts:
        _table(screen, atlas, speaker, picked)
    elif picked in view.members:
        _group(screen, atlas, speaker, view.members[picked])


def _tables(view: View, atlas: Atlas, box: str) -> Sequence[str]:
    return (box,) if box in atlas.facts else view.members.get(box, ())


def _table(screen: Screen, atlas: Atlas, speaker: Speaker, table: str) -> None:
    say, fact, language = screen.say, atlas.facts[table], screen.language
    unknown, details = say("unknown"), atlas.details(table)
    statements: list[dict[str, Any]] = details.get("statements", [])
    st.subheader(parts.plain(screen.many("{table}: {n} statement writes it", "{table}: {n} statements write it",
                                         len(statements), table=table)))  # fmt: skip
    lines = {
        say("Department"): speaker.department(fact.department),
        say("Layer"): speaker.layer(fact.layer),
        say("Owner"): fact.owner or unknown,
        say("Rows"): unknown if fact.rows is None else numbers.count(fact.rows, language),
        say("Size"): unknown if fact.bytes is None else numbers.size(fact.bytes, language),
        say("Reads in the log"): say("not logged") if fact.reads is None else numbers.count(fact.reads, language),
        say("In a catalogue"): say("yes") if fact.known else say("no, only in SQL"),
    }
    parts.table([lines])
    _findings(screen, fact.findings)
    if st.query_params.get("table") != table:
        st.button(say("Draw what is around it"), key=f"around {table}", on_click=_around, args=(table,))
    for one in statements[:_MOST]:
        _statement(screen, speaker, one)
    traced = [c for c in details.get("columns", []) if c[2]]
    if traced:
        with st.expander(screen.many("{n} column traced to its source", "{n} columns traced to their sources",
                                     len(traced) + details.get("more", 0))):  # fmt: skip
            _columns(screen, traced)


def _dependency(screen: Screen, atlas: Atlas, speaker: Speaker, source: str, target: str) -> None:
    say, details = screen.say, atlas.details(target)
    statements = [s for s in details.get("statements", []) if source in s["sources"]]
    st.subheader(parts.plain(screen.many("{n} statement makes {target} from {source}",
                                         "{n} statements make {target} from {source}", len(statements),
                                         source=source, target=target)))  # fmt: skip
    both = sorted(set(atlas.facts[source].findings) & set(atlas.facts[target].findings))
    _findings(screen, both)
    for one in statements[:_MOST]:
        _statement(screen, speaker, one, open_=len(statements) == 1)
    traced = [c for c in details.get("columns", []) if c[0] == source]
    if traced:
        st.markdown(f"**{say('Columns')}**")
        _columns(screen, traced)


def _statement(screen: Screen, speaker: Speaker, one: dict[str, Any], open_: bool = False) -> None:
    say, who = screen.say, speaker.department(one["department"])
    place = f"{one['file']}:{one['line']}" if one["line"] else str(one["file"])
    sure = "" if one["confidence"] is None else say("sure to {share}", share=numbers.percent(one["confidence"]))
    origins = {
        "sql": "SQL",
        "dbt": "dbt",
        "openlineage": "OpenLineage",
        "view": say("view"),
        "queries": say("query log"),
    }
    told = " · ".join(filter(None, (place, who, origins.get(one["origin"], one["origin"]), sure)))
    with st.expander(parts.plain(told), expanded=open_):
        if one["sql"]:
            st.code(one["sql"], language="sql", wrap_lines=True)
        else:
            st.write(say("The source names this dependency and gives no SQL."))


def _columns(screen: Screen, traced: Sequence[Sequence[str]]) -> None:
    say = screen.say
    kinds = {"value": say("value"), "filter": say("filters rows"), "join": say("joins"), "group": say("groups")}
    parts.table(
        {
            say("From"): ".".join(filter(None, (table, column))),
            say("To column"): own or "–",
            say("How"): kinds.get(kind, kind),
        }
        for table, column, own, kind, _ in traced[:_MOST]
    )
    if len(traced) > _MOST:
        st.caption(say("The first {n} of {all}; the export has them all.", n=_MOST, all=len(traced)))


def _bundle(screen: Screen, atlas: Atlas, speaker: Speaker, sources: Sequence[str], targets: Sequence[str]) -> None:
    say, there = screen.say, set(sources)
    pairs = [(a, b) for b in targets for a in sorted(atlas.graph.predecessors(b)) if a in there]
    if not pairs:
        return
    st.subheader(screen.many("{n} dependency behind this line", "{n} dependencies behind this line", len(pairs)))
    parts.table(
        {
            say("From table"): a,
            say("Kept by"): speaker.department(atlas.facts[a].department),
            say("To table"): b,
            say("Made by"): speaker.department(atlas.facts[b].department),
            say("Where"): _where(atlas, a, b),
        }
        for a, b in pairs[:_MOST]
    )
    if len(pairs) > _MOST:
        st.caption(say("The first {n} of {all}; the export has them all.", n=_MOST, all=len(pairs)))


def _where(atlas: Atlas, source: str, target: str) -> str:
    for one in atlas.details(target).get("statements", []):
        if source in one["sources"]:
            return f"{one['file']}:{one['line']}" if one["line"] else str(one["file"])
    return "–"


def _group(screen: Screen, atlas: Atlas, speaker: Speaker, tables: Sequence[str]) -> None:
    say = screen.say
    first = sorted(tables, key=lambda name: (-atlas.weight(name), name))[:_MOST]
    st.subheader(screen.many("{n} table in this box", "{n} tables in this box", len(tables)))
    parts.table(
        {
            say("Table"): name,
            say("Department"): speaker.department(atlas.facts[name].department),
            say("Made from"): f"{atlas.graph.in_degree(name):,}",
            say("Read by"): f"{atlas.graph.out_degree(name):,}",
        }
        for name in first
    )
    if len(tables) > _MOST:
        st.caption(say("The first {n} of {all}; the export has them all.", n=_MOST, all=len(tables)))


def scripts(screen: Screen, atlas: Atlas, speaker: Speaker, tables: Sequence[str]) -> None:
    """The SQL of the tables made in parallel, beside each other."""
    finding = atlas.finding(st.query_params.get("pair", "")) or {}
    made = [t for t in finding.get("tables", ()) if t in tables]
    st.subheader(screen.many("{n} script, side by side", "{n} scripts, side by side", len(made)))
    _findings(screen, [finding["id"]] if finding else [])
    for start in range(0, len(made), 2):
        for column, table in zip(st.columns(2), made[start : start + 2], strict=False):
            with column:
                who = speaker.department(atlas.facts[table].department)
                st.markdown(f"**{parts.plain(table)}**  \n{parts.plain(f'{who} · {atlas.place(table)}')}")
                for one in atlas.details(table).get("statements", [])[:3]:
                    st.code(one["sql"] or "–", language="sql", wrap_lines=True)


def _findings(screen: Screen, identifiers: Sequence[str]) -> None:
    if not identifiers:
        return
    with st.container(horizontal=True):
        for identifier in identifiers[:12]:
            st.page_link(
                st.session_state["pages"]["findings"], label=identifier, icon=":material/description:",
                query_params=parts.link(screen, finding=identifier),
            )  # fmt: skip


def _around(table: str) -> None:
    from assess.ui.lineage import go

    go(table=table)
