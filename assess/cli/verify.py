"""The command that counts copies exactly, inside the source."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from assess.cli.options import Clock, Folder, Json
from assess.cli.show import ask_password, bar, show_json, time_of
from assess.model.errors import BadInput, Problem
from assess.model.numbers import percent

if TYPE_CHECKING:
    from assess.model.verification import Verification
    from assess.operate.verify import Planned

commands = typer.Typer()


@commands.command()
def verify(
    folder: Folder,
    group: Annotated[str, typer.Argument(help="A group of the newest run (G0003), or a finding about one (RT-001).")],
    member: Annotated[list[str] | None, typer.Option("--member", help="Only this table; may be given again.")] = None,
    preview: Annotated[bool, typer.Option("--preview", help="Print the SQL and what it costs; ask nothing.")] = False,
    timeout: Annotated[float, typer.Option("--timeout", help="Seconds a statement may take.")] = 600,
    clock: Clock = "",
    as_json: Json = False,
) -> None:
    """Count exactly, inside the source, which rows of copies are the same."""
    from assess.operate.verify import plan, preview_json, verified_json
    from assess.operate.verify import verify as carry_out

    if not 1 <= timeout <= 86_400:
        raise BadInput([Problem("--timeout", f"found {timeout:g}; allowed: 1 to 86400 seconds.")])
    planned = plan(folder, group, member or ())
    if preview:
        return show_json(preview_json(planned)) if as_json else _show_preview(planned)
    for refused in planned.refused:
        print(f"{refused.table}: {refused.why}", file=sys.stderr)
    with bar() as progress:
        made = carry_out(folder, planned, time_of(clock) or datetime.now(UTC), timeout, progress, ask_password)
    if as_json:
        return show_json(verified_json(planned, made))
    print(f"{planned.group.id}  {planned.group.verdict}  {planned.group.master}  {made[0].counted.master_rows:,} rows")
    for one in made:
        _show(one)
    print("Kept as evidence of the decision; the page Copies shows it.")
    return None


def _show(one: Verification) -> None:
    counted = one.counted
    print(f"  {one.member}  {counted.identical:,} of {counted.member_rows:,} rows identical{_percent(counted.share)}")
    if one.key:
        key = ", ".join(_named(names) for names in one.key)
        again = ", which occurs more than once" if counted.keys_repeat else ""
        print(f"      key {key}{again}: {counted.same_key:,} rows share it, {counted.other_values:,} of them differ")
        found = zip(one.columns, counted.differ or (), strict=True)
        differing = [f"{_named(names)} in {n:,}" for names, n in sorted(found, key=lambda f: -f[1]) if n]
        print(f"      columns that differ: {', '.join(differing) or 'none'}")
    if one.left_out:
        print(f"      not compared, values have no text: {', '.join(_named(names) for names in one.left_out)}")
    if one.estimate:
        known, holds = one.estimate, one.estimate.holds(counted.share)
        told = "" if holds is None else "; the interval holds" if holds else "; the interval does not hold"
        if holds is False and known.holds(counted.key_share):
            told += " for identical rows, it does by key"
        low, base, high = (percent(end, 1) for end in (known.low, known.base, known.high))
        print(f"      estimated before: {base} ({low} to {high}){told}")


def _show_preview(planned: Planned) -> None:
    print(f"-- {planned.group.id} {planned.group.verdict}: {planned.group.master}")
    for one in planned.plans:
        size = "unknown" if one.rows is None else f"{one.rows:,}"
        cost = "unknown" if one.seconds is None else f"about {one.seconds:,.1f} s"
        print(f"-- {one.member}: {size} rows of both together, {cost}")
        print("".join(f"{sql};\n" for sql in (one.sql.rows, *one.sql.keys)), end="")
        if one.sql.repeated:
            print("-- only where a key occurs more than once:")
            print("".join(f"{sql};\n" for sql in one.sql.repeated), end="")
    for refused in planned.refused:
        print(f"-- {refused.table}: {refused.why}")
    print("-- Nothing was asked of any source.")


def _named(names: tuple[str, str]) -> str:
    return names[0] if names[0] == names[1] else f"{names[0]} = {names[1]}"


def _percent(share: float | None) -> str:
    return "" if share is None else f" ({percent(share, 1)})"
