"""Puts the tables into the estate: everyday ones, the eight wide copies, small copies, versions, look-alikes."""

from __future__ import annotations

from typing import Any

from assess.demo.departments import KEEPERS
from assess.demo.estate import Estate
from assess.demo.fill import Kinds, fill, key_of, kinds_of
from assess.demo.shelf import notes, rows

TYPES = {
    "b": "BIGINT", "i": "INTEGER", "v": "VARCHAR", "d": "DECIMAL(14,2)", "f": "DOUBLE", "t": "TIMESTAMP", "D": "DATE",
    "T": "VARCHAR", "x": "INTEGER",
}  # fmt: skip
WRITTEN = {"T": "strftime({}, '%Y-%m-%d %H:%M:%S')", "x": "strftime({}, '%Y%m%d')"}


def plant_everyday(estate: Estate) -> None:
    """The tables a department simply has, from company/tables/<source>.yaml."""
    kinds = kinds_of(estate.world)
    for keeper in KEEPERS:
        for name, told in notes(f"tables/{keeper.source}.yaml").items():
            table = f"{keeper.source}.{name}"
            if "select" in told:
                estate.make(table, **told)
            else:
                _fill(estate, kinds, table, told)


def plant_wide_orders(estate: Estate) -> list[dict[str, Any]]:
    """The wide table of member orders, eight times; returns each copy's note with its table id."""
    matrix = rows("wide_order.csv")
    members = []
    for number, told in enumerate(notes("wide_order.yaml")):
        source = told["source"]
        table = ".".join(part for part in (source, told.get("schema", ""), told["table"]) if part)
        columns, comments = [], {}
        for row in matrix:
            if row[source]:
                name, kind = row[source].split(":")
                columns.append(f'CAST({_written(row["column"], kind, told["lag"])} AS {TYPES[kind]}) AS "{name}"')
                comments[name] = row["zh"]
        kept = f"(order_id // 13 + {37 * number}) % 100 < {told['share']}"
        select = f"SELECT {', '.join(columns)} FROM w.orders WHERE (holder = '' AND {kept}) OR holder = '{source}'"
        key = next(row[source].split(":")[0] for row in matrix if row["column"] == "order_id")
        described = comments if told["about"] else {}
        facts = {k: v for k, v in told.items() if k not in ("table", "source", "schema", "rows")}
        estate.make(table, select, key=key, comments=described, **facts)
        estate.note(table, rows=told["rows"])
        names = {row["column"]: row[source].split(":")[0] for row in matrix if row[source]}
        members.append({**told, "table": table, "columns": names})
    return members


def plant_copies(estate: Estate) -> list[dict[str, Any]]:
    """The smaller groups of copies; returns the groups as noted, master first."""
    groups: list[dict[str, Any]] = notes("copies.yaml")
    for group in groups:
        for member in group["members"]:
            estate.make(**member)
    return groups


def plant_look_alikes(estate: Estate) -> list[dict[str, Any]]:
    """Tables that look alike and are none; returns the groups as noted."""
    groups: list[dict[str, Any]] = notes("lookalikes.yaml")
    kinds = kinds_of(estate.world)
    for group in groups:
        if "columns" in group:
            for table in group["tables"]:
                _fill(estate, kinds, table, group)
    return groups


def plant_versions(estate: Estate) -> list[dict[str, Any]]:
    """Backups, old versions and snapshots of tables that exist by now; returns them as noted."""
    versions: list[dict[str, Any]] = notes("versions.yaml")
    for version in versions:
        base = estate.notes[version["of"]]
        comments = base.comments if version["about"] else {}
        estate.make(**{"owner": "", "retention": None, "comments": comments, **version})
    return versions


def _fill(estate: Estate, kinds: Kinds, table: str, told: dict[str, Any]) -> None:
    frame, types, comments = fill(kinds, estate.world.seed, table, told["rows"], told["columns"])
    facts = {k: v for k, v in told.items() if k not in ("rows", "columns")}
    estate.take(table, frame, types, key=key_of(told["columns"]), comments=comments, **facts)


def _written(column: str, kind: str, lag: int) -> str:
    """The expression a copy stores: its own type, and a status that is `lag` percent behind."""
    if column == "order_status" and lag:
        return (
            f"CASE WHEN order_id // 13 % 100 < {lag} AND order_status = 'signed' THEN 'shipped' ELSE order_status END"
        )
    return WRITTEN.get(kind, "{}").format(column)
