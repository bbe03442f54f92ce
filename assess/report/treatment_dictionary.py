"""The page on definitions: the standard of each conflicting metric with its reason, and who changes what."""

from __future__ import annotations

from assess.model.result import Result
from assess.model.treatment_parts import DefinitionPart, DictionaryPart, ReadingPart
from assess.report.evidence import department
from assess.report.parts import Cell, References, Spread, Table, breakable, client, joined
from assess.report.voice import Voice, noted

MOST = 40  # rows on the page; all of them are in the workbook of dictionary/
TODO = {"change": noted("takes the standard"), "rename": noted("takes another name"), "keep": noted("stays")}
STATUS = {
    "decided": noted("standard, decided"),
    "proposed": noted("standard, proposed"),
    "separate": noted("several metrics"),
}


def definitions_of(result: Result, refer: References, say: Voice) -> Spread | None:
    """One row a standard and one a reading beside it; None where no metric has several definitions."""
    part = result.dictionary
    if part is None or not part.entries:
        return None
    rows: list[tuple[Cell, ...]] = []
    anchors: list[str] = []
    shown = 0
    for entry in part.entries:
        if len(rows) + 1 + len(entry.readings) > MOST and rows:
            break
        shown += 1
        rows.append(_standard(entry, result, refer, say))
        rows += [_reading(entry, reading, result, say) for reading in entry.readings]
        anchors += [entry.id, *(reading.id for reading in entry.readings)]
    heads = (say("Id"), say("Metric"), say("Whose"), say("Where it stands"), say("What to do"), say("Why"))
    table = Table(heads, "llllll", (9, 15, 15, 19, 13, 29), tuple(rows), tuple(anchors))
    caption = say("Standards and the readings beside them; to be signed in dictionary/dictionary.{language}.xlsx.",
                  language=say.language)  # fmt: skip
    if shown < len(part.entries):
        more = say("{n} more metrics are in that workbook.", n=say.count(len(part.entries) - shown))
        caption = say.stop.join([caption, more])
    return Spread(_title(part, say), _lead(part, say), None, table, caption, _so_what(part, say))


def _title(part: DictionaryPart, say: Voice) -> str:
    readings = [reading for entry in part.entries for reading in entry.readings]
    return say.many(
        "{n} metric has several definitions: {change} readings change, {rename} take another name, {keep} stay",
        "{n} metrics have several definitions: {change} readings change, {rename} take another name, {keep} stay",
        len(part.entries),
        **{todo: sum(reading.todo == todo for reading in readings) for todo in TODO},
    )


def _lead(part: DictionaryPart, say: Voice) -> str:
    decided = sum(entry.status != "proposed" for entry in part.entries)
    told = [say("{n} of {all} are decided by a person.", n=decided, all=len(part.entries))]
    if decided < len(part.entries):
        told.append(say("For the others what stands here is a proposal for the business heads to decide on."))
    told.append(
        say.many(
            "{n} more metric means one thing everywhere.", "{n} more metrics mean one thing everywhere.", part.agreed
        )
    )
    if part.why[say.language]:
        told.append(part.why[say.language])
    return say.stop.join(told)


def _standard(entry: DefinitionPart, result: Result, refer: References, say: Voice) -> tuple[Cell, ...]:
    why = entry.why[say.language]
    found = refer.list(entry.findings, 3)
    where = breakable(f"{entry.file}:{entry.line}") if entry.file else "–"
    return (
        entry.id,
        client(entry.name),
        _whose(entry.department, entry.owner, result, say) if entry.metric else "–",
        where,
        say(STATUS[entry.status]),
        joined([why, found], say.stop) if found else why,
    )


def _reading(entry: DefinitionPart, reading: ReadingPart, result: Result, say: Voice) -> tuple[Cell, ...]:
    todo = say(TODO[reading.todo])
    if reading.until:
        todo = say("stays until {day}", day=reading.until)
    return (
        reading.id,
        client(reading.name) if reading.name != entry.name else "",
        _whose(reading.department, reading.owner, result, say),
        breakable(f"{reading.file}:{reading.line}"),
        todo,
        reading.why[say.language],
    )


def _whose(identifier: str, owner: str, result: Result, say: Voice) -> Cell:
    place = department(identifier, result, say) if identifier else say("unknown")
    return joined([place, owner or say("nobody named")], say.comma)


def _so_what(part: DictionaryPart, say: Voice) -> str:
    unnamed = sum(not reading.owner for entry in part.entries for reading in entry.readings)
    if not unnamed:
        return say("Every reading has an owner who can be asked to change it.")
    return say.many(
        "{n} reading has no owner: name one first, or nobody changes it.",
        "{n} readings have no owner: name one first, or nobody changes them.",
        unnamed,
    )
