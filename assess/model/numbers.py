"""Numbers as a reader of each language writes them: 万 and 亿 in Chinese, K, M and bn in English."""

from __future__ import annotations

import math

from assess.model.money import Money

SYMBOLS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "HKD": "HK$", "SGD": "S$"}
UNITS_ZH = {"CNY": "元", "USD": "美元", "EUR": "欧元", "GBP": "英镑", "JPY": "日元", "HKD": "港元", "SGD": "新加坡元"}


def count(value: float, language: str) -> str:
    """12,345 in both languages; large counts shortened: 1,234 万 / 12.3M."""
    if abs(value) < 100_000:
        return f"{value:,.0f}"
    return _scaled(value, language)


def percent(share: float, digits: int = 0) -> str:
    """0.904 -> 90%. Never rounds a share below one up to 100% nor one above zero down to 0%."""
    shown = round(share * 100, digits)
    edge = 10.0**-digits
    if shown >= 100 and share < 1:
        shown = 100 - edge
    if shown <= 0 and share > 0:
        return f"<{edge:.{digits}f}%"
    return f"{shown:.{digits}f}%"


def money(value: float, currency: str, language: str) -> str:
    """4,180 万元 / ¥41.8M: three significant figures, the unit of the language."""
    if language == "zh":
        unit = UNITS_ZH.get(currency, currency)
        scaled = _scaled(value, "zh")
        return f"{scaled}{unit}" if scaled[-1] in "万亿" else f"{scaled} {unit}"
    sign = "−" if value < 0 else ""
    return f"{sign}{SYMBOLS.get(currency, currency + ' ')}{_scaled(abs(value), 'en')}"


def money_range(amount: Money, language: str) -> str:
    """3,300 万元（低 2,900 万元，高 3,900 万元） / ¥33M (low ¥29M, high ¥39M)."""
    low, base, high = (money(v, amount.currency, language) for v in (amount.low, amount.base, amount.high))
    if language == "zh":
        return f"{base}（低 {low}，高 {high}）"
    return f"{base} (low {low}, high {high})"


def size(value: float, language: str) -> str:
    """Bytes as 1.2 TB, 340 GB; decimal units, as storage is sold."""
    for unit, step in (("PB", 1e15), ("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("KB", 1e3)):
        if abs(value) >= step:
            return f"{figures(value / step)} {unit}"
    return f"{value:.0f} {'字节' if language == 'zh' else 'bytes'}"


def _scaled(value: float, language: str) -> str:
    sign = "−" if value < 0 else ""
    value = _rounded(abs(value))
    steps = ((1e8, " 亿", 1e8), (1e4, " 万", 1e4)) if language == "zh" else _STEPS_EN
    for from_, unit, step in steps:
        if value >= from_:
            return f"{sign}{figures(value / step)}{unit}"
    return f"{sign}{figures(value)}"


_STEPS_EN = ((1e9, "bn", 1e9), (1e6, "M", 1e6), (1e4, "K", 1e3))


def figures(value: float) -> str:
    """Three significant figures, without a tail of zeros; whole numbers above a thousand keep their commas."""
    if value == 0:
        return "0"
    value = _rounded(value)
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _rounded(value: float) -> float:
    return round(value, 2 - math.floor(math.log10(abs(value)))) if value else 0.0
