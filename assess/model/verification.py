"""Rows of two tables counted exactly inside the source: evidence for a decision on copies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

Names = tuple[str, str]  # of a column in the master and in the member


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted of a master and one member, over the columns both have.

    Rows are a multiset: one row of the master answers for one row of the member, so a row that the member has three
    times and the master twice is two identical rows. NULL equals NULL. `distinct` are the different rows of each.
    `same_key` are the member's rows whose key the master has, one for one as above; of them `other_values` differ
    in some other column, and `differ` says for each column in how many: None where nothing is a key.
    """

    master_rows: int
    member_rows: int
    master_distinct: int
    member_distinct: int
    identical: int
    same_key: int | None = None
    differ: tuple[int, ...] | None = None
    keys_repeat: bool = False

    @property
    def other_values(self) -> int | None:
        """Rows that share the key and differ elsewhere."""
        return None if self.same_key is None else self.same_key - self.identical

    @property
    def share(self) -> float | None:
        """Share of the member's rows that are in the master; None of an empty table."""
        return self.identical / self.member_rows if self.member_rows else None

    @property
    def key_share(self) -> float | None:
        """Share of the member's rows whose key is in the master."""
        return None if self.same_key is None or not self.member_rows else self.same_key / self.member_rows


@dataclass(frozen=True, slots=True)
class Estimate:
    """The share of the member's rows that the master has, as the check-up estimated it from sketches."""

    low: float
    base: float
    high: float

    def holds(self, share: float | None) -> bool | None:
        """Whether an exact share lies in the interval, whose ends are rounded to four places; None without one."""
        return None if share is None else self.low - 5e-5 <= share <= self.high + 5e-5


@dataclass(frozen=True, slots=True)
class Verification:
    """One count of one pair of tables.

    `group` and `run` are of the check-up from which the columns are, `collected` is when its evidence was collected,
    `left_out` are mapped columns whose values have no text to compare. `sql` is the SHA-256 of the statements run.
    """

    at: datetime
    group: str
    run: str
    collected: datetime | None
    engine: str
    master: str
    member: str
    columns: tuple[Names, ...]
    key: tuple[Names, ...]
    left_out: tuple[Names, ...]
    counted: Counted
    estimate: Estimate | None
    sql: str
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        """JSON values, the same for the same verification."""
        counted = self.counted
        differ = counted.differ or (None,) * len(self.columns)
        return {
            "at": _iso(self.at),
            "group": self.group,
            "run": self.run,
            "collected": _iso(self.collected),
            "engine": self.engine,
            "master": self.master,
            "member": self.member,
            "rows": {"master": counted.master_rows, "member": counted.member_rows},
            "distinct_rows": {"master": counted.master_distinct, "member": counted.member_distinct},
            "identical": counted.identical,
            "key": [_pair(names) for names in self.key],
            "same_key": counted.same_key,
            "same_key_other_values": counted.other_values,
            "keys_repeat": counted.keys_repeat,
            "columns": [{**_pair(n), "differ": found} for n, found in zip(self.columns, differ, strict=True)],
            "left_out": [_pair(names) for names in self.left_out],
            "estimate": None
            if self.estimate is None
            else {
                **asdict(self.estimate),
                "holds_identical": self.estimate.holds(counted.share),
                "holds_same_key": self.estimate.holds(counted.key_share),
            },
            "sql_sha256": self.sql,
            "seconds": self.seconds,
        }

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Verification:
        """The verification that `as_dict` said."""
        differ = [column["differ"] for column in said["columns"]]
        known = said["estimate"]
        return cls(
            at=datetime.fromisoformat(said["at"]),
            group=said["group"],
            run=said["run"],
            collected=datetime.fromisoformat(said["collected"]) if said["collected"] else None,
            engine=said["engine"],
            master=said["master"],
            member=said["member"],
            columns=_pairs(said["columns"]),
            key=_pairs(said["key"]),
            left_out=_pairs(said["left_out"]),
            counted=Counted(
                said["rows"]["master"], said["rows"]["member"],
                said["distinct_rows"]["master"], said["distinct_rows"]["member"],
                said["identical"], said["same_key"],
                None if said["same_key"] is None else tuple(differ), said["keys_repeat"],
            ),
            estimate=Estimate(known["low"], known["base"], known["high"]) if known else None,
            sql=said["sql_sha256"],
            seconds=said["seconds"],
        )  # fmt: skip


def newest(history: Iterable[Verification], master: str, members: Iterable[str]) -> dict[str, Verification]:
    """The last verification of each member against the master; `history` is in the order made."""
    some = set(members)
    return {one.member: one for one in history if one.master == master and one.member in some}


def _pair(names: Names) -> dict[str, str]:
    return {"master": names[0], "member": names[1]}


def _pairs(said: Iterable[Mapping[str, Any]]) -> tuple[Names, ...]:
    return tuple((str(one["master"]), str(one["member"])) for one in said)


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
