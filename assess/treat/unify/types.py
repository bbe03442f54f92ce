"""The type a shared column gets: the widest that loses nothing, and where there is none, what is proposed and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp
from sqlglot.errors import ParseError, TokenError

from assess.diagnose.redundancy.types import BOOLEAN, DATE, DECIMAL, FLOAT, INTEGER, TEXT, TIMESTAMP, family
from assess.treat.unify.fitted import ZONED, fitted

T = exp.DataType.Type
CONVERTS = frozenset({INTEGER, DECIMAL, FLOAT, BOOLEAN, TEXT, DATE, TIMESTAMP})  # families with forms in `forms`
MOST_DIGITS = 38
DIGITS = {T.TINYINT: 3, T.UTINYINT: 3, T.SMALLINT: 5, T.USMALLINT: 5, T.MEDIUMINT: 7, T.UMEDIUMINT: 8, T.INT: 10,
          T.UINT: 10, T.BIGINT: 19, T.UBIGINT: 20, T.INT128: 38, T.UINT128: 38}  # fmt: skip


@dataclass(frozen=True)
class Typed:
    """A column's type as a tree, and the family of its values."""

    type: exp.DataType
    family: str


@dataclass(frozen=True)
class Canonical:
    """The type of a shared column; `unsafe` are the families that do not convert into it for every value."""

    typed: Typed
    unsafe: tuple[str, ...] = ()


def typed(declared: str, engine: str, dialect: str) -> Typed:
    """A declared type of an engine, as the type that holds the same values in the target dialect.

    What sqlglot cannot read, and a type the target does not have, is held as text.
    """
    try:
        tree = exp.DataType.build(declared or "text", dialect=engine or None)
    except (ParseError, TokenError, ValueError):
        tree = exp.DataType.build("text")
    kind = ZONED if tree.this in (T.TIMESTAMPTZ, T.TIMESTAMPLTZ) else family(declared or "text", engine)
    if engine == "sqlite" and engine != dialect:
        tree = _of_sqlite(tree, kind)
    if tree.this in (T.SERIAL, T.BIGSERIAL, T.SMALLSERIAL):
        tree = exp.DataType.build({T.SERIAL: "int", T.BIGSERIAL: "bigint"}.get(tree.this, "smallint"))
    if kind == TIMESTAMP and tree.this in (T.DATETIME, T.SMALLDATETIME, T.DATETIME2):
        tree = exp.DataType.build("timestamp")
    return Typed(*fitted(tree, kind, engine, dialect))


def _of_sqlite(tree: exp.DataType, kind: str) -> exp.DataType:
    """SQLite keeps eight bytes of whole number and of float whatever it was told."""
    if kind == INTEGER:
        return exp.DataType.build("bigint")
    if kind == FLOAT:
        return exp.DataType.build("double")
    if tree.this in (T.DECIMAL,) and not tree.expressions:
        return exp.DataType.build("double")
    return tree


def canonical(columns: Sequence[Typed]) -> Canonical:
    """The canonical type of matched columns, the master's first; families that do not mix keep the master's."""
    families = [one.family for one in columns]
    numbers = [one for one in columns if one.family in (INTEGER, DECIMAL)]
    first = families[0]
    kinds = set(families)
    fine: tuple[str, ...] = (first,)
    if first in (INTEGER, DECIMAL) and DECIMAL in kinds:
        found, fine = _decimal(numbers), (INTEGER, DECIMAL)
    elif first == INTEGER:
        found = _widest_integer(numbers)
    elif first in (DATE, TIMESTAMP) and TIMESTAMP in kinds:
        found, fine = Typed(exp.DataType.build("timestamp"), TIMESTAMP), (DATE, TIMESTAMP)
    elif first == FLOAT:
        found = Typed(exp.DataType.build("double"), FLOAT)
    elif first == TEXT:
        found = _text([one for one in columns if one.family == TEXT])
    else:
        found = columns[0]
    return Canonical(found, _others(families, fine))


def _others(families: Sequence[str], fine: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f for f in families if f not in fine))


def _widest_integer(columns: Sequence[Typed]) -> Typed:
    digits = max(digits_of(one.type) for one in columns)
    name = "int" if digits <= 10 else "bigint" if digits <= 19 else f"decimal({MOST_DIGITS},0)"
    return Typed(exp.DataType.build(name), INTEGER)


def digits_of(tree: exp.DataType) -> int:
    """Digits before the point that a whole number or decimal of this type can have."""
    if tree.this in DIGITS:
        return DIGITS[tree.this]
    precision, scale = sizes(tree)
    return (precision or MOST_DIGITS) - scale


def sizes(tree: exp.DataType) -> tuple[int | None, int]:
    """(precision, scale) of a decimal, (length, 0) of a text; None where it does not say."""
    values = [p.this for p in tree.expressions if isinstance(p, exp.DataTypeParam)]
    found = [int(value.this) for value in values if isinstance(value, exp.Literal) and value.this.isdigit()]
    return (found[0] if found else None), (found[1] if len(found) > 1 else 0)


def _decimal(columns: Sequence[Typed]) -> Typed:
    """Digits before the point and after it, both the most of any; without limits where one column has none."""
    bounded = all(one.type.this in DIGITS or sizes(one.type)[0] for one in columns)
    scale = max(sizes(one.type)[1] if one.type.this not in DIGITS else 0 for one in columns)
    digits = max(digits_of(one.type) for one in columns)
    if not bounded:
        return next(one for one in columns if one.type.this not in DIGITS and not sizes(one.type)[0])
    return Typed(exp.DataType.build(f"decimal({min(MOST_DIGITS, digits + scale)},{scale})"), DECIMAL)


def _text(columns: Sequence[Typed]) -> Typed:
    lengths = [sizes(one.type)[0] for one in columns]
    known = [length for length in lengths if length is not None]
    if len(known) < len(lengths):
        return Typed(exp.DataType.build("text"), TEXT)
    return Typed(exp.DataType.build(f"varchar({max(known)})"), TEXT)
