"""A placed picture as SVG: the same marks on paper and on screen, told apart without colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

from assess.report import tokens
from assess.report.lineage.shapes import FOOT, FOOT_LINE, HEAD, LINE, PAD_X, PAD_Y, Box, Link, Placed, Point, Word

EDGE = "#8A97A3"  # a line between two boxes; 3:1 on white


@dataclass(frozen=True, slots=True)
class Look:
    """How a kind of box is drawn; kinds differ in outline or fill, not in hue alone."""

    fill: str = tokens.WHITE
    stroke: str = EDGE
    stroke_width: float = 1.0
    dash: str = ""
    ink: str = tokens.INK
    foot: str = tokens.MUTED
    corner: float = 3.0


LOOKS = {
    "table": Look(),
    "root": Look(fill=tokens.PAPER, corner=12.0),
    "centre": Look(fill=tokens.ACCENT, stroke=tokens.ACCENT, ink=tokens.WHITE, foot=tokens.WHITE),
    "twin": Look(fill=tokens.WHITE, stroke=tokens.ACCENT, stroke_width=2.4),
    "stops": Look(fill=tokens.WHITE, stroke=tokens.BAD, stroke_width=1.8),
    "more": Look(fill=tokens.WHITE, stroke=tokens.MUTED, dash="2 3", ink=tokens.MUTED, corner=10.0),
    "department": Look(fill=tokens.UNKNOWN, stroke=tokens.UNKNOWN),
    "few": Look(fill=tokens.WHITE),
    "some": Look(fill=tokens.UNKNOWN),
    "many": Look(fill=tokens.ACCENT_SOFT, stroke=tokens.ACCENT),
    "unknown": Look(fill=tokens.WHITE, dash="5 3"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """How a kind of link is drawn, before its weight is counted in."""

    stroke: str = EDGE
    width: float = 1.1
    dash: str = ""
    opacity: float = 1.0


LINES = {
    "plain": Line(),
    "main": Line(stroke=tokens.ACCENT, width=1.2, opacity=0.9),
    "crossing": Line(stroke=tokens.ACCENT_SOFT, width=1.0, opacity=0.8),
    "inside": Line(stroke=tokens.RULE, width=2.0),
    "same": Line(stroke=tokens.ACCENT, width=1.8),
    "stops": Line(stroke=tokens.BAD, width=1.5),
    "more": Line(stroke=EDGE, width=1.0, dash="2 3"),
    "back": Line(stroke=tokens.WATCH, width=1.4, dash="6 3"),
}
HEAVIEST = 5.0  # pixels that the heaviest link of a picture adds to its line


def picture(
    placed: Placed, name: str, title: str, description: str = "", *, live: bool = False, canvas: float = 0
) -> Markup:
    """The SVG; ids begin with `name`. With `live`, marks carry what a click reports and can be reached by keyboard.

    `canvas` is its least width: a small picture is not blown up on paper.
    """
    if live:  # a title would follow the mouse over the whole picture
        words, attributes = "", f'role="group" aria-label="{escape(title)}"'
    else:
        words, attributes = f'<title id="{name}-title">{escape(title)}</title>', f'aria-labelledby="{name}-title"'
        if description:
            words += f'<desc id="{name}-desc">{escape(description)}</desc>'
            attributes = f'aria-labelledby="{name}-title {name}-desc"'
        attributes = f'role="img" {attributes}'
    most = max((link.weight for link in placed.links if link.look != "inside"), default=1)
    body = [
        *(f'<path d="M{a[0]:.1f},{a[1]:.1f}L{b[0]:.1f},{b[1]:.1f}" stroke="{tokens.RULE}" stroke-width="1" '
          f'fill="none"/>' for a, b in placed.rules),
        *(_link(link, placed.routes[link.id], most, live) for link in sorted(placed.links, key=_by_weight)),
        *(_box(box, placed, live) for box in placed.boxes.values()),
        *(_word(word, live) for word in placed.words),
    ]  # fmt: skip
    wide, high = max(placed.width, canvas, 1.0), max(placed.height, 1.0)
    return Markup(  # noqa: S704 (every text in it is escaped)
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:.0f}" height="{high:.0f}" '
        f'viewBox="0 0 {wide:.1f} {high:.1f}" font-family="{tokens.FAMILY}, sans-serif" '
        f"{attributes}>{words}{''.join(body)}</svg>"
    )


_UNDER = {"inside": 0, "crossing": 1}


def _by_weight(link: Link) -> tuple[int, int, str]:
    """Quiet links first, so that the others lie on them; heavy ones before light ones, which they would hide."""
    return (_UNDER.get(link.look, 2), -link.weight, link.id)


def _link(link: Link, points: Sequence[Point], most: int, live: bool) -> str:
    look = LINES[link.look]
    extra = HEAVIEST * (link.weight / most) ** 0.5 if most > 1 and link.look != "inside" else 0.0
    wide = look.width + extra
    head = min(4.0 + 0.9 * wide, 9.0)
    end = shortened(points, head)
    dash = f' stroke-dasharray="{look.dash}"' if look.dash else ""
    line = (
        f'<path d="{_curve(end)}" fill="none" stroke="{look.stroke}" stroke-width="{wide:.2f}"{dash} '
        f'stroke-opacity="{look.opacity:g}"/>{_arrow(points, head, wide, look)}'
    )
    if not live:
        return line
    near = f'<path class="near" d="{_curve(points)}" fill="none" stroke="transparent" stroke-width="{wide + 9:.1f}"/>'
    return (
        f'<g class="link" data-kind="link" data-from="{escape(link.source)}" data-to="{escape(link.target)}">'
        f"{line}{near}</g>"
    )


def shortened(points: Sequence[Point], by: float) -> list[Point]:
    """The points with the last one drawn back, where the head of the arrow begins."""
    (x, y), (before, above) = points[-1], points[-2]
    if len(points) == 2 and x == before:
        return [points[0], (x, y - by if y > above else y + by)]
    return [*points[:-1], (x - by if x >= before else x + by, y)]


def _curve(points: Sequence[Point]) -> str:
    """A smooth line that leaves and enters each point level."""
    told = [f"M{points[0][0]:.1f},{points[0][1]:.1f}"]
    if len(points) == 2 and points[0][0] == points[1][0]:
        return f"{told[0]}L{points[1][0]:.1f},{points[1][1]:.1f}"
    for (x1, y1), (x2, y2) in pairwise(points):
        if abs(y1 - y2) < 0.3:
            told.append(f"L{x2:.1f},{y2:.1f}")
        elif abs(x1 - x2) < 0.3:  # beside each other
            bow = 14 + abs(y2 - y1) * 0.04
            told.append(f"C{x1 + bow:.1f},{y1:.1f} {x2 + bow:.1f},{y2:.1f} {x2:.1f},{y2:.1f}")
        else:
            middle = (x1 + x2) / 2
            told.append(f"C{middle:.1f},{y1:.1f} {middle:.1f},{y2:.1f} {x2:.1f},{y2:.1f}")
    return "".join(told)


def _arrow(points: Sequence[Point], head: float, wide: float, look: Line) -> str:
    (x, y), half = points[-1], max(2.6, 0.5 * wide + 2.0)
    back, level = shortened(points, head)[-1]
    one, other = ((back, y - half), (back, y + half)) if level == y else ((x - half, level), (x + half, level))
    return (
        f'<path d="M{x:.1f},{y:.1f}L{one[0]:.1f},{one[1]:.1f}L{other[0]:.1f},{other[1]:.1f}Z" fill="{look.stroke}" '
        f'fill-opacity="{look.opacity:g}"/>'
    )


def _box(box: Box, placed: Placed, live: bool) -> str:
    (x, y), (wide, high), look = placed.corners[box.id], placed.size(box.id), LOOKS[box.look]
    dash = f' stroke-dasharray="{look.dash}"' if look.dash else ""
    outline = (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" rx="{look.corner:g}" '
        f'fill="{look.fill}" stroke="{look.stroke}" stroke-width="{look.stroke_width:g}"{dash}/>'
    )
    marks = [outline]
    at = y + PAD_Y
    if box.sign:
        colour = tokens.WHITE if look.ink == tokens.WHITE else tokens.BAD
        marks.append(_text(x + PAD_X, at + FOOT_LINE * 0.78, box.sign, FOOT, tokens.SEMIBOLD, colour))
        at += FOOT_LINE
    for line in box.head:
        left, align = (x + wide / 2, "middle") if box.middle else (x + PAD_X, "start")
        marks.append(_text(left, at + LINE * 0.8, line, HEAD, tokens.SEMIBOLD, look.ink, align))
        at += LINE
    for line in box.foot:
        marks.append(_text(x + PAD_X, at + FOOT_LINE * 0.78, line, FOOT, tokens.REGULAR, look.foot))
        at += FOOT_LINE
    inside = "".join(marks)
    if not live:
        return inside
    spoken = escape(box.spoken or " ".join((*box.head, *box.foot)))
    return (
        f'<g class="box" data-kind="box" data-id="{escape(box.id)}" tabindex="-1" role="button" '
        f'aria-label="{spoken}"><title>{spoken}</title>{inside}</g>'
    )


def _text(x: float, y: float, text: str, size: float, weight: int, colour: str, align: str = "start") -> str:
    anchor = "" if align == "start" else f' text-anchor="{align}"'
    heavy = "" if weight == tokens.REGULAR else f' font-weight="{weight}"'
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}"{heavy} fill="{colour}"{anchor}>{escape(text)}</text>'


def _word(word: Word, live: bool) -> str:
    text = _text(word.x, word.y, word.text, word.size, word.weight, word.colour, word.align)
    if word.ground:
        left, top, right, bottom = word.extent
        text = (
            f'<rect x="{left - 2:.1f}" y="{top:.1f}" width="{right - left + 4:.1f}" height="{bottom - top:.1f}" rx="2" '
            f'fill="{tokens.WHITE}" fill-opacity="0.88"/>{text}'
        )
    if not live or not word.id:
        return text
    return (
        f'<g class="box word" data-kind="box" data-id="{escape(word.id)}" tabindex="-1" role="button" '
        f'aria-label="{escape(word.text)}">{text}</g>'
    )
