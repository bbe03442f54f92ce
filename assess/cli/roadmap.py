"""The plan on the command line: what follows from another order, other people, or leaving something out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from assess.cli.options import Clock, Folder, Json
from assess.cli.show import show_json, time_of
from assess.model.errors import BadInput, Problem

commands = typer.Typer()


@commands.command()
def roadmap(
    folder: Folder,
    capacity: Annotated[str, typer.Option("--capacity", help="Person-days a year, or five numbers.")] = "",
    drop: Annotated[str, typer.Option("--drop", help="Items to leave out, by id or key.")] = "",
    order: Annotated[str, typer.Option("--order", help="Items to put first, in this order.")] = "",
    save: Annotated[bool, typer.Option("--save", help="Keep it; the next check-up plans so.")] = False,
    restore: Annotated[bool, typer.Option("--restore", help="With --save: back to the proposal.")] = False,
    by: Annotated[str, typer.Option("--by", help="With --save: who decides.")] = "",
    reason: Annotated[str, typer.Option("--reason", help="With --save: why.")] = "",
    clock: Clock = "",
    as_json: Json = False,
) -> None:
    """Print the roadmap of the latest check-up, and what follows from changes to it."""
    from assess.model.roadmap_edit import edit_roadmap, standing_edit
    from assess.store.roadmap_edits import keep_roadmap_edit, read_roadmap_edits
    from assess.store.runs import load_result
    from assess.treat.roadmap.edits import Planner

    planner = Planner(load_result(folder))
    history = read_roadmap_edits(folder)
    current = None if restore else standing_edit(history)
    stands = planner.setting(current)
    days, named = _days(capacity), [planner.key(part) for part in _parts(order)]
    out = sorted({*(planner.key(part) for part in _parts(drop)), *stands.dropped})
    if restore and (days or drop or named):
        raise BadInput([Problem("--restore", "goes back to the proposal; leave out --capacity, --drop and --order.")])
    whole = planner.order_with(named, planner.plan(stands)) if named else stands.order
    problems = planner.problems(named, out, days)
    if problems:
        raise BadInput(problems)
    given = (days or (current.capacity if current else ()), by if save else "-", reason if save else "-")
    edit = edit_roadmap(whole, out, *given, time_of(clock) or datetime.now(UTC))
    change = planner.change(planner.setting(edit))
    if save:
        keep_roadmap_edit(folder, edit)
        history = (*history, edit)
    if as_json:
        shown = {"plan": _plan(change.after, planner), "proposal": _plan(change.before, planner)}
        return show_json({**shown, "forgone": change.forgone.as_dict() if change.forgone else None, "saved": save,
                          "edits": [made.as_dict() for made in history]})  # fmt: skip
    titles = planner.titles("en")
    for key, (first, last) in sorted(change.after.dates.months.items(), key=lambda entry: (entry[1], entry[0])):
        print(f"{first:>3}-{last:<3} {key:24} {titles[key]}")
    for key, why in change.after.out.items():
        print(f"  out   {key:24} {why}")
    for name, then, was in _compared(change.after, change.before):
        print(f"{name}: {then}" + (f" (proposal: {was})" if was != then else ""))
    if change.forgone:
        print(f"not saved a year: {change.forgone.base:,.0f} {change.forgone.currency}")
    print("kept; the next check-up plans so" if save else "nothing is written; --save keeps it")
    return None


def _compared(after: Any, before: Any) -> list[tuple[str, str, str]]:
    def told(plan: Any) -> list[tuple[str, str]]:
        month = plan.payback[1]
        return [
            ("ends in month", str(plan.end_month or "not within 60")),
            ("first case", str(plan.first_case or "none in the first year")),
            ("paid back in month", str(month or "not within 60")),
            ("net over five years", f"{plan.net.base:,.0f} {plan.net.currency}" if plan.net else "not priced"),
        ]

    return [(name, value, was) for (name, value), (_, was) in zip(told(after), told(before), strict=True)]


def _plan(plan: Any, planner: Any) -> dict[str, Any]:
    low, base, high = plan.payback
    return {
        "items": [
            {"key": key, "start_month": first, "end_month": last, "slack_months": plan.slack[key],
             "critical": key in plan.critical, "quick_win": key in plan.quick, "gate": planner.draft(key).gate}
            for key, (first, last) in sorted(plan.dates.months.items(), key=lambda entry: (entry[1], entry[0]))
        ],
        "order": list(plan.order),
        "out": dict(plan.out),
        "end_month": plan.end_month,
        "first_case": plan.first_case,
        "payback_month": {"low": low, "base": base, "high": high},
        "saving": plan.saving.as_dict() if plan.saving else None,
        "cost": plan.cost.as_dict() if plan.cost else None,
        "net": plan.net.as_dict() if plan.net else None,
        "used_days": list(plan.used),
    }  # fmt: skip


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _days(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in _parts(text))
    except ValueError:
        raise BadInput(
            [Problem("--capacity", f'found "{text}"; allowed: person-days a year such as 440, or five such numbers.')]
        ) from None
