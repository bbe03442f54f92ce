"""What a check-up, a screen and an export show counts together: the log is one, and is an input of the check-up."""

from __future__ import annotations

import json
import random
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assess.checkup import diagnose_stage
from assess.diagnose.maturity.as_json import score_json
from assess.diagnose.maturity.asked import log_of
from assess.diagnose.maturity.privacy.release import ReleaseLog
from assess.diagnose.maturity.releases import kept_releases, release_answers
from assess.diagnose.maturity.scores import maturity_of
from assess.diagnose.registry import Case
from assess.diagnose.run import diagnose
from assess.model.bank import LEVEL_NAMES, LEVELS, Bank
from assess.model.engagement import Engagement
from assess.model.errors import BadInput
from assess.model.evidence import Evidence, frame
from assess.store.bank_file import load_bank
from assess.store.evidence_file import save_evidence
from assess.store.release_log import INPUT, Overtaken
from assess.store.runs import result_bytes

CLOCK = datetime(2026, 3, 2, tzinfo=UTC)
SIZES = {"executive": 6, "middle": 9, "frontline": 20}


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load_bank("base")


def engagement(**survey: Any) -> Engagement:
    told = {"client": {"en": "Lin"}, "departments": [{"id": "it", "name": {"en": "IT"}}], "survey": survey}
    return Engagement.model_validate(told)


def rows(bank: Bank, sizes: dict[str, int], low: int = 1, high: int = 2) -> list[dict[str, Any]]:
    """Everybody answers everything, always the same whoever else is there."""
    return [
        {"respondent": f"{level}{person}", "level": level, "item": item.id, "state": "answered", "value": value}
        for level in LEVELS
        for person in range(sizes[level])
        for item in bank.asked_of(level)
        for value in [random.Random(f"{level}{person}{item.id}").randint(low, high)]
    ]


@pytest.fixture
def folder(tmp_path: Path, bank: Bank) -> Path:
    (tmp_path / "engagement.yaml").write_text(
        "client: {en: Lin}\nclock: 2026-03-02T08:00:00+00:00\ndepartments: [{id: it, name: {en: IT}}]\n", "utf-8"
    )
    save_evidence(tmp_path, Evidence.of({"answers": rows(bank, SIZES)}))
    return tmp_path


def more(sizes: dict[str, int], **added: int) -> dict[str, int]:
    return {level: n + added.get(level, 0) for level, n in sizes.items()}


def test_the_log_is_an_input_of_the_check_up_and_the_same_check_up_again_is_the_same_bytes(folder: Path) -> None:
    first, second = diagnose_stage(folder), diagnose_stage(folder)
    assert [one.input for one in first.run.inputs] == [INPUT]
    assert first.maturity.overall is not None and result_bytes(first) == result_bytes(second)


def test_without_any_answer_there_is_no_log(tmp_path: Path) -> None:
    (tmp_path / "engagement.yaml").write_text("client: {en: Lin}\ndepartments: [{id: it, name: {en: IT}}]\n", "utf-8")
    save_evidence(tmp_path, Evidence.of({}))
    assert diagnose_stage(tmp_path, CLOCK).run.inputs == [] and not (tmp_path / "answers.db").exists()


def test_three_late_answers_wait_in_the_next_check_up_and_in_its_findings(folder: Path, bank: Bank) -> None:
    first = diagnose_stage(folder)
    save_evidence(folder, Evidence.of({"answers": rows(bank, more(SIZES, frontline=3))}))
    second = diagnose_stage(folder)
    assert second.maturity.waiting == ["frontline"]
    assert second.maturity.dimensions == first.maturity.dimensions and second.maturity.gaps == first.maturity.gaps
    assert [f for f in second.findings if f.family == "maturity"] == [
        f for f in first.findings if f.family == "maturity"
    ]
    save_evidence(folder, Evidence.of({"answers": rows(bank, more(SIZES, frontline=6))}))
    assert diagnose_stage(folder).maturity.respondents["frontline"] == 26


def test_what_a_screen_showed_is_not_undone_by_a_check_up_and_an_export(folder: Path, bank: Bank) -> None:
    """Five on the screen, then seven in the check-up and eight in the export: always the five."""
    for sizes in (more(SIZES, executive=-1), SIZES, more(SIZES, executive=1)):
        evidence = Evidence.of({"answers": rows(bank, sizes)})
        found, log = release_answers(folder, engagement(), evidence, CLOCK)
        assert log is not None and found.dimensions[0].levels["executive"].n == 5
        with kept_releases(folder) as shared:
            told = score_json(bank, evidence.answers, shared)
        assert told["dimensions"][0]["levels"]["executive"]["n"] == 5


