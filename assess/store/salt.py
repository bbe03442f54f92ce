"""The secret that makes the value sketches of one engagement useless to anybody else."""

from __future__ import annotations

import secrets
from pathlib import Path

from assess.model.errors import BadInput, Problem
from assess.store.whole_files import alone_in, write_whole

FILE = ".salt"


def engagement_salt(folder: Path) -> str:
    """The engagement's 32 hex digits, written on first use where only the owner may read them.

    Two check-ups of one engagement share it, so their sketches can be compared. Low-entropy values such as
    telephone numbers could be guessed from unsalted hashes.
    """
    path = folder / FILE
    with alone_in(folder):  # two check-ups that begin at once agree on one
        if not path.exists():
            write_whole(path, secrets.token_hex(16) + "\n", 0o600)
    return _read(path)


def _read(path: Path) -> str:
    salt = path.read_text(encoding="utf-8", errors="replace").strip()
    if len(salt) != 32 or set(salt) - set("0123456789abcdef"):
        raise BadInput([Problem(FILE, "must hold 32 hexadecimal digits; delete it and collect again for a new one.")])
    return salt
