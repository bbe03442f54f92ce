"""The dictionary as the workbook that business people sign: standards, other readings, and what is still open."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from assess.diagnose.metrics.words import facet_words
from assess.model.text import Language
from assess.report.dictionary.parts import facets_of, status, todo
from assess.treat.dictionary import Entry

Column = tuple[str, str, int]  # Chinese, English, width in characters
STANDARD: tuple[Column, ...] = (
    ("指标", "Metric", 22), ("说明", "Label", 24), ("状态", "Status", 12), ("公式", "Formula", 46),
    ("来源", "Source", 26), ("筛选条件", "Filter", 30), ("时间字段", "Time column", 14), ("统计周期", "Period", 12),
    ("统计粒度", "Granularity", 14), ("单位", "Unit", 10), ("可加性", "Additivity", 12), ("别名", "Also called", 20),
    ("归口部门", "Department", 14), ("负责人", "Owner", 12), ("裁定人", "Decided by", 12),
    ("裁定日期", "Decided on", 12),
    ("理由", "Reason", 34), ("同意（签名）", "Agreed (signature)", 18), ("日期", "Date", 12),
)  # fmt: skip
OTHER: tuple[Column, ...] = (
    ("指标", "Metric", 22), ("部门", "Department", 14), ("所用名称", "Called", 22),
    ("与标准不同之处", "Differs in", 30),
    ("公式", "Formula", 46), ("来源", "Source", 26), ("筛选条件", "Filter", 30), ("位置", "Place", 30),
    ("负责人", "Owner", 12),
    ("是否允许", "Allowed", 12), ("处理（改用标准/改名/保留）", "To do (adopt, rename, keep)", 26),
    ("期限", "By when", 12),
)  # fmt: skip


def made(entries: Sequence[Entry], language: Language) -> tuple[bytes, list[str]]:
    """Three sheets; texts are written as texts, so that no formula of a client runs in somebody's office."""
    import xlsxwriter  # type: ignore[import-untyped]

    data = BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": _long_ago()})
    zh = language == "zh"
    head = book.add_format({"bold": True, "bg_color": "#EDEFF2", "text_wrap": True, "valign": "top", "bottom": 1})
    cell = book.add_format({"text_wrap": True, "valign": "top"})
    open_ = book.add_format({"text_wrap": True, "valign": "top", "bg_color": "#FFF3D6"})
    standards = [_standard(entry, language) for entry in entries]
    marked = {n for n, entry in enumerate(entries) if entry.status == "proposed"}
    _sheet(book, "指标字典" if zh else "Dictionary", STANDARD, standards, zh, head, cell, open_, marked)
    readings = [row for entry in entries for row in _readings(entry, language)]
    _sheet(book, "其他口径" if zh else "Other readings", OTHER, readings, zh, head, cell, open_, set())
    book.close()
    return data.getvalue(), []


def _sheet(
    book: Any, title: str, columns: Sequence[Column], rows: Sequence[Sequence[str]], zh: bool, head: Any, cell: Any,
    open_: Any, marked: set[int],
) -> None:  # fmt: skip
    sheet = book.add_worksheet(title)
    for place, (zh_name, en_name, width) in enumerate(columns):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, zh_name if zh else en_name, head)
    for number, row in enumerate(rows):
        for place, text in enumerate(row):
            sheet.write_string(number + 1, place, text[:32_000], open_ if number in marked else cell)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _standard(entry: Entry, language: Language) -> list[str]:
    metric, told = entry.standard, facets_of(entry)
    return [
        metric.name, metric.label, status(entry, language), metric.formula, metric.raw.get("base", ""),
        told.get("filter", ""), told.get("time_column", ""), told.get("window", ""), told.get("grain", ""),
        told.get("unit", ""), told.get("additivity", ""), ", ".join(entry.aliases), metric.department, metric.owner,
        told.get("decided_by", ""), told.get("decided_at", ""), told.get("reason", ""), "", "",
    ]  # fmt: skip


def _readings(entry: Entry, language: Language) -> list[list[str]]:
    yes = "是" if language == "zh" else "yes"
    return [
        [entry.standard.name, r.metric.department, r.metric.name,
         ("、" if language == "zh" else ", ").join(w for w in facet_words(list(r.facets))[language]),
         r.metric.formula, r.metric.raw.get("base", ""), r.metric.raw.get("filter", ""),
         f"{r.metric.file}:{r.metric.line}", r.metric.owner, yes if r.allowed else "", todo(entry, r, language),
         r.until.isoformat() if r.until else ""]
        for r in entry.readings
    ]  # fmt: skip


def _long_ago() -> Any:
    """The same moment in every file, so that the same dictionary is the same bytes."""
    from datetime import datetime

    return datetime(2000, 1, 1)
