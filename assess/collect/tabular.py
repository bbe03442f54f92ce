"""One reader for a client's tables: CSV, XLSX, Parquet and JSON lines, whatever the headers are called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import pandas as pd

from assess.collect.tabular_parts import Part, find_header, parts_of
from assess.collect.text_file import shown
from assess.model.errors import BadInput, Problem, nearest


@dataclass(frozen=True, slots=True)
class Field:
    """A column we know: our name, the headers clients use for it (with commas between), whether a file must have it."""

    name: str
    others: str = ""
    required: bool = False

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header this column may have, ours first."""
        return (self.name, *(header.strip() for header in self.others.split(",") if header.strip()))


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one file or sheet. `frame` has our names as columns, all text, empty for missing;
    its index is the row in the file, 1 for the first. `unused` are the headers nobody asked for."""

    name: str
    frame: pd.DataFrame
    unused: tuple[str, ...] = ()


def read_sheets(
    path: Path,
    fields: Sequence[Field],
    *,
    columns: Mapping[str, str] | None = None,
    root: Path | None = None,
    wide: bool = False,
) -> list[Sheet]:
    """The sheets of `path` that have the required fields; BadInput names what is missing.

    `columns` maps our name to the client's header and goes before the known synonyms. With `wide` the columns
    nobody asked for are kept in the frame under their own headers.
    """
    name = shown(path, root)
    known = headers_of(fields, columns or {})
    unknown = [key for key in columns or {} if key not in {f.name for f in fields}]
    if unknown:
        allowed = [f.name for f in fields]
        raise BadInput(
            Problem(name, f'columns names "{k}", which is no field of ours.{nearest(k, allowed)}') for k in unknown
        )
    parts = [part for part in parts_of(path, name, known) if part.rows or part.table is not None]
    if not parts:
        raise BadInput([Problem(name, "is empty: it has no header and no row.")])
    read = [_sheet(part, fields, columns or {}, known, wide) for part in parts]
    good = [sheet for sheet, missing in read if not missing]
    if good:
        return good
    part, (_, missing) = min(zip(parts, read, strict=True), key=lambda pair: len(pair[1][1]))
    raise BadInput(_missing(part, missing, known, columns or {}))


def headers_of(fields: Sequence[Field], columns: Mapping[str, str]) -> dict[str, str]:
    """Plain header -> our name; an explicit header hides the synonyms of its field."""
    known: dict[str, str] = {}
    for field in fields:
        if field.name in columns:
            continue
        for header in field.headers:
            known.setdefault(plain(header), field.name)
    return {**known, **{plain(header): ours for ours, header in columns.items()}}


def plain(header: str) -> str:
    """A header without case, spaces, marks and what stands in brackets: `Table Name (表名)` is `tablename`."""
    text = header.strip().lower().replace("（", "(")
    text = text.split("(")[0] if text.split("(")[0].strip() else text
    return "".join(c for c in text if c.isalnum())


def sheet_of(part: Part, fields: Sequence[Field], columns: Mapping[str, str], known: Mapping[str, str]) -> Sheet:
    """The sheet of a part that is known to have every required field."""
    return _sheet(part, fields, columns, known, wide=False)[0]


def _sheet(
    part: Part, fields: Sequence[Field], columns: Mapping[str, str], known: Mapping[str, str], wide: bool
) -> tuple[Sheet, list[Field]]:
    if part.table is not None:
        header, frame = list(part.table.columns), part.table
        first = part.first_row
    else:
        at = find_header(part.rows, known)
        header = [cell.strip() for cell in part.rows[at][1]]
        while header and not header[-1]:
            header.pop()
        body = [(number, cells) for number, cells in part.rows[at + 1 :] if any(cell.strip() for cell in cells)]
        _check_widths(part.name, header, body)
        width = len(header)
        filled = [cells[:width] + [""] * (width - len(cells)) for _, cells in body]
        frame = pd.DataFrame(filled, columns=range(width), index=[n for n, _ in body], dtype="str")
        first = 0
    if first:
        frame = frame.set_axis(pd.RangeIndex(first, first + len(frame)), axis=0)
    chosen: dict[str, pd.Series[str]] = {}
    unused, called = [], {}
    for place, title in enumerate(header):
        ours = known.get(plain(title)) if title else None
        column = frame.iloc[:, place]
        if ours and ours not in chosen:
            chosen[ours] = column.astype("str").str.strip()
            called[ours] = title
        elif ours and title == called.get(ours) and not column.astype("str").str.strip().equals(chosen[ours]):
            raise BadInput([Problem(part.name, f"two columns are called {title}, with different cells; keep one.")])
        elif title:
            unused.append(title)
            if wide and title not in chosen:
                chosen[title] = column.astype("str").str.strip()
    missing = [f for f in fields if f.name not in chosen and (f.required or f.name in columns)]
    return Sheet(part.name, pd.DataFrame(chosen, index=frame.index), tuple(unused)), missing


def _check_widths(name: str, header: list[str], body: list[tuple[int, list[str]]]) -> None:
    """Rows with more cells than the header or with fewer say nothing certain about which cell is which."""
    width = len(header)
    problems = []
    for number, cells in body:
        used = len(cells)
        while used > width and not cells[used - 1].strip():
            used -= 1
        padded = used < width and name.endswith("]")  # a sheet's rows end at their last used cell
        if used != width and not padded:
            problems.append(Problem(f"{name}:{number}", f"has {used} cells, the header has {width}."))
    if problems:
        more = len(problems) - 10
        rest = [Problem(name, f"{more} more rows have the same fault.")] if more > 0 else []
        raise BadInput([*problems[:10], *rest])


def _missing(part: Part, missing: list[Field], known: Mapping[str, str], columns: Mapping[str, str]) -> list[Problem]:
    if part.table is not None:
        found = [str(c) for c in part.table.columns]
    else:
        found = [cell.strip() for cell in part.rows[find_header(part.rows, known)][1] if cell.strip()]
    listed = ", ".join(found[:30]) or "none"

    def missing_one(field: Field) -> str:
        strange = {plain(title): title for title in found if plain(title) not in known}
        close = [
            title for word, title in strange.items() if get_close_matches(word, map(plain, field.headers), 1, 0.75)
        ]
        near = f' The nearest is "{close[0]}".' if close else ""
        names = ", ".join(field.headers[:6])
        return f"the column {field.name} is missing; it may be called {names}; found: {listed}.{near}"

    return [
        Problem(
            part.name,
            f'there is no column "{columns[f.name]}", which `columns` names for {f.name}; found: {listed}.'
            if f.name in columns
            else missing_one(f),
        )
        for f in missing
    ]
