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


def pinyin_of(words: Iterable[str], heads: Collection[str]) -> list[str]:
    """Pinyin of the words that may begin with one of these letters; empty for the others."""
    return [
        spelled(word)[0] if HAN.match(word) and any(x in heads for x in _readings(word[0])) else "" for word in words
    ]


def initials_of(words: Iterable[str]) -> list[str]:
    """Initials of many words: letter by letter, by whole words only where a character is read in several ways."""
    found = []
    for word in words:
        letters = [_readings(c) if HAN.match(c) else c.lower() for c in word]
        found.append(spelled(word)[1] if any(len(x) > 1 for x in letters) else "".join(letters))
    return found


@cache
def _readings(character: str) -> str:
    """The first letters a character may be read with, each once."""
    from pypinyin import Style, pinyin

    return "".join(sorted({reading[:1] for reading in pinyin(character, style=Style.NORMAL, heteronym=True)[0]}))


def _is_latin(part: str, word: str) -> bool:
    return not _PLAIN.fullmatch(word) and part in word.lower()
