"""The sheets a sceptical reader asks for: levels, coverage, evidence by finding, metrics, the run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assess.report.evidence import department, departments
from assess.report.facts import COLUMNS
from assess.report.families import claims
from assess.report.levels import finding_of
from assess.report.reading import KINDS, outcome_text
from assess.report.tokens import RAMP
from assess.report.voice import LEVEL_WORDS, LEVELS, noted
from assess.report.xlsx.book import Book
from assess.report.xlsx.findings import ordered

OUTCOMES = {"ok": noted("in order"), "not_available": noted("no evidence"), "not_applicable": noted("not applicable"),
            "error": noted("failed"), "finding": noted("finding")}  # fmt: skip
_SIDES = ("name", "label", "department", "owner", "formula", "filter", "base", "time_column", "grain", "window", "unit")


def maturity(book: Book) -> None:
    """Dimensions by level in colour; what was not seen is grey and says so."""
    say, sheet, maturity_ = book.say, book.sheets["maturity"], book.result.maturity
    dimensions = maturity_.dimensions
    overall = maturity_.overall
    sheet.title(
        say("The company stands at level {level} of 5", level=say.level(overall))
        if overall is not None
        else say("No level can be stated yet: too few people answered"),
        say("Mean level by dimension, as each level of the company answered, and as the evidence shows"), 6,
    )  # fmt: skip
    if not dimensions:
        return sheet.reason(maturity_.why[say.language] or say("Nobody has answered the questionnaire yet."))
    heads = [say("Dimension"), *(say(LEVEL_WORDS[level]) for level in LEVELS), say("evidence"), say("Company"),
             say("95 % interval")]  # fmt: skip
    sheet.heads(heads, (), freeze=1)
    first = sheet.row
    for dimension in dimensions:
        at = sheet.row
        sheet.write(at, 0, dimension.name[say.language], "text")
        scores = [dimension.levels.get(level) for level in LEVELS]  # type: ignore[call-overload]
        cells = [(s and s.mean, bool(s and s.suppressed)) for s in scores]
        cells += [(dimension.evidence, False), (dimension.company.mean, dimension.company.suppressed)]
        for column, (value, hidden) in enumerate(cells, 1):
            unseen = say("not shown") if hidden else say("not seen")
            sheet.write(at, column, unseen if value is None or hidden else value, "unseen" if value is None or hidden
                        else "level")  # fmt: skip
        low, high = dimension.company.low, dimension.company.high
        sheet.write(at, 6, f"{low:.1f}–{high:.1f}" if low is not None and high is not None else "–", "muted")
        sheet.row += 1
    sheet.sheet.conditional_format(first - 1, 1, sheet.row - 2, 5, {
        "type": "3_color_scale", "min_type": "num", "mid_type": "num", "max_type": "num", "min_value": 1,
        "mid_value": 3, "max_value": 5, "min_color": RAMP[0], "mid_color": RAMP[2], "max_color": RAMP[4],
    })  # fmt: skip
    if maturity_.gaps:
        sheet.row += 1
        sheet.part(say("Where levels differ"))
        sheet.heads([say("Question"), say("Who rates higher"), say("Levels apart"), say("People"), "p", say("Finding")],
                    (2,))  # fmt: skip
        for gap in sorted(maturity_.gaps, key=lambda g: (-g.difference, g.id)):
            who = say("{higher} over {lower}", higher=say(LEVEL_WORDS[gap.higher]), lower=say(LEVEL_WORDS[gap.lower]))
            sheet.line(
                [gap.name[say.language], who, gap.difference, f"{gap.n_higher} / {gap.n_lower}", gap.p_value,
                 finding_of(gap, book.result) or "–"],
                ["text", "text", "level", "text", "exact", "id"],
            )  # fmt: skip
    return None


def coverage(book: Book) -> None:
    """Every input with what was seen of it and what was not, and every check without a finding."""
    say, sheet, result = book.say, book.sheets["coverage"], book.result
    read = sum(c.available for c in result.coverage)
    sheet.title(
        say("{read} of {named} inputs were read; {scored} of {asked} checks have a result", read=read,
            named=len(result.coverage), scored=result.health.scored, asked=result.health.asked)
        if result.coverage
        else say("No input was given; {scored} of {asked} checks have a result", scored=result.health.scored,
                 asked=result.health.asked),
        say("Unknown is never good: a check without evidence has no score, and a cell without answers stays grey."), 6,
    )  # fmt: skip
    if result.coverage:
        sheet.heads([say("Id"), say("Input"), say("Kind"), say("Department"), say("Read"), say("Seen"), say("Unit"),
                     say("What is missing, and why")], (5,), freeze=2)  # fmt: skip
        for c in result.coverage:
            kind = say(KINDS[c.kind]) if c.kind in KINDS else c.kind
            read_ = (say("yes") if not c.why[say.language] else say("in part")) if c.available else say("no")
            sheet.line(
                [c.id, c.input, kind, department(c.department, result, say), read_, c.seen, c.unit[say.language],
                 c.why[say.language] or "–"],
                ["id", "text", "text", "text", "text" if c.available else "bad", "count", "muted", "muted"],
            )  # fmt: skip
        sheet.row += 1
    others = [f for f in result.findings if f not in claims(result.findings)]
    if others:
        sheet.part(say("Checks without a finding"))
        sheet.heads([say("Id"), say("Check"), say("Result"), say("What was seen")])
        for f in others:
            sheet.line([f.id, f.name[say.language], say(OUTCOMES[f.outcome.value]), outcome_text(f, say)],
                       ["id", "text", "text", "muted"])  # fmt: skip


def evidence(book: Book) -> None:
    """One row a finding and subject, with the file and line where there is one."""
    say, sheet = book.say, book.sheets["evidence"]
    found = ordered(book)
    rows = [(f, subject) for f in found for subject in f.subjects or [""]]
    sheet.title(
        say("{n} findings rest on {subjects} subjects", n=len(found), subjects=len({s for _, s in rows if s}))
        if found
        else say("Nothing was found, so there is nothing to prove"),
        say("Where a subject is read from a script or a list, its file and line stand beside it; the rest is in "
            "result.json under the finding's id."), 6,
    )  # fmt: skip
    if not found:
        return sheet.reason(say("What was looked at, and what was not, stands on the sheet of coverage."))
    sheet.heads([say("Finding"), say("Subject"), say("File and line"), say("Departments"), say("Check"),
                 say("How it is reckoned")], freeze=2)  # fmt: skip
    first = sheet.row
    for f, subject in rows:
        places = places_of(f.evidence).get(subject, [])
        formula = f.evidence.get("formula")
        sheet.line(
            [f.id, subject or "–", "\n".join(places) or "–", departments(f.departments, book.result, say, 4),
             f.name[say.language], str(formula) if isinstance(formula, str) and subject == f.subjects[0] else None],
            ["id", "text", "muted", "muted", "muted", "muted"],
        )  # fmt: skip
    sheet.sheet.autofilter(first - 2, 0, sheet.row - 2, 5)
    return None


def places_of(facts: Any) -> dict[str, list[str]]:
    """Table or metric -> file:line, wherever a finding's facts name them together."""
    found: dict[str, list[str]] = {}
    if isinstance(facts, Mapping):
        name = facts.get("table") or facts.get("metric")
        if isinstance(name, str) and facts.get("file"):
            line = facts.get("line")
            found.setdefault(name, []).append(f"{facts['file']}:{line}" if line else str(facts["file"]))
        parts: list[Any] = list(facts.values())
    else:
        parts = list(facts) if isinstance(facts, list) else []
    for part in parts:
        for name, places in places_of(part).items():
            found.setdefault(name, []).extend(p for p in places if p not in found.get(name, []))
    return found


