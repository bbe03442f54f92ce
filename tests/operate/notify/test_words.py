"""Notices speak both languages in full, and each text is used."""

from __future__ import annotations

import re

from assess.operate.notify import content
from assess.operate.notify.content import KINDS, words
from assess.store.resources import PACKAGE

CHINESE = r"[\u3400-\u9fff]"


def test_every_text_is_used_and_every_use_has_its_text() -> None:
    code = (PACKAGE / "operate" / "notify" / "content.py").read_text("utf-8")
    used = set(re.findall(r'_say\("(\w+)"', code))
    made = {f"{start}_{kind}" for start in ("count", "kind") for kind in KINDS}
    made |= {f"severity_{level}" for level in ("high", "medium", "low")}
    made |= {f"grown_{name}" for name in ("severity", "saving", "subjects")}
    assert used | made == set(words())


def test_both_texts_take_the_same_facts() -> None:
    def facts(text: str) -> set[str]:
        return set(re.findall(r"{{\s*(\w+)", text)) - {"'is'", "is"}

    assert {name for name, both in words().items() if facts(both.zh) - facts(both.en)} == set()


def test_chinese_has_full_width_punctuation() -> None:
    narrow = re.compile(rf"{CHINESE}[,;:!?()]|[,;:!?(]{CHINESE}|{CHINESE}\.(?:$|\s)")
    assert [both.zh for both in words().values() if narrow.search(both.zh)] == []


def test_plain_takes_out_what_is_not_text() -> None:
    assert content.plain("a\u202eb\x00c\r\nBcc: d\ufeff") == "abc Bcc: d"
    assert content.plain("http://e.example www.e.example") == "http:\u2060//e.example www\u2060.e.example"
    assert len(content.plain("表" * 5000)) == content.LONGEST
