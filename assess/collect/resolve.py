"""Which table of the evidence a name in a script means, when several databases are in play."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath

import pandas as pd

from assess.model.evidence import Evidence

DEFAULT_SCHEMAS = frozenset({"", "public", "dbo", "main"})


@dataclass(frozen=True, slots=True)
class _Known:
    table_id: str
    source: str
    department: str
    schema: str


@dataclass(frozen=True)
class Names:
    """All tables by name. `homes` are the names a source's tables carry in SQL but not in their ids."""

    known: Mapping[str, tuple[_Known, ...]]
    ids: Mapping[str, str]
    homes: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, tables: pd.DataFrame, homes: Mapping[str, Iterable[str]]) -> Names:
        """From a `tables` frame; `homes` by source, for example the database named in its URL."""
        known: dict[str, list[_Known]] = {}
        ids: dict[str, str] = {}
        columns = zip(
            *(tables[c] for c in ("table_id", "source", "department", "schema", "name")), strict=True
        )  # fmt: skip
        for table_id, source, department, schema, name in sorted(columns):
            known.setdefault(name.lower(), []).append(_Known(table_id, source, department, schema.lower()))
            ids.setdefault(table_id.lower(), table_id)
        return cls(
            {name: tuple(found) for name, found in known.items()},
            ids,
            {source: frozenset(home.lower() for home in found) for source, found in homes.items()},
        )

    def resolve(self, name: str, source: str = "", department: str = "") -> str:
        """The table_id that `name` means, or `name` as written where none or more than one could be meant.

        A full id means itself. Else the script's own source is looked into, then the sources of its department,
        then all; the first of these that holds the name decides.
        """
        if name.lower() in self.ids:
            return self.ids[name.lower()]
        parts = name.lower().split(".")
        named = self.known.get(parts[-1], ())
        fitting = [table for table in named if self._fits(table, parts[:-1])]
        own = [table for table in fitting if source and table.source == source]
        for circle in (
            own or [table for table in named if source and table.source == source and self._may_be(table, parts[:-1])],
            [table for table in fitting if department and table.department == department],
            fitting,
        ):
            if circle:
                usual = [table for table in circle if table.schema in DEFAULT_SCHEMAS]
                chosen = usual if len(circle) > 1 and len(parts) == 1 and _one_source(circle) else circle
                return chosen[0].table_id if len(chosen) == 1 else name
        return name

    def _fits(self, table: _Known, outer: list[str]) -> bool:
        """Whether the parts before the name (schema, database, source) say nothing against this table."""
        homes = self.homes.get(table.source, frozenset())
        if not outer:
            return True
        if "." in table.schema and f".{table.schema}".endswith(f".{'.'.join(outer)}"):
            return True
        *before, space = outer
        if before and before[-1] != table.source.lower() and before[-1] not in homes:
            return False
        if space == table.schema or (table.schema == "" and space in homes):
            return True
        return not before and space == table.source.lower() and table.schema in DEFAULT_SCHEMAS

    def _may_be(self, table: _Known, outer: list[str]) -> bool:
        """Whether only a database is named that this source, which is an export, says nothing of."""
        return len(outer) == 2 and table.source not in self.homes and outer[1] == table.schema


def homes_of(sources: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """By source, what its engine or its URL calls the schema or database that ids leave out."""
    homes: dict[str, tuple[str, ...]] = {}
    for source, engine, location in zip(sources["source"], sources["engine"], sources["location"], strict=True):
        database = PurePosixPath(location.partition("://")[2].partition("?")[0])
        if engine in ("sqlite", "duckdb") and "://" in location:
            homes[source] = ("main", database.stem)
        elif "://" in location:
            homes[source] = (database.name,)
    return homes


def resolve_names(evidence: Evidence, reads_from: Mapping[str, str]) -> Evidence:
    """Everything that names tables with table_ids for names, looking first where each script's source reads from.

    An edge from a table to itself, which two spellings of one name can hide, is dropped.
    """
    names = Names.of(evidence.tables, homes_of(evidence.sources))
    statements, edges, columns = evidence.statements.copy(), evidence.edges.copy(), evidence.column_edges.copy()
    origin = dict(zip(statements["statement_id"], statements["source"], strict=True))
    whose = dict(zip(statements["statement_id"], statements["department"], strict=True))

    @cache
    def meant(name: str, source: str, department: str = "") -> str:
        return names.resolve(name, reads_from.get(source) or source, department) if name else name

    statements["target"] = [
        meant(name, source, department)
        for name, source, department in zip(
            statements["target"], statements["source"], statements["department"], strict=True
        )
    ]
    for end in ("upstream", "downstream"):
        edges[end] = [
            meant(name, origin.get(statement, ""), department)
            for name, statement, department in zip(edges[end], edges["statement_id"], edges["department"], strict=True)
        ]
        columns[end] = [
            meant(name, origin.get(statement, ""), whose.get(statement, ""))
            for name, statement in zip(columns[end], columns["statement_id"], strict=True)
        ]
    edges = edges[edges["upstream"] != edges["downstream"]].drop_duplicates()
    logged = {}
    for frame, column in (("reads", "table_id"), ("runs", "downstream")):
        rows = evidence[frame]
        found = [meant(name, source) for name, source in zip(rows[column], rows["source"], strict=True)]
        logged[frame] = rows.assign(**{column: pd.array(found, dtype="string")})
    return Evidence.of(
        {name: evidence[name] for name in Evidence.__dataclass_fields__}
        | {"statements": statements, "edges": edges, "column_edges": columns}
        | logged
    )


def _one_source(tables: list[_Known]) -> bool:
    return len({table.source for table in tables}) == 1
