"""Values as text that is the same in every engine, so that a copy in another database has the same hashes.

Whole numbers and decimals are written without trailing zeros; floats as the shortest decimal that reads back the same,
rounded half away from zero to six places (beyond 10^15 they have no text); dates as YYYY-MM-DD; timestamps as
YYYY-MM-DD HH:MM:SS with a fraction only where there is one and without a time of 00:00:00 (a date kept as a timestamp
is the same date), in UTC where they carry a zone (no text for infinity);
text without trailing blanks; booleans as 1 and 0. Large objects, documents, arrays, intervals and times of day have
none.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

KINDS = {
    "whole": "tinyint smallint mediumint int integer bigint hugeint utinyint usmallint uinteger ubigint uhugeint int2 "
    "int4 int8 int16 int32 int64 int128 serial bigserial smallserial year",
    "decimal": "decimal numeric dec number",
    "float": "real float float4 float8 double",
    "flag": "boolean bool",
    "date": "date",
    "time": "timestamp datetime smalldatetime timestamp_s timestamp_ms timestamp_ns timestamp_ntz",
    "zoned": "timestamptz timestamp_ltz timestamp_tz",
    "text": "char character varchar varchar2 nvarchar nchar bpchar text tinytext mediumtext longtext string clob enum "
    "set uuid name citext",
}
MIDNIGHT = " 00:00:00"
_KIND_OF = {word: kind for kind, words in KINDS.items() for word in words.split()}


@lru_cache(10_000)
def value_kind(declared: str, engine: str) -> str:
    """How values of a declared type become canonical text; empty where they have none."""
    plain = re.sub(r"\(.*?\)", " ", declared.lower()).replace('"', " ")
    words = plain.split()
    if "[" in plain or (words and words[0] in ("struct", "map", "union", "list")):
        return ""
    if not words:
        return "text" if engine == "sqlite" else ""
    if words[0] == "timestamp" and "with" in words and ("time" in words or "local" in words):
        return "zoned"
    if words[0] == "double" or (words[0] == "character" and words[1:] == ["large", "object"]):
        return "float" if words[0] == "double" else "text"
    return _KIND_OF.get(words[0], "")


def canonical(value: Any, kind: str) -> str | None:
    """The canonical text of a value as SQLite stores it, whatever the column was declared; None for what has none."""
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _number(value, kind)
    if not isinstance(value, str):
        return None
    text = value.rstrip(" ")
    if kind == "flag":
        return {"true": "1", "t": "1", "false": "0", "f": "0"}.get(text.strip().lower(), text)
    if kind in ("time", "zoned"):
        text = text.replace("T", " ", 1)
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return text.replace(MIDNIGHT, "")
    return text


def _number(value: float, kind: str) -> str | None:
    if not abs(value) < 1e15:
        return None
    if kind == "float":
        text = f"{Decimal(repr(value)).quantize(_MICRO, rounding=ROUND_HALF_UP):f}"
    else:
        # SQLite keeps decimals as doubles: 15 digits are what a double holds of a decimal for sure.
        text = f"{Decimal(f'{value:.15g}'):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def canonical_sql(engine: str, name: str, kind: str) -> str:
    """The SQL expression, in the engine's own words, for the canonical text of column `name` (already quoted).

    Engines without words of their own get standard SQL, which sqlglot puts into their dialect.
    """
    text = _WRITERS.get(engine, _standard)(name, kind)
    return f"replace({text}, '{MIDNIGHT}', '')" if kind in ("time", "zoned") else text


def _standard(name: str, kind: str) -> str:
    text = f"cast({name} as varchar)"
    cases = {
        "whole": text,
        "decimal": _stripped(text),
        "float": f"case when abs({name}) < 1e15 then "
        f"{_stripped(f'cast(cast(cast(cast({name} as double) as varchar) as decimal(21, 6)) as varchar)')} end",
        "flag": f"case when {name} then '1' else '0' end",
        "date": text,
        "time": _stripped(text),
        "zoned": _stripped(f"cast(cast({name} at time zone 'UTC' as timestamp) as varchar)"),
        "text": f"rtrim({text}, ' ')",
    }
    return cases[kind]


def _postgres(name: str, kind: str) -> str:
    text = f"cast({name} as text)"
    # By way of text, as a float cast to numeric keeps 15 digits only.
    shortest = f"cast(cast(cast({name} as double precision) as text) as numeric)"
    cases = {
        "whole": text,
        "decimal": _stripped(text),
        "float": f"case when abs({name}) < 1e15 then {_stripped(f'cast(round({shortest}, 6) as text)')} end",
        "flag": f"case when {name} then '1' else '0' end",
        "date": f"case when isfinite({name}) then {text} end",
        "time": f"case when isfinite({name}) then {text} end",
        "zoned": f"case when isfinite({name}) then cast({name} at time zone 'UTC' as text) end",
        "text": f"rtrim({text}, ' ')",
    }
    return cases[kind]


def _duckdb(name: str, kind: str) -> str:
    text = f"cast({name} as varchar)"
    micro = f"cast({name} as timestamp)" if kind == "time" else f"make_timestamp(epoch_us({name}))"
    moment = f"cast(case when isfinite({name}) then {micro} end as varchar)"
    double = f"cast({name} as double)"
    # The shortest text of a double takes ten times as long; only near a tie does it round differently.
    plain = f"abs({name}) < 1e6 and abs(abs({double}) * 1e6 - floor(abs({double}) * 1e6) - 0.5) > 0.001"
    short = _stripped(f"cast(cast({double} as decimal(21, 6)) as varchar)")
    shortest = _stripped(f"cast(cast(cast({double} as varchar) as decimal(21, 6)) as varchar)")
    cases = {
        "whole": text,
        # DECIMAL(2, 2) prints .5 where others print 0.5
        "decimal": f"case when abs({name}) >= 1 then {_stripped(text)} "
        f"else regexp_replace({_stripped(text)}, '^(-?)(\\.|$)', '\\10\\2') end",
        "float": f"case when {plain} then {short} when abs({name}) < 1e15 then {shortest} end",
        "flag": f"case when {name} then '1' else '0' end",
        "date": f"case when isfinite({name}) then {text} end",
        "time": _stripped(moment),
        "zoned": _stripped(moment),
        "text": f"rtrim({text}, ' ')",
    }
    return cases[kind]


def _spark(name: str, kind: str) -> str:
    """Read in a session whose time zone is UTC."""
    text = f"cast({name} as string)"
    moment = f"trim(leading '+' from {text})"  # of years beyond 9999
    shortest = f"cast(cast(cast(cast({name} as double) as string) as decimal(21, 6)) as string)"
    cases = {
        "whole": text,
        "decimal": _stripped(text, _TRIM),
        "float": f"case when abs({name}) < 1e15 then {_stripped(shortest, _TRIM)} end",
        "flag": f"case when {name} then '1' else '0' end",
        "date": moment,
        "time": moment,
        "zoned": moment,
        "text": f"rtrim({text})",
    }
    return cases[kind]


def _mysql(name: str, kind: str) -> str:
    def text(value: str) -> str:
        return f"cast({value} as char character set utf8mb4)"

    cases = {
        # + 0 takes off the zeros that ZEROFILL puts before a number
        "whole": text(f"{name} + 0"),
        "decimal": _stripped(text(f"{name} + 0"), _TRIM),
        "float": f"case when abs({name}) < 1e15 then {_stripped(text(f'cast({name} as decimal(21, 6))'), _TRIM)} end",
        "flag": text(f"{name} + 0"),
        "date": text(name),
        "zoned": _stripped(text(name), _TRIM),
        "time": _stripped(text(name), _TRIM),
        "text": f"trim(trailing ' ' from {text(name)})",
    }
    return cases[kind]


def _stripped(text: str, trim: str = "rtrim({1}, '{0}')") -> str:
    """`text` without the zeros that end its fraction."""
    short = trim.format(".", trim.format("0", text))
    return f"case when {text} like '%.%' then {short} else {text} end"


_TRIM = "trim(trailing '{0}' from {1})"
_MICRO = Decimal("0.000001")
_WRITERS = {"postgres": _postgres, "duckdb": _duckdb, "mysql": _mysql, "spark": _spark}
