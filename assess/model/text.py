"""A sentence in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]
# Excel takes a cell that begins so for a formula; in East Asian settings the wide forms as well
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """One thing said in Chinese and in English, neither a translation of the other."""

    zh: str
    en: str

    def __getitem__(self, language: str) -> str:
        return self.zh if language == "zh" else self.en

    def as_dict(self) -> dict[str, str]:
        return {"zh": self.zh, "en": self.en}

    @classmethod
    def both(cls, same: str) -> Text:
        """A name that is the same in both languages, such as a table's."""
        return cls(same, same)


def inert(text: str) -> str:
    """A text for a cell of a CSV, of which no program that opens it makes a formula."""
    return f"'{text}" if text.startswith(_BEGINS_A_FORMULA) else text
