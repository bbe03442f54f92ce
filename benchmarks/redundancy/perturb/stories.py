"""What became of a logical table in the company: one function a story, each gives the tables it leaves behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.redundancy.perturb.renames import rename_table
from benchmarks.redundancy.perturb.schemas import Logical
from benchmarks.redundancy.perturb.tables import Column, Table, as_kept, drifted
from benchmarks.redundancy.perturb.units import UNITS, Unit, styled
from benchmarks.redundancy.perturb.values import stream, universe

WORLD = 1_000_000  # row ids of another world of rows start this much later
_MARKS = ("{}_bak_20250630", "{}_bak", "{}_old", "{}_copy1", "{}_v2", "bak_{}", "{}_20260331", "tmp_{}", "{}_backup")


@dataclass(frozen=True, slots=True)
class Teller:
    """What every story needs: the logical table, random numbers of its own, and the two rates of renaming."""

    logical: Logical
    seed: int
    tables: float
    columns: float

    def rng(self, *names: str) -> np.random.Generator:
        return stream(self.seed, self.logical.name, *names)

    def rows(self) -> int:
        """Rows the original has: a tenth of the tables are small dictionaries."""
        rng = self.rng("rows")
        return int(rng.integers(25, 70)) if rng.random() < 0.1 else int(np.exp(rng.uniform(np.log(150), np.log(1200))))

    def all_rows(self, rows: int, world: str = "") -> pd.DataFrame:
        return universe(self.logical, rows, self.seed, world)

    def units(self, count: int) -> list[Unit]:
        return [UNITS[i] for i in self.rng("units").permutation(len(UNITS))[:count]]

    def name(self, unit: Unit, original: bool) -> tuple[str, bool]:
        """What the unit calls the table, and whether that is another name than the original's."""
        rng = self.rng("name", unit.id)
        if original or rng.random() >= self.tables:
            return styled(self.logical.name, unit), False
        return styled(rename_table(self.logical.name, unit.id, rng), unit), True

    def keep(
        self, unit: Unit, ids: np.ndarray[Any, Any], everything: pd.DataFrame, *, kind: str, of: str, changed: bool,
        name: str = "", schema: str | None = None, source: str = "", logical: Logical | None = None, offset: int = 0,
    ) -> Table:  # fmt: skip
        """The unit's table of the rows `ids` of everything there is."""
        rng = self.rng("keep", unit.id, kind, name, schema or "", source)
        told = logical or self.logical
        columns, frame = as_kept(told, everything.iloc[ids], unit, rng, self.columns, changed)
        if kind in ("near_copy", "subset", "superset", "version"):
            frame = drifted(frame, columns, told, rng)
        own, renamed = self.name(unit, original=of == "")
        return Table(
            source or unit.id, home(unit) if schema is None else schema, name or own, unit.id, self.logical.name, kind,
            of, columns, np.asarray(ids, dtype=np.int64) + offset, frame.reset_index(drop=True),
            renamed and not name,
        )  # fmt: skip


def home(unit: Unit) -> str:
    """The schema a unit's own tables stand in."""
    return {"dw": "pub", "erp": "SCM", "fin": "dbo"}.get(unit.id, "")


def lone(teller: Teller) -> Iterator[Table]:
    """Only one unit has it."""
    n = teller.rows()
    (unit,) = teller.units(1)
    yield teller.keep(unit, np.arange(n), teller.all_rows(n), kind="original", of="", changed=False)


def spread(teller: Teller) -> Iterator[Table]:
    """Two to eight units keep it ten per cent differently; some also an extract, a backup, a fuller or a same copy."""
    rng, n = teller.rng("spread"), teller.rows()
    count = int(rng.choice([2, 3, 4, 5, 6, 8], p=[0.3, 0.25, 0.2, 0.1, 0.1, 0.05]))
    units = teller.units(8)
    everything = teller.all_rows(3 * n)
    original = teller.keep(units[0], np.arange(n), everything, kind="original", of="", changed=False)
    kept = [original]
    for place, unit in enumerate(units[1:count]):
        ids = _most_of(n, place, rng)
        kept.append(teller.keep(unit, ids, everything, kind="near_copy", of=original.id, changed=True))
    free = iter(units[count:])
    extras = [name for name in ("exact_copy", "subset", "narrow", "superset", "version") if rng.random() < _OFTEN[name]]
    for name in extras:
        if name == "version":
            kept += _versions(teller, kept, rng)
        elif (unit := next(free, None)) is not None:
            kept.append(_EXTRA[name](teller, unit, original, everything, n))
    yield from kept


