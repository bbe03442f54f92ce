"""Derivations as departments write them: a query over source tables, in several styles, in English and in pinyin."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

DEPARTMENTS = ("sales", "finance", "crm", "supply", "marketing", "service")
SUBJECTS = (
    ("orders", ("order_id", "member_id", "store_id", "sku_id", "pay_time", "amount", "discount", "qty", "status",
                "channel")),
    ("dd_mx", ("dd_id", "hy_id", "md_id", "sp_id", "zf_sj", "je", "zk", "sl", "zt", "qd")),
    ("refunds", ("refund_id", "member_id", "store_id", "sku_id", "refund_time", "refund_amount", "fee", "qty", "status",
                 "reason")),
    ("kc_ls", ("ls_id", "ck_id", "md_id", "sp_id", "fs_sj", "rk_je", "ck_je", "sl", "zt", "lx")),
    ("visits", ("visit_id", "member_id", "page_id", "campaign_id", "visit_time", "seconds", "cost", "clicks", "status",
                "source")),
    ("tickets", ("ticket_id", "member_id", "agent_id", "topic_id", "open_time", "minutes", "cost", "replies", "status",
                 "channel")),
)  # fmt: skip
DIMENSIONS = ("region", "city", "level", "brand", "category")


@dataclass(frozen=True)
class Base:
    """A source table: role names for its ten columns, and a dimension table that its third column points to."""

    name: str
    columns: tuple[str, ...]
    dimension: str
    key: str

    @property
    def schema(self) -> dict[str, list[tuple[str, str]]]:
        """Columns with DuckDB types, by table."""
        kinds = ["INTEGER"] * 4 + ["TIMESTAMP", "INTEGER", "INTEGER", "INTEGER", "VARCHAR", "VARCHAR"]
        return {
            self.name: list(zip(self.columns, kinds, strict=True)),
            self.dimension: [(self.key, "INTEGER"), *((d, "VARCHAR") for d in DIMENSIONS)],
        }


def bases(count: int) -> list[Base]:
    """`count` source tables of the same six shapes under different names."""
    found = []
    for n in range(count):
        name, columns = SUBJECTS[n % len(SUBJECTS)]
        mark = n // len(SUBJECTS)
        found.append(
            Base(f"ods_{name}_{mark}", columns, f"dim_{columns[2].removesuffix('_id')}_{mark}_{n % 6}", columns[2])
        )
    return found


Form = Callable[[random.Random, Base], str]


def derivation(rng: random.Random, base: Base) -> str:
    """One query over the base in one of the forms."""
    return rng.choice(FORMS)(rng, base)


def _condition(rng: random.Random, base: Base) -> str:
    c = base.columns
    parts = [f"t.{c[8]} = '{rng.choice(('paid', 'done', 'open'))}'", f"t.{c[5]} > {rng.randint(0, 9) * 10}",
             f"t.{c[9]} <> '{rng.choice(('test', 'inner'))}'"]  # fmt: skip
    return " AND ".join(rng.sample(parts, rng.randint(1, 2)))


def _measures(rng: random.Random, base: Base, count: int) -> list[str]:
    c = base.columns
    able = [
        f"SUM(t.{c[5]}) AS {c[5]}_sum", f"SUM(t.{c[5]} - t.{c[6]}) AS net_{c[5]}", f"SUM(t.{c[7]}) AS {c[7]}_sum",
        f"COUNT(DISTINCT t.{c[1]}) AS n_{c[1]}", f"COUNT(DISTINCT t.{c[0]}) AS n_{c[0]}",
        f"MAX(t.{c[5]}) AS max_{c[5]}", f"MIN(t.{c[4]}) AS first_{c[4]}",
        f"SUM(CASE WHEN t.{c[9]} = 'app' THEN t.{c[5]} ELSE 0 END) AS app_{c[5]}",
        f"SUM(t.{c[6]} * t.{c[7]}) AS {c[6]}_weighted",
    ]  # fmt: skip
    return rng.sample(able, count)


def _summed(rng: random.Random, base: Base) -> str:
    c = base.columns
    keys = rng.choice(([f"t.{c[2]}"], [f"t.{c[2]}", f"t.{c[9]}"], [f"CAST(t.{c[4]} AS DATE) AS day"],
                       [f"t.{c[2]}", f"CAST(t.{c[4]} AS DATE) AS day"]))  # fmt: skip
    groups = ", ".join(k.split(" AS day")[0] for k in keys)
    outputs = ", ".join([*keys, *_measures(rng, base, rng.randint(3, 5))])
    return f"SELECT {outputs} FROM {base.name} AS t WHERE {_condition(rng, base)} GROUP BY {groups}"


def _joined(rng: random.Random, base: Base) -> str:
    dims = rng.sample(DIMENSIONS, rng.randint(1, 2))
    keys = ", ".join(f"d.{x}" for x in dims)
    outputs = ", ".join([*(f"d.{x}" for x in dims), *_measures(rng, base, rng.randint(3, 4))])
    return (
        f"SELECT {outputs} FROM {base.name} AS t JOIN {base.dimension} AS d ON t.{base.key} = d.{base.key} "
        f"WHERE {_condition(rng, base)} GROUP BY {keys}"
    )


def _latest(rng: random.Random, base: Base) -> str:
    c = base.columns
    kept = ", ".join(rng.sample([c[1], c[5], c[6], c[7], c[8], c[9]], 4))
    number = f"ROW_NUMBER() OVER (PARTITION BY t.{c[1]} ORDER BY t.{c[4]} DESC, t.{c[0]} DESC) AS rn"
    inner = f"SELECT t.*, {number} FROM {base.name} AS t WHERE {_condition(rng, base)}"
    return f"WITH ranked AS ({inner}) SELECT {c[0]}, {kept} FROM ranked WHERE rn = 1"


def _cleaned(rng: random.Random, base: Base) -> str:
    c = base.columns
    form = [f"t.{c[0]}", f"t.{c[1]}", f"t.{c[5]} - t.{c[6]} AS net", f"CAST(t.{c[4]} AS DATE) AS day",
            f"CASE WHEN t.{c[8]} = 'paid' THEN 1 ELSE 0 END AS is_paid", f"UPPER(t.{c[9]}) AS {c[9]}",
            f"t.{c[5]} * 100 / NULLIF(t.{c[7]}, 0) AS unit", f"d.{rng.choice(DIMENSIONS)} AS dim"]  # fmt: skip
    chosen = [form[0], *rng.sample(form[1:-1], 4), form[-1]]
    return (
        f"SELECT {', '.join(chosen)} FROM {base.name} AS t JOIN {base.dimension} AS d ON t.{base.key} = d.{base.key} "
        f"WHERE {_condition(rng, base)}"
    )


def _stepped(rng: random.Random, base: Base) -> str:
    """Two steps: by person first, then counted by size."""
    c = base.columns
    inner = (
        f"SELECT t.{c[1]}, SUM(t.{c[5]}) AS spent, COUNT(DISTINCT t.{c[0]}) AS times FROM {base.name} AS t "
        f"WHERE {_condition(rng, base)} GROUP BY t.{c[1]}"
    )
    limit = rng.choice((100, 500, 1000))
    return (
        f"WITH person AS ({inner}) SELECT times, COUNT(DISTINCT {c[1]}) AS people, SUM(spent) AS spent_sum, "
        f"MAX(spent) AS spent_max FROM person WHERE spent > {limit} GROUP BY times"
    )


FORMS: tuple[Form, ...] = (_summed, _summed, _joined, _latest, _cleaned, _stepped)
