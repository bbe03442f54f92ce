"""The command that computes two definitions of a metric side by side, inside the source."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import typer

from assess.cli.options import Clock, Folder, Json
from assess.cli.show import ask_password, bar, show_json, time_of
from assess.model.errors import BadInput, Problem
from assess.model.numbers import percent

if TYPE_CHECKING:
    from assess.model.divergence import Divergence
    from assess.operate.diverge import Plan

commands = typer.Typer()
BASIS = {"sum": "sum of the periods", "whole": "all periods at once", "last": "the last period"}


@commands.command()
def diverge(
    folder: Folder,
    metric: Annotated[str, typer.Argument(help="A metric's name or id, or a finding about metrics (MC-001).")],
    a: Annotated[str, typer.Option("--a", help="Id of the definition to start from.")] = "",
    b: Annotated[str, typer.Option("--b", help="Id of the definition to end at.")] = "",
    since: Annotated[str, typer.Option("--from", help="First day, such as 2026-01-01.")] = "",
    until: Annotated[str, typer.Option("--to", help="Last day, included.")] = "",
    grain: Annotated[str, typer.Option("--grain", help="day, week or month; the definitions' when left out.")] = "",
    preview: Annotated[bool, typer.Option("--preview", help="Print the SQL and what it costs; ask nothing.")] = False,
    timeout: Annotated[float, typer.Option("--timeout", help="Seconds a statement may take.")] = 600,
    clock: Clock = "",
    as_json: Json = False,
) -> None:
    """Compute two definitions of a metric inside the source and bridge the gap facet by facet."""
    from assess.operate.diverge import diverge as carry_out
    from assess.operate.diverge import plan, preview_json

    if not 1 <= timeout <= 86_400:
        raise BadInput([Problem("--timeout", f"found {timeout:g}; allowed: 1 to 86400 seconds.")])
    now = time_of(clock) or datetime.now(UTC)
    planned = plan(folder, metric, a, b, _day("--from", since), _day("--to", until), grain, now.date())
    if preview:
        return show_json(preview_json(planned)) if as_json else _show_preview(planned)
    with bar() as progress:
        made = carry_out(folder, planned, now, timeout, progress, ask_password)
    return show_json(made.as_dict()) if as_json else _show(made)


def _day(option: str, text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInput([Problem(option, f'found "{text}"; allowed: a day such as 2026-01-31.')]) from None


def _show(made: Divergence) -> None:
    print(f"{made.metric}  {made.first} to {made.last} by {made.grain}{_in(made.unit)}, {BASIS[made.basis]}")
    print(f"  A  {_number(made.total[0]):>20}  {made.a['metric']}")
    for one in made.steps:
        said = "; ".join(f"{before or '–'} → {after or '–'}" for before, after in
                         zip(one.before, one.after, strict=True))  # fmt: skip
        print(f"     {_signed(one.step):>20}  {one.name.en}: {said}")
        if one.note:
            print(f"     {'':>20}    {one.note.en}")
    print(f"  B  {_number(made.total[1]):>20}  {made.b['metric']}")
    share = "" if made.share is None else f", {percent(made.share, 1)} of the larger"
    sign = "" if made.same_sign is None else f"; {percent(made.same_sign, 0)} of the periods go the same way"
    print(f"Gap  {_signed(made.gap):>20}{share}{sign}")
    for period in made.periods:
        print(f"  {period.begin}  {_number(period.a):>18}  {_number(period.b):>18}  {_signed(period.gap):>18}")
    if made.identifiers:
        found = made.identifiers
        print(f"By {', '.join(found.key)}: {found.only_a:,} only in A ({_signed(found.gap_only_a)}), {found.only_b:,} "
              f"only in B ({_signed(found.gap_only_b)}), {found.other_amount:,} of {found.both:,} in both with another "
              f"amount ({_signed(found.gap_other_amount)})")  # fmt: skip
    for note in made.notes:
        print(f"Note: {note.en}")
    print(f"{len(made.queries)} queries, {made.seconds:g} s. Kept beside the decisions of the engagement.")


def _show_preview(planned: Plan) -> None:
    span = planned.span
    print(f"-- {planned.rows[0]['metric_id']} -> {planned.rows[1]['metric_id']}")
    print(f"-- {span.first} to {span.last} by {span.grain}; differing: {', '.join(planned.walk.facets) or 'nothing'}")
    for query in planned.asked:
        size = "unknown" if query.rows is None else f"{query.rows:,}"
        print(f"-- {', '.join(query.tables)}: {size} rows to read\n{query.sql};")
    cost = "unknown" if planned.seconds is None else f"about {planned.seconds:,.1f} s"
    print(f"-- {len(planned.asked)} queries, {cost}. Nothing was asked of any source.")


def _in(unit: str) -> str:
    return f" in {unit}" if unit else ""


def _number(amount: Decimal | None) -> str:
    return "missing" if amount is None else f"{amount:,.6f}".rstrip("0").rstrip(".") if amount % 1 else f"{amount:,.0f}"


def _signed(amount: Decimal | None) -> str:
    return "missing" if amount is None else "0" if not amount else f"{'+' if amount > 0 else ''}{_number(amount)}"
