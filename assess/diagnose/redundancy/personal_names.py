"""What a column's name says of personal data: the kinds it names, whether masked, and whose it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assess.collect.personal_kinds import kinds
from assess.store.yaml_file import read_yaml

PLAIN, MASKED, PSEUDONYMISED = "plain", "masked", "pseudonymised"
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_PIECES = re.compile(r"md5|sha[0-9]*|sm[34]|[a-z]+|[0-9]+|[\u4e00-\u9fff]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_HEAD = re.compile(r"[:：,，;；。（(\[【/|\n\t<《=]|\s-\s")
_JOINED = 5  # letters from which a rule may end a word that is written without signs between
_COMMENT = 12  # words of a comment beyond which it explains rather than names
_FILE = Path(__file__).with_name("personal_words.yaml")

Pieces = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """`names` and `hints` are ids of kinds, the best first; `state` is what the name says of the values."""

    names: tuple[str, ...]
    hints: tuple[str, ...]
    state: str


_NOTHING = Named((), (), PLAIN)


def named(name: str, comment: str = "") -> Named:
    """What a column's name and the head of its comment say together."""
    one, other = read_name(name), read_comment(comment)
    names = tuple(dict.fromkeys((*one.names, *other.names)))
    hints = tuple(kind for kind in dict.fromkeys((*one.hints, *other.hints)) if kind not in names)
    return Named(names, hints, one.state if one.state != PLAIN else other.state)


@cache
def read_name(name: str) -> Named:
    """What a name alone says."""
    return _read(pieces_of(name), name)


@cache
def read_comment(comment: str) -> Named:
    """What a comment says: its head names the column, all of it may say that the values are masked."""
    return _read(pieces_of(_HEAD.split(unicodedata.normalize("NFKC", comment).strip(), maxsplit=1)[0]), comment)


def _read(pieces: Pieces, whole: str) -> Named:
    if not pieces or len(pieces) > _COMMENT or _any(pieces[:1], _words()["flags"]):
        return _NOTHING
    names = tuple(_kinds(pieces, "names"))
    hints = tuple(_kinds(pieces, "hints"))
    return Named(names, hints, _state(pieces_of(whole)) if names or hints else PLAIN)


@cache
def pieces_of(text: str) -> Pieces:
    """Words of a name in the order written: "custMobile_no" -> ("cust", "mobile", "no")."""
    plain = unicodedata.normalize("NFKC", text).strip()
    return tuple(_PIECES.findall(_CAMEL.sub("_", plain).lower()))


def says(pieces: Iterable[str], words: str) -> bool:
    """Whether a name has one of the listed `words` (a key of personal_words.yaml)."""
    return _any(tuple(pieces), _words()[words])


def _any(pieces: Pieces, words: Iterable[str]) -> bool:
    joined = "".join(pieces)
    return any(word in joined if _HAN.match(word) else word in pieces for word in words)


def _state(pieces: Pieces) -> str:
    return next((state for state in (PSEUDONYMISED, MASKED) if _any(pieces, _words()[state])), PLAIN)


def _kinds(pieces: Pieces, field: str) -> list[str]:
    """Kinds whose rule ends the name, the longest rule first; of equal ones the first in the file."""
    hits: dict[str, int] = {}
    for ending in _endings(pieces):
        for rule, kind in _rules(field).get("".join(ending)[-2:], ()):
            if _ends(ending, rule) and not _any(pieces, kinds()[kind].unless):
                hits[kind] = max(hits.get(kind, 0), len("".join(rule)))
    longest = max(hits.values(), default=0)
    return [kind for kind in kinds() if hits.get(kind, -1) == longest]


def _endings(pieces: Pieces) -> list[Pieces]:
    """The name itself, and without the tails and the words for masked that may follow what counts."""
    words = _words()
    aside = (*words["tails"], *words[MASKED], *words[PSEUDONYMISED])
    found = [pieces]
    while pieces:
        last = pieces[-1]
        if last in aside or (last.isdigit() and len(last) == 1):
            pieces = pieces[:-1]
        else:
            tail = next((t for t in aside if _HAN.match(t) and last.endswith(t) and last != t), "")
            if not tail:
                break
            pieces = (*pieces[:-1], last[: -len(tail)])
        found.append(pieces)
    return [ending for ending in found if ending]


def _ends(pieces: Pieces, rule: Pieces) -> bool:
    if pieces[-len(rule) :] == rule:
        return True
    last, whole = pieces[-1], "".join(rule)
    if _HAN.match(whole):
        return last.endswith(whole)
    if len(rule) > len(pieces) + 2 or last in _words()["things"]:
        return False
    before = last.removesuffix(whole)
    if before == last:
        return "".join(pieces) == whole
    return not before or before in _words()["joined"] or len(whole) >= _JOINED


@cache
def _rules(field: str) -> dict[str, list[tuple[Pieces, str]]]:
    """The rules by the last two letters, with which a name they end must end as well."""
    found: dict[str, list[tuple[Pieces, str]]] = {}
    for name, kind in kinds().items():
        for rule in map(pieces_of, getattr(kind, field)):
            found.setdefault("".join(rule)[-2:], []).append((rule, name))
    return found


@cache
def _words() -> dict[str, tuple[str, ...]]:
    return {str(key): tuple(map(str, words)) for key, words in read_yaml(_FILE, _FILE.name).items()}
