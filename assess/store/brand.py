"""The client's own look: an accent that can be read, a logo that is a picture."""

from __future__ import annotations

import base64
from pathlib import Path

from assess.model.colour import contrast
from assess.model.engagement import Engagement
from assess.model.errors import BadInput, Problem
from assess.model.result import LogoPart

MOST_BYTES = 500_000
LEAST_CONTRAST = 4.5  # WCAG 2.2 AA, text on white and white on a field of the colour
_SIGNS: dict[str, tuple[bytes, ...]] = {"image/png": (b"\x89PNG\r\n\x1a\n",), "image/jpeg": (b"\xff\xd8\xff",)}
_FORBIDDEN = (b"<script", b"<foreignobject", b"<!entity", b"javascript:", b'href="http', b"href='http")


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
    low = content.lower()
    if b"<svg" in low[:2000] and not any(bad in low for bad in _FORBIDDEN):
        return LogoPart(media_type="image/svg+xml", base64=base64.b64encode(content).decode())
    raise BadInput([Problem(where, "is no PNG, JPEG or plain SVG picture (an SVG may hold no script and no link).")])


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
