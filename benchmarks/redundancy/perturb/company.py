"""Builds the company: tells each logical table a story, plants what it leaves, writes it and its truth."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.redundancy.perturb.rollups import rollups
from benchmarks.redundancy.perturb.schemas import logical_tables
from benchmarks.redundancy.perturb.stories import (
    Teller,
    environments,
    layers,
    lone,
    shards,
    spread,
    templates,
)
from benchmarks.redundancy.perturb.tables import Table
from benchmarks.redundancy.perturb.truth import truth_of
from benchmarks.redundancy.perturb.values import stream
from benchmarks.redundancy.perturb.write import write_company

Story = Callable[[Teller], Iterator[Table]]
STORIES: tuple[Story, ...] = (
    spread, templates, spread, rollups, lone, spread, shards, spread, environments, lone,
    spread, layers, spread, templates, lone, spread, rollups, spread, lone, spread,
)  # fmt: skip


@dataclass(frozen=True)
class Company:
    """Where it is, and what is true of it (see truth.py for the form)."""

    folder: Path
    truth: dict[str, Any]
    tables: tuple[Table, ...]


def build_company(
    folder: Path,
    *,
    seed: int = 1,
    logical: int = 100,
    tables_renamed: float = 0.25,
    columns_renamed: float = 0.1,
    schemas: str = "shared",
    values: bool = True,
) -> Company:
    """Write the company into `folder`. The same arguments give the same tables, rows and truth.

    `logical` tables are taken from `schemas` (shared or demo) in an order that the seed decides; a share
    `tables_renamed` of the copies has another table name, a share `columns_renamed` of a copy's columns another name.
    """
    found = logical_tables(schemas)
    order = stream(seed, "order").permutation(len(found))[:logical]
    planted: dict[str, Table] = {}
    for place, index in enumerate(order):
        teller = Teller(found[index], seed, tables_renamed, columns_renamed)
        left = list(STORIES[place % len(STORIES)](teller))
        for table in left:
            _apart(table, left, planted)
            planted[table.id.lower()] = table
    tables = tuple(planted.values())
    truth = truth_of(tables)
    write_company(tables, truth, folder, seed, values)
    return Company(folder, truth, tables)


def _apart(table: Table, left: list[Table], planted: dict[str, Table]) -> None:
    """Give the table a name of its own where another family took it; those made from it follow."""
    before = table.id
    while table.id.lower() in planted:
        table.name += "_n"
    for other in left if table.id != before else ():
        if other.of == before:
            other.of = table.id
