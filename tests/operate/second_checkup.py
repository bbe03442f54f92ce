"""The sample company three months on: three copies gone, one table renamed, one more reading of a metric."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

LATER = datetime(2027, 2, 22, 1, tzinfo=UTC)
GONE = {"scm.rq_dim", "fin.gys_da", "shop.cx_rl"}
RENAMED = ("kefu.wl_zt", "kefu.logistics_status")
CONFLICT = ("metrics/ecommerce.xlsx[指标] 有效订单数", "metrics/offline.csv 有效订单数")
_FILES = {"scm": "gongyinglian_scm.duckdb", "fin": "caiwu_fin.duckdb", "shop": "dianshang_shop.duckdb"}
_READING = '有效订单数,含已取消,,COUNT(order_id),shop.orders,paid_time IS NOT NULL,paid_time,"渠道, 日",日,单\n'


@dataclass(frozen=True)
class Twice:
    """An engagement with two runs by id, and `other`: the same as it was at the first of them."""

    folder: Path
    first: str
    second: str
    other: Path


def three_months_on(folder: Path) -> None:
    """Change the databases, the exports and the metric lists in `folder` as a client would."""
    for table in GONE:
        source, name = table.split(".")
        with duckdb.connect(str(folder / "databases" / _FILES[source])) as database:
            database.execute(f"DROP TABLE {name}")
        _each_line(folder, lambda line, name=name: "" if f",{name}," in line else line)
    old, new = (table.split(".")[1] for table in RENAMED)
    with sqlite3.connect(folder / "databases" / "kefu.db") as database:
        database.execute(f"ALTER TABLE {old} RENAME TO {new}")
    database.close()
    _each_line(folder, lambda line: line.replace(f",{old},", f",{new},"))
    with (folder / "metrics" / "offline.csv").open("a", encoding="utf-8") as metrics:
        metrics.write(_READING)


def _each_line(folder: Path, change: Callable[[str], str]) -> None:
    for path in [*folder.glob("catalogs/*.csv"), *folder.glob("usage/*.csv")]:
        text = path.read_bytes().decode("latin-1")  # byte for byte, whatever its encoding: the names are ASCII
        lines = [f"{line}\n" for line in text.split("\n")]
        path.write_bytes("".join(map(change, lines)).removesuffix("\n").encode("latin-1"))
