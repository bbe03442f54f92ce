"""How a value of the main table is written in a copy, and read from it: pairs of sqlglot expressions.

A text can be written in several ways (12.50 or 12.5, 2026-05-26 or 20260526); each way is a form. Loading notes for
each row the first form that gives back exactly what the copy held, so nothing is guessed; a value no form gives back
keeps its row apart. No expression here fails on a value it does not fit: it gives NULL.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlglot import exp

from assess.diagnose.redundancy.types import BOOLEAN, DATE, DECIMAL, FLOAT, INTEGER, TEXT, TIMESTAMP
from assess.treat.unify.types import DIGITS, T, digits_of, sizes

Make = Callable[[exp.Expr], exp.Expr]
_DAY = (
    "([0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|[0-9]{4}-(0[13-9]|1[0-2])-(29|30)|"
    "[0-9]{4}-(0[13578]|1[02])-31|([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29)"
)
_TIME = "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,6})?"
_YEAR_0 = "0000"
_NUMBER = "-?[0-9]{1,18}([.][0-9]{1,18})?"
_FLAGS = (("true", "false"), ("1", "0"), ("Y", "N"), ("t", "f"))


@dataclass(frozen=True)
class Form:
    """One way of writing: `write` makes the copy's value of the main table's, `read` the other way round; `exact` says
    that what could be read is written back the same, without trying."""

    write: Make
    read: Make
    exact: bool = False


@dataclass(frozen=True)
class Pair:
    """The main table's type and family, and those of the copy's column, in one dialect."""

    main: exp.DataType
    family: str
    old: exp.DataType
    old_family: str
    dialect: str


def forms(pair: Pair) -> tuple[Form, ...]:
    """The forms of a copy's column, in the order they are tried; empty where the two families do not convert."""
    main, old = pair.family, pair.old_family
    numbers = (INTEGER, DECIMAL, FLOAT)
    if main in numbers and old in numbers:
        return (Form(_number(pair.main, pair.old), _number(pair.old, pair.main)),)
    if main == old or (main == TIMESTAMP and old == DATE):
        return (Form(_cast(pair.old), _cast(pair.main)),)
    if old == TEXT:
        return _texts(pair)
    if old == INTEGER:
        return _codes(pair)
    return _typed_of_text(pair) if main == TEXT else ()


def _texts(pair: Pair) -> tuple[Form, ...]:
    """A text of a number, a moment or a flag."""
    if pair.family in (INTEGER, DECIMAL, FLOAT):
        return _number_texts(pair)
    if pair.family in (DATE, TIMESTAMP):
        return _moment_texts(pair)
    if pair.family == BOOLEAN:
        return tuple(Form(_flag_text(pair, *words), _text_flag(*words), True) for words in _FLAGS)
    return ()


def _codes(pair: Pair) -> tuple[Form, ...]:
    """A whole number that stands for a day (20260526), a flag (1, 0) or a text of digits."""
    if pair.family in (DATE, TIMESTAMP) and digits_of(pair.old) >= 8:
        return (Form(_number_of(pair), lambda t: _read_day(pair, _spread(_as_text(t)))),)
    if pair.family == BOOLEAN:
        one, nil = (exp.Literal.number(str(n)) for n in (1, 0))
        return (Form(lambda m: _cast(pair.old)(_case(m.copy(), one, nil)), lambda t: _equal_flag(t, one, nil), True),)
    return _typed_of_text(pair) if pair.family == TEXT else ()


def _typed_of_text(pair: Pair) -> tuple[Form, ...]:
    """A number or a moment whose text is in the main table."""
    wide = exp.DataType.build("decimal(38,18)")
    if pair.old_family in (INTEGER, DECIMAL):
        to_old = _number(wide, pair.old)
        return (Form(lambda m: _guarded(m, f"^{_NUMBER}$", to_old, wide, pair.dialect), _as_text),)
    if pair.old_family in (DATE, TIMESTAMP):
        kind = f"^{_DAY}$" if pair.old_family == DATE else f"^{_DAY} {_TIME}$"
        return (Form(lambda m: _guarded(m, kind, _cast(pair.old), None, pair.dialect), _as_text),)
    return ()


def _cast(to: exp.DataType) -> Make:
    return lambda value: exp.Cast(this=value.copy(), to=to.copy())


