"""The company's tables while they are being made: one DuckDB in memory, one database in it a department.

Scripts run here, whatever engine the department has, so every derived table really holds what its SQL says.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

import duckdb

from assess.demo.departments import BY_SOURCE, KEEPERS, Keeper
from assess.demo.world import CLOCK, World

# SQLite's words that DuckDB does not know, so that a SQLite department's script runs as it is
SQLITE_WORDS = (
    "CREATE MACRO julianday(moment) AS julian(moment::TIMESTAMP)",
    "CREATE MACRO ifnull(value, other) AS coalesce(value, other)",
)


@dataclass(frozen=True, slots=True)
class Note:
    """What the department's export says of one table; None is what it does not say."""

    table: str
    about: str = ""
    owner: str | None = None
    gigabytes: float | None = None
    rows: int | None = None
    retention_days: int | None = None
    retention_known: bool = False
    created: date | None = None
    unread: int | None = None
    reads: int | None = None
    key: str = ""
    comments: dict[str, str] = field(default_factory=dict)
    derived: bool = False

    @property
    def keeper(self) -> Keeper:
        return BY_SOURCE[self.table.split(".", 1)[0]]

    @property
    def schema(self) -> str:
        parts = self.table.split(".")
        return parts[1] if len(parts) == 3 else ""

    @property
    def name(self) -> str:
        return self.table.rsplit(".", 1)[1]


class Estate:
    """`con` holds the tables, `notes` what is known of them by table id."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.notes: dict[str, Note] = {}
        self._columns: dict[str, list[tuple[str, str]]] | None = None
        self.con = duckdb.connect(":memory:")
        self.con.execute("SET threads = 1")  # sums and orders come out the same every time
        self.con.execute("CREATE SCHEMA w")
        for frame in fields(world):
            if frame.name != "seed":
                life = getattr(world, frame.name)
                moments = dict.fromkeys(life.select_dtypes("datetime").columns, "datetime64[us]")
                self.con.register("given", life.astype(moments))
                self.con.execute(f"CREATE TABLE w.{frame.name} AS SELECT * FROM given")
                self.con.unregister("given")
        for keeper in KEEPERS:
            self.con.execute(f"ATTACH ':memory:' AS {keeper.source}")
            if keeper.engine == "sqlite":
                self.con.execute(f"USE {keeper.source}")
                for macro in SQLITE_WORDS:
                    self.con.execute(macro)
        self.con.execute("USE memory")

    def make(self, table: str, select: str, **told: Any) -> None:
        """Create `table` from a query and note what its department says of it."""
        self._schema(table)
        self.con.execute(f"CREATE TABLE {table} AS {select}")
        self._columns = None
        self.note(table, **told)

    def take(self, table: str, frame: Any, types: dict[str, str], **told: Any) -> None:
        """Create `table` from a frame with the given types."""
        self.con.register("given", frame)
        columns = ", ".join(f'CAST("{name}" AS {kind}) AS "{name}"' for name, kind in types.items())
        self.make(table, f"SELECT {columns} FROM given", **told)
        self.con.unregister("given")

    def note(self, table: str, **told: Any) -> None:
        """Remember what `told` says of `table`; a retention that is given as null is known to be missing."""
        for old, new in (("retention", "retention_days"),):
            if old in told:
                told[new] = told.pop(old)
        if "retention_days" in told:
            told["retention_known"] = True
        known = {f.name for f in fields(Note)}
        told = {key: value for key, value in told.items() if key in known}
        self.notes[table] = replace(self.notes[table], **told) if table in self.notes else Note(table, **told)

    def columns(self, table: str) -> list[tuple[str, str]]:
        """(name, DuckDB type) of each column, in order."""
        if self._columns is None:
            self._columns = {}
            found = self.con.execute(
                "SELECT database_name, schema_name, table_name, column_name, data_type FROM duckdb_columns() "
                "ORDER BY database_name, schema_name, table_name, column_index"
            ).fetchall()
            for database, schema, name, column, kind in found:
                self._columns.setdefault(_id(database, schema, name), []).append((column, kind))
        return self._columns[table]

    def count(self, table: str) -> int:
        found = self.con.execute(f"SELECT count(*) FROM {table}").fetchone()
        return int(found[0]) if found else 0

    def run(self, source: str, sql: str) -> None:
        """Run a department's script in its own database, with today being the check-up's day."""
        today = CLOCK.date().isoformat()
        sql = sql.replace("CURRENT_DATE", f"DATE '{today}'").replace("date('now')", f"DATE '{today}'")
        self._columns = None
        self.con.execute(f"USE {source}")
        try:
            self.con.execute(sql)
        finally:
            self.con.execute("USE memory")

    def tables(self) -> list[str]:
        """All tables there are, noted or not, by id."""
        found = self.con.execute(
            "SELECT database_name, schema_name, table_name FROM duckdb_tables() WHERE NOT temporary"
        ).fetchall()
        return sorted(_id(database, schema, name) for database, schema, name in found if database in BY_SOURCE)

    def _schema(self, table: str) -> None:
        parts = table.split(".")
        if len(parts) == 3:
            self.con.execute(f"CREATE SCHEMA IF NOT EXISTS {parts[0]}.{parts[1]}")


def _id(database: str, schema: str, name: str) -> str:
    return f"{database}.{name}" if schema == "main" else f"{database}.{schema}.{name}"
