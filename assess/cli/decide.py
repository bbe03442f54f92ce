"""The commands with which people settle what the check-up found."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any

import typer

from assess.cli.options import Clock, Folder, Json
from assess.cli.show import show_json, show_none, time_of
from assess.model.errors import BadInput, Problem

commands = typer.Typer()

_RULED = {"canonical": "Standard set", "separate": "Different metrics", "waived": "Waived"}
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
def decide_metric(
    folder: Folder,
    what: Annotated[list[str], typer.Argument(help="A finding (MC-001), or the ids of definitions.")],
    canonical: Annotated[str, typer.Option("--canonical", help="Id of the definition that is the standard.")] = "",
    allow: Annotated[list[str] | None, typer.Option("--allow", help="DEPARTMENT=ID: may read it otherwise.")] = None,
    separate: Annotated[bool, typer.Option("--separate", help="They are several metrics.")] = False,
    waive_until: Annotated[str, typer.Option("--waive-until", help="Leave it until this day.")] = "",
    by: Annotated[str, typer.Option("--by", help="Who decides.")] = "",
    reason: Annotated[str, typer.Option("--reason", help="Why, in a sentence.")] = "",
    clock: Clock = "",
    as_json: Json = False,
) -> None:
    """Keep a decision on the definitions of a metric, with name and reason; it counts from the next run on."""
    from assess.operate.metric_decisions import record

    given = {"canonical": canonical, "separate": separate, "waived": waive_until}
    chosen = [name for name, value in given.items() if value]
    if len(chosen) != 1:
        raise BadInput([Problem("assess decide-metric", "give one of --canonical, --separate and --waive-until.")])
    readings = dict(_assigned(text) for text in allow or ())
    made = record(
        folder, what, chosen[0], canonical, readings, _day(waive_until), by=by, reason=reason,
        at=time_of(clock) or datetime.now(UTC),
    )  # fmt: skip
    if as_json:
        return show_json(made.as_dict())
    print(f"{_RULED[made.verdict]}: {', '.join(made.metrics)}")
    print(f"Counts from the next run:  assess diagnose {folder}")
    return None


@commands.command()
def metric_decisions(folder: Folder, as_json: Json = False) -> None:
    """Every decision on metrics, in the order made; none is ever deleted."""
    from assess.operate.metric_decisions import metric_decisions_json

    found = metric_decisions_json(folder)
    if as_json:
        return show_json(found)
    for one in found["decisions"]:
        replaced = "" if one["stands"] else "  (replaced later)"
        until = f" until {one['until']}" if one["until"] else ""
        print(f"{one['at']}  {one['verdict']}{until}  {one['by']}: {one['reason']}{replaced}")
        for definition in one["definitions"]:
            print(f"    {'*' if definition['id'] == one['canonical'] else ' '} {definition['id']}")
    return show_none(found["decisions"], "Nobody has decided anything yet.")


def _assigned(text: str) -> tuple[str, str]:
    department, sign, identifier = text.partition("=")
    if not sign or not department or not identifier:
        raise BadInput([Problem("--allow", f'found "{text}"; write DEPARTMENT=ID.')])
    return department.strip(), identifier.strip()


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput([Problem("--waive-until", f'"{text}" is no day; write it as 2027-03-31.')]) from None


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
