"""The report as a tagged PDF: no network, no system font, the same bytes each time."""

from __future__ import annotations

from assess.report.page import contents_of, write_page
from assess.report.printer import Printer
from assess.report.sheets import face_css
from assess.report.view import Report

OPENING = frozenset({"answer", "maturity", "roadmap"})


def write_pdf(report: Report, printer: Printer | None = None) -> bytes:
    """PDF/UA-1 of the report, by `printer` where one is already running."""
    if printer is None:
        with Printer() as own:
            return write_pdf(report, own)
    return printer.pdf(paper_page(report), flowing_of(report))


def paper_page(report: Report) -> str:
    """The report's HTML for paper."""
    return write_page(report, screen=False, face_css=face_css())


def flowing_of(report: Report) -> frozenset[str]:
    """Ids of the sections that begin where the one before ends: all but the few that open a part of the report."""
    return frozenset(name for name, _ in contents_of(report)) - OPENING
