"""What a client's PowerPoint template lacks for our slides, in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from assess.model.colour import contrast
from assess.report.pptx.template import kinds, layouts_of, open_template, title_box
from assess.report.pptx.theme import EAST_ASIAN, east_asian_fonts, theme_parts

TWO_LINES = 2 * 20 * 1.2 * 12700  # EMU: two lines of 20 points


@dataclass(frozen=True, slots=True)
class Lint:
    """`level` error: the slides cannot be made; warning: they can, and look worse."""

    level: Literal["error", "warning"]
    text: str


def lint_template(path: Path) -> list[Lint]:
    """Errors first; BadInput where the file cannot be read at all."""
    deck = open_template(path)
    found = [*_layouts(deck), *_size(deck), *_fonts(deck), *_colours(deck), *_slides(deck)]
    return sorted(found, key=lambda lint: lint.level)


def _layouts(deck: Any) -> list[Lint]:
    if len(deck.slide_layouts) == 0:
        return [Lint("error", "The template has no slide layout; add one with a title.")]
    chosen = layouts_of(deck)
    if chosen is None:
        return [Lint("error", "No layout has a title placeholder; every slide of ours is a sentence in a title.")]
    found = []
    if len(kinds(chosen.plain)) > 1:
        others = ", ".join(kind.lower().replace("_", " ") for kind in kinds(chosen.plain)[1:])
        found.append(
            Lint("warning", f"There is no title-only layout; “{chosen.plain.name}” is used and its {others} removed.")
        )
    if "SUBTITLE" not in kinds(chosen.cover):
        found.append(Lint("warning", "No layout has a subtitle; the cover carries client and date in a text box."))
    box = title_box(chosen.plain)
    if box is None:
        found.append(Lint("error", f"The title of layout “{chosen.plain.name}” has no position; give it one."))
        return found
    _, top, width, height = box
    if height < TWO_LINES:
        found.append(
            Lint("warning", f"The title of “{chosen.plain.name}” is {height / 12700:.0f} pt high; two lines of 20 pt "
                            f"need {TWO_LINES / 12700:.0f} pt.")
        )  # fmt: skip
    if width < 0.6 * deck.slide_width:
        share = 100 * width / deck.slide_width
        found.append(Lint("warning", f"The title of “{chosen.plain.name}” is {share:.0f} % of the slide wide; our "
                                     "sentences need 60 %."))  # fmt: skip
    below = deck.slide_height - top - height
    if below < 0.55 * deck.slide_height:
        share = 100 * below / deck.slide_height
        found.append(
            Lint("warning" if below > 0.4 * deck.slide_height else "error",
                 f"Below the title of “{chosen.plain.name}” is {share:.0f} % of the slide; charts and tables need "
                 "55 %.")
        )  # fmt: skip
    return found


def _size(deck: Any) -> list[Lint]:
    ratio = deck.slide_width / deck.slide_height
    if abs(ratio - 16 / 9) < 0.02:
        return []
    inches = f"{deck.slide_width / 914400:.1f} × {deck.slide_height / 914400:.1f} in"
    if ratio < 1.2:
        return [Lint("error", f"The slides are {inches}; charts and tables need landscape, best 16:9.")]
    return [Lint("warning", f"The slides are {inches}, not 16:9; charts and tables become narrower.")]


def _fonts(deck: Any) -> list[Lint]:
    names = {"majorFont": "headings", "minorFont": "text"}
    lacking = sorted({names[k] for part in theme_parts(deck) for k, face in east_asian_fonts(part).items() if not face})
    if not lacking:
        return []
    return [Lint("warning", f"The theme names no East Asian font for {' and '.join(lacking)}; {EAST_ASIAN} is put in.")]


def _colours(deck: Any) -> list[Lint]:
    """Accent 1 carries our bars, so it must be seen on the background."""
    from lxml import etree

    space = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
    found = []
    for part in theme_parts(deck):
        root = etree.fromstring(part.blob)
        shown = {}
        for name in ("accent1", "lt1"):
            slot = root.find(f".//{space}clrScheme/{space}{name}")
            colour = None if slot is None or not len(slot) else slot[0].get("lastClr") or slot[0].get("val")
            shown[name] = f"#{colour}" if colour and len(colour) == 6 else None
        accent, paper = shown["accent1"], shown["lt1"]
        if accent and paper and contrast(accent, paper) < 3:
            told = f"{contrast(accent, paper):.1f}"
            found.append(Lint("warning", f"Accent 1 {accent} on {paper} has a contrast of {told}; bars need 3."))
    return found


def _slides(deck: Any) -> list[Lint]:
    n = len(deck.slides)
    if not n:
        return []
    return [
        Lint("warning", f"The template has {n} sample slide{'s' if n > 1 else ''}; they are left out of the report.")
    ]
