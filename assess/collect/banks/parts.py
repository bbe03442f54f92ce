"""What the readers of foreign questionnaires share: names of our own columns, ids, and a bank put together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from assess.collect.answers_file import STATE_OF
from assess.model.bank import LEVELS, Bank, Item
from assess.model.errors import BadInput, Problem, nearest

ROLE = "role"  # the name of the question that asks somebody's level
OWN = "x_"  # begins the name of what only we read
# Fields of an item that have a place of their own in a form; any other goes into x_more as JSON.
PLACED = frozenset(
    {"id", "dimension", "name", "question", "levels", "audience", "anchor", "help", "example", "evidence",
     "may_not_apply", "shown_if"}
)  # fmt: skip
STATE_LABELS = {
    "dont_know": {"zh": "不清楚", "en": "Don't know"},
    "not_applicable": {"zh": "不适用", "en": "Not applicable"},
}


@dataclass(frozen=True, slots=True)
class Imported:
    """The bank, and one problem for each thing in the file that has no place in it."""

    bank: Bank
    left_out: tuple[Problem, ...]


@dataclass
class Draft:
    """A bank being read: `top` its fields, `items` with the place of each, what is wrong and what is left out."""

    name: str
    top: dict[str, Any] = field(default_factory=dict)
    items: list[dict[str, Any]] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    dimensions: dict[str, dict[str, Any]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    left_out: list[Problem] = field(default_factory=list)

    def wrong(self, where: str, what: str) -> None:
        self.problems.append(Problem(where, what))

    def leave(self, where: str, what: str) -> None:
        self.left_out.append(Problem(where, what))

    def declared(self) -> list[dict[str, Any]]:
        """The dimensions the file lists for us; a list of another shape is a fault."""
        found = self.top.get("dimensions", [])
        if not isinstance(found, list) or not all(isinstance(one, dict) and "id" in one for one in found):
            self.top["dimensions"] = []
            self.wrong(self.name, "the dimensions under x_bank are no list of id and name.")
            return []
        return found

    def meets(self, dimension: str, title: Mapping[str, str], what: str, where: str) -> None:
        """A group of the form: a dimension, new or known."""
        if dimension and dimension not in {str(one["id"]) for one in self.declared()} | set(self.dimensions):
            self.dimensions[dimension] = {"id": dimension, "name": both(title, what, where, self)}

    def identifier(self, found: str, where: str) -> str:
        """`found` as an id of ours; a change is listed."""
        made = slug(found)
        if made != found:
            self.leave(where, f'the name "{found}" is read as {made}; ids here are small letters, digits and _.')
        return made

    def add(self, item: dict[str, Any], where: str) -> None:
        """One item, in the order of the file; a second one of the same id is a fault."""
        ids = [one["id"] for one in self.items]
        if item["id"] in ids:
            self.wrong(where, f'the id "{item["id"]}" is used twice; first at {self.places[ids.index(item["id"])]}.')
            return
        self.items.append(item)
        self.places.append(where)

    def done(self) -> Imported:
        """The bank; BadInput with every fault and its place."""
        if not self.items and not self.problems:
            why = "".join(f" {problem}" for problem in self.left_out[:1])
            self.wrong(self.name, f"holds no question with five levels.{why}")
        self.declared()
        if self.problems:
            raise BadInput(self.problems)
        named = [*self.declared(), *self.dimensions.values()]
        dimensions = list({str(one["id"]): one for one in reversed(named)}.values())[::-1]
        top = {**self.top, "dimensions": dimensions, "items": self.items}
        if not dimensions:
            top["dimensions"] = [{"id": "D1", "name": top["name"]}]
        try:
            bank = Bank.model_validate(top)
        except ValidationError as error:
            raise BadInput(
                self._fault(fault["loc"], fault["msg"], fault.get("input")) for fault in error.errors()
            ) from None
        if faults := list(bank.faults()):
            raise BadInput(Problem(self._place(where), what) for where, what in faults)
        return Imported(bank, tuple(self.left_out))

    def _place(self, where: Sequence[Any]) -> str:
        if len(where) > 1 and where[0] == "items" and isinstance(where[1], int) and where[1] < len(self.places):
            return self.places[where[1]]
        return self.name

    def _fault(self, where: Sequence[Any], message: str, found: Any) -> Problem:
        path = [str(part) for part in where if not str(part).startswith("function-")]
        said = ".".join(path[2:] if path[:1] == ["items"] and len(path) > 2 else path)
        message = message.removeprefix("Value error, ").removesuffix(".")
        known = isinstance(found, str | int | float) and str(found) not in message
        shown = f', found "{str(found)[:60]}"' if known else ""
        return Problem(self._place(where), f"{said}: {message[:1].lower()}{message[1:]}{shown}.")


def slug(name: str) -> str:
    """Small letters, digits and underscores, beginning with a letter."""
    made = re.sub(r"[^a-z0-9]+", "_", name.strip().lower()).strip("_")
    return made if made[:1].isalpha() else f"q_{made}".rstrip("_")


def version_of(found: str, where: str, draft: Draft) -> str:
    """A semantic version; another kind of version is read as 1.0.0 and listed."""
    if re.fullmatch(r"\d+\.\d+\.\d+", found):
        return found
    if found:
        draft.leave(where, f'the version "{found}" is not of the form 1.0.0; it is read as 1.0.0.')
    return "1.0.0"


def audience_of(found: str, where: str, draft: Draft) -> list[str]:
    """The levels a text such as `executive middle` names; an unknown one is a fault."""
    named = [word for word in re.split(r"[\s,，、;；|]+", found.strip()) if word]
    for word in named:
        if word not in LEVELS:
            draft.wrong(where, f'the audience "{word}" is not one.{nearest(word, LEVELS)}')
    return [word for word in named if word in LEVELS]


def state_of(*said: str) -> str | None:
    """The state an option stands for, from its value or one of its texts; None for a level."""
    for text in said:
        state = STATE_OF.get(text.strip().lower().replace("’", "'"))
        if state and state != "answered":
            return state
    return None


def language_of(named: str) -> str | None:
    """zh or en for the name of a language such as `中文 (zh)`, `English`, `zh-cn`; None for another."""
    inside = re.search(r"\(([^)]*)\)", named)
    word = (inside[1] if inside else named).strip().lower().replace("_", "-")
    if word in {"zh", "中文", "chinese", "简体中文", "汉语", "cn"} or word.startswith("zh-"):
        return "zh"
    if word in {"en", "english", "英文", "英语"} or word.startswith("en-"):
        return "en"
    return None


def more_of(item: Item) -> dict[str, Any]:
    """The fields of an item that a form has no place for, in the words of our own file."""
    dumped = item.model_dump(mode="json", exclude_defaults=True)
    return {name: value for name, value in dumped.items() if name not in PLACED}


def top_of(bank: Bank) -> dict[str, Any]:
    """The fields of a bank besides its items, in the words of our own file."""
    dumped = bank.model_dump(mode="json", exclude_defaults=True)
    return {name: value for name, value in dumped.items() if name != "items"}


def both(texts: Mapping[str, str], what: str, where: str, draft: Draft) -> dict[str, str]:
    """zh and en of a text; a missing one is a fault."""
    missing = [language for language in ("zh", "en") if not texts.get(language, "").strip()]
    if len(missing) == 2:
        draft.wrong(where, f"{what} has no text; it needs one in zh and one in en.")
    elif missing:
        there = "en" if missing == ["zh"] else "zh"
        draft.wrong(where, f"{what} has no translation in {missing[0]}, found {there} only: {texts[there][:60]}")
    return {language: texts.get(language, "").strip() for language in ("zh", "en")}
