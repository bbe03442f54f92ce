"""Which columns hold personal data, by name and by what their values look like, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from assess.collect.canonical import value_kind
from assess.collect.personal import MASKED, PLAIN, PSEUDONYMISED, UNKNOWN, may_hold
from assess.collect.personal_kinds import Kind, kinds
from assess.diagnose.redundancy.catalogue import Flags
from assess.diagnose.redundancy.personal_names import Pieces, named, pieces_of, read_comment, read_name, says
from assess.model.evidence import Evidence

NAME, VALUES, BOTH = "by_name", "by_values", "by_both"
CONFIRMED = 0.5  # share of the values that must fit what the name says
PROVEN, ENOUGH = 0.9, 50  # share that must fit, of so many different values, where no name says it
_TYPES = {
    "birth_date": {"text", "date", "time", "zoned", "whole"},
    "gender": {"text", "whole", "flag"},
    "ethnicity": {"text", "whole"},
    "religion": {"text", "whole"},
    "salary": {"text", "whole", "decimal", "float"},
    "person_name": {"text"},
    "address": {"text"},
}


@dataclass(frozen=True, slots=True)
class Mark:
    """One column that holds personal data.

    `basis` is by_both (name and values: certain), by_values (likely) or by_name (possible); `state` plain, masked,
    pseudonymised, or unknown where nobody looked at the values; `share` of the values looked at that fit;
    `business` for a person as the contact of an organisation; `guessed` from a short name that may mean other things.
    """

    column: str
    kind: str
    basis: str
    state: str
    share: float | None = None
    seen: int | None = None
    business: bool = False
    guessed: bool = False

    @property
    def told(self) -> Kind:
        return kinds()[self.kind]

    @property
    def bare(self) -> bool:
        """Whether the data may lie there for all to read."""
        return self.state in (PLAIN, UNKNOWN) and not self.business


@dataclass(frozen=True, slots=True)
class _Looks:
    """What the evidence says of a column's values: by kind (share, spread), and by other state its share."""

    fits: Mapping[str, tuple[float, int | None]]
    states: Mapping[str, float]
    seen: int
    distinct: int


def personal_marks(evidence: Evidence, tables: Iterable[str]) -> dict[str, tuple[Mark, ...]]:
    """The marks of each of the `tables` that has any, in the order of its columns."""
    wanted = set(tables)
    about = evidence.tables[evidence.tables["table_id"].isin(wanted)].drop_duplicates("table_id")
    titles = {
        str(table): (str(name), str(comment), str(engine))
        for table, name, comment, engine in zip(
            about["table_id"], about["name"], about["comment"], about["engine"], strict=True
        )
    }
    looks = _looks(evidence.personal[evidence.personal["table_id"].isin(wanted)])
    columns = evidence.columns[evidence.columns["table_id"].isin(wanted)]
    columns = columns[_worth_a_look(columns, looks)].sort_values(["table_id", "position"], kind="stable")
    by_table: dict[str, dict[str, tuple[str, str, str]]] = {}
    for table, name, kind, comment in zip(
        *(columns[c].astype(str) for c in ("table_id", "name", "type", "comment")), strict=True
    ):
        by_table.setdefault(table, {}).setdefault(name, (name, kind, comment))
    marks = {
        table: _of_table(titles[table], list(rows.values()), looks.get(table, {}))
        for table, rows in by_table.items()
        if table in titles
    }
    return {table: found for table, found in marks.items() if found}


def _worth_a_look(columns: pd.DataFrame, looks: Mapping[str, Mapping[str, _Looks]]) -> Flags:
    """Which columns a name, a comment or values speak for; each name is read once, however many columns bear it."""
    worth = np.zeros(len(columns), dtype=bool)
    for part, read in (("name", read_name), ("comment", read_comment)):
        codes, texts = pd.factorize(columns[part])
        said = [bool((found := read(str(text))).names or found.hints) for text in texts]
        worth |= np.array(said, dtype=bool)[codes]
    fits = {(table, column) for table, found in looks.items() for column, look in found.items() if look.fits}
    if fits:
        keys = zip(columns["table_id"], columns["name"], strict=True)
        worth |= np.fromiter((key in fits for key in keys), dtype=bool, count=len(columns))
    return worth


