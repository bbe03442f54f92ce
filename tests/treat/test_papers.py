"""The papers of the organisation are filled in from the result, in both languages, and leave blank what is unknown."""

from __future__ import annotations

import re

from assess.model.engagement import NumberOne
from assess.model.result import Result, RoadmapPart
from assess.store.resources import resource
from assess.treat.library import library
from assess.treat.papers import PAPERS, papers_of
from tests.treat.test_run import LARGE, copies, finding, plan


def result(roadmap: RoadmapPart) -> Result:
    text = {"zh": "甲", "en": "Trial"}
    return Result.model_validate(
        {
            "engagement": {
                "client": text, "fictional": True, "currency": "CNY", "languages": ["zh", "en"], "priced": [],
                "departments": [{"id": "sales", "name": {"zh": "销售部", "en": "Sales"}, "owner": ""}],
            },
            "run": {"id": "r1", "clock": "2026-11-22T00:00:00Z", "inputs": [], "versions": {}},
            "coverage": [], "findings": [],
            "health": {"index": None, "coverage": 0, "families": {}, "scored": 0, "asked": 0},
            "maturity": {
                "available": False, "why": text, "bank": "base", "respondents": {}, "dimensions": [], "gaps": [],
                "overall": None, "floor": None, "badge": None, "badge_capped_by": [],
            },
            "applicability": {"verdict": "full", "title": text, "why": text, "facts": {}, "gates": []},
            "roadmap": roadmap.model_dump(mode="json"),
        }
    )  # fmt: skip


def test_every_paper_the_library_names_has_a_template_in_both_languages_and_none_is_left_over() -> None:
    named = {paper for treatment in library().values() for paper in treatment.papers}
    assert named == set(PAPERS)
    there = {path.name for path in (resource("templates") / "organisation").iterdir()}
    assert there == {f"{paper}.{language}.md.j2" for paper in PAPERS for language in ("zh", "en")}


def test_a_charter_names_the_departments_and_leaves_blank_whom_nobody_named() -> None:
    roadmap = plan([copies("RT-001", 900_000), finding("NO-001", "number-one", "appoint-number-one", None, ("x",))])
    made = papers_of(result(roadmap), ["zh", "en"])
    assert {"papers/charter.zh.md", "papers/charter.en.md", "papers/appointment.en.md"} <= set(made)
    assert "- Sales: ________ (nobody is named yet)" in made["papers/charter.en.md"].decode()
    named = papers_of(result(roadmap), ["zh"], NumberOne(name="周总裁"))
    assert "召集人（一号位）：周总裁" in named["papers/charter.zh.md"].decode()


def test_a_plan_that_asks_for_no_paper_gets_none() -> None:
    assert papers_of(result(plan([], LARGE)), ["zh", "en"]) == {}


def test_chinese_papers_use_full_width_punctuation() -> None:
    for path in (resource("templates") / "organisation").glob("*.zh.md.j2"):
        text = re.sub(r"\{[{%].*?[%}]\}", "", path.read_text("utf-8"))
        assert not re.findall(r"[一-鿿][,;:?!(]", text), path.name
