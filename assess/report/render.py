"""render(result, format, language) -> bytes: every format is a rendering of the same result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from assess.model.errors import BadInput, Problem, nearest
from assess.model.result import Result
from assess.model.text import LANGUAGES

if TYPE_CHECKING:
    from assess.report.lineage.atlas import Atlas

FORMATS = ("html", "pdf", "xlsx", "pptx")


def render(result: Result, format: str, language: str, lineage: Path | None = None) -> bytes:  # noqa: A002
    """The report of `result` as the bytes of a pdf, html, xlsx or pptx file in zh or en."""
    return render_formats(result, (format,), language, lineage)[format]


def render_formats(
    result: Result,
    formats: Sequence[str],
    language: str,
    lineage: Path | None = None,
    template: Path | None = None,
) -> dict[str, bytes]:
    """The report in each of `formats`, in one language; charts and words are made once for all of them.

    `lineage` is the run's lineage.parquet; without it there are no pictures of lineage. `template` is the client's own
    PowerPoint file, for the slides.
    """
    for kind in formats:
        if kind not in FORMATS:
            raise BadInput(
                [
                    Problem(
                        "format", f'found "{kind}", which is not one of pdf, html, xlsx, pptx.{nearest(kind, FORMATS)}'
                    )
                ]
            )
    if language not in LANGUAGES:
        raise BadInput([Problem("language", f'found "{language}", which is not one of zh, en.')])
    made = _office(result, formats, language, template)
    if not {"pdf", "html"} & set(formats):
        return made
    from assess.report.printer import Printer

    with Printer() if "pdf" in formats else nullcontext() as printer:  # loads while the report is composed
        from assess.report.html import write_html
        from assess.report.pdf import write_pdf
        from assess.report.view import view

        report = view(result, language, _atlas(lineage))
        writers: dict[str, Callable[[], bytes]] = {
            "pdf": lambda: write_pdf(report, printer),
            "html": lambda: write_html(report),
        }
        return made | {kind: writers[kind]() for kind in formats if kind in writers}


def _office(result: Result, formats: Sequence[str], language: str, template: Path | None) -> dict[str, bytes]:
    """The workbook and the slides, of those asked for."""
    made = {}
    if "xlsx" in formats:
        from assess.report.xlsx import write_xlsx

        made["xlsx"] = write_xlsx(result, language)
    if "pptx" in formats:
        from assess.report.pptx import write_pptx

        made["pptx"] = write_pptx(result, language, template)
    return made


def _atlas(lineage: Path | None) -> Atlas | None:
    if lineage is None or not lineage.is_file():
        return None
    from assess.report.lineage.atlas import atlas_of
    from assess.store.lineage_file import LineageFile

    return atlas_of(LineageFile(lineage))
