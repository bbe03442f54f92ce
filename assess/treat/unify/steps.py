"""The three steps of the method in sentences: what is the same, what differs and who decides; how it is worked with."""

from __future__ import annotations

from collections.abc import Sequence

from assess.model.text import Text
from assess.treat.unify.parts import Case, Copy, Open, Part, Shared
from assess.treat.unify.types import Typed, canonical
from assess.treat.unify.words import listed, said

Types = dict[str, dict[str, Typed]]
RUN = ("duckdb", "postgres", "sqlite", "mysql")  # engines on which the tests carry the artefacts out
WATCH_DAYS = 30


def same(case: Case, shared: Sequence[Shared]) -> tuple[Text, ...]:
    """Columns and rows that agree."""
    tables = len(case.copies)
    everywhere = sum(len(c.cells) == tables for c in shared)
    found = [said("same_columns", n=len(shared), all=everywhere, tables=tables)]
    for copy in case.copies[1:]:
        if copy.rows_in_master is None:
            found.append(said("rows_unknown", table=copy.table))
        else:
            found.append(said("same_rows", table=copy.table, share=copy.rows_in_master))
    return tuple(found)


def differs(case: Case) -> tuple[Text, ...]:
    """By column: type, only here, other meaning; by row: conflicts counted; retention."""
    found: list[Text] = []
    declared: dict[str, list[str]] = {}
    only: dict[str, list[str]] = {}
    for matched in case.columns:
        if len(matched.members) == 1:
            table, name = matched.members[0]
            only.setdefault(table, []).append(name)
        elif len(_declared(case, matched.members)) > 1:  # one name in two engines is one type to its readers
            declared.setdefault(_types(case, matched.members), []).append(matched.name)
    found += [said("differs_type", columns=columns, types=kinds) for kinds, columns in declared.items()]
    found += [said("differs_only", columns=columns, table=table) for table, columns in only.items()]
    for matched in case.columns:
        found += [said("differs_meaning", column=matched.name, table=t, share=share) for t, share in matched.apart]
    found += [said("differs_conflicts", table=c.table, n=c.conflicts) for c in case.copies[1:] if c.conflicts]
    if len({c.retention_days for c in case.copies}) > 1:
        found.append(said("differs_retention", listed=_retentions(case)))
    return tuple(found)


def opens(
    case: Case, shared: Sequence[Shared], parts: Sequence[Part], types: Types, retention_days: int | None
) -> tuple[Open, ...]:
    """Every point that people must decide, with whom it concerns and what is proposed."""
    found: list[Open] = []
    names = {c.name: c for c in shared}
    if not case.key:
        tables = Text("、".join(c.table for c in case.copies), ", ".join(c.table for c in case.copies))
        found.append(_open(case, "key", said("open_key", tables=tables), case.copies, said("propose_key")))
    found += _types_open(case, names, types)
    for matched in case.columns:
        if matched.apart and matched.name not in case.key:
            who = [c for c in case.copies if c.table in dict(matched.members)]
            others = ", ".join(t for t, _ in matched.apart)
            what = said("open_meaning", column=matched.name, tables=others)
            found.append(_open(case, "meaning", what, who, said("propose_stay", tables=others), matched.name))
    order = Text(" → ".join(c.table for c in case.copies), " → ".join(c.table for c in case.copies))
    found.append(_open(case, "conflict", said("open_conflict"), case.copies, said("propose_conflict", order=order)))
    if len({c.retention_days for c in case.copies}) > 1 or retention_days is None:
        proposal = (
            said("propose_retention_unknown") if retention_days is None else said("propose_retention", n=retention_days)
        )
        what = said("open_retention", listed=_retentions(case))
        found.append(_open(case, "retention", what, case.copies, proposal))
    for copy in case.copies:
        if not _person(case, copy):
            what = said("open_owner", department=_department(case, copy))
            found.append(_open(case, "owner", what, [copy], said("propose_owner")))
    staged = [part.copy for part in parts if part.staged]
    if staged:
        tables = Text("、".join(c.table for c in staged), ", ".join(c.table for c in staged))
        found.append(_open(case, "move", said("open_move", tables=tables), staged, said("propose_move")))
    return tuple(found)


def _types_open(case: Case, names: dict[str, Shared], types: Types) -> list[Open]:
    """One point for all columns with the same types in the same tables."""
    points: dict[tuple[str, str], tuple[list[str], list[Copy], Text]] = {}
    for matched in case.columns:
        typed = [types[t][name] for t, name in matched.members]
        if len(typed) < 2 or not canonical(typed).unsafe:
            continue
        column = names.get(matched.name)
        left = [t for t, _ in matched.members if column is None or t not in column.cells]
        proposal = (
            said("propose_stay", tables=", ".join(left)) if left or column is None
            else said("propose_type", type=column.type.sql(case.dialect))
        )  # fmt: skip
        declared = _types(case, matched.members)
        who = [c for c in case.copies if c.table in dict(matched.members)]
        points.setdefault((declared, proposal.en), ([], who, proposal))[0].append(matched.name)
    return [
        _open(case, "type", said("open_type", columns=columns, types=declared), who, proposal, ", ".join(columns))
        for (declared, _), (columns, who, proposal) in points.items()
    ]


