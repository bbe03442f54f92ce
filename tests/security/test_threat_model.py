"""The threat model names a test for each threat, and each of them exists."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "security.md"
ROW = re.compile(r"^\| (T\d+) \| (.+?) \| (.+?) \| (.+) \|$", re.M)
THREATS = {
    number: (threat, answer, shown.split(", "))
    for number, threat, answer, shown in ROW.findall(PAGE.read_text("utf-8"))
}


@cache
def defined_in(path: str) -> frozenset[str]:
    """The tests a file defines."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return frozenset(n.name for n in tree.body if isinstance(n, ast.FunctionDef) and n.name.startswith("test_"))


def test_the_threats_are_numbered_without_a_gap() -> None:
    assert list(THREATS) == [f"T{n}" for n in range(1, len(THREATS) + 1)]
    assert len(THREATS) == PAGE.read_text("utf-8").count("\n| T") >= 20


@pytest.mark.parametrize("number", THREATS)
def test_each_threat_has_tests_that_exist(number: str) -> None:
    _, _, shown = THREATS[number]
    for node in shown:
        path, _, name = node.partition("::")
        assert (ROOT / path).is_file(), f"{number}: {path} is not there"
        assert name in defined_in(path), f"{number}: {path} has no {name}"


def test_every_family_of_the_hostile_corpus_is_named() -> None:
    from hostile_files import CASES

    text = PAGE.read_text("utf-8").lower()
    words = {
        "engagement": "yaml", "glossary": "yaml", "bank": "banks", "map of answers": "yaml", "answers": "workbook",
        "form": "banks", "template": "slides", "catalogue": "catalogue", "usage": "files", "sql": "sql",
        "metrics": "metric's formula",
    }  # fmt: skip
    families = {case.name.partition(":")[0].lower() for case in CASES}
    assert families <= set(words)
    assert all(words[family] in text for family in families)
