"""Two definitions of one metric computed on real data: the gap a period, and the bridge from one to the other.

As JSON (`Divergence.as_dict`, kept in the engagement and printed by `assess diverge --json`); amounts are decimal
numbers written as text, so that they add up to the last digit, null where there is nothing to count:

    {"at": ISO time, "metric": name, "a": D, "b": D, "engine": "postgres", "sources": [source ids],
     "from": "2026-01-01", "to": "2026-06-30" (both included), "grain": "day" | "week" | "month",
     "unit": what amounts are in, as a states it; empty is not stated, "basis": how totals are made, see below,
     "periods": [{"period": first day, "a": amount | null, "b": amount | null, "gap": b - a | null}],
     "total": {"a": amount | null, "b": amount | null, "gap": amount | null},
     "share": |gap| of the larger of both totals | null, "same_sign": share of periods with the sign of the gap | null,
     "steps": [{"facets": [ids], "name": {zh, en}, "from": [what a says, a facet], "to": [what b says],
                "from_value": amount | null, "to_value": amount | null, "step": amount,
                "rows": {"from": n, "to": n}, "periods": [amount, a period], "note": {zh, en} | null}],
     "rows": {"a": n, "b": n} counted over, "identifiers": I | null,
     "notes": [{zh, en}] on what was assumed, "queries": [SQL asked], "facets": number of differing facets,
     "sql_sha256": of the SQL, "seconds": 1.2}

    D = {"metric": id, "name", "department", "file", "line", "expression", "base", "filter", "time_column", "window",
         "unit"}
    I = {"key": [columns], "both": n, "only_a": n, "only_b": n, "other_amount": n,
         "gap": {"only_a": amount, "only_b": amount, "other_amount": amount}}

The steps add up to the gap. `basis` is "sum" (of the periods, one without rows counts 0), "whole" (all periods at once,
as averages, ratios and distinct counts do not add up; a total without rows counts 0) or "last" (the last period, where
one of both looks back over a window).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Literal

from assess.model.text import Text

Basis = Literal["sum", "whole", "last"]
Amount = Decimal | None


@dataclass(frozen=True, slots=True)
class Period:
    """Both values of one period, by its first day."""

    begin: date
    a: Amount
    b: Amount

    @property
    def gap(self) -> Amount:
        """b - a; a side without rows counts 0, and there is none where neither has any."""
        return None if self.a is None and self.b is None else (self.b or Decimal(0)) - (self.a or Decimal(0))


@dataclass(frozen=True, slots=True)
class Step:
    """What changing these facets alone does: totals and rows before and after, and the difference of each period."""

    facets: tuple[str, ...]
    name: Text
    before: tuple[str, ...]
    after: tuple[str, ...]
    from_value: Amount
    to_value: Amount
    rows: tuple[int, int]
    periods: Mapping[date, Decimal]
    note: Text | None = None

    @property
    def step(self) -> Decimal:
        return (self.to_value or Decimal(0)) - (self.from_value or Decimal(0))


@dataclass(frozen=True, slots=True)
class Identifiers:
    """Rows by their key: in both, in one alone, in both with another amount; and what of the gap each accounts for."""

    key: tuple[str, ...]
    both: int
    only_a: int
    only_b: int
    other_amount: int
    gap_only_a: Decimal
    gap_only_b: Decimal
    gap_other_amount: Decimal

    def as_dict(self) -> dict[str, Any]:
        """JSON values."""
        return {
            "key": list(self.key), "both": self.both, "only_a": self.only_a, "only_b": self.only_b,
            "other_amount": self.other_amount,
            "gap": {"only_a": _text(self.gap_only_a), "only_b": _text(self.gap_only_b),
                    "other_amount": _text(self.gap_other_amount)},
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Divergence:
    """One comparison of two definitions; the module says what each field is."""

    at: datetime
    metric: str
    a: Mapping[str, Any]
    b: Mapping[str, Any]
    engine: str
    sources: tuple[str, ...]
    first: date
    last: date
    grain: str
    unit: str
    basis: Basis
    periods: tuple[Period, ...]
    total: tuple[Amount, Amount]
    steps: tuple[Step, ...]
    rows: tuple[int, int]
    identifiers: Identifiers | None
    notes: tuple[Text, ...]
    queries: tuple[str, ...]
    facets: int
    sql: str
    seconds: float

    @property
    def gap(self) -> Amount:
        """Of the totals, b - a; None where neither side has any rows."""
        a, b = self.total
        return None if a is None and b is None else (b or Decimal(0)) - (a or Decimal(0))

    @property
    def share(self) -> float | None:
        """The gap as a share of the larger total."""
        largest = max(abs(self.total[0] or Decimal(0)), abs(self.total[1] or Decimal(0)))
        return None if self.gap is None or not largest else round(float(abs(self.gap) / largest), 6)

    @property
    def same_sign(self) -> float | None:
        """Share of the periods with rows whose gap has the sign of the total's."""
        gap = self.gap
        known = [one.gap for one in self.periods if one.gap is not None]
        if not gap or not known:
            return None
        return round(sum(1 for one in known if one * gap > 0) / len(known), 6)

    def as_dict(self) -> dict[str, Any]:
        """JSON values, the same for the same comparison."""
        return {
            "at": self.at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "metric": self.metric,
            "a": dict(self.a),
            "b": dict(self.b),
            "engine": self.engine,
            "sources": list(self.sources),
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "grain": self.grain,
            "unit": self.unit,
            "basis": self.basis,
            "periods": [
                {"period": one.begin.isoformat(), "a": _text(one.a), "b": _text(one.b), "gap": _text(one.gap)}
                for one in self.periods
            ],
            "total": {"a": _text(self.total[0]), "b": _text(self.total[1]), "gap": _text(self.gap)},
            "share": self.share,
            "same_sign": self.same_sign,
            "steps": [_step(one) for one in self.steps],
            "rows": {"a": self.rows[0], "b": self.rows[1]},
            "identifiers": self.identifiers.as_dict() if self.identifiers else None,
            "notes": [one.as_dict() for one in self.notes],
            "queries": list(self.queries),
            "facets": self.facets,
            "sql_sha256": self.sql,
            "seconds": self.seconds,
        }


def _step(one: Step) -> dict[str, Any]:
    return {
        "facets": list(one.facets),
        "name": one.name.as_dict(),
        "from": list(one.before),
        "to": list(one.after),
        "from_value": _text(one.from_value),
        "to_value": _text(one.to_value),
        "step": _text(one.step),
        "rows": {"from": one.rows[0], "to": one.rows[1]},
        "periods": [_text(one.periods[period]) for period in sorted(one.periods)],
        "note": one.note.as_dict() if one.note else None,
    }


def _text(amount: Amount) -> str | None:
    """Without zeros at the end, at least two decimals where there are any."""
    if amount is None:
        return None
    whole, _, decimals = format(amount, "f").partition(".")
    kept = decimals.rstrip("0")
    said = f"{whole}.{kept.ljust(2, '0')}" if kept else whole
    return "0" if said == "-0" else said
