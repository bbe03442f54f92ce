"""The plan as a list that is put in order by dragging or by keyboard: a component of our own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import streamlit as st

from assess.ui.words import Screen

_HERE = Path(__file__).parent
_component = st.components.v2.component(
    "assess_roadmap_list",
    html='<p class="help"></p><ol class="plan"></ol><p class="told" role="status"></p>',
    css=(_HERE / "roadmap_list.css").read_text(encoding="utf-8"),
    js=(_HERE / "roadmap_list.js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One item: `when` its months in words, `gate` where it cannot be moved or left out, `out` where it is left out."""

    key: str
    title: str
    when: str
    gate: bool
    out: bool


def draw_list(
    screen: Screen, rows: Sequence[Row], ordered: Callable[[list[str]], None], toggled: Callable[[str], None]
) -> None:
    """The list; `ordered` is told the keys in their new order, `toggled` the key to leave out or take back."""
    say, key = screen.say, "roadmap list"

    def order_changed() -> None:
        value = st.session_state[key].get("ordered")
        if isinstance(value, dict) and isinstance(value.get("keys"), list):
            ordered([str(k) for k in value["keys"]])

    def drop_changed() -> None:
        value = st.session_state[key].get("toggled")
        if isinstance(value, dict) and isinstance(value.get("key"), str):
            toggled(value["key"])

    words = {
        "help": say(
            "Drag a row, or move it with its arrows. Items with a dot are unconditional and come first. "
            "The numbers on the right are months."
        ),
        "list": say("Order of the plan"),
        "up": say("Move up"),
        "down": say("Move down"),
        "drop": say("Leave out"),
        "back": say("Take back"),
        "moved": say("Now in place {n}"),
    }
    _component(
        key=key,
        data={"rows": [asdict(row) for row in rows], "words": words},
        on_ordered_change=order_changed,
        on_toggled_change=drop_changed,
    )