def retention(case: Case) -> tuple[int | None, Text]:
    """The longest lawful retention in days: of what the copies state and the law asks; None where nobody says."""
    known = [c.retention_days for c in case.copies if c.retention_days is not None]
    known += [case.legal_retention_days] if case.legal_retention_days is not None else []
    if not known:
        return None, said("retention_unknown")
    return max(known), said("retention_known", n=max(known), listed=_retentions(case))


def owner(case: Case) -> Text:
    person = _person(case, case.master)
    department = _department(case, case.master)
    return (
        said("owner_known", person=person, department=department)
        if person
        else said("owner_unknown", department=department)
    )


def rules(case: Case) -> tuple[Text, ...]:
    return (
        said("rule_write", department=_department(case, case.master)), said("rule_column"), said("rule_change"),
        said("rule_apart"),
    )  # fmt: skip


def moving_order(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Departments with the least that depends on their copy first, the master's last.

    What depends: tables fed, other departments that read, then logged reads and rows (unknown counts as many).
    """

    def weight(part: Part) -> tuple[bool, int, float, float, str]:
        copy = part.copy
        many = float("inf")
        return (
            part is parts[0], len(copy.feeds) + len(copy.readers), many if copy.reads is None else copy.reads,
            many if copy.rows is None else copy.rows, copy.table,
        )  # fmt: skip

    return tuple(sorted(parts, key=weight))


def move(case: Case, part: Part) -> Text:
    copy = part.copy
    depends = (
        said("depends_some", feeds=len(copy.feeds), readers=len(copy.readers))
        if copy.feeds or copy.readers else said("depends_none")
    )  # fmt: skip
    return said(
        "move_line", department=_department(case, copy), table=part.old.shown, before=part.before.shown,
        depends=depends, fills=list(copy.fills),
    )  # fmt: skip


def drop_when(part: Part, retention_days: int | None) -> Text:
    return said("drop_line", before=part.before.shown, days=WATCH_DAYS, retention=retention_days)


def limits(case: Case, parts: Sequence[Part], types: Types) -> tuple[Text, ...]:
    """Where a view is not to the letter what the old table was: named, never hidden."""
    found: list[Text] = []
    if case.dialect in ("mysql", "sqlite"):
        found.append(said(f"limit_{case.dialect}_types"))
    if case.dialect not in RUN:
        found.append(said("limit_untested", dialect=case.dialect))
    for part in parts:
        copy = part.copy
        if case.key and not part.key:
            found.append(said("limit_no_key", table=copy.table))
        changed = [
            (c.name, part.types[c.name].sql(case.dialect)) for c in copy.columns
            if part.staged and part.types[c.name].sql(case.dialect).lower() != c.type.lower()
        ]  # fmt: skip
        if changed and copy.engine != case.dialect:
            columns = ", ".join(name for name, _ in changed)
            kinds = ", ".join(dict.fromkeys(kind for _, kind in changed))
            found.append(said("limit_staged", table=copy.table, engine=copy.engine or "?", dialect=case.dialect,
                              columns=columns, types=kinds))  # fmt: skip
    return tuple(found)


def _open(case: Case, kind: str, what: Text, who: Sequence[Copy], proposal: Text, column: str = "") -> Open:
    departments = tuple(dict.fromkeys(c.department for c in who if c.department))
    people = tuple(dict.fromkeys(p for p in (_person(case, c) for c in who) if p))
    return Open(kind, what, departments, people, proposal, column)


def _person(case: Case, copy: Copy) -> str:
    return copy.owner or case.departments.get(copy.department, (Text.both(""), ""))[1]


def _department(case: Case, copy: Copy) -> Text:
    known = case.departments.get(copy.department)
    return known[0] if known else Text.both(copy.department or copy.table)


def _types(case: Case, members: Sequence[tuple[str, str]]) -> str:
    """Which table declares which type, the tables of one type together."""
    return "; ".join(f"{kind}: {', '.join(tables)}" for kind, tables in _declared(case, members).items())


def _declared(case: Case, members: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    by = {c.table: c for c in case.copies}
    for table, name in members:
        found.setdefault(by[table].column(name).type or "?", []).append(table)
    return found


def _retentions(case: Case) -> Text:
    said_by = [
        said("days_unknown", table=c.table) if c.retention_days is None
        else said("days", table=c.table, n=c.retention_days)
        for c in case.copies
    ]  # fmt: skip
    if case.legal_retention_days is not None:
        said_by.append(said("legal", n=case.legal_retention_days))
    return listed(said_by)
