"""Answers from a survey host's wide export, through a map of its columns; no name or number of anybody leaves it."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assess.collect.answers_file import LONG, opaque, read_answers
from assess.collect.answers_grid import Grid, number_of, read_grids
from assess.collect.answers_map import ASK, NOTHING, PERSON, AnswerMap, fits, map_text, propose, read_map
from assess.collect.answers_words import Said, answer_of, level_of, masked
from assess.collect.tabular import plain, read_sheets
from assess.collect.text_file import read_bytes, shown
from assess.model.bank import Bank, Item
from assess.model.errors import BadInput, Problem, nearest
from assess.model.text import inert
from assess.store.whole_files import write_whole

COLUMNS = ("respondent", "level", "department", "item", "value", "state", "comment")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answered:
    """Rows with `COLUMNS`; `left_out` are cells that could not be read; `notes` say how columns were taken."""

    rows: tuple[Row, ...]
    left_out: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()

    @property
    def people(self) -> int:
        return len({row["respondent"] for row in self.rows})


def import_answers(
    path: Path, bank: Bank, map_file: Path | None = None, *, leave_out: bool = False, root: Path | None = None
) -> Answered:
    """Answers of a long or wide CSV or XLSX to the items of `bank`.

    A map that does not exist yet is written to `map_file`. BadInput names the columns a person has to decide, and
    row and column of each cell that is not understood; with `leave_out` such cells are left out and listed.
    """
    name = shown(path, root)
    if map_file is None or not map_file.exists():
        grids = read_grids(path, root) if read_bytes(path, name).startswith(b"PK") else None
        if (grids is None or _names_items(grids)) and (long := _long(path, bank, root)) is not None:
            return long
        grid, columns = _proposed(grids or read_grids(path, root), bank, name)
        if map_file is not None:
            write_whole(map_file, map_text(columns))
    else:
        columns, grids = read_map(map_file, bank), read_grids(path, root)
        grid = next((one for one in grids if one.title == columns.sheet), grids[0])
        fits(columns, grid, map_file.name)
    _decided(columns, name, map_file)
    problems = [
        Problem(grid.name, f"the cells {m} are merged; one row is one person, so unmerge them.")
        for m in grid.merged
        if m.bottom > max(columns.header_rows)
    ]
    if problems:
        raise BadInput(problems)
    rows = _rows(grid, columns, bank, hashlib.sha256(read_bytes(path, name)).hexdigest(), problems)
    if problems and not leave_out:
        raise BadInput(problems)
    if not rows:
        raise BadInput([Problem(grid.name, "holds no answer to a question of the bank.")])
    notes = [
        Problem(f"{grid.name}, column {line.at}", f'"{line.header[:60]}" is read as {line.read_as} ({line.found}).')
        for line in columns.columns
        if line.read_as == NOTHING or line.found.startswith("similar")
    ]
    return Answered(tuple(rows), tuple(problems), (*notes, *_not_asked(rows, bank, grid.name)))


def answers_csv(found: Answered) -> bytes:
    """The rows as CSV that `assess score` and an engagement read; no text in it begins a formula."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in found.rows:
        value = "" if row["value"] is None else row["value"]
        told = {name: inert(row[name]) for name in ("department", "comment")}
        writer.writerow({**row, **told, "value": value})
    return ("\ufeff" + text.getvalue()).encode()


def _names_items(grids: list[Grid]) -> bool:
    """Whether a workbook has a column that names the item of a row, so that it may be long."""
    item = next({plain(header) for header in field.headers} for field in LONG if field.name == "item")
    return any(plain(cell) in item for grid in grids for _, cells in grid.rows[:30] for cell in cells)


def _long(path: Path, bank: Bank, root: Path | None) -> Answered | None:
    """Answers of a file with one row an answer; None where it has no column for the item."""
    try:
        read_sheets(path, LONG, root=root)
    except BadInput:
        return None
    frame = read_answers([path], root=root).answers
    ids = [item.id for item in bank.items]
    unknown = sorted(set(frame["item"]) - set(ids))
    if unknown:
        name = shown(path, root)
        raise BadInput(Problem(name, f'item "{one[:60]}" is not in {bank.id}.{nearest(one, ids)}') for one in unknown)
    rows = []
    for row in frame.itertuples():
        value = int(str(row.value)) if row.state == "answered" else None
        rows.append(dict(zip(COLUMNS, (row.respondent, row.level, row.department, row.item, value, row.state,
                                       masked(str(row.comment))), strict=True)))  # fmt: skip
    return Answered(tuple(rows))