def metrics(book: Book) -> None:
    """The definitions that findings speak of, facet by facet."""
    say, sheet = book.say, book.sheets["metrics"]
    found = [f for f in claims(book.result.findings) if isinstance(f.evidence.get("definitions"), list)]
    rows = [(f, side) for f in found for side in f.evidence["definitions"] if isinstance(side, Mapping)]
    sheet.title(
        say("{n} findings compare {rows} definitions of metrics", n=len(found), rows=len(rows))
        if rows
        else say("No metric was found to have more than one meaning"),
        say("One row a definition, as its department wrote it; the standard is decided in the room."), 8,
    )  # fmt: skip
    if not rows:
        return sheet.reason(say("Either no metric list was given or its definitions agree; coverage says which."))
    labels = [say(COLUMNS[key][0]) if key in COLUMNS else say(_MORE[key]) for key in _SIDES]
    sheet.heads([say("Finding"), *labels, say("Where")], freeze=2)
    first = sheet.row
    for f, side in rows:
        cells: list[Any] = []
        for key in _SIDES:
            value = side.get(key)
            cells.append(department(str(value or ""), book.result, say) if key == "department" else str(value or "–"))
        where = f"{side.get('file')}:{side.get('line')}" if side.get("file") else "–"
        sheet.line([f.id, *cells, where], ["id", *["text"] * len(_SIDES), "muted"])
    sheet.sheet.autofilter(first - 2, 0, sheet.row - 2, len(_SIDES) + 1)
    return None


_MORE = {"label": noted("In words"), "owner": noted("Owner")}


def run(book: Book) -> None:
    """What this workbook was made from: the run, its inputs with their SHA-256, the versions."""
    say, sheet, part = book.say, book.sheets["run"], book.result.run
    sheet.title(
        say.many("{n} input stands behind this workbook", "{n} inputs stand behind this workbook", len(part.inputs)),
        say("The same inputs and the same clock give the same bytes."), 3,
    )  # fmt: skip
    for name, value in ((say("Run"), part.id), (say("Clock"), part.clock),
                        *((name, version) for name, version in sorted(part.versions.items()))):  # fmt: skip
        sheet.line([name, value], ["text", "muted"])
    sheet.row += 1
    if not part.inputs:
        return sheet.reason(say("No input was given."))
    sheet.heads([say("Input"), say("Size, bytes"), "SHA-256"], (1,))
    for given in part.inputs:
        sheet.line([given.input, given.bytes, given.sha256], ["text", "count", "muted"])
    return None
