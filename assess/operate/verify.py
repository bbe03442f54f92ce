"""Copies verified: rows of a group's tables counted exactly, inside the source that holds both."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from assess.collect.counting import count_rows, expected_seconds
from assess.collect.counting_sql import Compared, Statements, kinds_of, statements
from assess.collect.databases.address import Address, address_of
from assess.collect.databases.session import AskPassword, Session
from assess.collect.databases.together import apart, attached, table_of, together
from assess.model.engagement import Engagement
from assess.model.errors import AssessError, BadInput, Problem, Unreachable
from assess.model.progress import Progress, Step, silent
from assess.model.verification import Estimate, Names, Verification
from assess.operate.groups import GroupOfRun, chosen_members, group_of_run
from assess.store.audit import LOCAL, deed
from assess.store.engagement_file import load_engagement
from assess.store.evidence_file import collected_at, some_tables
from assess.store.own_reads import note_own_read
from assess.store.place_of import answers_of
from assess.store.verified import VerifiedStore

TIMEOUT = 600.0  # seconds a statement


@dataclass(frozen=True)
class Plan:
    """How one member will be compared with the master: `rows` of both as far as evidence knows, `seconds` about."""

    member: str
    addresses: tuple[Address, Address]
    columns: tuple[Compared, ...]
    key: tuple[int, ...]
    left_out: tuple[Names, ...]
    sql: Statements
    rows: int | None
    seconds: float | None
    estimate: Estimate | None


@dataclass(frozen=True)
class Refused:
    """A member that cannot be counted, and why, with what to do instead."""

    table: str
    why: str

    def as_dict(self) -> dict[str, str]:
        """JSON values."""
        return {"table": self.table, "why": self.why}


@dataclass(frozen=True)
class Planned:
    """A group with a plan for each member that shares an engine with the master."""

    group: GroupOfRun
    plans: tuple[Plan, ...]
    refused: tuple[Refused, ...]


def plan(folder: Path, named: str, members: Sequence[str] = ()) -> Planned:
    """What verifying the group `named` (of the newest run; or one of its findings) would do; nothing is asked of any
    source. BadInput names an unknown group or table, and says why where no member can be counted."""
    engagement = load_engagement(folder)
    group = group_of_run(folder, named)
    chosen = chosen_members(group, members)
    tables = some_tables(folder, [group.master, *chosen])
    plans: list[Plan] = []
    refused: list[Refused] = []
    for member in chosen:
        try:
            plans.append(_plan(folder, engagement, group, member, tables))
        except BadInput as error:
            refused += [Refused(problem.where, problem.what) for problem in error.problems]
    if not plans:
        raise BadInput(Problem(one.table, one.why) for one in refused)
    return Planned(group, tuple(plans), tuple(refused))


def verify(
    folder: Path,
    planned: Planned,
    at: datetime,
    timeout: float = TIMEOUT,
    progress: Progress = silent,
    ask_password: AskPassword | None = None,
) -> tuple[Verification, ...]:
    """The plans carried out, and what they counted kept beside the decisions; each statement ends after `timeout`
    seconds. Unreachable says why a source could not count; what was counted before it is kept."""
    made: list[Verification] = []
    moment = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)
    for number, one in enumerate(planned.plans):
        progress(Step("verify", one.member, number, len(planned.plans)))
        began = time.monotonic()
        try:
            with together(*one.addresses, ask_password, timeout) as opened, _own_read(folder, one, opened):
                counted = count_rows(opened, one.sql, len(one.columns), one.key)
        except Unreachable as error:
            raise _hinted(error, timeout) from None
        names = [column.names for column in one.columns]
        found = Verification(
            at=moment, group=planned.group.id, run=planned.group.run, collected=collected_at(folder),
            engine=one.addresses[0].engine, master=planned.group.master, member=one.member, columns=tuple(names),
            key=tuple(names[place] for place in one.key), left_out=one.left_out, counted=counted,
            estimate=one.estimate, sql=hashlib.sha256(one.sql.text.encode()).hexdigest(),
            seconds=round(time.monotonic() - began, 1),
        )  # fmt: skip
        with VerifiedStore(answers_of(folder)) as store:
            store.keep([found], deed(folder, LOCAL, "copies counted", f"{found.master}, {found.member}"))
        made.append(found)
    progress(Step("verify", "", len(planned.plans), len(planned.plans)))
    return tuple(made)


def verified_json(planned: Planned, made: Sequence[Verification]) -> dict[str, Any]:
    """{"group", "verdict", "run", "master", "members": [a verification each], "not_counted": [{table, why}]}."""
    return {**_head(planned), "members": [one.as_dict() for one in made], **_tail(planned)}


def preview_json(planned: Planned) -> dict[str, Any]:
    """The same with what would be asked of the source in place of what was counted."""
    members = [
        {
            "member": one.member, "rows": one.rows, "seconds": one.seconds,
            "key": [{"master": n[0], "member": n[1]} for n in (one.columns[p].names for p in one.key)],
            "left_out": [{"master": n[0], "member": n[1]} for n in one.left_out],
            "sql": [one.sql.rows, *one.sql.keys], "sql_where_keys_repeat": list(one.sql.repeated),
            "sql_sha256": hashlib.sha256(one.sql.text.encode()).hexdigest(),
        }
        for one in planned.plans
    ]  # fmt: skip
    return {**_head(planned), "members": members, **_tail(planned)}


def _plan(
    folder: Path, engagement: Engagement, group: GroupOfRun, member: str, tables: dict[str, dict[str, Any]]
) -> Plan:
    here = [table for table in (group.master, member) if table not in tables]
    if here:
        raise BadInput([Problem(here[0], f"is no longer in the evidence; run `assess diagnose {folder}` again.")])
    pair = tables[group.master], tables[member]
    addresses = tuple(_address(engagement, folder, table, said) for table, said in zip((group.master, member), pair,
                                                                                      strict=True))  # fmt: skip
    why = apart(*addresses)
    if why is not None:
        raise BadInput([Problem(
            member,
            f"cannot be counted together with {group.master}: {why.en}. Allowed: tables of one database, of one MySQL "
            "server, or of two DuckDB or two SQLite files. Load a copy of one into the other's database, or keep to "
            "the estimate.",
        )])  # fmt: skip
    engine = addresses[0].engine
    columns: list[Compared] = []
    left_out: list[Names] = []
    for names in group.mapping(member):
        types = tuple(said["columns"].get(name, ("", False))[0] for name, said in zip(names, pair, strict=True))
        kinds = kinds_of(engine, (types[0], types[1]))
        if kinds is None:
            left_out.append(names)
        else:
            columns.append(Compared(names, kinds))
    if not columns:
        raise BadInput([Problem(member, f"has no column that is mapped to one of {group.master} and can be compared "
                                        f"as text; `assess diagnose {folder}` maps them anew.")])  # fmt: skip
    key = group.key(member, [one.names for one in columns], [said["columns"] for said in pair])
    two = attached(*addresses)
    sides = tuple(
        table_of(address, said["schema"], said["name"], second and two)
        for address, said, second in zip(addresses, pair, (False, True), strict=True)
    )
    known = [said["rows"] for said in pair]
    rows = None if None in known else sum(known)
    seconds = None if rows is None else expected_seconds(engine, rows, len(columns), len(key))
    sql = statements(engine, (sides[0], sides[1]), columns, key)
    both = addresses[0], addresses[1]
    return Plan(member, both, tuple(columns), key, tuple(left_out), sql, rows, seconds, group.estimate(member))


def _address(engagement: Engagement, folder: Path, table: str, said: dict[str, Any]) -> Address:
    source = next((one for one in engagement.sources if one.id == said["source"]), None)
    if source is None or source.kind != "database":
        kind = f"a source of kind {source.kind}" if source else f'source "{said["source"]}"'
        raise BadInput([Problem(table, f"is known from {kind} alone, which has no rows to count. Allowed: a source of "
                                       "kind database; name it in engagement.yaml and collect.")])  # fmt: skip
    try:
        return address_of(source, folder)
    except Unreachable as error:
        raise BadInput([Problem(table, str(error))]) from None


@contextmanager
def _own_read(folder: Path, one: Plan, opened: Session) -> Iterator[None]:
    """PostgreSQL counts who scans its tables: our counting, ended well or not, is no use of them."""
    if opened.engine != "postgres":
        yield
        return
    first: datetime = opened.rows("SELECT clock_timestamp()")[0][0]
    began = time.monotonic()
    try:
        yield
    finally:
        last = first + timedelta(seconds=time.monotonic() - began)
        for source in sorted({address.source for address in one.addresses}):
            note_own_read(folder, source, (first, last))


def _hinted(error: Unreachable, timeout: float) -> AssessError:
    if "no answer within" not in error.en:
        return error
    return Unreachable(
        f"{error.en} Give more time with --timeout {round(timeout * 4)}, or count one table with --member.",
        f"{error.zh}可用 --timeout {round(timeout * 4)} 放宽时限，或用 --member 只数一张表。",
    )


def _head(planned: Planned) -> dict[str, Any]:
    group = planned.group
    return {"group": group.id, "verdict": group.verdict, "run": group.run, "master": group.master}


def _tail(planned: Planned) -> dict[str, Any]:
    return {"not_counted": [one.as_dict() for one in planned.refused]}
