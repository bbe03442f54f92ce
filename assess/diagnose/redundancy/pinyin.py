"""Chinese words as Latin letters: pinyin and pinyin initials, by pypinyin."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cache

HAN = re.compile(r"[\u4e00-\u9fff]")
_PLAIN = re.compile(r"[\u4e00-\u9fff]+")


def spelled(word: str) -> tuple[str, str]:
    """Pinyin and initials of a word: 客户编号 -> ("kehubianhao", "khbh"); Latin letters stay as they are."""
    from pypinyin import lazy_pinyin

    parts = [part.lower() for part in lazy_pinyin(word)]
    return "".join(parts), "".join(p if _is_latin(p, word) else p[:1] for p in parts)


def spelled_among(words: Iterable[str], wanted: Collection[str]) -> list[tuple[str, str]]:
    """(pinyin, initials) of the words whose letters can be one of `wanted`; ("", "") for the others.

    Characters are looked at one by one first: pypinyin reads some 30,000 words a second.
    """
    begun = {name[:size] for name in wanted for size in range(1, len(name) + 1)}
    found = []
    for word in words:
        readings = [_readings(c) for c in word]
        heads = {""}
        for letters in readings:
            heads = {head + letter[:1] for head in heads for letter in letters} & begun
            if not heads:
                break
        fits = not heads.isdisjoint(wanted) or any(
            a + b in begun for a in readings[0] for b in (readings[1] if len(readings) > 1 else ("",))
        )
        found.append(spelled(word) if fits else ("", ""))
    return found


@cache
def _readings(character: str) -> tuple[str, ...]:
    """The ways a character may be read; a Latin letter as itself."""
    if not HAN.match(character):
        return (character.lower(),)
    from pypinyin import Style, pinyin

    return tuple(sorted(set(pinyin(character, style=Style.NORMAL, heteronym=True)[0])))


def _is_latin(part: str, word: str) -> bool:
    return not _PLAIN.fullmatch(word) and part in word.lower()
