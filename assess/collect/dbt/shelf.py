"""The tables and columns of a dbt project: as the manifest describes them, and as the catalog found them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from assess.collect.dbt.nodes import Node
from assess.collect.json_shape import whole
from assess.collect.ownership import Ownership

ROWS = ("num_rows", "row_count", "rows")
BYTES = ("num_bytes", "bytes", "size")


class Shelf:
    """What catalog.json says of each node; nothing of any where there is none."""

    def __init__(self, catalog: Any) -> None:
        parts = catalog if isinstance(catalog, Mapping) else {}
        self.nodes: dict[str, Mapping[str, Any]] = {**(parts.get("sources") or {}), **(parts.get("nodes") or {})}

    def columns(self, node: Node) -> list[tuple[str, str, str]]:
        """(name, type, comment) in order; none where the catalog does not have it."""
        given = (self.nodes.get(node.id) or {}).get("columns") or {}
        order = sorted(given.items(), key=lambda item: whole(item[1].get("index")) or 0)
        return [(str(c.get("name") or n), str(c.get("type") or ""), str(c.get("comment") or "")) for n, c in order]

    def number(self, node: Node, names: Iterable[str]) -> int | None:
        """A whole number of the table's statistics under the first of these names that it has."""
        stats = (self.nodes.get(node.id) or {}).get("stats") or {}
        for name in names:
            value = whole((stats.get(name) or {}).get("value"))
            if value is not None:
                return value
        return None

    def fact(self, node: Node, name: str) -> str:
        """A fact about the relation, such as its owner, empty where it is not said."""
        return str(((self.nodes.get(node.id) or {}).get("metadata") or {}).get(name) or "")


def tables_of(
    nodes: Iterable[Node], shelf: Shelf, keeps: str, department: str, engine: str, rules: Ownership
) -> list[dict[str, Any]]:
    """Rows of `tables`; `keeps` is the source whose tables they are. A model's file says whose its table is."""
    rows: list[dict[str, Any]] = []
    for node in _once(nodes):
        held, stored = shelf.number(node, ROWS), shelf.number(node, BYTES)
        view = node.stored_as == "view" or "view" in shelf.fact(node, "type").lower()
        whose = rules.of_file(node.file) if node.kind != "source" else ""
        rows.append(
            {"table_id": _id(node, keeps), "department": whose or department, "source": keeps, "schema": node.schema,
             "name": node.name, "kind": "view" if view else "table", "engine": engine,
             "comment": node.about or shelf.fact(node, "comment"), "owner": node.owner, "rows": held, "bytes": stored,
             "volume_from": "statistics" if held is not None or stored is not None else ""}
        )  # fmt: skip
    return rows


def columns_of(nodes: Iterable[Node], shelf: Shelf, keeps: str) -> list[dict[str, Any]]:
    """Rows of `columns`, in the order of the catalog where there is one.

    A description of some columns is not a list of them all: without catalog and contract they have no position, and
    count only for what another source says of the same table.
    """
    rows: list[dict[str, Any]] = []
    for node in _once(nodes):
        known = shelf.columns(node)
        described = {name.lower(): (name, kind, about) for name, kind, about in node.columns}
        order = [(n, kind, about or described.get(n.lower(), ("", "", ""))[2]) for n, kind, about in known]
        have = {name.lower() for name, _, _ in order}
        more = [c for key, c in described.items() if key not in have]
        whole = bool(known) or node.contract
        for place, (name, kind, about) in enumerate([*order, *more], 1):
            if whole or keeps:
                rows.append(
                    {"table_id": _id(node, keeps), "position": place if whole else None, "name": name, "type": kind,
                     "comment": about}
                )  # fmt: skip
    return rows


def _id(node: Node, keeps: str) -> str:
    return f"{keeps}.{node.table}" if keeps else node.table


def _once(nodes: Iterable[Node]) -> list[Node]:
    """One node a table: a source that some package declares again is the same table, and a model's word counts."""
    found: dict[str, Node] = {}
    for node in nodes:
        if node.table and not node.ephemeral:
            key = node.table.lower()
            if key not in found or found[key].kind == "source":
                found[key] = node
    return list(found.values())
