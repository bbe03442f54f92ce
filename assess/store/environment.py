"""Secrets as the environment gives them: in a variable, or in a file that the variable with _FILE names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from assess.model.errors import BadInput, Problem


def secret_in(name: str, environment: Mapping[str, str]) -> str:
    """What is given under this name; empty where nothing is, BadInput where it is given twice or cannot be read."""
    given, file = environment.get(name, ""), environment.get(f"{name}_FILE", "")
    if given and file:
        raise BadInput([Problem(name, f"is given twice, here and in {name}_FILE; keep one.")])
    if not file:
        return given
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput([Problem(f"{name}_FILE", f"{file} cannot be read: {error}.")]) from None
