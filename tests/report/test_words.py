"""The report speaks both languages in full."""

from __future__ import annotations

import io
import re
from pathlib import Path

from babel.messages.extract import extract

from assess.store.language import catalogue
from assess.store.resources import PACKAGE, resource

CALLS = {"say": None, "many": (1, 2), "noted": None}
CHINESE = r"[\u3400-\u9fff]"


def texts_in_the_code() -> set[str]:
    python = [("python", path) for path in sorted((PACKAGE / "report").rglob("*.py"))]
    pages = [("jinja2.ext:babel_extract", path) for path in sorted((resource("templates") / "report").glob("*.j2"))]
    found: set[str] = set()
    for kind, path in [*python, *pages]:
        for _, message, _, _ in extract(kind, io.BytesIO(Path(path).read_bytes()), CALLS, [], {}):
            found.add(message[1] if isinstance(message, tuple) else message)
    return found


def test_every_text_of_the_report_has_a_chinese_one() -> None:
    assert texts_in_the_code() - set(catalogue("report", "zh")) == set()


def test_no_chinese_text_is_left_over() -> None:
    assert set(catalogue("report", "zh")) - texts_in_the_code() == set()


def test_both_texts_take_the_same_facts() -> None:
    def facts(text: str) -> set[str]:
        return set(re.findall(r"{(\w+)}", text))

    wrong = {english for english, chinese in catalogue("report", "zh").items() if facts(english) != facts(chinese)}
    assert wrong == set()


def test_chinese_has_full_width_punctuation() -> None:
    narrow = re.compile(rf"{CHINESE}[,;:!?()]|[,;:!?(]{CHINESE}|{CHINESE}\.(?:$|\s)|{CHINESE}[\"']|[\"']{CHINESE}")
    assert [text for text in catalogue("report", "zh").values() if narrow.search(text)] == []
