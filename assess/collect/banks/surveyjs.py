"""A bank from a SurveyJS form: pages and panels of radiogroups, dropdowns and matrices with five levels."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assess.collect.answers_file import LEVEL_OF
from assess.collect.banks.conditions import SURVEYJS, read_expression
from assess.collect.banks.parts import Draft, Imported, audience_of, both, language_of, slug, state_of, version_of
from assess.collect.json_shape import loads
from assess.collect.text_file import read_text, shown
from assess.model.bank import LEVELS
from assess.model.errors import BadInput, Problem

ONE_OF = {"radiogroup", "dropdown", "buttongroup"}
GROUPS = {"panel", "page", "paneldynamic"}
# How a form looks and behaves on a screen, which is no part of a bank.
HARMLESS = {
    "type", "name", "title", "description", "choices", "columns", "rows", "visibleIf", "isRequired", "colCount",
    "showDontKnowItem", "dontKnowText", "showNoneItem", "hasNone", "noneText", "titleLocation",
    "startWithNewLine", "choicesOrder", "showRefuseItem", "refuseText", "width", "minWidth", "maxWidth",
    "requiredErrorText", "showClearButton", "hideNumber", "rateValues", "rateMin", "rateMax", "eachRowRequired",
}  # fmt: skip
Node = dict[str, Any]


def read_surveyjs(path: Path, root: Path | None = None) -> Imported:
    """The bank in a form; BadInput names line and path of each fault."""
    name = shown(path, root)
    text = read_text(path, root)
    try:
        form = loads(text)
    except json.JSONDecodeError as error:
        raise BadInput([Problem(f"{name}:{error.lineno}", f"is no JSON: {error.msg}.")]) from None
    except ValueError as error:
        raise BadInput([Problem(name, f"is no JSON that can be read: {str(error)[:80]}.")]) from None
    if not isinstance(form, dict) or not ("pages" in form or "elements" in form):
        raise BadInput([Problem(name, "is no SurveyJS form: it has neither pages nor elements.")])
    reader = _Reader(Draft(name), text, language_of(str(form.get("locale", "en"))) or "en")
    reader.top(form)
    if "pages" not in form:
        reader.group(form, (), "")
    for number, page in enumerate(reader.parts(form, "pages", ())):
        reader.group(page, ("pages", number), "")
    return reader.draft.done()


class _Reader:
    """Goes through a form; knows the line of every part and the language of a text that names none."""

    def __init__(self, draft: Draft, text: str, default: str) -> None:
        self.draft, self.text, self.default, self.role = draft, text, default, "role"
        self._marked: Any = None

    def where(self, path: tuple[Any, ...]) -> str:
        """file:line (path); without the line where the text cannot be read with line numbers."""
        said = ""
        for part in path:
            said += f"[{part}]" if isinstance(part, int) else f".{part}" if said else str(part)
        line = self._line(path)
        return f"{self.draft.name}:{line} ({said})" if line else f"{self.draft.name}:{said}"

    def _line(self, path: tuple[Any, ...]) -> int:
        from assess.store.yaml_file import line_of
        from assess.store.yaml_text import parse_yaml

        if self._marked is None:
            try:
                self._marked = parse_yaml(self.text.replace("\t", " "), self.draft.name, marked=True)
            except BadInput:
                self._marked = False
        return line_of(self._marked, path) if self._marked else 0

    def texts(self, found: Any) -> dict[str, str]:
        """Language -> text of a localisable value."""
        if isinstance(found, str):
            return {self.default: found}
        named = {language: str(text) for language, text in found.items()} if isinstance(found, dict) else {}
        known = {language_of(language): text for language, text in named.items() if language_of(language)}
        if "default" in named:
            known.setdefault(self.default, named["default"])
        return {str(language): text for language, text in known.items()}

    def parts(self, node: Node, key: str, path: tuple[Any, ...]) -> list[Node]:
        """The objects listed under `key`; a list of something else is a fault."""
        found = node.get(key) or []
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            self.draft.wrong(self.where((*path, key)), f"{key} is no list of objects.")
            return []
        return found

    def top(self, form: Node) -> None:
        top = self.draft.top
        own = form.get("x_bank") or {}
        if not isinstance(own, dict):
            self.draft.wrong(self.where(("x_bank",)), "x_bank is no object.")
        top.update(own if isinstance(own, dict) else {})
        title = self.texts(form.get("title", ""))
        any_title = next(iter(title.values()), "") or Path(self.draft.name).stem
        top["id"] = self.draft.identifier(str(top.get("id") or slug(any_title)), self.draft.name)
        top["version"] = version_of(str(top.get("version") or ""), self.draft.name, self.draft)
        top.setdefault("name", {"zh": title.get("zh", any_title), "en": title.get("en", any_title)})
        for part in ("triggers", "calculatedValues", "completedHtmlOnCondition"):
            if form.get(part):
                self.draft.leave(self.where((part,)), f"{part} has no place in a bank.")

    def group(self, node: Node, path: tuple[Any, ...], dimension: str) -> None:
        """A page or a panel; a titled one is a dimension."""
        if node.get("x_dimension") is not None or (node.get("title") and node.get("name")):
            dimension = str(node.get("x_dimension", node.get("name")))
            self.draft.meets(dimension, self.texts(node.get("title")), f"the title of {dimension}", self.where(path))
        if node.get("visibleIf"):
            self.draft.leave(self.where(path), f'the condition of the group, "{node["visibleIf"]}", has no place here.')
        for number, element in enumerate(self.parts(node, "elements", path)):
            place = (*path, "elements", number)
            if str(element.get("type")) in GROUPS:
                self.group(element, place, dimension)
            else:
                self.element(element, place, dimension)

    def element(self, node: Node, path: tuple[Any, ...], dimension: str) -> None:
        kind, name, where = str(node.get("type")), str(node.get("name", "")), self.where
        choices = node.get("choices") if kind in ONE_OF else node.get("rateValues") if kind == "rating" else None
        if kind == "matrix":
            rows = node.get("rows") or []
            for number, (value, texts) in enumerate(self.options(rows)):
                title = self.texts(node.get("title", ""))
                asked = {lang: f"{title.get(lang, '')} — {text}".strip(" —") for lang, text in texts.items()}
                row = {key: value for key, value in node.items() if key.startswith("x_") or key == "visibleIf"}
                row |= {"name": value, "title": asked, "x_name": node.get("x_name", texts)}
                self.item(row, node.get("columns") or [], (*path, "rows", number), dimension)
            if not rows:
                self.draft.leave(where(path), f'the matrix "{name}" has no rows.')
        elif not choices:
            what = f'"{name}" of type {kind}'
            self.draft.leave(where(path), f"{what} is no choice of one; a question here is a choice among five levels.")
        elif self.asks_level(choices):
            self.role = name
        else:
            self.item(node, choices, path, dimension)
        for key in node:
            if key not in HARMLESS and not key.startswith("x_") and choices:
                self.draft.leave(where((*path, key)), f'"{key}" of {name} has no place in a bank.')

    def options(self, found: Any) -> Iterator[tuple[str, dict[str, str]]]:
        for one in found if isinstance(found, list) else []:
            if isinstance(one, dict):
                yield str(one.get("value", "")), self.texts(one.get("text", str(one.get("value", ""))))
            else:
                yield str(one), {self.default: str(one)}

    def asks_level(self, choices: list[Any]) -> bool:
        found = [
            next((LEVEL_OF[word.lower()] for word in (value, *texts.values()) if word.lower() in LEVEL_OF), "")
            for value, texts in self.options(choices)
        ]
        return len(found) == len(LEVELS) and set(found) == set(LEVELS)

    def item(self, node: Node, choices: list[Any], path: tuple[Any, ...], dimension: str) -> None:
        draft, where, found = self.draft, self.where(path), str(node.get("name", ""))
        options = list(self.options(choices))
        states = {state_of(value, *texts.values()) for value, texts in options} - {None}
        steps = [one for one in options if state_of(one[0], *one[1].values()) is None]
        if len(steps) != 5:
            draft.leave(where, f'"{found}" has {len(steps)} choices that are levels; a question here has five.')
            return
        if all(value.lstrip("-").isdigit() for value, _ in steps):
            steps.sort(key=lambda one: int(one[0]))
        question = both(self.texts(node.get("title", "")), f"the title of {found}", where, draft)
        audience, condition = self.shown(node, where)
        none = bool(node.get("showNoneItem") or node.get("hasNone")) or "not_applicable" in states
        item: Node = {
            "id": draft.identifier(found, where),
            "dimension": node.get("x_dimension", dimension),
            "name": self.optional(node, "x_name", where) or {lang: text[:40] for lang, text in question.items()},
            "question": question,
            "levels": [both(texts, f"the choice {value} of {found}", where, draft) for value, texts in steps],
            "audience": audience_of(_joined(node["x_audience"]), where, draft)
            if node.get("x_audience")
            else audience or [*LEVELS],
            "anchor": bool(node.get("x_anchor", False)),
            "may_not_apply": node.get("x_may_not_apply", none),
            "help": self.optional(node, "description", where),
            "example": self.optional(node, "x_example", where),
            "evidence": [
                both(self.texts(one), f"x_evidence of {found}", where, draft) for one in _listed(node.get("x_evidence"))
            ],
            "shown_if": condition,
        }  # fmt: skip
        more = node.get("x_more") or {}
        if not isinstance(more, dict):
            draft.wrong(where, f"x_more of {found} is no object.")
        draft.add({**item, **(more if isinstance(more, dict) else {})}, where)

    def optional(self, node: Node, key: str, where: str) -> dict[str, str] | None:
        if not node.get(key):
            return None
        return both(self.texts(node[key]), f"{key} of {node.get('name')}", where, self.draft)

    def shown(self, node: Node, where: str) -> tuple[list[str] | None, Node | None]:
        text = str(node.get("visibleIf") or "")
        if not text:
            return None, None
        try:
            return read_expression(text, SURVEYJS, self.role)
        except ValueError:
            what = f'the condition "{text}" says more than who is asked and one earlier answer'
            self.draft.leave(where, f"{what}; it is left out.")
            return None, None


def _listed(found: Any) -> list[Any]:
    return found if isinstance(found, list) else [found] if found else []


def _joined(found: Any) -> str:
    return " ".join(map(str, _listed(found)))
