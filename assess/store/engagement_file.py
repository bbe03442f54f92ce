"""`engagement.yaml` in and out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from assess.model.engagement import Engagement, Words
from assess.model.errors import BadInput, Problem, nearest
from assess.store.brand import accent_problem
from assess.store.notify_block import notify_problems
from assess.store.yaml_file import line_of, read_yaml, text_of, validate
from assess.store.yaml_text import parse_yaml

FILE = "engagement.yaml"
_SECRET = re.compile(r"password|secret|token|access\.?key|account\.key", re.IGNORECASE)


def load_engagement(folder: Path) -> Engagement:
    """The engagement in `folder`; BadInput lists every fault with its line."""
    path = folder / FILE
    if not path.exists():
        raise BadInput([Problem(str(folder), f"there is no {FILE} in this folder; `assess init {folder}` writes one.")])
    data, engagement = _parsed(text_of(path, FILE))
    problems = [
        *_cross_checks(engagement, data, folder),
        *_unknown_owners(engagement, data),
        *notify_problems(engagement, data, FILE),
        *_unknown_platform(engagement, data),
        *glossary_problems(engagement.glossary, data, FILE),
    ]
    if problems:
        raise BadInput(problems)
    own = folder / engagement.questionnaire
    if own.suffix in (".yaml", ".yml") and own.is_file():
        return engagement.model_copy(update={"questionnaire": str(own)})
    return engagement


@lru_cache(maxsize=32)
def _parsed(text: str) -> tuple[Any, Engagement]:
    """What the file says; read anew only when it says something else, for each click on a screen asks for it."""
    data = parse_yaml(text, FILE, marked=True)
    return data, validate(Engagement, data, FILE)


def _cross_checks(engagement: Engagement, data: object, folder: Path):  # type: ignore[no-untyped-def]
    departments = [d.id for d in engagement.departments]
    for field, ids in (("departments", departments), ("sources", [s.id for s in engagement.sources])):
        for i, identifier in enumerate(ids):
            if identifier in ids[:i]:
                line = line_of(data, (field, i, "id"))
                yield Problem(
                    f"{FILE}:{line}", f'{field}[{i}].id "{identifier}" is used twice; each id must be its own.'
                )
    if unreadable := accent_problem(engagement):
        yield Problem(f"{FILE}:{line_of(data, ('brand', 'accent'))}", unreadable)
    sources = [s.id for s in engagement.sources]
    for i, source in enumerate(engagement.sources):
        if source.department and source.department not in departments:
            yield Problem(
                f"{FILE}:{line_of(data, ('sources', i, 'department'))}",
                f'sources[{i}].department "{source.department}" is not a department.'
                f"{nearest(source.department, departments)}",
            )
        if source.reads_from and source.reads_from not in sources:
            yield Problem(
                f"{FILE}:{line_of(data, ('sources', i, 'reads_from'))}",
                f'sources[{i}].reads_from "{source.reads_from}" is not a source.{nearest(source.reads_from, sources)}',
            )
        if "://" in source.url and ":" in source.url.split("://", 1)[1].rsplit("@", 1)[0].split("/")[0]:
            authority = source.url.split("://", 1)[1]
            password = authority.rsplit("@", 1)[0].split(":", 1)[-1] if "@" in authority else ""
            if password and not password.startswith("${"):
                yield Problem(
                    f"{FILE}:{line_of(data, ('sources', i, 'url'))}",
                    f"sources[{i}].url holds a password; write ${{NAME}} in its place and set that variable instead.",
                )
        yield from _bare_secrets(source.spark, data, i)
        far = source.kind == "lake" and "://" in source.path
        if source.path and not far and not Path(source.path).is_absolute() and not _matches(folder, source.path):
            yield Problem(
                f"{FILE}:{line_of(data, ('sources', i, 'path'))}",
                f'sources[{i}].path "{source.path}" matches no file in {folder}.',
            )
    for i, pattern in enumerate(engagement.answers):
        if not _matches(folder, pattern):
            yield Problem(
                f"{FILE}:{line_of(data, ('answers', i))}", f'answers[{i}] "{pattern}" matches no file in {folder}.'
            )


def _matches(folder: Path, pattern: str) -> bool:
    """Whether a pattern means any file; a name that no file system takes means none."""
    try:
        return any(folder.glob(pattern))
    except OSError:
        return False


def _bare_secrets(spark: Mapping[str, str], data: object, i: int) -> Iterator[Problem]:
    """Settings of Spark that hold a secret themselves."""
    for name, value in spark.items():
        if _SECRET.search(name) and value and "${" not in value:
            yield Problem(
                f"{FILE}:{line_of(data, ('sources', i, 'spark', name))}",
                f"sources[{i}].spark.{name} holds a secret; write ${{NAME}} in its place and set that variable.",
            )


def _unknown_owners(engagement: Engagement, data: object) -> list[Problem]:
    departments = [department.id for department in engagement.departments]
    return [
        Problem(
            f"{FILE}:{line_of(data, ('ownership', i, 'department'))}",
            f'ownership[{i}].department "{rule.department}" is not a department.'
            f"{nearest(rule.department, departments)}",
        )
        for i, rule in enumerate(engagement.ownership)
        if rule.department not in departments
    ]


def _unknown_platform(engagement: Engagement, data: object) -> list[Problem]:
    departments = [department.id for department in engagement.departments]
    return [
        Problem(
            f"{FILE}:{line_of(data, ('platform', i))}",
            f'platform[{i}] "{name}" is not a department.{nearest(name, departments)}',
        )
        for i, name in enumerate(engagement.platform)
        if name not in departments
    ]


def glossary_problems(
    glossary: Mapping[str, Sequence[str]], data: object, shown: str, at: str = "glossary"
) -> list[Problem]:
    """What is wrong with an engagement's own words; `at` is the field they stand in, empty for a file of their own."""
    found: list[Problem] = []
    seen: dict[str, str] = {}
    for concept, spellings in glossary.items():
        for i, spelling in enumerate((concept, *spellings)):
            where = f"{shown}:{line_of(data, (*((at,) if at else ()), concept, *((i - 1,) if i else ())))}"
            letters = "".join(c for c in unicodedata.normalize("NFKC", spelling).lower() if c.isalnum())
            if not letters:
                found.append(
                    Problem(where, f'{at or "the file"}: "{spelling}" has no letter; write a word or a column name.')
                )
            elif seen.setdefault(letters, concept) != concept:
                found.append(
                    Problem(
                        where, f'"{spelling}" stands under {seen[letters]} and {concept}; keep it under one of them.'
                    )
                )
    return found


def read_words(path: Path) -> dict[str, tuple[str, ...]]:
    """A file of words alone: concept -> list of spellings, as under `glossary` of an engagement."""
    data = read_yaml(path)
    words = validate(Words, {"glossary": data}, path.name).glossary
    problems = glossary_problems(words, data, path.name, "")
    if problems:
        raise BadInput(problems)
    return words
