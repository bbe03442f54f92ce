"""Charts as inline SVG: vectors with a title for those who do not see them, and no name that could clash."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from markupsafe import Markup, escape

from assess.store.resources import font_file


def draw(chart: Any, name: str, title: str, description: str = "") -> Markup:
    """`chart` (Altair) as an SVG element whose ids begin with `name`.

    `title` says what the figure shows, `description` its numbers; both are read aloud
    instead of the marks, whose own English labels are taken out.
    """
    import vl_convert

    _know_the_font()
    raw = vl_convert.vegalite_to_svg(chart.to_dict())
    raw = re.sub(r' (?:aria-[a-z]+|role|class|pointer-events)="[^"]*"', "", raw)
    raw = re.sub(r'\bid="([^"]+)"', rf'id="{name}-\1"', raw)
    raw = re.sub(r"url\(#([^)]+)\)", rf"url(#{name}-\1)", raw)
    raw = re.sub(_TEXT, _lines_apart, raw)
    head, body = raw.split(">", 1)
    head = re.sub(r' xmlns:xlink="[^"]*"| version="[^"]*"', "", head)
    body = re.sub(r'^<rect [^>]*fill="white"/>', "", body)
    words = f'<title id="{name}-title">{escape(title)}</title>'
    named = f"{name}-title"
    if description:
        words += f'<desc id="{name}-desc">{escape(description)}</desc>'
        named += f" {name}-desc"
    return Markup(f'{head} role="img" aria-labelledby="{named}">{words}{body}')  # noqa: S704


# A label of several lines is one element whose lines WeasyPrint anchors to each other; apart they stand right.
_TEXT = re.compile(
    r'<text ([^>]*?)transform="translate\(([-\d.]+),([-\d.]+)\)"([^>]*)>(<tspan.*?</tspan>)</text>', re.S
)


def _lines_apart(found: re.Match[str]) -> str:
    before, x, y, after, spans = found.groups()
    height, lines = float(y), []
    for dy, line in re.findall(r'<tspan(?: x="0")?(?: dy="([-\d.]+)")?>(.*?)</tspan>', spans, re.S):
        height += float(dy or 0)
        if line.strip():
            lines.append(f'<text {before}transform="translate({x},{height:g})"{after}>{line}</text>')
    return "".join(lines)


@cache
def _know_the_font() -> None:
    """Without this the space for labels is measured with another font's widths."""
    import vl_convert

    vl_convert.register_font_directory(str(font_file().parent))


def wrap(text: str, most: int, lines: int = 2) -> str:
    """`text` on up to `lines` lines of even length, of about `most` Latin letters each; never cut.

    A Chinese character is two letters wide. A line is longer than `most` only where the text
    has no other place to go.
    """
    needed = min(lines, -(-_width(text) // most))
    if needed <= 1:
        return text
    pieces = re.findall(_PIECE, text)
    goal = -(-_width(text) // needed)
    while len(rows := _rows(pieces, goal)) > needed:
        goal += 1
    return "\n".join(rows)


def _rows(pieces: Sequence[str], goal: int) -> list[str]:
    rows = [""]
    for piece in pieces:
        if rows[-1] and _width(rows[-1] + piece.rstrip()) > goal:
            rows.append("")
        rows[-1] += piece
    return [row.strip() for row in rows]


# What must stay on one line: a Latin word, or a Chinese character with the punctuation that belongs to it.
_PIECE = r"[（“《]*(?:[!-~−–·]+|[^\s!-~])[，。；：、）”》！？]*\s?|\s"


def _width(text: str) -> int:
    return sum(2 if ord(character) > 0x2E80 else 1 for character in text)


def width_of(texts: Sequence[str], size: float = 11.5) -> float:
    """Pixels the widest line of `texts` needs at most, set in `size`."""
    return max((_width(line) for text in texts for line in text.split("\n")), default=0) * size * 0.55
