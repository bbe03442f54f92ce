"""The two pages as HTML for paper: the changes, then tables, maturity and the plan."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from markupsafe import Markup

from assess.model.comparison import Comparison, DimensionChangePart, FindingChangePart, ItemChangePart
from assess.report.printer import Printer
from assess.report.sheets import face_css
from assess.report.voice import Voice
from assess.store.resources import resource

MOST_CHANGES, MOST_THINGS = 12, 6  # what the first page holds, titles of two lines; the rest is counted
LINES = 38  # of the plan's list and the maturity's together, what the second page holds
WIDE, NARROW = 96, 60  # letters that a line of a title, and of a dimension's sentence, holds
_LISTED = ("new", "worse", "split", "first_seen", "solved", "merged", "better", "not_seen")


def write_update(made: Comparison, language: str, fictional: bool = False) -> bytes:
    """PDF/UA-1 of two pages."""
    with Printer() as printer:
        return printer.pdf(update_page(made, language, fictional))


def update_page(made: Comparison, language: str, fictional: bool = False) -> str:
    """HTML of the two pages in one language."""
    say = Voice(language)
    changes = [change for change in made.findings if change.change in _LISTED]
    things = _things(made, say)
    order = ("late", "under_way", "done")
    items = sorted((i for i in made.roadmap if i.status in order), key=lambda i: (order.index(i.status), i.ends, i.id))
    kinds = _kinds(say)
    words = {"done": say("done"), "late": say("late"), "under_way": say("under way")}
    footer = [made.client[language], say("Update of the data check-up")]
    if fictional:
        footer.append(say("fictional company, synthetic data"))
    unseen = made.counts["not_seen"]
    levels = [
        (d.name[language], _level(d.before, say), _level(d.after, say), _shown(d, say))
        for d in made.maturity.dimensions
    ]
    listed = _that_fit(items, language, LINES - sum(_lines(shown, NARROW) for *_, shown in levels))
    told = {
        "kicker": say("Update of the data check-up"),
        "footer": " · ".join(footer),
        "title": _title(made, say),
        "figures": _figures(made, say),
        "not_seen": say.many(
            "{n} finding was not looked at again and does not count as solved.",
            "{n} findings were not looked at again and do not count as solved.",
            unseen,
        )
        if unseen
        else "",
        "changes": _grid(
            _changes_title(made, len(changes), say),
            {"w1": say("Change"), "w2": say("Finding"), "w3": say("Reason")},
            [(kinds[c.change], _named(c, language), c.why[language]) for c in changes[:MOST_CHANGES]],
        ),
        "changes_more": _more(say, len(changes) - MOST_CHANGES),
        "plan_title": _plan_title(made, say),
        "things": _grid(
            say.many("{n} change to tables and metrics", "{n} changes to tables and metrics", len(things)),
            {"w1": say("Change"), "wide": say("What it is")}, things[:MOST_THINGS],
        ),
        "things_more": _more(say, len(things) - MOST_THINGS),
        "plan": _grid(
            _items_title(items, say),
            {"w7": say("Treatment"), "w5": say("State"), "w8": say("Due")},
            [(f"{i.id} {i.title[language]}", words[i.status], say.date(f"{i.ends}T00:00:00Z")) for i in listed],
        ),
        "plan_more": _more(say, len(items) - len(listed)),
        "maturity": _grid(
            _maturity_title(made, say),
            {"w4": say("Dimension"), "w5": say("Last time"), "w5 now": say("Now"), "w6": say("What it shows")},
            levels,
        ),
    }  # fmt: skip
    css = Markup(face_css() + _css())  # noqa: S704 - our own style sheets
    page = _environment().get_template("update.html.j2")
    return str(page.render(c=made, l=language, zh=language == "zh", say=say, css=css, **told))


def _title(made: Comparison, say: Voice) -> str:
    n = made.counts
    return say("{solved} solved, {new} new since the last check-up", solved=n["solved"], new=n["new"])


def _figures(made: Comparison, say: Voice) -> list[tuple[str, str]]:
    health, n = made.health, made.counts
    told = [(f"{_index(health.before, say)} → {_index(health.after, say)}", say("health index of 100")),
            (f"{n['better']} / {n['worse']}", say("findings better / worse"))]  # fmt: skip
    savings = made.savings
    if savings.promised:
        gone = say.money(savings.realised) if savings.realised else say("unknown")
        told.append((gone, say("saved a year, of {money} promised", money=say.money(savings.promised))))
    return told


def _plan_title(made: Comparison, say: Voice) -> str:
    done = sum(item.status == "done" for item in made.roadmap)
    late = sum(item.status == "late" for item in made.roadmap)
    return say("The plan: {done} of {all} treatments done, {late} late", done=done, all=len(made.roadmap), late=late)


def _changes_title(made: Comparison, changed: int, say: Voice) -> str:
    every = sum(n for change, n in made.counts.items() if change != "merged") or changed
    return say("{n} of {all} findings changed", n=changed, all=every)


def _items_title(items: Sequence[ItemChangePart], say: Voice) -> str:
    n = {status: sum(item.status == status for item in items) for status in ("late", "under_way", "done")}
    return say("{late} treatments late, {under_way} under way, {done} done", **n)


def _that_fit(items: Sequence[ItemChangePart], language: str, lines: int) -> list[ItemChangePart]:
    """The first of them, as many as so many lines hold."""
    listed = []
    for item in items:
        lines -= _lines(f"{item.id} {item.title[language]}", WIDE)
        if lines < 0:
            break
        listed.append(item)
    return listed


def _lines(text: str, width: int) -> int:
    """How many lines a text takes; a Chinese character is as wide as two letters."""
    long = sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)
    return 1 + (long - 1) // width


def _maturity_title(made: Comparison, say: Voice) -> str:
    every = made.maturity.dimensions
    moved = sum(d.shown in ("up", "down") for d in every)
    return say("Maturity: {n} of {all} dimensions changed by more than chance", n=moved, all=len(every))


def _shown(of: DimensionChangePart, say: Voice) -> str:
    """What a difference shows: where it is none, how large it would have to be."""
    if of.shown != "no_change_shown" or of.detectable is None or of.difference is None:
        return of.why[say.language]
    return say("{difference}; a change shows from {detectable} on",
               difference=f"{of.difference:+.2f}", detectable=f"{of.detectable:.2f}")  # fmt: skip


def _things(made: Comparison, say: Voice) -> list[tuple[str, str]]:
    rows = [(say("table renamed"), f"{part.before} → {part.after}") for part in made.tables.renamed]
    for label, copies in ((say("copy gone"), made.copies.gone), (say("new copy"), made.copies.new)):
        rows += [(label, say("{table}, copy of {master}", table=c.table, master=c.master)) for c in copies]
    for label, pairs in ((say("conflict gone"), made.conflicts.gone), (say("new conflict"), made.conflicts.new)):
        rows += [(label, f"{pair.a} ≠ {pair.b}") for pair in pairs]
    return rows


def _kinds(say: Voice) -> dict[str, str]:
    return {
        "new": say("new"), "worse": say("worse"), "split": say("split off"),
        "first_seen": say("seen for the first time"), "solved": say("solved"), "merged": say("merged"),
        "better": say("better"), "not_seen": say("not seen again"),
    }  # fmt: skip


def _named(change: FindingChangePart, language: str) -> str:
    ids = " → ".join(dict.fromkeys(i for i in (change.before, change.after) if i))
    return f"{ids} {change.title[language]}"


def _more(say: Voice, n: int) -> str:
    return say.many("{n} more in assess compare", "{n} more in assess compare", n) if n > 0 else ""


def _index(value: float | None, say: Voice) -> str:
    return say("unknown") if value is None else f"{value:.0f}"


def _level(value: float | None, say: Voice) -> str:
    return say("unknown") if value is None else say.level(value)


def _grid(caption: str, heads: dict[str, str], rows: Sequence[tuple[str, ...]]) -> Markup:
    """A table with its caption, everything escaped; `heads` by CSS class. Nothing where there is no row."""
    top = Markup("").join(Markup('<th scope="col" class="{}">{}</th>').format(c, h) for c, h in heads.items())
    body = Markup("").join(
        Markup("<tr>{}</tr>").format(Markup("").join(Markup("<td>{}</td>").format(cell) for cell in row))
        for row in rows
    )
    table = Markup('<h3>{}</h3><table class="grid"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>')
    return table.format(caption, top, body) if rows else Markup("")


def _css() -> str:
    folder = resource("templates")
    paths = (folder / "report" / "tokens.css", folder / "report" / "base.css", folder / "update" / "update.css")
    return "".join(path.read_text(encoding="utf-8") for path in paths)


@cache
def _environment() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(loader=FileSystemLoader(resource("templates") / "update"), autoescape=True,
                       undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)  # fmt: skip
