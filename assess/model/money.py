"""Money is always a range: nobody knows a saving to the cent before it is made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Range:
    """low <= base <= high of one quantity, in the unit its owner names."""

    low: float
    base: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.base <= self.high:
            raise ValueError(f"a range needs low <= base <= high, found {self.low}, {self.base}, {self.high}")

    def __add__(self, other: Range) -> Range:
        return Range(self.low + other.low, self.base + other.base, self.high + other.high)

    def __mul__(self, other: Range | float) -> Range:
        """Product of two independent non-negative ranges, or of a range and a number >= 0."""
        if isinstance(other, Range):
            return Range(self.low * other.low, self.base * other.base, self.high * other.high)
        return Range(self.low * other, self.base * other, self.high * other)

    __rmul__ = __mul__

    def as_dict(self) -> dict[str, float]:
        return {"low": self.low, "base": self.base, "high": self.high}


@dataclass(frozen=True, slots=True)
class Money:
    """A yearly amount, in units of `currency` (ISO 4217)."""

    currency: str
    low: float
    base: float
    high: float

    @classmethod
    def of(cls, currency: str, amount: Range) -> Money:
        return cls(currency, round(amount.low, 2), round(amount.base, 2), round(amount.high, 2))

    @property
    def range(self) -> Range:
        return Range(self.low, self.base, self.high)

    def as_dict(self) -> dict[str, object]:
        return {"currency": self.currency, "low": self.low, "base": self.base, "high": self.high}


def total(amounts: Iterable[Money]) -> Money | None:
    """Sum of amounts in one currency; None for none, never zero for unknown."""
    found = list(amounts)
    if not found:
        return None
    currency = found[0].currency
    if any(amount.currency != currency for amount in found):
        raise ValueError("amounts of different currencies cannot be added")
    return Money(
        currency,
        round(sum(a.low for a in found), 2),
        round(sum(a.base for a in found), 2),
        round(sum(a.high for a in found), 2),
    )
