"""The commands of whoever keeps a team's server: backup, restore, migrations and the audit log."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from assess.cli.options import Folder, Json
from assess.cli.show import show_json, show_none
from assess.model.errors import BadInput, Problem

commands = typer.Typer()
ENOUGH = 12  # digits of a hash that somebody noted
Root = Annotated[Path, typer.Argument(help="Folder of an engagement, or of several.")]


@commands.command()
def backup(
    folder: Root,
    file: Annotated[Path, typer.Argument(help="The backup to write; must not be there yet.")],
    as_json: Json = False,
) -> None:
    """Write files and database rows of engagements into one archive, while people work."""
    import hashlib

    from assess.store.backup.take import back_up

    taken = back_up(folder, file)
    with file.open("rb") as written:
        digest = hashlib.file_digest(written, "sha256").hexdigest()
    names = [one.name for one in taken.manifest.engagements]
    if as_json:
        return show_json({
            "file": str(file), "bytes": file.stat().st_size, "sha256": digest, "engagements": names,
            "files": len(taken.manifest.files), "rows": taken.rows, "left_out": list(taken.left_out),
        })  # fmt: skip
    print(f"{len(names)} {'engagement' if len(names) == 1 else 'engagements'}: {', '.join(names)}")
    print(f"{len(taken.manifest.files):,} members, {taken.rows:,} rows, {file.stat().st_size / 1e6:,.1f} MB in {file}")
    print(f"SHA-256 {digest}")
    for what in taken.left_out:
        print(f"not in it: {what}")
    return None


@commands.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `assess backup` wrote.")],
    into: Annotated[Path, typer.Option("--into", help="A new or empty folder.")],
    only: Annotated[str, typer.Option("--only", help="One engagement of several, by its folder's name.")] = "",
    as_json: Json = False,
) -> None:
    """Put the engagements of a backup into a new place, all of them or none."""
    from assess.store.backup.restore import restore as restored

    folders = restored(file, into, only)
    if as_json:
        return show_json({"folders": [str(folder) for folder in folders]})
    for folder in folders:
        print(folder)
    return None


@commands.command()
def migrate(folder: Root, as_json: Json = False) -> None:
    """Bring the databases of engagements to this version; any command that opens one does the same."""
    from assess.store.backup.take import engagements_in
    from assess.store.upgrade_all import upgrade_all

    done = upgrade_all(engagements_in(folder))
    if as_json:
        return show_json([asdict(one) for one in done])
    for one in done:
        said = "was up to date" if one.before == one.after else f"{one.before or 'no revision'} -> {one.after}"
        print(f"{one.engagement}  {one.part:8}  {said}")
    return show_none(done, "There is no database yet.")


@commands.command()
def audit(
    folder: Folder,
    verify: Annotated[bool, typer.Option("--verify", help="Check the chain; exit code 1 where it is broken.")] = False,
    known: Annotated[str, typer.Option("--known", help="With --verify: a hash noted earlier, still to be there.")] = "",
    as_json: Json = False,
) -> None:
    """Who did what in an engagement, and whether the log is what was written."""
    from assess.store.audit import broken, read_audit
    from assess.store.engagement_file import load_engagement

    load_engagement(folder)
    if known and (len(known) < ENOUGH or set(known) - set("0123456789abcdef")):
        raise BadInput([Problem("--known", f"needs a hash, or {ENOUGH} or more of its first digits, found {known!r}.")])
    log = read_audit(folder)
    if not (verify or known):
        if as_json:
            return show_json([asdict(entry) for entry in log])
        for entry in log:
            print(f"{entry.number:>5}  {entry.at}  {entry.actor}  {entry.action}: {entry.subject}")
        return show_none(log, "Nobody has done anything yet.")
    faults, last = list(broken(log, known)), log[-1].hash if log else ""
    if as_json:
        show_json({"rows": len(log), "last": last, "broken": faults})
    else:
        for fault in faults:
            print(fault)
        if not faults:
            print(f"{len(log):,} rows hold together; the last hash is {last or 'none'}.")
    if faults:
        raise typer.Exit(1)
    return None
