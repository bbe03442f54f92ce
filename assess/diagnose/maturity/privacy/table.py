"""The publishable table: level x department x measure, with totals, nothing derivable from all of it together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

import pandas as pd

from assess.diagnose.maturity.groups import Answers
from assess.diagnose.maturity.privacy.release import Figure, ReleaseLog, Slice
from assess.model.bank import LEVELS


def publishable(
    answers: Answers,
    measures: Iterable[str] | None = None,
    by: Sequence[str] = ("level", "department"),
    log: ReleaseLog | None = None,
) -> pd.DataFrame:
    """One row a measure and group: what may be shown of it, given everything in `log` and in the rows before.

    Columns: measure, level, department (empty is all), n, mean, low, high (null where not shown), status (shown,
    earlier, too_few, withheld, nobody). What matters most is asked first, so that what must stay back to protect a
    small cell (the complementary suppression) is what matters least: dimensions before items; the levels, then the
    company, the departments, and the cells from the largest down. Without `log` a new one is used: the table is then
    safe in itself, but not beside tables published before.
    """
    log = ReleaseLog() if log is None else log
    bank = answers.bank
    wanted = set(measures) if measures is not None else {d.id for d in bank.dimensions} | {i.id for i in bank.items}
    in_order = [d.id for d in bank.dimensions if d.id in wanted]
    in_order += [item.id for item in sorted(bank.items, key=lambda item: not item.anchor) if item.id in wanted]
    figures = [log.publish(answers, asked) for measure in in_order for asked in _slices(answers, measure, by)]
    return pd.DataFrame([_row(figure) for figure in figures], columns=list(COLUMNS)).astype(COLUMNS)


COLUMNS = {
    "measure": "string", "level": "string", "department": "string",
    "n": "Int64", "mean": "Float64", "low": "Float64", "high": "Float64", "status": "string",
}  # fmt: skip


def _slices(answers: Answers, measure: str, by: Sequence[str]) -> list[Slice]:
    departments = sorted({str(name) for name in answers.department if name}) if "department" in by else []
    levels = list(LEVELS) if "level" in by else []
    size = answers.department.groupby([answers.level, answers.department]).size().to_dict()
    cells = sorted(product(levels, departments), key=lambda cell: -size.get(cell, 0))
    return [
        *(Slice(measure, (level,)) for level in levels),
        Slice(measure),
        *(Slice(measure, (), (department,)) for department in departments),
        *(Slice(measure, (level,), (department,)) for level, department in cells),
    ]


def _row(figure: Figure) -> tuple[object, ...]:
    where = figure.slice
    return (
        where.measure, "+".join(where.levels), "+".join(where.departments),
        figure.n, figure.mean, figure.low, figure.high, figure.status,
    )  # fmt: skip
