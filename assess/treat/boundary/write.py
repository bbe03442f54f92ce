"""The boundary as files: a list for a spreadsheet, and the plan in two languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assess.model.text import Text
from assess.model.treatment_parts import BoundaryPart, BoundaryRowPart
from assess.treat.page import listed, page

COLUMNS = (
    "id", "table", "place", "action", "rule", "department", "department_to", "layer", "owner", "departments_reading",
    "reader_jobs", "writer_jobs", "descendants", "dominated", "read_days", "bytes", "personal", "why_zh", "why_en",
)  # fmt: skip


def boundary_files(part: BoundaryPart, names: Mapping[str, Text]) -> dict[str, bytes]:
    """File name below `boundary/` -> bytes: boundary.csv, plan.zh.md, plan.en.md; none where no boundary is drawn."""
    if not part.drawn:
        return {}
    files = {"boundary.csv": listed(COLUMNS, [_line(row) for row in part.rows])}
    facts = {"part": part, "names": names}
    files |= {f"plan.{language}.md": page("boundary", language, facts) for language in ("zh", "en")}
    return files


def _line(row: BoundaryRowPart) -> list[Any]:
    return [
        row.id, row.table, row.place, row.action, row.rule, row.department, row.department_to, row.layer, row.owner,
        " ".join(row.departments_reading), row.reader_jobs, row.writer_jobs, row.descendants, row.dominated,
        row.read_days, row.bytes, " ".join(row.personal), row.why.zh, row.why.en,
    ]  # fmt: skip