def _as_text(value: exp.Expr) -> exp.Expr:
    return exp.Cast(this=value.copy(), to=exp.DataType.build("text"))


def _number(of: exp.DataType, to: exp.DataType) -> Make:
    """A cast; where it could overflow, of values in the range of the narrower type alone: a filter on a view may be
    put to rows of other departments, and must not fail on them."""
    wide = of.this in (T.DOUBLE, T.FLOAT) or digits_of(of) > _room(to)
    if not wide or to.this in (T.DOUBLE, T.FLOAT) or (to.this not in DIGITS and not sizes(to)[0]):
        return _cast(to)
    low, high = _range(to)

    def made(value: exp.Expr) -> exp.Expr:
        inside = exp.Between(this=value.copy(), low=low.copy(), high=high.copy())
        return exp.case().when(inside, _cast(to)(value))

    return made


def _room(to: exp.DataType) -> int:
    if to.this in DIGITS:
        return DIGITS[to.this] - 1
    return digits_of(to)


def _range(to: exp.DataType) -> tuple[exp.Expr, exp.Expr]:
    """The ends between which a cast to this type cannot overflow."""
    bits = {T.TINYINT: 7, T.SMALLINT: 15, T.MEDIUMINT: 23, T.INT: 31, T.BIGINT: 63}
    if to.this in bits:
        high = 2 ** bits[to.this] - 1
        # Of a float near 2^63 the next below is 1,024 less; rounding up must stay inside.
        high -= 1024 if to.this == T.BIGINT else 0
        return _signed(-high), exp.Literal.number(str(high))
    high = 10 ** digits_of(to) - 1
    return (exp.Literal.number("0") if to.this in DIGITS else _signed(-high)), exp.Literal.number(str(high))


def _signed(value: int) -> exp.Expr:
    return exp.Neg(this=exp.Literal.number(str(-value))) if value < 0 else exp.Literal.number(str(value))


def _number_texts(pair: Pair) -> tuple[Form, ...]:
    """As the engine writes it; without trailing zeros; as a float would be written."""
    read = _reader(pair)
    plain = Form(_text_as(pair, _as_text), read)
    if pair.family == INTEGER:
        return (plain,)
    found = [plain]
    if sizes(pair.main)[1] or pair.family == FLOAT:
        found.append(Form(_text_as(pair, lambda m: _trimmed(_as_text(m))), read))
    if pair.family == DECIMAL:
        float_ = exp.DataType.build("double")
        found.append(Form(_text_as(pair, lambda m: _as_text(_cast(float_)(m))), read))
    return tuple(found)


def _reader(pair: Pair) -> Make:
    if pair.family == FLOAT:
        return lambda t: _guarded(t, f"^{_NUMBER}$", _cast(pair.main), None, pair.dialect)
    digits, scale = digits_of(pair.main), sizes(pair.main)[1]
    whole = f"-?[0-9]{{1,{max(1, min(18, digits - 1))}}}"
    pattern = f"^{whole}$" if pair.family == INTEGER or not scale else f"^{whole}([.][0-9]{{1,{scale}}})?$"
    if pair.main.this not in DIGITS and not sizes(pair.main)[0]:
        pattern = f"^{_NUMBER}$"
    return lambda t: _guarded(t, pattern, _cast(pair.main), None, pair.dialect)


def _trimmed(text: exp.Expr) -> exp.Expr:
    """12.50 as 12.5 and 12.00 as 12; a text without a point stays."""
    zeros = exp.Trim(this=text.copy(), expression=exp.Literal.string("0"), position="TRAILING")
    shorn = exp.Trim(this=zeros, expression=exp.Literal.string("."), position="TRAILING")
    return exp.case().when(exp.Like(this=text.copy(), expression=exp.Literal.string("%.%")), shorn).else_(text.copy())


def _text_as(pair: Pair, make: Make) -> Make:
    """The text in the copy's own type of text, which can be shorter."""
    return lambda m: _cast(pair.old)(make(m))


