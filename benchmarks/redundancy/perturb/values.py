"""Plausible rows of a logical table: all rows that any unit may ever have seen of it, as one frame."""

from __future__ import annotations

from binascii import crc32
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.redundancy.perturb.schemas import Field, Logical, words_in

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚桂英华玉兰建国志文辉"
THINGS = [
    "采购",
    "合同",
    "门诊",
    "手术",
    "设备",
    "预算",
    "巡检",
    "培训",
    "报销",
    "访问",
    "接口",
    "仓储",
    "冷链",
    "药品",
    "检验",
    "护理",
    "审批",
    "回访",
    "投诉",
    "结算",
    "排班",
    "入库",
    "出库",
    "盘点",
    "campaign",
    "renewal",
    "audit",
    "transfer",
    "intake",
    "referral",
    "claim",
    "batch",
    "export",
    "rollback",
    "pilot",
    "quarterly",
    "annual",
    "urgent",
    "standard",
]
STATES = ("0", "1", "2", "3", "9")
WORDS = ("enabled", "disabled", "pending", "done", "cancelled", "draft")
FIRST = np.datetime64("2023-01-01T00:00:00", "s")
DAYS = 1400


def stream(seed: int, *names: str) -> np.random.Generator:
    """Random numbers that depend on the seed and the names only."""
    return np.random.default_rng([seed, *(crc32(name.encode()) for name in names)])


def universe(logical: Logical, rows: int, seed: int, world: str = "") -> pd.DataFrame:
    """`rows` rows in order of their key. Another `world` is another subsidiary's rows of the same form.

    Running keys start at 1 in every world, as they do in real life; codes and references are drawn from pools the
    whole company shares.
    """
    made = np.sort(_moments(stream(seed, logical.name, world, "made"), rows))
    return pd.DataFrame(
        {
            field.name: _drawn(field, logical, rows, stream(seed, logical.name, world, field.name), world, made)
            for field in logical.fields
        }
    )


def _drawn(
    field: Field, logical: Logical, rows: int, rng: np.random.Generator, world: str, made: np.ndarray[Any, Any]
) -> Any:
    if field.kind == "key":
        return _keys(field, logical, rows, world)
    if field.kind == "ref":
        return _references(field, rows, rng)
    whole = field.type in ("int", "bigint", "smallint")
    if field.kind == "code":
        size = int(rows * rng.uniform(0.3, 3))
        letters = field.name[:2].upper()
        return [
            f"{letters}{crc32(f'{logical.name}{world}{i}'.encode()) % 10**7:07d}" for i in rng.integers(0, size, rows)
        ]
    if field.kind == "text":
        things = rng.choice(THINGS, (rows, 2))
        values = pd.Series([f"{a}{b}{i}" for (a, b), i in zip(things, rng.integers(1, 2000, rows), strict=True)])
        return values.where(rng.random(rows) > rng.choice([0, 0.1, 0.4]), None)
    if field.kind == "phone":
        return [f"000{i:08d}" for i in rng.integers(0, 10**8, rows)]
    if field.kind == "amount":
        return np.round(rng.gamma(1.6, rng.choice([8, 60, 900]), rows), 2)
    if field.kind == "ratio":
        return np.round(rng.beta(4, 3, rows), 4)
    if field.kind == "number":
        return rng.integers(0, int(rng.choice([12, 100, 5000, 90000])), rows)
    if field.kind == "flag":
        yes = rng.random(rows) < rng.choice([0.04, 0.3, 0.9])
        return yes.astype(int) if whole else np.where(yes, "Y", "N")
    if field.kind == "status":
        some = int(rng.integers(2, 6))
        shares = rng.dirichlet(np.ones(some) * 2)
        return rng.choice(np.arange(some), rows, p=shares) if whole else rng.choice(WORDS[:some], rows, p=shares)
    if field.kind == "date":
        return made.astype("datetime64[D]").astype("datetime64[s]") - rng.integers(0, 30, rows).astype("timedelta64[D]")
    return made + rng.integers(0, 3 * 86400, rows).astype("timedelta64[s]")


def _keys(field: Field, logical: Logical, rows: int, world: str) -> Any:
    """Running numbers in half of the tables, numbers of a generator in a quarter, codes in the rest."""
    tag = crc32(f"{logical.name}{world}".encode())
    if field.type == "bigint":
        if crc32(logical.name.encode()) % 3:
            return np.arange(1, rows + 1)
        return 1_700_000_000_000 + np.cumsum(np.random.default_rng(tag).integers(3, 999_999, rows))
    letters = "".join(word[0] for word in words_in(logical.name))[:3].upper()
    return [f"{letters}{tag % 9000 + 1000}{i:06d}" for i in range(1, rows + 1)]


def _references(field: Field, rows: int, rng: np.random.Generator) -> Any:
    """Skewed draws from the company's people, departments, terms and so on."""
    words = words_in(field.name) or ["x"]
    pool = words[-2] if len(words) > 1 and words[-1] in ("id", "code", "by", "no") else words[-1]
    size = 12 + crc32(pool.encode()) % (3000 if pool in ("person", "concept", "user", "visit", "member") else 400)
    drawn = (size * rng.random(rows) ** 1.5).astype(int)
    if field.type in ("int", "bigint", "smallint"):
        return 100 * (crc32(pool.encode()) % 90_000) + drawn
    names = np.random.default_rng(crc32(pool.encode()))
    people = [f"{a}{b}{i}" for i, (a, b) in enumerate(zip(
        names.choice(list(SURNAMES), size), names.choice(list(GIVEN), size), strict=True))]  # fmt: skip
    return [people[i] for i in drawn]


def _moments(rng: np.random.Generator, rows: int) -> Any:
    return FIRST + rng.integers(0, DAYS * 86400, rows).astype("timedelta64[s]")
