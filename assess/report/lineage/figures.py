"""The figures of lineage in the report: the company's map, tables made twice, a single point, the longest chain."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from markupsafe import Markup

from assess.model.result import FindingPart, Result
from assess.report import tokens
from assess.report.families import claims
from assess.report.lineage.atlas import Atlas
from assess.report.lineage.chain import chain_of
from assess.report.lineage.company import company_map, flows_of, lane_name
from assess.report.lineage.draw import picture
from assess.report.lineage.speak import Speaker
from assess.report.lineage.views import View, hanging, twins
from assess.report.parts import Cell, Figure, References, Table, breakable, joined
from assess.report.ranking import heaviest
from assess.report.voice import Voice

HIGHEST = 640.0  # pixels; a figure, its title and its source fit on one page
WIDTHS = (210.0, 170.0, 150.0, 130.0, 112.0, 96.0)  # of a box's lines, tried until the figure is as wide as the page
LEAST_CHAIN = 3


def lineage_figures(result: Result, atlas: Atlas, refer: References, say: Voice) -> tuple[Figure, ...]:
    """What there is to draw, in the order in which a reader needs it."""
    if not atlas.graph.number_of_edges():
        return ()
    names = {d.id: d.name[say.language] for d in result.engagement.departments}
    found = heaviest(claims(result.findings))

    def speaker(most: float = WIDTHS[0]) -> Speaker:
        return Speaker(atlas, say, names, most)

    made: list[Figure] = [_company(atlas, speaker(), say)]
    made += _twins(found, atlas, speaker, refer, say)
    made += _point(found, atlas, speaker, refer, say)
    made += _chain(atlas, speaker(), say)
    return tuple(made)


def company_title(atlas: Atlas, speaker: Speaker, say: Voice) -> str:
    """The sentence the company's map shows."""
    flows, edges = flows_of(atlas), atlas.graph.number_of_edges()
    if not flows.first:
        return say.many(
            "{n} dependency between tables, and none crosses departments",
            "{n} dependencies between tables, and none crosses departments", edges,
        )  # fmt: skip
    return say(
        "{share} of {n} dependencies cross departments; most lead out of {name}, {times}",
        share=say.percent(atlas.crossing / edges), n=say.count(edges), times=say.count(flows.gives[flows.first]),
        name=lane_name(flows.first, flows, speaker),
    )  # fmt: skip


def company_rows(atlas: Atlas, speaker: Speaker, say: Voice) -> list[tuple[str, str, str, str]]:
    """The map as a table: department, its tables, how often others read them, how often it reads theirs."""
    flows = flows_of(atlas)
    return [
        (
            lane_name(lane, flows, speaker),
            say.count(sum(n for (of, _), n in flows.cells.items() if of == lane)),
            say.count(flows.gives.get(lane, 0)),
            say.count(flows.takes.get(lane, 0)),
        )
        for lane in sorted(flows.lanes, key=lambda lane: (-flows.gives.get(lane, 0), lane))
    ]


def _company(atlas: Atlas, speaker: Speaker, say: Voice) -> Figure:
    rows = company_rows(atlas, speaker, say)
    title = company_title(atlas, speaker, say)
    heads = (say("Department"), say("Tables"), say("gives"), say("takes"))
    spoken = "; ".join(f"{heads[2]} {gives}, {heads[3]} {takes}: {name}" for name, _, gives, takes in rows)
    inside = say.count(flows_of(atlas).inside)
    if flows_of(atlas).first:
        source = say(
            "Boxes: tables by department and layer. Dark lines: out of {name}; light ones: between other departments; "
            "grey ones: within one. Thickness and number: dependencies. {inside} more lie within one box.",
            name=rows[0][0], inside=inside,
        )  # fmt: skip
    else:
        source = say(
            "Boxes: tables by department and layer. Lines: dependencies within one department. {inside} more lie "
            "within one box.", inside=inside,
        )  # fmt: skip
    drawn = picture(company_map(atlas, speaker).placed, "lineage-map", title, spoken, canvas=tokens.WIDTH)
    return Figure(title, drawn, _source(source, say), Table(heads, "lrrr", (46, 18, 18, 18), tuple(rows)))


