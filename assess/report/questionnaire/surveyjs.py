"""A bank as a SurveyJS form: a page a dimension; properties that begin with x_ keep what a form has no place for."""

from __future__ import annotations

import json
from typing import Any

from assess.collect.banks.conditions import SURVEYJS, expression
from assess.collect.banks.parts import ROLE, STATE_LABELS, more_of, top_of
from assess.model.bank import LEVEL_NAMES, LEVELS, Bank, Both, Item
from assess.model.text import Language
from assess.report.questionnaire.xlsform import ASKS


def made(bank: Bank, language: Language, _level: str = "") -> bytes:
    """The JSON's bytes. `language` is the one shown first; readers switch."""
    pages: list[dict[str, Any]] = [
        {"name": "person", "elements": [
            {"type": "radiogroup", "name": ROLE, "title": _tongues(ASKS), "isRequired": True,
             "choices": [{"value": level, "text": _tongues(LEVEL_NAMES[level].as_dict())} for level in LEVELS]}
        ]}
    ]  # fmt: skip
    names = {one.id: one.name for one in bank.dimensions}
    for item in bank.items:
        if len(pages) == 1 or pages[-1]["x_dimension"] != item.dimension:
            page: dict[str, Any] = {"name": f"page{len(pages)}", "x_dimension": item.dimension, "elements": []}
            if item.dimension:
                page["title"] = _both(names[item.dimension])
            pages.append(page)
        pages[-1]["elements"].append(_element(item))
    form = {
        "title": _both(bank.name),
        "locale": "zh-cn" if language == "zh" else "en",
        "showQuestionNumbers": "off",
        "x_bank": top_of(bank),
        "pages": pages,
    }
    return (json.dumps(form, ensure_ascii=False, indent=1) + "\n").encode()


def _element(item: Item) -> dict[str, Any]:
    element: dict[str, Any] = {"type": "radiogroup", "name": item.id, "title": _both(item.question)}
    if item.help:
        element["description"] = _both(item.help)
    if shown := expression(item, SURVEYJS):
        element["visibleIf"] = shown
    element["choices"] = [{"value": step, "text": _both(level)} for step, level in enumerate(item.levels, 1)]
    states = ["dont_know", *(["not_applicable"] if item.may_not_apply else [])]
    element["choices"] += [{"value": state, "text": _tongues(STATE_LABELS[state])} for state in states]
    element |= {"x_name": _both(item.name), "x_dimension": item.dimension, "x_audience": list(item.audience)}
    element |= {"x_anchor": item.anchor, "x_may_not_apply": item.may_not_apply}
    if item.example:
        element["x_example"] = _both(item.example)
    if item.evidence:
        element["x_evidence"] = [_both(one) for one in item.evidence]
    if more := more_of(item):
        element["x_more"] = more
    return element


def _both(both: Both) -> dict[str, str]:
    return _tongues({"zh": both.zh, "en": both.en})


def _tongues(texts: dict[str, str]) -> dict[str, str]:
    """Under the names SurveyJS has for the languages; English is its default, whatever the form's locale is."""
    return {"default": texts["en"], "en": texts["en"], "zh-cn": texts["zh"]}