def test_no_finding_says_what_the_table_hides(bank: Bank) -> None:
    """Two came and one who had been shown is gone: the front line cannot be restored, and is in no finding either."""
    before = Case(Evidence.of({"answers": rows(bank, SIZES)}), engagement(), CLOCK)
    maturity_of(before)
    gone = [row for row in rows(bank, more(SIZES, frontline=2)) if row["respondent"] != "frontline0"]

    def told(log: ReleaseLog | None) -> str:
        diagnosis = diagnose(Evidence.of({"answers": gone}), engagement(), CLOCK, releases=log)
        people = [f.evidence for f in diagnosis.findings if f.detector in ("low-maturity", "perception-gaps")]
        return json.dumps(people)

    level = LEVEL_NAMES["frontline"].en
    assert level in told(None)
    assert level not in told(log_of(before)) and LEVEL_NAMES["middle"].en in told(log_of(before))


def test_few_executives_are_hidden_merged_or_shown_as_the_engagement_says(bank: Bank) -> None:
    evidence = Evidence.of({"answers": rows(bank, more(SIZES, executive=-3))})

    def levels(**survey: Any) -> tuple[Any, Any, str]:
        found = maturity_of(Case(evidence, engagement(**survey), CLOCK))
        return found.respondents["executive"], found.dimensions[0].levels["executive"].n, found.why.en

    hidden = levels()
    assert hidden[:2] == (None, None) and "not shown, and part of no number" in hidden[2]
    assert levels(executives="merge")[1] == 0 and "count among middle management" in levels(executives="merge")[2]
    agreed = levels(executives="show", consent="signed 2026-02-20, with HR")
    assert agreed[1] == 3 and "not shown" not in agreed[2]
    with pytest.raises(ValueError, match="executives: show needs consent"):
        engagement(executives="show")


def test_a_level_of_which_nearly_all_answered_is_nearly_certain(bank: Bank) -> None:
    evidence = Evidence.of({"answers": rows(bank, SIZES)})
    census, sample = (
        maturity_of(Case(evidence, engagement(population={"middle": all_of_them}), CLOCK))
        .dimensions[0]
        .levels["middle"]
        for all_of_them in (9, 900)
    )
    assert (census.low, census.high) == (census.mean, census.mean)
    assert sample.low < sample.mean < sample.high


def test_the_way_to_the_targets_is_in_the_result_and_an_unknown_dimension_is_named(folder: Path, bank: Bank) -> None:
    evidence = Evidence.of({"answers": rows(bank, SIZES, 2, 2)})
    found = maturity_of(Case(evidence, engagement(targets={"D1": 4, "D2": 2}), CLOCK))
    assert found.target is not None and found.target.measured == 2
    assert found.target.reached == pytest.approx(1 - 2 / 4)
    assert (found.dimensions[0].target, found.dimensions[2].target) == (4, None)
    text = (folder / "engagement.yaml").read_text("utf-8")
    (folder / "engagement.yaml").write_text(text + "survey: {targets: {D11: 3}}\n", "utf-8")
    with pytest.raises(BadInput, match=r'survey\.targets: "D11" is no dimension of base'):
        diagnose_stage(folder)


def test_a_log_in_a_file_goes_on_where_it_was_and_another_file_is_refused(tmp_path: Path, bank: Bank) -> None:
    answers = frame("answers", rows(bank, SIZES))
    with kept_releases(tmp_path / "log.json") as log:
        first = score_json(bank, answers, log)
    with kept_releases(tmp_path / "log.json") as log:
        assert score_json(bank, answers, log) == first
    (tmp_path / "other.json").write_text("{}", "utf-8")
    with pytest.raises(BadInput, match="is no log of releases"), kept_releases(tmp_path / "other.json"):
        pass


def test_of_two_programs_that_show_at_once_one_is_refused_and_nothing_of_it_is_kept(folder: Path, bank: Bank) -> None:
    diagnose_stage(folder)
    answers = frame("answers", rows(bank, more(SIZES, frontline=9)))
    with pytest.raises(Overtaken, match="another program"), kept_releases(folder) as log:
        score_json(bank, answers, log)
        other = json.dumps({**log.as_json(), "consented": ["somebody"]})
        with sqlite3.connect(folder / "answers.db") as db:  # answers and the other program are not kept waiting
            db.execute("UPDATE releases SET log = ?", [other])
    with kept_releases(folder) as log:
        assert log.consented == {"somebody"} and score_json(bank, answers, log)["respondents"]["frontline"] == 29
