"""Values as text that is the same in every engine, so that a copy in another database has the same hashes.

Whole numbers and decimals are written without trailing zeros; floats as decimals rounded to six places (beyond 10^15
they have no text); dates as YYYY-MM-DD; timestamps as YYYY-MM-DD HH:MM:SS with a fraction only where there is one,
in UTC where they carry a zone; text without trailing blanks; booleans as 1 and 0. Large objects, documents, arrays,
intervals and times of day have none.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

KINDS = {
    "whole": "tinyint smallint mediumint int integer bigint hugeint utinyint usmallint uinteger ubigint uhugeint int2 "
    "int4 int8 int16 int32 int64 int128 serial bigserial smallserial year",
    "decimal": "decimal numeric dec number",
    "float": "real float float4 float8 double",
    "flag": "boolean bool",
    "date": "date",
    "time": "timestamp datetime smalldatetime timestamp_s timestamp_ms timestamp_ns",
    "zoned": "timestamptz",
    "text": "char character varchar varchar2 nvarchar nchar bpchar text tinytext mediumtext longtext string clob enum "
    "set uuid name citext",
}
_KIND_OF = {word: kind for kind, words in KINDS.items() for word in words.split()}


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
        return text.rstrip("0").rstrip(".") if "." in text else text
    return text


def _number(value: float, kind: str) -> str | None:
    if not abs(value) < 1e15:
        return None
    # SQLite keeps decimals as doubles: 15 digits are what a double holds of a decimal for sure.
    text = f"{Decimal(repr(value)):.6f}" if kind == "float" else f"{Decimal(f'{value:.15g}'):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def canonical_sql(engine: str, name: str, kind: str) -> str:
    """The SQL expression for the canonical text of column `name` (already quoted)."""
    if engine == "mysql":
        return _mysql(name, kind)
    if engine == "postgres":
        return _postgres(name, kind)
    return _duckdb(name, kind)


def _postgres(name: str, kind: str) -> str:
    text = f"cast({name} as text)"
    cases = {
        "whole": text,
        "decimal": _stripped(text),
        "float": f"case when abs({name}) < 1e15 then "
        f"{_stripped(f'cast(round(cast(cast({name} as double precision) as numeric), 6) as text)')} end",
        "flag": f"case when {name} then '1' else '0' end",
        "date": text,
        "time": text,
        "zoned": f"cast({name} at time zone 'UTC' as text)",
        "text": f"rtrim({text}, ' ')",
    }
    return cases[kind]


def _duckdb(name: str, kind: str) -> str:
    text = f"cast({name} as varchar)"
    micro = f"cast({name} as timestamp)" if kind == "time" else f"make_timestamp(epoch_us({name}))"
    moment = f"cast(case when isfinite({name}) then {micro} end as varchar)"
    cases = {
        "whole": text,
        # DECIMAL(2, 2) prints .5 where others print 0.5
        "decimal": f"regexp_replace({_stripped(text)}, '^(-?)(\\.|$)', '\\10\\2')",
        "float": f"case when abs({name}) < 1e15 then "
        f"{_stripped(f'cast(cast(cast({name} as double) as decimal(21, 6)) as varchar)')} end",
        "flag": f"case when {name} then '1' else '0' end",
        "date": text,
        "time": _stripped(moment),
        "zoned": _stripped(moment),
        "text": f"rtrim({text}, ' ')",
    }
    return cases[kind]


def _mysql(name: str, kind: str) -> str:
    def text(value: str) -> str:
        return f"cast({value} as char character set utf8mb4)"

    def stripped(value: str) -> str:
        short = f"trim(trailing '.' from trim(trailing '0' from {value}))"
        return f"case when {value} like '%.%' then {short} else {value} end"

    cases = {
        # + 0 takes off the zeros that ZEROFILL puts before a number
        "whole": text(f"{name} + 0"),
        "decimal": stripped(text(f"{name} + 0")),
        "float": f"case when abs({name}) < 1e15 then {stripped(text(f'cast({name} as decimal(21, 6))'))} end",
        "date": text(name),
        "time": stripped(text(name)),
        "text": f"rtrim({text(name)})",
    }
    return cases[kind]


def _stripped(text: str) -> str:
    """`text` without the zeros that end its fraction."""
    return f"case when {text} like '%.%' then rtrim(rtrim({text}, '0'), '.') else {text} end"
