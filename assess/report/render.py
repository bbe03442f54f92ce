"""render(result, format, language) -> bytes: every format is a rendering of the same result."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assess.model.errors import BadInput, Problem, nearest
from assess.model.result import Result
from assess.model.text import LANGUAGES

if TYPE_CHECKING:
    from assess.report.lineage.atlas import Atlas

FORMATS = ("html", "pdf")


def render(result: Result, format: str, language: str, lineage: Path | None = None) -> bytes:  # noqa: A002
    """The report of `result` as the bytes of a pdf or html file in zh or en."""
    return render_formats(result, (format,), language, lineage)[format]


def render_formats(
    result: Result, formats: Sequence[str], language: str, lineage: Path | None = None
) -> dict[str, bytes]:
    """The report in each of `formats`, in one language; charts and words are made once for all of them.

    `lineage` is the run's lineage.parquet; without it there are no pictures of lineage.
    """
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
    report = view(result, language, _atlas(lineage))
    return {kind: writers[kind](report) for kind in formats}


def _atlas(lineage: Path | None) -> Atlas | None:
    if lineage is None or not lineage.is_file():
        return None
    from assess.report.lineage.atlas import atlas_of
    from assess.store.lineage_file import LineageFile

    return atlas_of(LineageFile(lineage))
