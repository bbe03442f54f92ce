"""The secret that makes the value sketches of one engagement useless to anybody else."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from assess.model.errors import BadInput, Problem

FILE = ".salt"


def engagement_salt(folder: Path) -> str:
    """The engagement's 32 hex digits, written on first use where only the owner may read them.

    Two check-ups of one engagement share it, so their sketches can be compared. Low-entropy values such as
    telephone numbers could be guessed from unsalted hashes.
    """
    path = folder / FILE
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return _read(path)
    fresh = secrets.token_hex(16)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(fresh + "\n")
    return fresh


def _read(path: Path) -> str:
    salt = path.read_text(encoding="utf-8", errors="replace").strip()
    if len(salt) != 32 or set(salt) - set("0123456789abcdef"):
        raise BadInput([Problem(FILE, "must hold 32 hexadecimal digits; delete it and collect again for a new one.")])
    return salt
