"""SAMM's own rule: a stream is the sum of its answers, a practice the mean of its streams, and so on up.

Percent to target and progress to date are those of `assess.model.target`. A question without an answer counts 0, as
SAMM has it; it is listed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from statistics import fmean
from typing import Any

from assess.collect.banks.samm import Question, Samm
from assess.collect.tabular import Field, read_sheets
from assess.model.errors import BadInput, Problem, nearest
from assess.model.target import distance, progress

ROW = (
    Field("question", "id, code, item, practice, activity, 题号, 题目, 问题, 实践", required=True),
    Field("value", "answer, score, target, 答案, 得分, 分值, 目标", required=True),
)
MOST = 3.0


@dataclass(frozen=True)
class SammScores:
    """Scores 0 to 3 by id; `unanswered` are the codes of questions without an answer."""

    streams: Mapping[str, float]
    practices: Mapping[str, float]
    functions: Mapping[str, float]
    overall: float
    unanswered: tuple[str, ...] = ()


def score_samm(model: Samm, answers: Mapping[str, float]) -> SammScores:
    """Scores from answers 0 to 1 by question id."""
    streams = {one.id: 0.0 for one in model.streams}
    for question in model.questions:
        streams[question.stream] += answers.get(question.id, 0.0)
    unanswered = tuple(question.code for question in model.questions if question.id not in answers)
    practices = {
        one.id: fmean([streams[s.id] for s in model.streams if s.of == one.id] or [0.0]) for one in model.practices
    }
    return from_practices(model, practices, streams, unanswered)


def from_practices(
    model: Samm, practices: Mapping[str, float], streams: Mapping[str, float] | None = None,
    unanswered: tuple[str, ...] = (),
) -> SammScores:  # fmt: skip
    """Scores where the practices are known, such as a target."""
    functions = {
        one.id: fmean([practices.get(p.id, 0.0) for p in model.practices if p.of == one.id] or [0.0])
        for one in model.functions
    }
    return SammScores(streams or {}, practices, functions, fmean(functions.values()), unanswered)


def read_samm_answers(path: Path, model: Samm, root: Path | None = None) -> SammScores:
    """Scores from a table `question,value`: an answer's value 0 to 1 or its text, or a practice with 0 to 3."""
    problems: list[Problem] = []
    answers: dict[str, float] = {}
    practices: dict[str, float] = {}
    for sheet in read_sheets(path, ROW, root=root):
        for line, row in sheet.frame.iterrows():
            where, named, said = f"{sheet.name}:{line}", str(row["question"]), str(row["value"])
            question, practice = model.question(named), model.practice(named)
            found = question or practice
            if found is None:
                known = [one.code for one in model.questions] + [one.name for one in model.practices]
                problems.append(
                    Problem(where, f'"{named}" is no question and no practice here.{nearest(named, known)}')
                )
                continue
            if found.id in answers or found.id in practices:
                problems.append(Problem(where, f'"{named}" is answered twice; a question has one answer.'))
            elif question is not None and said:
                _answer(question, said, where, answers, problems)
            elif said:
                _level(found.id, named, said, where, practices, problems)
    if answers and practices:
        problems.append(Problem(path.name, "mixes answers to questions with levels of practices; give one kind."))
    if not answers and not practices and not problems:
        problems.append(Problem(path.name, "has no answer."))
    if problems:
        raise BadInput(problems)
    return from_practices(model, practices) if practices else score_samm(model, answers)


def samm_json(
    model: Samm, current: SammScores, target: SammScores | None = None, baseline: SammScores | None = None
) -> dict[str, Any]:
    """What `assess score-export --format json` writes for such a model."""

    def units(kind: str) -> list[dict[str, Any]]:
        rows = []
        for one in getattr(model, kind):
            row: dict[str, Any] = {"id": one.id, "code": one.code, "name": one.name}
            for name, scores in (("score", current), ("target", target), ("baseline", baseline)):
                if scores is not None and one.id in getattr(scores, kind):
                    row[name] = round(getattr(scores, kind)[one.id], 6)
            rows.append(row)
        return rows

    found: dict[str, Any] = {"rule": "SAMM", "overall": round(current.overall, 6), "unanswered": [*current.unanswered]}
    if target is not None:
        found["percent_to_target"] = _rounded(_to_target(current.practices, target.practices))
        if baseline is not None:
            found["progress_to_date"] = _rounded(progress(baseline.overall, current.overall, target.overall))
    return found | {kind: units(kind) for kind in ("functions", "practices", "streams")}


def _to_target(current: Mapping[str, float], target: Mapping[str, float]) -> float | None:
    """The share of the targets reached, where what was not answered is 0; None where every target is 0."""
    return distance({name: current.get(name, 0.0) for name in target}, target).reached


def _answer(question: Question, said: str, where: str, answers: dict[str, float], problems: list[Problem]) -> None:
    of_text = {text.strip().lower(): value for text, value in question.answers}
    if said.lower() in of_text:
        answers[question.id] = of_text[said.lower()]
        return
    values = [value for _, value in question.answers]
    number = _number(said)
    if number in values:
        answers[question.id] = float(number or 0)
        return
    allowed = ", ".join(f"{value:g}" for value in values)
    problems.append(
        Problem(where, f'the answer to {question.code} is "{said[:60]}"; allowed is {allowed}, or its text.')
    )


def _level(
    practice: str, named: str, said: str, where: str, practices: dict[str, float], problems: list[Problem]
) -> None:
    number = _number(said)
    if number is None or not 0 <= number <= MOST:
        problems.append(Problem(where, f'the level of {named} is "{said[:60]}"; allowed is 0 to 3.'))
    else:
        practices[practice] = number


def _number(said: str) -> float | None:
    try:
        number = float(said)
    except ValueError:
        return None
    return number if isfinite(number) else None


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 6)
