"""A synthetic warehouse: layered SQL as it is written in real ones, over source tables with a catalogue."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

NOUNS = ("order", "member", "store", "product", "payment", "coupon", "delivery", "refund", "stock", "visit", "ticket",
         "supplier", "invoice", "campaign", "device")  # fmt: skip
FIELDS = ("amount", "quantity", "price", "discount", "tax", "fee", "status", "channel", "region", "city", "category",
          "brand", "created_at", "updated_at", "paid_at", "is_deleted", "remark", "operator", "weight",
          "score")  # fmt: skip


@dataclass
class Warehouse:
    """Statements in no order that helps, one text each, and the columns of the source tables."""

    statements: list[str] = field(default_factory=list)
    catalogue: dict[str, list[str]] = field(default_factory=dict)


def warehouse(count: int, seed: int = 7) -> Warehouse:
    """`count` statements over a tenth as many source tables of 20 to 45 columns."""
    rng = random.Random(seed)
    made = Warehouse()
    known: dict[str, list[str]] = {}
    for n in range(max(count // 10, 8)):
        noun = NOUNS[n % len(NOUNS)]
        extra = rng.sample(range(40), rng.randint(4, 24))
        columns = [f"{noun}_id", "member_id", "store_id", "dt", *rng.sample(FIELDS, 16), *(f"attr_{e}" for e in extra)]
        made.catalogue[f"ods.ods_{noun}_{n}"] = columns
    known |= made.catalogue
    forms: Sequence[Callable[[random.Random, dict[str, list[str]], str], tuple[str, list[str]]]] = (
        _cleaned, _latest, _wide, _summed, _united, _merged,
    )  # fmt: skip
    for n in range(count):
        form = forms[min(int(rng.random() ** 1.2 * len(forms)), len(forms) - 1)]
        target = f"{('dwd', 'dwd', 'dwd', 'dws', 'dws', 'ads')[forms.index(form)]}.t_{n}"
        text, columns = form(rng, known, target)
        made.statements.append(text)
        known[target] = columns
    rng.shuffle(made.statements)
    return made


def _pick(rng: random.Random, known: dict[str, list[str]]) -> str:
    """A table: half the time one of the last hundred, so that chains grow."""
    names = list(known)
    return rng.choice(names[-100:] if rng.random() < 0.5 else names)


def _cleaned(rng: random.Random, known: dict[str, list[str]], target: str) -> tuple[str, list[str]]:
    source = _pick(rng, known)
    columns = known[source]
    parts = []
    for column in columns:
        form = rng.choice(("t.{c}", "COALESCE(t.{c}, 0) AS {c}", "CAST(t.{c} AS STRING) AS {c}",
                           "CASE WHEN t.{c} = '' OR t.{c} = '-' THEN NULL ELSE TRIM(t.{c}) END AS {c}"))  # fmt: skip
        parts.append(form.format(c=column))
    lines = ",\n    ".join(parts)
    return f"INSERT OVERWRITE TABLE {target}\nSELECT\n    {lines}\nFROM {source} t\nWHERE t.dt = '2026-01-01'", columns


def _latest(rng: random.Random, known: dict[str, list[str]], target: str) -> tuple[str, list[str]]:
    source = _pick(rng, known)
    columns = known[source]
    key, by = columns[0], columns[min(3, len(columns) - 1)]
    lines = ",\n    ".join(columns)
    number = f"ROW_NUMBER() OVER (PARTITION BY {key} ORDER BY {by} DESC) AS rn"
    ranked = f"WITH ranked AS (\n  SELECT *, {number}\n  FROM {source}\n)"
    return f"CREATE TABLE {target} AS\n{ranked}\nSELECT\n    {lines}\nFROM ranked\nWHERE rn = 1", columns


def _wide(rng: random.Random, known: dict[str, list[str]], target: str) -> tuple[str, list[str]]:
    sources = [_pick(rng, known) for _ in range(rng.randint(2, 5))]
    parts, names, joins = [], [], []
    for n, source in enumerate(sources):
        columns = known[source]
        for column in rng.sample(columns, min(len(columns), rng.randint(8, 16))):
            parts.append(f"a{n}.{column} AS {column}_{n}")
            names.append(f"{column}_{n}")
        if n:
            joins.append(f"LEFT JOIN {source} a{n} ON a0.{known[sources[0]][0]} = a{n}.{columns[0]}")
    text = (
        f"INSERT INTO {target}\nSELECT\n    " + ",\n    ".join(parts) + f"\nFROM {sources[0]} a0\n" + "\n".join(joins)
    )
    return text, names


def _summed(rng: random.Random, known: dict[str, list[str]], target: str) -> tuple[str, list[str]]:
    source = _pick(rng, known)
    columns = known[source]
    keys = columns[: rng.randint(1, 3)]
    measured = rng.sample(columns, min(len(columns), rng.randint(4, 10)))
    parts = [*keys, *(f"SUM(IF(b.{c} > 0, b.{c}, 0)) AS sum_{c}" for c in measured),
             *(f"COUNT(DISTINCT b.{c}) AS n_{c}" for c in measured[:3]), "COUNT(*) AS cnt"]  # fmt: skip
    names = [*keys, *(f"sum_{c}" for c in measured), *(f"n_{c}" for c in measured[:3]), "cnt"]
    text = (
        f"INSERT OVERWRITE TABLE {target}\nSELECT\n    " + ",\n    ".join(parts)
        + f"\nFROM (SELECT * FROM {source} WHERE {columns[-1]} IS NOT NULL) b\nGROUP BY {', '.join(keys)}"
    )  # fmt: skip
    return text, names


def _united(rng: random.Random, known: dict[str, list[str]], target: str) -> tuple[str, list[str]]:
    width = rng.randint(6, 14)
    names = [f"c_{n}" for n in range(width)]
    branches = []
    for _ in range(rng.randint(2, 4)):
        source = _pick(rng, known)
        columns = known[source]
        chosen = [f"{rng.choice(columns)} AS {name}" for name in names]
        branches.append(f"SELECT {', '.join(chosen)} FROM {source}")
    return f"CREATE TABLE {target} AS\n" + "\nUNION ALL\n".join(branches), names


def _merged(rng: random.Random, known: dict[str, list[str]], target: str) -> tuple[str, list[str]]:
    source = _pick(rng, known)
    columns = known[source][: rng.randint(5, 12)]
    changes = ", ".join(f"{c} = s.{c}" for c in columns[1:])
    brought = ", ".join(f"s.{c}" for c in columns)
    using = f"USING (SELECT * FROM {source}) s ON t.{columns[0]} = s.{columns[0]}"
    whens = f"WHEN MATCHED THEN UPDATE SET {changes}\nWHEN NOT MATCHED THEN INSERT"
    return f"MERGE INTO {target} t {using}\n{whens} ({', '.join(columns)}) VALUES ({brought})", columns
