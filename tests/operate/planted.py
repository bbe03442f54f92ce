"""Two check-ups made by chance of which is known what became of every finding between them."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from assess.model.result import FindingPart, Result
from assess.operate.compare.kept import KeptRun
from assess.store.tables_file import SCHEMA
from tests.operate.notify.notices_made import check_up, finding, looked

FATES = ("same", "gone", "grown", "shrunk", "renamed", "elsewhere", "merged", "split", "new")
SOURCES = {"shop": "sales", "ledger": "finance", "depot": "stock"}
DETECTORS = ("copies", "versions")
COMMON = ("id bigint", "created_at timestamp", "updated_at timestamp")
SAYS = {
    "same": ["moved"], "gone": ["solved"], "grown": ["worse"], "shrunk": ["better"], "renamed": ["moved"],
    "elsewhere": ["moved"], "merged": ["merged", "worse"], "split": ["better", "split"], "new": ["new"],
}  # fmt: skip
CLOCKS = ("2026-03-02T09:00:00+08:00", "2026-06-02T09:00:00+08:00")
Tables = dict[str, tuple[str, ...]]


@dataclass
class Planted:
    """Both sides: findings by id, tables with their columns; `fates` are (fate, ids before, ids after)."""

    seed: int
    hub: bool = False  # every finding also has a table that all have
    before: list[FindingPart] = field(default_factory=list)
    after: list[FindingPart] = field(default_factory=list)
    tables: tuple[Tables, Tables] = field(default_factory=lambda: ({}, {}))
    fates: list[tuple[str, list[str], list[str]]] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)
        self._words = (f"{a}{b}{n}" for n in range(10**6) for a in "abcdefgh" for b in ("ri", "mo", "ta", "ku"))

    def plant(self, fate: str) -> None:
        """One finding (of merged two) before, and what became of it after."""
        detector, source = self._dice.choice(DETECTORS), self._dice.choice(list(SOURCES))
        groups = [self._tables(source) for _ in range(2 if fate == "merged" else 1)]
        now: list[list[str]] = [list(group) for group in groups]
        if fate in ("gone", "new"):
            now = []
        elif fate == "grown":
            now[0] += self._tables(source)[: self._dice.randint(1, 2)]
        elif fate == "shrunk":
            self._drop(now[0].pop(self._dice.randrange(len(now[0]))))
        elif fate in ("renamed", "elsewhere"):
            place = source if fate == "renamed" else self._dice.choice([s for s in SOURCES if s != source])
            now = [[self._rename(table, place) for table in now[0]]]
        elif fate == "merged":
            now = [now[0] + now[1]]
        elif fate == "split":
            groups = [[*groups[0], *self._tables(source)]]
            cut = self._dice.randint(2, len(groups[0]) - 2)
            now = [groups[0][:cut], groups[0][cut:]]
        if fate == "new":
            groups, now = [], groups
        told = [[self._finding(detector, g, side) for g in some] for side, some in ((0, groups), (1, now))]
        if fate in ("gone", "shrunk"):
            for table in {t for g in groups for t in g} - {t for g in now for t in g}:
                self._drop(table)
        self.fates.append((fate, told[0], told[1]))

    def _tables(self, source: str) -> list[str]:
        """Two to four tables of the same columns, there in both check-ups."""
        columns = (*COMMON, *(f"{next(self._words)} text" for _ in range(self._dice.randint(4, 9))))
        names = [f"{source}.{next(self._words)}_{next(self._words)}" for _ in range(self._dice.randint(2, 4))]
        for name in names:
            self.tables[0][name] = self.tables[1][name] = columns
        return names

    def _drop(self, table: str) -> None:
        self.tables[1].pop(table, None)

    def _rename(self, table: str, source: str) -> str:
        new = f"{source}.{next(self._words)}"
        self.tables[1][new] = self.tables[1].pop(table)
        self.renamed[table] = new
        return new

    def _finding(self, detector: str, subjects: Sequence[str], side: int) -> str:
        mark = hashlib.sha256("\n".join(sorted(subjects)).encode()).hexdigest()[:12]
        mine, subjects = (self.before, self.after)[side], [*subjects, *(["shop.dates"] if self.hub else [])]
        department = SOURCES[subjects[0].partition(".")[0]]
        made = finding(f"{detector}:{mark}", tuple(subjects), departments=(department,), saving=100.0 * len(subjects))
        mine.append(made.model_copy(update={"id": f"{'AB'[side]}-{len(mine):04}"}))
        return mine[-1].id

    def runs(self, folder: Path, backwards: bool = False) -> tuple[KeptRun, KeptRun]:
        """The two check-ups as they are kept; `backwards` the later one first."""
        sides = [(self.before, self.tables[0]), (self.after, self.tables[1])]
        first, second = reversed(sides) if backwards else sides
        return kept(*first, CLOCKS[0], folder), kept(*second, CLOCKS[1], folder)


def planted(seed: int, findings: int, hub: bool = False) -> Planted:
    """So many findings, of every fate in turn."""
    made = Planted(seed, hub)
    for number in range(findings):
        made.plant(FATES[number % len(FATES)])
    made._dice.shuffle(made.after)
    return made


def kept(findings: Sequence[FindingPart], tables: Tables, clock: str, folder: Path) -> KeptRun:
    result: Result = check_up(*findings, *(looked(d) for d in DETECTORS), clock=clock, planned=False)
    run = KeptRun(result, folder)
    run.__dict__["tables"] = pd.DataFrame(_rows(tables), columns=SCHEMA.names)
    return run


def _rows(tables: Tables) -> Iterator[dict[str, object]]:
    for table in sorted(tables):
        source, _, name = table.partition(".")
        yield {"id": table, "source": source, "department": SOURCES[source], "kind": "table", "name": name,
               "rows": None, "columns": tables[table]}  # fmt: skip
