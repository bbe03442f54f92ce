"""Two folders change places in one step, so that there is no moment at which one of them is missing."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

from assess.store.whole_files import sync_folder

_HERE = -100  # AT_FDCWD
_EXCHANGE = 2  # RENAME_EXCHANGE of Linux, RENAME_SWAP of macOS


def take_place(draft: Path, target: Path, aside: Path) -> Path | None:
    """Put the folder `draft` where `target` is, and return where that went; None where there was none.

    Where the file system cannot exchange two names, the old one is at `aside` for a moment in which `target` is
    missing; `put_back` mends that.
    """
    if not target.exists():
        draft.replace(target)
        moved = None
    elif _exchanged(draft, target):
        moved = draft
    else:
        target.replace(aside)
        draft.replace(target)
        moved = aside
    sync_folder(target.parent)
    return moved


def put_back(aside: Path, target: Path) -> None:
    """Mend what a program left that was killed between the two steps."""
    if aside.is_dir() and not target.exists():
        aside.replace(target)


def _exchanged(one: Path, other: Path) -> bool:
    names = os.fsencode(one), os.fsencode(other)
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            return bool(library.renamex_np(*names, _EXCHANGE) == 0)
        return bool(library.renameat2(_HERE, names[0], _HERE, names[1], _EXCHANGE) == 0)
    except (AttributeError, OSError, TypeError):  # no such function, no such library
        return False
