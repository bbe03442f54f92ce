"""What several sources say of one table, put together: one row a table, one row a column of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from assess.collect.resolve import Names, homes_of
from assess.model.evidence import Evidence, frame
from assess.model.evidence_schema import SCHEMA

ASKED = ("database", "lake")  # asked themselves, not told of by a file
RANKS = {"database": 0, "lake": 0, "ddl": 1, "catalog": 2, "dbt": 3, "openlineage": 4}
NAMED_ELSEWHERE = ("dbt", "openlineage")
# engines in which database.schema.table is one table, whoever names it
ONE_PLACE = frozenset({"snowflake", "bigquery", "databricks", "redshift", "athena", "trino", "presto"})
EXPORT_FIRST = ("comment", "owner", "rows", "bytes", "retention_days", "created", "last_read", "last_written", "reads")
USAGE = ("last_read", "last_written", "reads")


@dataclass(frozen=True)
class Part:
    """What one source gave: its kind, its id and its department decide whose word counts."""

    kind: str
    source: str
    department: str
    evidence: Evidence


def merge(parts: Sequence[Part]) -> Evidence:
    """The evidence of all parts, each table and column once, sorted by table_id.

    An export decides on volumes, owner, retention, description and dates, because a consultant often sees a replica
    and is given production's figures; the live database decides on columns and types, a DDL file where there is none.
    Of two exports the first in engagement.yaml decides. A usage log decides on reads and dates of last use.
    """
    whole = Evidence.of()
    if parts:
        names = Evidence.__dataclass_fields__
        whole = Evidence.of(
            {name: pd.concat([part.evidence[name] for part in parts], ignore_index=True) for name in names}
        )
    described = [part for part in parts if part.kind in RANKS]
    ids = _common_ids(described, homes_of(whole.sources))
    tables = _tables(described, ids)
    return Evidence.of(
        {name: whole[name] for name in Evidence.__dataclass_fields__}
        | {"tables": tables, "columns": _columns(described, ids)}
    )


def with_usage(
    evidence: Evidence, usage: pd.DataFrame, homes: Mapping[str, Sequence[str]]
) -> tuple[Evidence, pd.Series[Any]]:
    """The evidence with `usage` (table_id, source, department, last_read, last_written, reads) put on its tables.

    Also which rows of `usage` name a table that was seen. Of several rows for one table the latest dates count and
    the reads add up.
    """
    book = Names.of(evidence.tables, homes)
    meant = [
        book.resolve(name, source, department)
        for name, source, department in zip(usage["table_id"], usage["source"], usage["department"], strict=True)
    ]
    known = usage.assign(table_id=pd.array(meant, dtype="string"))
    seen = known["table_id"].isin(evidence.tables["table_id"])
    grouped = known[seen].groupby("table_id", sort=True)
    latest = grouped[["last_read", "last_written"]].max()
    latest["reads"] = grouped["reads"].sum(min_count=1)
    tables = evidence.tables.set_index("table_id")
    for column in USAGE:
        said = latest[column].reindex(tables.index)
        tables[column] = said.where(said.notna(), tables[column])
    frames = {name: evidence[name] for name in Evidence.__dataclass_fields__}
    return Evidence.of(frames | {"tables": tables.reset_index()}), seen


def _common_ids(parts: Sequence[Part], homes: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Ids as files spell them -> the id of the table they mean.

    An export means a live table where a live database has that source. What dbt and events name means the table of
    any other source that has it, else on engines with one name space the same table that another of them named.
    """
    ids = _of_exports(parts, homes)
    return {**ids, **_named_elsewhere(parts, homes, ids)}


def _of_exports(parts: Sequence[Part], homes: Mapping[str, Sequence[str]]) -> dict[str, str]:
    live = [part.evidence.tables for part in parts if part.kind in ASKED]
    if not live:
        return {}
    known = pd.concat(live, ignore_index=True)
    book = Names.of(known, homes)
    source_of = dict(zip(known["table_id"], known["source"], strict=True))
    sources = set(known["source"])
    ids = {}
    for part in parts:
        if part.kind in ASKED or part.kind in NAMED_ELSEWHERE:
            continue
        for table_id, source in zip(part.evidence.tables["table_id"], part.evidence.tables["source"], strict=True):
            meant = book.resolve(table_id, source) if source in sources else table_id
            if source_of.get(meant) == source:
                ids[table_id] = meant
    return ids


