"""What kind of value a column holds, whatever the dialect calls it."""

from __future__ import annotations

import re
from functools import cache

INTEGER, DECIMAL, FLOAT, BOOLEAN = "integer", "decimal", "float", "boolean"
TEXT, DATE, TIMESTAMP, TIME = "text", "date", "timestamp", "time"
BINARY, JSON, UUID, NESTED, OTHER = "binary", "json", "uuid", "nested", "other"
FAMILIES = (INTEGER, DECIMAL, FLOAT, BOOLEAN, TEXT, DATE, TIMESTAMP, TIME, BINARY, JSON, UUID, NESTED, OTHER)

_WRAPPERS = re.compile(r"^(?:nullable|lowcardinality)\((.*)\)$")
_HEADS: tuple[tuple[str, str], ...] = (
    (r"array|list|map|struct|row\(|tuple|record|super|variant\[|.*\[\]$|.*<", NESTED),
    (r"u?int\d*\b|integer|(?:u|tiny|small|medium|big|huge|uhuge|utiny|usmall|ubig)int|(?:big|small)?serial", INTEGER),
    (r"serial\d|byteint|long$|short$|byte$|year$|rowversion", INTEGER),
    (r"bool|bit$|bit\(1\)", BOOLEAN),
    (r"decimal|dec\b|numeric|number|bignumeric|bigdecimal|smallmoney|money|fixed", DECIMAL),
    (r"float|double|real|binary_float|binary_double", FLOAT),
    (r"timestamp|datetime|smalldatetime|timestamptz|timestampltz", TIMESTAMP),
    (r"date", DATE),
    (r"time|interval", TIME),
    (r"json|variant|object$|super$|bson|hstore", JSON),
    (r"uuid|uniqueidentifier|guid", UUID),
    (r"(?:tiny|medium|long)?blob|bytea|(?:var)?binary|bytes|raw|long raw|image|bfile|bit varying|varbit|bit", BINARY),
    (r"n?(?:var)?char|character|national|bpchar|varchar2|nvarchar2|(?:tiny|medium|long|n|ci)?text|string|n?clob", TEXT),
    (r"enum|set\b|long varchar|sysname|name$|citext|xml|fixedstring|inet|cidr|macaddr", TEXT),
)  # fmt: skip
_PATTERNS = tuple((re.compile(head), family) for head, family in _HEADS)
_DATE_IS_TIME = frozenset({"oracle", "dm", "dameng"})  # DATE there keeps hours and minutes


@cache
def family(declared: str, engine: str = "") -> str:
    """The family of a declared type: "varchar2(64)" -> text, Oracle's "number(10)" -> integer; "other" if unknown."""
    kind = re.sub(r"\s+", " ", declared.strip().lower()).strip("\"'`")
    while wrapped := _WRAPPERS.match(kind):
        kind = wrapped.group(1)
    if kind == "date" and engine.lower() in _DATE_IS_TIME:
        return TIMESTAMP
    if re.match(r"(?:number|numeric|decimal|dec)\b", kind):
        scale = re.search(r"\(\s*\d+\s*(?:,\s*(-?\d+)\s*)?\)", kind)
        return INTEGER if scale and int(scale.group(1) or 0) <= 0 else DECIMAL
    if re.match(r"tinyint\(1\)", kind):
        return BOOLEAN
    for pattern, found in _PATTERNS:
        if pattern.match(kind):
            return found
    return OTHER


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
