"""What a metric's name says: atomic metric, period, qualifiers, granularity; the same in Chinese, English or pinyin."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assess.store.yaml_file import read_yaml

_TOKEN = re.compile(r"[a-z]+|[0-9]+(?:\.[0-9]+)?|[^\sa-z0-9_]")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_UNIT = {"天": "day", "日": "day", "d": "day", "day": "day", "days": "day", "周": "week", "w": "week", "week": "week",
         "weeks": "week", "月": "month", "个月": "month", "m": "month", "month": "month", "months": "month",
         "季": "quarter", "季度": "quarter", "quarter": "quarter", "quarters": "quarter", "年": "year", "y": "year",
         "year": "year", "years": "year"}  # fmt: skip
_ROLLING = re.compile(
    r"(?:(?:近|最近|过去|滚动|前|l|last|past|rolling|trailing)[\s_]*)?"
    r"(?P<n>[0-9]+)[\s_\-]*(?P<unit>个月|季度|天|日|周|月|季|年|days?|weeks?|months?|quarters?|years?|[dwmy](?![a-z]))"
    r"(?:内|滚动|[\s_]*rolling)?"
)
Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Name:
    """A name taken apart. `core` is the atomic metric; two names of one core and equal qualifiers claim one thing.

    `known` says whether the lexicon knows every word of the core.
    """

    core: tuple[str, ...]
    periods: frozenset[str] = frozenset()
    modifiers: frozenset[str] = frozenset()
    grains: frozenset[str] = frozenset()
    known: bool = True

    @property
    def qualifiers(self) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
        return self.periods, self.modifiers, self.grains


def plain(text: str) -> str:
    """Lower case, half width, camel case apart: for comparing and taking apart."""
    return _CAMEL.sub(" ", unicodedata.normalize("NFKC", text).strip()).lower()


def verbatim(text: str) -> str:
    """The name without case, spaces and separators."""
    return re.sub(r"[\s_\-.·]+", "", unicodedata.normalize("NFKC", text).lower())


@cache
def parse_name(text: str) -> Name:
    """The parts of a name; words the lexicon does not know belong to the core."""
    rest = plain(text)
    periods: set[str] = set()

    def take(match: re.Match[str]) -> str:
        periods.add(f"{int(match['n'])} {_UNIT[match['unit']]}")
        return " "

    rest = _ROLLING.sub(take, rest)
    core: list[str] = []
    parts: dict[str, set[str]] = {"modifiers": set(), "grains": set(), "periods": periods}
    tokens = _TOKEN.findall(rest)
    at = 0
    unknown = [""]
    while at < len(tokens):
        kind, identifier, length = _longest(tokens, at)
        if not length:
            if not re.fullmatch(r"[\W_]", tokens[at]):
                unknown[-1] += tokens[at]
            at += 1
            continue
        unknown.append("")
        if kind == "concepts":
            core.append(identifier)
        elif kind != "silent":
            parts[kind].add(identifier)
        at += length
    strange = [word for word in unknown if word]
    core += strange
    if not core:  # qualifiers alone name the thing: 支付, new
        return Name(tuple(sorted({*parts["modifiers"], *parts["grains"]})), frozenset(parts["periods"]))
    return Name(tuple(sorted(set(core))), frozenset(parts["periods"]), frozenset(parts["modifiers"]),
                frozenset(parts["grains"]), not strange)  # fmt: skip


def parse_period(text: str) -> str:
    """One form for a window: "30 day", "month", "mtd"; the text itself where it is none of the known."""
    shown = plain(text)
    match = _ROLLING.search(shown)
    if match:
        return f"{int(match['n'])} {_UNIT[match['unit']]}"
    shown = re.sub(r"自然|calendar|按|每|统计|周期|滚动", "", shown).strip()
    return _lookup("periods").get(tuple(_TOKEN.findall(shown)), shown)


def parse_unit(text: str) -> str:
    """One form for a unit: "CNY*10000" for 万元; the text itself where the lexicon does not know it."""
    shown = plain(text)
    return _lookup("units").get(tuple(_TOKEN.findall(shown)), shown)


def parse_grain(text: str) -> frozenset[str]:
    """What one value is per, as a set: 门店×日 and "day, store" are the same."""
    parts = [p.strip() for p in re.split(r"[,，、;；/+×*x&|·\s]+|\bper\b|\bby\b|按", plain(text)) if p.strip()]
    words = _lookup("grain_words")
    return frozenset(words.get(tuple(_TOKEN.findall(p)), p) for p in parts if p not in ("and", "和", "每"))


def short_label(text: str) -> bool:
    """Whether a label is a second name, not a description."""
    shown = text.strip()
    return (
        bool(shown) and len(shown) <= 40 and len(shown.split()) <= 6 and not re.search(r"[，。；;:：,.!！?？]", shown)
    )


def _longest(tokens: list[str], at: int) -> tuple[str, str, int]:
    """(kind, id, length) of the longest known phrase that starts here; length 0 for none."""
    best = ("", "", 0)
    for kind, identifier, phrase in _by_first().get(tokens[at], ()):
        if len(phrase) > best[2] and tuple(tokens[at : at + len(phrase)]) == phrase:
            best = (kind, identifier, len(phrase))
    return best


@cache
def _by_first() -> dict[str, list[tuple[str, str, Phrase]]]:
    found: dict[str, list[tuple[str, str, Phrase]]] = {}
    lexicon = _lexicon()
    for kind in ("concepts", "modifiers", "grains", "periods"):
        for identifier, ways in lexicon[kind].items():
            for way in ways:
                phrase = tuple(_TOKEN.findall(plain(way)))
                found.setdefault(phrase[0], []).append((kind, identifier, phrase))
    for way in lexicon["silent"]:
        phrase = tuple(_TOKEN.findall(plain(way)))
        found.setdefault(phrase[0], []).append(("silent", "", phrase))
    return found


@cache
def _lookup(kind: str) -> dict[Phrase, str]:
    return {tuple(_TOKEN.findall(plain(way))): name for name, ways in _lexicon()[kind].items() for way in ways}


@cache
def _lexicon() -> dict[str, dict[str, list[str]]]:
    path = Path(__file__).with_name("lexicon.yaml")
    data: dict[str, dict[str, list[str]]] = read_yaml(path, path.name)
    return data
