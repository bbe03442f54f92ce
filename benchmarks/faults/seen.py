"""What is in an engagement's folder after a stage, a kill or a full disk, and what must never be found there."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import duckdb

from assess.model.evidence_schema import SCHEMA
from assess.store.evidence_file import load_evidence

DATABASES = ("profiles.db", "statements.db", "answers.db", "notices.db")
STEADY = frozenset(("engagement.yaml", "crm.db", "shop.duckdb", "etl.sql", "metrics.csv"))


@dataclass(frozen=True)
class Seen:
    """`evidence` is a digest of its rows ("" for none), `runs` of every file by name, `latest` where the link points,
    `baseline` of the gate's file."""

    evidence: str
    runs: tuple[tuple[str, str], ...]
    latest: str
    baseline: str = ""


def look(folder: Path) -> Seen:
    """The outputs as they stand; whatever is not whole raises."""
    out = folder / "out"
    runs = [
        (path.relative_to(out).as_posix(), _digest(path))
        for path in sorted(out.glob("[!.]*/**/*"))
        if path.is_file() and path.relative_to(out).parts[0] != "latest"
    ]
    latest = out / "latest"
    if latest.is_symlink():
        json.loads((latest / "result.json").read_bytes())
    baseline = folder / "gate-baseline.json"
    if baseline.exists():
        json.loads(baseline.read_bytes())
    return Seen(_evidence(folder), tuple(runs), latest.readlink().name if latest.is_symlink() else "",
                _digest(baseline) if baseline.exists() else "")  # fmt: skip


def broken(folder: Path) -> list[str]:
    """What is damaged in the databases and small files; an empty list is what is wanted."""
    found = []
    for name in DATABASES:
        if (folder / name).exists():
            db = sqlite3.connect(folder / name)
            try:
                said = db.execute("PRAGMA integrity_check").fetchone()[0]
                if said != "ok":
                    found.append(f"{name}: {said}")
                if name == "answers.db" and _rows(db, "releases") > 1:
                    found.append("answers.db: more than one log of releases")
            except sqlite3.DatabaseError as error:
                found.append(f"{name}: {error}")
            finally:
                db.close()
    salt = folder / ".salt"
    if salt.exists() and len(salt.read_text().strip()) != 32:
        found.append(".salt is cut short")
    reads = folder / ".own_reads.json"
    if reads.exists():
        try:
            json.loads(reads.read_text())
        except ValueError as error:
            found.append(f".own_reads.json: {error}")
    return found


def litter(folder: Path) -> list[str]:
    """Drafts and journals, which must be gone once a stage has ended."""
    signs = (".draft", ".old", ".part", ".wal", "-wal", "-journal", ".tmp")
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*")
                  if path.name.endswith(signs) and path.name not in STEADY)  # fmt: skip


def answers(folder: Path) -> int:
    """How many answers and votes are kept."""
    db = sqlite3.connect(folder / "answers.db")
    try:
        return _rows(db, "answers") + _rows(db, "votes")
    finally:
        db.close()


def _rows(db: sqlite3.Connection, table: str) -> int:
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone():
        return 0
    return int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def _evidence(folder: Path) -> str:
    path = folder / "evidence.duckdb"
    if not path.exists():
        return ""
    load_evidence(folder)
    total = hashlib.sha256()
    with duckdb.connect(str(path), read_only=True) as db:
        for name in SCHEMA:
            for row in db.execute(f'SELECT CAST(COLUMNS(*) AS VARCHAR) FROM "{name}" ORDER BY ALL').fetchall():
                total.update(repr(row).encode())
    return total.hexdigest()


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
