"""Money is always a range: nobody knows a saving to the cent before it is made. Adding it up is exact all the same:
every amount is whole cents, sums are sums of cents, and parts that are shown add up to the total shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_CENT = Decimal("0.01")


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
        """The amount in whole cents, each end rounded by itself, half a cent up."""
        return cls(currency, *(_rounded(end) for end in (amount.low, amount.base, amount.high)))

    @property
    def range(self) -> Range:
        return Range(self.low, self.base, self.high)

    def split(self, parts: int) -> list[Money]:
        """The amount in `parts` that differ by a cent at most and add up to it, the larger ones first."""
        each = [_shares(_cents(end), parts) for end in (self.low, self.base, self.high)]
        return [Money(self.currency, *(cents / 100 for cents in ends)) for ends in zip(*each, strict=True)]

    def as_dict(self) -> dict[str, object]:
        return {"currency": self.currency, "low": self.low, "base": self.base, "high": self.high}


def total(amounts: Iterable[Money]) -> Money | None:
    """Sum of amounts in one currency, to the cent; None for none, never zero for unknown."""
    found = list(amounts)
    if not found:
        return None
    currency = found[0].currency
    if any(amount.currency != currency for amount in found):
        raise ValueError("amounts of different currencies cannot be added")
    return Money(
        currency,
        sum(_cents(a.low) for a in found) / 100,
        sum(_cents(a.base) for a in found) / 100,
        sum(_cents(a.high) for a in found) / 100,
    )


def _rounded(amount: float) -> float:
    """To the cent of the fifteen digits a float holds, as spreadsheets round: 121.295 that is a hair less is 121.30."""
    return float(Decimal(f"{amount:.15g}").quantize(_CENT, ROUND_HALF_UP))


def _cents(amount: float) -> int:
    """Whole cents; exact for amounts in whole cents below 10^13."""
    return int((Decimal(repr(float(amount))) * 100).to_integral_value(ROUND_HALF_UP))


def _shares(cents: int, parts: int) -> list[int]:
    each, rest = divmod(cents, parts)
    return [each + (place < rest) for place in range(parts)]
