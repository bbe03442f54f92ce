"""The head of each column of an export, whatever number of rows it takes and whatever is merged."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assess.collect.answers_grid import Grid
from assess.collect.answers_words import plain

LOOKED_AT = 10
_NUMBER = re.compile(
    r"^\s*(?:第\s*\d+\s*题|[(（【\[]\s*q?\d+\s*[)）】\]]|q?\d+(?:[.\-]\d+)*(?=\s*[、.．,，:：)）|]))\s*[、.．,，:：)）|]?\s*",
    re.I,
)
_TAG = re.compile(
    r"[【\[(（]\s*(?:单选|多选|矩阵|量表|必答|必填|选填|下拉|single|required|optional)[^】\])）]*[】\])）]|\*", re.I
)
_ID = re.compile(r"^\s*(?:\w+[/\-])*[\[(（【]?([a-z][a-z0-9_]*)[\])）】]?(?:$|[\s:：.、|]+)")


@dataclass(frozen=True, slots=True)
class Head:
    """The head of column `at` (1 for the first); `parts` from top to bottom, merged cells in each column they cover."""

    at: int
    parts: tuple[str, ...]

    @property
    def text(self) -> str:
        return "—".join(self.parts)

    @property
    def id(self) -> str:
        """The id an own export begins with, such as `q1_1`; empty where none is."""
        found = [match[1] for part in self.parts if (match := _ID.match(part)) and any(c.isdigit() for c in match[1])]
        return found[-1] if found else ""

    def readings(self) -> list[str]:
        """The texts that may be the question: the whole, each part, and what stands behind a dash or colon."""
        found = [core(self.text), *(core(part) for part in self.parts)]
        found += [re.sub(r"^[qQ]?\d+\s*", "", text) for text in found]
        for part in self.parts:
            tail = re.split(r"—+|–|--|(?<=\S)\s+-\s+|[:：|]", core(part))
            found += [core(tail[-1])] if len(tail) > 1 else []
        return list(dict.fromkeys(text for text in found if text))


def core(header: str) -> str:
    """A header without its running number, the kind of question and the star of a required one."""
    return _NUMBER.sub("", _TAG.sub("", header)).strip()


def heads_of(grid: Grid, known: Collection[str], rows: Sequence[int] = ()) -> tuple[tuple[int, ...], list[Head]]:
    """(rows of the header, heads). `known` are plain texts to find the header by; `rows` are taken where given."""
    numbers = tuple(rows) or _header_rows(grid, known)
    cells = {number: list(row) for number, row in grid.rows if number in numbers}
    width = max((len(row) for row in cells.values()), default=0)
    cells = {number: row + [""] * (width - len(row)) for number, row in cells.items()}
    for merged in grid.merged:
        if merged.top in cells and merged.left <= width:
            text = cells[merged.top][merged.left - 1]
            for number in range(merged.top, merged.bottom + 1):
                for column in range(merged.left, min(merged.right, width) + 1):
                    if number in cells:
                        cells[number][column - 1] = text
    if not grid.merged:
        _spread(cells, numbers)
    heads = []
    for column in range(width):
        parts = dict.fromkeys(cells[number][column].replace("\n", " ") for number in numbers if number in cells)
        heads.append(Head(column + 1, tuple(part for part in parts if part)))
    return numbers, [head for head in heads if head.parts]


def _header_rows(grid: Grid, known: Collection[str]) -> tuple[int, ...]:
    head = grid.rows[:LOOKED_AT]
    if not head:
        return ()
    merits = [len({found for cell in cells if (found := _recognised(cell, known))}) for _, cells in head]
    filled = [i for i, (_, cells) in enumerate(head) if sum(bool(cell) for cell in cells) > 1]
    best = merits.index(max(merits)) if any(merits) else (filled[0] if filled else 0)
    first = last = best
    while first > 0 and (merits[first - 1] > 1 or _titles(grid, head[first - 1][0])):
        first -= 1
    while last + 1 < len(head) and (merits[last + 1] > 1 or _goes_on(grid, head[last], head[last + 1])):
        last += 1
    return tuple(number for number, _ in head[first : last + 1])


def _recognised(cell: str, known: Collection[str]) -> str:
    """The known text that a cell is, with its number or without; empty for none."""
    return next((text for text in (plain(core(cell)), plain(cell)) if text in known), "") if cell else ""


def _titles(grid: Grid, row: int) -> bool:
    """Whether a row holds a title over some columns, not one over the whole sheet."""
    width = max(len(cells) for _, cells in grid.rows)
    return any(m.top == row == m.bottom and 1 < m.right - m.left + 1 < width - 1 for m in grid.merged)


def _goes_on(grid: Grid, row: tuple[int, tuple[str, ...]], below: tuple[int, tuple[str, ...]]) -> bool:
    """Whether the header goes on below: a merged cell reaches there, spans columns, or leaves gaps that it fills."""
    number, cells = row
    if any(m.top <= number < m.bottom for m in grid.merged):
        return True
    if any(m.top == number == m.bottom and m.right > m.left for m in grid.merged):
        return True
    inner = [i for i, cell in enumerate(below[1]) if i and cell and (i >= len(cells) or not cells[i])]
    return bool(inner) and not (below[1] and below[1][0])


def _spread(cells: dict[int, list[str]], numbers: Sequence[int]) -> None:
    """In a CSV a title over several columns stands in the first of them: it holds until the next one."""
    for above, below in pairwise(numbers):
        if above in cells and below in cells:
            for column in range(1, len(cells[above])):
                if not cells[above][column] and cells[below][column]:
                    cells[above][column] = cells[above][column - 1]
