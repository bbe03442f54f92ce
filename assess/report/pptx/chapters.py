"""Slides of the chapters: copied tables, metric definitions, lineage and use."""

from __future__ import annotations

from collections.abc import Sequence

from assess.model.result import FindingPart, Result
from assess.report.evidence import side_by_side
from assess.report.families import THEMES, claims, theme_of
from assess.report.plan import treated_by
from assess.report.pptx.canvas import Box, Canvas, Deck
from assess.report.pptx.story import notes
from assess.report.pptx.texts import shortened, tidy
from assess.report.ranking import SEVERITIES, heaviest
from assess.report.voice import Scale, Voice

MOST = 7


def _of(result: Result, *themes: str) -> list[FindingPart]:
    return [f for f in result.findings if theme_of(f) in themes]


def _title(theme: str, result: Result, say: Voice) -> str:
    of_theme = _of(result, theme)
    return next(t for t in THEMES if t.id == theme).title(of_theme, result, say)


def _so_what(canvas: Canvas, top: FindingPart, result: Result, say: Voice, box: Box) -> None:
    """Why it matters, what to do, who does it."""
    items = [i for i in result.roadmap.items if i.id in treated_by(result).get(top.id, ())]
    width = box[2] / 12700
    told = [
        (say("So what"), 13, "accent"), (shortened(top.why[say.language], width, 13, 6), 13, "ink"),
        (shortened(top.remedy[say.language], width, 13, 6), 13, "ink"),
    ]  # fmt: skip
    if items:
        one = items[0]
        when = say("months {a}–{b}", a=one.start_month, b=one.end_month)
        told.append((f"{one.id} " + say("{owner}, {when}.", owner=one.owner[say.language], when=when), 12, "muted"))
    canvas.text(box, told)


def copies(deck: Deck, result: Result, say: Voice) -> None:
    """The groups of copies by what they cost, as native bars."""
    found = heaviest(claims(_of(result, "copies")))
    if not found:
        return
    title = _title("copies", result, say)
    canvas = deck.slide(title, notes(say, [f.id for f in found]))
    left, top, width, height = deck.room
    chart = int(width * 0.6)
    priced = [f for f in found if f.saving and f.saving.base > 0][:MOST]
    if priced:
        assert priced[0].saving is not None
        scale = Scale.of(priced[0].saving.base, priced[0].saving.currency, say.language)
        values = [f.saving.base for f in priced if f.saving]
        names = [f"{f.id} {f.subjects[0].rsplit('.', 1)[-1]} ({len(f.subjects)})" for f in priced]
        labels = [scale.show(v) for v in values]
        told = "; ".join(f"{n} {v}" for n, v in zip(names, labels, strict=True))
        canvas.bars((left, top, chart, height - 330000), names, values, labels, f"{title}. {told}")
        source = say("{unit} a year, base case; in brackets the number of tables.", unit=scale.unit)
        canvas.text((left, top + height - 300000, chart, 280000), [(source, 11, "muted")])
    else:
        _listed(canvas, (left, top, chart, height), found, say, title)
    _so_what(canvas, found[0], result, say, (left + chart + 300000, top, width - chart - 300000, height))


def definitions(deck: Deck, result: Result, say: Voice) -> None:
    """The definitions of the heaviest conflict side by side."""
    found = heaviest(claims(_of(result, "definitions")))
    if not found:
        return
    title = _title("definitions", result, say)
    canvas = deck.slide(title, notes(say, [f.id for f in found]))
    left, top, width, height = deck.room
    chart = int(width * 0.66)
    case = next((f for f in found if isinstance(f.evidence.get("definitions"), list)), None)
    sides = case.evidence["definitions"] if case else []
    if case and len(sides) > 1:
        shown = side_by_side(sides[:3], result, say)
        columns = len(shown.heads)
        room = chart / 12700 * 0.84 / (columns - 1)
        rows = [[shortened(tidy(c), room, 10, 3) for c in row] for row in shown.rows]
        about = f"{case.id} {shortened(case.title[say.language], chart / 12700 - 60, 13.5, 1)}"
        canvas.text((left, top, chart, 300000), [(about, 12, "bold")])
        canvas.table((left, top + 330000, chart, height - 330000), shown.heads, rows, shown.widths, title, size=10)
    else:
        _listed(canvas, (left, top, chart, height), found, say, title)
    _so_what(canvas, case or found[0], result, say, (left + chart + 300000, top, width - chart - 300000, height))


def lineage_and_use(deck: Deck, result: Result, say: Voice) -> None:
    """What is computed twice, what everything hangs on, and what nobody reads."""
    lineage, use = claims(_of(result, "lineage")), claims(_of(result, "use"))
    if not lineage and not use:
        return
    titles = [_title(theme, result, say) for theme, of in (("lineage", lineage), ("use", use)) if of]
    title = say("{one}; {other}", one=titles[0], other=titles[1]) if len(titles) > 1 else titles[0]
    if len(title) > (52 if say.language == "zh" else 120):
        title = titles[0]
    found = [*heaviest(lineage)[:5], *heaviest(use)[:3]]
    canvas = deck.slide(title, notes(say, [f.id for f in [*lineage, *use]]))
    left, top, width, height = deck.room
    chart = int(width * 0.62)
    _listed(canvas, (left, top, chart, height), found, say, title)
    _so_what(canvas, found[0], result, say, (left + chart + 300000, top, width - chart - 300000, height))


def _listed(canvas: Canvas, box: Box, found: Sequence[FindingPart], say: Voice, alt: str) -> None:
    room = box[2] / 12700 * 0.62
    rows = [
        (f.id, shortened(f.title[say.language], room, 11, 3), say(SEVERITIES[f.severity]) if f.severity else "–",
         say.money(f.saving) if f.saving else "–")
        for f in found[:8]
    ]  # fmt: skip
    heads = (say("Id"), say("Finding"), say("Weight"), say("A year"))
    canvas.table(box, heads, rows, (11, 63, 10, 16), alt, right=(3,))
