"""The departments' ETL scripts: laid into sql/<department>/ and run, so that derived tables hold what they say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assess.demo.departments import KEEPERS
from assess.demo.estate import Estate
from assess.demo.shelf import COMPANY, notes

SOURCES = {keeper.id: keeper.source for keeper in KEEPERS}


def lineage_notes() -> dict[str, Any]:
    """What the scripts hold on purpose, from company/lineage.yaml."""
    found: dict[str, Any] = notes("lineage.yaml")
    return found


def scripts() -> list[tuple[str, str]]:
    """(department/file, text) of every script in the order they run: by the number in front, then by name."""
    files = sorted((COMPANY / "sql").glob("*/*.sql"), key=lambda p: (p.name[:2], p.parent.name, p.name))
    return [(f"{path.parent.name}/{path.name}", path.read_text("utf-8")) for path in files]


def write_scripts(folder: Path) -> None:
    """Every script as sql/<department>/<file>."""
    for name, sql in scripts():
        path = folder / "sql" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(sql, "utf-8")


def run_scripts(estate: Estate) -> None:
    """Run what can be run; the tables that come of it are noted as derived, described by the script's first line."""
    told = lineage_notes()
    left_out = {told["broken"], *told["loads"]}
    for schema in ("dwd", "dws", "ads"):
        estate.con.execute(f"CREATE SCHEMA IF NOT EXISTS dw.{schema}")
    before = set(estate.tables())
    for name, sql in scripts():
        if name in left_out:
            continue
        estate.run(SOURCES[name.split("/")[0]], sql)
        about = sql.splitlines()[0].removeprefix("--").strip()
        after = set(estate.tables())
        for table in sorted(after - before):
            estate.note(table, about=about, derived=True)
        before = after
