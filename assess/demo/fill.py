"""Fills an everyday table from a few words a column: `name kind comment`, one line each."""

from __future__ import annotations

from binascii import crc32
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from assess.demo.world import CHANNELS, World, stream

Draw = Callable[[np.random.Generator, int, list[str], str], Any]
Kinds = dict[str, tuple[Draw, str]]


def fill(
    kinds: Kinds, seed: int, table: str, rows: int, lines: str
) -> tuple[pd.DataFrame, dict[str, str], dict[str, str]]:
    """A frame of `rows` rows, the type of each column and its comment (those noted as `-` have none)."""
    values: dict[str, Any] = {}
    types: dict[str, str] = {}
    comments: dict[str, str] = {}
    for line in lines.strip().splitlines():
        name, kind, comment = line.split(maxsplit=2)
        word, *options = kind.split(":")
        draw, types[name] = kinds[word]
        values[name] = draw(stream(seed, table, name), rows, options, table)
        if comment != "-":
            comments[name] = comment
    return pd.DataFrame(values), types, comments


def key_of(lines: str) -> str:
    """The first column where it counts or names the rows, else none."""
    name, kind, *_ = lines.strip().splitlines()[0].split()
    return name if kind.split(":")[0] in ("seq", "own", "serial") else ""


def kinds_of(world: World) -> Kinds:
    """How each kind of column is drawn in this world, and its type."""

    def from_frame(frame: pd.DataFrame, column: str) -> Draw:
        values = frame[column].to_numpy()
        return lambda rng, n, options, table: values[(len(values) * rng.random(n) ** 1.3).astype(int)]

    common = world.orders[world.orders["holder"] == ""]
    return {
        "seq": (lambda rng, n, options, table: np.arange(1, n + 1), "BIGINT"),
        "own": (_own, "VARCHAR"),
        "serial": (lambda rng, n, options, table: [f"{options[0]}{i:05d}" for i in range(1, n + 1)], "VARCHAR"),
        "code": (
            lambda rng, n, options, table: [f"{options[0]}{i:05d}" for i in rng.integers(1, int(options[1]) + 1, n)],
            "VARCHAR",
        ),
        "int": (lambda rng, n, options, table: rng.integers(int(options[0]), int(options[1]) + 1, n), "INTEGER"),
        "money": (_money, "DECIMAL(14,2)"),
        "ratio": (
            lambda rng, n, options, table: np.round(rng.uniform(float(options[0]), float(options[1]), n), 4),
            "DOUBLE",
        ),
        "pick": (lambda rng, n, options, table: rng.choice(options[0].split("|"), n), "VARCHAR"),
        "flag": (lambda rng, n, options, table: rng.choice(["Y", "N"], n, p=[0.8, 0.2]), "VARCHAR"),
        "staff": (
            lambda rng, n, options, table: [f"{table.split('.')[0].upper()}{i:03d}" for i in rng.integers(1, 80, n)],
            "VARCHAR",
        ),
        "phone": (lambda rng, n, options, table: [f"000-{i:08d}" for i in rng.integers(0, 10**8, n)], "VARCHAR"),
        "day": (lambda rng, n, options, table: _day(rng, n, "2026-05-26", "2026-11-21"), "DATE"),
        "oldday": (lambda rng, n, options, table: _day(rng, n, "2019-01-01", "2026-05-01"), "DATE"),
        "iceday": (lambda rng, n, options, table: _day(rng, n, "2014-01-01", "2018-12-31"), "DATE"),
        "year": (lambda rng, n, options, table: _day(rng, n, f"{table[-4:]}-01-01", f"{table[-4:]}-10-31"), "DATE"),
        "time": (_time, "TIMESTAMP"),
        "channel": (lambda rng, n, options, table: rng.choice(CHANNELS, n), "VARCHAR"),
        "member": (from_frame(world.members, "member_id"), "BIGINT"),
        "product": (from_frame(world.products, "product_code"), "VARCHAR"),
        "store": (from_frame(world.stores, "store_code"), "VARCHAR"),
        "supplier": (from_frame(world.suppliers, "supplier_code"), "VARCHAR"),
        "farm": (from_frame(world.farms, "farm_code"), "VARCHAR"),
        "campaign": (from_frame(world.campaigns, "campaign_code"), "VARCHAR"),
        "warehouse": (from_frame(world.warehouses, "warehouse_code"), "VARCHAR"),
        "city": (from_frame(world.regions, "city"), "VARCHAR"),
        "order": (from_frame(common, "order_id"), "BIGINT"),
    }


def _own(rng: np.random.Generator, n: int, options: list[str], table: str) -> list[str]:
    """Codes no other table has: the middle digits are the table's."""
    block = crc32(table.encode()) % 90000 + 10000
    return [f"{options[0]}{block}{i:05d}" for i in rng.permutation(n) + 1]


def _money(rng: np.random.Generator, n: int, options: list[str], table: str) -> Any:
    """Skewed to the low end, as amounts are."""
    low, high = float(options[0]), float(options[1])
    return np.round(low + (high - low) * rng.random(n) ** 2.2, 2)


def _day(rng: np.random.Generator, n: int, first: str, last: str) -> Any:
    start = np.datetime64(first, "D")
    days = int((np.datetime64(last, "D") - start).astype(int))
    return (start + rng.integers(0, days + 1, n).astype("timedelta64[D]")).astype("datetime64[s]")


def _time(rng: np.random.Generator, n: int, options: list[str], table: str) -> Any:
    return np.datetime64("2026-05-26T00:00:00", "s") + rng.integers(0, 179 * 86400, n).astype("timedelta64[s]")
