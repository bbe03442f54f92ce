"""Questionnaires from other programs' files as banks of ours; what does not fit is listed with its place."""

from __future__ import annotations

from pathlib import Path

from assess.collect.banks.parts import Imported
from assess.collect.text_file import read_bytes, shown
from assess.model.errors import BadInput, Problem

__all__ = ["Imported", "read_bank"]


def read_bank(path: Path, root: Path | None = None) -> Imported:
    """A bank from an XLSForm workbook (.xlsx) or a SurveyJS form (.json); BadInput for anything else."""
    from assess.collect.banks.surveyjs import read_surveyjs
    from assess.collect.banks.xlsform import read_xlsform

    name = shown(path, root)
    if path.is_dir():
        raise BadInput([Problem(name, "is a folder; a folder of SAMM files is scored with `assess score-export`.")])
    data = read_bytes(path, name)
    if not data.strip():
        raise BadInput([Problem(name, "is empty.")])
    if data.startswith(b"PK\x03\x04"):
        return read_xlsform(path, root)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadInput([Problem(name, "is an old Excel file (.xls); save it as .xlsx.")])
    if path.suffix.lower() in (".json", ".txt", "") or data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
        return read_surveyjs(path, root)
    raise BadInput([Problem(name, "is neither an XLSForm workbook (.xlsx) nor a SurveyJS form (.json).")])
