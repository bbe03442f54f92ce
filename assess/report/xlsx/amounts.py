"""The arithmetic of a saving, once for the values kept in the file and once as spreadsheet formulas.

Both follow assess.diagnose.pricing: every part is rounded to the cent before it is added, the share is taken of the
sum and rounded again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

Triple = tuple[float, float, float]  # low, base, high
ENDS = ("low", "base", "high")
PARTS = ("storage", "moved", "refresh", "upkeep")
OTHER_END = {"low": "high", "base": "base", "high": "low"}


def cents(amount: float, digits: int = 2) -> float:
    """`amount` to `digits` decimals, half up, as a spreadsheet rounds."""
    return float(Decimal(f"{amount:.15g}").quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def line_amount(prices: Mapping[str, Triple], parts: Sequence[str], volume: int | None, share: Triple) -> Triple | None:
    """What a table saves a year; None where the volume is unknown."""
    if volume is None:
        return None
    return tuple(_end(prices, parts, volume / 1e12, share[n], n) for n in range(3))  # type: ignore[return-value]


def _end(prices: Mapping[str, Triple], parts: Sequence[str], terabytes: float, share: float, end: int) -> float:
    storage = _storage(prices, terabytes, end)
    cold = prices.get("cold_storage_share")
    found = {
        "storage": storage,
        "moved": cents(storage * max(0.0, 1 - cold[2 - end])) if cold else 0.0,
        "refresh": _product(prices, ("refresh_per_tb", "refreshes_per_year"), terabytes, end),
        "upkeep": _product(prices, ("table_upkeep_per_year",), 1.0, end),
    }
    return cents(cents(sum(found[part] for part in parts)) * share)


def _storage(prices: Mapping[str, Triple], terabytes: float, end: int) -> float:
    if "storage_per_tb_year" not in prices:
        return 0.0
    times = prices.get("replicas", (1.0, 1.0, 1.0))[end] + prices.get("backups", (0.0, 0.0, 0.0))[end]
    return cents(prices["storage_per_tb_year"][end] * times * terabytes)


def _product(prices: Mapping[str, Triple], names: Sequence[str], times: float, end: int) -> float:
    if any(name not in prices for name in names):
        return 0.0
    product = 1.0
    for name in names:
        product *= prices[name][end]
    return cents(product * times)


def line_formula(parts: Sequence[str], bytes_cell: str, share_cell: str, end: str) -> str:
    """The same as a formula over the named cells of the assumptions."""
    terms = [_TERMS[part].format(end=end, other=OTHER_END[end], tb=f"{bytes_cell}/1E+12") for part in parts]
    return f"=ROUND(({'+'.join(terms) or '0'})*{share_cell},2)"


_HELD = "ROUND(storage_per_tb_year_{end}*(IF(ISNUMBER(replicas_{end}),replicas_{end},1)+backups_{end})*({tb}),2)"
_TERMS = {
    "storage": _HELD,
    "moved": "IF(ISNUMBER(cold_storage_share_{other}),ROUND(" + _HELD + "*MAX(0,1-cold_storage_share_{other}),2),0)",
    "refresh": "ROUND(refresh_per_tb_{end}*refreshes_per_year_{end}*({tb}),2)",
    "upkeep": "ROUND(table_upkeep_per_year_{end},2)",
}
