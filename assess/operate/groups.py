"""A group of the newest run as a person names it, with the columns and the key its comparison rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assess.model.errors import BadInput, Problem, nearest
from assess.model.verification import Estimate, Names
from assess.store.copies_file import CopiesFile, copies_of_run

_Declared = Mapping[str, tuple[str, bool]]  # column -> type, in_key


@dataclass(frozen=True)
class GroupOfRun:
    """One row of the run's copies file; of look-alikes `master` is the table the others are compared with."""

    id: str
    run: str
    verdict: str
    master: str
    members: tuple[str, ...]
    details: Mapping[str, Any]

    def mapping(self, member: str) -> list[Names]:
        """The columns that the master and the member share, by their names in each, in the order of the master."""
        return [
            (str(column["members"][self.master]), str(column["members"][member]))
            for column in self.details["columns"]
            if self.master in column["members"] and member in column["members"]
        ]

    def key(self, member: str, columns: Sequence[Names], declared: Sequence[_Declared]) -> tuple[int, ...]:
        """Places in `columns` of what tells rows apart: the key by which the rows were compared, unique in both; else
        the declared primary key of the master or of the member, where all its columns are there; else the nearly
        unique column by which they were compared; else nothing."""
        facts = self._facts(member)
        compared = self._compared(facts, columns)
        if compared and facts.get("basis") == "key":
            return compared
        for side in (0, 1):
            parts = {name for name, (_, in_key) in declared[side].items() if in_key}
            places = tuple(place for place, names in enumerate(columns) if names[side] in parts)
            if places and len(places) == len(parts):
                return places
        return compared

    def _compared(self, facts: Mapping[str, Any], columns: Sequence[Names]) -> tuple[int, ...]:
        said = facts.get("key")
        if not said:
            return ()
        for places in _places(str(said["master"]), [names[0] for names in columns]):
            if ", ".join(columns[place][1] for place in places) == said["here"]:
                return places
        return ()

    def estimate(self, member: str) -> Estimate | None:
        """The share of the member's rows the master has, as estimated; None where values were not compared."""
        share = self._facts(member).get("rows_in_master")
        return Estimate(float(share["low"]), float(share["base"]), float(share["high"])) if share else None

    def _facts(self, member: str) -> Mapping[str, Any]:
        return next((one for one in self.details["members"] if one["table"] == member), {})


def group_of_run(folder: Path, named: str) -> GroupOfRun:
    """The group of the newest run with this id, or the one that the finding of this id claims."""
    path = copies_of_run(folder)
    if path is None:
        raise BadInput([Problem(str(folder), f"no groups are kept yet; run `assess diagnose {folder}` first.")])
    file = CopiesFile(path)
    index = file.index
    rows = [row for row, identifier in enumerate(index["id"]) if identifier == named]
    rows = rows or [row for row, findings in enumerate(index["findings"]) if named in findings]
    if len(rows) > 1:
        ids = ", ".join(str(index["id"].iat[row]) for row in rows[:5])
        raise BadInput([Problem(named, f"is about {len(rows)} groups; name one: {ids}{' …' * (len(rows) > 5)}.")])
    if not rows:
        known = [*map(str, index["id"]), *sorted({str(f) for some in index["findings"] for f in some})]
        raise BadInput([Problem(named, f"is no group or finding of copies in the newest run.{_near(named, known)}")])
    row = rows[0]
    return GroupOfRun(
        str(index["id"].iat[row]), path.parent.name, str(index["verdict"].iat[row]), str(index["master"].iat[row]),
        tuple(map(str, index["members"].iloc[row])), file.details(row),
    )  # fmt: skip


def chosen_members(group: GroupOfRun, named: Sequence[str]) -> tuple[str, ...]:
    """The members named, or all; BadInput names the nearest for each that is none."""
    problems = [
        Problem(table, f"is the table of {group.id} that the others are compared with; name one of the others.")
        if table == group.master
        else Problem(table, f"is no table of {group.id}.{_near(table, group.members)}")
        for table in named
        if table not in group.members
    ]
    if problems:
        raise BadInput(problems)
    return tuple(dict.fromkeys(named)) or group.members


def _near(named: str, known: Sequence[str]) -> str:
    """A hint that stays one sentence, however many there are."""
    hint = nearest(named, known)
    if len(hint) <= 300:
        return hint
    return f" Allowed: {known[0]} to {known[-1]}, {len(known):,} names." if known else ""


def _places(joined: str, names: Sequence[str]) -> list[tuple[int, ...]]:
    """Every way to read `joined` as one of the names or several with commas between; a name may hold a comma."""
    found: list[tuple[int, ...]] = [(place,) for place, name in enumerate(names) if name == joined]
    for place, name in enumerate(names):
        if joined.startswith(f"{name}, "):
            found += [(place, *rest) for rest in _places(joined[len(name) + 2 :], names)]
    return found
