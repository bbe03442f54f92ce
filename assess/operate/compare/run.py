"""`assess compare`: two check-ups in, one comparison out; a pure function of the two runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import get_args

from assess.model.comparison import (
    Change,
    Comparison,
    FindingChangePart,
    HealthChangePart,
    Match,
    RenamePart,
    RunRefPart,
)
from assess.model.errors import BadInput, Problem
from assess.model.result import FindingPart
from assess.operate.cases.solved import open_findings
from assess.operate.compare.kept import KeptRun
from assess.operate.compare.looked import Looked, coverage_change
from assess.operate.compare.match import match, stable, subjects_of
from assess.operate.compare.maturity import compare_maturity
from assess.operate.compare.plan import compare_plan, compare_savings
from assess.operate.compare.things import compare_conflicts, compare_copies, compare_tables, new_names
from assess.operate.compare.words import why

_ORDER = {"high": 0, "medium": 1, "low": 2, None: 3}
_RANK = {change: n for n, change in enumerate(
    ("new", "worse", "split", "first_seen", "solved", "merged", "better", "not_seen", "moved", "same"))}  # fmt: skip


def compare(a: KeptRun, b: KeptRun) -> Comparison:
    """The later check-up `b` beside the earlier `a`; BadInput where they are of two clients, or the wrong way round."""
    one, two = a.result, b.result
    if one.engagement.client != two.engagement.client:
        names = f'"{one.engagement.client.en}" and "{two.engagement.client.en}"'
        raise BadInput([Problem(two.run.id, f"is of another client ({names}); compare two check-ups of one client.")])
    if one.run.clock > two.run.clock:
        raise BadInput([Problem(one.run.id, f"is later than {two.run.id}; name the earlier check-up first.")])
    lost, gained = Looked(one, two), Looked(two, one)
    tables = compare_tables(a, b, lost, gained)
    renamed = new_names(tables.renamed)
    parts = {part.before: part for part in tables.renamed}
    changes = _findings(a, b, renamed, parts, lost, gained)
    items = compare_plan(one, two, changes)
    counted = Counter(change.change for change in changes)
    return Comparison(
        client=two.engagement.client,
        departments={d.id: d.name for d in (*one.engagement.departments, *two.engagement.departments)},
        a=RunRefPart(id=one.run.id, clock=one.run.clock),
        b=RunRefPart(id=two.run.id, clock=two.run.clock),
        counts={name: counted.get(name, 0) for name in get_args(Change)},
        findings=changes,
        tables=tables,
        copies=compare_copies(a, b, renamed, lost),
        conflicts=compare_conflicts(a, b, lost),
        health=HealthChangePart(before=one.health.index, after=two.health.index,
                                coverage_before=one.health.coverage, coverage_after=two.health.coverage),
        maturity=compare_maturity(a, b),
        savings=compare_savings(one, two, items, changes),
        roadmap=items,
        coverage=coverage_change(one, two),
    )  # fmt: skip


def _findings(
    a: KeptRun, b: KeptRun, renamed: Mapping[str, str], parts: Mapping[str, RenamePart], lost: Looked, gained: Looked
) -> list[FindingChangePart]:
    """Every open finding of either run once, what matters first."""
    found = match(open_findings(a.result), open_findings(b.result), renamed)

    def part(
        change: Change, old: FindingPart | None, new: FindingPart | None, how: Match, alike: float | None,
        lacking: list[str] | None = None,
    ) -> FindingChangePart:  # fmt: skip
        was = subjects_of(old, renamed) if old else frozenset()
        now = subjects_of(new, {}) if new else frozenset()
        told = new or old
        assert told is not None
        return FindingChangePart(
            change=change,
            before=old.id if old else None,
            after=new.id if new else None,
            detector=told.detector,
            title=told.title,
            departments=list(told.departments),
            severity_before=old.severity if old else None,
            severity_after=new.severity if new else None,
            match=how,
            similarity=None if alike is None else round(alike, 4),
            subjects_shared=len(was & now),
            subjects_added=sorted(now - was) if old and new else [],
            subjects_removed=sorted(was - now) if old and new else [],
            renamed=[parts[s] for s in old.subjects if s in parts] if old else [],
            saving_before=old.saving if old else None,
            saving_after=new.saving if new else None,
            why=why(change, how, alike, lacking or [], was, now),
        )

    changes = [part(_change(p.before, p.after, renamed), p.before, p.after, p.how, p.similarity) for p in found.pairs]
    changes += [part("merged", p.before, p.after, p.how, p.similarity) for p in found.merged]
    changes += [part("split", p.before, p.after, p.how, p.similarity) for p in found.split]
    for old in found.before:
        lacking = lost.missing(old)
        changes.append(part("not_seen" if lacking else "solved", old, None, "none", None, lacking))
    for new in found.after:
        lacking = gained.missing(new)
        changes.append(part("first_seen" if lacking else "new", None, new, "none", None, lacking))
    return sorted(changes, key=lambda c: (_RANK[c.change], _ORDER[c.severity_after or c.severity_before],
                                          c.after or "", c.before or ""))  # fmt: skip


def _change(old: FindingPart, new: FindingPart, renamed: Mapping[str, str]) -> Change:
    """By severity, then by how many subjects; the same matter under another id or with renamed subjects has moved."""
    if old.severity != new.severity:
        return "worse" if _ORDER[new.severity] < _ORDER[old.severity] else "better"
    was, now = subjects_of(old, renamed), subjects_of(new, {})
    if len(now) != len(was):
        return "worse" if len(now) > len(was) else "better"
    here = frozenset(map(stable, old.subjects))
    return "same" if old.id == new.id and here == now else "moved"
