"""The report as one HTML document, from templates/report."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from markupsafe import Markup

from assess.report.tokens import in_colour
from assess.report.view import Report
from assess.store.resources import resource


def write_page(report: Report, *, screen: bool, face_css: str = "") -> str:
    """HTML for a browser (`screen`) or for paper."""
    sheets = ("tokens", "base", "screen") if screen else ("tokens", "base", "paper")
    css = face_css + "".join(_style(name) for name in sheets)
    page = (
        _environment()
        .get_template("report.html.j2")
        .render(
            r=report,
            say=report.say,
            screen=screen,
            css=Markup(css),  # noqa: S704 (our own style sheets)
            contents=contents_of(report),
            footer=footer_of(report),
        )
    )
    return in_colour(str(page), report.accent)


def footer_of(report: Report) -> str:
    """What stands at the foot of every page."""
    say = report.say
    told = [report.client, say("data check-up report")]
    if report.fictional:
        told.append(say("fictional company, synthetic data"))
    return " · ".join(told)


def contents_of(report: Report) -> list[tuple[str, str]]:
    """(anchor, name) of each section, in order."""
    say = report.say
    told = [("answer", say("The answer on one page")), ("reading", say("How to read this report"))]
    if report.maturity:
        told.append(("maturity", say("Maturity by dimension and level")))
    if report.savings:
        told.append(("savings", say("What can be saved")))
    if report.priorities:
        told.append(("priorities", say("What comes first")))
    if report.deductions:
        told.append(("health", say("Data health")))
    told += [(f"chapter-{chapter.id}", chapter.name) for chapter in report.chapters]
    told += [(anchor, name) for _, anchor, name in report.treatments.pages(say)]
    if report.plan:
        told += [("roadmap", say("Roadmap")), ("work", say("Roadmap: the work"))]
        further = (
            ("raci", say("Who answers for what"), report.plan.raci),
            ("cash", say("Cost and saving by year"), report.plan.cash),
            ("risks", say("Risks: what would turn the decision"), report.plan.risks),
            ("not-to-do", say("What not to do"), report.plan.not_to_do or report.plan.dropped),
        )
        told += [(anchor, name) for anchor, name, there in further if there]
    if report.appendix.families:
        told.append(("appendix", say("Evidence, finding by finding")))
    return [*told, ("method", say("Method, words, inputs"))]


def _style(name: str) -> str:
    return (resource("templates") / "report" / f"{name}.css").read_text(encoding="utf-8")


@cache
def _environment() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    env = Environment(
        loader=FileSystemLoader(resource("templates") / "report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["unanchored"] = _unanchored
    return env


def _unanchored(table: Markup) -> Markup:
    """A table printed a second time, without the ids of its rows."""
    return Markup(re.sub(r'<tr id="[^"]*"', "<tr", table))  # noqa: S704 (it was markup before)
