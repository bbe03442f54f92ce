"""Enough of a spreadsheet to compute our own workbooks: references, sums, means, conditions."""

from __future__ import annotations

import re
from typing import Any

import openpyxl
from openpyxl.utils import range_boundaries

CELL = re.compile(r"(?:'([^']+)'!)?\$?([A-Z]{1,2})\$?(\d+)(?::([A-Z]{1,2})(\d+))?(?![\w(])")


class Computed:
    """A workbook whose formulas are computed afresh, whatever value the file keeps for them."""

    def __init__(self, path: Any) -> None:
        self.book = openpyxl.load_workbook(path)

    def __call__(self, sheet: str, place: str) -> Any:
        found = self.book[sheet][place].value
        return self._formula(sheet, found[1:]) if isinstance(found, str) and found.startswith("=") else found

    def _area(self, sheet: str, area: str) -> list[Any]:
        left, top, right, bottom = range_boundaries(area)
        return [
            self(sheet, self.book[sheet].cell(row, column).coordinate)
            for row in range(int(top or 1), int(bottom or 1) + 1)
            for column in range(int(left or 1), int(right or 1) + 1)
        ]

    def _formula(self, sheet: str, text: str) -> Any:
        names: dict[str, Any] = {}

        def reference(match: re.Match[str]) -> str:
            where, name = match[1] or sheet, f"v{len(names)}"
            first = f"{match[2]}{match[3]}"
            if match[4]:
                names[name] = self._area(where, f"{first}:{match[4]}{match[5]}")
            else:
                found = self(where, first)
                names[name] = Blank() if found is None else found
            return name

        parts = re.split(r'("[^"]*")', text)
        code = "".join(part if part.startswith('"') else CELL.sub(reference, part) for part in parts)
        code = re.sub(r"(?<![<>=!])=(?!=)", "==", code).replace("<>", "!=")
        code = re.sub(r"\b(IF|AND)\(", r"\1_(", code)
        return eval(code, {"__builtins__": {}, **FUNCTIONS, **names})


class Number(float):
    """Division by nothing is not a number, as the branch of an IF that is not taken."""

    def __truediv__(self, other: Any) -> Any:
        return Number(float(self) / other) if other else Number("nan")


class Blank(float):
    """An empty cell: nothing in sums, no number, 0 in arithmetic."""


def numbers(*found: Any) -> list[float]:
    flat = [one for part in found for one in (part if isinstance(part, list) else [part])]
    return [float(one) for one in flat if isinstance(one, int | float) and not isinstance(one, bool | Blank)]


def mean(*found: Any) -> float | None:
    values = numbers(*found)
    return sum(values) / len(values) if values else None


def sum_if(tested: list[Any], criterion: str, summed: list[Any]) -> Number:
    assert criterion == ">0"
    kept = [b for a, b in zip(tested, summed, strict=True) if isinstance(a, int | float) and a > 0]
    return Number(sum(numbers(kept)))


def count_ifs(*pairs: Any) -> int:
    areas, criteria = pairs[::2], pairs[1::2]
    assert set(criteria) == {">0"}
    return sum(all(isinstance(one, int | float) and one > 0 for one in row) for row in zip(*areas, strict=True))


FUNCTIONS: dict[str, Any] = {
    "AVERAGE": mean,
    "MIN": lambda *found: min(numbers(*found), default=0),
    "MAX": lambda *found: max(numbers(*found), default=0),
    "SUM": lambda *found: Number(sum(numbers(*found))),
    "COUNT": lambda *found: len(numbers(*found)),
    "ISNUMBER": lambda one: isinstance(one, int | float) and not isinstance(one, Blank),
    "IF_": lambda test, yes, no: yes if test else no,
    "AND_": lambda *tests: all(tests),
    "IFERROR": lambda value, instead: instead if value is None else value,
    "SUMIF": sum_if,
    "COUNTIFS": count_ifs,
}
