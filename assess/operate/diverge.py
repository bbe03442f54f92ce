"""Two definitions of a metric computed side by side inside the client's database, and the gap walked facet by facet."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from assess.collect.databases.session import AskPassword, Session
from assess.collect.databases.together import together
from assess.diagnose.metrics.bridge.identifiers import countable, identifiers_of, key_query
from assess.diagnose.metrics.bridge.periods import (
    GRAINS,
    MOST,
    USUAL,
    begin_of,
    common_grain,
    months_before,
    next_begin,
    periods_of,
)
from assess.diagnose.metrics.bridge.result import basis_of, bridge_of
from assess.diagnose.metrics.bridge.sql import Query, Span, queries_of
from assess.diagnose.metrics.bridge.variants import Walk
from assess.model.divergence import Basis, Divergence
from assess.model.errors import AssessError, BadInput, Problem, Unreachable
from assess.model.progress import Progress, Step, silent
from assess.operate.two_metrics import Row, Sides, chosen_rows, sides_of
from assess.store.audit import LOCAL, deed
from assess.store.divergences import DivergenceStore, definitions, latest_days
from assess.store.engagement_file import load_engagement
from assess.store.own_reads import note_own_read
from assess.store.place_of import answers_of

TIMEOUT = 600.0  # seconds a statement
SPARE = 2  # statements beyond one a differing facet: the first definition, and the count by key
SECONDS = {"duckdb": 0.03, "postgres": 0.4, "sqlite": 1.0, "mysql": 1.5}  # a million rows of one statement, roughly
SAID = ("department", "file", "line", "expression", "base", "filter", "time_column", "window", "unit")


@dataclass(frozen=True)
class Plan:
    """What will be asked: `queries` for the bridge, `by_key` one more where both count rows of one key."""

    rows: tuple[Row, Row]
    sides: Sides
    walk: Walk
    span: Span
    basis: Basis
    queries: tuple[Query, ...]
    by_key: tuple[tuple[str, ...], Query] | None

    @property
    def asked(self) -> tuple[Query, ...]:
        return (*self.queries, *([self.by_key[1]] if self.by_key else []))

    @property
    def engine(self) -> str:
        return self.sides.addresses[0].engine

    @property
    def read(self) -> int | None:
        """Rows the statements read together, as far as the evidence knows."""
        rows = [query.rows for query in self.asked]
        return None if None in rows else sum(n or 0 for n in rows)

    @property
    def seconds(self) -> float | None:
        """About how long they take; a client's server may be several times faster or slower."""
        read = self.read
        return None if read is None else round(read / 1e6 * SECONDS.get(self.engine, max(SECONDS.values())), 1)


def plan(
    folder: Path, named: str, a: str = "", b: str = "", first: date | None = None, last: date | None = None,
    grain: str = "", today: date | None = None,
) -> Plan:  # fmt: skip
    """What comparing two definitions of `named` (a metric, or a finding of the newest run) would ask; nothing is asked
    of any source. Without dates, the newest periods up to `today` that hold values. BadInput says what is missing."""
    if grain and grain not in GRAINS:
        raise BadInput([Problem("--grain", f'found "{grain}"; allowed: {", ".join(GRAINS)}.')])
    engagement = load_engagement(folder)
    rows = chosen_rows(folder, definitions(folder), named, a, b)
    sides = sides_of(folder, engagement, *rows)
    walk = Walk(sides.a, sides.b)
    grain = grain or common_grain(sides.a.periods, sides.b.periods)
    span = _span(folder, sides, first, last, grain, today or datetime.now(UTC).date())
    basis = basis_of(walk, [str(row.get("additivity") or "") for row in rows])
    variants = [walk.start, *(change.variant for change in walk.changes)]
    engine = sides.addresses[0].engine
    queries = queries_of(variants, span, engine, basis == "whole")
    by_key = key_query(walk, span, engine) if basis == "sum" and countable(walk) else None
    made = Plan(rows, sides, walk, span, basis, tuple(queries), by_key)
    assert len(made.asked) <= len(walk.facets) + SPARE, "more statements than promised"
    return made


