"""What the desk and the wall share: words, the room, the way in."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path

import streamlit as st

from assess.model.bank import LEVEL_NAMES, Item
from assess.model.room import Room
from assess.report.tokens import INK
from assess.store.rooms_db import RoomsStore
from assess.ui.phone.door import doors
from assess.ui.phone.places import Found, found_in, places
from assess.ui.phone.words import say
from assess.ui.server.settings import settings
from assess.ui.words import Screen

Say = Callable[..., str]


def speaking(screen: Screen) -> Say:
    """`say` in the language of the person at the screen."""
    return lambda text, **facts: say(text, screen.language, **facts)


def asked_room(screen: Screen) -> Found | None:
    """The room that the address names; None where there is none in this engagement."""
    return screen.use(room_of, str(st.query_params.get("room", "")))


def rooms_of(folder: Path) -> RoomsStore:
    """The rooms of the engagement, whose phones are served from now on."""
    return places().store(folder)


def room_of(folder: Path, code: str) -> Found | None:
    """The room of this code in the engagement; None where it has none such."""
    store = rooms_of(folder)
    room = store.room(code)
    return found_in(folder, store, room) if room else None


def fresh(found: Found) -> Room:
    """The room as it is now."""
    room = found.store.room(found.room.code)
    assert room is not None
    return room


def join_address(room: Room) -> str:
    """The address that phones open: what the QR code says."""
    kept = settings()
    if kept is not None:
        return f"{kept.now().public_url}/j/{room.code}"
    port = doors().port_of(room.address) or room.port
    return f"http://{room.address}:{port}/j/{room.code}"


def qr(room: Room, alt: str, width: str) -> str:
    """The QR code of the way in as markup, drawn here."""
    import segno

    source = segno.make(join_address(room), error="m").svg_data_uri(border=2, dark=INK, light="#fff")
    return f'<img src="{source}" alt="{escape(alt)}" style="width:{width};max-width:100%;aspect-ratio:1">'


def item_of(found: Found, identifier: str) -> Item | None:
    return found.bank.item(identifier)


def role_names(levels: tuple[str, ...], language: str) -> str:
    """Roles as a reader of the language lists them."""
    names = [LEVEL_NAMES[level][language] for level in levels]
    if language == "zh":
        return "、".join(names)
    text = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return text[:1].upper() + text[1:]