def _exact(teller: Teller, unit: Unit, original: Table, everything: pd.DataFrame, n: int) -> Table:
    return teller.keep(unit, np.arange(n), everything, kind="exact_copy", of=original.id, changed=False)


def _slice(teller: Teller, unit: Unit, original: Table, everything: pd.DataFrame, n: int) -> Table:
    """The rows of one year or one branch: a run of them."""
    rng = teller.rng("slice")
    size = max(12, int(n * rng.uniform(0.12, 0.35)))
    start = int(rng.integers(0, n - size + 1))
    ids = np.arange(start, start + size)
    return teller.keep(unit, ids, everything, kind="subset", of=original.id, changed=True)


def _narrow(teller: Teller, unit: Unit, original: Table, everything: pd.DataFrame, n: int) -> Table:
    """An extract of under half the columns for a purpose."""
    rng = teller.rng("narrow")
    fields = teller.logical.fields
    few = max(3, int(0.42 * len(fields)))
    chosen = {0, *rng.choice(np.arange(1, len(fields)), few - 1, replace=False).tolist()}
    logical = replace(teller.logical, fields=tuple(f for i, f in enumerate(fields) if i in chosen))
    ids = _most_of(n, 9, rng, own=0.0)
    return teller.keep(unit, ids, everything, kind="narrow", of=original.id, changed=True, logical=logical)


def _fuller(teller: Teller, unit: Unit, original: Table, everything: pd.DataFrame, n: int) -> Table:
    """All rows of the original, and those of others."""
    ids = np.arange(int(n * teller.rng("fuller").uniform(2.3, 2.7)))
    return teller.keep(unit, ids, everything, kind="superset", of=original.id, changed=True)


_EXTRA: dict[str, Callable[[Teller, Unit, Table, pd.DataFrame, int], Table]] = {
    "exact_copy": _exact, "subset": _slice, "narrow": _narrow, "superset": _fuller,
}  # fmt: skip
_OFTEN = {"exact_copy": 0.3, "subset": 0.35, "narrow": 0.15, "superset": 0.2, "version": 0.4}


def _versions(teller: Teller, kept: list[Table], rng: np.random.Generator) -> Iterator[Table]:
    """One or two old states beside a table; one in eight was moved to a schema for such things."""
    base = kept[int(rng.integers(0, len(kept)))]
    for mark in rng.choice(_MARKS, int(rng.integers(1, 3)), replace=False):
        yield _old_state(base, str(mark), rng)


def _old_state(base: Table, mark: str, rng: np.random.Generator) -> Table:
    rows = max(10, int(len(base.frame) * rng.uniform(0.8, 0.97)))
    columns = base.columns[:-1] if rng.random() < 0.3 and len(base.columns) > 6 else list(base.columns)
    aside = base.keeper.engine == "duckdb" and rng.random() < 0.125
    name = mark.format(base.name)
    name = name.upper() if base.keeper.case == "upper" else name
    frame = base.frame[[c.name for c in columns]].iloc[:rows].reset_index(drop=True)
    return Table(
        base.source, "backup" if aside else base.schema, name, base.unit, base.family, "version", base.id, columns,
        base.ids[:rows], frame,
    )  # fmt: skip