def _twins(
    found: Sequence[FindingPart], atlas: Atlas, speaker: Callable[[float], Speaker], refer: References, say: Voice
) -> Iterator[Figure]:
    for finding in claims(found, "duplicated-lineage"):
        tables = twin_tables(finding, atlas)
        if len(tables) > 1:
            draw = partial(_drawn_twins, atlas, tables, speaker, alike(atlas.finding(finding.id) or {}, say))
            legend = say("Left: what all of them are made from. Thick outline: the tables made in parallel.")
            yield _figure(_fitting(draw), "lineage-twins", finding, atlas, refer, say, legend)
            return


def twin_tables(finding: FindingPart, atlas: Atlas) -> list[str]:
    """The tables that a finding sets side by side, as far as the lineage has them."""
    known = atlas.finding(finding.id)
    return [table for table in (known or {}).get("tables", ()) if table in atlas.facts]


def alike(finding: Mapping[str, Any], say: Voice) -> str:
    """How much of the calculations is the same, in words; empty where that was not counted."""
    share = finding.get("alike")
    return "" if share is None else say("{share} of the calculations are the same", share=say.percent(share))


def _drawn_twins(
    atlas: Atlas, tables: Sequence[str], speaker: Callable[[float], Speaker], word: str, most: float
) -> View:
    return twins(atlas, tables, speaker(most), word, gap=0.4 * most)


def _point(
    found: Sequence[FindingPart], atlas: Atlas, speaker: Callable[[float], Speaker], refer: References, say: Voice
) -> Iterator[Figure]:
    for finding in claims(found, "single-points"):
        table = finding.subjects[0] if finding.subjects else ""
        if table in atlas.facts:
            view = _fitting(partial(_drawn_point, atlas, table, speaker))
            legend = say("Red outline: gets nothing except through the dark table.")
            yield _figure(view, "lineage-point", finding, atlas, refer, say, legend)
            return


def _drawn_point(atlas: Atlas, table: str, speaker: Callable[[float], Speaker], most: float) -> View:
    return hanging(atlas, table, speaker(most), 30, gap=0.25 * most)


def _chain(atlas: Atlas, speaker: Speaker, say: Voice) -> Iterator[Figure]:
    if len(atlas.chain) < LEAST_CHAIN:
        return
    view = chain_of(atlas, speaker)
    departments = len({atlas.facts[name].department for name in atlas.chain} - {""})
    title = say(
        "The longest chain has {n} jobs in a row, in {where}; a delay in one delays all after it",
        n=say.count(len(atlas.chain) - 1),
        where=say.many("{n} department", "{n} departments", departments),
    )
    rows = tuple(
        (say.count(number), breakable(name), speaker.department(atlas.facts[name].department))
        for number, name in enumerate(atlas.chain, 1)
    )
    numbers = Table((say("Step"), say("Table"), say("Department")), "rll", (12, 54, 34), rows)
    drawn = picture(view.placed, "lineage-chain", title, "; ".join(atlas.chain), canvas=tokens.WIDTH)
    yield Figure(
        title,
        drawn,
        _source(say("Beside each table: its department, its schema, and the file and line that make it."), say),
        numbers,
    )


def _fitting(draw: Callable[[float], View]) -> View:
    """The picture with the widest boxes that fit on a page; with the narrowest where none does, and set smaller."""
    view = draw(WIDTHS[0])
    for most in WIDTHS[1:]:
        if view.placed.width <= tokens.WIDTH:
            break
        view = draw(most)
    return view


def _figure(
    view: View, name: str, finding: FindingPart, atlas: Atlas, refer: References, say: Voice, legend: str
) -> Figure:
    title = f"{finding.id} {finding.title[say.language]}"
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (breakable(table), str(atlas.graph.in_degree(table)), str(atlas.graph.out_degree(table)))
        for table in view.tables
    )
    numbers = Table((say("Table"), say("Made from"), say("Read by")), "lrr", (60, 20, 20), rows)
    hidden = say.many("{n} more table is only counted.", "{n} more tables are only counted.", view.left_out)
    told = joined([legend, *([hidden] if view.left_out else []), say("Finding"), refer(finding.id)])
    drawn = picture(view.placed, name, title, "; ".join(view.tables), canvas=tokens.WIDTH)
    return Figure(title, drawn, told, numbers)


def _source(text: str, say: Voice) -> Markup:
    return joined([text, say("Source: SQL, jobs and logs of the departments.")], say.stop)