def _proposed(grids: list[Grid], bank: Bank, name: str) -> tuple[Grid, AnswerMap]:
    """The sheet with most columns that are questions, and its map."""
    found = [(grid, propose(grid, bank, name)) for grid in grids]
    ids = {item.id for item in bank.items}
    grid, columns = max(found, key=lambda one: sum(line.read_as in ids for line in one[1].columns))
    if not any(line.read_as in ids or line.read_as == ASK for line in columns.columns):
        heads = ", ".join(f'"{line.header[:30]}"' for line in columns.columns[:6])
        raise BadInput([Problem(grid.name, f"no column resembles a question of {bank.id}; found {heads}.")])
    return grid, columns


def _decided(columns: AnswerMap, name: str, map_file: Path | None) -> None:
    kept = f"decide it in {map_file.name}" if map_file else "name a file with --map, decide it there"
    problems = []
    for line in columns.asked():
        could = f": {' or '.join(line.candidates)}" if line.candidates else ""
        what = f'"{line.header[:60]}" is not clear ({line.found or "marked ?"}){could}; {kept}.'
        problems.append(Problem(f"{name}, column {line.at}", what))
    if columns.level is None and not any(line.read_as == "level" for line in columns.columns):
        what = "no column says whether somebody is of the executives, the middle or the front line; " + kept
        problems.append(Problem(name, f"{what}: read_as: level, or level: for all."))
    if problems:
        raise BadInput(problems)


def _rows(grid: Grid, columns: AnswerMap, bank: Bank, digest: str, problems: list[Problem]) -> list[Row]:
    place = {line.read_as: number_of(line.at) for line in columns.columns if line.read_as != NOTHING}
    items = [(item, place[item.id], place.get(f"comment:{item.id}")) for item in bank.items if item.id in place]
    words: dict[str, Said] = {
        text: ("answered", said) if isinstance(said, int) else (said, None)
        for text, said in columns.words.answers.items()
    }
    seen: dict[str, int] = {}
    met: dict[tuple[str, str], Said | None] = {}
    rows: list[Row] = []
    for number, cells in grid.rows:
        if number <= max(columns.header_rows) or not any(_at(cells, at) for _, at, _ in items):
            continue
        person = _person(grid, number, cells, place, columns, digest, problems)
        if person is None:
            continue
        if (first := seen.setdefault(person["respondent"], number)) != number:
            problems.append(Problem(f"{grid.name}:{number}", f"this respondent has row {first} already; keep one."))
            continue
        for item, at, comment in items:
            try:
                said = _known(_at(cells, at), item, words, met)
            except ValueError as reason:
                problems.append(Problem(grid.at(number, at), f"item {item.id} is {masked(str(reason))}."))
                continue
            if said is not None and said[0] != "skipped":
                told = masked(_at(cells, comment)) if comment else ""
                rows.append({**person, "item": item.id, "value": said[1], "state": said[0], "comment": told})
    return rows


def _known(text: str, item: Item, words: dict[str, Said], met: dict[tuple[str, str], Said | None]) -> Said | None:
    """What a cell says, worked out once for each text of an item."""
    if (item.id, text) not in met:
        met[item.id, text] = answer_of(text, item, words)
    return met[item.id, text]


def _not_asked(rows: list[Row], bank: Bank, name: str) -> list[Problem]:
    """What somebody answered whose level is not asked it: kept, and told, as no score counts it."""
    asked = {(item.id, level) for item in bank.items for level in item.audience}
    count = Counter((row["item"], row["level"]) for row in rows if (row["item"], row["level"]) not in asked)
    return [
        Problem(name, f"item {item} is not asked of {level}; {n} answers are kept and not scored.")
        for (item, level), n in sorted(count.items())
    ]


def _person(
    grid: Grid, number: int, cells: tuple[str, ...], place: dict[str, int], columns: AnswerMap, digest: str,
    problems: list[Problem],
) -> Row | None:  # fmt: skip
    respondent, level, department = (_at(cells, place.get(name)) for name in PERSON)
    found = columns.level or level_of(level, columns.words.levels)
    if found is None:
        what = f'level is "{masked(level)[:60]}"; allowed are executive (高层), middle (中层), frontline (一线)'
        problems.append(
            Problem(grid.at(number, place["level"]), f"{what}; other words go under words.levels of the map.")
        )
        return None
    if "respondent" in place and not respondent:
        problems.append(Problem(grid.at(number, place["respondent"]), "respondent is empty; any id will do."))
        return None
    identity = opaque(respondent) if respondent else opaque(f"{digest}:{number}")
    return {"respondent": identity, "level": found, "department": masked(department)}


def _at(cells: tuple[str, ...], column: int | None) -> str:
    return cells[column - 1] if column and column <= len(cells) else ""
