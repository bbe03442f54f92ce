"""The reader of each kind of source that is files; readers are imported when one is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from assess.collect.ownership import Ownership
from assess.model.engagement import Source
from assess.model.evidence import Evidence

Reader = Callable[[Source, Sequence[Path], Path, Ownership], Evidence]


def _catalog(source: Source, paths: Sequence[Path], folder: Path, _: Ownership) -> Evidence:
    from assess.collect.catalog_file import read_catalogs

    return read_catalogs(
        paths, source=source.reads_from or source.id, department=source.department, columns=source.columns, root=folder
    )


def _ddl(source: Source, paths: Sequence[Path], folder: Path, _: Ownership) -> Evidence:
    from assess.collect.ddl_file import read_ddl

    return read_ddl(
        paths, source.dialect, source=source.reads_from or source.id, department=source.department, root=folder
    )


def _sql(source: Source, paths: Sequence[Path], folder: Path, _: Ownership) -> Evidence:
    from assess.collect.sql_file import read_scripts

    return read_scripts(paths, source.dialect, source=source.id, department=source.department, root=folder)


def _dbt(source: Source, paths: Sequence[Path], folder: Path, rules: Ownership) -> Evidence:
    from assess.collect.dbt.project import read_dbt

    return read_dbt(
        paths, source.dialect, source=source.id, keeps=source.reads_from, department=source.department, root=folder,
        rules=rules,
    )  # fmt: skip


def _openlineage(source: Source, paths: Sequence[Path], folder: Path, _: Ownership) -> Evidence:
    from assess.collect.openlineage.events import read_events

    return read_events(
        paths, source.dialect, source=source.id, keeps=source.reads_from, department=source.department, root=folder
    )


def _queries(source: Source, paths: Sequence[Path], folder: Path, rules: Ownership) -> Evidence:
    from assess.collect.queries.log import read_queries
    from assess.store.own_reads import own_reads

    return read_queries(
        paths, source.dialect, source=source.id, department=source.department, columns=source.columns, root=folder,
        rules=rules, timezone=source.timezone, own=own_reads(folder, source.reads_from or source.id),
    )  # fmt: skip


def _metrics(source: Source, paths: Sequence[Path], folder: Path, _: Ownership) -> Evidence:
    from assess.collect.metrics.read import read_metrics

    return read_metrics(
        paths,
        source=source.id,
        department=source.department,
        dialect=source.dialect,
        columns=source.columns,
        root=folder,
    )


def _usage(source: Source, paths: Sequence[Path], folder: Path, _: Ownership) -> Evidence:
    from assess.collect.usage_file import read_usage

    return read_usage(
        paths, source=source.reads_from, department=source.department, columns=source.columns, root=folder
    )


READERS: dict[str, Reader] = {
    "catalog": _catalog,
    "ddl": _ddl,
    "sql": _sql,
    "dbt": _dbt,
    "openlineage": _openlineage,
    "queries": _queries,
    "metrics": _metrics,
    "usage": _usage,
}
