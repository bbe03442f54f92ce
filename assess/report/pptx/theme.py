"""A deck's theme: the fonts for Chinese beside those for Latin, and our colours where the client has none."""

from __future__ import annotations

from typing import Any

from lxml import etree

from assess.report.tokens import ACCENT, ACCENT_SOFT, BAD, GOOD, INK, MUTED, PAPER, WATCH, WHITE, soft

EAST_ASIAN = "Microsoft YaHei"
LATIN = {"zh": EAST_ASIAN, "en": "Calibri"}
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_COLOURS = {
    "dk1": INK, "lt1": WHITE, "dk2": MUTED, "lt2": PAPER, "accent1": ACCENT, "accent2": WATCH, "accent3": GOOD,
    "accent4": BAD, "accent5": ACCENT_SOFT, "accent6": MUTED, "hlink": ACCENT, "folHlink": MUTED,
}  # fmt: skip


def theme_parts(deck: Any) -> list[Any]:
    """The theme parts of the deck's slide masters."""
    return [
        relation.target_part
        for master in deck.slide_masters
        for relation in master.part.rels.values()
        if relation.reltype.endswith("/theme")
    ]


def east_asian_fonts(part: Any) -> dict[str, str]:
    """majorFont and minorFont of a theme -> the East Asian face, or "" where it names none."""
    root = etree.fromstring(part.blob)
    found = {}
    for kind in ("majorFont", "minorFont"):
        face = root.find(f".//{_A}{kind}/{_A}ea")
        hans = root.find(f".//{_A}{kind}/{_A}font[@script='Hans']")
        found[kind] = (face.get("typeface") if face is not None else "") or (
            hans.get("typeface", "") if hans is not None else ""
        )
    return found


def name_east_asian(deck: Any) -> None:
    """Give every theme without an East Asian face one, so that Chinese is not left to the reader's machine."""
    for part in theme_parts(deck):
        root = etree.fromstring(part.blob)
        for kind in ("majorFont", "minorFont"):
            if not east_asian_fonts(part)[kind]:
                face = root.find(f".//{_A}{kind}/{_A}ea")
                if face is not None:
                    face.set("typeface", EAST_ASIAN)
        part._blob = _written(root)


def dress(deck: Any, language: str, accent: str = "") -> None:
    """Our own colours and faces, for the deck that is made without a client's template; `accent` takes ours' place."""
    colours = {
        name: {ACCENT: accent, ACCENT_SOFT: soft(accent)}.get(colour, colour) if accent else colour
        for name, colour in _COLOURS.items()
    }
    for part in theme_parts(deck):
        root = etree.fromstring(part.blob)
        for name, colour in colours.items():
            slot = root.find(f".//{_A}clrScheme/{_A}{name}")
            for child in list(slot):
                slot.remove(child)
            etree.SubElement(slot, f"{_A}srgbClr").set("val", colour[1:])
        for kind in ("majorFont", "minorFont"):
            fonts = root.find(f".//{_A}{kind}")
            fonts.find(f"{_A}latin").set("typeface", LATIN[language])
            fonts.find(f"{_A}ea").set("typeface", EAST_ASIAN)
            for script in fonts.findall(f"{_A}font"):
                fonts.remove(script)
            etree.SubElement(fonts, f"{_A}font").attrib.update({"script": "Hans", "typeface": EAST_ASIAN})
        part._blob = _written(root)


def _written(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
