"""A workbook in which no text of anybody is a formula or a link, and the same content is the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from typing import Any

from assess.report.tokens import ACCENT, INK, MUTED, PAPER, RULE


@contextmanager
def workbook(data: BytesIO) -> Iterator[Any]:
    """An open workbook whose bytes are in `data` afterwards."""
    import xlsxwriter  # type: ignore[import-untyped]

    book = xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(2000, 1, 1)})
    yield book
    book.close()


def styles(book: Any) -> dict[str, Any]:
    """The formats that our workbooks share, by name."""
    base = {"font_name": "Microsoft YaHei", "font_size": 10, "font_color": INK, "valign": "top"}
    kinds: dict[str, dict[str, Any]] = {
        "title": {"bold": True, "font_size": 16, "font_color": ACCENT},
        "head": {"bold": True, "bg_color": PAPER, "text_wrap": True, "bottom": 1, "bottom_color": INK},
        "code": {"font_size": 9, "font_color": MUTED, "bg_color": PAPER, "bottom": 1, "bottom_color": INK},
        "cell": {"text_wrap": True, "bottom": 4, "bottom_color": RULE},
        "note": {"font_color": MUTED, "text_wrap": True},
        "hidden": {"font_color": MUTED, "italic": True, "bottom": 4, "bottom_color": RULE, "align": "right"},
        "number": {"num_format": "0.00", "bottom": 4, "bottom_color": RULE},
        "count": {"num_format": "0", "bottom": 4, "bottom_color": RULE},
        "percent": {"num_format": "0.0%", "bottom": 4, "bottom_color": RULE},
        "total": {"num_format": "0.00", "bold": True, "top": 1, "top_color": INK},
        "total_name": {"bold": True, "top": 1, "top_color": INK, "text_wrap": True},
        "entry": {"locked": False, "bottom": 4, "bottom_color": RULE},
        "target": {"locked": False, "num_format": "0.0", "bg_color": "#FFF3D6", "bottom": 4, "bottom_color": RULE},
        "closed": {"bg_color": RULE},
    }
    return {name: book.add_format({**base, **kind}) for name, kind in kinds.items()}
