"""The workbook while it is written: its sheets, its formats, and cells that are text, number or formula."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any

from assess.model.result import Result
from assess.report.parts import Cell, plain
from assess.report.tokens import ACCENT, BAD, GOOD, INK, MUTED, PAPER, RULE, UNKNOWN, WATCH, WHITE
from assess.report.voice import Voice
from assess.report.xlsx.economy import Economy

FONT = "Microsoft YaHei"
_LINE = {"bottom": 4, "bottom_color": RULE}
_FORMATS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "font_color": INK, "text_wrap": False},
    "lead": {"font_color": MUTED, "text_wrap": True},
    "part": {"bold": True, "font_size": 12, "font_color": ACCENT},
    "head": {"bold": True, "bg_color": PAPER, "text_wrap": True, "bottom": 1, "bottom_color": INK, "valign": "bottom"},
    "head_right": {
        "bold": True, "bg_color": PAPER, "text_wrap": True, "bottom": 1, "bottom_color": INK, "align": "right",
        "valign": "bottom",
    },
    "text": {"text_wrap": True, **_LINE},
    "muted": {"text_wrap": True, "font_color": MUTED, **_LINE},
    "id": {"font_color": ACCENT, **_LINE},
    "count": {"num_format": "#,##0", **_LINE},
    "number": {"num_format": "#,##0.0#", **_LINE},
    "exact": {"num_format": "#,##0.0000", **_LINE},
    "money": {"num_format": "#,##0;−#,##0;0", **_LINE},
    "share": {"num_format": "0%", **_LINE},
    "level": {"num_format": "0.0", "align": "center", **_LINE},
    "unseen": {"align": "center", "font_color": MUTED, "bg_color": UNKNOWN, **_LINE},
    "input": {"num_format": "#,##0.####", "bg_color": "#FFF7E3", "border": 1, "border_color": WATCH, "locked": False},
    "choice": {"bg_color": "#FFF7E3", "border": 1, "border_color": WATCH, "bold": True, "locked": False},
    "total": {"bold": True, "top": 1, "top_color": INK, "text_wrap": True},
    "total_money": {"bold": True, "top": 1, "top_color": INK, "num_format": "#,##0;−#,##0;0"},
    "total_number": {"bold": True, "top": 1, "top_color": INK, "num_format": "#,##0.0"},
    "big": {"bold": True, "font_size": 20, "font_color": ACCENT, "num_format": "#,##0;−#,##0;0", "align": "left"},
    "month": {"font_size": 7, "font_color": MUTED, "align": "center"},
    "bad": {"font_color": BAD, "bold": True},
    "watch": {"font_color": "#8A6113", "bold": True},
    "good": {"font_color": GOOD},
    "bar": {"bg_color": ACCENT, "font_color": ACCENT},
    "bar_quiet": {"bg_color": MUTED, "font_color": MUTED},
    "bar_soft": {"bg_color": "#9DBCC4", "font_color": "#9DBCC4"},
    "paper": {"bg_color": WHITE},
}  # fmt: skip


@dataclass
class Book:
    """One workbook in one language. `places` says in which row (from 1) something stands: ("finding", id) -> row."""

    book: Any
    result: Result
    economy: Economy
    say: Voice
    formats: dict[str, Any]
    sheets: dict[str, Sheet] = field(default_factory=dict)
    places: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, key: str, name: str, widths: Sequence[float]) -> Sheet:
        """A new sheet called `name`, known as `key`."""
        sheet = Sheet(self, self.book.add_worksheet(name[:31]), name[:31])
        for column, width in enumerate(widths):
            sheet.sheet.set_column(column, column, width)
        sheet.sheet.hide_gridlines(2)
        sheet.sheet.set_landscape()
        sheet.sheet.set_paper(9)
        sheet.sheet.fit_to_pages(1, 0)
        sheet.sheet.set_footer(f"&L&8{self.footer}&R&8&P/&N")
        self.sheets[key] = sheet
        return sheet

    @property
    def footer(self) -> str:
        """Client and run; an ampersand is doubled, as footers read it as a code."""
        text = f"{self.result.engagement.client[self.say.language]} · {self.result.run.id}"
        return text.replace("&", "&&")[:200]

    def area(self, sheet: str, column: int, first: int, last: int) -> str:
        """'Sheet'!$A$5:$A$9, rows from 1."""
        letter = column_name(column)
        return f"{self.sheets[sheet].quoted}!${letter}${first}:${letter}${last}"

    def cell(self, sheet: str, row: int, column: int) -> str:
        """'Sheet'!$A$5, the row from 1."""
        return f"{self.sheets[sheet].quoted}!${column_name(column)}${row}"


@dataclass
class Sheet:
    """A sheet with a cursor; rows are counted from 1, columns from 0."""

    book: Book
    sheet: Any
    name: str
    row: int = 1

    @property
    def quoted(self) -> str:
        return "'" + self.name.replace("'", "''") + "'"

    def write(self, row: int, column: int, value: Cell | float | None, style: str) -> None:
        """Text stays text, whatever it begins with; None leaves a formatted empty cell."""
        shape = self.book.formats[style]
        if value is None or value == "":
            self.sheet.write_blank(row - 1, column, None, shape)
        elif isinstance(value, str):
            self.sheet.write_string(row - 1, column, clean(value), shape)
        else:
            self.sheet.write_number(row - 1, column, value, shape)

    def formula(self, row: int, column: int, formula: str, value: float | str, style: str) -> None:
        """A live cell; `value` is what it shows where nothing recalculates."""
        self.sheet.write_formula(row - 1, column, formula, self.book.formats[style], value)

    def title(self, text: str, lead: str = "", across: int = 6) -> None:
        """The sheet's sentence, what to know before reading it, and an empty row."""
        self.sheet.write_string(0, 0, clean(text), self.book.formats["title"])
        self.sheet.set_row(0, 28)
        self.row = 2
        if lead:
            self.sheet.merge_range(1, 0, 1, max(1, across), clean(lead), self.book.formats["lead"])
            self.sheet.set_row(1, 15 * (1 + len(lead) * (2 if self.book.say.language == "zh" else 1) // 120))
            self.row = 3
        self.row += 1

    def part(self, text: str) -> None:
        self.write(self.row, 0, text, "part")
        self.row += 1

    def heads(self, names: Sequence[str], numeric: Sequence[int] = (), freeze: int | None = None) -> None:
        """Column heads in the cursor's row; columns in `numeric` stand right; `freeze` keeps so many columns."""
        for column, name in enumerate(names):
            self.write(self.row, column, name, "head_right" if column in numeric else "head")
        if freeze is not None:
            self.sheet.freeze_panes(self.row, freeze)
        self.row += 1

    def line(self, values: Sequence[Cell | float | None], styles: Sequence[str]) -> None:
        for column, (value, style) in enumerate(zip(values, styles, strict=True)):
            self.write(self.row, column, value, style)
        self.row += 1

    def reason(self, text: str) -> None:
        """Why there is nothing here."""
        self.write(self.row, 0, text, "lead")
        self.sheet.set_row(self.row - 1, 30)
        self.sheet.merge_range(self.row - 1, 0, self.row - 1, 3, clean(text), self.book.formats["lead"])
        self.row += 1


def clean(text: Cell) -> str:
    """A cell's text without markup, soft breaks or characters a workbook cannot hold; at most 32,000 long."""
    shown = plain(text).replace("\u200b", "")
    return "".join(c for c in shown if c >= " " or c in "\n\t")[:32_000]


def column_name(column: int) -> str:
    from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]

    return str(xl_col_to_name(column))


@contextmanager
def opened(data: BytesIO, result: Result, economy: Economy, say: Voice) -> Iterator[Book]:
    """An open workbook whose bytes are in `data` afterwards: the same result is the same bytes."""
    import xlsxwriter  # type: ignore[import-untyped]

    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(data, options)
    moment = datetime.fromisoformat(result.run.clock.replace("Z", "+00:00")).replace(tzinfo=None)
    book.set_properties({"created": moment, "title": say("Data check-up"), "comments": result.run.id})
    base = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "top"}
    for number in (book.formats[0],):
        number.set_font_name(FONT)
        number.set_font_size(10)
    yield Book(book, result, economy, say, {name: book.add_format({**base, **f}) for name, f in _FORMATS.items()})
    book.close()
