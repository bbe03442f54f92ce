"""The pages of a phone, from templates; the script and the style they refer to."""

from __future__ import annotations

import hashlib
from functools import cache, partial
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from assess.model.bank import LEVEL_NAMES, LEVELS
from assess.store.resources import resource
from assess.ui.phone.words import say

ASSETS = {"phone.css": "text/css", "phone.js": "text/javascript"}
NAMES = {"zh": "中文", "en": "English"}


@cache
def _templates() -> Environment:
    """Everything put into a page is escaped; a name that is missing is an error and not a blank."""
    return Environment(
        loader=FileSystemLoader(resource("templates") / "phone"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page(name: str, language: str, status: int = 200, **facts: Any) -> HTMLResponse:
    """The page `name` in a language; `code` is the room's and empty outside of one."""
    known: dict[str, Any] = {"code": "", "problem": "", "csrf": "", "mark": "", "refresh": 0, "switch_form": ""}
    html = (
        _templates()
        .get_template(f"{name}.html.j2")
        .render(
            **{**known, **facts},
            language=language,
            names=NAMES,
            levels=LEVELS,
            level_names={level: LEVEL_NAMES[level][language] for level in LEVELS},
            asset=asset_link,
            say=partial(_say, language),
        )
    )
    return HTMLResponse(html, status)


def _say(language: str, text: str, **facts: object) -> str:
    return say(text, language, **facts)


@cache
def asset(name: str) -> bytes:
    """The style or the script."""
    return (resource("templates") / "phone" / name).read_bytes()


def asset_link(name: str) -> str:
    """Its address, another one when it has changed, so that a phone may keep it."""
    return f"/j/{name}?v={hashlib.sha256(asset(name)).hexdigest()[:10]}"


def asset_response(name: str) -> Response:
    return Response(asset(name), media_type=ASSETS[name], headers={"Cache-Control": "public, max-age=86400"})
