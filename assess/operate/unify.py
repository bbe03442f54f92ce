"""Groups of a run made into one table each: which the roadmap treats, their plans, and their files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assess.model.decision import Decision
from assess.model.engagement import Engagement
from assess.model.errors import BadInput, Problem, nearest
from assess.model.evidence import Evidence
from assess.model.result import FindingPart, RoadmapPart
from assess.model.verification import Verification
from assess.operate.groups import GroupOfRun, group_of_run
from assess.store.decisions import read_decisions
from assess.store.engagement_file import load_engagement
from assess.store.evidence_file import load_evidence
from assess.store.run_names import UNIFY
from assess.store.runs import load_result, save_part
from assess.store.verified import read_verified
from assess.store.whole_files import write_files
from assess.treat.unify.gather import COPIES, gather
from assess.treat.unify.parts import Plan
from assess.treat.unify.plan import plan_of
from assess.treat.unify.write import artefacts

TREATMENT = "unify-tables"
MOST = 25  # groups a run writes files of, the heaviest first; `assess unify` writes any other


@dataclass(frozen=True)
class Unified:
    """A group's plan and where its files were written."""

    plan: Plan
    folder: Path
    files: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """JSON values."""
        plan = self.plan
        return {
            "group": plan.case.group, "dialect": plan.dialect, "sql": plan.sql, "master": plan.case.master.table,
            "main_table": plan.main.shown, "tables": [c.table for c in plan.case.copies],
            "open": len(plan.opens), "folder": str(self.folder), "files": list(self.files),
        }  # fmt: skip


def treated_groups(findings: Iterable[FindingPart], roadmap: RoadmapPart | None) -> tuple[str, ...]:
    """Ids of the groups whose findings the roadmap merges, in its order; at most `MOST`."""
    by_id = {finding.id: finding for finding in findings}
    items = [item for item in roadmap.items if item.treatment == TREATMENT] if roadmap else []
    named = [by_id[f].evidence.get("group") for item in items for f in item.findings if f in by_id]
    return tuple(dict.fromkeys(str(group) for group in named if group))[:MOST]


class Watched:
    """Passes the rows of groups through, and keeps those that are wanted."""

    def __init__(self, rows: Iterable[dict[str, Any]], wanted: Iterable[str]) -> None:
        self._rows, self._wanted = rows, set(wanted)
        self.kept: dict[str, dict[str, Any]] = {}

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for row in self._rows:
            if row["id"] in self._wanted:
                self.kept[str(row["id"])] = row
            yield row


def files_of_run(
    groups: Mapping[str, Mapping[str, Any]],
    evidence: Evidence,
    engagement: Engagement,
    history: Iterable[Decision] = (),
    verified: Iterable[Verification] = (),
) -> dict[str, bytes]:
    """`unify/<group>/…` -> bytes for each of these rows (diagnose.redundancy.as_rows) that is a group of copies."""
    said, counted = tuple(history), tuple(verified)
    made: dict[str, bytes] = {}
    for group, row in groups.items():
        if row["verdict"] in COPIES:
            case = gather(group, str(row["verdict"]), row["details"], evidence, engagement, said, counted)
            made |= {f"{UNIFY}/{group}/{name}": content for name, content in artefacts(plan_of(case)).items()}
    return made


def unify(
    folder: Path, named: Iterable[str] = (), dialect: str = "", out: Path | None = None, key: Sequence[str] = ()
) -> tuple[Unified, ...]:
    """The files of these groups (ids, or findings about them; those the roadmap treats where none is named), written
    to `out/<run>/unify/<group>` or below `out`. `key` is for one group: the columns that tell its rows apart.

    BadInput names what is no group of copies, no dialect, and no column."""
    allowed_dialect(dialect)
    engagement = load_engagement(folder)
    groups = _groups(folder, tuple(named))
    if key and len(groups) > 1:
        raise BadInput([Problem("--key", f"is about one group, found {len(groups)}; name one.")])
    evidence = load_evidence(folder)
    history, verified = read_decisions(folder), read_verified(folder)
    made = []
    for group in groups:
        case = gather(group.id, group.verdict, group.details, evidence, engagement, history, verified, dialect, key)
        plan = plan_of(case)
        files = artefacts(plan)
        if out is None:
            target = save_part(folder / "out" / group.run, f"{UNIFY}/{group.id}", files)
        else:
            target = out / group.id
            write_files(target, files)
        made.append(Unified(plan, target, tuple(files)))
    return tuple(made)


def allowed_dialect(dialect: str) -> None:
    """Refuse what sqlglot cannot write."""
    from sqlglot.dialects.dialect import Dialect, Dialects

    known = sorted(one.value for one in Dialects if one.value and Dialect.get(one.value))
    if dialect and dialect not in known:
        raise BadInput([Problem("--dialect", f'found "{dialect}"; allowed: {", ".join(known)}.'
                                             f"{nearest(dialect, known)}")])  # fmt: skip


def _groups(folder: Path, named: tuple[str, ...]) -> list[GroupOfRun]:
    if not named:
        result = load_result(folder)
        named = treated_groups(result.findings, result.roadmap)
        if not named:
            raise BadInput([Problem(str(folder), "the roadmap of the newest run merges no tables; name a group, such "
                                                 "as G0001 of the page Copies.")])  # fmt: skip
    found = [group_of_run(folder, name) for name in dict.fromkeys(named)]
    wrong = [group for group in found if group.verdict not in COPIES]
    if wrong:
        raise BadInput(
            Problem(g.id, f"is a group of verdict {g.verdict}; only copies become one table: {', '.join(COPIES)}.")
            for g in wrong
        )
    return found
