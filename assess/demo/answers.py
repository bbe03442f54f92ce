"""Synthetic answers of three levels: half as CSV in long form, half as an XLSX in wide form."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np

from assess.demo.sheet import write_sheet
from assess.demo.shelf import notes
from assess.demo.world import stream
from assess.model.bank import Bank, Item
from assess.store.bank_file import load_bank

WORDS = {"executive": "高层", "middle": "中层", "frontline": "一线"}
LONG = ("respondent", "level", "department", "item", "value", "state", "comment")


def write_answers(folder: Path, seed: int) -> None:
    """answers/online.csv (long) and answers/paper.xlsx (wide)."""
    told, bank = notes("answers.yaml"), load_bank("base")
    people = list(_people(told))
    answers = {person: _answers(told, bank, level, stream(seed, "answers", person)) for person, level, _ in people}
    comments = _comments(told, people, answers, stream(seed, "comments"))
    (folder / "answers").mkdir(parents=True, exist_ok=True)
    with (folder / "answers" / "online.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(LONG)
        for person, level, department in people:
            if department not in told["typed"]:
                for item, (value, state) in answers[person].items():
                    said = comments.get((person, item), "")
                    writer.writerow([person, level, department, item, "" if value is None else value, state, said])
    items = [item.id for item in bank.items]
    rows: list[list[Any]] = [["编号", "层级", "部门", *items]]
    for person, level, department in people:
        if department in told["typed"]:
            own = answers[person]
            rows.append([person, WORDS[level], department, *(_cell(own.get(item)) for item in items)])
    write_sheet(folder / "answers" / "paper.xlsx", "answers", rows)


def _people(told: dict[str, Any]) -> list[tuple[str, str, str]]:
    """(respondent, level, department); executives speak for the company."""
    people = []
    number = 0
    for level, count in told["respondents"].items():
        for i in range(count):
            number += 1
            department = "" if level == "executive" else told["departments"][i % len(told["departments"])]
            people.append((f"r{number:03d}", level, department))
    return people


def _answers(
    told: dict[str, Any], bank: Bank, level: str, rng: np.random.Generator
) -> dict[str, tuple[int | None, str]]:
    leaning = float(rng.normal(0, 0.35))
    found: dict[str, tuple[int | None, str]] = {}
    for item in (item for item in bank.items if level in item.audience):
        dice, noise = float(rng.random()), float(rng.normal(0, 0.55))
        unsure, apart = told["dont_know"][level], told["not_applicable"][level]
        if dice < unsure:
            found[item.id] = (None, "dont_know")
        elif dice < unsure + apart and item.may_not_apply:
            found[item.id] = (None, "not_applicable")
        else:
            found[item.id] = (int(np.clip(round(_mean(told, item, level) + leaning + noise), 1, 5)), "answered")
    return found


def _mean(told: dict[str, Any], item: Item, level: str) -> float:
    special = told["items"].get(item.id, {})
    return float(special.get(level, told["frontline"].get(item.dimension, 2.2) + told["higher"][level]))


def _comments(
    told: dict[str, Any], people: list[tuple[str, str, str]], answers: dict[str, Any], rng: np.random.Generator
) -> dict[tuple[str, str], str]:
    """Each comment given by one of those who answered the item online."""
    given: dict[tuple[str, str], str] = {}
    for item, texts in told["comments"].items():
        could = [p for p, _, d in people if d not in told["typed"] and item in answers[p]]
        for person, text in zip(rng.permutation(could), texts, strict=False):
            given[str(person), item] = text
    return given


def _cell(answer: tuple[int | None, str] | None) -> Any:
    """Paper: the number, the word for what is no number, nothing where it was not asked."""
    if answer is None:
        return None
    value, state = answer
    return value if value is not None else {"dont_know": "不知道", "not_applicable": "不适用"}[state]
