"""The rules that read a run: copies, conflicts, lineage, tiers, duties. Each says what it saw or why it could not."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from assess.model.engagement import Engagement
from assess.model.gates import Gates
from assess.model.metric_decision import MetricDecision, standing_metrics
from assess.operate.compare.kept import KeptRun
from assess.operate.compare.match import stable
from assess.operate.compare.things import copies_of
from assess.operate.gate.verdicts import Offence, Ruling


def new_copies(run: KeptRun) -> Ruling:
    """Every table kept for another one's content; its trace tells a renamed one."""
    rule = "new-copies"
    looked = {f.outcome for f in run.result.findings if f.detector == "redundant-tables"}
    if not looked & {"ok", "finding"}:
        return Ruling(rule, "unknown", "Copies were not looked for: no catalogue of tables could be read.")
    copies = copies_of(run)
    traces = _traces(run.tables)
    offences = tuple(
        Offence(table, f"{rule}:{table}", f"{table} is a copy of {master}.", trace=traces.get(table, ""))
        for table, master in sorted(copies.items())
    )
    return Ruling(rule, "failed" if offences else "passed", f"{len(copies)} tables copy another one.", offences)


def _traces(tables: pd.DataFrame | None) -> dict[str, str]:
    """Table -> 16 digits of its source and its columns; none for a table whose columns are not known."""
    if tables is None:
        return {}
    return {
        table: hashlib.sha256("\n".join((source, *columns)).encode()).hexdigest()[:16]
        for table, source, columns in zip(tables["id"], tables["source"], tables["columns"], strict=True)
        if len(columns)
    }


def new_conflicts(run: KeptRun, gates: Gates, decisions: Sequence[MetricDecision]) -> Ruling:
    """Definitions that contradict a decided standard and are not allowed to; with `conflicts_on: any`, all that do."""
    rule = "new-conflicts"
    if run.metrics is None or not run.metrics["metrics"]:
        return Ruling(rule, "unknown", "No metric definition was read.")
    standards = {stable(d.canonical): d for d in standing_metrics(decisions) if d.verdict == "canonical"}
    if gates.conflicts_on == "canonical" and not standards:
        return Ruling(rule, "not_applicable", "No metric has a decided standard (assess decide-metric).")
    offences = {}
    for pair in run.metrics["pairs"]:
        if pair["verdict"] != "conflict":
            continue
        for mine, other in ((pair["a"], pair["b"]), (pair["b"], pair["a"])):
            standard = standards.get(stable(mine))
            if gates.conflicts_on == "canonical":
                if standard is None or stable(other) in {stable(i) for i in standard.allowed.values()}:
                    continue
            elif mine > other:
                continue
            mark = f"{rule}:{':'.join(sorted((stable(mine), stable(other))))}"
            facets = ", ".join(pair["facets"])
            offences[mark] = Offence(other, mark, f"{other} contradicts {mine}: other {facets}.")
    n = len(standards)
    of = f"{n} decided standard{'s' * (n != 1)}" if gates.conflicts_on == "canonical" else "any definition"
    told = f"{len(offences)} definitions contradict {of}."
    found = tuple(offences[m] for m in sorted(offences))
    return Ruling(rule, "failed" if found else "passed", told, found)


def lineage_share(run: KeptRun) -> float | None:
    """Share of the stored tables that anything is known to fill or read, 0..1; None where it cannot be told."""
    if run.tables is None or run.lineage is None or run.lineage.empty:
        return None
    stored = set(run.tables.loc[run.tables["kind"] != "view", "id"])
    if not stored:
        return None
    linked = {up for some in run.lineage["upstream"] for up in some}
    linked |= {t for t, some in zip(run.lineage["id"], run.lineage["upstream"], strict=True) if len(some)}
    return len(stored & linked) / len(stored)


def lineage_coverage(run: KeptRun, gates: Gates, before: float | None) -> Ruling:
    """Not below the baseline, less what it may fall; nor below the least, where that is set."""
    rule = "lineage-coverage"
    now = lineage_share(run)
    if now is None:
        return Ruling(rule, "unknown", "No lineage was read, or the run kept no list of tables.")
    facts = {"share": round(now, 4), "baseline": before, "at_least": gates.lineage_at_least}
    least = gates.lineage_at_least
    if least is not None and now < least:
        told = f"Lineage is known for {now:.1%} of the tables; at least {least:.1%} is asked."
        return Ruling(rule, "failed", told, (Offence("lineage coverage", f"{rule}:least", told),), facts)
    if before is None and least is None:
        return Ruling(rule, "unknown", f"Lineage is known for {now:.1%}; there is no baseline to compare.", (), facts)
    if before is not None and now < before - gates.lineage_may_fall - 5e-5:  # the baseline is kept to 4 digits
        told = f"Lineage coverage fell from {before:.1%} to {now:.1%}; {gates.lineage_may_fall:.1%} is let through."
        return Ruling(rule, "failed", told, (Offence("lineage coverage", f"{rule}:fell", told),), facts)
    return Ruling(rule, "passed", f"Lineage is known for {now:.1%} of the tables.", (), facts)


def hot_share(run: KeptRun, gates: Gates) -> Ruling:
    """The share of stored bytes used within `tiers.hot_days`; asked only where the engagement sets a least."""
    rule, least = "hot-share", gates.hot_share_at_least
    if least is None:
        return Ruling(rule, "off", "gates.hot_share_at_least is not set.")
    found = [f for f in run.result.findings if f.detector == "cold-data" and "hot_share" in f.evidence]
    if not found:
        return Ruling(rule, "unknown", "Use or size of the tables is not known, so no table has a tier.")
    evidence: Mapping[str, Any] = found[0].evidence
    share = float(evidence["hot_share"])
    facts = {"hot_share": share, "at_least": least, "tables_unknown": evidence.get("unknown")}
    told = f"{share:.1%} of the bytes are hot; at least {least:.1%} is asked."
    if share >= least:
        return Ruling(rule, "passed", told, (), facts)
    return Ruling(rule, "failed", told, (Offence("hot share", f"{rule}:least", told),), facts)


def compliance(engagement: Engagement, gates: Gates) -> Ruling:
    """Every duty of the engagement is met. No baseline excuses one that is not: duties are unconditional."""
    rule = "compliance"
    duties = engagement.organisation.duties
    if not duties:
        return Ruling(rule, "unknown", "organisation.duties lists none.")
    unmet = [d for d in duties if d.met is False or (d.met is None and gates.compliance_unknown_fails)]
    unknown = [d for d in duties if d.met is None]
    offences = tuple(
        Offence(d.id, f"{rule}:{d.id}", f"{d.name.text.en}: {'not met' if d.met is False else 'not known to be met'}.")
        for d in unmet
    )
    facts = {"duties": len(duties), "unmet": len(unmet), "unknown": len(unknown)}
    if offences:
        return Ruling(rule, "failed", f"{len(offences)} of {len(duties)} duties are not met.", offences, facts)
    if unknown:
        names = ", ".join(d.id for d in unknown)
        return Ruling(rule, "unknown", f"Nobody has said whether these are met: {names}.", (), facts)
    return Ruling(rule, "passed", f"All {len(duties)} duties are met.", (), facts)
