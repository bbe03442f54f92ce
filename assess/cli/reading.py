"""How `assess collect` shows what it read, or would have to read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assess.collect.preview import SourcePreview, TablePreview
    from assess.model.progress import TablesRead

MOST = 30  # tables of a source shown one by one, the dearest first


def show_read(told: Sequence[TablesRead]) -> None:
    """A line for each database whose values were looked at."""
    for of in told:
        sampled = f", {of.sampled:,} of them by sample" if of.sampled else ""
        print(f"{of.source}: values of {of.read:,} tables read, {of.unchanged:,} unchanged and kept{sampled}")


def show_preview(previews: Sequence[SourcePreview]) -> None:
    """A table for each database, and the sum of all."""
    for of in previews:
        print(of.source if not of.why else f"{of.source}: {of.why}")
        if of.why:
            continue
        width = max((len(table.table) for table in of.tables), default=0)
        dearest = sorted(of.tables, key=lambda table: (-(table.seconds or 0), table.table))
        for table in dearest[:MOST]:
            print(f"  {table.table:{width}}  {_row(table)}")
        if len(dearest) > MOST:
            print(f"  … and {len(dearest) - MOST:,} more, none dearer")
        whole = of.sum
        unknown = f", {whole['unknown']:,} of unknown size" if whole["unknown"] else ""
        print(
            f"  {whole['tables']:,} tables: {whole['unchanged']:,} unchanged, {whole['sampled']:,} by sample{unknown}; "
            f"{whole['rows']:,} rows, {whole['values']:,} values to hash, about {_time(whole['seconds'])}"
        )
    if len(previews) > 1:
        print(f"altogether about {_time(sum(of.sum['seconds'] for of in previews))}")
    if not previews:
        print("no database is named in this engagement")


def _row(table: TablePreview) -> str:
    if table.rows is None:
        return "rows unknown until counted"
    how = "unchanged" if table.unchanged else "whole" if table.share == 1 else f"sample {100 * table.share:g} %"
    how = how if table.share else "not read: too large, and there is no sample of it"
    return f"{table.rows:>15,} rows {table.values or 0:>15,} values {_time(table.seconds or 0):>10}  {how}"


def _time(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:,.1f} s"
    return f"{seconds / 60:,.0f} min" if seconds < 5400 else f"{seconds / 3600:,.1f} h"
