"""Slides of levels: the heatmap, and where people and evidence disagree."""

from __future__ import annotations

from assess.model.result import Result
from assess.report.families import THEMES, claims, theme_of
from assess.report.levels import finding_of, maturity_of
from assess.report.pptx.canvas import Deck
from assess.report.pptx.story import NO_LINKS, notes
from assess.report.pptx.texts import shortened
from assess.report.ranking import heaviest
from assess.report.tokens import UNKNOWN, ramp
from assess.report.voice import LEVEL_WORDS, LEVELS, Voice


def maturity(deck: Deck, result: Result, say: Voice) -> None:
    """Dimensions by level in colour, unknown in grey with the word."""
    spread = maturity_of(result, NO_LINKS, say)
    told = result.maturity
    if spread is None:
        canvas = deck.slide(say("Maturity: 0 answers, so no level is stated"), notes(say, []))
        canvas.text(
            deck.room, [(told.why[say.language] or say("Nobody has answered the questionnaire yet."), 18, "ink")]
        )
        return
    canvas = deck.slide(spread.title, notes(say, [finding_of(g, result) for g in told.gaps]))
    left, top, width, height = deck.room
    rows: list[list[str]] = []
    fills: list[list[str | None]] = []
    for dimension in told.dimensions:
        cells, colours = [dimension.name[say.language]], [None]  # type: list[str], list[str | None]
        scores = [dimension.levels.get(level) for level in LEVELS]  # type: ignore[call-overload]
        for value, hidden in [*((s and s.mean, bool(s and s.suppressed)) for s in scores), (dimension.evidence, False)]:
            unseen = value is None or hidden
            cells.append((say("not shown") if hidden else say("not seen")) if unseen else say.level(value))
            colours.append(UNKNOWN if unseen else ramp(value))
        rows.append(cells)
        fills.append(colours)
    heads = ("", *(say(LEVEL_WORDS[level]) for level in LEVELS), say("evidence"))
    box, alt = (left, top, width, height - 400000), spread.title
    canvas.table(box, heads, rows, (34, 16, 16, 16, 16), alt, size=12, fills=fills)
    source = say(
        "1 scattered, 2 trial, 3 forming, 4 normal, 5 innovating; grey: not seen, or not shown because it could "
        "tell about fewer than five people."
    )
    canvas.text((left, top + height - 330000, width, 300000), [(source, 11, "muted")])


def people(deck: Deck, result: Result, say: Voice) -> None:
    """Where the levels and the evidence say different things."""
    theme = next(t for t in THEMES if t.id == "people")
    of_theme = [f for f in result.findings if theme_of(f) == "people"]
    found = heaviest(claims(of_theme))
    if not found:
        return
    title = theme.title(of_theme, result, say)
    canvas = deck.slide(title, notes(say, [f.id for f in found]))
    left, top, width, height = deck.room
    rows = [(f.id, shortened(f.title[say.language], width * 0.5 / 12700, 11, 2),
             shortened(f.remedy[say.language], width * 0.36 / 12700, 11, 2)) for f in _mixed(found)]  # fmt: skip
    canvas.table((left, top, width, height), (say("Id"), say("Finding"), say("What to do")), rows, (8, 52, 40), title)


def _mixed(found: list) -> list:  # type: ignore[type-arg]
    """The first nine, contradictions and gaps in turn."""
    against = [f for f in found if f.family == "contradictions"]
    others = [f for f in found if f.family != "contradictions"]
    chosen = [*against[:5], *others[: 9 - len(against[:5])]]
    return [f for f in found if f in chosen]
