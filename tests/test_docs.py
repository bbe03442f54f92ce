"""The documentation is complete and says what the program says."""

from __future__ import annotations

import re
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from assess.model.engagement import Engagement
from scripts.write_docs import ROOT, pages

DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def generated() -> dict[str, str]:
    return pages()


def test_generated_pages_are_the_committed_ones(generated: dict[str, str]) -> None:
    stale = [
        name
        for name, text in generated.items()
        if not (ROOT / name).exists() or (ROOT / name).read_text("utf-8") != text
    ]
    assert not stale, "run make docs"


def test_no_page_of_a_command_or_detector_is_left_over(generated: dict[str, str]) -> None:
    on_disk = {
        p.relative_to(ROOT).as_posix() for folder in ("commands", "detectors") for p in (DOCS / folder).glob("*.md")
    }
    assert on_disk <= set(generated)


def test_every_field_of_an_engagement_is_described() -> None:
    text = (DOCS / "engagement.md").read_text("utf-8")
    missing = [name for name in _fields(Engagement) if not re.search(rf"[`.\[]{name}\b", text)]
    assert not missing


def test_every_link_leads_somewhere() -> None:
    broken = []
    for page in [*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "README.zh.md"]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8")):
            if not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)} -> {target}")
    assert not broken


def test_both_readmes_show_the_same_commands_and_pictures() -> None:
    english, chinese = ((ROOT / name).read_text("utf-8") for name in ("README.md", "README.zh.md"))
    assert re.findall(r"^(?:make|assess|\.venv).*$", english, re.M) == re.findall(
        r"^(?:make|assess|\.venv).*$", chinese, re.M
    )
    assert len(re.findall(r"!\[", english)) == len(re.findall(r"!\[", chinese)) == 2


def _fields(model: type[BaseModel]) -> set[str]:
    names: set[str] = set()
    for name, field in model.model_fields.items():
        names.add(name)
        for part in (field.annotation, *_parts(field.annotation)):
            if isinstance(part, type) and issubclass(part, BaseModel) and part.__name__ not in ("Price", "Bilingual"):
                names |= _fields(part)
    return names


def _parts(annotation: Any) -> list[Any]:
    found = list(get_args(annotation))
    return found + [inner for part in found for inner in _parts(part)]
