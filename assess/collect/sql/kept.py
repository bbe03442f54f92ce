"""Readings packed so that they can be kept and sent: by the content of the statement, wherever it stands."""

from __future__ import annotations

import hashlib
import io
import pickle
from functools import cache
from pathlib import Path
from typing import Any

from assess.collect.sql import fill, plan, reading
from assess.collect.sql.guard import TOO_DEEP, Outcome, read_piece
from assess.collect.sql.scan import scanned
from assess.collect.sql.split import Piece
from assess.model.text import Text

_NOUNS = {
    (module.__name__, name): noun
    for module, names in (
        (plan, ("Ref", "Rows", "Row", "Field", "Fields", "Either", "Output", "Star", "Named", "Made", "Reshaped",
                "From", "Common", "Select", "Combined", "Opaque")),
        (fill, ("Fill",)),
        (reading, ("Reading", "Write")),
    )
    for name in names
    for noun in [getattr(module, name)]
}  # fmt: skip


class _Nouns(pickle.Unpickler):
    """Knows the nouns of a reading and nothing else: a folder from somebody else cannot make it run anything."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _NOUNS:
            return _NOUNS[module, name]
        if module == "copyreg" and name == "__newobj__":
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no part of a reading")


Request = tuple[Piece, str]
"""A statement and the dialect it is asked in."""


@cache
def _version() -> bytes:
    """Changes with the parser and with our own reading, so that nothing old is taken for new."""
    from importlib.metadata import version

    own = hashlib.blake2b(digest_size=8)
    for path in sorted(Path(__file__).parent.glob("*.py")):
        own.update(path.read_bytes())
    return f"{version('sqlglot')}:".encode() + own.digest()


def key_of(piece: Piece, dialect: str) -> bytes:
    """16 bytes that stand for the statement's text, its dialect, and how we read."""
    about = b"%s|%s|%d|" % (_version(), dialect.encode(), piece.inside)
    return hashlib.blake2b(about + piece.text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def packed(piece: Piece, dialect: str) -> bytes:
    """The outcomes of one statement whose line is 1, as bytes; what fails in our own reading is an outcome too."""
    try:
        outcomes = read_piece(piece, dialect)
    except RecursionError:
        outcomes = [Outcome(piece, dialect, None, TOO_DEEP)]
    except MemoryError:
        outcomes = [Outcome(piece, dialect, None, Text("读取它所需的内存过多。", "Reading it takes too much memory."))]
    except Exception as error:  # noqa: BLE001 - one statement must not cost the others
        why = Text(f"读取这条语句时出错（{type(error).__name__}）。", f"Reading it failed ({type(error).__name__}).")
        outcomes = [Outcome(piece, dialect, None, why)]
    return pack(piece, [scanned(outcome) for outcome in outcomes])


def pack(piece: Piece, outcomes: list[Outcome]) -> bytes:
    rows = [
        (None if o.piece.text == piece.text else o.piece.text, o.piece.line, o.piece.inside, o.dialect, o.reading,
         (o.problem.zh, o.problem.en), o.at, o.scanned)
        for o in outcomes
    ]  # fmt: skip
    return pickle.dumps(rows, protocol=pickle.HIGHEST_PROTOCOL)


def unpacked(piece: Piece, kept: bytes) -> list[Outcome]:
    """The outcomes at the place where the statement stands."""
    found = []
    for text, line, inside, dialect, read, problem, at, guessed in _Nouns(io.BytesIO(kept)).load():
        place = Piece(piece.text if text is None else text, piece.line + line - 1, inside)
        why = Text(*problem)
        if at:
            where = str(place.line + at - 1)
            why = Text(why.zh.replace("{line}", where), why.en.replace("{line}", where))
        found.append(Outcome(place, dialect, read, why, 0, guessed))
    return found
