"""The sentences of a plan, from words.yaml, with their facts put in."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from pydantic import RootModel

from assess.diagnose.texts import Words, render
from assess.model.text import Text
from assess.store.yaml_file import read_model


class _All(RootModel[dict[str, Words]]):
    pass


@cache
def _words() -> dict[str, Words]:
    return read_model(_All, Path(__file__).with_name("words.yaml")).root


def said(name: str, /, **facts: Any) -> Text:
    """The sentence of this name in both languages; a fact that is a Text is put in as each language has it."""
    zh, en = ({k: _in(v, language) for k, v in facts.items()} for language in ("zh", "en"))
    words = _words()[name]
    return Text(render(words, zh, {}).zh, render(words, en, {}).en)


def _in(value: Any, language: str) -> Any:
    if isinstance(value, Text):
        return value[language]
    if isinstance(value, list):
        return [_in(one, language) for one in value]
    return value


def listed(texts: list[Text]) -> Text:
    """All of them in one line."""
    return Text("；".join(one.zh for one in texts), "; ".join(one.en for one in texts))
