"""A group as a claim: its subjects, its facts and its price. Shared by the two detectors of copies."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Any

from assess.diagnose import pricing
from assess.diagnose.redundancy.decided import decided
from assess.diagnose.redundancy.describe import chosen, columns_of, kept, members_of
from assess.diagnose.redundancy.groups import Copies, Group, Member, find_copies
from assess.diagnose.redundancy.names import extended
from assess.diagnose.redundancy.saving import FORMULA, prices_used, saving_of
from assess.diagnose.redundancy.verdict import ENVIRONMENT, FALSE_FRIEND, LAYER, SHARD, TEMPLATE
from assess.diagnose.registry import Case
from assess.model.engagement import Engagement
from assess.model.finding import Claim, Severity


def copies_of(case: Case) -> Copies:
    """The groups of the evidence as far as no decision speaks against them; ask with `case.once(copies_of)`."""
    legal = case.engagement.tiers.legal_retention_days
    words = extended(case.engagement.glossary)
    return find_copies(case.evidence, words, decisions=case.decisions, legal_days=legal)


def claim_of(case: Case, copies: Copies, group: Group, members: Sequence[Member]) -> Claim:
    """The claim that `members` repeat the group's master; the master is the first subject."""
    catalogue = copies.catalogue
    saved = saving_of(catalogue, members, case.engagement, case.clock)
    subjects = (catalogue.name(group.master), *(catalogue.name(m.table) for m in members))
    kept_by = {catalogue.departments[table] for table in (group.master, *(m.table for m in members))}
    departments = tuple(sorted(kept_by - {""}))
    shares = [_rows_in_master(m) for m in members if m.pair.rows is not None]
    facts: dict[str, Any] = {
        "group": group.id,
        "master": subjects[0],
        "master_facts": kept(catalogue, group.master),
        "tables": len(subjects),
        "copies": len(members),
        "proven": len(shares),
        "compared": sum(catalogue.profiled[m.a] and catalogue.profiled[m.b] for m in (x.pair for x in members)),
        "overlap": round(statistics.median(shares), 4) if shares else None,
        "confidence": min(m.pair.confidence for m in members),
        "members": members_of(catalogue, members),
        "columns": columns_of(catalogue, group, members),
        **chosen(group),
        "unpriced": list(saved.unpriced),
        "by_table": saved.by_table,
        "reckoned": saved.reckoned,
    }
    facts |= decided(case.decisions, subjects)
    if saved.money is not None:
        facts |= {"formula": FORMULA, "inputs": saved.inputs, "prices": prices_used(case.engagement)}
    return Claim(subjects, departments, _severity(len(shares), departments, subjects), facts, saved.money)


def not_claimed(copies: Copies, engagement: Engagement) -> dict[str, Any]:
    """How many groups look redundant and are not, for the verdict's facts.

    `template_upkeep` is what a year's upkeep of the templates' tables but one a group costs: their rows differ, so
    no storage could be saved, and it is in no total. Missing without a price.
    """
    spare = sum(len(group.members) for group in copies.groups if group.verdict == TEMPLATE)
    upkeep = pricing.upkeep(spare, engagement) if spare else None
    return ({"template_upkeep": upkeep.as_dict()} if upkeep else {}) | {
        "templates": copies.count(TEMPLATE),
        "false_friends": copies.count(FALSE_FRIEND),
        "shards": copies.count(SHARD),
        "layers": copies.count(LAYER),
        "environments": copies.count(ENVIRONMENT),
        "compared": copies.compared,
        "views_left_out": copies.catalogue.views,
    }


def _severity(proven: int, departments: Sequence[str], subjects: Sequence[str]) -> Severity:
    """High for rows proven in several departments, low where only the form was seen."""
    if not proven:
        return Severity.LOW
    return Severity.HIGH if len(departments) > 1 and len(subjects) > 2 else Severity.MEDIUM


def _rows_in_master(member: Member) -> float:
    rows = member.pair.rows
    assert rows is not None
    return (rows.a_in_b if member.pair.a == member.table else rows.b_in_a).base
