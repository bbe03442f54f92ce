"""The Chinese and Latin font for the browser, from its package: no page asks another machine for it.

The whole font is 18 MB. What nearly every page needs, GB 2312 and Latin, is cut out once into a cache folder
(about 4 MB); until that is done, and for rarer characters, the whole file is served.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from assess.store.resources import font_file

_KEPT = ("kern", "liga", "locl", "tnum", "palt", "ccmp", "mark")
_LATIN = (
    (0x20, 0x17F), (0x2B0, 0x2FF), (0x2000, 0x206F), (0x20A0, 0x20BF), (0x2100, 0x214F),
    (0x2190, 0x22FF), (0x2460, 0x24FF), (0x25A0, 0x25FF), (0x3000, 0x303F), (0xFF00, 0xFFEF),
)  # fmt: skip


def font_routes() -> Sequence[Route]:
    """The routes /fonts/common.ttf and /fonts/full.ttf; the first starts being made now."""
    threading.Thread(target=common_font, name="font subset", daemon=True).start()
    return (Route("/fonts/{name}", _font),)


async def _font(request: Request) -> Response:
    found = font_to_serve(request.path_params["name"])
    if found is None:
        return Response(status_code=404)
    path, keep = found
    return FileResponse(path, media_type="font/ttf", headers={"Cache-Control": keep})


def font_to_serve(name: str) -> tuple[Path, str] | None:
    """The file behind /fonts/`name` and how long a browser may keep it; None for any other name."""
    if name not in ("common.ttf", "full.ttf"):
        return None
    ready = common_file()
    if name == "common.ttf" and not ready.exists():
        return font_file(), "no-store"  # the browser is to ask again for the small one
    return (ready if name == "common.ttf" else font_file()), "public, max-age=604800"


def common_characters() -> set[int]:
    """GB 2312 (6,763 Chinese characters and its signs), Latin, punctuation, arrows."""
    rows, cells = range(0xA1, 0xF8), range(0xA1, 0xFF)
    gb = {ord(c) for row in rows for c in bytes(b for cell in cells for b in (row, cell)).decode("gb2312", "ignore")}
    return gb | {code for first, last in _LATIN for code in range(first, last + 1)}


def common_file() -> Path:
    """Where the cut font is or will be: named after the font it comes from, so a new font makes a new file."""
    source = font_file()
    mark = hashlib.sha256(f"{source.name}:{source.stat().st_size}:{sorted(common_characters())}".encode()).hexdigest()
    return _cache() / f"common-{mark[:12]}.ttf"


def common_font() -> Path:
    """Cut the font if that has not been done on this machine; the file appears whole or not at all."""
    target = common_file()
    if target.exists():
        return target
    from fontTools import subset

    options = subset.Options(layout_features=list(_KEPT), hinting=False, notdef_outline=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=target.parent, suffix=".draft")
    os.close(handle)
    with subset.load_font(str(font_file()), options) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=common_characters())
        cutter.subset(font)
        font.save(draft)
    Path(draft).replace(target)
    return target


def _cache() -> Path:
    if sys.platform == "win32":
        root = os.environ.get("LOCALAPPDATA", "")
    else:
        root = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(root) if root else Path.home() / ".cache") / "assess"
