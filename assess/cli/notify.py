"""Data finds people: tell the owners of findings, and list what was solved for the yearly contest."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from assess.cli.options import Clock, Folder, Json
from assess.cli.show import show_json, time_of
from assess.model.errors import BadInput, Problem, nearest

commands = typer.Typer()


@commands.command()
def notify(
    folder: Folder,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would be sent, and send nothing.")] = False,
    wait: Annotated[float, typer.Option("--wait", min=0, help="Seconds to stay for retries.")] = 60,
    dead: Annotated[str, typer.Option("--dead", help="Messages given up: report, again or forget.")] = "report",
    clock: Clock = "",
    as_json: Json = False,
) -> None:
    """Tell the owners of findings what happened, why it matters and what to do; each once."""
    from assess.operate.notify.run import as_dict, notify_folder
    from assess.store.engagement_file import load_engagement

    if dead not in ("report", "again", "forget"):
        raise BadInput([Problem("--dead", f'found "{dead}".{nearest(dead, ("report", "again", "forget"))}')])
    at = time_of(clock)
    at = at.astimezone() if at else None
    told = notify_folder(folder, dry_run=dry_run, patience=wait, dead=dead, at=at)  # type: ignore[arg-type]
    says = as_dict(told, load_engagement(folder).notify)
    if says["dry_run"] and not dry_run:
        print("Nothing is sent: notify.enabled is not true in engagement.yaml. This is a dry run.", file=sys.stderr)
    if as_json:
        show_json(says)
    else:
        _print(says)
    if says.get("dead"):
        raise typer.Exit(1)


@commands.command()
def cases(folder: Folder, as_json: Json = False) -> None:
    """List what was solved between check-ups: before and after, saving, who, reuse, points."""
    from assess.operate.cases.register import cases_json

    says = cases_json(folder)
    if as_json:
        return show_json(says)
    for case in says["cases"]:
        saving = case["saving"]
        amount = f"{saving['base']:,.0f} {saving['currency']}" if saving else "not priced"
        place = str(case["rank"]) if case["rank"] else "-"
        print(f"{place:>3}  {case['points']:>3} points  {case['title']['en']}")
        print(f"     solved {case['solved_at'][:10]} by {', '.join(case['who']) or 'nobody named'}; a year: {amount}; "
              f"findings of its kind {case['before']['open']} -> {case['after']['open']}; "
              f"used again by {case['reuse']}{'; came back' if case['came_back'] else ''}")  # fmt: skip
    if not says["cases"]:
        print("no case yet: nothing found by one check-up is solved in a later one")
    print(f"points: {says['rule']['en']}", file=sys.stderr)
    return None


def _many(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


def _print(says: dict[str, Any]) -> None:
    if says["dry_run"]:
        for message in says["messages"]:
            to = f" to {message['to']}" if message["to"] else ""
            print(f"=== {message['target']} ({message['kind']}){to}: {message['url']}\n{message['body']}")
        waiting = says["notices_waiting"]
        until = f" until {waiting[0]['due_at']} or later" if waiting else ""
        print(f"{_many(len(says['messages']), 'message')} would be sent; {_many(len(waiting), 'notice')} wait{until}")
        return
    print(f"{_many(len(says['sent']), 'message')} sent, {len(says['waiting'])} waiting, {len(says['dead'])} given up; "
          f"{_many(len(says['notices_waiting']), 'notice')} for a later digest")  # fmt: skip
    for name in ("waiting", "dead"):
        for message in says[name]:
            to = f" to {message['to']}" if message["to"] else ""
            when = f" until {message['due_at']}" if name == "waiting" else ""
            print(f"  {'given up' if name == 'dead' else 'waits'}{when}: {message['target']}{to}, "
                  f"{message['attempts']} attempts: {message['why'] or 'not tried yet'}")  # fmt: skip
