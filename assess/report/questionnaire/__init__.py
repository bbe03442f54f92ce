"""A questionnaire as others use it: XLSForm, SurveyJS, a form on paper, and the sheet to type paper into."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from assess.model.bank import Bank, Item
from assess.model.errors import BadInput, Problem, nearest
from assess.model.text import Language
from assess.store.whole_files import write_whole

FORMS = {"xlsform": "xlsform.xlsx", "surveyjs": "surveyjs.json", "paper": "paper.pdf", "entry-sheet": "entry.xlsx"}


def write_questionnaire(bank: Bank, form: str, out: Path, language: Language, level: str = "") -> Path:
    """Write the bank in one of `FORMS`; `level` leaves only what that level is asked, on paper."""
    if form not in FORMS:
        raise BadInput([Problem("--format", f'"{form}" is no form of a questionnaire.{nearest(form, list(FORMS))}')])
    if level and form != "paper":
        raise BadInput([Problem("--level", f"is for paper only; the form {form} asks the level itself.")])
    name = form.replace("-", "_")
    made: bytes = import_module(f"assess.report.questionnaire.{name}").made(bank, language, level)
    return save(out, made)


def save(out: Path, data: bytes) -> Path:
    """Write a file whole or not at all; a folder that is missing is said so."""
    if not out.parent.is_dir():
        raise BadInput([Problem(str(out), f"the folder {out.parent} does not exist.")])
    write_whole(out, data)
    return out


def code(item: Item) -> str:
    """What stands for an item on paper and in the head of a column."""
    return item.id
