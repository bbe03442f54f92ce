"""Which two definitions are meant, and the one database in which both can be computed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assess.collect.databases.address import Address, address_of
from assess.collect.databases.together import apart, attached, table_of
from assess.diagnose.metrics.bridge.definition import Definition, Known, missing_in, read_definition, tables_written
from assess.diagnose.metrics.formula import Unreadable
from assess.diagnose.metrics.names import verbatim
from assess.model.engagement import Engagement, Source
from assess.model.errors import BadInput, Problem, Unreachable, nearest
from assess.model.text import Text
from assess.store.evidence_file import some_tables, table_ids
from assess.store.runs import load_result

_FINDING = re.compile(r"[A-Z]{2}-\d{3,}")
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Sides:
    """Both definitions over the tables of their sources, and what was assumed of them."""

    a: Definition
    b: Definition
    addresses: tuple[Address, Address]
    notes: tuple[Text, ...]


def chosen_rows(folder: Path, rows: Sequence[Row], named: str, a: str = "", b: str = "") -> tuple[Row, Row]:
    """The two definitions that `named` (a metric's name or id, or a finding) means, or that `a` and `b` name."""
    by_id = {str(row["metric_id"]): row for row in rows}
    problems = [Problem(option, f'"{value}" is no metric of the evidence.{_near(value, list(by_id))}')
                for option, value in (("--a", a), ("--b", b)) if value and value not in by_id]  # fmt: skip
    if problems:
        raise BadInput(problems)
    meant = _of_finding(folder, named) if _FINDING.fullmatch(named) else _of_name(rows, named)
    meant = [one for one in meant if one in by_id]
    first = a or (named if named in by_id and named != b else next((one for one in meant if one != b), ""))
    others = [one for one in meant if one != first]
    second = b or (others[0] if len(others) == 1 or (a and len(others) == 1) else "")
    if not a and not b and len(meant) > 2 and named not in by_id:
        second = ""
    if not first or (not second and not others):
        raise BadInput([Problem(named, "has one definition only; name the other with --b.")])
    if not second:
        raise BadInput([Problem(named, f"has {len(meant)} definitions; choose two of them with --a and --b: "
                                       f"{'; '.join(meant[:8])}{' …' * (len(meant) > 8)}.")])  # fmt: skip
    if first == second:
        raise BadInput([Problem(first, "is both --a and --b; name two definitions.")])
    return by_id[first], by_id[second]


def sides_of(folder: Path, engagement: Engagement, a: Row, b: Row) -> Sides:
    """Both taken apart over tables of one database; BadInput says in a sentence why that cannot be."""
    known = _known(folder, [*_written(a), *_written(b)])
    sources = [source for source in engagement.sources if source.kind == "database"]
    tried = [[_tried(row, source, known) for source in sources] for row in (a, b)]
    for row, attempts in zip((a, b), tried, strict=True):
        if not any(attempts):
            raise BadInput([_nowhere(folder, row, sources, known)])
    pairs = [
        (one, other)
        for one, left in zip(sources, tried[0], strict=True) if left
        for other, right in zip(sources, tried[1], strict=True) if right
    ]  # fmt: skip
    pairs = [pair for pair in pairs if pair[0].id == pair[1].id] or pairs
    addresses = {source.id: _address(source, folder) for pair in pairs for source in pair}
    apart_ = [apart(addresses[one.id], addresses[other.id]) for one, other in pairs]
    together = [pair for pair, why in zip(pairs, apart_, strict=True) if why is None]
    if not together:
        why = apart_[0]
        raise BadInput([Problem(str(b["metric_id"]), f"cannot be computed together with {a['metric_id']}: "
                                f"{why.en if why else ''}; both must be in one database.")])  # fmt: skip
    departments = {str(a["department"]), str(b["department"])}
    own = [pair for pair in together if {pair[0].department, pair[1].department} & departments] or together
    if len(own) > 1:
        ids = ", ".join(sorted({source.id for pair in own for source in pair}))
        raise BadInput([Problem(str(a["metric_id"]), f"its tables are in several sources ({ids}); write the source "
                                                     "before the table in the metric's definition.")])  # fmt: skip
    left, right = own[0]
    places = addresses[left.id], addresses[right.id]
    return _timed(a, b, _read(a, left, places, False, known), _read(b, right, places, True, known), places)


def _timed(a: Row, b: Row, one: Definition, other: Definition, places: tuple[Address, Address]) -> Sides:
    """Where one side names no time column, the other's is taken."""
    notes = []
    if one.time is None and other.time is None:
        raise BadInput([Problem(str(a["metric_id"]), f"neither it nor {b['metric_id']} says which column puts a row "
                                                     "in a period; state a time column.")])  # fmt: skip
    if one.time is None or other.time is None:
        row, source = (a, one.source) if one.time is None else (b, other.source)
        taken = (one.time or other.time).name
        if missing_in(one.time or other.time, source):
            raise BadInput([Problem(str(row["metric_id"]), f"states no time column, and its tables have no {taken}, "
                                                           "which the other goes by; state one.")])  # fmt: skip
        notes.append(Text(f"{row['metric_id']} 没有写明时间字段，这里按 {taken} 计。",
                          f"{row['metric_id']} states no time column; {taken} is taken."))  # fmt: skip
        one, other = replace(one, time=one.time or other.time), replace(other, time=other.time or one.time)
    return Sides(one, other, places, tuple(notes))


def _of_finding(folder: Path, identifier: str) -> list[str]:
    findings = {f.id: f for f in load_result(folder).findings if f.detector.startswith("metric")}
    if identifier not in findings:
        hint = nearest(identifier, sorted(findings))[:300]
        raise BadInput([Problem(identifier, f"is no finding about metrics in the newest run.{hint}")])
    one = findings[identifier]
    pairs = one.evidence.get("pairs") or []
    return [pairs[0]["a"], pairs[0]["b"]] if len(pairs) == 1 else list(one.subjects)


def _of_name(rows: Sequence[Row], named: str) -> list[str]:
    """Ids of the metrics of that name or second name; of an id, the metric itself and the others of its name."""
    name = next((str(row["name"]) for row in rows if row["metric_id"] == named), named)
    found = [str(row["metric_id"]) for row in rows if verbatim(str(row["name"])) == verbatim(name)]
    found = found or [str(row["metric_id"]) for row in rows if verbatim(str(row["label"])) == verbatim(name)]
    if not found:
        names = sorted({str(row["name"]) for row in rows})
        raise BadInput([Problem(named, f"is no metric and no finding of this engagement.{_near(named, names)}")])
    return found


def _written(row: Row) -> tuple[str, ...]:
    try:
        return tables_written(row)
    except Unreadable as problem:
        raise _unreadable(row, problem) from None


def _known(folder: Path, written: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The tables of the evidence that a written name can mean, by id."""
    tails = tuple(f".{name.lower()}" for name in written)
    ids = [one for one in table_ids(folder) if f".{one.lower()}".endswith(tails)]
    return some_tables(folder, ids)


def _tried(row: Row, source: Source, known: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether every table of the definition is one of this source."""
    own = {id_: said for id_, said in known.items() if said["source"] == source.id}
    return all(len(_fitting(name, own)) >= 1 for name in _written(row)) and bool(_written(row))


def _read(row: Row, source: Source, places: tuple[Address, Address], second: bool,
          known: Mapping[str, Mapping[str, Any]]) -> Definition:  # fmt: skip
    own = {id_: said for id_, said in known.items() if said["source"] == source.id}
    other = second and attached(*places)

    def lookup(written: str) -> Known:
        fitting = _fitting(written, own)
        if len(fitting) != 1:
            raise Unreadable(f"“{written}”在 {source.id} 里有 {len(fitting)} 张表。",
                             f'"{written}" is {len(fitting)} tables of {source.id}.')  # fmt: skip
        said = own[fitting[0]]
        columns = {str(name).lower(): (str(name), str(kind)) for name, (kind, _) in said["columns"].items()}
        key = tuple(sorted(str(name) for name, (_, in_key) in said["columns"].items() if in_key))
        rows = None if said["rows"] is None else int(said["rows"])
        return Known(fitting[0], table_of(places[second], said["schema"], said["name"], other), columns, rows, key)

    # a list that names no dialect is written for the engine that holds its tables
    said = row if row["dialect"] else {**row, "dialect": places[second].engine}
    try:
        return read_definition(said, lookup)
    except Unreadable as problem:
        raise _unreadable(row, problem) from None


def _fitting(written: str, own: Mapping[str, Any]) -> list[str]:
    name = written.lower()
    exact = [one for one in own if one.lower() == name]
    return exact or [one for one in own if one.lower().endswith(f".{name}")]


def _nowhere(folder: Path, row: Row, sources: Sequence[Source], known: Mapping[str, Mapping[str, Any]]) -> Problem:
    where = str(row["metric_id"])
    ids = {source.id for source in sources}
    names = _written(row)
    if not names:
        return Problem(where, "does not say from which table it is computed; state its source table.")
    for name in names:
        fitting = _fitting(name, known)
        if not fitting:
            hint = nearest(name, table_ids(folder)[:20_000]) if len(name) < 100 else ""
            return Problem(where, f"its table {name} is not in the evidence.{hint if 'mean' in hint else ''}")
        if not any(known[one]["source"] in ids for one in fitting):
            return Problem(where, f"its table {name} is known from {known[fitting[0]]['source']} alone, which is no "
                                  "database and has no rows to count.")  # fmt: skip
    return Problem(where, f"its tables {', '.join(names)} are not all in one database.")


def _address(source: Source, folder: Path) -> Address:
    try:
        return address_of(source, folder)
    except Unreachable as error:
        raise BadInput([Problem(source.id, str(error))]) from None


def _unreadable(row: Row, problem: Unreadable) -> BadInput:
    return BadInput([Problem(str(row["metric_id"]), problem.text.en)])


def _near(named: str, known: Sequence[str]) -> str:
    hint = nearest(named, known)
    return hint if len(hint) <= 300 else f" There are {len(known):,}."
