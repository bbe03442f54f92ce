"""The result as 12 to 15 slides with native charts, in our own deck or in the client's template."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from assess.model.result import Result
from assess.report.voice import Voice


def write_pptx(result: Result, language: str, template: Path | None = None) -> bytes:
    """The slides' bytes in zh or en; the same result and template give the same bytes."""
    from assess.report.pptx import chapters, money, people, story
    from assess.report.pptx.canvas import Deck
    from assess.report.pptx.save import saved
    from assess.report.pptx.template import client_deck, default_deck, layouts_of

    presentation = client_deck(template) if template else default_deck(language, result.engagement.accent)
    layouts = layouts_of(presentation)
    assert layouts is not None  # client_deck refuses a template without a title
    deck, say = Deck(presentation, layouts, language), Voice(language)
    for slide in (
        story.cover, story.answer, story.seen, people.maturity, money.waterfall, money.matrix, chapters.copies,
        chapters.definitions, chapters.lineage_and_use, people.people, money.roadmap, money.raci, money.sensitivity,
        story.decide, story.appendix,
    ):  # fmt: skip
        slide(deck, result, say)
    moment = datetime.fromisoformat(result.run.clock.replace("Z", "+00:00")).astimezone(UTC).replace(tzinfo=None)
    presentation.core_properties.title = say("Data check-up")
    presentation.core_properties.author = "assess"
    presentation.core_properties.last_modified_by = "assess"
    presentation.core_properties.comments = result.run.id
    presentation.core_properties.language = {"zh": "zh-CN", "en": "en-GB"}[language]
    return saved(presentation, moment)
