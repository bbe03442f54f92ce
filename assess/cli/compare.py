"""Two check-ups beside each other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assess.cli.options import Json
from assess.cli.show import show_json
from assess.model.errors import BadInput, Problem

if TYPE_CHECKING:
    from assess.model.comparison import Comparison

commands = typer.Typer()


@commands.command()
def compare(
    run_a: Annotated[str, typer.Argument(help="The earlier: result.json, a run's folder, an engagement, or a run id.")],
    run_b: Annotated[str, typer.Argument(help="The later; of an engagement the latest run is meant.")],
    of: Annotated[Path | None, typer.Option("--of", help="The engagement whose run ids are given.")] = None,
    pdf: Annotated[Path | None, typer.Option("--pdf", help="Also write the two-page update to this PDF.")] = None,
    language: Annotated[str, typer.Option("--lang", help="zh or en; of the PDF.")] = "zh",
    as_json: Json = False,
) -> None:
    """Compare two check-ups: what is solved, new, worse, renamed; savings and plan against what was promised."""
    from assess.operate.compare.kept import open_run
    from assess.operate.compare.run import compare as beside

    if language not in ("zh", "en"):
        raise BadInput([Problem("--lang", f'found "{language}"; allowed: zh, en.')])
    later = open_run(run_b, of)
    made = beside(open_run(run_a, of), later)
    if pdf:
        from assess.report.update.page import write_update
        from assess.store.whole_files import write_whole

        write_whole(pdf, write_update(made, language, later.result.engagement.fictional))
    if as_json:
        return show_json(made.model_dump(mode="json"))
    _print_findings(made)
    _print_things(made)
    _print_plan(made)
    return None


def _print_findings(made: Comparison) -> None:
    print(f"{made.client.en}: {made.a.clock[:10]} ({made.a.id}) -> {made.b.clock[:10]} ({made.b.id})")
    print("findings: " + ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in made.counts.items() if n))
    for change in made.findings:
        if change.change in ("same", "moved"):
            continue
        ids = " -> ".join(i for i in (change.before, change.after) if i)
        print(f"  {change.change.replace('_', ' '):10} {ids}: {change.title.en}")
        print(f"             {change.why.en}")


def _print_things(made: Comparison) -> None:
    for part in made.tables.renamed:
        print(f"renamed: {part.before} -> {part.after} (confidence {part.confidence:.2f})")
    for word, copies in (("gone", made.copies.gone), ("new", made.copies.new), ("not seen", made.copies.not_seen)):
        for copy in copies:
            print(f"copy {word}: {copy.table} of {copy.master}")
    for word, pairs in (("gone", made.conflicts.gone), ("new", made.conflicts.new)):
        for pair in pairs:
            print(f"conflict {word}: {pair.a} / {pair.b}: {', '.join(pair.facets)}")


def _print_plan(made: Comparison) -> None:
    for d in made.maturity.dimensions:
        if d.shown != "no_change_shown":
            print(f"maturity {d.id} {d.name.en}: {d.before} -> {d.after}, {d.shown.replace('_', ' ')}. {d.why.en}")
    money = made.savings
    if money.promised:
        gone = f"{money.realised.base:,.0f}" if money.realised else "unknown"
        print(f"savings a year: {gone} of {money.promised.base:,.0f} {money.promised.currency} promised")
    if money.unplanned:
        print(f"savings a year beside the plan: {money.unplanned.base:,.0f} {money.unplanned.currency}")
    for item in made.roadmap:
        if item.status in ("done", "late"):
            print(f"{item.status}: {item.id} {item.title.en} (due {item.ends})")
    for name in made.coverage.lost:
        print(f"not read any more: {name}")
