"""A new engagement to start from: a folder with a commented `engagement.yaml` that already loads."""

from __future__ import annotations

import json
import re
from pathlib import Path

from assess.model.errors import BadInput, Problem
from assess.store.engagement_file import FILE
from assess.store.resources import resource

_LONGEST = 120


def write_starter(folder: Path, name_zh: str = "", name_en: str = "") -> Path:
    """Write `engagement.yaml` for a client of these names into `folder`, made if missing; returns its path.

    One name alone serves for both languages; with none the file says where to put it. BadInput where an
    engagement is already there, a name is not one line, or the folder cannot be written.
    """
    names = {"name_zh": name_zh.strip(), "name_en": name_en.strip()}
    if not any(names.values()):
        names = {"name_zh": "客户名称", "name_en": "Name of the client"}
    problems = [
        Problem(field, f"a client's name is one line of at most {_LONGEST} characters, found {name[:40]!r}.")
        for field, name in names.items()
        if len(name) > _LONGEST or not name.isprintable()
    ]
    target = folder / FILE
    if folder.exists() and not folder.is_dir():
        problems.append(Problem(str(folder), "is a file; name a folder that exists or can be made."))
    elif target.exists():
        problems.append(Problem(str(target), "is already there; open it, or choose another folder."))
    if problems:
        raise BadInput(problems)
    text = _starter(names)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise BadInput([Problem(str(folder), f"cannot be written: {error.strerror}.")]) from None
    return target


def _starter(names: dict[str, str]) -> str:
    text = (resource("templates") / FILE).read_text(encoding="utf-8")
    # one pass, so that a client's name is never itself taken for a placeholder
    return re.sub(r"\{\{ (name_zh|name_en) \}\}", lambda found: json.dumps(names[found[1]], ensure_ascii=False), text)
