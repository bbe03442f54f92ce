"""The nodes of a manifest under one set of names, whichever version wrote it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
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
    package: str = ""
    number: int = 1
    python: bool = False

    @property
    def statement_id(self) -> str:
        """file:1, with a number where several models stand in one file, as snapshots may."""
        return f"{self.file}:1" if self.number == 1 else f"{self.file}:1#{self.number}"


@dataclass(frozen=True, slots=True)
class Exposure:
    """A report, a notebook or a program that somebody says reads models: `department` as its meta says."""

    name: str
    file: str
    department: str
    above: tuple[str, ...]


def read_version(manifest: Mapping[str, Any], where: str) -> int:
    """The manifest's schema version; BadInput where it is older than is known. Newer ones are read as the newest."""
    said = str(manifest["metadata"].get("dbt_schema_version") or "")
    found = re.search(r"/v(\d+)\.json$", said)
    version = int(found[1]) if found else 0
    if version < OLDEST:
        shown = f"v{version}" if found else f'"{said}"'
        raise BadInput(
            [Problem(where, f"is a manifest of schema {shown}; v{OLDEST} to v{NEWEST} are read (dbt 1.0 and newer).")]
        )
    return version


def nodes_of(manifest: Mapping[str, Any], folder: str = "") -> dict[str, Node]:
    """Models, seeds, snapshots and sources by their unique id; tests, analyses and operations are left out.

    `folder` is where the project lies, before the path of each file; those of a package are in a folder of its own.
    """
    found: dict[str, Node] = {}
    main = _main_package(manifest)
    taken: Counter[str] = Counter()
    for part in ("sources", "nodes"):
        for identifier, raw in (manifest.get(part) or {}).items():
            kind = str(raw.get("resource_type") or ("source" if part == "sources" else ""))
            if kind in ("model", "seed", "snapshot", "source"):
                node = _node(identifier, kind, raw)
                package = f"dbt_packages/{node.package}/" if node.package and node.package != main else ""
                file = f"{folder}{package}{node.file}"
                if kind in ("model", "snapshot"):
                    taken[file] += 1
                found[identifier] = replace(node, file=file, number=max(taken[file], 1))
    return found


def exposures_of(manifest: Mapping[str, Any], folder: str = "") -> list[Exposure]:
    """Who reads models in the end, as the project itself says."""
    found = []
    for identifier, raw in (manifest.get("exposures") or {}).items():
        meta = {**((raw.get("config") or {}).get("meta") or {}), **(raw.get("meta") or {})}
        file = f"{folder}{raw.get('original_file_path') or raw.get('path') or ''}".replace("\\", "/")
        above = tuple((raw.get("depends_on") or {}).get("nodes") or ())
        name = str(raw.get("label") or raw.get("name") or identifier)
        found.append(Exposure(name, file, str(meta.get("department") or ""), above))
    return found


def _main_package(manifest: Mapping[str, Any]) -> str:
    """The project's own name; before manifests say it, that of most of the models."""
    said = manifest["metadata"].get("project_name")
    if said:
        return str(said)
    counted = Counter(
        str(raw.get("package_name") or "") for raw in (manifest.get("nodes") or {}).values()
        if raw.get("resource_type") == "model"
    )  # fmt: skip
    return counted.most_common(1)[0][0] if counted else ""


def _node(identifier: str, kind: str, raw: Mapping[str, Any]) -> Node:
    config = raw.get("config") or {}
    stored = str(config.get("materialized") or ("seed" if kind == "seed" else "table"))
    parts = _relation(kind, raw)
    meta = {**(raw.get("source_meta") or {}), **(config.get("meta") or {}), **(raw.get("meta") or {})}
    owner = meta.get("owner") or raw.get("group") or config.get("group") or ""
    columns = tuple(
        (str(c.get("name") or name), str(c.get("data_type") or ""), str(c.get("description") or ""))
        for name, c in (raw.get("columns") or {}).items()
    )
    ephemeral = stored == "ephemeral"
    python = str(raw.get("language") or "sql") == "python"
    return Node(
        identifier, kind, "" if ephemeral else ".".join(parts), ".".join(parts[:-1]), parts[-1] if parts else "",
        str(raw.get("original_file_path") or raw.get("path") or identifier).replace("\\", "/"),
        "" if python else str(raw.get("compiled_code") or raw.get("compiled_sql") or "").strip(),
        tuple((raw.get("depends_on") or {}).get("nodes") or ()), ephemeral, "view" if stored == "view" else "table",
        str(raw.get("description") or ""), str(owner.get("name") if isinstance(owner, dict) else owner), columns,
        bool((config.get("contract") or raw.get("contract") or {}).get("enforced")), str(raw.get("package_name") or ""),
        1, python,
    )  # fmt: skip


def _relation(kind: str, raw: Mapping[str, Any]) -> list[str]:
    """The parts of the relation's name, without quotes."""
    named = str(raw.get("relation_name") or "")
    if named:
        return [part for part in re.findall(r'[^".`\[\]]+', named) if part.strip()]
    last = raw.get("identifier") if kind == "source" else raw.get("alias")
    return [str(p) for p in (raw.get("database"), raw.get("schema"), last or raw.get("name")) if p]
