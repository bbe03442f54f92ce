"""The map of lineage: the company by department, a department, a table to two hops, tables made in parallel.

`?of=` opens a department, `?table=` a table, `?pair=` and `?point=` what a finding is about, `?chain=1` the longest
chain; `?at=` is the box or line whose evidence is shown. The page reads the run's `lineage.parquet` and never
result.json.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from assess.model.engagement import Engagement
from assess.model.errors import AssessError
from assess.report.lineage.atlas import Atlas
from assess.report.lineage.chain import chain_of
from assess.report.lineage.company import REST, company_map
from assess.report.lineage.figures import alike, company_title
from assess.report.lineage.speak import Speaker
from assess.report.lineage.views import View, around, hanging, of_department, twins
from assess.store.engagement_file import load_engagement
from assess.ui import lineage_facts, lineage_table, parts
from assess.ui.lineage_map import draw_map
from assess.ui.lineage_shelf import atlas_of_run
from assess.ui.place import has_run
from assess.ui.words import Screen

_WIDE = 900.0  # pixels of the page's column
_FOUND, _MOST = 12, 60
_KINDS = ("of", "table", "pair", "point", "chain")


@dataclass(frozen=True)
class Drawn:
    """A view with its title, the box it is about, and the sentence under the title."""

    view: View
    title: str
    centre: str = ""
    lead: str = ""


def show(screen: Screen) -> None:
    """The map of the newest check-up, or what to do to get one."""
    say = screen.say
    if screen.closed:
        st.title(say("No engagement is open"))
        parts.nothing_yet(screen, say("A map of lineage belongs to an engagement."), say("Open an engagement"), "home")
        return
    try:
        engagement = screen.use(load_engagement)
    except AssessError as error:
        st.title(say("Lineage"))
        st.error(parts.plain(str(error)))
        return
    atlas = screen.use(atlas_of_run)
    if atlas is None or not atlas.facts:
        _nothing(screen, atlas)
        return
    _map(screen, atlas, _speaker(screen, atlas, engagement))


def _nothing(screen: Screen, atlas: Atlas | None) -> None:
    say = screen.say
    if atlas is not None:
        st.title(say("0 dependencies between tables were seen"))
        why = say("Name SQL scripts, jobs or query logs in engagement.yaml, then run the check-up again.")
    elif screen.use(has_run):
        st.title(say("The newest check-up kept no lineage"))
        why = say("It was made by an earlier version. Run it again to see the map.")
    else:
        st.title(say("There is no check-up yet"))
        why = say("A check-up reads the sources and takes a minute or a few.")
    parts.nothing_yet(screen, why, say("Run the check-up"), "checkup")


def _speaker(screen: Screen, atlas: Atlas, engagement: Engagement) -> Speaker:
    names = {d.id: d.name.text[screen.language] for d in engagement.departments}
    return Speaker(atlas, screen.voice, names, 190.0)


def _map(screen: Screen, atlas: Atlas, speaker: Speaker) -> None:
    say, asked = screen.say, {kind: st.query_params.get(kind, "") for kind in _KINDS}
    inside = any(asked.values())
    if inside:
        st.button(say("The whole company"), icon=":material/arrow_back:", type="tertiary", on_click=go)
    drawn = _drawn(screen, atlas, speaker, asked)
    if drawn is None:
        name = next(filter(None, asked.values()))
        st.title(say("{id} is not in the newest check-up", id=parts.plain(name)))
        st.write(say("It may have another name now. Search for a table, or go back to the whole company."))
        _search(screen, atlas, speaker)
        return
    st.title(parts.plain(drawn.title))
    if drawn.lead:
        st.write(parts.plain(drawn.lead))
    _search(screen, atlas, speaker)
    picked = st.query_params.get("at", "")
    draw_map(screen, drawn.view, drawn.title, drawn.centre, picked, _act)
    if drawn.view.left_out:
        st.caption(screen.many("{n} more table belongs here and is only counted in the picture.",
                               "{n} more tables belong here and are only counted in the picture.",
                               drawn.view.left_out))  # fmt: skip
    lineage_facts.show(screen, atlas, speaker, drawn.view, picked or drawn.centre)
    if asked["pair"]:
        lineage_facts.scripts(screen, atlas, speaker, drawn.view.tables)
    lineage_table.show(screen, atlas, speaker, drawn.view, whole=not inside)


def _drawn(screen: Screen, atlas: Atlas, speaker: Speaker, asked: Mapping[str, str]) -> Drawn | None:
    """What the address asks for; None where the newest run does not have it."""
    say = screen.say
    if asked["table"]:
        return _table(screen, atlas, speaker, asked["table"]) if asked["table"] in atlas.facts else None
    if asked["of"]:
        return _department(screen, atlas, speaker, asked["of"]) if asked["of"] in atlas.departments else None
    if asked["pair"] or asked["point"]:
        return _finding(screen, atlas, speaker, asked["pair"] or asked["point"], bool(asked["pair"]))
    if asked["chain"]:
        title = screen.many("The longest chain has {n} job in a row", "The longest chain has {n} jobs in a row",
                            len(atlas.chain) - 1)  # fmt: skip
        return Drawn(chain_of(atlas, speaker, 40), title)
    lead = say("A row is a department, a box its tables of one layer. Click a department's name to open it.")
    return Drawn(company_map(atlas, speaker, _WIDE), company_title(atlas, speaker, screen.voice), "", lead)


def _finding(screen: Screen, atlas: Atlas, speaker: Speaker, identifier: str, pair: bool) -> Drawn | None:
    """What a finding is about: tables made in parallel, or a single point and what hangs on it."""
    finding = atlas.finding(identifier)
    tables = [t for t in (finding or {}).get("tables" if pair else "subjects", ()) if t in atlas.facts]
    if finding is None or not tables:
        return None
    title = f"{finding['id']} {finding['title'][screen.language]}"
    if pair:
        return Drawn(twins(atlas, tables, speaker, alike(finding, screen.voice), _MOST, 110.0), title)
    lead = screen.say("Red outline: gets nothing except through the dark table.")
    return Drawn(hanging(atlas, tables[0], speaker, _MOST), title, tables[0], lead)


def _table(screen: Screen, atlas: Atlas, speaker: Speaker, table: str) -> Drawn:
    graph = atlas.graph
    title = screen.say("{table}: made from {n}, read by {m}", table=table, n=screen.voice.many(
        "{n} table", "{n} tables", graph.in_degree(table)), m=screen.voice.many(
        "{n} table", "{n} tables", graph.out_degree(table)))  # fmt: skip
    return Drawn(around(atlas, table, speaker, _MOST), title, table)


def _department(screen: Screen, atlas: Atlas, speaker: Speaker, department: str) -> Drawn:
    own = {name for name, fact in atlas.facts.items() if fact.department == department}
    takes = sum(atlas.crosses(a, b) for b in own for a in atlas.graph.predecessors(b))
    gives = sum(atlas.crosses(a, b) for a in own for b in atlas.graph.successors(a))
    title = screen.say(
        "{name}: {tables}; takes {takes} times from other departments, gives {gives} times",
        name=speaker.department(department), takes=takes, gives=gives,
        tables=screen.voice.many("{n} table", "{n} tables", len(own)),
    )  # fmt: skip
    return Drawn(of_department(atlas, department, speaker, _MOST + 60), title)


def _search(screen: Screen, atlas: Atlas, speaker: Speaker) -> None:
    """A table by its name, a department, or what the findings of the lineage are about."""
    say, language = screen.say, screen.language
    with st.container(horizontal=True, vertical_alignment="bottom"):
        typed = st.text_input(say("Find a table"), key="lineage typed", persist_state="session", width=190)
        names = {d: speaker.department(d) for d in atlas.departments if d}
        _menu(say("Department"), names, "of")
        twice = {f["id"]: f"{f['id']} {f['title'][language]}" for f in atlas.of_detector("duplicated-lineage")}
        _menu(say("Made in parallel"), twice, "pair")
        points = {f["id"]: f"{f['id']} {f['title'][language]}" for f in atlas.of_detector("single-points")}
        _menu(say("Single points"), points, "point")
        if len(atlas.chain) > 2 and not st.query_params.get("chain"):
            st.button(say("Longest chain"), on_click=go, kwargs={"chain": "1"})
    words = typed.lower().split()
    if not words:
        return
    found = [name for name in sorted(atlas.facts) if all(word in name.lower() for word in words)]
    if not found:
        st.write(say("No table of the lineage has such a name."))
    with st.container(horizontal=True, key="findings lineage"):
        for name in found[:_FOUND]:
            st.button(parts.plain(name), key=f"find {name}", type="tertiary", on_click=go, kwargs={"table": name})
    if len(found) > _FOUND:
        st.caption(say("The first {n} of {all}; type more of the name.", n=_FOUND, all=len(found)))


def _menu(label: str, names: Mapping[str, str], kind: str) -> None:
    """A list that opens what is chosen; it shows what the address says."""
    if not names:
        return
    key, here = f"lineage {kind}", st.query_params.get(kind, "")
    st.session_state[key] = here if here in names else ""
    st.selectbox(
        label, ["", *names], format_func=lambda name: names.get(name, "–"), key=key, width=170,
        on_change=lambda: go(**{kind: st.session_state[key]}),
    )  # fmt: skip


def go(**view: str) -> None:
    """Another picture: the address names it, and nothing is picked in it yet."""
    for kind in (*_KINDS, "at"):
        st.query_params.pop(kind, None)
    for kind, value in view.items():
        if value:
            st.query_params[kind] = value


def _act(what: str, identifier: str) -> None:
    """A box or a line was picked, or a box opened: a table to two hops, a department."""
    side, _, rest = identifier.partition("\t")
    if what == "opened" and side in ("lane", "cell", "from", "to"):
        department = rest.split("\t")[0]
        if department and department != REST:
            go(of=department)
    elif what == "opened" and side != "more" and "\n" not in identifier:
        go(table=identifier)
    else:
        st.query_params["at"] = identifier
