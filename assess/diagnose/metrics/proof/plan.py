"""Whether DuckDB's optimiser makes one plan of two queries: then they are the same, as far as DuckDB knows SQL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlglot import exp

from assess.diagnose.metrics.proof.guess import Guess
from assess.diagnose.metrics.proof.runnable import Runnable

SCHEMA = "plans"


def one_plan(
    connection: Any,
    left: Runnable,
    right: Runnable,
    tables: Mapping[str, Mapping[str, Guess]],
    names: Mapping[str, str],
) -> bool:
    """Whether both have one optimised plan over `tables`; `names` gives a table's id by its name in the queries.

    A plan names columns without saying of which reading of a table, so a table read twice proves nothing.
    """
    import duckdb

    try:
        connection.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE; CREATE SCHEMA {SCHEMA}")
        short = {table: f"t{number}" for number, table in enumerate(tables)}
        for table, columns in tables.items():
            listed = ", ".join(_column(name, guess) for name, guess in columns.items())
            connection.execute(f"CREATE TABLE {SCHEMA}.{short[table]} ({listed})")
        connection.execute("PRAGMA explain_output = 'optimized_only'")
        plans = [_plan(connection, side.query, names, short) for side in (left, right)]
    except duckdb.Error:
        return False
    return plans[0] is not None and plans[0] == plans[1]


def _plan(connection: Any, query: Any, names: Mapping[str, str], short: Mapping[str, str]) -> str | None:
    tree = query.copy()
    seen: set[str] = set()
    ctes = {c.alias for c in tree.find_all(exp.CTE)}
    for table in list(tree.find_all(exp.Table)):
        written = ".".join(p.name for p in table.parts)
        identifier = names.get(written)
        if identifier is None or written in ctes or not isinstance(table.this, exp.Identifier):
            continue
        if identifier in seen:
            return None
        seen.add(identifier)
        new = exp.to_table(f"{SCHEMA}.{short[identifier]}")
        new.set("alias", exp.TableAlias(this=exp.to_identifier(table.alias_or_name, quoted=True)))
        table.replace(new)
    rows = connection.execute(f"EXPLAIN (FORMAT json) {tree.sql(dialect='duckdb')}").fetchall()
    return str(rows[0][1])


def _column(name: str, guess: Guess) -> str:
    quoted = '"' + name.replace('"', '""') + '"'
    return f"{quoted} {guess.type}" + (" PRIMARY KEY" if guess.key else "" if guess.nullable else " NOT NULL")
