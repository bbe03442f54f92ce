"""A data lake into evidence: folders of Parquet files, or the tables of a Spark catalogue, read where they lie."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import sqlalchemy as sa

from assess.collect.database import evidence_from
from assess.collect.databases.address import Address, expanded
from assess.collect.databases.session import Session
from assess.collect.databases.shape import Key, Shape
from assess.collect.lake_logs import far_log
from assess.collect.lake_tables import Found, LakeTable, local, matches, tables_at, tables_below
from assess.collect.plan import TablePlan, plan_tables
from assess.collect.values import Values, read_values
from assess.model.engagement import Source
from assess.model.errors import BadInput, Problem
from assess.model.evidence import Evidence
from assess.model.progress import Progress, TablesRead, Told, silent, untold
from assess.model.text import Text
from assess.store.profiles_db import profiles_store

_WILD = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class Lake:
    """An open lake: what it holds and the session that reads its values."""

    session: Session
    address: Address
    shape: Shape
    marks: Mapping[Key, str]

    def plans(self, source: Source, salt: str) -> list[TablePlan]:
        """How each of its tables will be profiled."""
        return plan_tables(source, self.address, self.shape, self.marks, salt)


def read_lake(
    source: Source,
    folder: Path,
    progress: Progress = silent,
    salt: str = "",
    afresh: bool = False,
    tell: Told = untold,
) -> Evidence:
    """Everything evidence needs of one lake, read by DuckDB in this process or, where the engagement says so, by Spark.

    Nothing is written to it. Of a table of files that did not change since it was last profiled from this folder
    nothing is read again, unless `afresh`; tables of a catalogue are read each time. Unreachable says why the lake
    cannot be read; coverage names what of it is not.
    """
    with open_lake(source, folder) as lake:
        values = Values()
        if source.profile:
            with profiles_store(folder) as store:
                values = read_values(lake.session, source, lake.plans(source, salt), salt, store, progress, afresh)
            tell(TablesRead(source.id, values.read, values.unchanged, len(values.sampled)))
    return evidence_from(source, lake.address, lake.shape, values)


@contextmanager
def open_lake(source: Source, folder: Path) -> Iterator[Lake]:
    """The lake that `source` names, to read only."""
    shown = source.catalog or source.path
    address = Address(source.id, source.engine, shown, source.timeout_seconds, sa.URL.create("lake"))
    if source.engine == "duckdb":
        from assess.collect.lake_duckdb import lake_session, lake_shape, not_here

        if "://" in source.path:
            raise not_here(address)
        found = _here(source, folder)
        with lake_session(address, found.tables, _places(found.tables)) as opened:
            shape, left = lake_shape(opened, found.tables)
            yield _lake(opened, shape, found, left)
        return
    from assess.collect.lake_spark import spark_session
    from assess.collect.lake_spark_shape import catalog_shape, folder_shape, hadoop

    settings = {name: expanded(value, source, "spark") for name, value in source.spark.items()}
    with spark_session(address, settings) as talk:
        if source.catalog:
            shape, left = catalog_shape(talk, source.catalog, source.schemas)
            yield _lake(talk, shape, Found(), left)
            return
        found = (
            _chosen(tables_below(source.path, hadoop(talk), far_log), source)
            if "://" in source.path
            else _here(source, folder)
        )
        shape, left = folder_shape(talk, found.tables)
        yield _lake(talk, shape, found, left)


def _lake(session: Session, shape: Shape, found: Found, left: Mapping[Text, list[str]]) -> Lake:
    why = {**found.left}
    for reason, places in left.items():
        why[reason] = [*why.get(reason, []), *places]
    notes = (*shape.notes, *(_note(reason, places) for reason, places in why.items()))
    marks = {table.key: table.mark for table in found.tables}
    return Lake(session, session.address, replace(shape, notes=notes), marks)


def _here(source: Source, folder: Path) -> Found:
    """The tables of a folder or pattern on this machine."""
    given = source.path
    if _WILD & set(given) or (folder / given).is_file():
        found = tables_at(matches(folder, given), lambda path: Path(path).is_dir(), local)
    else:
        found = tables_below((folder / given).resolve().as_posix(), local)
    found = _chosen(found, source)
    if not found.tables and not found.left:
        raise BadInput([Problem(f"engagement.yaml, source {source.id}, path", f'"{given}" holds no Parquet file.')])
    return found


def _chosen(found: Found, source: Source) -> Found:
    """Only the schemas the engagement names, where it names any."""
    if source.schemas:
        found.tables = [table for table in found.tables if table.schema in source.schemas]
    return found


def _places(tables: list[LakeTable]) -> list[str]:
    """The folders DuckDB may read from."""
    return sorted({table.root if table.files[0] != table.root else table.root.rpartition("/")[0] for table in tables})


def _note(why: Text, places: list[str]) -> Text:
    """One sentence on what is not read for one reason."""
    more = " …" if len(places) > 5 else ""
    zh, en = "、".join(places[:5]) + more, ", ".join(places[:5]) + more
    return Text(f"有 {len(places)} 处没有读取（{why.zh}）：{zh}。", f"{len(places)} not read ({why.en}): {en}.")
