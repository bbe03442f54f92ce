"""How texts are made fit for a slide: cleaned, measured, shortened."""

from __future__ import annotations

import re

from assess.report.parts import Cell, plain


def tidy(value: Cell) -> str:
    """Text without markup, soft breaks or characters XML cannot hold."""
    shown = plain(value).replace("\u200b", "")
    return "".join(c for c in shown if c >= " " or c in "\n\t")


def lines(text: str, width: float, size: float) -> int:
    """How many lines of `width` points a text takes: a Chinese character is one em, a Latin one 0.53."""
    taken = sum(size if re.match(r"[\u2e80-\uffef]", c) else size * 0.53 for c in text)
    return max(1, -int(-taken * 1.03 // width))


def shortened(text: str, width: float, size: float, most: int) -> str:
    """The text cut at a word so that it takes `most` lines, with dots where something went."""
    while lines(text, width, size) > most and len(text) > 4:
        text = text[:-2].rstrip("，。、；,.; …") + "…"
    return text
