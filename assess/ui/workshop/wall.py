"""The wall: what everybody in the room sees. It reads only what may be seen, and looks again every second."""

from __future__ import annotations

from html import escape

import streamlit as st

from assess.model.errors import AssessError
from assess.model.room import DOTS, Dots, Room
from assess.report.tokens import ACCENT, MUTED, RULE
from assess.ui import parts
from assess.ui.phone.places import Found, read_pulse
from assess.ui.words import Screen
from assess.ui.workshop.shared import Say, asked_room, fresh, join_address, qr, speaking
from assess.ui.workshop.spreads import STYLE as SPREADS
from assess.ui.workshop.spreads import ladder_html, spreads_html

LOOK = 1.0
STYLE = f"""<style>
.stMainBlockContainer {{ max-width: 88rem; padding-top: 1.5rem; }}
.wall {{ font-size: clamp(1rem, 1.6vw, 1.5rem); line-height: 1.5; }}
.stApp [data-testid="stHeader"] {{ display: none; }}
.wall p {{ font-size: 1em; }}
.wall p.count {{ font-size: 2.2em; }}
.wall p.room {{ font-size: 3em; }}
.wall h1 {{ font-size: 1.7em; line-height: 1.35; margin: 0 0 0.6em; }}
.wall .count {{ font-weight: 600; color: {ACCENT}; font-variant-numeric: tabular-nums; }}
.wall .muted {{ color: {MUTED}; }}
.wall .side {{ display: flex; gap: 3rem; align-items: flex-start; flex-wrap: wrap; }}
.wall .side > div {{ flex: 1 1 24rem; }}
.wall .side > figure {{ flex: 0 1 auto; margin: 0; text-align: center; }}
.wall .room {{ font-weight: 600; letter-spacing: 0.12em; margin: 0; }}
.wall .dots {{ display: grid; grid-template-columns: minmax(10rem, 1fr) 2fr auto; gap: 0.4em 1em;
  align-items: center; }}
.wall .dots i {{ display: block; height: 0.9em; background: {ACCENT}; min-width: 2px; }}
.wall .dots b {{ font-variant-numeric: tabular-nums; text-align: right; }}
.wall .dots + p {{ margin-top: 1em; }}
.wall .agreed {{ border-top: 2px solid {RULE}; padding-top: 0.5em; }}
</style>"""


def show(screen: Screen) -> None:
    """The wall of the room that the address names."""
    say = speaking(screen)
    try:
        found = None if screen.closed else asked_room(screen)
    except AssessError as error:
        st.error(parts.plain(str(error)))
        return
    if found is None:
        st.title(say("No room is shown here"))
        st.write(say("Open the wall from the page of the workshop."))
        return
    st.html(STYLE)
    st.html(SPREADS)
    _wall(screen, say, found)


@st.fragment(run_every=LOOK)
def _wall(screen: Screen, say: Say, found: Found) -> None:
    room = fresh(found)
    if room.finished:
        inner = f"<h1>{say('The session has ended. Thank you.')}</h1>"
    elif room.current == DOTS:
        inner = _dots(screen, say, found, room)
    elif room.current and found.bank.item(room.current):
        inner = _item(screen, say, found, room)
    else:
        inner = _way_in(say, found, room)
    st.html(f'<div class="wall">{inner}</div>')


def _way_in(say: Say, found: Found, room: Room) -> str:
    joined = say("In the room: {n}", n=sum(found.store.people(room.code).values()))
    code = qr(room, say("QR code of the way in"), "22rem")
    return (
        f'<div class="side"><div><h1>{say("Scan the code, or open the address and enter the room")}</h1>'
        f'<p class="room">{room.code}</p><p>{escape(join_address(room).rsplit("/", 1)[0])}</p>'
        f'<p class="count" aria-live="polite">{joined}</p>'
        f'<p class="muted">{say("Nobody is asked for a name. Nothing is shown before the question is closed.")}</p>'
        f"</div><figure>{code}</figure></div>"
    )


def _item(screen: Screen, say: Say, found: Found, room: Room) -> str:
    item = found.bank.item(room.current)
    assert item is not None
    pulse, language = read_pulse(found), screen.language
    states = pulse.rounds.get(item.id, {})
    shown = [spread for n in states if (spread := found.store.spread(room.code, item.id, n))]
    agreed = found.store.agreed(room.code).get(item.id)
    head = f"<h1>{escape(item.question[language])}</h1>"
    ladder = ladder_html(item, language, agreed)
    if not states:
        return head + ladder
    running = states[max(states)] != "revealed"
    count = pulse.counts[item.id]
    told = say("{n} of {all} have answered", n=count.answered, all=max(count.answered, count.asked))
    state = say("Closed") if states[max(states)] == "closed" else ""
    if max(states) > 1 and running:
        state = " · ".join(text for text in (say("Second round"), state) if text)
    counter = f'<p class="count" aria-live="polite">{told}</p><p class="muted">{state}</p>' if running else ""
    said = f'<p class="agreed"><strong>{say("Agreed: level {n}", n=agreed.value)}</strong></p>' if agreed else ""
    if not shown:
        small = f'<figure>{qr(room, say("QR code of the way in"), "11rem")}<p class="muted">{room.code}</p></figure>'
        return f'{head}<div class="side"><div>{ladder}{counter}</div>{small}</div>'
    return head + counter + spreads_html(say, shown, language, f"<div>{ladder}{said}</div>")


def _dots(screen: Screen, say: Say, found: Found, room: Room) -> str:
    result = found.store.dots(room.code)
    head = f"<h1>{say('What should be done first?')}</h1>"
    if result is None:
        count = found.store.ballots(room.code)
        told = say("{n} of {all} have handed in their dots", n=count.answered, all=count.asked)
        return f'{head}<p class="count" aria-live="polite">{told}</p>'
    return head + _bars(screen, say, room, result)


def _bars(screen: Screen, say: Say, room: Room, result: Dots) -> str:
    told = say(
        "{n} handed in, of whom {abstained} abstained; {missing} did not vote.",
        n=result.ballots, abstained=result.abstained, missing=result.missing,
    )  # fmt: skip
    if not result.given:
        return f"<p>{say('Fewer than {n} people gave dots, so they are not shown.', n=5)}</p><p class=muted>{told}</p>"
    most = max(1, *result.given.values())
    rows = "".join(
        f"<span>{escape(t.title[screen.language])}</span>"
        f'<i style="width:{100 * result.given[t.id] / most:.1f}%"></i><b>{result.given[t.id]}</b>'
        for t in sorted(room.treatments, key=lambda t: -result.given[t.id])
    )
    return f'<div class="dots">{rows}</div><p class="muted">{told}</p>'
