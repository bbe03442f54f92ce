"""Colours, sizes and measures of everything people look at: paper, HTML and screen."""

from __future__ import annotations

from assess.model.colour import contrast

INK = "#16202A"
MUTED = "#5E6B78"
RULE = "#DCE2E8"
PAPER = "#F6F8F9"
WHITE = "#FFFFFF"
ACCENT = "#0F5C6E"
ACCENT_SOFT = "#9DBCC4"
BAD = "#B23A2E"
WATCH = "#C9922B"
GOOD = "#2F7D5C"
UNKNOWN = "#E9EDF0"
RAMP = (BAD, "#DCA877", "#F1E4C6", "#9DB98F", GOOD)  # level 1 to 5; without the stops between, 2 would look pink

FAMILY = "Noto Sans SC"
REGULAR, SEMIBOLD = 400, 600

# CSS pixels; charts and page share them, so a label in a figure is as large as one in a table.
BODY = 12.7
LABEL = 11.5
VALUE = 12.5
WIDTH = 657  # of a figure: A4 less its margins

COLOURS = {
    "ink": INK,
    "muted": MUTED,
    "rule": RULE,
    "paper": PAPER,
    "white": WHITE,
    "accent": ACCENT,
    "accent-soft": ACCENT_SOFT,
    "bad": BAD,
    "watch": WATCH,
    "good": GOOD,
    "unknown": UNKNOWN,
}


def stylesheet() -> str:
    """The colours as CSS custom properties, the text of templates/report/tokens.css."""
    lines = [f"  --{name}: {value};" for name, value in COLOURS.items()]
    return "/* written by assess.report.tokens.stylesheet() */\n:root {\n" + "\n".join(lines) + "\n}\n"


def ramp(level: float) -> str:
    """The colour of a level 1..5, from red over sand to green."""
    position = min(5.0, max(1.0, level)) - 1
    below = min(int(position), len(RAMP) - 2)
    low, high, share = RAMP[below], RAMP[below + 1], position - below
    mixed = (
        round(int(low[i : i + 2], 16) + (int(high[i : i + 2], 16) - int(low[i : i + 2], 16)) * share) for i in (1, 3, 5)
    )
    return "#" + "".join(f"{value:02X}" for value in mixed)


def text_on(colour: str) -> str:
    """Ink or white, whichever is read better on `colour`."""
    return INK if contrast(INK, colour) >= contrast(WHITE, colour) else WHITE


def soft(accent: str) -> str:
    """A lighter shade of an accent, as far from white as ours is from its own accent."""
    share = 0.59  # of white in ours: #9DBCC4 of #0F5C6E
    mixed = (round(int(accent[i : i + 2], 16) * (1 - share) + 255 * share) for i in (1, 3, 5))
    return "#" + "".join(f"{value:02X}" for value in mixed)


def in_colour(page: str, accent: str) -> str:
    """A page, style sheets and drawings alike, with the client's accent in the place of ours; "" changes nothing."""
    if not accent or accent.upper() == ACCENT:
        return page
    return page.replace(ACCENT_SOFT, soft(accent)).replace(ACCENT, accent)
