"""What kind of value a column holds, whatever the dialect calls it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np
import pandas as pd

INTEGER, DECIMAL, FLOAT, BOOLEAN = "integer", "decimal", "float", "boolean"
TEXT, DATE, TIMESTAMP, TIME = "text", "date", "timestamp", "time"
BINARY, JSON, UUID, NESTED, OTHER = "binary", "json", "uuid", "nested", "other"
FAMILIES = (INTEGER, DECIMAL, FLOAT, BOOLEAN, TEXT, DATE, TIMESTAMP, TIME, BINARY, JSON, UUID, NESTED, OTHER)

_WRAPPERS = re.compile(r"^(?:nullable|lowcardinality)\((.*)\)$")
_HEADS: tuple[tuple[str, str], ...] = (
    (r"array|list|map|struct|row\(|tuple|record|nested|multiset|variant\[|.*\[\]$|.*<", NESTED),
    (r"u?int\d*\b|integer|(?:u|tiny|small|medium|big|huge|uhuge|utiny|usmall|ubig)int|(?:big|small)?serial", INTEGER),
    (r"serial\d|byteint|long$|short$|byte$|year\b|number\(\*, ?0\)|pls_integer", INTEGER),
    (r"largeint|binary_integer|unsigned|signed", INTEGER),
    (r"bool|bit$|bit\(1\)|logical", BOOLEAN),
    (r"decimal|dec\b|numeric|number|bignumeric|bigdecimal|smallmoney|money|fixed(?!string)|decfloat", DECIMAL),
    (r"b?float|double|real|binary_float|binary_double|smallfloat", FLOAT),
    (r"timestamp|datetime|smalldatetime|bigdatetime|seconddate", TIMESTAMP),
    (r"date", DATE),
    (r"time|interval", TIME),
    (r"jsonb?|variant|object\b|super$|bson|hstore|dynamic", JSON),
    (r"uuid|uniqueidentifier|guid", UUID),
    (r"bytea|(?:var)?binary|bytes?\b|raw|long raw|image|bfile|bit varying|varbit|bit", BINARY),
    (r"(?:tiny|medium|long)?blob|rowversion|longvarbinary|hll|bitmap|aggregatefunction|graphic blob", BINARY),
    (r"n?(?:var)?char|character|national|bpchar|varchar2|nvarchar2|(?:tiny|medium|long|n|ci)?text|string|n?clob", TEXT),
    (r"dbclob|ipv\d|uni(?:var)?char|unitext|(?:var|long var)graphic|graphic$|graphic\(|long$|longn?varchar", TEXT),
    (r"enum|set\b|long varchar|sysname|name$|citext|xml|fixedstring|inet|cidr|macaddr", TEXT),
)  # fmt: skip
_PATTERNS = tuple((re.compile(head), family) for head, family in _HEADS)
_DATE_IS_TIME = frozenset({"oracle", "dm", "dameng", "oceanbase"})  # DATE there keeps hours and minutes


_DISTINGUISHED = {("long", "oracle"): TEXT, ("timestamp", "sqlserver"): BINARY}
_ENGINE = {"mssql": "sqlserver", "sql_server": "sqlserver", "tsql": "sqlserver", "postgresql": "postgres"}
_SIZES = re.compile(r"\(\s*(\d+|max|\*)\s*(?:char|byte|characters|octets)?\s*(?:,\s*(-?\d+)\s*)?\)")


@dataclass(frozen=True)
class TypeOf:
    """A declared type: its family; `length` in characters, bytes or digits; `scale` in digits after the point, or of
    a second. None where the declaration does not say."""

    family: str
    length: int | None = None
    scale: int | None = None


@cache
def family(declared: str, engine: str = "") -> str:
    """The family of a declared type: "varchar2(64)" -> text, Oracle's "number(10)" -> integer; "other" if unknown."""
    kind, system = _plain(declared), _ENGINE.get(engine.lower(), engine.lower())
    if (kind, system) in _DISTINGUISHED:
        return _DISTINGUISHED[kind, system]
    if kind == "date" and system in _DATE_IS_TIME:
        return TIMESTAMP
    if re.match(r"(?:number|numeric|decimal|dec)\b", kind):
        scale = re.search(r"\(\s*(?:\d+|\*)\s*(?:,\s*(-?\d+)\s*)?\)", kind)
        return INTEGER if scale and int(scale.group(1) or 0) <= 0 else DECIMAL
    if re.match(r"tinyint\(1\)", kind):
        return BOOLEAN
    return next((found for pattern, found in _PATTERNS if pattern.match(kind)), OTHER)


