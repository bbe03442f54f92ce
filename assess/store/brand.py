"""The client's own look: an accent that can be read, a logo that is a picture."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

from assess.model.colour import contrast
from assess.model.engagement import Engagement
from assess.model.errors import BadInput, Problem
from assess.model.result import LogoPart

MOST_BYTES = 500_000
LEAST_CONTRAST = 4.5  # WCAG 2.2 AA, text on white and white on a field of the colour
_SIGNS: dict[str, tuple[bytes, ...]] = {"image/png": (b"\x89PNG\r\n\x1a\n",), "image/jpeg": (b"\xff\xd8\xff",)}
# what an SVG may be made of: shapes and words, their colours and their place
_SHAPES = frozenset(
    ("svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "defs", "title",
     "desc", "lineargradient", "radialgradient", "stop", "clippath", "metadata", "namedview")
)  # fmt: skip
_MOST_PARTS = 20_000


def logo_of(engagement: Engagement, folder: Path) -> LogoPart | None:
    """The logo named in the engagement; BadInput where the file is no picture that a report may hold."""
    named = engagement.brand.logo
    if not named:
        return None
    path = folder / named
    where = f'engagement.yaml brand.logo "{named}"'
    if not path.resolve().is_relative_to(folder.resolve()):
        raise BadInput([Problem(where, "lies outside the folder of the engagement; copy it into the folder.")])
    if not path.is_file():
        raise BadInput([Problem(where, "is not a file of the engagement; allowed: a PNG, JPEG or SVG file.")])
    if path.stat().st_size > MOST_BYTES:
        raise BadInput([Problem(where, f"has {path.stat().st_size:,} bytes; allowed: at most {MOST_BYTES:,}.")])
    content = path.read_bytes()
    for kind, signs in _SIGNS.items():
        if content.startswith(signs):
            return LogoPart(media_type=kind, base64=base64.b64encode(content).decode())  # type: ignore[arg-type]
    if _is_plain_svg(content):
        return LogoPart(media_type="image/svg+xml", base64=base64.b64encode(content).decode())
    raise BadInput(
        [
            Problem(
                where,
                "is no PNG, JPEG or plain SVG picture (an SVG may hold no script, no link, no picture, "
                "picture or repeated part).",
            )
        ]
    )


def _is_plain_svg(content: bytes) -> bool:
    """Whether this is UTF-8 XML of shapes and words that asks for nothing and refers to itself at most."""
    from xml.etree import ElementTree

    if b"<!" in content.replace(b"<!--", b"") or b"<svg" not in content:
        return False
    try:
        content.decode("utf-8")
        parts = list(ElementTree.fromstring(content).iter())  # noqa: S314 - without a DOCTYPE there are no entities
    except (ElementTree.ParseError, UnicodeDecodeError, RecursionError, LookupError, ValueError):
        return False
    return len(parts) <= _MOST_PARTS and all(_is_plain_part(part) for part in parts)


def _is_plain_part(part: Any) -> bool:
    space, _, name = str(part.tag).rpartition("}")
    if "svg" not in space and space:
        return not any("href" in key.lower() for key in part.attrib)  # notes of a drawing program
    if name.lower() not in _SHAPES:
        return False
    for key, value in part.attrib.items():
        plain, said = key.rpartition("}")[2].lower(), "".join(value.split()).lower()
        outside = said.replace("url(#", "").replace("url('#", "").replace('url("#', "")
        if plain.startswith("on") or "url(" in outside or "script:" in said or "@import" in said or "\\" in said:
            return False
        if plain == "href" and not said.startswith("#"):
            return False
    return True


def accent_problem(engagement: Engagement) -> str:
    """What is wrong with the accent, "" where it can be read on white."""
    accent = engagement.brand.accent
    if not accent:
        return ""
    found = contrast(accent, "#FFFFFF")
    if found >= LEAST_CONTRAST:
        return ""
    return (
        f'brand.accent "{accent}" has a contrast of {found:.1f} on white, too little to be read; '
        f"allowed: {LEAST_CONTRAST} or more, so take a darker shade."
    )
