"""The picture in words: the table under it that says the same, for who does not see it or wants to count."""

from __future__ import annotations

import streamlit as st

from assess.report.lineage.atlas import Atlas
from assess.report.lineage.figures import company_rows
from assess.report.lineage.speak import Speaker
from assess.report.lineage.views import View
from assess.ui import parts
from assess.ui.words import Screen


def show(screen: Screen, atlas: Atlas, speaker: Speaker, view: View, whole: bool) -> None:
    """The company by department, or each box of the picture with what it is made from and what reads it."""
    say = screen.say
    st.subheader(say("The same as a table"))
    if whole:
        heads = (say("Department"), say("Tables"), say("Read by other departments"), say("Reads from others"))
        rows = company_rows(atlas, speaker, screen.voice)
        parts.table(dict(zip(heads, row, strict=True)) for row in rows)
        return
    named = {box.id: " ".join((*box.head, *box.foot)) for box in view.placed.boxes.values()}
    before: dict[str, list[str]] = {}
    after: dict[str, list[str]] = {}
    for link in view.placed.links:
        after.setdefault(link.source, []).append(_name(link.target, named, atlas))
        before.setdefault(link.target, []).append(_name(link.source, named, atlas))
    parts.table(
        {
            say("Box"): f"{box} · {speaker.department(atlas.facts[box].department)}"
            if box in atlas.facts
            else named[box],
            say("Made from"): screen.voice.listing(sorted(before.get(box, ())), 6) or "–",
            say("Read by"): screen.voice.listing(sorted(after.get(box, ())), 6) or "–",
        }
        for box in view.placed.boxes
    )


def _name(box: str, named: dict[str, str], atlas: Atlas) -> str:
    return box if box in atlas.facts else named[box]
