"""The two pages as HTML for paper: the changes, then tables, maturity and the plan."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from markupsafe import Markup

from assess.model.comparison import Comparison, FindingChangePart
from assess.report.printer import Printer
from assess.report.sheets import face_css
from assess.report.voice import Voice
from assess.store.resources import resource

MOST_CHANGES, MOST_THINGS, MOST_ITEMS = 12, 6, 5  # what two pages hold, titles of two lines; the rest is counted
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
    items = [item for item in made.roadmap if item.status in ("done", "late", "under_way")]
    kinds = _kinds(say)
    words = {"done": say("done"), "late": say("late"), "under_way": say("under way")}
    footer = [made.client[language], say("update of the data check-up")]
    if fictional:
        footer.append(say("fictional company, synthetic data"))
    unseen = made.counts["not_seen"]
    levels = [
        (d.name[language], _level(d.before, say), _level(d.after, say), d.why[language])
        for d in made.maturity.dimensions
    ]
    told = {
        "kicker": say("update of the data check-up"),
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
            say("What changed"),
            {"w1": say("Change"), "w2": say("Finding"), "w3": say("Reason")},
            [(kinds[c.change], _named(c, language), c.why[language]) for c in changes[:MOST_CHANGES]],
        ),
        "changes_more": _more(say, len(changes) - MOST_CHANGES),
        "plan_title": _plan_title(made, say),
        "things": _grid(
            say("Tables and metrics"), {"w1": say("Change"), "wide": say("What it is")}, things[:MOST_THINGS]
        ),
        "maturity": _grid(
            say("Maturity"),
            {"w4": say("Dimension"), "w5": say("Last time"), "w5 now": say("Now"), "w6": say("What it shows")},
            levels,
        ),
        "plan": _grid(
            say("Treatments done and late"),
            {"w7": say("Treatment"), "w5": say("State"), "w8": say("Due")},
            [(f"{i.id} {i.title[language]}", words[i.status], say.date(f"{i.ends}T00:00:00Z"))
             for i in items[:MOST_ITEMS]],
        ),
        "plan_more": _more(say, len(items) - MOST_ITEMS),
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
