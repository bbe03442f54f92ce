"""Papers the organisation needs, filled in from the result: charter, appointment, agenda, interview, contest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assess.model.engagement import NumberOne
from assess.model.finding import Outcome
from assess.model.result import Result
from assess.store.resources import resource

PAPERS = ("charter", "appointment", "session", "interview", "contest", "dialogue")


def papers_of(result: Result, languages: Sequence[str], number_one: NumberOne | None = None) -> dict[str, bytes]:
    """File name under `papers/` -> Markdown, for what the plan asks for; blanks stay blank where nobody is named.

    Names are `charter.zh.md` and so on. UTF-8, the same bytes for the same result.
    """
    asked = [name for name in PAPERS if any(name in item.deliverables for item in result.roadmap.items)]
    # Plain text for a word processor, not a page: nothing is escaped.
    env = Environment(
        loader=FileSystemLoader(resource("templates") / "organisation"),
        undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True,  # noqa: S701
    )  # fmt: skip
    return {
        f"papers/{name}.{language}.md": env.get_template(f"{name}.{language}.md.j2")
        .render(_facts(result, language, number_one))
        .encode()
        for name in asked
        for language in languages
    }


def _facts(result: Result, language: str, number_one: NumberOne | None) -> dict[str, Any]:
    claims = [f for f in result.findings if f.outcome is Outcome.FINDING]

    def of(detector: str) -> list[Any]:
        return [f for f in claims if f.detector == detector]

    case = next((i for i in result.roadmap.items if i.id == result.roadmap.first_case), None)
    gate = next(iter(of("number-one")), None)
    return {
        "client": result.engagement.client[language],
        "run": result.run.id,
        "finding": gate.id if gate else "",
        "number_one": number_one.name if number_one else "",
        "since": number_one.since.isoformat() if number_one and number_one.since else "",
        "decision": number_one.decision if number_one else "",
        "departments": [{"zh": d.name.zh, "en": d.name.en, "owner": d.owner} for d in result.engagement.departments],
        "decisions": [text[language] for text in result.roadmap.decisions],
        "redundant": len(of("redundant-tables")),
        "conflicts": len(of("metric-conflicts")),
        "metrics": [{"id": f.id, "zh": f.title.zh, "en": f.title.en} for f in of("metric-conflicts")],
        "gaps": [{"id": f.id, "zh": f.title.zh, "en": f.title.en} for f in of("perception-gaps")],
        "first_case": case.title[language] if case else "",
    }
