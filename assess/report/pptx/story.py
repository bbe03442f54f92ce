"""Slides of words: cover, answer, what was seen, what to decide, where the proof is."""

from __future__ import annotations

from base64 import b64decode
from io import BytesIO

from pptx.util import Emu, Pt

from assess.model.result import Result
from assess.report.answer import answer_of
from assess.report.evidence import departments
from assess.report.families import claims
from assess.report.parts import References
from assess.report.pptx.canvas import Canvas, Deck
from assess.report.pptx.marks import describe
from assess.report.pptx.template import title_box
from assess.report.pptx.texts import shortened, tidy
from assess.report.ranking import SEVERITIES, heaviest
from assess.report.reading import reading_of
from assess.report.voice import Voice

NO_LINKS = References(frozenset())


def cover(deck: Deck, result: Result, say: Voice) -> None:
    """Client, what this is, the date, and that it is confidential."""
    slide = deck.deck.slides.add_slide(deck.layouts.cover)
    canvas = Canvas(deck, slide)
    language = say.language
    slide.shapes.title.text_frame.text = tidy(say("{client}: data check-up", client=result.engagement.client[language]))
    told = [say.date(result.run.clock), say("Confidential")]
    if result.engagement.fictional:
        told.append(say("Fictional company, for demonstration"))
    line = say.comma.join(told)
    subtitle = next((p for p in slide.placeholders if p.placeholder_format.type.name == "SUBTITLE"), None)
    if subtitle is not None:
        subtitle.text_frame.text = line
    else:
        box = title_box(deck.layouts.cover) or deck.room
        canvas.text((box[0], box[1] + box[3] + 120000, box[2], 500000), [(line, 16, "muted")])
    kept = [s._element for s in (slide.shapes.title, subtitle) if s is not None]
    for shape in list(slide.placeholders):
        if shape._element not in kept:
            shape._element.getparent().remove(shape._element)
    if subtitle is not None:
        for run in subtitle.text_frame.paragraphs[0].runs:
            run.font.size = Pt(16)
    logo = result.engagement.logo
    if logo and logo.media_type != "image/svg+xml":  # PowerPoint's file format knows no plain SVG
        picture = slide.shapes.add_picture(
            BytesIO(b64decode(logo.base64)), Emu(560000), Emu(560000), height=Emu(620000)
        )
        describe(picture, result.engagement.client[language])
    slide.notes_slide.notes_text_frame.text = say("Run {id}", id=result.run.id)


def answer(deck: Deck, result: Result, say: Voice) -> None:
    """What to do, and the three arguments for it."""
    told = answer_of(result, say)
    ids = [i for a in told.arguments for i in a.ids]
    canvas = deck.slide(told.title, notes(say, ids))
    left, top, width, height = deck.room
    canvas.text((left, top, width, 900000), [(told.lead, 16, "muted")])
    n = max(1, len(told.arguments))
    gap = 300000
    column = (width - gap * (n - 1)) // n
    for place, argument in enumerate(told.arguments):
        x = left + place * (column + gap)
        canvas.bar((x, top + 1150000, column, 15000), "total", "")
        canvas.text((x, top + 1250000, column, height - 2000000), [
            (argument.big, 30, "accent"), (shortened(argument.text, column / 12700, 15, 5), 15, "ink"),
            (argument.detail, 12, "muted"), (" ".join(argument.ids[:4]), 10, "muted"),
        ])  # fmt: skip
    if told.steps and not told.arguments:
        canvas.text((left, top + 1000000, width, height - 1000000),
                    [(f"{n}. {t}", 16, "ink") for n, t in enumerate(told.steps, 1)])  # fmt: skip
    health = (
        say("Data health {index} of 100; {share} of the checks had evidence", index=told.health, share=told.coverage)
        if told.health
        else say("Data health is not known; {share} of the checks had evidence", share=told.coverage)
    )
    canvas.text((left, top + height - 420000, width, 350000), [(health, 14, "bold")])


