"""Where the shipped questionnaires, templates and fonts are, in a wheel and in a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


@cache
def resource(name: str) -> Path:
    """Path of `questionnaires`, `templates` or `app.py`."""
    for candidate in (PACKAGE / "_data" / name, PACKAGE.parent / name):
        if candidate.exists():
            return candidate
    raise FileNotFoundError(f"{name} is missing from this installation of assess; install it again")


@cache
def font_file() -> Path:
    """The variable Chinese and Latin font, from its package: one file for PDF, charts and screen."""
    import importlib.util

    spec = importlib.util.find_spec("justmytype_intl_cjk")
    if spec and spec.submodule_search_locations:
        for root in spec.submodule_search_locations:
            for found in Path(root).rglob("NotoSansSC*.ttf"):
                return found
    raise FileNotFoundError("the font package justmytype-intl-cjk is missing; install assess again")
