"""How each table of a database will be profiled: whole or by sample, at what cost, or not at all as it is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from assess.collect.databases.address import Address
from assess.collect.databases.shape import Key, Shape
from assess.collect.profile import parts_of
from assess.collect.profiling.cost import Cost, estimate_cost, share_within
from assess.collect.profiling.fingerprint import look_print, sketch_print
from assess.collect.profiling.hidden import hidden_ends
from assess.model.engagement import Source


@dataclass(frozen=True, slots=True)
class TablePlan:
    """One table: `table` is its SQL name, `columns` (name, type) and `keyed` those of its key.

    `rows` is what statistics say, `share` how much of them will be read (0 where that would be a sample and its engine
    gives none), and `cost` what that takes; where rows are unknown there is no cost yet. `sketched` and `looked` are
    fingerprints, empty where change cannot be told.
    """

    key: Key
    table_id: str
    name: str
    table: str
    columns: tuple[tuple[str, str], ...]
    keyed: tuple[str, ...]
    hidden: frozenset[str]
    mark: str
    rows: int | None
    looked: str
    sampled: bool
    share: float = 1.0
    cost: Cost | None = None
    sketched: str = ""

    def of_rows(self, rows: int, source: Source, address: Address, salt: str) -> TablePlan:
        """The plan for a table of `rows` rows."""
        values = len(parts_of(address.engine, self.columns, self.keyed))
        share = share_within(address.engine, rows, values, source.profile_seconds, source.profile_rows)
        share = share if share == 1 or self.sampled else 0.0
        return replace(
            self,
            rows=rows,
            share=share,
            cost=estimate_cost(address.engine, rows, values, share),
            sketched=sketch_print(
                address, self.table, self.mark, self.columns, self.keyed, self.hidden, salt, share
            ),
        )  # fmt: skip


def plan_tables(source: Source, address: Address, shape: Shape, marks: Mapping[Key, str], salt: str) -> list[TablePlan]:
    """A plan for each table of the catalogue that was read; none where the source is not to be profiled."""
    if not source.profile:
        return []
    columns: dict[Key, list[tuple[str, str]]] = {}
    words: dict[Key, list[tuple[str, str]]] = {}
    keyed: dict[Key, list[str]] = {}
    for field in shape.fields:
        columns.setdefault(field.key, []).append((field.name, field.values))
        words.setdefault(field.key, []).append((field.name, field.comment))
        if field.in_key:
            keyed.setdefault(field.key, []).append(field.name)
    plans = []
    for relation in shape.relations:
        if relation.kind != "table":
            continue
        key, table, mark = relation.key, shape.physical[relation.key], marks.get(relation.key, "")
        mine = tuple(columns.get(key, ()))
        plan = TablePlan(
            key, table_id(source, key), relation.name, table, mine, tuple(keyed.get(key, ())),
            hidden_ends(words.get(key, ())), mark, relation.rows, look_print(address, table, mark, mine, relation.rows),
            relation.sampled,
        )  # fmt: skip
        plans.append(plan if relation.rows is None else plan.of_rows(relation.rows, source, address, salt))
    return plans


def table_id(source: Source, key: Key) -> str:
    """The id of a table of a source."""
    return ".".join(part for part in (source.id, *key) if part)
