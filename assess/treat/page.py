"""A treatment's plan for people as Markdown, and its list for a spreadsheet as CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assess.model import numbers
from assess.model.money import Money
from assess.model.parts import MoneyPart
from assess.model.text import inert
from assess.store.resources import resource


def page(folder: str, language: str, facts: Mapping[str, Any]) -> bytes:
    """`templates/<folder>/plan.md.j2` with the facts; filters: count, size, money, range, cell."""
    # Markdown for a reader, not a page of the report: cells are kept in their cells by the filter `cell`.
    environment = Environment(
        loader=FileSystemLoader(resource("templates") / folder), undefined=StrictUndefined, autoescape=False,  # noqa: S701
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip

    def money(amount: MoneyPart) -> str:
        return numbers.money(amount.base, amount.currency, language)

    def ranged(amount: MoneyPart) -> str:
        return numbers.money_range(Money(amount.currency, amount.low, amount.base, amount.high), language)

    environment.filters |= {
        "count": lambda value: numbers.count(value, language),
        "size": lambda value: numbers.size(value, language),
        "money": money,
        "range": ranged,
        "cell": cell,
    }
    text = environment.get_template("plan.md.j2").render(facts, language=language, zh=language == "zh")
    return (re.sub(r"\n{3,}", "\n\n", text).strip() + "\n").encode()


def cell(text: str) -> str:
    """A text that stays in its cell of a Markdown table, and of which nothing is taken for a mark."""
    return re.sub(r"([\\`*_\[\]<>|])", r"\\\1", " ".join(str(text).split()))


def listed(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """CSV with a byte order mark, so that Excel reads it; unknown is empty, and no name becomes a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(["" if value is None else inert(value) if isinstance(value, str) else value for value in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()
