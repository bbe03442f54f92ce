"""A formula as people write it, read into an sqlglot query: full-width signs, Chinese names, `name = formula`."""

from __future__ import annotations

import re
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from assess.model.text import Text

_SIGNS = str.maketrans({"（": "(", "）": ")", "，": ",", "÷": "/", "／": "/", "×": "*", "＊": "*", "＋": "+", "－": "-",
                        "＝": "=", "＞": ">", "＜": "<", "！": "!", "　": " ", "‘": "'", "’": "'", "“": '"', "”": '"',
                        "［": "[", "］": "]"})  # fmt: skip
_LONG = 20_000
_CHINESE: dict[str, tuple[Any, bool]] = {
    "求和": (exp.Sum, False), "合计": (exp.Sum, False), "总和": (exp.Sum, False), "计数": (exp.Count, False),
    "去重计数": (exp.Count, True), "平均": (exp.Avg, False), "平均值": (exp.Avg, False), "最大值": (exp.Max, False),
    "最小值": (exp.Min, False),
}  # fmt: skip


class Unreadable(Exception):
    """A formula, filter or base that cannot be read, with why in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.text = Text(zh, en)


def read_formula(text: str, dialect: str) -> Any:
    """The expression or the query that a formula is."""
    shown = _signs(text)
    if not shown:
        raise Unreadable("没有写公式。", "No formula is given.")
    if is_query(shown):
        return _parsed(shown.rstrip(";"), dialect, "formula", "公式")
    tree = _parsed(f"SELECT {shown}", dialect, "formula", "公式")
    projections = tree.expressions
    if len(projections) != 1 or any(tree.args.get(part) for part in ("from_", "where", "joins")):
        if tree.args.get("from_") is not None:
            return tree
        raise Unreadable(
            f"公式里有 {len(projections)} 个算式，指标只能是一个。",
            f"The formula has {len(projections)} expressions; a metric is one.",
        )
    only = projections[0]
    if isinstance(only, exp.Alias):
        if not re.search(r"(?i)\bas\b", shown):
            raise Unreadable("公式是文字说明，不是算式。", "The formula is prose, not an expression.")
        only = only.this
    if isinstance(only, exp.EQ) and isinstance(only.this, exp.Column) and not isinstance(only.expression, exp.Literal):
        only = only.expression
    return only


def is_query(text: str) -> bool:
    """Whether a formula is a whole query."""
    return re.match(r"(?is)[=\s]*\(*\s*(select|with)\b", _signs(text)) is not None


def read_condition(text: str, dialect: str) -> Any:
    """The predicate of a filter field, None where there is none."""
    shown = re.sub(r"(?i)^\s*where\b", "", _signs(text)).strip().rstrip(";")
    if not shown:
        return None
    tree = _parsed(f"SELECT 1 FROM t WHERE {shown}", dialect, "filter", "筛选条件")
    where = tree.args.get("where")
    if where is None or len(tree.args.get("joins") or []):
        raise Unreadable("筛选条件不是一个条件式。", "The filter is not a condition.")
    if isinstance(where.this, exp.Column | exp.Literal) and not re.fullmatch(r"\w+", shown.replace(".", "")):
        raise Unreadable("筛选条件是文字说明，不是条件式。", "The filter is prose, not a condition.")
    return where.this


def read_base(text: str, dialect: str) -> exp.Select:
    """A query whose FROM is the metric's base: a table, a join, or a query of its own."""
    shown = _signs(text).rstrip(";")
    if not shown:
        return exp.Select()
    if re.match(r"(?is)\(?\s*(select|with)\b", shown) and not shown.startswith("("):
        shown = f"({shown}) AS base"
    tree = _parsed(f"SELECT 1 FROM {shown}", dialect, "base", "数据来源")
    return tree if isinstance(tree, exp.Select) else exp.Select()


def _signs(text: str) -> str:
    """Signs of the Chinese keyboard as SQL's; comparison signs of mathematics too."""
    shown = text.strip().translate(_SIGNS)
    return shown.replace("≥", ">=").replace("≤", "<=").replace("≠", "<>").lstrip("= ").strip()


def _parsed(sql: str, dialect: str, what: str, what_zh: str) -> Any:
    if len(sql) > _LONG:
        raise Unreadable(
            f"{what_zh}超过 {_LONG:,} 个字符，没有解析。", f"The {what} is over {_LONG:,} characters and was not read."
        )
    try:
        trees = sqlglot.parse(sql, read=dialect or None)
    except RecursionError:
        raise Unreadable(f"{what_zh}嵌套太深，没有解析。", f"The {what} is nested too deeply to be read.") from None
    except (SqlglotError, ValueError) as error:
        detail = str(error).splitlines()[0][:120].replace("\x1b[4m", "").replace("\x1b[0m", "")
        raise Unreadable(f"{what_zh}不是可以解析的 SQL。", f"The {what} is not SQL that parses: {detail}") from None
    if len(trees) != 1 or trees[0] is None or not isinstance(trees[0], exp.Query):
        raise Unreadable(f"{what_zh}不是一个算式。", f"The {what} is not one expression.")
    return _in_sql(_real_division(trees[0]))


def _real_division(tree: Any) -> Any:
    """A ratio in a metric list means the ratio, in whichever engine the list's department works."""
    for division in tree.find_all(exp.Div):
        division.set("typed", False)
        division.set("safe", False)
    return tree


def _in_sql(tree: Any) -> Any:
    """Functions under their Chinese names as SQL's; any other name that is no SQL is prose in brackets."""
    for call in list(tree.find_all(exp.Anonymous)):
        name = str(call.name)
        if name.isascii():
            continue
        if name not in _CHINESE or not call.expressions:
            raise Unreadable(
                f"“{name}”不是函数，公式像是文字说明。", f"{name} is no function; the formula reads as prose."
            )
        function, distinct = _CHINESE[name]
        inner = call.expressions[0].copy()
        call.replace(function(this=exp.Distinct(expressions=[inner]) if distinct else inner))
    return tree
