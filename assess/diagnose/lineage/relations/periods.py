"""The period a date is put into, however it is written: '%Y-%m-%d', DATE(), TRUNC, EXTRACT, the first ten characters.

("period", unit, term). Units that run on (year, quarter, month, week, day, hour, minute, second) and parts that come
again every year, month, week or day ("month of year", "day of week", …) are never the same.
"""

from __future__ import annotations

import re
from typing import Any

Term = tuple[Any, ...]
_RUNNING = ("year", "quarter", "month", "week", "day", "hour", "minute", "second")
_FORMATTED = {"TIMETOSTR", "STRFTIME", "DATEFORMAT", "TOCHAR", "FORMAT", "TO_CHAR", "DATE_FORMAT", "TIMETOTIMESTR",
              "FORMATDATETIME"}  # fmt: skip
_TRUNCATED = {"TIMESTAMPTRUNC", "DATETRUNC", "DATETIMETRUNC", "TRUNC"}
_DAYS = {"DATE", "TSORDSTODATE", "TSORDSTODATESTR"}
_PARTS = {"YEAR": "year", "MONTH": "month of year", "QUARTER": "quarter of year", "WEEK": "week of year",
          "WEEKOFYEAR": "week of year", "DAY": "day of month", "DAYOFMONTH": "day of month",
          "DAYOFWEEK": "day of week", "DAYOFWEEKISO": "day of week iso", "DAYOFYEAR": "day of year",
          "HOUR": "hour of day", "MINUTE": "minute of hour"}  # fmt: skip
_WORDS = {"year": "year", "yyyy": "year", "yy": "year", "yr": "year", "quarter": "quarter", "q": "quarter",
          "month": "month", "mon": "month", "mm": "month", "week": "week", "iw": "week", "ww": "week",
          "isoweek": "week", "day": "day", "dd": "day", "ddd": "day", "j": "day", "hour": "hour", "hh": "hour",
          "hh24": "hour", "minute": "minute", "mi": "minute", "second": "second"}  # fmt: skip
_LENGTHS = {"4": "year", "7": "month", "10": "day", "13": "hour", "16": "minute"}
_TOKENS = (("Y", "year"), ("y", "year"), ("m", "month"), ("B", "month"), ("b", "month"), ("d", "day"), ("e", "day"),
           ("F", "day"), ("j", "day of year"), ("H", "hour"), ("I", "hour"), ("T", "second"), ("R", "minute"),
           ("M", "minute"), ("S", "second"), ("s", "second"), ("i", "minute"))  # fmt: skip
_LETTERS = ((r"yyyy|YYYY|yy|YY", "year"), (r"MM|MON|Mon|(?<!:)mm", "month"), (r"dd|DD", "day"),
            (r"HH24|hh24|HH|hh", "hour"), (r"MI|mi|:mm", "minute"), (r"SS|ss", "second"))  # fmt: skip


def period(name: str, arguments: Term) -> Term | None:
    """What a function of a date and words says, None where it is no period."""
    values = [a for a in arguments if a[0] not in ("str", "num")]
    words = [str(a[1]) for a in arguments if a[0] in ("str", "num") and a[1] != "True"]
    unit = _unit(name, words)
    if len(values) != 1 or not unit:
        return None
    return of(unit, values[0])


def of(unit: str, value: Term) -> Term:
    """The period of a period is the coarser one."""
    if value[0] == "period" and (finer := _finer(unit, value[1])) is not None:
        return ("period", finer, value[2])
    return ("period", unit, value)


def _finer(unit: str, inner: str) -> str | None:
    if unit in _RUNNING and inner in _RUNNING and inner != "week":
        return _RUNNING[min(_RUNNING.index(unit), _RUNNING.index(inner))]
    if inner == "day" and unit.startswith(("month", "quarter", "week", "day")):
        return unit
    return None


def _unit(name: str, words: list[str]) -> str:
    if name in ("SUBSTRING", "LEFT"):
        begins = name == "LEFT" or (len(words) == 2 and words[0] in ("0", "1"))
        return _LENGTHS.get(words[-1], "") if words and begins else ""
    if name in _DAYS:
        return "day" if not words else ""
    if name in _PARTS:
        return _PARTS[name] if not words else ""
    if name in ("EXTRACT", "DATE_PART", "DATEPART"):
        return _PARTS.get(words[0].upper(), "") if len(words) == 1 else ""
    if name in _TRUNCATED:
        return _WORDS.get(re.sub(r"\(.*", "", words[0]).lower(), "") if len(words) == 1 else ""
    return _of_format(words[0]) if name in _FORMATTED and len(words) == 1 else ""


def _of_format(text: str) -> str:
    """The unit that a format goes down to; a part of one where the coarser ones are left out."""
    if re.search(r"%-?[WVU]|ww|WW|iw|IW", text):
        start = " from sunday" if "U" in text else ""
        return f"week{start}" if re.search(r"%[YyG]|yyyy|YYYY|IYYY", text) else f"week of year{start}"
    if re.search(r"%[uwaA]", text):
        return f"as {text}"
    if "%" in text:
        found = {unit for letter, unit in _TOKENS if re.search(f"%-?{letter}", text)}
    else:
        found = {unit for pattern, unit in _LETTERS if re.search(pattern, text)}
        found |= {"quarter"} if re.search(r"[qQ]", text) else set()
    order = [unit for unit in ("year", "quarter", "month", "day", "hour", "minute", "second") if unit in found]
    if not order or "day of year" in found:
        return f"as {text}" if found else ""
    whole = {"year": ["year"], "quarter": ["year", "quarter"], "month": ["year", "month"],
             "day": ["year", "month", "day"], "hour": ["year", "month", "day", "hour"],
             "minute": ["year", "month", "day", "hour", "minute"],
             "second": ["year", "month", "day", "hour", "minute", "second"]}  # fmt: skip
    if order == whole[order[-1]]:
        return order[-1]
    parts = {"month": "month of year", "day": "day of month", "hour": "hour of day"}
    return parts.get(order[0], f"as {text}") if len(order) == 1 else f"as {text}"
