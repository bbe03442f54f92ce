"""render(result, format, language) -> bytes: every format is a rendering of the same result."""

from __future__ import annotations

from collections.abc import Sequence

from assess.model.errors import BadInput, Problem, nearest
from assess.model.result import Result
from assess.model.text import LANGUAGES

FORMATS = ("html", "pdf")


def render(result: Result, format: str, language: str) -> bytes:  # noqa: A002
    """The report of `result` as the bytes of a pdf or html file in zh or en."""
    return render_formats(result, (format,), language)[format]


def render_formats(result: Result, formats: Sequence[str], language: str) -> dict[str, bytes]:
    """The report in each of `formats`, in one language; charts and words are made once for all of them."""
    for kind in formats:
        if kind not in FORMATS:
            raise BadInput(
                [Problem("format", f'found "{kind}", which is not one of pdf, html.{nearest(kind, FORMATS)}')]
            )
    if language not in LANGUAGES:
        raise BadInput([Problem("language", f'found "{language}", which is not one of zh, en.')])
    from assess.report.html import write_html
    from assess.report.pdf import write_pdf
    from assess.report.view import view

    writers = {"pdf": write_pdf, "html": write_html}
    report = view(result, language)
    return {kind: writers[kind](report) for kind in formats}
