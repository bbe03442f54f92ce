"""Cells of a client's table as numbers, dates and marks; a cell that is none of them is named with file and row."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pandas as pd

from assess.model.errors import Problem

NOTHING = {"", "null", "none", "nan", "nat", "n/a", "na", "-", "--", "—", "\\n", "无", "未知", "unknown", "tbd",
           "待定", "(null)"}  # fmt: skip
YES = {"yes", "y", "true", "t", "1", "是", "√", "可空", "null", "nullable"}
NO = {"no", "n", "false", "f", "0", "否", "×", "x", "非空", "not null"}
UNITS = {"": 1, "b": 1, "bytes": 1, "k": 1e3, "kb": 1e3, "kib": 1024, "m": 1e6, "mb": 1e6, "mib": 1024**2, "g": 1e9,
         "gb": 1e9, "gib": 1024**3, "t": 1e12, "tb": 1e12, "tib": 1024**4,
         "pb": 1e15, "万": 1e4, "亿": 1e8}  # fmt: skip
SHOWN = 10
LONGEST = 100  # characters of a number or a time
MOST = 9_000_000_000_000_000_000  # what fits in 64 bits


def texts(cells: pd.Series[str]) -> pd.Series[str]:
    """Text, empty where the client wrote a word for nothing."""
    codes, distinct = pd.factorize(cells)
    words = pd.Series(distinct, dtype="str")
    return _spread(words.where(~words.str.lower().isin(NOTHING), ""), codes, cells)


def wholes(cells: pd.Series[str], name: str, field: str, problems: list[Problem], least: int = 0) -> pd.Series[Any]:
    """Whole numbers (Int64); `1,234`, `1.2 GB` and `3万` are read, null where nothing is said."""
    codes, distinct = pd.factorize(cells)
    words = pd.Series(distinct, dtype="str")
    numbers = pd.to_numeric(words, errors="coerce").astype("Float64")
    odd = numbers.isna() & (words != "")
    if odd.any():
        read = pd.Series([_quantity(word) for word in words[odd]], index=words.index[odd], dtype="Float64")
        numbers = numbers.where(~odd, read)
    large = (numbers > MOST).fillna(False)
    bad = (numbers.isna() & ~words.str.lower().isin(NOTHING)) | (numbers < least).fillna(False) | large
    top = f" to {MOST:,}" if large.any() else " up"
    _report(cells, _spread(bad, codes, cells), name, field, f"a whole number from {least}{top}, or nothing", problems)
    return _spread(numbers.where(~bad).round().astype("Int64"), codes, cells)


def moments(cells: pd.Series[str], name: str, field: str, problems: list[Problem]) -> pd.Series[Any]:
    """Times in UTC; ISO, 2026/3/5, 2026年3月5日, 20260305, Excel days and epoch seconds are read."""
    codes, distinct = pd.factorize(cells)
    words = pd.Series(distinct, dtype="str")
    found = pd.to_datetime(pd.Series([moment(word) for word in words], dtype="object"), utc=True)
    found = found.astype("datetime64[us, UTC]")
    bad = found.isna() & ~words.str.lower().isin(NOTHING)
    allowed = "a date such as 2026-03-05, 2026/3/5 or seconds since 1970, or nothing"
    _report(cells, _spread(bad, codes, cells), name, field, allowed, problems)
    return _spread(found, codes, cells)


def flags(cells: pd.Series[str], name: str, field: str, problems: list[Problem]) -> pd.Series[Any]:
    """Yes and no in both languages; null where nothing is said."""
    codes, distinct = pd.factorize(cells)
    plain = pd.Series(distinct, dtype="str").str.lower()
    bad = ~plain.isin(YES | NO | NOTHING)
    _report(cells, _spread(bad, codes, cells), name, field, "yes or no (YES, NO, 是, 否, 1, 0)", problems)
    result = pd.Series(pd.NA, index=plain.index, dtype="boolean")
    result[plain.isin(YES)] = True
    result[plain.isin(NO)] = False
    return _spread(result, codes, cells)


def text_of(value: Any) -> str:  # noqa: PLR0911 - one return a type
    """A value of a workbook, a JSON or a Parquet file as a cell of text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ") if value.time() != time() else value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8")  # Hive and Impala write text as plain bytes
    if isinstance(value, timedelta):
        return f"{value / timedelta(days=1):g}"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def moment(text: str) -> datetime | None:
    """One time, in UTC where it names no zone; None for what is no time."""
    text = text.strip()
    if len(text) > LONGEST:
        return None
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return _counted(float(text), text)
    plain = re.sub(r"\s*日\s*", " ", re.sub(r"[年月]", "-", text)).strip()
    plain = plain.replace("/", "-").replace("Z", "+00:00")
    if re.match(r"\d{4}\.\d{1,2}\.\d{1,2}", plain):
        plain = plain.replace(".", "-", 2)
    match = re.fullmatch(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[T\s]+(.*))?", plain)
    if not match:
        return None
    year, month, day, clock = match.groups()
    try:
        found = datetime.fromisoformat(f"{year}-{int(month):02}-{int(day or 1):02}T{_clock(clock)}")
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _clock(text: str | None) -> str:
    """12:30, 9:05:01.5 and 12:30+08:00 as Python reads them."""
    if not text:
        return "00:00:00"
    match = re.fullmatch(r"(\d{1,2}):(\d{2})(?::(\d{2})(\.\d+)?)?\s*(?:UTC)?([+-]\d{2}:?\d{2})?", text.strip())
    if not match:
        raise ValueError(text)
    hour, minute, second, part, zone = match.groups()
    fraction = f".{(part[1:] + '000000')[:6]}" if part else ""
    return f"{int(hour):02}:{minute}:{second or '00'}{fraction}{zone or ''}"


def _counted(value: float, text: str) -> datetime | None:
    """Excel days since 1899-12-30, YYYYMMDD, seconds or milliseconds since 1970."""
    if len(text) == 8 and text.isdigit() and text[:2] in {"19", "20"}:
        try:
            return datetime(int(text[:4]), int(text[4:6]), int(text[6:]), tzinfo=UTC)
        except ValueError:
            return None
    if 20_000 <= value < 80_000:
        return datetime(1899, 12, 30, tzinfo=UTC) + timedelta(days=value)
    for scale in (1, 1_000, 1_000_000):
        if 3e8 <= value / scale < 5e9:
            return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=round(value / scale * 1e6))
    return None


def _quantity(text: str) -> float | None:
    if len(text) > LONGEST:
        return None
    match = re.fullmatch(r"([\d,，\s]*\d(?:\.\d+)?)\s*([a-z]*|万|亿)(?:行|条|rows?)?", text.lower())
    if not match or match[2] not in UNITS:
        return None
    return float(re.sub(r"[,，\s]", "", match[1])) * UNITS[match[2]]


def _spread(values: pd.Series[Any], codes: Any, cells: pd.Series[str]) -> pd.Series[Any]:
    """What was found for each distinct cell, back in every row."""
    return pd.Series(values.array.take(codes), index=cells.index)


def _report(
    cells: pd.Series[str], bad: pd.Series[Any], name: str, field: str, allowed: str, problems: list[Problem]
) -> None:
    wrong = cells[bad.astype("bool")]
    for row, value in wrong.head(SHOWN).items():
        problems.append(Problem(f"{name}:{row}", f'{field} is "{value[:60]}"; allowed is {allowed}.'))
    if len(wrong) > SHOWN:
        problems.append(Problem(name, f"{field} has the same fault in {len(wrong) - SHOWN:,} more rows."))
