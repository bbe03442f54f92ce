"""How a report speaks: its words, numbers, dates and lists in one language."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assess.model import numbers
from assess.model.money import Money
from assess.model.result import MoneyPart
from assess.store.language import translator


def noted(text: str) -> str:
    """Marks a text kept in a table for translation; `say` translates it when it is printed."""
    return text


LEVELS = ("executive", "middle", "frontline")
LEVEL_WORDS = {"executive": noted("executives"), "middle": noted("middle"), "frontline": noted("front line")}


@dataclass(frozen=True, slots=True)
class Voice:
    """Call it with an English text, it answers in `language` with the facts put in."""

    language: str

    def __call__(self, text: str, /, **facts: Any) -> str:
        words = translator("report", self.language)(text)
        return words.format(**facts) if facts else words

    def many(self, one: str, several: str, n: int, /, **facts: Any) -> str:
        """`one` where n is 1 and the language knows a singular, else `several`."""
        text = one if n == 1 and self.language == "en" else several
        return self(text, n=self.count(n), **facts)

    def count(self, value: float) -> str:
        return numbers.count(value, self.language)

    def percent(self, share: float) -> str:
        return numbers.percent(share)

    def size(self, value: float) -> str:
        return numbers.size(value, self.language)

    def money(self, amount: MoneyPart | Money) -> str:
        return numbers.money(amount.base, amount.currency, self.language)

    def money_range(self, amount: MoneyPart | Money) -> str:
        return numbers.money_range(Money(amount.currency, amount.low, amount.base, amount.high), self.language)

    def level(self, value: float) -> str:
        """A mean of levels, one decimal: 2.4."""
        return f"{value:.1f}"

    def date(self, clock: str) -> str:
        """2026 年 11 月 22 日 / 22 November 2026, of an ISO time."""
        from babel.dates import format_date

        day = datetime.fromisoformat(clock).date()
        if self.language == "zh":
            return f"{day.year} 年 {day.month} 月 {day.day} 日"
        return str(format_date(day, "d MMMM y", locale="en"))

    def listing(self, items: Sequence[str], most: int = 4) -> str:
        """a, b and c / a、b、c; beyond `most` it says how many there are."""
        shown, rest = list(items[:most]), max(0, len(items) - most)
        if self.language == "zh":
            return "、".join(shown) + (f"等 {len(items)} 项" if rest else "")
        if rest:
            return ", ".join(shown) + f" and {rest} more"
        return ", ".join(shown[:-1]) + " and " + shown[-1] if len(shown) > 1 else "".join(shown)

    @property
    def comma(self) -> str:
        return "，" if self.language == "zh" else ", "

    @property
    def stop(self) -> str:
        """What stands between two sentences."""
        return "" if self.language == "zh" else " "


@dataclass(frozen=True, slots=True)
class Scale:
    """One money unit and one rounding for all the numbers of a figure, so that they can be compared and added up."""

    step: float
    unit: str
    quantum: float = 1.0

    @classmethod
    def of(cls, highest: float, currency: str, language: str) -> Scale:
        """The unit in which `highest` has one to four digits, and a rounding that leaves it three figures."""
        if language == "zh":
            name = numbers.UNITS_ZH.get(currency, currency)
            step, unit = next(((s, f"{u}{name}") for least, s, u in _ZH if highest >= least), (1.0, name))
        else:
            sign = numbers.SYMBOLS.get(currency, currency)
            step, unit = next(((s, f"{sign}{u}") for s, u in _EN if highest >= s), (1.0, sign))
        return cls(step, unit, 10.0 ** (math.floor(math.log10(highest / step)) - 2) if highest > 0 else 1.0)

    def show(self, value: float) -> str:
        digits = max(0, -round(math.log10(self.quantum)))
        if 0 < abs(value) / self.step < self.quantum / 2:
            return f"<{self.quantum:,.{digits}f}"
        sign = "−" if value < 0 else ""
        return f"{sign}{round(abs(value) / self.step / self.quantum) * self.quantum:,.{digits}f}"


_ZH = ((1e10, 1e8, "亿"), (1e4, 1e4, "万"))
_EN = ((1e9, "bn"), (1e6, "M"), (1e3, "K"))