def _named_elsewhere(
    parts: Sequence[Part], homes: Mapping[str, Sequence[str]], exported: Mapping[str, str]
) -> dict[str, str]:
    naming = [part for part in parts if part.kind in NAMED_ELSEWHERE]
    if not naming:
        return {}
    others = [part.evidence.tables for part in parts if part.kind not in NAMED_ELSEWHERE]
    known = pd.concat(others, ignore_index=True) if others else frame("tables", [])
    book = Names.of(known[~known["table_id"].isin(list(exported))].drop_duplicates("table_id"), homes)
    ids: dict[str, str] = {}
    first: dict[tuple[str, str], str] = {}
    for part in naming:
        rows = part.evidence.tables
        for table_id, source, engine in zip(rows["table_id"], rows["source"], rows["engine"], strict=True):
            name = table_id.removeprefix(f"{source}.")
            meant = book.resolve(name, source, part.department)
            if meant.lower() in book.ids:
                ids[table_id] = meant
            elif engine in ONE_PLACE and name.count(".") == 2:
                ids[table_id] = first.setdefault((engine, name.lower()), table_id)
    return ids


def _tables(parts: Sequence[Part], ids: Mapping[str, str]) -> pd.DataFrame:
    """One row a table; each fact from the part whose word counts most and that has one."""
    if not parts:
        return frame("tables", [])
    rows = pd.concat([_ranked(part, order) for order, part in enumerate(parts)], ignore_index=True)
    rows["table_id"] = rows["table_id"].map(lambda table_id: ids.get(table_id, table_id)).astype("string")
    structure = rows.sort_values(["rank", "order"], kind="stable")
    exports = pd.concat(
        [structure[structure["rank"] == RANKS["catalog"]], structure[structure["rank"] != RANKS["catalog"]]]
    )
    merged = {}
    for column, dtype, _ in SCHEMA["tables"][1]:
        if column in ("table_id", "volume_from"):
            continue
        ordered = exports if column in EXPORT_FIRST else structure
        if column == "department":
            ordered = structure.sort_values("named", ascending=False, kind="stable")
        # an empty schema is a fact, other empty text is not
        known = ordered[column].replace("", pd.NA) if dtype == "string" and column != "schema" else ordered[column]
        merged[column] = known.groupby(ordered["table_id"], sort=True).first()
    tables = pd.DataFrame(merged)
    measured = exports[exports["rows"].notna() | exports["bytes"].notna()]
    tables["volume_from"] = measured.groupby("table_id")["volume_from"].first().reindex(tables.index)
    return frame("tables", tables.rename_axis("table_id").reset_index())


def _ranked(part: Part, order: int) -> pd.DataFrame:
    """The part's tables; `named` marks a department that an export says of this very table."""
    tables = part.evidence.tables
    named = (tables["department"] != "") & (tables["department"] != part.department) & (part.kind == "catalog")
    return tables.assign(rank=RANKS[part.kind], order=order, named=named)


def _columns(parts: Sequence[Part], ids: Mapping[str, str]) -> pd.DataFrame:
    """The columns of the part that knows a table best, with the descriptions of those that know more about them."""
    if not parts:
        return frame("columns", [])
    rows = pd.concat(
        [part.evidence.columns.assign(rank=RANKS[part.kind], order=order) for order, part in enumerate(parts)],
        ignore_index=True,
    )
    rows["table_id"] = rows["table_id"].map(lambda table_id: ids.get(table_id, table_id)).astype("string")
    rows["standing"] = rows["rank"] * len(parts) + rows["order"]
    # columns that dbt only describes are not all there are: they count where somebody else knows the table
    partial = rows["position"].isna() & (rows["rank"] == RANKS["dbt"])
    best = rows["standing"].mask(partial).groupby(rows["table_id"]).transform("min")
    first = (rows["standing"] == best) & ~partial
    kept = rows[first].copy()
    other = rows[~first]
    if len(other):
        kept = _described(kept, other)
    kept = kept.sort_values(["table_id", "position", "name"], kind="stable")
    return frame("columns", kept[[column for column, _, _ in SCHEMA["columns"][1]]])


def _described(kept: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """`kept` with comments, key and nullability from `other`: an export's comment wins, the rest fills gaps."""
    other = other.sort_values(["rank", "order"], kind="stable")
    key = [kept["table_id"], kept["name"].str.lower()]
    index = pd.MultiIndex.from_arrays(key)
    for column in ("comment", "nullable", "in_key"):
        said = other[(other[column] != "") if column == "comment" else other[column].notna()]
        by_name = said.groupby([said["table_id"], said["name"].str.lower()])[column].first()
        found = by_name.reindex(index).array
        found = pd.Series(found, index=kept.index)
        mine = kept[column].replace("", pd.NA) if column == "comment" else kept[column]
        kept[column] = found.where(found.notna(), mine) if column == "comment" else mine.where(mine.notna(), found)
    return kept