def _guarded(
    value: exp.Expr, pattern: str, make: Make, through: exp.DataType | None = None, dialect: str = ""
) -> exp.Expr:
    """`make` of a value whose text fits the pattern, else NULL. SQLite has no patterns and its casts never fail."""
    text = _as_text(value)
    inner = _cast(through)(text) if through is not None else text
    if dialect == "sqlite":
        return make(inner)
    return exp.case().when(_fits(text, pattern, dialect), make(inner))


def _fits(text: exp.Expr, pattern: str, dialect: str) -> exp.Expr:
    """Whether a text has a pattern; in words that MySQL and MariaDB share."""
    if dialect == "mysql":
        found = exp.Anonymous(this="REGEXP_INSTR", expressions=[text.copy(), exp.Literal.string(pattern)])
        return exp.GT(this=found, expression=exp.Literal.number(0))
    return exp.RegexpLike(this=text.copy(), expression=exp.Literal.string(pattern))


def _moment_texts(pair: Pair) -> tuple[Form, ...]:
    """ISO with a blank or a T, the day alone, the day without or with slashes, and as the engine writes it."""
    moments = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S") if pair.family == TIMESTAMP else ()
    days = ("%Y-%m-%d", "%Y%m%d", "%Y/%m/%d")
    found = [Form(_text_as(pair, _formatted(pair, form)), lambda t: _read_moment(pair, t)) for form in moments]
    readers: tuple[Make, ...] = (
        lambda t: _read_day(pair, _as_text(t)),
        lambda t: _read_day(pair, _spread(_as_text(t))),
        lambda t: _read_day(pair, exp.func("REPLACE", _as_text(t), exp.Literal.string("/"), exp.Literal.string("-"))),
    )
    found += [Form(_text_as(pair, _formatted(pair, form)), read) for form, read in zip(days, readers, strict=True)]
    return (*found, Form(_text_as(pair, _as_text), found[0].read))


def _formatted(pair: Pair, form: str) -> Make:
    if pair.dialect == "sqlite":
        return lambda m: exp.func("STRFTIME", exp.Literal.string(form), m.copy())
    return lambda m: exp.TimeToStr(this=m.copy(), format=exp.Literal.string(form))


def _read_moment(pair: Pair, value: exp.Expr) -> exp.Expr:
    return _dated(pair, value, f"^{_DAY}[ T]{_TIME}$")


def _read_day(pair: Pair, value: exp.Expr) -> exp.Expr:
    return _dated(pair, value, f"^{_DAY}$")


def _dated(pair: Pair, value: exp.Expr, pattern: str) -> exp.Expr:
    if pair.dialect == "sqlite":
        return _as_text(value)
    text = _as_text(value)
    fits = _fits(text, pattern, pair.dialect)
    real = exp.NEQ(this=_piece(text, 1, 4), expression=exp.Literal.string(_YEAR_0))
    return exp.case().when(exp.and_(fits, real), _cast(pair.main)(text))


def _spread(text: exp.Expr) -> exp.Expr:
    """20260526 as 2026-05-26."""
    dash = exp.Literal.string("-")
    pieces = [_piece(text, 1, 4), dash, _piece(text, 5, 2), dash.copy(), _piece(text, 7, 20)]
    return exp.Concat(expressions=pieces, safe=False, coalesce=False)


def _piece(text: exp.Expr, start: int, length: int) -> exp.Expr:
    return exp.Substring(this=text.copy(), start=exp.Literal.number(start), length=exp.Literal.number(length))


def _number_of(pair: Pair) -> Make:
    return lambda m: _cast(pair.old)(_formatted(pair, "%Y%m%d")(m))


def _case(flag: exp.Expr, one: exp.Expr, nil: exp.Expr) -> exp.Expr:
    return exp.case().when(flag, one.copy()).when(exp.not_(flag.copy()), nil.copy())


def _flag_text(pair: Pair, one: str, nil: str) -> Make:
    return lambda m: _cast(pair.old)(_case(m.copy(), exp.Literal.string(one), exp.Literal.string(nil)))


def _text_flag(one: str, nil: str) -> Make:
    return lambda t: _equal_flag(t, exp.Literal.string(one), exp.Literal.string(nil))


def _equal_flag(value: exp.Expr, one: exp.Expr, nil: exp.Expr) -> exp.Expr:
    return exp.case().when(value.copy().eq(one.copy()), exp.true()).when(value.copy().eq(nil.copy()), exp.false())
