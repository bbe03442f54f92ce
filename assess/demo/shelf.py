"""Reads the company's shipped notes: YAML and CSV files beside this package."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

COMPANY = Path(__file__).resolve().parent / "company"


def notes(name: str) -> Any:
    """The YAML file `name` of the company as plain maps and lists."""
    from ruamel.yaml import YAML

    return YAML(typ="safe").load((COMPANY / name).read_text("utf-8"))


def rows(name: str) -> list[dict[str, str]]:
    """The CSV file `name` of the company, one dict a row."""
    with (COMPANY / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def text(name: str) -> str:
    """The text file `name` of the company."""
    return (COMPANY / name).read_text("utf-8")
