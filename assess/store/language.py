"""Words of templates and screens: English in the code, Chinese in `assess/locale/zh/<domain>.po`."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from babel.messages.pofile import read_po

from assess.store.resources import PACKAGE

Translate = Callable[[str], str]


@cache
def translator(domain: str, language: str) -> Translate:
    """A function from the English text to the text in `language`; English for what has no entry."""
    if language == "en":
        return lambda text: text
    words = catalogue(domain, language)
    return lambda text: words.get(text, text)


@cache
def catalogue(domain: str, language: str) -> dict[str, str]:
    """English text -> translation, of one domain (report, ui)."""
    with (PACKAGE / "locale" / language / f"{domain}.po").open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file) if m.id and m.string}
