"""What profiling would cost, before it is done: of each table its rows, values and seconds; nothing is written."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assess.collect.changes.marks import marks_before, marks_of
from assess.collect.database import shape_of
from assess.collect.databases.address import address_of
from assess.collect.databases.session import AskPassword, session
from assess.collect.lake import open_lake
from assess.collect.plan import TablePlan, plan_tables
from assess.model.engagement import Engagement, Source
from assess.model.errors import Unreachable
from assess.model.progress import Progress, Step, silent
from assess.store.profiles_db import profiles_seen
from assess.store.salt import FILE as SALT
from assess.store.salt import engagement_salt


@dataclass(frozen=True, slots=True)
class TablePreview:
    """One table: `rows` it has, `values` to be hashed and about how many `seconds` that takes, None where statistics
    know no rows. `share` of its rows will be read, 0 where it is too large and its engine gives no sample of it; an
    `unchanged` table costs nothing."""

    table: str
    rows: int | None
    values: int | None
    seconds: float | None
    share: float
    unchanged: bool


@dataclass(frozen=True, slots=True)
class SourcePreview:
    """One database; `why` says why nothing is known of it, or nothing will be read."""

    source: str
    tables: tuple[TablePreview, ...] = ()
    why: str = ""

    def as_dict(self) -> dict[str, Any]:
        """JSON values: the tables and their sums."""
        return {"source": self.source, "why": self.why, "tables": [asdict(t) for t in self.tables], "sum": self.sum}

    @property
    def sum(self) -> dict[str, Any]:
        """Tables, rows, values and seconds together; `unknown` tables are in none of these sums."""
        known = [table for table in self.tables if table.rows is not None]
        return {
            "tables": len(self.tables),
            "rows": sum(table.rows or 0 for table in known),
            "values": sum(table.values or 0 for table in known),
            "seconds": round(sum(table.seconds or 0 for table in known), 1),
            "unchanged": sum(table.unchanged for table in self.tables),
            "sampled": sum(0 < table.share < 1 for table in self.tables),
            "not_read": sum(table.share == 0 for table in self.tables),
            "unknown": len(self.tables) - len(known),
        }


def preview(
    engagement: Engagement,
    folder: Path,
    progress: Progress = silent,
    ask_password: AskPassword | None = None,
    afresh: bool = False,
) -> list[SourcePreview]:
    """What `collect` would have to read of each database now, from catalogues alone; BadInput for a faulty address."""
    databases = [source for source in engagement.sources if source.kind in ("database", "lake")]
    found = []
    for done, source in enumerate(databases):
        progress(Step("preview", source.id, done, len(databases)))
        try:
            found.append(_of(source, folder, ask_password, afresh))
        except Unreachable as error:
            found.append(SourcePreview(source.id, why=error.en))
    return found


def _of(source: Source, folder: Path, ask_password: AskPassword | None, afresh: bool) -> SourcePreview:
    if not source.profile:
        return SourcePreview(source.id, why="values are not looked at, as told (profile: false).")
    # Without a salt nothing can be kept yet, and a preview does not make one.
    salt = engagement_salt(folder) if (folder / SALT).is_file() else ""
    if source.kind == "lake":
        with open_lake(source, folder) as lake:
            plans = lake.plans(source, salt)
    else:
        address = address_of(source, folder)
        before = marks_before(address)
        with session(address, ask_password) as opened:
            shape = shape_of(opened, source.schemas)
            plans = plan_tables(source, address, shape, marks_of(opened, shape, source.schemas, before), salt)
    with profiles_seen(folder) as store:
        known = store.prints(source.id) if store is not None and not afresh else {}
    return SourcePreview(source.id, tuple(_table(plan, known.get(plan.table_id, "")) for plan in plans))


def _table(plan: TablePlan, kept: str) -> TablePreview:
    unchanged = kept == plan.sketched != ""
    if plan.cost is None:
        return TablePreview(plan.table_id, None, None, None, plan.share, unchanged)
    values, seconds = (0, 0.0) if unchanged else (plan.cost.values, plan.cost.seconds)
    return TablePreview(plan.table_id, plan.rows, values, seconds, plan.share, unchanged)
