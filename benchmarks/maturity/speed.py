"""How long it takes to score a questionnaire with everything `assess score --json` prints.

usage: python -m benchmarks.maturity.speed [--people 200] [--items 100] [--missing 0.05]
One figure a line: all answered; a share not answered at random; the same with five departments. Cold is the first run
of a process, with the tables of critical values still to be worked out.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import pandas as pd

from assess.diagnose.maturity.as_json import score_json
from assess.model.bank import LEVELS, Bank, Both, Dimension, Item
from assess.model.evidence import frame

_TEXT = Both(zh="题", en="Question")


def main() -> None:
    """Print the seconds."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--people", type=int, default=200)
    asked.add_argument("--items", type=int, default=100)
    asked.add_argument("--missing", type=float, default=0.05)
    given = asked.parse_args()
    bank = bank_of(given.items)
    for name, missing, departments in (
        ("complete, cold", 0.0, 0),
        ("complete", 0.0, 0),
        ("don't know", given.missing, 0),
        ("don't know, 5 departments", given.missing, 5),
    ):
        answers = answers_of(bank, given.people, missing, departments)
        began = time.perf_counter()
        found = score_json(bank, answers)
        taken = time.perf_counter() - began
        print(f"{given.people} people, {given.items} items, {name}: {taken:.2f} s, {len(found['withheld'])} withheld")


def bank_of(items: int) -> Bank:
    """Ten dimensions, and items asked of everybody."""
    dimensions = tuple(Dimension(id=f"D{n}", name=_TEXT) for n in range(1, 11))
    return Bank(
        id="large", version="1.0.0", name=_TEXT, dimensions=dimensions,
        items=tuple(
            Item(
                id=f"q{n}", dimension=f"D{n % 10 + 1}", name=_TEXT, question=_TEXT, levels=(_TEXT,) * 5,
                audience=LEVELS, anchor=n % 3 == 0,
            )
            for n in range(items)
        ),
    )  # fmt: skip


def answers_of(bank: Bank, people: int, missing: float, departments: int) -> pd.DataFrame:
    """Answers of people who lean one way, a tenth of them executives and three tenths middle management."""
    rng = np.random.default_rng(people)
    rows = []
    for person in range(people):
        level = LEVELS[0 if person < people // 10 else 1 if person < people * 2 // 5 else 2]
        lean = rng.normal(2.8, 0.7)
        for item in bank.items:
            unknown = rng.random() < missing
            value = int(np.clip(np.rint(lean + rng.normal(0, 0.8)), 1, 5))
            rows.append(
                {
                    "respondent": f"p{person}", "level": level, "item": item.id,
                    "department": f"d{person % departments}" if departments else "",
                    "value": None if unknown else value, "state": "dont_know" if unknown else "answered",
                }
            )  # fmt: skip
    return frame("answers", rows)


if __name__ == "__main__":
    main()
