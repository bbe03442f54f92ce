"""The commands with which people settle what the check-up found."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from assess.cli.options import Clock, Folder, Json
from assess.cli.show import show_json, show_none, time_of
from assess.model.errors import BadInput, Problem

commands = typer.Typer()

_DECIDED = {"accept": "Accepted as copies", "reject": "Rejected", "again": "Marked to look again"}


@commands.command()
def decide(
    folder: Folder,
    what: Annotated[list[str], typer.Argument(help="A group (G0003), a finding (RT-001), or two tables or more.")],
    accept: Annotated[bool, typer.Option("--accept", help="They are copies.")] = False,
    reject: Annotated[bool, typer.Option("--reject", help="No two of them are copies; not claimed again.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Look again: the group stays, marked.")] = False,
    by: Annotated[str, typer.Option("--by", help="Who decides.")] = "",
    reason: Annotated[str, typer.Option("--reason", help="Why, in a sentence.")] = "",
    clock: Clock = "",
    as_json: Json = False,
) -> None:
    """Keep a decision on copied tables, with name and reason; it counts from the next run on."""
    from assess.operate.decisions import record

    chosen = [name for name, given in (("accept", accept), ("reject", reject), ("again", again)) if given]
    if len(chosen) != 1:
        found = " and ".join(f"--{name}" for name in chosen) or "none"
        raise BadInput([Problem("assess decide", f"give one of --accept, --reject and --again; found {found}.")])
    decision = record(folder, what, chosen[0], by, reason, time_of(clock) or datetime.now(UTC))
    if as_json:
        return show_json(decision.as_dict())
    print(f"{_DECIDED[decision.verdict]}: {', '.join(decision.tables)}")
    print(f"Counts from the next run:  assess diagnose {folder}")
    return None


@commands.command()
def decisions(folder: Folder, as_json: Json = False) -> None:
    """Every decision on copied tables, in the order made; none is ever deleted."""
    from assess.operate.decisions import decisions_json

    found: Any = decisions_json(folder)
    if as_json:
        return show_json(found)
    for one in found["decisions"]:
        replaced = "" if one["stands"] else "  (replaced later)"
        print(f"{one['at']}  {one['verdict']:6}  {one['by']}: {one['reason']}{replaced}")
        print(f"    {', '.join(one['tables'])}")
    return show_none(found["decisions"], "Nobody has decided anything yet.")
