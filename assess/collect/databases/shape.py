"""What one engine says of its tables: the same facts from each, whatever its system views are called."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from assess.model.text import Text

Key = tuple[str, str]  # schema, name


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view. `schema` is empty where ids leave it out; None is unknown. `sampled` says whether its engine can
    read a part of it that is the same every time."""

    schema: str
    name: str
    kind: str
    comment: str = ""
    rows: int | None = None
    bytes: int | None = None
    created: datetime | None = None
    last_read: datetime | None = None
    last_written: datetime | None = None
    reads: int | None = None
    sampled: bool = True

    @property
    def key(self) -> Key:
        return self.schema, self.name

    def measured(self, **facts: Any) -> Relation:
        """The same relation with more known about it."""
        return replace(self, **facts)


@dataclass(frozen=True, slots=True)
class Field:
    """A column: `type` as the engine names it, `values` the type beneath a domain or enumeration."""

    schema: str
    table: str
    position: int
    name: str
    type: str
    values: str
    nullable: bool | None
    comment: str = ""
    in_key: bool = False

    @property
    def key(self) -> Key:
        return self.schema, self.table


@dataclass(frozen=True, slots=True)
class Shape:
    """Everything read from one database's catalogue; `physical` names a table in SQL (its real schema)."""

    relations: tuple[Relation, ...]
    fields: tuple[Field, ...]
    views: dict[Key, str] = field(default_factory=dict)
    physical: dict[Key, str] = field(default_factory=dict)
    home: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()


def quoted(name: str, mark: str = '"') -> str:
    """`name` as an SQL identifier."""
    return mark + name.replace(mark, mark * 2) + mark


def listed(names: tuple[str, ...] | list[str], escape: bool = False) -> str:
    """Names as SQL string literals for IN (…); `escape` where the engine reads a backslash as an escape."""
    plain = [name.replace("'", "''") for name in names]
    return ", ".join("'" + (name.replace("\\", "\\\\") if escape else name) + "'" for name in plain)
