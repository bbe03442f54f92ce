"""Names in the target database: old names stay, new ones are told apart and short enough for every engine."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable

from assess.treat.unify.parts import Case, Copy, Place

MOST = {"oracle": 128, "mysql": 64, "postgres": 63, "redshift": 127}
SHORTEST = 63


class Names:
    """Gives names that are still free in the target; the same ones for the same tables."""

    def __init__(self, dialect: str, taken: Iterable[Place]) -> None:
        self._most = MOST.get(dialect, SHORTEST)
        self._taken = {(place.schema.casefold(), place.name.casefold()) for place in taken}

    def give(self, beside: Place, ending: str) -> Place:
        """A free name beside another: its name and the ending, shortened by a digest where it is too long."""
        for number in range(1, 1000):
            end = ending if number == 1 else f"{ending}{number}"
            place = Place(beside.schema, _short(beside.name, end, self._most))
            if (place.schema.casefold(), place.name.casefold()) not in self._taken:
                self._taken.add((place.schema.casefold(), place.name.casefold()))
                return place
        raise ValueError(f"no free name beside {beside.shown}")


def free_column(taken: Collection[str], wish: str) -> str:
    """A column name no column has yet, whatever its case."""
    known, name = {one.casefold() for one in taken}, wish
    while name.casefold() in known:
        name += "_"
    return name


def old_places(case: Case) -> dict[str, Place]:
    """Where each copy stands in the target under its old name.

    Tables of the target's own database stay where they are. Others get the schema of their source, and of its schema
    where it has one; SQLite has no schemas, so there a name that is taken gets the source in front.
    """
    found: dict[str, Place] = {}
    for copy in case.copies:
        schema = copy.schema if not is_staged(case, copy) else "_".join(filter(None, (copy.source, copy.schema)))
        place = Place("" if case.dialect == "sqlite" else schema, copy.name)
        if place in found.values():
            place = Place(place.schema, "_".join(filter(None, (copy.source, copy.schema, copy.name))))
        found[copy.table] = place
    return found


def is_staged(case: Case, copy: Copy) -> bool:
    """Whether the copy has to be brought into the target first: the target is the master's database, if it speaks
    the chosen dialect."""
    return copy.database != case.master.database or case.master.engine != case.dialect


def _short(name: str, ending: str, most: int) -> str:
    whole = name + ending
    if len(whole.encode()) <= most:
        return whole
    mark = "_" + hashlib.sha256(name.encode()).hexdigest()[:6] + ending
    kept = name.encode()[: most - len(mark.encode())].decode(errors="ignore")
    return kept + mark
