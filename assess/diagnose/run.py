"""diagnose(evidence) -> Diagnosis: every detector asked once, in order."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from assess.diagnose.registry import Case, Detector, detectors
from assess.diagnose.texts import DetectorTexts, render, texts_of
from assess.model.decision import Decision
from assess.model.engagement import Engagement
from assess.model.evidence import Evidence
from assess.model.finding import Claim, Finding, Outcome, Severity, Verdict, not_available
from assess.model.metric_decision import MetricDecision
from assess.model.progress import Progress, Step, silent
from assess.model.text import Text

if TYPE_CHECKING:
    from assess.diagnose.maturity.privacy.release import ReleaseLog

_WEIGHT = {Severity.HIGH: 0, Severity.MEDIUM: 1, Severity.LOW: 2}


@dataclass(frozen=True)
class Diagnosis:
    """What the detectors said: findings in the order of the detectors, verdicts by slug, and the case itself."""

    findings: tuple[Finding, ...]
    verdicts: Mapping[str, Verdict]
    case: Case


def diagnose(
    evidence: Evidence,
    engagement: Engagement,
    clock: datetime,
    progress: Progress = silent,
    decisions: Sequence[Decision] = (),
    metric_decisions: Sequence[MetricDecision] = (),
    releases: ReleaseLog | None = None,
) -> Diagnosis:
    """Ask every detector; one that fails is an outcome of its own and does not stop the others.

    `decisions` are those of the consultant on copies, `metric_decisions` those on metrics, in the order made,
    `releases` the log of what was shown of the answers before.
    """
    case = Case(
        evidence, engagement, clock, decisions=tuple(decisions), metric_decisions=tuple(metric_decisions),
        releases=releases,
    )  # fmt: skip
    findings: list[Finding] = []
    asked = detectors()
    for done, detector in enumerate(asked):
        progress(Step("diagnose", detector.slug, done, len(asked)))
        verdict, said = _ask(detector, case)
        case.verdicts[detector.slug] = verdict
        findings += said
    progress(Step("diagnose", "", len(asked), len(asked)))
    return Diagnosis(tuple(findings), dict(case.verdicts), case)


def _ask(detector: Detector, case: Case) -> tuple[Verdict, list[Finding]]:
    verdict = _missing(detector, case)
    try:
        verdict = verdict or detector.judge(case)
        return verdict, _findings(detector, verdict, case)
    except Exception as error:  # noqa: BLE001 - a detector's fault must not cost the client the other findings
        where = f"{type(error).__name__}: {error}"
        failed = Verdict(Outcome.ERROR, reason=Text(f"这项检测出错（{where}）。", f"This check failed ({where})."))
        return failed, _findings(detector, failed, case)


def _missing(detector: Detector, case: Case) -> Verdict | None:
    for need in detector.needs:
        if case.evidence[need].empty:
            zh, en = _MISSING[need]
            return not_available(f"没有收集到{zh}", f"No {en} were collected")
    return None


def _findings(detector: Detector, verdict: Verdict, case: Case) -> list[Finding]:
    texts = texts_of(detector.texts)
    names = {d.id: d.name.text for d in case.engagement.departments}
    if verdict.outcome is not Outcome.FINDING:
        title = render(texts.ok, verdict.facts, names) if verdict.outcome is Outcome.OK else verdict.reason
        assert title is not None
        nothing = Text("", "")
        return [
            Finding(
                f"{detector.code}-000", f"{detector.slug}:{verdict.outcome}", detector.slug, verdict.outcome, None,
                title, nothing, nothing, (), (), dict(verdict.facts), verdict.score, None, (),
            )
        ]  # fmt: skip
    ranked = sorted(verdict.claims, key=_rank)
    return [_finding(detector, texts, verdict, claim, number, names) for number, claim in enumerate(ranked, 1)]


def _finding(
    detector: Detector, texts: DetectorTexts, verdict: Verdict, claim: Claim, number: int, names: Mapping[str, Text]
) -> Finding:
    facts: dict[str, Any] = {**claim.facts, "departments": list(claim.departments), "subjects": list(claim.subjects)}
    words = {**facts, "saving": claim.saving}
    return Finding(
        id=f"{detector.code}-{number:03d}",
        key=f"{detector.slug}:{_digest(claim.subjects)}",
        detector=detector.slug,
        outcome=Outcome.FINDING,
        severity=claim.severity,
        title=render(texts.finding, words, names),
        why=render(texts.why, words, names),
        remedy=render(texts.remedy, words, names),
        departments=claim.departments,
        subjects=claim.subjects,
        evidence=dict(claim.facts),
        score=verdict.score,
        saving=claim.saving,
        treatments=texts.treatments,
    )


def _rank(claim: Claim) -> tuple[float, int, tuple[str, ...]]:
    return (-(claim.saving.base if claim.saving else 0.0), _WEIGHT[claim.severity], claim.subjects)


def _digest(subjects: tuple[str, ...]) -> str:
    return hashlib.sha256("\n".join(sorted(subjects)).encode()).hexdigest()[:12]


_MISSING = {
    "sources": ("数据源", "sources"),
    "tables": ("数据表", "tables"),
    "columns": ("字段", "columns"),
    "sketches": ("字段取值的摘要", "value sketches"),
    "personal": ("个人信息的取值核对", "looks at values for personal data"),
    "statements": ("SQL 脚本", "SQL scripts"),
    "edges": ("血缘", "lineage edges"),
    "column_edges": ("字段血缘", "column lineage"),
    "reads": ("查询日志里的读取", "reads from query logs"),
    "runs": ("作业的运行记录", "runs of jobs"),
    "metrics": ("指标定义", "metric definitions"),
    "answers": ("问卷答卷", "questionnaire answers"),
    "coverage": ("覆盖情况", "coverage records"),
    "inputs": ("输入文件", "inputs"),
}
