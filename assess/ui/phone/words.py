"""The words of a workshop: English in the code and templates, Chinese in `assess/locale/zh/workshop.po`."""

from __future__ import annotations

from starlette.requests import Request

from assess.model.text import LANGUAGES
from assess.store.language import translator
from assess.ui.phone.guard import LANGUAGE_COOKIE


def say(text: str, language: str, /, **facts: object) -> str:
    """`text` in the reader's language with the facts put in."""
    words = translator("workshop", language)(text)
    return words.format(**facts) if facts else words


def chosen_language(asked: str) -> str:
    """A language that was asked for by name; empty for anything else."""
    return asked if asked in LANGUAGES else ""


def language_of(request: Request, form_language: str = "") -> str:
    """The language this phone reads: as just chosen, as chosen before, or as its browser prefers."""
    for asked in (form_language, request.query_params.get("lang", ""), request.cookies.get(LANGUAGE_COOKIE, "")):
        if chosen_language(asked):
            return asked
    for part in request.headers.get("accept-language", "").lower().split(","):
        name = part.split(";")[0].strip()[:2]
        if name in LANGUAGES:
            return name
    return "zh"
