"""The nodes of a manifest under one set of names, whichever version wrote it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assess.model.errors import BadInput, Problem

OLDEST, NEWEST = 4, 12


@dataclass(frozen=True, slots=True)
class Node:
    """A model, seed, snapshot or source. `table` is its relation as database.schema.name, empty for what has none;
    `code` its compiled SQL; `above` the ids it depends on; `columns` (name, type, description) as described."""

    id: str
    kind: str
    table: str
    schema: str
    name: str
    file: str
    code: str
    above: tuple[str, ...]
    ephemeral: bool
    stored_as: str
    about: str
    owner: str
    columns: tuple[tuple[str, str, str], ...]
    contract: bool


def read_versions(manifest: Mapping[str, Any], where: str) -> int:
    """The manifest's schema version; BadInput where it is older or newer than is known."""
    said = str(manifest["metadata"].get("dbt_schema_version") or "")
    found = re.search(r"/v(\d+)\.json$", said)
    version = int(found[1]) if found else 0
    if not OLDEST <= version <= NEWEST:
        shown = f"v{version}" if found else f'"{said}"'
        raise BadInput(
            [Problem(where, f"is a manifest of schema {shown}; v{OLDEST} to v{NEWEST} are read (dbt 1.0 and newer).")]
        )
    return version


def nodes_of(manifest: Mapping[str, Any]) -> dict[str, Node]:
    """Models, seeds, snapshots and sources by their unique id; tests, analyses and operations are left out."""
    found: dict[str, Node] = {}
    for part in ("sources", "nodes"):
        for identifier, raw in (manifest.get(part) or {}).items():
            kind = str(raw.get("resource_type") or ("source" if part == "sources" else ""))
            if kind in ("model", "seed", "snapshot", "source"):
                found[identifier] = _node(identifier, kind, raw)
    return found


def _node(identifier: str, kind: str, raw: Mapping[str, Any]) -> Node:
    config = raw.get("config") or {}
    stored = str(config.get("materialized") or ("seed" if kind == "seed" else "table"))
    parts = _relation(kind, raw)
    meta = {**(config.get("meta") or {}), **(raw.get("meta") or {})}
    owner = meta.get("owner") or raw.get("group") or ""
    columns = tuple(
        (str(c.get("name") or name), str(c.get("data_type") or ""), str(c.get("description") or ""))
        for name, c in (raw.get("columns") or {}).items()
    )
    ephemeral = stored == "ephemeral"
    return Node(
        identifier, kind, "" if ephemeral else ".".join(parts), ".".join(parts[:-1]), parts[-1] if parts else "",
        str(raw.get("original_file_path") or raw.get("path") or identifier).replace("\\", "/"),
        str(raw.get("compiled_code") or raw.get("compiled_sql") or "").strip(),
        tuple((raw.get("depends_on") or {}).get("nodes") or ()), ephemeral, "view" if stored == "view" else "table",
        str(raw.get("description") or ""), str(owner.get("name") if isinstance(owner, dict) else owner), columns,
        bool((config.get("contract") or raw.get("contract") or {}).get("enforced")),
    )  # fmt: skip


def _relation(kind: str, raw: Mapping[str, Any]) -> list[str]:
    """The parts of the relation's name, without quotes."""
    named = str(raw.get("relation_name") or "")
    if named:
        return [part for part in re.findall(r'[^".`\[\]]+', named) if part.strip()]
    last = raw.get("identifier") if kind == "source" else raw.get("alias")
    return [str(p) for p in (raw.get("database"), raw.get("schema"), last or raw.get("name")) if p]