def diverge(
    folder: Path,
    planned: Plan,
    at: datetime,
    timeout: float = TIMEOUT,
    progress: Progress = silent,
    ask_password: AskPassword | None = None,
) -> Divergence:
    """The plan carried out read-only, all statements at one moment of the source, and kept beside the decisions.

    Unreachable says why the source could not answer; nothing is kept then.
    """
    began = time.monotonic()
    brought = []
    try:
        with together(*planned.sides.addresses, ask_password, timeout) as opened, _own_read(folder, planned, opened):
            for number, query in enumerate(planned.asked):
                progress(Step("diverge", ", ".join(query.tables), number, len(planned.asked)))
                brought.append(opened.rows(query.sql))
    except Unreachable as error:
        raise _hinted(error, timeout) from None
    progress(Step("diverge", "", len(planned.asked), len(planned.asked)))
    bridge = bridge_of(planned.walk, planned.queries, brought[: len(planned.queries)], planned.span, planned.basis)
    moment = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)
    texts = tuple(query.sql for query in planned.asked)
    found = Divergence(
        at=moment, metric=str(planned.rows[0]["name"]), a=_said(planned.rows[0]), b=_said(planned.rows[1]),
        engine=planned.engine, sources=tuple(dict.fromkeys(one.source for one in planned.sides.addresses)),
        first=planned.span.first, last=planned.span.last, grain=planned.span.grain,
        unit=planned.sides.a.stated_unit, basis=bridge.basis, periods=bridge.periods,
        total=(bridge.a, bridge.b), steps=bridge.steps, rows=bridge.rows,
        identifiers=identifiers_of(planned.by_key[0], brought[-1][0]) if planned.by_key else None,
        notes=planned.sides.notes, queries=texts, facets=len(planned.walk.facets),
        sql=hashlib.sha256(";".join(texts).encode()).hexdigest(), seconds=round(time.monotonic() - began, 1),
    )  # fmt: skip
    with DivergenceStore(answers_of(folder)) as store:
        pair = f"{found.a['metric']}, {found.b['metric']}"
        store.keep(found, deed(folder, LOCAL, "metrics computed side by side", pair))
    return found


def preview_json(planned: Plan) -> dict[str, Any]:
    """What would be asked: {"metric", "a", "b", "engine", "from", "to", "grain", "basis", "facets", "steps", "queries":
    [{sql, tables, rows}], "rows", "seconds", "notes"}."""
    return {
        "metric": planned.rows[0]["name"], "a": _said(planned.rows[0]), "b": _said(planned.rows[1]),
        "engine": planned.engine, "from": planned.span.first.isoformat(), "to": planned.span.last.isoformat(),
        "grain": planned.span.grain, "basis": planned.basis, "facets": list(planned.walk.facets),
        "steps": [{"facets": list(c.facets), "from": list(c.before), "to": list(c.after)}
                  for c in planned.walk.changes],
        "queries": [{"sql": q.sql, "tables": list(q.tables), "rows": q.rows} for q in planned.asked],
        "rows": planned.read, "seconds": planned.seconds, "notes": [note.as_dict() for note in planned.sides.notes],
    }  # fmt: skip


def _span(folder: Path, sides: Sides, first: date | None, last: date | None, grain: str, today: date) -> Span:
    """The days asked for; else the periods up to today or the newest day known of both, whichever is earlier."""
    if last is None:
        timed = {(table.id, side.time.name) for side in (sides.a, sides.b) for table in side.source.tables}
        newest = latest_days(folder, sorted(timed))
        last = min([today, *([max(newest)] if newest else [])])
        last = next_begin(begin_of(last, grain), grain) - timedelta(days=1)
    if first is None:
        number = USUAL[grain]
        begin = begin_of(last, grain)
        first = months_before(begin, number - 1) if grain == "month" else begin
        first = first if grain == "month" else begin - timedelta(days=(number - 1) * (7 if grain == "week" else 1))
    if first > last:
        raise BadInput([Problem("--from", f"{first} is after --to, {last}; allowed: a day up to it.")])
    number = len(periods_of(first, last, grain)) if (last - first).days < 40_000 else MOST + 1
    if number > MOST:
        raise BadInput([Problem("--grain", f"from {first} to {last} there are more than {MOST} periods; choose a "
                                           "coarser grain or fewer days.")])  # fmt: skip
    return Span(first, last, grain)


@contextmanager
def _own_read(folder: Path, planned: Plan, opened: Session) -> Iterator[None]:
    """PostgreSQL counts who scans its tables: our reading, ended well or not, is no use of them."""
    if opened.engine != "postgres":
        yield
        return
    first: datetime = opened.rows("SELECT clock_timestamp()")[0][0]
    began = time.monotonic()
    try:
        yield
    finally:
        window = first, first + timedelta(seconds=time.monotonic() - began)
        for source in sorted({address.source for address in planned.sides.addresses}):
            note_own_read(folder, source, window)


def _hinted(error: Unreachable, timeout: float) -> AssessError:
    """A driver's own message may quote a value: only its kind is kept."""
    if "no answer within" in error.en:
        more = round(timeout * 4)
        return Unreachable(f"{error.en} Give more time with --timeout {more}, or ask for fewer days with --from.",
                           f"{error.zh}可用 --timeout {more} 放宽时限，或用 --from 少算几天。")  # fmt: skip
    place, found, rest = error.en.partition("the driver reports ")
    if not found:
        return error
    kind = rest.partition(":")[0]
    return Unreachable(
        f"{place}a query failed inside the source ({kind}); look at it with --preview and run it there by hand.",
        f"{error.zh.partition('驱动报错')[0]}有一条查询在数据源内失败（{kind}）；可用 --preview 看语句，手工执行。",
    )


def _said(row: Row) -> dict[str, Any]:
    said = {name: row[name] for name in SAID}
    return {"metric": row["metric_id"], "name": row["name"], **said}
