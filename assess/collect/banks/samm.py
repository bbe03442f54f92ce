"""A model in the shape of OWASP SAMM: functions, practices, streams and questions with sets of answers from 0 to 1.

The texts are the client's copy; none is shipped. Files of YAML in folders (`business_functions`, `security_practices`,
`streams`, `practice_levels`, `activities`, `questions`, `answer_sets`, `maturity_levels`), or one file, either of many
documents that name their `type`, or one map with those names as keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assess.collect.text_file import read_text, shown
from assess.model.errors import BadInput, Problem, nearest
from assess.store.yaml_file import line_of

KINDS = {
    "function": ("function", "businessfunction", "business_functions", "functions"),
    "practice": ("practice", "securitypractice", "security_practices", "practices"),
    "stream": ("stream", "streams"),
    "level": ("practicelevel", "practice_levels"),
    "maturity": ("maturitylevel", "maturity_levels"),
    "activity": ("activity", "activities"),
    "question": ("question", "questions"),
    "answers": ("answerset", "answer_sets", "answersets"),
}
KIND_OF = {name: kind for kind, names in KINDS.items() for name in names}
NEEDED = ("function", "practice", "stream", "question", "answers")


@dataclass(frozen=True, slots=True)
class Unit:
    """A function, practice or stream. `of` is the id of what it belongs to; `code` a short name such as D-SA-A."""

    id: str
    code: str
    name: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `answers` are (text, value) from the lowest to the highest."""

    id: str
    code: str
    text: str
    stream: str
    answers: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Samm:
    """The whole model, in its own order."""

    functions: tuple[Unit, ...]
    practices: tuple[Unit, ...]
    streams: tuple[Unit, ...]
    questions: tuple[Question, ...]

    def question(self, named: str) -> Question | None:
        """The question with this id or code."""
        return next((one for one in self.questions if named in (one.id, one.code)), None)

    def practice(self, named: str) -> Unit | None:
        """The practice with this id, code or name."""
        return next(
            (one for one in self.practices if named.lower() in (one.id, one.code.lower(), one.name.lower())), None
        )


@dataclass(frozen=True, slots=True)
class _Node:
    where: str
    code: str
    fields: dict[str, Any]

    def text(self, *names: str) -> str:
        return next((str(self.fields[name]) for name in names if self.fields.get(name) not in (None, "")), "")


def read_samm(path: Path, root: Path | None = None) -> Samm:
    """The model in a folder or a file; BadInput names each file and what its link leads to."""
    problems: list[Problem] = []
    found: dict[str, dict[str, _Node]] = {kind: {} for kind in KINDS}
    for kind, node in _nodes(path, root, problems):
        identifier = node.text("id")
        if not identifier:
            problems.append(Problem(node.where, f"this {kind} has no id."))
        elif identifier in found[kind]:
            problems.append(
                Problem(node.where, f'the id "{identifier}" is used twice; first at {found[kind][identifier].where}.')
            )
        else:
            found[kind][identifier] = node
    if missing := [kind for kind in NEEDED if not found[kind]]:
        problems.append(Problem(shown(path, root), f"is no SAMM model: it has no {' and no '.join(missing)}."))
    if problems:
        raise BadInput(problems)
    reader = _Links(found, problems)
    functions = reader.units("function", "")
    practices = reader.units("practice", "function")
    streams = reader.units("stream", "practice")
    questions = reader.questions()
    if problems:
        raise BadInput(problems)
    return Samm(functions, practices, streams, questions)


