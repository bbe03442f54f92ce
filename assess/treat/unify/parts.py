"""The nouns of a unification: copies as they are, the columns they share, and the plan in three steps."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp

from assess.model.text import Text


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a copy; `nullable` None is not known. `type` is as the copy's engine names it."""

    name: str
    type: str
    nullable: bool | None = None
    comment: str = ""
    in_key: bool = False


@dataclass(frozen=True, slots=True)
class Copy:
    """One table of the group. `database` is where it lies: equal for tables one statement can read together.

    `fills` and `feeds` are table ids from the lineage, `readers` departments that read it (not its own).
    """

    table: str
    department: str
    owner: str
    database: str
    engine: str
    source: str
    schema: str
    name: str
    columns: tuple[Column, ...]
    rows: int | None = None
    retention_days: int | None = None
    fills: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()
    reads: int | None = None
    rows_in_master: float | None = None
    conflicts: int | None = None  # rows of the master's key with another value, where they were counted
    comment: str = ""

    def column(self, name: str) -> Column:
        """Its column of this name."""
        return next(one for one in self.columns if one.name == name)


@dataclass(frozen=True, slots=True)
class Matched:
    """One row of the comparison: table id -> column; `apart` names members whose values are known to mean another
    thing, with the share of rows that differ."""

    name: str
    members: tuple[tuple[str, str], ...]
    apart: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """Everything a plan is made of: the copies in the order in which their values count, the master first."""

    group: str
    verdict: str
    copies: tuple[Copy, ...]
    columns: tuple[Matched, ...]
    key: tuple[str, ...]  # names of matched columns; empty where nothing tells rows apart
    dialect: str
    departments: dict[str, tuple[Text, str]]  # id -> name, owner
    legal_retention_days: int | None = None
    decided: tuple[Text, ...] = ()

    @property
    def master(self) -> Copy:
        return self.copies[0]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table stands in the target: schema (empty is the default one) and name."""

    schema: str
    name: str

    def table(self, alias: str = "") -> exp.Table:
        """The table in SQL, quoted by the dialect that writes it."""
        db = exp.to_identifier(self.schema, quoted=True) if self.schema else None
        made = exp.Table(this=exp.to_identifier(self.name, quoted=True), db=db)
        if alias:
            made.set("alias", exp.TableAlias(this=exp.to_identifier(alias)))
        return made

    @property
    def shown(self) -> str:
        return f"{self.schema}.{self.name}" if self.schema else self.name


@dataclass(frozen=True, slots=True)
class Open:
    """A point somebody must decide: `kind` type, meaning, conflict, retention, key, owner or move; `who` are
    department ids, `people` their owners as far as known."""

    kind: str
    what: Text
    who: tuple[str, ...]
    people: tuple[str, ...]
    proposal: Text
    column: str = ""


@dataclass(frozen=True)
class Cell:
    """A copy's column behind a shared column: its type in the target dialect."""

    column: str
    type: exp.DataType
    family: str


@dataclass(frozen=True)
class Shared:
    """A column of the main table: canonical type and family, and the copies' columns behind it by table id."""

    name: str
    type: exp.DataType
    family: str
    key: bool
    nullable: bool
    comment: Text
    why: Text
    cells: dict[str, Cell]


@dataclass(frozen=True)
class Own:
    """A column that stays with one copy: in its subordinate table, in its own type."""

    column: str
    type: exp.DataType
    why: Text


@dataclass(frozen=True)
class Part:
    """What becomes of one copy: its places in the target and the columns of its subordinate tables."""

    copy: Copy
    staged: bool  # it has to be brought into the target database first
    old: Place  # the old name; a view in the end
    before: Place  # the old table, renamed aside
    rows: Place  # which keys it has, and its own columns
    apart: Place  # rows kept whole, because the main table does not say the same
    compared: Place  # view: every old row with what keeps it apart
    read: Place  # view: the rows that can go into the main table
    renewed: Place  # view: the old rows out of the new tables
    types: dict[str, exp.DataType]  # every column of the copy in the target dialect, in order
    own: tuple[Own, ...]
    key: tuple[str, ...]  # its columns behind the key of the main table
    written: str  # name of the column that says in which form texts were written
    why: str  # name of the column that says why a row is kept apart


@dataclass(frozen=True)
class Plan:
    """The plan of one group; `sql` says whether artefacts can be written, else the open points say why not."""

    case: Case
    dialect: str
    main: Place
    columns: tuple[Shared, ...]
    parts: tuple[Part, ...]  # in the order in which values count
    moving: tuple[Part, ...]  # in the order in which departments move
    opens: tuple[Open, ...]
    same: tuple[Text, ...]
    differs: tuple[Text, ...]
    retention_days: int | None
    retention: Text
    owner: Text
    rules: tuple[Text, ...]
    moves: tuple[Text, ...]  # aligned with `moving`
    drops: tuple[Text, ...]  # aligned with `moving`
    sql: bool
    limits: tuple[Text, ...] = ()  # where a view cannot give back exactly what the old table gave
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[Shared, ...]:
        return tuple(column for column in self.columns if column.key)
