"""render(result, format, language) -> bytes: every format is a rendering of the same result."""

from __future__ import annotations

from assess.model.errors import BadInput, Problem, nearest
from assess.model.result import Result
from assess.model.text import LANGUAGES

FORMATS = ("html", "pdf")


def render(result: Result, format: str, language: str) -> bytes:  # noqa: A002
    """The report of `result` as the bytes of a pdf or html file in zh or en."""
    if format not in FORMATS:
        raise BadInput(
            [Problem("format", f'found "{format}", which is not one of pdf, html.{nearest(format, FORMATS)}')]
        )
    if language not in LANGUAGES:
        raise BadInput([Problem("language", f'found "{language}", which is not one of zh, en.')])
    from assess.report.view import view

    report = view(result, language)
    if format == "pdf":
        from assess.report.pdf import write_pdf

        return write_pdf(report)
    from assess.report.html import write_html

    return write_html(report)