class _Links:
    """Follows the links between files and names each that leads nowhere."""

    def __init__(self, found: dict[str, dict[str, _Node]], problems: list[Problem]) -> None:
        self.found, self.problems = found, problems

    def ordered(self, kind: str) -> list[tuple[str, _Node]]:
        return sorted(self.found[kind].items(), key=lambda one: (_number(one[1].fields.get("order")), one[1].code))

    def to(self, kind: str, identifier: str, node: _Node) -> _Node | None:
        found = self.found[kind].get(identifier)
        if found is None:
            hint = nearest(identifier, list(self.found[kind])) if len(self.found[kind]) < 20 else ""
            self.problems.append(
                Problem(node.where, f'{kind} is "{identifier}", which no file of the model has.{hint}')
            )
        return found

    def units(self, kind: str, parent: str) -> tuple[Unit, ...]:
        units = []
        for identifier, node in self.ordered(kind):
            of = node.text(parent) if parent else ""
            if not parent or self.to(parent, of, node):
                units.append(Unit(identifier, node.code, node.text("name") or node.code, of))
        return tuple(units)

    def questions(self) -> tuple[Question, ...]:
        questions = []
        for identifier, node in sorted(self.found["question"].items(), key=lambda one: one[1].code):
            stream = node.text("stream")
            if not stream:
                activity = self.to("activity", node.text("activity"), node)
                stream = activity.text("stream") if activity else ""
            answers = self.to("answers", node.text("answerset", "answerSet", "answer_set"), node)
            if stream and answers and self.to("stream", stream, node):
                questions.append(Question(identifier, node.code, node.text("text"), stream, self.answers(answers)))
        return tuple(questions)

    def answers(self, node: _Node) -> tuple[tuple[str, float], ...]:
        values = node.fields.get("values") or []
        found = []
        for number, one in enumerate(values):
            value = one.get("value") if isinstance(one, dict) else None
            if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
                self.problems.append(Problem(node.where, f'values[{number}].value is "{value}"; allowed is 0 to 1.'))
            elif one.get("weight", 1) != 1:
                self.problems.append(
                    Problem(node.where, f"values[{number}].weight is {one['weight']}; only 1 is known.")
                )
            else:
                found.append((_number(one.get("order", number)), str(one.get("text", "")), float(value)))
        return tuple((text, value) for _, text, value in sorted(found))


def _nodes(path: Path, root: Path | None, problems: list[Problem]) -> Iterator[tuple[str, _Node]]:
    if not path.exists():
        raise BadInput([Problem(shown(path, root), "this file does not exist.")])
    files = sorted(p for p in path.rglob("*") if p.suffix in (".yml", ".yaml")) if path.is_dir() else [path]
    if not files:
        raise BadInput([Problem(shown(path, root), "this folder has no YAML file.")])
    for file in files:
        where = file.relative_to(path).as_posix() if path.is_dir() else shown(file, root)
        for line, document in _documents(file, where, root):
            kind = KIND_OF.get(str(document.get("type", "")).lower()) or KIND_OF.get(file.parent.name.lower())
            if kind and not any(key in KIND_OF and isinstance(value, list) for key, value in document.items()):
                code = file.stem if path.is_dir() else str(document.get("code") or document.get("id"))
                yield kind, _Node(f"{where}:{line}", code, document)
                continue
            lists = [(key, value) for key, value in document.items() if key in KIND_OF and isinstance(value, list)]
            if not lists and not path.is_dir():
                problems.append(Problem(f"{where}:{line}", "names no type and holds no list such as questions."))
            for key, value in lists:
                for number, one in enumerate(value):
                    if isinstance(one, dict):
                        at = line_of(value, (number,))
                        yield KIND_OF[key], _Node(f"{where}:{at}", str(one.get("code") or one.get("id")), one)


def _documents(file: Path, where: str, root: Path | None) -> Iterator[tuple[int, dict[str, Any]]]:
    from ruamel.yaml.comments import CommentedMap

    from assess.store.yaml_text import parse_documents

    text = read_text(file, root)
    if not text.strip():
        raise BadInput([Problem(where, "is empty.")])
    for document in parse_documents(text, where, marked=True):
        if isinstance(document, CommentedMap):
            yield document.lc.line + 1, document
        elif document is not None:
            raise BadInput([Problem(where, "is no map of fields.")])


def _number(found: Any) -> float:
    return float(found) if isinstance(found, int | float) and not isinstance(found, bool) else 0.0
