"""plan(case) -> what is made one table and how: the three steps of the method, as a pure function."""

from __future__ import annotations

from collections.abc import Sequence

from assess.model.text import Text
from assess.treat.unify import steps
from assess.treat.unify.forms import Pair, forms
from assess.treat.unify.parts import Case, Cell, Copy, Matched, Own, Part, Place, Plan, Shared
from assess.treat.unify.place import Names, free_column, is_staged, old_places
from assess.treat.unify.types import Typed, canonical, typed
from assess.treat.unify.words import said

NOT_COMPARED = frozenset({"json", "nested", "other"})  # values without equality in some engine


def plan_of(case: Case) -> Plan:
    """The plan of a group; `sql` is false where nothing tells rows apart, and an open point says so."""
    types = {c.table: {col.name: typed(col.type, c.engine, case.dialect) for col in c.columns} for c in case.copies}
    shared, stays = _shared(case, types)
    places = old_places(case)
    names = Names(case.dialect, places.values())
    main = names.give(places[case.master.table], "_shared")
    parts = tuple(_part(case, copy, types[copy.table], shared, stays, names, places) for copy in case.copies)
    moving = steps.moving_order(parts)
    retention, told = steps.retention(case)
    sql = bool(case.key)
    return Plan(
        case, case.dialect, main, shared, parts, moving, steps.opens(case, shared, parts, types, retention),
        steps.same(case, shared), steps.differs(case), retention, told, steps.owner(case),
        steps.rules(case), tuple(steps.move(case, part) for part in moving),
        tuple(steps.drop_when(part, retention) for part in moving), sql, steps.limits(case, parts, types),
    )  # fmt: skip


def _shared(case: Case, types: dict[str, dict[str, Typed]]) -> tuple[tuple[Shared, ...], dict[tuple[str, str], Text]]:
    """Columns of the main table, and (table, column) -> why a matched column stays with its table all the same."""
    made: list[Shared] = []
    stays: dict[tuple[str, str], Text] = {}
    taken: list[str] = []
    for matched in case.columns:
        key = matched.name in case.key
        apart = {t for t, _ in matched.apart} if not key else set()
        members = [(t, name, types[t][name]) for t, name in matched.members]
        joining = [one for one in members if one[0] not in apart]
        cells, target = _cells(joining, case.dialect)
        together = {t for t, _, _ in joining if t in cells}
        if len(together) < 2 and not key:
            together = set()
        for table, name, _ in members:
            if table not in together:
                reason = "why_only" if len(members) == 1 else "why_meaning" if table in apart else "why_type"
                stays[table, name] = said(reason)
        if not together:
            continue
        name = free_column(taken, matched.name)
        taken.append(name)
        kept = {t: cells[t] for t, _, _ in joining if t in together}
        made.append(Shared(
            name, target.type, target.family, key, not (key or _filled(case, matched, kept)), _comment(case, matched),
            said("why_shared", n=len(kept)), kept,
        ))  # fmt: skip
    return tuple(made), stays


def _cells(members: Sequence[tuple[str, str, Typed]], dialect: str) -> tuple[dict[str, Cell], Typed]:
    """The copies' columns that convert into the canonical type, and that type."""
    target = canonical([one for _, _, one in members]).typed if members else Typed(typed("text", "", "").type, "text")
    found: dict[str, Cell] = {}
    for table, name, one in members:
        alike = one.type == target.type
        if one.family in NOT_COMPARED or not (
            alike or forms(Pair(target.type, target.family, one.type, one.family, dialect))
        ):
            continue
        found[table] = Cell(name, one.type, one.family)
    return found, target


def _filled(case: Case, matched: Matched, kept: dict[str, Cell]) -> bool:
    """Whether no copy can have it empty: every copy has the column, and every one says NOT NULL."""
    return len(kept) == len(case.copies) and all(
        copy.column(kept[copy.table].column).nullable is False for copy in case.copies
    )


def _comment(case: Case, matched: Matched) -> Text:
    """The first description a copy gives: in Chinese letters for zh, in Latin for en; the only one for both."""
    found = [copy.column(name).comment for copy in case.copies for t, name in matched.members if t == copy.table]
    found = [one for one in found if one]
    chinese = next((one for one in found if any("一" <= letter <= "鿿" for letter in one)), "")
    latin = next((one for one in found if one.isascii()), "")
    return Text(chinese or latin, latin or chinese)


def _part(
    case: Case,
    copy: Copy,
    types: dict[str, Typed],
    shared: Sequence[Shared],
    stays: dict[tuple[str, str], Text],
    names: Names,
    places: dict[str, Place],
) -> Part:
    old = places[copy.table]
    behind = {c.cells[copy.table].column for c in shared if copy.table in c.cells}
    own = tuple(
        Own(col.name, types[col.name].type, stays.get((copy.table, col.name)) or said("why_only"))
        for col in copy.columns if col.name not in behind
    )  # fmt: skip
    keys = [c for c in shared if c.key]
    key = tuple(c.cells[copy.table].column for c in keys if copy.table in c.cells)
    columns = [col.name for col in copy.columns]
    written = free_column([*columns, *(c.name for c in keys)], "written_as")
    endings = ("__before", "__rows", "__apart", "__compared", "__read", "__renewed")
    given = [names.give(old, ending) for ending in endings]
    before, rows, apart, compared, read, renewed = given
    return Part(
        copy, is_staged(case, copy), old, before, rows, apart, compared, read, renewed,
        {name: types[name].type for name in columns}, own, key if keys and len(key) == len(keys) else (), written,
        free_column([*columns, written], "kept_apart"),
    )  # fmt: skip
