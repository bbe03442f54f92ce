"""The screens' words: each has a Chinese text, none is left over, and both fill in the same facts."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import assess.ui
from assess.store.language import catalogue

FACTS = re.compile(r"\{(\w+)\}")


def words_in_code() -> set[str]:
    """First argument of every `say(...)`, first two of every `many(...)`."""
    words = set()
    for file in sorted(Path(assess.ui.__path__[0]).glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                texts = node.args[: {"say": 1, "many": 2}.get(name, 0)]
                words |= {str(text.value) for text in texts if isinstance(text, ast.Constant)}
    return words


def test_every_word_of_the_screens_has_a_chinese_text_and_none_is_left_over() -> None:
    assert words_in_code() == set(catalogue("ui", "zh"))


def test_both_languages_fill_in_the_same_facts() -> None:
    for english, chinese in catalogue("ui", "zh").items():
        assert set(FACTS.findall(english)) == set(FACTS.findall(chinese)), english


def test_chinese_uses_its_own_punctuation() -> None:
    for chinese in catalogue("ui", "zh").values():
        assert not re.search(r"[\u4e00-\u9fff][,;:!?()]|[,;!?()][\u4e00-\u9fff]", chinese), chinese