def _looks(frame: pd.DataFrame) -> dict[str, dict[str, _Looks]]:
    found: dict[str, dict[str, _Looks]] = {}
    for (table, column), rows in frame.groupby(["table_id", "column"], sort=False, observed=True):
        plain = rows[rows["state"] == PLAIN]
        other = rows[rows["state"].isin([MASKED, PSEUDONYMISED])]
        found.setdefault(str(table), {})[str(column)] = _Looks(
            {
                str(kind): (float(share), None if pd.isna(spread) else int(spread))
                for kind, share, spread in zip(plain["kind"], plain["share"], plain["spread"], strict=True)
            },
            {str(state): float(share) for state, share in zip(other["state"], other["share"], strict=True)},
            int(rows["seen"].iloc[0]),
            int(rows["distinct"].iloc[0]),
        )
    return found


def _of_table(
    title: tuple[str, str, str], columns: list[tuple[str, str, str]], looks: Mapping[str, _Looks]
) -> tuple[Mark, ...]:
    """Marks of the columns (name, type, comment) of a table (name, comment, engine).

    What needs people about is marked only in a table that names them or holds what only they have.
    """
    name, comment, engine = title
    about = (*pieces_of(name), *pieces_of(comment))
    people, elsewhere = says(about, "people"), says(about, "organisations")
    marks = []
    for column, declared, said in columns:
        mark = _of_column(column, declared, said, engine, looks.get(column))
        if mark:
            marks.append(_whose(mark, (*pieces_of(column), *pieces_of(said)), elsewhere and not people))
    kept = [mark for mark in marks if mark is not None]
    about_people = people or any(_personal_itself(mark) for mark in kept)
    return tuple(mark for mark in kept if about_people or not (mark.told.person or mark.guessed))


def _of_column(column: str, declared: str, comment: str, engine: str, looks: _Looks | None) -> Mark | None:
    said = named(column, comment)
    names = [kind for kind in said.names if _can_hold(kind, declared, engine)]
    hints = [kind for kind in said.hints if _can_hold(kind, declared, engine)]
    if looks is None:
        guess = names or [kind for kind in hints if not kinds()[kind].values]
        state = UNKNOWN if said.state == PLAIN else said.state
        return Mark(column, guess[0], NAME, state, guessed=guess[0] in hints) if guess else None
    by_fit = sorted((kind for kind in (*names, *hints) if kind in looks.fits), key=lambda k: -looks.fits[k][0])
    if by_fit and looks.fits[by_fit[0]][0] >= CONFIRMED:
        return Mark(column, by_fit[0], BOTH, PLAIN, looks.fits[by_fit[0]][0], looks.seen)
    for state, share in looks.states.items():
        if names and share >= CONFIRMED:
            return Mark(column, names[0], BOTH, state, share, looks.seen)
    alone = next((kind for kind in looks.fits if _proven(kind, looks, column, comment)), None)
    if alone:
        return Mark(column, alone, VALUES, PLAIN, looks.fits[alone][0], looks.seen)
    loose = [kind for kind in names if not kinds()[kind].strict]
    loose += [kind for kind in hints if not kinds()[kind].values]
    return (
        Mark(column, loose[0], NAME, PLAIN if said.state == PLAIN else said.state, None, looks.seen) if loose else None
    )


def _proven(kind: str, looks: _Looks, column: str, comment: str) -> bool:
    """Whether the values alone say it; a long number in a column of order numbers, amounts or times does not."""
    told, (share, spread) = kinds()[kind], looks.fits[kind]
    if not told.alone or share < PROVEN or looks.distinct < ENOUGH or (spread or told.spread) < told.spread:
        return False
    running = says((*pieces_of(column), *pieces_of(comment)), "running")
    return not running or kind == "email"


def _can_hold(kind: str, declared: str, engine: str) -> bool:
    """Whether a type can hold it; one that nobody knows can."""
    known = value_kind(declared, engine) if declared else ""
    if not known:
        return True
    return known in _TYPES[kind] if kind in _TYPES else may_hold(declared, engine)


def _whose(mark: Mark, pieces: Pieces, organisation: bool) -> Mark | None:
    """The mark, as a business contact's where the column or its table is about an organisation; none for its own."""
    if mark.told.always or says(pieces, "people"):
        theirs = organisation and not mark.told.always and says(pieces, "contacts")
        return _business(mark) if theirs else mark
    if not organisation and not says(pieces, "organisations"):
        return mark
    return _business(mark) if says(pieces, "contacts") else None


def _business(mark: Mark) -> Mark:
    return replace(mark, business=True)


def _personal_itself(mark: Mark) -> bool:
    return mark.told.claims and not mark.told.person and not mark.guessed and not mark.business
