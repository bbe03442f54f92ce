"""Other names for a column or a table, as another team would have called it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import numpy as np
from pypinyin import Style, lazy_pinyin

from benchmarks.redundancy.perturb.schemas import Field, words_in

_HAN = re.compile(r"^[\u4e00-\u9fff]{2,8}$")
_VOWELS = re.compile(r"(?<=.)[aeiou]")


@cache
def lexicon() -> dict[str, tuple[tuple[str, ...], tuple[str, ...], str]]:
    """word -> (abbreviations, other words, Chinese), from words.psv."""
    found = {}
    for line in Path(__file__).with_name("words.psv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            word, short, other, chinese = line.split("|")
            found[word] = (tuple(short.split(",")), tuple(other.split(",")), chinese)
    return found


def chinese_of(name: str, comment: str = "") -> str:
    """The Chinese name: the comment where it is one, else word by word; "" where a word has none."""
    if _HAN.match(comment):
        return comment
    parts = [lexicon()[word][2] if word in lexicon() else "" for word in words_in(name)]
    return "".join(parts) if parts and all(parts) else ""


def rename_column(field: Field, way: str, rng: np.random.Generator, prefix: str) -> tuple[str, str]:
    """Another name and the comment that goes with it, by one way of renaming or the next that gives a new name."""
    chinese = chinese_of(field.name, field.comment)
    words = words_in(field.name)
    for attempt in (way, "short", "clipped", "prefixed"):
        name, comment = field.name, field.comment
        if attempt == "pinyin" and chinese:
            name = "_".join(lazy_pinyin(chinese)) if rng.random() < 0.3 else "".join(lazy_pinyin(chinese))
        elif attempt == "initials" and chinese:
            name = "".join(lazy_pinyin(chinese, style=Style.FIRST_LETTER))
        elif attempt == "chinese" and chinese:
            name, comment = chinese, field.name if rng.random() < 0.5 else ""
        elif attempt == "explained" and chinese:
            name, comment = chinese, field.name.replace("_", " ")
        elif attempt == "synonym":
            name = "_".join(_changed(words, 1, rng))
        elif attempt == "short":
            name = "_".join(_changed(words, 0, rng))
        elif attempt == "clipped":
            name = "_".join(word[:4] if rng.random() < 0.5 else _VOWELS.sub("", word)[:5] for word in words)
        elif attempt == "turned" and len(words) > 1:
            name = "_".join([words[-1], *words[:-1]])
        elif attempt == "prefixed":
            name = f"{prefix}_{field.name}"
        if name != field.name and re.match(r"[^\W\d]\w*$", name):
            return name, comment
    return f"{prefix}_{field.name}", field.comment


def rename_table(name: str, unit_id: str, rng: np.random.Generator) -> str:
    """Another name for a table: other words, abbreviations, pinyin, a prefix or a suffix of the house."""
    words = words_in(name)
    chinese = chinese_of(name)
    way = rng.random()
    if chinese and way < 0.35:
        style = Style.FIRST_LETTER if rng.random() < 0.6 and len(chinese) > 2 else Style.NORMAL
        letters = "".join(lazy_pinyin(chinese, style=style))
        return f"{rng.choice(['t', unit_id])}_{letters}{rng.choice(['', '_xx', '_mx', '_b'])}"
    changed = _changed(words, int(rng.integers(0, 2)), rng)
    front = str(rng.choice(["", "t_", "tb_", f"{unit_id}_", "base_"]))
    back = str(rng.choice(["", "_info", "_list", "_df", "_all", "_main"]))
    fresh = f"{front}{'_'.join(changed)}{back}"
    return fresh if fresh != name else f"{unit_id}_{name}"


def _changed(words: list[str], which: int, rng: np.random.Generator) -> list[str]:
    """The words with at least one, else as many as chance has it, replaced from the lexicon."""
    known = [i for i, word in enumerate(words) if word in lexicon()]
    if not known:
        return [word[:4] for word in words]
    chosen = {int(rng.choice(known)), *(i for i in known if rng.random() < 0.4)}
    return [str(rng.choice(lexicon()[word][which])) if i in chosen else word for i, word in enumerate(words)]
