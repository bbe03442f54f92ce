"""Deciding on copies: from what a person names (a group, a finding, tables) to a decision that later runs respect."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from assess.model.decision import Decision, decide, standing
from assess.model.errors import BadInput, Problem, nearest
from assess.store.audit import LOCAL
from assess.store.copies_file import CopiesFile, copies_of_run
from assess.store.decisions import keep_decision, read_decisions
from assess.store.engagement_file import load_engagement
from assess.store.evidence_file import table_ids
from assess.store.runs import load_result

_GROUP = re.compile(r"[GR]\d{4,}")
_FINDING = re.compile(r"[A-Z]{2}-\d{3,}")


def record(
    folder: Path, named: Sequence[str], verdict: str, by: str, reason: str, at: datetime, actor: str = LOCAL
) -> Decision:
    """Keep a decision on what is named: one group of the newest run, one of its findings, or two tables or more.

    It counts from the next run on. BadInput says which name is unknown or what is missing.
    """
    load_engagement(folder)
    tables, master = _tables(folder, named)
    decision = decide(tables, master, verdict, by, reason, at)
    keep_decision(folder, decision, actor)
    return decision


def decisions_json(folder: Path) -> dict[str, object]:
    """{"decisions": [...]}: every decision in the order made, with `stands` false where a later one replaced it."""
    load_engagement(folder)
    history = read_decisions(folder)
    last = {decision.tables: number for number, decision in enumerate(history)}
    listed = [{**d.as_dict(), "stands": last[d.tables] == number} for number, d in enumerate(history)]
    return {"decisions": listed, "standing": len(standing(history))}


def _tables(folder: Path, named: Sequence[str]) -> tuple[Sequence[str], str]:
    """The tables meant, and the one proposed as master."""
    if len(named) == 1 and _GROUP.fullmatch(named[0]):
        return _of_group(folder, named[0])
    if len(named) == 1 and _FINDING.fullmatch(named[0]):
        return _of_finding(folder, named[0])
    known = set(table_ids(folder))
    strange = [Problem(name, f"is no table of the evidence.{nearest(name, sorted(known))[:300]}")
               for name in named if name not in known]  # fmt: skip
    if strange:
        raise BadInput(strange)
    return named, ""


def _of_group(folder: Path, identifier: str) -> tuple[Sequence[str], str]:
    path = copies_of_run(folder)
    if path is None:
        raise BadInput([Problem(str(folder), f"no groups are kept yet; run `assess diagnose {folder}` first.")])
    index = CopiesFile(path).index
    rows = index[index["id"] == identifier]
    if rows.empty:
        ids = index["id"].tolist()
        there = f"they are {ids[0]} to {ids[-1]}" if ids else "it has none"
        raise BadInput([Problem(identifier, f"is no group of the newest run; {there}.")])
    row = rows.iloc[0]
    return [row["master"], *row["members"]], str(row["master"])


def _of_finding(folder: Path, identifier: str) -> tuple[Sequence[str], str]:
    findings = {f.id: f for f in load_result(folder).findings if f.evidence.get("group")}
    if identifier not in findings:
        hint = nearest(identifier, sorted(findings))[:300]
        raise BadInput([Problem(identifier, f"is no finding of copied tables in the newest run.{hint}")])
    one = findings[identifier]
    return one.subjects, str(one.evidence.get("master", ""))
