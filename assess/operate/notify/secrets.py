"""Secrets of targets: read from the environment when something is sent, and kept out of all that is shown or kept."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from urllib.parse import quote, quote_plus, unquote

from assess.model.errors import BadInput, Problem
from assess.model.notify import SECRET, Target


class Keys:
    """The values of the targets' variables. It shows nothing of them when printed."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.__values = dict(values)

    def fill(self, text: str) -> str:
        """`text` with every `${NAME}` replaced."""
        return SECRET.sub(lambda found: self.__values[found.group(1)], text)

    def hide(self, text: str) -> str:
        """`text` without any of the values, however a server or a library spelled them."""
        pieces = {piece for value in self.__values.values() for piece in _pieces(value)}
        spellings = {s for p in pieces for s in (p, quote(p, safe=""), quote_plus(p), unquote(p))}
        for spelling in sorted(spellings, key=len, reverse=True):
            text = text.replace(spelling, "***")
        return text

    def __repr__(self) -> str:
        return f"Keys({', '.join(sorted(self.__values))})"


def _pieces(value: str) -> Iterable[str]:
    """The value, and the telling parts of one that is a whole address."""
    yield value
    if "://" in value:
        yield from (part for part in value.replace("?", "/").replace("&", "/").replace("=", "/").split("/")[3:]
                    if len(part) >= 8)  # fmt: skip


def keys_of(targets: Iterable[Target]) -> Keys:
    """The secrets of these targets; BadInput names every variable that is not set."""
    values: dict[str, str] = {}
    missing: list[Problem] = []
    for target in targets:
        for name in target.variables:
            value = os.environ.get(name, "")
            values[name] = value.strip()
            if not value.strip() or not value.strip().isprintable():
                fault = "holds a line break or another control character" if value.strip() else "is not set"
                missing.append(
                    Problem(f"notify target {target.id}", f"needs the environment variable {name}, which {fault}.")
                )
    if missing:
        raise BadInput(missing)
    return Keys(values)
