"""The metric dictionary for those who use it: MetricFlow, OSI, and the workbook that business people sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from assess.model.errors import BadInput, Problem, nearest
from assess.model.text import Language
from assess.store.whole_files import write_whole
from assess.treat.dictionary import Entry

FORMS = {"metricflow": "metricflow.yml", "osi": "osi.yaml", "xlsx": "dictionary.xlsx", "json": "dictionary.json"}


@dataclass(frozen=True)
class Written:
    """The file, how many metrics are in it, and those the format has no form for, each with why."""

    path: Path
    metrics: int
    left_out: tuple[str, ...]


def files_of_dictionary(entries: Sequence[Entry], languages: Sequence[str]) -> dict[str, bytes]:
    """File name -> bytes in every form, the workbook once a language; none where there is no metric."""
    if not entries:
        return {}
    files: dict[str, bytes] = {}
    for form, name in FORMS.items():
        made = import_module(f"assess.report.dictionary.{form}").made
        if form == "xlsx":
            files |= {name.replace(".xlsx", f".{tongue}.xlsx"): made(entries, tongue)[0] for tongue in languages}
        else:
            files[name] = made(entries, "en")[0]
    return files


def write_dictionary(entries: Sequence[Entry], form: str, out: Path, language: Language) -> Written:
    """Write the dictionary in one of `FORMS`; BadInput where there is no such form."""
    if form not in FORMS:
        raise BadInput([Problem("--format", f'"{form}" is no form of the dictionary.{nearest(form, list(FORMS))}')])
    data, left_out = import_module(f"assess.report.dictionary.{form}").made(entries, language)
    write_whole(out, data)
    return Written(out, len(entries) - len(left_out), tuple(left_out))
