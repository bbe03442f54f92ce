"""The picture of lineage on the screen: the report's SVG, made alive by a component of our own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from assess.report.lineage.draw import picture
from assess.report.lineage.views import View
from assess.ui.words import Screen

_HERE = Path(__file__).parent
_HTML = """<div class="lineage"><div class="stage"></div><p class="help"></p>
<div class="tools"><button type="button" class="out">−</button><button type="button" class="in">+</button>
<button type="button" class="fit">⤢</button></div></div>"""
_LOWEST, _HIGHEST = 180, 640  # pixels of the stage
_component = st.components.v2.component(
    "assess_lineage",
    html=_HTML,
    css=(_HERE / "lineage_map.css").read_text(encoding="utf-8"),
    js=(_HERE / "lineage_map.js").read_text(encoding="utf-8"),
)


def draw_map(screen: Screen, view: View, title: str, centre: str, picked: str, act: Callable[[str, str], None]) -> None:
    """The picture; `act` is told ("picked" or "opened", id of the box or of the link)."""
    say, key = screen.say, "lineage map"

    def told(what: str) -> Callable[[], None]:
        def changed() -> None:
            value = st.session_state[key].get(what)
            if isinstance(value, dict) and isinstance(value.get("id"), str):
                act(what, value["id"])

        return changed

    words = {
        "help": say(
            "Click a box or a line for its evidence, double-click to open it. Drag to move, Ctrl and wheel to zoom; "
            "arrow keys go from box to box."
        ),
        "in": say("larger"),
        "out": say("smaller"),
        "fit": say("whole picture"),
    }
    _component(
        key=key,
        data={
            "svg": str(picture(view.placed, "map", title, live=True)),
            "height": round(min(max(view.placed.height + 16, _LOWEST), _HIGHEST)),
            "picked": picked,
            "centre": centre,
            "words": words,
        },
        on_picked_change=told("picked"),
        on_opened_change=told("opened"),
    )
