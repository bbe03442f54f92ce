"""The parts result.json is made of everywhere: a sentence in both languages, a range, an amount of money."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """What every part of result.json is: closed, and not changed once made."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class TextPart(Part):
    zh: str
    en: str

    def __getitem__(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


class RangePart(Part):
    low: float
    base: float
    high: float


class MoneyPart(Part):
    currency: str
    low: float
    base: float
    high: float
