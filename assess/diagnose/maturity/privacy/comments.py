"""Comments as they may be read: without person, level or department, where ten people answered the question."""

from __future__ import annotations

from hashlib import blake2b

import pandas as pd

from assess.diagnose.maturity.privacy.release import ReleaseLog, Unit
from assess.diagnose.maturity.privacy.thresholds import comments_shown
from assess.model.bank import Bank


def comments_of(bank: Bank, frame: pd.DataFrame, log: ReleaseLog) -> dict[str, tuple[str, ...]]:
    """Item -> its comments, in an order that follows from their words alone; items without any are left out.

    `frame` has the columns of the evidence table `answers`. The log holds across time here too: comments of people who
    came after those shown before appear once there are ten of them, or another one would have a face. Names inside a
    comment are left as they are: whoever passes comments on has to read them first.
    """
    found = {}
    commented = set(frame.loc[frame["comment"].fillna("").str.strip() != "", "item"])
    of_item = dict(list(frame[frame["item"].isin(commented)].groupby("item")))
    for item in bank.items:
        if item.id not in commented:
            continue
        asked = of_item[item.id]
        there = asked[asked["level"].isin(item.audience) & (asked["state"] != "skipped")]
        there = there.drop_duplicates("respondent", keep="last")
        said = dict(zip(there["respondent"].astype(str), there["comment"].fillna("").str.strip(), strict=True))
        block = f"{item.id}#"
        row: dict[Unit, float] = {(person, block, _digest(person, text)): 1.0 for person, text in said.items()}
        fewest = log.thresholds.comments
        if len(row) < fewest or not log.admits(block, row, fewest):
            row = {unit: 1.0 for unit in log.last(block) if unit in row}
        shown = comments_shown([(person, said[person]) for person, _, _ in row], len(row), log.thresholds)
        if shown:
            found[item.id] = shown
    return found


def _digest(person: str, text: str) -> str:
    return blake2b(f"{person}\0{text}".encode(), digest_size=8).hexdigest()