@cache
def type_of(declared: str, engine: str = "") -> TypeOf:
    """Family, length and scale of a declared type: "decimal(18,2)" -> decimal, 18, 2."""
    found = family(declared, engine)
    sizes = _SIZES.search(_plain(declared))
    size = int(sizes.group(1)) if sizes and sizes.group(1).isdigit() else None
    if found in {TEXT, BINARY}:
        return TypeOf(found, size)
    if bits := re.match(r"decimal(32|64|128|256)\((\d+)\)", _plain(declared)):
        return TypeOf(found, {"32": 9, "64": 18, "128": 38, "256": 76}[bits[1]], int(bits[2]))
    if found in {DECIMAL, INTEGER} and _plain(declared).startswith(("num", "dec")):
        return TypeOf(found, size, int(sizes.group(2) or 0) if sizes and size is not None else None)
    if found in {TIMESTAMP, TIME}:
        return TypeOf(found, None, size)
    return TypeOf(found)  # int(11) of MySQL is a width for showing, not a length


def difference(a: TypeOf, b: TypeOf) -> Literal["", "family", "length", "precision"]:
    """What differs between two types; "" where nothing does, or where one does not say. "precision" is about
    digits: of a number, or after the second of a time."""
    if a.family != b.family:
        return "family"
    if None not in (a.length, b.length) and a.length != b.length:
        return "length" if a.family in {TEXT, BINARY} else "precision"
    if None not in (a.scale, b.scale) and a.scale != b.scale:
        return "precision"
    return ""


def families(types: pd.Series[Any], engines: pd.Series[Any]) -> pd.Categorical[str]:
    """The family of each type in its engine, aligned with the rows; asked once for each pair that occurs."""
    kind, kinds = pd.factorize(types, sort=False, use_na_sentinel=True)
    engine, names = pd.factorize(engines, sort=False, use_na_sentinel=True)
    pairs, where = pd.factorize(kind.astype("int64") * (len(names) + 1) + engine, sort=False)
    asked = [_asked(int(pair), kinds, names) for pair in where]
    codes = np.array([FAMILIES.index(found) for found in asked], dtype=np.int8)
    return pd.Categorical.from_codes(
        codes[pairs] if len(codes) else np.zeros(0, np.int8), categories=pd.Index(FAMILIES)
    )


def _asked(pair: int, kinds: Any, names: Any) -> str:
    kind, engine = divmod(pair + 1, len(names) + 1)  # plus one: an engine not known is -1
    engine -= 1
    return family(str(kinds[kind]) if kind >= 0 else "", str(names[engine]) if engine >= 0 else "")


def _plain(declared: str) -> str:
    kind = re.sub(r"\s+", " ", declared.strip().lower()).strip("\"'`")
    while wrapped := _WRAPPERS.match(kind):
        kind = wrapped.group(1)
    return kind


_NUMBERS = frozenset({INTEGER, DECIMAL, FLOAT, BOOLEAN})
_MOMENTS = frozenset({DATE, TIMESTAMP})
_LETTERS = frozenset({TEXT, JSON, UUID})


@cache
def agreement(a: str, b: str) -> float:
    """How well two families can hold the same values.

    1 the same, 0.9 the same kind, 0.7 unknown, 0.6 kept as text, 0.4 a moment kept as a number, 0 cannot.
    """
    pair = {a, b}
    degrees = (
        (a == b, 1.0),
        (any(pair <= kind for kind in (_NUMBERS, _MOMENTS, _LETTERS)), 0.9),
        (OTHER in pair, 0.7),
        (TEXT in pair and BINARY not in pair, 0.6),
        (pair <= {BINARY, TEXT, JSON, UUID}, 0.6),
        (bool(pair & _NUMBERS) and bool(pair & _MOMENTS), 0.4),
    )
    return next((degree for holds, degree in degrees if holds), 0.0)
