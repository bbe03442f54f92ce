"""What is known around metric definitions: tables, their columns, views, and the metrics that others are made of."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from assess.diagnose.metrics.formula import Unreadable
from assess.diagnose.metrics.names import short_label, verbatim
from assess.diagnose.metrics.proof.runnable import Columns
from assess.model.evidence import Evidence

Row = Mapping[str, Any]
WHOLE = ("INT", "BIGINT", "SMALLINT", "TINYINT", "SERIAL")


@dataclass
class World:
    """Looks up what definitions refer to, by the names they use; names are compared without case."""

    evidence: Evidence
    rows: Sequence[Row]
    _columns: dict[str, Columns] = field(default_factory=dict)

    def table_of(self, written: str) -> str:
        """The id of a table by its name as written: the only one that fits, else the name itself in lower case."""
        fitting = self._by_tail.get(written.lower(), set())
        return next(iter(fitting)) if len(fitting) == 1 else written.lower()

    def columns_of(self, table: str) -> Columns:
        """Type, whether it may be null and whether it alone is the key, by column of a table's id; {} unknown."""
        if table not in self._columns:
            rows = self._of_table.get(table, [])
            keys = sum(bool(key) for *_, key in rows)
            self._columns[table] = {n: (kind, nullable, key and keys == 1) for n, kind, nullable, key in rows}
        return self._columns[table]

    def whole(self, tables: Sequence[str], column: str) -> bool:
        """Whether the catalogue says that a column of one of these tables holds whole numbers."""
        kinds = [k for t in tables if (k := self.columns_of(t).get(column, ("",))[0])]
        return bool(kinds) and all(kind.upper().split("(")[0] in WHOLE for kind in kinds)

    @cached_property
    def views(self) -> dict[str, tuple[str, str]]:
        """(SQL, dialect) of each view by its table id."""
        statements = self.evidence.statements
        mine = statements[statements["file"].str.startswith("view:")]
        return {
            str(file).removeprefix("view:"): (str(sql), str(dialect))
            for file, sql, dialect in zip(mine["file"], mine["sql"], mine["dialect"], strict=True)
        }

    def inputs_of(self, row: Row) -> dict[str, str]:
        """{name in the formula: what it refers to} as the reader noted it."""
        return dict(json.loads(row["inputs"])) if row.get("inputs") else {}

    def metric(self, reference: str, beside: Row) -> Row:
        """The metric that `beside` refers to: by its place, else its name in the same file, source, or anywhere.

        Unreadable where there is none, or several and none is nearer.
        """
        at = self._by_place.get(reference)
        if at is not None:
            return at
        found = self._named.get(verbatim(reference), [])
        for near in ("file", "source", "department"):
            those = [r for r in found if r[near] and r[near] == beside[near]]
            if len(those) == 1:
                return those[0]
            if len(those) > 1:
                break
        if len(found) == 1:
            return found[0]
        if not found:
            raise Unreadable(
                f"用到的指标“{reference}”没有找到。", f"It uses the metric “{reference}”, which is defined nowhere."
            )
        places = ", ".join(f"{r['file']}:{r['line']}" for r in found[:3])
        raise Unreadable(
            f"用到的指标“{reference}”有 {len(found)} 个定义（{places}），不知道指哪一个。",
            f"It uses the metric “{reference}”, which has {len(found)} definitions ({places}); it is not said which.",
        )

    def known_names(self, row: Row) -> Mapping[str, list[Row]]:
        """Metrics of the same file by their names and short labels: what a formula made of names may refer to."""
        return self._in_file.get(str(row["file"]), {})

    @cached_property
    def _by_tail(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for identifier in self.evidence.tables.table_id:
            parts = str(identifier).lower().split(".")
            for start in range(len(parts)):
                found[".".join(parts[start:])].add(str(identifier))
        return found

    @cached_property
    def _of_table(self) -> dict[str, list[tuple[str, str, bool, bool]]]:
        found: dict[str, list[tuple[str, str, bool, bool]]] = defaultdict(list)
        columns = self.evidence.columns
        for table, name, kind, nullable, key in zip(
            *(columns[c].astype(object) for c in ("table_id", "name", "type", "nullable", "in_key")), strict=True
        ):
            found[str(table)].append((str(name).lower(), str(kind), nullable is not False, key is True))
        return found

    @cached_property
    def _by_place(self) -> dict[str, Row]:
        found: dict[str, Row] = {}
        for row in self.rows:
            found.setdefault(str(row["metric_id"]), row)
        return found

    @cached_property
    def _named(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            found[verbatim(str(row["name"]))].append(row)
        return found

    @cached_property
    def _in_file(self) -> dict[str, dict[str, list[Row]]]:
        found: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
        for row in self.rows:
            names = {verbatim(str(row["name"]))}
            if short_label(str(row["label"])):
                names.add(verbatim(str(row["label"])))
            for name in names - {""}:
                found[str(row["file"])][name].append(row)
        return found
