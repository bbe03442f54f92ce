"""What one cell of a survey host's export says: a level by number, letter or text in either language, or a state."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from assess.collect.answers_file import LEVEL_OF, STATE_OF
from assess.model.bank import STAGES, Item

Said = tuple[str, int | None]  # state, value
EMPTY = {"", "空", "跳过", "-3", "-", "--", "—", "/", "null", "未填写", "未作答", "skipped", "(skipped)"}
ALLOWED = "allowed is 1 to 5, A to E, the text of a level, 不清楚 (don't know), 不适用 (not applicable) or nothing"
CLEAR, MARGIN = 0.8, 0.1
LONGEST = 500  # characters of an option or a level
_HIDDEN = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"  # mail
    r"|(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])"  # IP
    r"|(?<!\d)\d{17}[\dXx](?!\w)"  # identity card
    r"|(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"  # mobile
    r"|(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)"  # landline
)


def plain(text: str) -> str:
    """Letters and digits only, full-width as half-width, small."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())


def likeness(one: str, other: str) -> float:
    """Dice coefficient of the runs of neighbouring characters of two plain texts, 0 to 1."""
    a, b = _pairs(one), _pairs(other)
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def masked(text: str) -> str:
    """A text without mail addresses, telephone numbers, identity numbers and IP addresses."""
    return _HIDDEN.sub("[…]", text)


def level_of(text: str, words: Mapping[str, str]) -> str | None:
    """executive, middle or frontline for what somebody chose, such as `A. 高层（副总及以上）`; None if unclear."""
    if text in words:
        return words[text]
    if len(text) > LONGEST:
        return None
    bare = _split(unicodedata.normalize("NFKC", text).strip())[1]
    outside = re.sub(r"\(.*?\)", "", bare).strip()
    for candidate in (bare, outside):
        if found := LEVEL_OF.get(candidate.lower()):
            return found
    named = {level for word, level in LEVEL_OF.items() if len(word) > 1 and not word.isascii() and word in outside}
    return named.pop() if len(named) == 1 else None


def answer_of(text: str, item: Item, words: Mapping[str, Said]) -> Said | None:
    """(state, value) of a cell; None where nothing was answered; ValueError with the reason where it is unclear."""
    found = unicodedata.normalize("NFKC", text).strip()
    if text in words or found in words:
        return words.get(text) or words[found]
    if found.lower().strip("()[]") in EMPTY:
        return None
    mark, bare = _split(found)
    said = _state(found) or _state(bare)
    if said == "not_applicable" and not item.may_not_apply:
        raise ValueError(
            f'"{found}", which {item.id} does not offer; {ALLOWED.replace(", 不适用 (not applicable)", "")}'
        )
    if said:
        return said, None
    if (number := _number(found)) is not None:
        if 1 <= number <= 5:
            return "answered", number
        raise ValueError(f'"{found}"; {ALLOWED}')
    if mark and not bare:
        if mark in "abcde":
            return "answered", ord(mark) - 96
        raise ValueError(f'"{found}"; {ALLOWED}')
    return "answered", _by_text(found, bare, mark, item)


def _by_text(found: str, bare: str, mark: str, item: Item) -> int:
    shown = masked(found)[:60]
    several = [part for part in re.split(r"[┋;|]", found) if part.strip()]
    if len(several) > 1 and len({step for part in several if (step := _exact(part, item))}) > 1:
        raise ValueError(f'"{shown}", which is more than one level; one answer is one level')
    if exact := _exact(bare, item) or _exact(found, item):
        return exact
    merits = sorted(((_merit(bare, item, step), step) for step in range(1, 6)), reverse=True)
    (best, step), (second, _) = merits[:2]
    if best >= CLEAR and best - second >= MARGIN:
        return step
    if mark in "12345abcde" and mark and best >= 0.6 and step == _step(mark):
        return step
    raise ValueError(f'"{shown}", which is no level of {item.id}; {ALLOWED}')


def _exact(text: str, item: Item) -> int | None:
    said = plain(_split(text.strip())[1] or text)
    for step, (level, stage) in enumerate(zip(item.levels, STAGES, strict=True), 1):
        if said in {plain(level.zh), plain(level.en), plain(stage.zh), plain(stage.en)}:
            return step
    return None


def _merit(text: str, item: Item, step: int) -> float:
    level = item.levels[step - 1]
    return max(likeness(plain(text), plain(level.zh)), likeness(plain(text), plain(level.en)))


def _step(mark: str) -> int:
    return int(mark) if mark.isdigit() else ord(mark) - 96


def _state(text: str) -> str | None:
    """The state a text names; ValueError where it names two at once, which nobody can tell apart."""
    if (state := STATE_OF.get(text.lower())) and state != "answered":
        return state
    parts = [STATE_OF.get(part.strip().lower()) for part in re.split(r"[/、,;]|或者?|\bor\b", text)]
    if len(parts) > 1 and all(parts):
        if len(set(parts)) == 1:
            return parts[0]
        raise ValueError(
            f'"{text}", which is two answers in one option; say under words.answers of the map which it is'
        )
    return None


def _number(text: str) -> int | None:
    if len(text) > LONGEST:
        return None
    match = re.fullmatch(r"(?:level|l|option|选项|第)?\s*(-?\d+)(?:\.0+)?\s*(?:分|级|项)?", text.lower())
    return int(match[1]) if match else None


def _split(text: str) -> tuple[str, str]:
    """(letter or digit an option begins with, the rest): `A. 没有` is (a, 没有); no mark is ('', text)."""
    if match := re.fullmatch(r"([A-Za-z])[.、:)]?", text):
        return match[1].lower(), ""
    match = re.fullmatch(r"\(?([A-Za-z]|\d)(?:[.、:)]\s*|\s+)(\S.*)", text, re.S)
    return (match[1].lower(), match[2].strip()) if match else ("", text)


def _pairs(text: str) -> set[str]:
    """Runs of two characters in Chinese, of four where all is Latin, whose pairs are in every text."""
    size = 4 if text.isascii() else 2
    return {text[i : i + size] for i in range(len(text) - size + 1)}


def best_two(merits: Iterable[tuple[float, str]]) -> list[tuple[float, str]]:
    """The two highest (merit, name), best first."""
    return sorted(merits, reverse=True)[:2]
