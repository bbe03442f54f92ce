"""Jobs of OpenLineage events: what each run read and wrote, when it ran, where its columns come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from assess.collect.json_shape import ONE, misfits, whole
from assess.collect.openlineage.datasets import DATASET, Place, Shelf
from assess.collect.queries.cells import time_of

KINDS = {"FILTER": "filter", "JOIN": "join", "GROUP_BY": "group", "SORT": "filter", "WINDOW": "filter",
         "CONDITIONAL": "filter"}  # fmt: skip
EVENT: Any = {"eventType": ONE, "eventTime": ONE, "dataset": DATASET, "job": {"facets": {"sql": {}}}, "run": {},
              "inputs": [DATASET], "outputs": [DATASET]}  # fmt: skip
Value = tuple[Place, str, Place, str, str]
"""place read, its column, place written, its column or empty, kind"""


@dataclass
class Run:
    """One run, or what is told of a job without one."""

    inputs: dict[Place, None] = field(default_factory=dict)
    outputs: dict[Place, None] = field(default_factory=dict)
    began: datetime | None = None
    ended: datetime | None = None
    bytes: dict[Place, int] = field(default_factory=dict)


@dataclass
class Job:
    """All events of one job put together."""

    name: str
    sql: str = ""
    dialect: str = ""
    runs: dict[str, Run] = field(default_factory=dict)
    values: dict[Value, None] = field(default_factory=dict)
    traced: set[Place] = field(default_factory=set)

    def pairs(self) -> dict[Place, dict[Place, None]]:
        """By place written what it is made from: of a run that writes several, what its columns come from, if told."""
        found: dict[Place, dict[Place, None]] = {}
        by_output: dict[Place, dict[Place, None]] = {}
        for read, _, made, _, _ in self.values:
            by_output.setdefault(made, {})[read] = None
        for run in self.runs.values():
            for output in run.outputs:
                own = by_output.get(output, {})
                several = len(run.outputs) > 1 and output in self.traced
                found.setdefault(output, {}).update(own if several else run.inputs)
        return found


def is_event(data: Any) -> bool:
    """Whether parsed JSON is an OpenLineage event: of a run, a job or a dataset, of the shape the standard gives it."""
    return (
        isinstance(data, dict)
        and ("job" in data or "dataset" in data)
        and ("eventTime" in data or "schemaURL" in data)
        and next(misfits(data, EVENT), None) is None
    )


def take(event: Mapping[str, Any], jobs: dict[str, Job], shelf: Shelf) -> None:
    """Note what one event says."""
    alone = event.get("dataset")
    if isinstance(alone, Mapping):
        shelf.note(alone)
    told = event.get("job")
    if not isinstance(told, Mapping):
        return
    name = f"{told.get('namespace') or ''}/{told.get('name') or ''}".strip("/")
    job = jobs.setdefault(name, Job(name))
    sql = (told.get("facets") or {}).get("sql") or {}
    job.sql, job.dialect = str(sql.get("query") or job.sql), str(sql.get("dialect") or job.dialect)
    number = str((event.get("run") or {}).get("runId") or "")
    run = job.runs.setdefault(number, Run())
    _time(event, run if number else None)
    for given in event.get("inputs") or ():
        place = shelf.note(given)
        run.inputs[place] = None
        facets = given.get("inputFacets") or {}
        size = whole((facets.get("inputStatistics") or {}).get("size"))
        if size is not None:
            run.bytes[place] = size
    for made in event.get("outputs") or ():
        place = shelf.written(made)
        run.outputs[place] = None
        _columns(job, place, (made.get("facets") or {}).get("columnLineage") or {})


def _columns(job: Job, place: Place, facet: Mapping[str, Any]) -> None:
    for column, told in (facet.get("fields") or {}).items():
        job.traced.add(place)
        for source in told.get("inputFields") or ():
            _value(job, source, place, str(column), _kinds(source, told))
    for source in facet.get("dataset") or ():
        _value(job, source, place, "", [k for k in _kinds(source, {}) if k != "value"] or ["filter"])


def _value(job: Job, source: Mapping[str, Any], place: Place, column: str, kinds: list[str]) -> None:
    read = (str(source.get("namespace") or ""), str(source.get("name") or ""))
    for kind in kinds:
        job.values[read, str(source.get("field") or ""), place, column if kind == "value" else "", kind] = None


def _kinds(source: Mapping[str, Any], told: Mapping[str, Any]) -> list[str]:
    """What a column does to another: gives its value, or decides on rows."""
    ways = source.get("transformations") or ()
    if not ways:
        return ["value"] if str(told.get("transformationType") or "").upper() != "INDIRECT" else ["filter"]
    return list(dict.fromkeys(
        "value" if str(w.get("type")).upper() == "DIRECT" else KINDS.get(str(w.get("subtype")).upper(), "filter")
        for w in ways
    ))  # fmt: skip


def _time(event: Mapping[str, Any], run: Run | None) -> None:
    kind, at = str(event.get("eventType") or "").upper(), event.get("eventTime")
    moment = time_of(at, ZoneInfo("UTC")) if run is not None else None
    if run is None or moment is None:
        return
    if kind == "START":
        run.began = moment if run.began is None else min(moment, run.began)
    elif kind == "COMPLETE":
        run.ended = moment if run.ended is None else max(moment, run.ended)