def shards(teller: Teller) -> Iterator[Table]:
    """One table cut by year or by number."""
    rng, (unit,) = teller.rng("shards"), teller.units(1)
    parts, size = int(rng.integers(3, 6)), max(60, teller.rows() // 2)
    everything = teller.all_rows(parts * size)
    by_year = rng.random() < 0.5
    first = ""
    for part in range(parts):
        name = styled(teller.logical.name, unit) + (f"_{2022 + part}" if by_year else f"_{part:02d}")
        ids = np.arange(part * size, (part + 1) * size)
        shard = teller.keep(unit, ids, everything, kind="shard", of=first, changed=False, name=name)
        first = first or shard.id
        yield shard


def environments(teller: Teller) -> Iterator[Table]:
    """Production, and the same for testing: in another schema, in another database, or beside it by name."""
    rng = teller.rng("environments")
    unit = next(u for u in teller.units(8) if u.engine == "duckdb" and u.id != "dw")
    n = max(80, teller.rows())
    everything = teller.all_rows(2 * n)
    way = int(rng.integers(0, 3))
    prod = teller.keep(unit, np.arange(n), everything, kind="environment", of="", changed=False)
    yield prod
    tests = (("uat", np.arange(int(0.85 * n))), ("dev", np.arange(n, n + max(30, n // 8))))
    for name, ids in tests[: int(rng.integers(1, 3))]:
        place: dict[str, Any] = (
            {"source": f"{unit.id}_{name}"}, {"schema": name}, {"name": f"{prod.name}_{name}"},
        )[way]  # fmt: skip
        place = {"name": prod.name} | place
        yield teller.keep(unit, ids, everything, kind="environment", of=prod.id, changed=False, **place)


def layers(teller: Teller) -> Iterator[Table]:
    """The warehouse's raw table and the cleaned one that a script makes of it."""
    rng, unit = teller.rng("layers"), UNITS[-1]
    n = max(80, teller.rows())
    everything = teller.all_rows(n)
    raw = teller.keep(
        unit,
        np.arange(n),
        everything,
        kind="layer",
        of="",
        changed=False,
        schema="ods",
        name=f"ods_{teller.logical.name}",
    )
    yield raw
    kept = np.flatnonzero(rng.random(n) < 0.97)
    clean = teller.keep(
        unit,
        kept,
        everything,
        kind="layer",
        of=raw.id,
        changed=True,
        schema="dwd",
        name=f"dwd_{teller.logical.name}_df",
    )
    if rng.random() < 0.7:
        clean.facts["sql"] = _insert(raw, clean)
    yield clean


def _insert(raw: Table, clean: Table) -> str:
    by_concept = {c.concept: c.name for c in raw.columns}
    picked = [(f'"{by_concept[c.concept]}"' if c.concept in by_concept else "NULL", c.name) for c in clean.columns]
    listed = ",\n  ".join(f'{source} AS "{name}"' for source, name in picked)
    first = raw.columns[0].name
    return (
        f"INSERT INTO {clean.schema}.{clean.name}\nSELECT\n  {listed}\nFROM {raw.schema}.{raw.name}\n"
        f'WHERE "{first}" IS NOT NULL;\n'
    )


def templates(teller: Teller) -> Iterator[Table]:
    """One form, other rows: a schema a tenant, a table a branch, or one product run by several units."""
    rng, n = teller.rng("templates"), max(80, teller.rows())
    way = int(rng.integers(0, 3))
    count = int(rng.integers(3, 5)) if way < 2 else int(rng.integers(2, 4))
    units = teller.units(8)
    if way == 0:
        units = [next(u for u in units if u.engine == "duckdb")] * count
    elif way == 1:
        units = [units[0]] * count
    first = ""
    names = rng.permutation(["huadong", "huabei", "xinan", "dongbei", "huazhong"])
    for place in range(count):
        unit, told = units[place], str(names[place])
        size = int(n * rng.uniform(0.5, 1.6))
        own = styled(teller.logical.name, unit)
        where: dict[str, Any] = ({"schema": f"t_{told}", "name": own}, {"name": styled(f"{teller.logical.name}_{told}", unit)}, {})[way]  # fmt: skip  # noqa: E501
        table = teller.keep(
            unit, np.arange(size), teller.all_rows(size, told), kind="template", of=first, changed=way == 2 and place > 0,  # noqa: E501
            offset=WORLD * (place + 1), **where,
        )  # fmt: skip
        table.facts["told_by_name"] = way < 2
        first = first or table.id
        yield table


def _most_of(n: int, place: int, rng: np.random.Generator, own: float = 0.02) -> np.ndarray[Any, Any]:
    """Nine tenths of the rows or more: some missing here and there or the newest not yet there, some of its own."""
    share = rng.uniform(0.9, 0.985)
    ids = np.arange(int(n * share)) if rng.random() < 0.4 else np.flatnonzero(rng.random(n) < share)
    extra = n + place * max(1, n // 20) + np.arange(int(n * rng.uniform(0, own)))
    return np.concatenate([ids, extra]).astype(np.int64)


__all__ = ["Column", "Teller", "environments", "layers", "lone", "shards", "spread", "templates"]
