"""Names of facets for people."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from assess.store.yaml_file import read_yaml


def facet_words(facets: list[str]) -> dict[str, list[str]]:
    """{"zh": [...], "en": [...]} for facets by id."""
    words = _words()
    return {language: [words[facet][language] for facet in facets] for language in ("zh", "en")}


@cache
def _words() -> dict[str, dict[str, str]]:
    path = Path(__file__).with_name("facet_words.yaml")
    data: dict[str, dict[str, str]] = read_yaml(path, path.name)
    return {facet: {k: str(v) for k, v in names.items()} for facet, names in data.items()}
