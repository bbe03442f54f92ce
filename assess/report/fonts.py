"""The two weights of one font that a report uses, cut down to the characters it prints."""

from __future__ import annotations

import io
import re
from functools import cache

from assess.report.tokens import REGULAR, SEMIBOLD
from assess.store.resources import font_file

WEIGHTS = (REGULAR, SEMIBOLD)
FEATURES = ("ccmp", "kern", "liga", "locl", "pwid")  # pwid: narrow quotation marks in English
ALWAYS = frozenset(map(chr, range(32, 127))) | frozenset("，。、；：“”‘’（）！？—…《》·¥−×→≤≥±•–\u00a0")


def characters(page: str) -> frozenset[str]:
    """Every character a page prints."""
    return frozenset(re.sub(r"<style>.*?</style>", "", page, flags=re.S)) - frozenset("\n\r\t")


@cache
def faces(characters: frozenset[str]) -> dict[int, bytes]:
    """Weight -> TrueType file with `characters` and the Latin letters.

    The weights are cut out of the variable font, so no reader has to thicken a regular face.
    """
    import uharfbuzz as hb

    face = hb.Face(hb.Blob.from_file_path(str(font_file())))
    wanted = {ord(character) for character in characters | ALWAYS}
    cut = {}
    for weight in WEIGHTS:
        order = hb.SubsetInput()
        order.unicode_set.set(wanted)
        order.layout_feature_tag_set.set({int.from_bytes(tag.encode(), "big") for tag in FEATURES})
        order.pin_axis_location(face, "wght", weight)
        order.flags = hb.SubsetFlags.NO_HINTING
        cut[weight] = bytes(hb.subset(face, order).blob.data)
    return cut


def compressed(face: bytes) -> bytes:
    """A TrueType file as WOFF2, for pages read in a browser."""
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(face), recalcTimestamp=False)
    font.flavor = "woff2"
    packed = io.BytesIO()
    font.save(packed)
    return packed.getvalue()


@cache
def drawable() -> frozenset[str]:
    """Every character the font can draw."""
    from fontTools.ttLib import TTFont

    with TTFont(font_file(), lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))
