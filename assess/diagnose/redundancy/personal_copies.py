"""Do copies keep personal data where the master's department does not answer for it?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assess.collect.personal_kinds import kinds
from assess.diagnose.redundancy.claims import copies_of
from assess.diagnose.redundancy.decided import decided
from assess.diagnose.redundancy.groups import Copies, Group, Member
from assess.diagnose.redundancy.marks import read_marks
from assess.diagnose.redundancy.personal import NAME, Mark, personal_marks
from assess.diagnose.redundancy.verdict import COPIES, ENVIRONMENT, VERSION, Pair
from assess.diagnose.registry import Case, detector
from assess.model.finding import Claim, Severity, Verdict, found

OTHER_ROWS = 0.1  # of an environment with fewer of the other's rows, the data is its own
OUTSIDE, TESTING, OWNERLESS = "outside", "testing", "ownerless"
_TESTS = ("dev", "test", "stage")
_SURE = ("by_both", "by_values", "by_name")


@dataclass(frozen=True, slots=True)
class Exposed:
    """A copy with personal data lying bare: where (`why`), and in which columns."""

    table: int
    pair: Pair
    why: str
    marks: tuple[Mark, ...]

    @property
    def basis(self) -> str:
        """What the surest of its marks rests on."""
        return min((mark.basis for mark in self.marks if mark.told.claims), key=_SURE.index)

    @property
    def proven(self) -> bool:
        """Whether rows prove the copy and values the personal data."""
        return self.pair.rows is not None and self.basis != NAME


@detector("personal-copies", code="RP", needs=("tables", "columns"))
def judge(case: Case) -> Verdict:
    """One claim a group whose copies hold personal data outside the master's department, in a test environment, or in
    a backup nobody owns. It carries no saving: it stands whatever it costs."""
    copies = case.once(copies_of)
    catalogue = copies.catalogue
    settled = [(group, *_settled(copies, group)) for group in copies.groups]
    settled = [(group, master, members) for group, master, members in settled if members]
    marks = personal_marks(case.evidence, (catalogue.name(m.table) for _, _, members in settled for m in members))
    claims = [
        _claim(case, copies, group, master, exposed)
        for group, master, members in settled
        if (exposed := _exposed(copies, master, members, marks))
    ]
    affected = len({subject for claim in claims for subject in claim.subjects[1:]})
    looked = len({m.table for _, _, members in settled for m in members})
    holding = sum(any(mark.told.claims and mark.bare for mark in found) for found in marks.values())
    return found(claims, examined=catalogue.count, affected=affected, copies_examined=looked, holding=holding)


def _settled(copies: Copies, group: Group) -> tuple[int, tuple[Member, ...]]:
    """The table the others are measured against, and those of the group that are copies of it or of its data."""
    if group.verdict != ENVIRONMENT:
        return group.master, group.of(*COPIES, VERSION)
    tables = {group.master: group.members[0].pair} | {m.table: m.pair for m in group.members}
    live = [table for table in tables if _environment(copies, table) not in _TESTS]
    if not live:
        return group.master, ()
    return live[0], tuple(Member(t, pair) for t, pair in tables.items() if t not in live and not _other_rows(pair))


def _exposed(
    copies: Copies, master: int, members: Iterable[Member], marks: Mapping[str, tuple[Mark, ...]]
) -> tuple[Exposed, ...]:
    found = []
    for member in members:
        bare = tuple(mark for mark in marks.get(copies.catalogue.name(member.table), ()) if mark.bare)
        why = _why(copies, master, member)
        if why and any(mark.told.claims for mark in bare):
            found.append(Exposed(member.table, member.pair, why, bare))
    return tuple(found)


def _why(copies: Copies, master: int, member: Member) -> str:
    """Why personal data should not lie in a copy; empty where its place is the master's own."""
    catalogue = copies.catalogue
    home, here = catalogue.departments[master], catalogue.departments[member.table]
    if home and here and home != here:
        return OUTSIDE
    if _environment(copies, member.table) in _TESTS:
        return TESTING
    if member.verdict == VERSION and not catalogue.owners[member.table]:
        return OWNERLESS
    return ""


def _claim(case: Case, copies: Copies, group: Group, master: int, exposed: Sequence[Exposed]) -> Claim:
    catalogue = copies.catalogue
    subjects = (catalogue.name(master), *(catalogue.name(e.table) for e in exposed))
    keepers = tuple(sorted({catalogue.departments[t] for t in (master, *(e.table for e in exposed))} - {""}))
    sure = [e for e in exposed if e.proven]
    marks = [mark for e in exposed for mark in e.marks]
    speaking = [mark for mark in marks if mark.told.claims and (mark.basis != NAME or not sure)]
    named = {mark.kind for mark in speaking}
    facts: dict[str, Any] = {
        "group": group.id,
        "master": subjects[0],
        "keeper": catalogue.departments[master],
        "copies": len(exposed),
        "sure": len(sure),
        "proven": sum(e.pair.rows is not None for e in exposed),
        "by_name": sum(e.basis == NAME for e in exposed),
        **{why: sum(e.why == why for e in exposed) for why in (OUTSIDE, TESTING, OWNERLESS)},
        "kinds": _labels(speaking),
        "sensitive": _labels(mark for mark in speaking if mark.told.sensitive),
        "beside": _labels(mark for mark in marks if mark.kind not in named),
        "members": [_member(copies, e) for e in exposed],
    }
    return Claim(subjects, keepers, _severity(exposed), facts | decided(case.decisions, subjects))


def _member(copies: Copies, exposed: Exposed) -> dict[str, Any]:
    """One copy as a row of facts: names of columns and counts, never a value."""
    catalogue = copies.catalogue
    labels = _labels(exposed.marks)
    return {
        "table": catalogue.name(exposed.table),
        "department": catalogue.departments[exposed.table],
        "verdict": exposed.pair.verdict,
        "why": exposed.why,
        "held": {"zh": "、".join(labels["zh"]), "en": ", ".join(labels["en"])},
        "fields": [mark.column for mark in exposed.marks],
        "known_by": exposed.basis,
        "marks": [
            {"column": m.column, "kind": m.kind, "basis": m.basis, "state": m.state, "share": m.share, "seen": m.seen}
            for m in exposed.marks
        ],
    }


def _severity(exposed: Iterable[Exposed]) -> Severity:
    """High where values show what the law sets apart, low where only names speak and of ordinary data."""
    marks = [mark for e in exposed for mark in e.marks if mark.told.claims]
    seen = [mark for mark in marks if mark.basis != NAME]
    if any(mark.told.sensitive for mark in seen):
        return Severity.HIGH
    return Severity.MEDIUM if seen or any(mark.told.sensitive for mark in marks) else Severity.LOW


def _labels(marks: Iterable[Mark]) -> dict[str, list[str]]:
    """The kinds as a reader calls them, the sensitive ones first."""
    found = {mark.kind for mark in marks}
    told = sorted((kind for name, kind in kinds().items() if name in found), key=lambda kind: not kind.sensitive)
    return {"zh": [kind.label.zh for kind in told], "en": [kind.label.en for kind in told]}


def _environment(copies: Copies, table: int) -> str:
    source, schema, name = copies.catalogue.places[table]
    return read_marks(name, schema, source).environment


def _other_rows(pair: Pair) -> bool:
    """Whether values were compared and hardly a row is shared: made-up test data."""
    return pair.rows is not None and max(pair.rows.a_in_b.base, pair.rows.b_in_a.base) < OTHER_ROWS
