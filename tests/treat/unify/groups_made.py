"""Random groups of copies: renamed, retyped, shortened, with missing rows, repeated and empty keys, and conflicts."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from assess.model.text import Text
from assess.treat.unify.parts import Case, Column, Copy, Matched

Value = Any
NAMES = ("order_id", "金额", "say \"hi\"", "a`b", "select", "x;--", "it's", "sp ace", "Ünïcode", "row\nbreak", "100%",
         "back\\slash", "converts", "how_often", "kept_apart", "written_as", "in_main", "form_1", "shared_key_1", "t",
         "m", "r", "K", "订单号", "%s", "{{x}}", "/*", "*/")  # fmt: skip
TEXTS = (
    "",
    " ",
    "a",
    "a ",
    "A",
    "é",
    "数据",
    "😀",
    "O'Brien",
    "line\nbreak",
    "12.50",
    "null",
    "NULL",
    "\\",
    "%",
    "007",
)
DAY = date(2024, 2, 27)


@dataclass(frozen=True)
class Kind:
    """A kind of value: what the main row holds, and how a copy of each type keeps it."""

    draw: Callable[[random.Random], Value]
    types: dict[str, Callable[[Value], Value]]


def _same(value: Value) -> Value:
    return value


def _text(value: Value) -> str:
    return str(value)


KINDS: dict[str, Kind] = {
    "whole": Kind(lambda r: r.choice([0, 1, -1, 7, 42, 99_999, 2_000_000_000, r.randrange(10**6)]),
                  {"INTEGER": _same, "BIGINT": _same, "VARCHAR": _text, "DECIMAL(14,2)": Decimal, "DOUBLE": float,
                   "TEXT": lambda v: f"0{v}"}),
    "money": Kind(lambda r: Decimal(r.randrange(-10**7, 10**7)) / 100,
                  {"DECIMAL(14,2)": _same, "DECIMAL(18,4)": _same, "DOUBLE": float, "VARCHAR": lambda v: f"{v:.2f}",
                   "TEXT": lambda v: f"{v.normalize():f}", "VARCHAR(40)": lambda v: f"{v:.4f}"}),
    "float": Kind(lambda r: r.choice([0.1, -0.0, 1e300, 1 / 3, r.random() * 1e6, 12.0]),
                  {"DOUBLE": _same, "VARCHAR": repr, "DECIMAL(18,4)": lambda v: Decimal(f"{v % 1000:.4f}")}),
    "text": Kind(lambda r: r.choice(TEXTS), {"VARCHAR": _same, "TEXT": _same, "VARCHAR(60)": _same,
                                             "VARCHAR(80)": lambda v: v + " "}),
    "day": Kind(lambda r: DAY + timedelta(days=r.randrange(900)),
                {"DATE": _same, "VARCHAR": lambda v: f"{v:%Y-%m-%d}", "TEXT": lambda v: f"{v:%Y%m%d}",
                 "VARCHAR(10)": lambda v: f"{v:%Y/%m/%d}", "BIGINT": lambda v: int(f"{v:%Y%m%d}"),
                 "TIMESTAMP": lambda v: datetime(v.year, v.month, v.day), "VARCHAR(20)": lambda v: "2026-02-31"}),
    "moment": Kind(lambda r: datetime(2024, 2, 29, 23, 59, 1) + timedelta(seconds=r.randrange(10**7)),
                   {"TIMESTAMP": _same, "VARCHAR": lambda v: f"{v:%Y-%m-%d %H:%M:%S}",
                    "TEXT": lambda v: f"{v:%Y-%m-%dT%H:%M:%S}", "DATE": lambda v: v.date(),
                    "VARCHAR(30)": lambda v: f"{v:%d.%m.%Y}"}),
    "flag": Kind(lambda r: r.random() < 0.5, {"BOOLEAN": _same, "INTEGER": int, "VARCHAR": lambda v: "YN"[not v],
                                              "TEXT": lambda v: str(v).lower()}),
}  # fmt: skip
ZONED = Kind(
    lambda r: datetime(2024, 2, 29, 23, 59, 1, tzinfo=UTC) + timedelta(seconds=r.randrange(10**7)),
    {"TIMESTAMPTZ": _same, "TIMESTAMP": lambda v: v.replace(tzinfo=None)},
)  # with a zone and without: what is kept apart until somebody decides


@dataclass(frozen=True)
class Made:
    """A case, the rows of its copies by table id, and what was planted in each: reason -> rows."""

    case: Case
    data: dict[str, list[tuple[Value, ...]]]
    conflicts: dict[str, int]


def made_group(seed: int, dialect: str) -> Made:
    """A group of two to five copies with two to nine columns; the same for the same seed."""
    rng = random.Random(seed)
    names = rng.sample(NAMES, 9)
    kinds = [rng.choice(["whole", "text", "day"]), *rng.choices(_kinds(dialect), k=rng.randrange(1, 7))]
    rows = _rows(rng, kinds, rng.randrange(5, 60))
    copies: list[Copy] = []
    data: dict[str, list[tuple[Value, ...]]] = {}
    members: list[dict[str, str]] = [{} for _ in kinds]
    conflicts: dict[str, int] = {}
    for number in range(rng.randrange(2, 6)):
        table = f"s{number}.copy'{number}\"; --"
        held = [n for n in range(len(kinds)) if n == 0 or number == 0 or rng.random() < 0.85]
        types = {n: _type(rng, kinds[n], number) for n in held}
        columns = [Column(f"{names[n]}{'' if rng.random() < 0.5 else number}", types[n]) for n in held]
        for n, column in zip(held, columns, strict=True):
            members[n][table] = column.name
        own = [Column(f"own {number}", rng.choice(["VARCHAR", "INTEGER"]))] if rng.random() < 0.5 else []
        kept = [list(row) for row in rows if number == 0 or rng.random() < 0.9]
        changed = _change(rng, kinds, held, kept, number)
        if changed:
            conflicts[table] = changed
        filled = [_stored(rng, row, held, types, kinds, own) for row in kept]
        filled += [filled[rng.randrange(len(filled))] for _ in range(rng.randrange(3) if filled else 0)]
        order = list(range(len(columns) + len(own)))
        rng.shuffle(order)
        all_columns = [*columns, *own]
        data[table] = [tuple(row[i] for i in order) for row in filled]
        place = "" if dialect == "sqlite" else f"s{number}"
        copies.append(Copy(table, f"d{number}", "", "here", dialect, f"s{number}", place, f"copy'{number}\"; --",
                           tuple(all_columns[i] for i in order)))  # fmt: skip
    matched = tuple(Matched(names[n], tuple(m.items())) for n, m in enumerate(members) if len(m) > 1)
    only = tuple(Matched(names[n], tuple(m.items())) for n, m in enumerate(members) if len(m) == 1)
    departments = {f"d{n}": (Text.both(f"d{n}"), "") for n in range(5)}
    case = Case("G0001", "near_copy", tuple(copies), (*matched, *only), (names[0],), dialect, departments)
    return Made(case, data, conflicts)


def _kinds(dialect: str) -> list[str]:
    return [*KINDS, "zoned"] if dialect == "postgres" else [*KINDS]  # DuckDB needs pytz to hand one over


def _kind(name: str) -> Kind:
    return ZONED if name == "zoned" else KINDS[name]


def _rows(rng: random.Random, kinds: list[str], count: int) -> list[list[Value]]:
    rows = []
    for number in range(count):
        key: Value = {"whole": number, "text": f"k{number}", "day": DAY + timedelta(days=number)}[kinds[0]]
        rest = [None if rng.random() < 0.1 else _kind(kind).draw(rng) for kind in kinds[1:]]
        rows.append([None if rng.random() < 0.04 else key, *rest])
    return rows


def _type(rng: random.Random, kind: str, number: int) -> str:
    types = list(_kind(kind).types)
    return types[0] if number == 0 and rng.random() < 0.7 else rng.choice(types)


def _change(rng: random.Random, kinds: list[str], held: list[int], rows: list[list[Value]], number: int) -> int:
    """Other values under the same key, in some rows of a copy that is not the master; how many rows."""
    changed = 0
    for row in rows if number else ():
        place = rng.choice(held)
        if place and row[0] is not None and rng.random() < 0.1:
            new = _kind(kinds[place]).draw(rng)
            changed += new != row[place]
            row[place] = new
    return changed


def _stored(
    rng: random.Random, row: list[Value], held: list[int], types: dict[int, str], kinds: list[str], own: list[Column]
) -> list[Value]:
    found = [None if row[n] is None else _kind(kinds[n]).types[types[n]](row[n]) for n in held]
    mine = [None if rng.random() < 0.2 else "own" if c.type == "VARCHAR" else rng.randrange(9) for c in own]
    return [*found, *mine]
