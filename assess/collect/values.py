"""A database's values into evidence, table by table, each on disk as soon as it is done; unchanged ones from there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from assess.collect.databases.session import Session
from assess.collect.databases.shape import Key
from assess.collect.personal import as_rows, try_looks
from assess.collect.plan import TablePlan
from assess.collect.profile import Profile, profile_table
from assess.model.engagement import Source
from assess.model.errors import Unreachable
from assess.model.progress import Progress, Step
from assess.model.text import Text
from assess.store.profiles_db import Kept, ProfilesStore

Row = dict[str, Any]
NO_SAMPLE = Text(
    "行数太多，而这种表无法每次抽到同样的样本",
    "too many rows, and its engine gives no sample of it that is the same every time",
)


@dataclass(slots=True)
class Values:
    """What was found: rows of evidence by table, how many rows each has, which have no sketches and why, which were
    read by which share; how many were read now, how many had not changed, at how many we looked for personal data."""

    sketches: dict[Key, Sequence[Any]] = field(default_factory=dict)
    personal: dict[Key, Sequence[Any]] = field(default_factory=dict)
    rows: dict[Key, int] = field(default_factory=dict)
    without: list[tuple[str, Text]] = field(default_factory=list)
    sampled: list[tuple[str, float]] = field(default_factory=list)
    read: int = 0
    unchanged: int = 0
    looked: int = 0

    def evidence(self, name: str) -> list[Any]:
        """Rows of the evidence table `name`, sketches or personal, in the order of the tables' names."""
        found: dict[Key, Sequence[Any]] = getattr(self, name)
        return [row for key in sorted(found) for row in found[key]]


def read_values(
    session: Session,
    source: Source,
    plans: Sequence[TablePlan],
    salt: str,
    store: ProfilesStore,
    progress: Progress,
    afresh: bool = False,
    before: Callable[[], None] = lambda: None,
) -> Values:
    """Values of the tables planned. A table that is kept as it would be read now is taken from `store`, unless
    `afresh`; every other one is there before the next is begun. Of the source, only these stay there. `before` is
    called each time a table is about to be read."""
    values, kept = Values(), []
    with session.within(source.profile_seconds):
        for done, plan in enumerate(plans):
            progress(Step("collect", f"{source.id}: {plan.name}", done, len(plans)))
            if _read_table(values, session, source, plan, salt, store, afresh, before):
                kept.append(plan.table_id)
    store.keep_only(source.id, kept)
    return values


def _read_table(
    values: Values,
    session: Session,
    source: Source,
    plan: TablePlan,
    salt: str,
    store: ProfilesStore,
    afresh: bool,
    before: Callable[[], None],
) -> bool:
    """Put one table into `values`; whether the store now has its sketches."""
    old = new = None
    try:
        if plan.rows is None:
            before()
        plan = _counted(session, source, plan, salt)
        old = None if afresh else store.kept(source.id, plan.table_id)
        if plan.share == 0:
            values.without.append((plan.table_id, NO_SAMPLE))
        elif old is not None and old.sketched == plan.sketched != "":
            values.unchanged += 1
            new = old
        else:
            before()
            new = _profiled(session, plan, salt)
            values.read += 1
        if new is not None:
            values.rows[plan.key] = new.rows if plan.share == 1 or plan.rows is None else plan.rows
            values.sketches[plan.key] = new.sketches
        if 0 < plan.share < 1:
            values.sampled.append((plan.table_id, plan.share))
    except Unreachable as error:
        values.without.append((plan.table_id, _reason(error)))
    if old is not None and old.looked == plan.looked != "":
        looked, values.personal[plan.key] = old.looked, old.personal
    else:
        before()
        looks, whole = try_looks(session, plan.table, plan.columns, plan.rows if session.numbered else None)
        values.looked += 1
        looked, values.personal[plan.key] = plan.looked if whole else "", tuple(as_rows(plan.table_id, looks))
    if new is None or not new.sketched:
        return False
    if new is not old or looked != new.looked:
        store.keep(source.id, plan.table_id, replace(new, looked=looked, personal=tuple(values.personal[plan.key])))
    return True


def _profiled(session: Session, plan: TablePlan, salt: str) -> Kept:
    profile = profile_table(
        session, plan.table, plan.columns, salt,
        rows=plan.rows, key=plan.keyed, hidden=plan.hidden, share=plan.share,
    )  # fmt: skip
    return Kept(plan.sketched, "", profile.rows, tuple(sketch_rows(plan.table_id, profile)))


def _counted(session: Session, source: Source, plan: TablePlan, salt: str) -> TablePlan:
    """The plan of a table of which statistics know no rows, once they are counted; others as they are."""
    if plan.rows is not None:
        return plan
    rows = int(session.rows(f"SELECT count(*) FROM {plan.table}")[0][0])
    return plan.of_rows(rows, source, session.address, salt)


def sketch_rows(table_id: str, profile: Profile) -> list[Row]:
    """Rows of the evidence table `sketches`."""
    return [
        {"table_id": table_id, "column": s.column, "rows": profile.rows, "nulls": s.nulls, "distinct": s.distinct,
         "min": s.least, "max": s.most, "sampled": profile.sampled, "hashes": s.hashes}
        for s in profile.sketches
    ]  # fmt: skip


def _reason(error: Unreachable) -> Text:
    """The reason alone, without the source and address that precede it."""
    return Text(error.zh.partition("）：")[2].rstrip("。"), error.en.partition("): ")[2].rstrip("."))