def seen(deck: Deck, result: Result, say: Voice) -> None:
    """What was looked at, and what not and why."""
    reading = reading_of(result, NO_LINKS, say)
    lacking = [c.id for c in result.coverage if not c.available or c.why[say.language]]
    canvas = deck.slide(reading.title, notes(say, lacking))
    left, top, width, height = deck.room
    half = (width - 350000) // 2
    if reading.seen:
        canvas.text((left, top, half, 300000), [(say("What was seen"), 13, "bold")])
        canvas.table((left, top + 330000, half, height - 330000), reading.seen.heads, reading.seen.rows,
                     (28, 24, 48), reading.title, right=(1,))  # fmt: skip
    else:
        canvas.text((left, top, half, 600000), [(say("No input was given."), 16, "ink")])
    x = left + half + 350000
    told = [(table.rows if table else ()) for table in (reading.unseen, reading.unasked)]
    room = half / 12700
    rows, unasked = (
        [(shortened(tidy(r[1]), room * 0.34, 11, 2), shortened(tidy(r[-1]), room * 0.56, 11, 2)) for r in of]
        for of in told
    )
    shown = [*rows[:5], *unasked[: 10 - len(rows[:5])]]
    canvas.text((x, top, half, 300000), [(say("What was not seen, and why"), 13, "bold")])
    if shown:
        canvas.table((x, top + 330000, half, height - 330000), (say("Input or check"), say("Why")), shown, (38, 62),
                     say("What was not seen, and why"), size=10.5)  # fmt: skip
    else:
        canvas.text((x, top + 330000, half, 600000), [(say("Everything that was named was read."), 14, "muted")])


def decide(deck: Deck, result: Result, say: Voice) -> None:
    """What the board decides; where nothing is to be decided, what to provide."""
    told = answer_of(result, say)
    decisions = [t[say.language] for t in result.roadmap.decisions]
    if decisions:
        canvas = deck.slide(
            say.many("Management decides {n} thing this month", "Management decides {n} things this month",
                     len(decisions)),
            notes(say, [f for i in result.roadmap.items for f in i.findings][:40]), text=True,
        )  # fmt: skip
        canvas.bullets(decisions, 20, numbered=True)
        return
    steps = list(told.steps) or [say("Run the check-up again; what cannot be read is named with its reason.")]
    canvas = deck.slide(
        say.many("{n} step brings an answer", "{n} steps bring an answer", len(steps)), notes(say, []), text=True
    )
    canvas.bullets(steps, 18, numbered=True)


def appendix(deck: Deck, result: Result, say: Voice) -> None:
    """The heaviest findings by id, and where the rest stands."""
    found = heaviest(claims(result.findings))
    n = len(found)
    title = say.many("{n} finding stands behind these slides; its proof is in the report",
                     "{n} findings stand behind these slides; their proof is in the report", n)  # fmt: skip
    canvas = deck.slide(title, notes(say, [f.id for f in found]))
    left, top, width, height = deck.room
    if not found:
        text = say("What was looked at and found in order, or could not be looked at, stands in the report's appendix.")
        canvas.text((left, top, width, 800000), [(text, 16, "muted")])
        return
    rows = [
        (f.id, shortened(f.title[say.language], width / 12700 * 0.5, 10, 2), departments(f.departments, result, say, 2),
         say(SEVERITIES[f.severity]) if f.severity else "–", say.money(f.saving) if f.saving else "–")
        for f in found[:11]
    ]  # fmt: skip
    heads = (say("Id"), say("Finding"), say("Departments"), say("Weight"), say("A year"))
    canvas.table((left, top, width, height), heads, rows, (8, 54, 20, 8, 12), title, size=10, right=(4,))


def notes(say: Voice, ids: list[str]) -> str:
    """Speaker notes: the ids that prove the slide."""
    unique = list(dict.fromkeys(i for i in ids if i))
    return say("Evidence: {ids}", ids=" ".join(unique)) if unique else say("No finding stands behind this slide.")
