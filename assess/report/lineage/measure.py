"""How wide a text is in the house's font, and how a long name is broken: nothing is guessed and nothing is cut."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from assess.report.tokens import REGULAR
from assess.store.resources import font_file

_PIECE = re.compile(r"[A-Za-z0-9]+[_./:\-]*|[_./:\-]+|\s+|.", re.S)  # a word with the marks after it, or one sign


@cache
def _font(weight: int) -> tuple[Any, int]:
    import uharfbuzz as hb

    face = hb.Face(hb.Blob.from_file_path(str(font_file())))
    font = hb.Font(face)
    font.set_variations({"wght": float(weight)})
    return font, face.upem


@lru_cache(maxsize=65_536)
def _advance(character: str, weight: int) -> float:
    """Width of one character in em; one em for a character that the font cannot draw."""
    font, upem = _font(weight)
    glyph = font.get_nominal_glyph(ord(character))
    return float(font.get_glyph_h_advance(glyph)) / upem if glyph else 1.0


def width_of(text: str, size: float, weight: int = REGULAR) -> float:
    """Pixels that `text` takes in one line, set in `size`."""
    return sum(_advance(character, weight) for character in text) * size


def broken(text: str, most: float, size: float, weight: int = REGULAR) -> tuple[str, ...]:
    """`text` on lines of even length, at most `most` pixels, broken after an underscore, a dot or a word.

    A word longer than a line is broken within.
    """
    pieces = [(piece, width_of(piece, size, weight)) for piece in _pieces(text, most, size, weight)]
    lines = _filled(pieces, most)
    goal = sum(wide for _, wide in pieces) / len(lines)
    while goal < most and len(lines) > 1:
        even = _filled(pieces, goal)
        if len(even) == len(lines):
            return even
        goal += size / 2
    return lines


def _filled(pieces: Sequence[tuple[str, float]], most: float) -> tuple[str, ...]:
    lines, room = [""], most
    for piece, wide in pieces:
        if lines[-1] and wide > room:
            lines.append("")
            room = most
        lines[-1] += piece
        room -= wide
    return tuple(line.strip() for line in lines if line.strip()) or ("",)


def _pieces(text: str, most: float, size: float, weight: int) -> Sequence[str]:
    found: list[str] = []
    for piece in _PIECE.findall(text):
        if width_of(piece, size, weight) <= most:
            found.append(piece)
        else:
            found += list(piece)
    return found
