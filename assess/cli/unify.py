"""The command that writes the plan and the SQL which make one table of a group of copies."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assess.cli.options import Folder, Json
from assess.cli.show import parts_of, show_json

commands = typer.Typer()


@commands.command()
def unify(
    folder: Folder,
    groups: Annotated[
        list[str] | None,
        typer.Argument(help="Groups (G0003) or findings about them (RT-001); those the roadmap merges when left out."),
    ] = None,
    dialect: Annotated[str, typer.Option("--dialect", help="SQL dialect of the target; the master's by default.")] = "",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Folder to write to; else the newest run's.")] = None,
    key: Annotated[str, typer.Option("--key", help="Columns that tell rows apart: a,b; found when left out.")] = "",
    as_json: Json = False,
) -> None:
    """Write the plan and the SQL that make one table of a group of copies, and keep every old name as a view."""
    from assess.operate.unify import unify as carry_out

    made = carry_out(folder, groups or (), dialect, out, parts_of(key))
    if as_json:
        return show_json({"groups": [one.as_dict() for one in made]})
    for one in made:
        plan = one.plan
        print(f"{plan.case.group}  {len(plan.parts)} tables -> {plan.main.shown} ({plan.dialect}), "
              f"{len(plan.opens)} open points")  # fmt: skip
        if not plan.sql:
            print("  no SQL: nothing tells the rows apart; name the columns that do with --key")
        for limit in plan.limits:
            print(f"  {limit.en}")
        print(f"  {one.folder}")
    return None
