"""result.json put together from what the stages said; nothing is computed here."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from importlib.metadata import version
from typing import Any

from assess import __version__
from assess.diagnose.gates.verdict import applicability_of
from assess.diagnose.health import health_of
from assess.diagnose.maturity.scores import maturity_of
from assess.diagnose.redundancy.decided import coverage_row
from assess.diagnose.registry import DETECTORS, Case
from assess.diagnose.run import Diagnosis
from assess.diagnose.texts import texts_of
from assess.model.decision import Decision
from assess.model.engagement import Engagement
from assess.model.evidence import Evidence
from assess.model.finding import Finding
from assess.model.result import (
    CoveragePart,
    DepartmentPart,
    EngagementPart,
    FindingPart,
    InputPart,
    LogoPart,
    MoneyPart,
    RangePart,
    Result,
    RoadmapPart,
    RunPart,
    TextPart,
)
from assess.model.roadmap_edit import RoadmapEdit, edit_fingerprint, standing_edit
from assess.model.text import Text
from assess.treat.run import asked_for


def assemble(
    engagement: Engagement,
    evidence: Evidence,
    diagnosis: Diagnosis,
    roadmap: RoadmapPart,
    clock: datetime,
    logo: LogoPart | None = None,
    edits: Sequence[RoadmapEdit] = (),
) -> Result:
    """result.json from what the stages said; nothing is computed here."""
    return Result(
        engagement=EngagementPart(
            client=_text(engagement.client.text),
            fictional=engagement.fictional,
            currency=engagement.currency,
            accent=engagement.brand.accent,
            logo=logo,
            languages=list(engagement.languages),
            departments=[
                DepartmentPart(id=d.id, name=_text(d.name.text), owner=d.owner) for d in engagement.departments
            ],
            priced=sorted(name for name, price in engagement.prices if price is not None),
            prices={name: RangePart(**price.range.as_dict()) for name, price in engagement.prices if price is not None},
        ),
        run=_run(engagement, evidence, clock, diagnosis.case, edits),
        coverage=_coverage(evidence, diagnosis.case.decisions),
        findings=[_finding(finding, asked_for(finding.id, roadmap)) for finding in diagnosis.findings],
        health=health_of(diagnosis),
        maturity=maturity_of(diagnosis.case),
        applicability=applicability_of(diagnosis.case),
        roadmap=roadmap,
    )


def _coverage(evidence: Evidence, decisions: Sequence[Decision] = ()) -> list[CoveragePart]:
    rows: list[Any] = evidence.coverage.astype(object).where(evidence.coverage.notna(), None).to_dict("records")
    if decisions:
        rows.append(coverage_row(decisions))
    return [
        CoveragePart(
            id=f"C-{number:03d}",
            input=str(row["input"]),
            kind=str(row["kind"]),
            department=str(row["department"]),
            available=bool(row["available"]),
            seen=None if row["seen"] is None else int(row["seen"]),
            unit=TextPart(zh=str(row["unit_zh"]), en=str(row["unit_en"])),
            why=TextPart(zh=str(row["why_zh"]), en=str(row["why_en"])),
        )
        for number, row in enumerate(rows, 1)
    ]


def _run(
    engagement: Engagement, evidence: Evidence, clock: datetime, case: Case, edits: Sequence[RoadmapEdit] = ()
) -> RunPart:
    inputs = [
        InputPart(input=str(i), sha256=str(s), bytes=None if b is None else int(b))
        for i, s, b in evidence.inputs.astype(object).where(evidence.inputs.notna(), None).itertuples(index=False)
    ]
    if case.decisions:
        from assess.store.decisions import INPUT, fingerprint

        sha256, size = fingerprint(case.decisions)
        inputs.append(InputPart(input=INPUT, sha256=sha256, bytes=size))
    if case.metric_decisions:
        from assess.store.metric_decisions import INPUT as METRICS
        from assess.store.metric_decisions import metric_fingerprint

        sha256, size = metric_fingerprint(case.metric_decisions)
        inputs.append(InputPart(input=METRICS, sha256=sha256, bytes=size))
    if case.releases is not None:
        from assess.store.release_log import INPUT as RELEASES
        from assess.store.release_log import log_fingerprint

        sha256, size = log_fingerprint(case.releases.as_json())
        inputs.append(InputPart(input=RELEASES, sha256=sha256, bytes=size))
    if standing_edit(edits):
        from assess.store.roadmap_edits import INPUT as ROADMAP

        sha256, size = edit_fingerprint(edits)
        inputs.append(InputPart(input=ROADMAP, sha256=sha256, bytes=size))
    versions = {name: version(name) for name in ("duckdb", "networkx", "pandas", "sqlglot", "weasyprint")}
    told = engagement.model_dump_json(exclude={"clock", "questionnaire", "gates"}) + "".join(
        f"{i.input}={i.sha256}\n" for i in inputs
    )
    digest = hashlib.sha256(told.encode()).hexdigest()[:8]
    return RunPart(
        id=f"{clock:%Y%m%dT%H%M%SZ}-{digest}",
        clock=clock.isoformat().replace("+00:00", "Z"),
        inputs=inputs,
        versions={"assess": __version__, **versions},
    )


def _finding(finding: Finding, by_rule: Sequence[str] = ()) -> FindingPart:
    detector = DETECTORS[finding.detector]
    name = texts_of(detector.texts).name
    saving = finding.saving
    return FindingPart(
        id=finding.id,
        key=finding.key,
        detector=finding.detector,
        name=TextPart(zh=name.zh, en=name.en),
        family=detector.family,
        outcome=finding.outcome,
        severity=finding.severity,
        title=_text(finding.title),
        why=_text(finding.why),
        remedy=_text(finding.remedy),
        departments=list(finding.departments),
        subjects=list(finding.subjects),
        evidence=dict(finding.evidence),
        score=finding.score,
        saving=MoneyPart(currency=saving.currency, low=saving.low, base=saving.base, high=saving.high)
        if saving
        else None,
        treatments=[*finding.treatments, *(name for name in by_rule if name not in finding.treatments)],
    )


def _text(text: Text) -> TextPart:
    return TextPart(zh=text.zh, en=text.en)
