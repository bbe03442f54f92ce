"""What loading and views ask of one column of one copy: how it is read, written, and compared."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from sqlglot import exp

from assess.diagnose.redundancy.types import FLOAT, TEXT
from assess.treat.unify.forms import Form, Make, Pair, forms
from assess.treat.unify.parts import Cell, Plan, Shared

UNGROUPABLE = frozenset({"json", "nested", "other"})


def column(name: str, table: str) -> exp.Column:
    """A quoted column of a table alias."""
    return exp.column(exp.to_identifier(name, quoted=True), table=table)


def literal(text: str) -> exp.Literal:
    return exp.Literal.string(text)


def number(value: int) -> exp.Expr:
    return exp.Literal.number(value)


def forms_of(shared: Shared, cell: Cell, dialect: str) -> tuple[Form, ...]:
    """The forms in which a copy can have written the shared column."""
    return forms(Pair(shared.type, shared.family, cell.type, cell.family, dialect))


def read(shared: Shared, cell: Cell, dialect: str) -> exp.Expr:
    """The main table's value of a copy's column `t.<column>`; NULL where no form gives the old value back."""
    old = column(cell.column, "t")
    if shared.type == cell.type:
        return old
    made = exp.case()
    for form in forms_of(shared, cell, dialect):
        value = form.read(old)
        given = not_null(value) if form.exact else same(form.write(value), old, cell.family, dialect)
        made = made.when(given, value)
    return made


def form_digit(shared: Shared, cell: Cell, main: exp.Expr, old: exp.Expr, dialect: str) -> exp.Expr:
    """'1' where the first form of the main value is the old value, '2' the second …, '0' where none is."""
    made = exp.case()
    for place, form in enumerate(_writes(shared, cell, dialect), 1):
        both = exp.and_(exp.Is(this=main.copy(), expression=exp.null()), exp.Is(this=old.copy(), expression=exp.null()))
        equal = same(form(main), old, cell.family, dialect)
        made = made.when(exp.or_(equal, both) if place == 1 else equal, literal(str(place)))
    return made.else_(literal("0"))


def written(shared: Shared, cell: Cell, main: exp.Expr, digit: exp.Expr | None, dialect: str) -> exp.Expr:
    """The old value out of the main value, by the form noted for the row."""
    writes = _writes(shared, cell, dialect)
    if digit is None:
        return writes[0](main)
    made = exp.case()
    for place, form in enumerate(writes, 1):
        made = made.when(digit.copy().eq(literal(str(place))), form(main))
    return made


def _writes(shared: Shared, cell: Cell, dialect: str) -> list[Make]:
    if shared.type == cell.type:
        return [lambda value: value.copy()]
    return [form.write for form in forms_of(shared, cell, dialect)]


def has_forms(shared: Shared, cell: Cell, dialect: str) -> bool:
    """Whether a row has to note which form it was written in."""
    return len(_writes(shared, cell, dialect)) > 1


def same(a: exp.Expr, b: exp.Expr, family: str, dialect: str) -> exp.Expr:
    """Equal byte by byte where a collation could call two texts the same; never true of NULL."""
    if dialect in ("mysql", "starrocks", "doris") and family == TEXT:
        a, b = (exp.Cast(this=x.copy(), to=exp.DataType.build("binary")) for x in (a, b))
    if dialect == "sqlite":  # 1, 1.0 and '1' are three values there
        kinds = [exp.func("TYPEOF", x.copy()) for x in (a, b)]
        return exp.and_(a.copy().eq(b.copy()), exp.EQ(this=kinds[0], expression=kinds[1]))
    equal = a.copy().eq(b.copy())
    if family != FLOAT:
        return equal
    texts = [exp.Cast(this=x.copy(), to=exp.DataType.build("text")) for x in (a, b)]  # -0.0 equals 0.0 and is not it
    return exp.and_(equal, exp.or_(exp.NEQ(this=a.copy(), expression=number(0)), texts[0].eq(texts[1])))


def grouped(name: str, family: str, table: str, dialect: str) -> exp.Expr:
    """A column as rows are grouped by it: documents as their text, texts of MySQL by their bytes."""
    value = column(name, table)
    if family in UNGROUPABLE:
        return exp.Cast(this=value, to=exp.DataType.build("text"))
    if dialect == "mysql" and family == TEXT:
        return exp.Cast(this=value, to=exp.DataType.build("binary"))
    return value


def joined(pieces: Sequence[exp.Expr]) -> exp.Expr:
    """Texts one after the other; none of them may be NULL."""
    if len(pieces) == 1:
        return pieces[0]
    return exp.Concat(expressions=[piece.copy() for piece in pieces], safe=False, coalesce=False)


def on_key(plan: Plan, left: str, right: str, names: Sequence[str] | None = None) -> exp.Expr:
    """left.key = right.key over all parts; `names` are those of the left side where they are called otherwise."""
    pairs = zip(names or [c.name for c in plan.key], plan.key, strict=True)
    found: list[exp.Expr] = [column(mine, left).eq(column(key.name, right)) for mine, key in pairs]
    return reduce(exp.and_, found)


def all_of(conditions: Sequence[exp.Expr]) -> exp.Expr:
    return exp.and_(*conditions) if conditions else exp.true()


def is_null(value: exp.Expr) -> exp.Expr:
    return exp.Is(this=value.copy(), expression=exp.null())


def not_null(value: exp.Expr) -> exp.Expr:
    return exp.not_(is_null(value))
