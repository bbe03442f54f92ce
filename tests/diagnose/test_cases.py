"""Every detector against its own cases: what it must find, and what it must leave alone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from ruamel.yaml import YAML

from assess.diagnose.registry import Detector, detectors
from assess.diagnose.run import diagnose
from assess.model.engagement import Engagement
from assess.model.evidence import Evidence
from assess.model.finding import Outcome

CLOCK = datetime(2026, 11, 22, 9, tzinfo=UTC)
BASE: dict[str, Any] = {
    "client": {"zh": "试验公司", "en": "Trial company"},
    "departments": [
        {"id": name, "name": {"zh": zh, "en": name.capitalize()}}
        for name, zh in (("sales", "销售部"), ("finance", "财务部"), ("supply", "供应链部"), ("it", "信息部"))
    ],
}


def cases_of(detector: Detector) -> list[dict[str, Any]]:
    path = detector.texts.parent / "cases" / detector.texts.name
    return YAML(typ="safe", pure=True).load(path.read_text("utf-8")) if path.exists() else []


ALL = [pytest.param(d, case, id=f"{d.code} {case['name']}") for d in detectors() for case in cases_of(d)]


@pytest.mark.parametrize(("detector", "case"), ALL)
def test_a_detector_says_what_its_case_expects(detector: Detector, case: dict[str, Any]) -> None:
    engagement = Engagement.model_validate({**BASE, **case.get("engagement", {})})
    diagnosis = diagnose(Evidence.of(case.get("evidence", {})), engagement, CLOCK)
    verdict = diagnosis.verdicts[detector.slug]
    expected = case["expect"]
    assert verdict.outcome.value == expected["outcome"], (verdict.reason, verdict.claims)
    if "subjects" in expected:
        found = sorted(sorted(claim.subjects) for claim in verdict.claims)
        assert found == sorted(sorted(subjects) for subjects in expected["subjects"])
    errors = [(slug, v.reason) for slug, v in diagnosis.verdicts.items() if v.outcome is Outcome.ERROR]
    assert not errors
    for finding in diagnosis.findings:
        assert finding.title.zh and finding.title.en


@pytest.mark.parametrize("detector", detectors(), ids=lambda d: d.slug)
def test_every_detector_has_a_case_that_is_found_and_one_that_is_fine(detector: Detector) -> None:
    outcomes = {case["expect"]["outcome"] for case in cases_of(detector)}
    assert {"finding", "ok"} <= outcomes


def test_codes_and_names_are_unique() -> None:
    assert len({d.code for d in detectors()}) == len({d.slug for d in detectors()}) == len(detectors())


def test_every_treatment_a_detector_names_is_in_the_library() -> None:
    from assess.diagnose.texts import texts_of
    from assess.treat.library import library

    named = {name for d in detectors() for name in texts_of(d.texts).treatments}
    assert named <= set(library())
