"""JSON lines and JSON lists as rows of text."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from assess.collect.cells import text_of
from assess.collect.json_shape import loads
from assess.model.errors import BadInput, Problem

_ALLOWED = "allowed are JSON lines, one object a line, or one list of objects"


def read_json(text: str, name: str) -> pd.DataFrame:
    """JSON lines, or one JSON list of objects, a row each; BadInput names the lines that are no object."""
    objects: list[Any] = []
    problems: list[Problem] = []
    if text.lstrip().startswith("["):
        try:
            objects = loads(text)
        except json.JSONDecodeError as error:
            raise BadInput([Problem(f"{name}:{error.lineno}", f"is not valid JSON: {error.msg}.")]) from None
        except ValueError as error:
            raise BadInput([Problem(name, f"{_why(error)}; {_ALLOWED}.")]) from None
    else:
        if _is_one_object(text):
            raise BadInput([Problem(name, f"holds one JSON object over several lines; {_ALLOWED}.")])
        for number, line in enumerate(text.split("\n"), 1):
            if not line.strip():
                continue
            try:
                objects.append(loads(line))
            except json.JSONDecodeError as error:
                problems.append(Problem(f"{name}:{number}", f"is not a JSON object on one line: {error.msg}."))
            except ValueError as error:
                problems.append(Problem(f"{name}:{number}", f"{_why(error)}; {_ALLOWED}."))
    problems += [
        Problem(f"{name}:{i}", "is not a JSON object, such as {\"table\": \"orders\"}.")
        for i, item in enumerate(objects, 1) if not isinstance(item, dict)
    ]  # fmt: skip
    if problems:
        raise BadInput(problems[:10])
    header = list(dict.fromkeys(key for item in objects for key in item))
    data = {key: [text_of(item.get(key)) for item in objects] for key in header}
    return pd.DataFrame(data, dtype="str")


def _why(error: ValueError) -> str:
    said = str(error)
    return said.removeprefix("it ") if said.startswith("it ") else f"is no JSON that can be read ({said[:80]})"


def _is_one_object(text: str) -> bool:
    if not text.lstrip().startswith("{") or text.strip().count("\n") == 0:
        return False
    try:
        return isinstance(loads(text), dict)
    except ValueError:
        return False
