"""Rows of a metric dictionary as people lay them out: headers in two rows, merged cells, titles and gaps between."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from assess.collect.dialects import dialect_name
from assess.collect.metrics.definition import Definition
from assess.collect.tabular import Field, plain
from assess.collect.tabular_parts import Part, find_header
from assess.model.errors import BadInput
from assess.model.text import Text

FILLED = ("department", "owner", "base")  # what is merged over several rows
MEANT = ("expression", "base", "filter")
_TITLE = re.compile(
    r"[（(]?[一二三四五六七八九十]+[)）]?[、.．:：\s].*|[（(]?(?:[IVX]+|\d+(?:\.\d+)*)[)）]?[、.．]\s*\D.*|第.+[章节部]分?.*"
    r"|[【\[].*[】\]]|.*(?:类|类指标|板块|模块|主题域|指标域)|.*\b(?:metrics|kpis|section)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row that says something: its number, what it says by our names, and what is wrong with it."""

    line: int
    given: dict[str, str]
    why: tuple[Text, ...] = ()


def places_of(header: Sequence[str], known: Mapping[str, str], fields: Sequence[Field]) -> dict[str, int]:
    """The column of each field: of several that fit the one whose header comes first among those we know for it."""
    ranks = _ranks(tuple(fields))
    found: dict[str, int] = {}
    for place, title in enumerate(header):
        ours = known.get(plain(title)) if title.strip() else None
        if ours and (ours not in found or ranks.get(plain(title), -1) < ranks.get(plain(header[found[ours]]), -1)):
            found[ours] = place
    return found


@cache
def _ranks(fields: tuple[Field, ...]) -> dict[str, int]:
    return {plain(header): rank for f in fields for rank, header in reversed(list(enumerate(f.headers)))}


def rows_of(part: Part, known: Mapping[str, str], fields: Sequence[Field]) -> list[Row] | None:
    """The rows of a sheet or file that say something; None where it has no column of names.

    Cells merged over several rows count for each of them: as the workbook says, else where a column of departments,
    owners or sources is filled only at the top of each stretch of rows.
    """
    if part.table is not None:
        header = [str(title) for title in part.table.columns]
        body = list(zip(range(part.first_row, part.first_row + len(part.table)),
                        part.table.astype("str").values.tolist(), strict=True))  # fmt: skip
    else:
        header, body = _headed(part, known)
    places = places_of(header, known, fields)
    if "name" not in places:
        return None
    width = len(header)
    rows = []
    for line, cells in body:
        cells = [cell.strip() for cell in cells]  # noqa: PLW2901
        if not any(cells) or _is_header(cells, places, known):
            continue
        given = {ours: cells[place] for ours, place in places.items() if place < len(cells)}
        others = [cell for place, cell in enumerate(cells) if cell and place != places["name"]]
        alone = cells[places["name"]] if not others and places["name"] < len(cells) else (
            others[0] if len(others) == 1 and not given.get("name") else "")  # fmt: skip
        if alone and _TITLE.fullmatch(alone) and not given.get("expression"):
            continue
        extra = sum(1 for cell in cells[width:] if cell)
        why: tuple[Text, ...] = ()
        if extra:
            why = (Text(f"这一行有 {width + extra} 个单元格，表头只有 {width} 个，各列对不上。",
                        f"The row has {width + extra} cells and the header {width}; which is which is not certain."),
                   )  # fmt: skip
            given = {"name": given.get("name", "")}
        rows.append(Row(line, given, why))
    _fill_down(rows)
    return rows


def row_definition(
    given: Mapping[str, str], file: str, line: int, kind: str, sheet: str = "", why: tuple[Text, ...] = ()
) -> Iterator[Definition]:
    """The definition in a row; none where the row has neither a name nor anything that makes one."""
    row: dict[str, Any] = {key: value for key, value in given.items() if value}
    said = list(why)
    if not row.get("name"):
        row["name"] = row.get("label", "")
    if not row["name"]:
        if not row.get("expression"):
            return
        row["name"] = "(row)"
        said.append(Text("这一行有公式，但没有指标名称。", "The row has a formula but names no metric."))
    if "dialect" in row:
        try:
            dialect_name(row["dialect"])
        except BadInput as error:
            said.append(_no_dialect(row.pop("dialect"), error.problems[0].what))
    yield Definition(**row, file=file, line=line, sheet=sheet, format=kind, unresolved=tuple(said))


def _no_dialect(given: str, what: str) -> Text:
    near = re.search(r'Did you mean "([^"]+)"', what)
    return Text(f"没有名为“{given}”的 SQL 方言{f'，是否指“{near[1]}”' if near else ''}。", what)


def _headed(part: Part, known: Mapping[str, str]) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The header and the rows below it. A header of two rows is one: what the lower says counts."""
    at = find_header(part.rows, known)
    header = [cell.strip() for cell in part.rows[at][1]]
    for above in (part.rows[i][1] for i in range(at - 1, max(at - 3, -1), -1)):
        for place, cell in enumerate(above):
            if plain(cell) in known and place < len(header) and not header[place]:
                header[place] = cell.strip()
    end = at + 1
    below = part.rows[end][1] if end < len(part.rows) else []
    said = [cell for cell in below if cell.strip()]
    if said and all(plain(cell) in known for cell in said):
        header += [""] * (len(below) - len(header))
        header = [(below[n].strip() if n < len(below) else "") or title for n, title in enumerate(header)]
        end += 1
    while header and not header[-1]:
        header.pop()
    return header, part.rows[end:]


def _is_header(cells: Sequence[str], places: Mapping[str, int], known: Mapping[str, str]) -> bool:
    """Whether a row says the header once more."""
    named = [known.get(plain(cells[p])) == ours for ours, p in places.items() if p < len(cells) and cells[p]]
    return len(named) > 1 and all(named)


def _fill_down(rows: Sequence[Row]) -> None:
    """Fills what was merged before it was exported: a column filled at the top, never twice alike in a row."""
    for ours in FILLED:
        cells = [row.given.get(ours, "") for row in rows]
        stated = [cell for cell in cells if cell]
        repeated = any(a and a == b for a, b in pairwise(cells))
        if len(stated) < 2 or not cells[0] or repeated or 3 * len(stated) > 2 * len(cells):
            continue
        last = ""
        for row in rows:
            last = row.given.get(ours, "") or last
            if not row.why:
                row.given[ours] = last
