"""Files that are there whole or not at all: written beside their place, on the disk before they take it.

A program that is killed leaves a draft, which the next one takes away; it never leaves half a file under its name.
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from assess.model.errors import BadInput, Problem

FULL = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))
_SIGNS = ("disk is full", "no space left", "disk quota exceeded", "file too large", "disk i/o error")


def write_whole(path: Path, content: bytes | str, mode: int | None = None) -> Path:
    """Put `content` (text in UTF-8) in the place of what `path` holds; returns the path.

    `mode` are the permissions of a new file. BadInput says why it could not be written; the old file then stands.
    What is no file, such as /dev/stdout, is written to as it is.
    """
    if path.is_symlink() and path.is_file():
        path = path.resolve()
    if path.exists() and not path.is_file() and not path.is_dir():
        with told_why(path):
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path
    if path.is_dir():
        raise BadInput([Problem(str(path), "is a folder; name a file.")])
    draft = draft_of(path)
    with told_why(path):
        try:
            handle = os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o666 if mode is None else mode)
            with os.fdopen(handle, "wb") as file:
                file.write(content.encode() if isinstance(content, str) else content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)
    return path


def draft_of(path: Path) -> Path:
    """Where `path` is written before it takes its place."""
    return path.with_name(f".{path.name}.draft")


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Files below `folder`, which is made, by name; each is on the disk when this returns."""
    made = {folder}
    for name, content in files.items():
        path = folder / name
        if ".." in path.parts or not path.is_relative_to(folder):
            raise BadInput([Problem(name, f"is a name that leads out of {folder}; nothing is written there.")])
        with told_why(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        made |= {parent for parent in path.parents if folder in parent.parents}
    folder.mkdir(parents=True, exist_ok=True)
    for parent in sorted(made, reverse=True):
        sync_folder(parent)


def sync_folder(folder: Path) -> None:
    """Have the names in `folder` on the disk, where its file system can be asked to."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Wait until no other program writes in `folder`, and let none begin; ends with the program, however it ends."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # a network drive that knows no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def told_why(path: Path) -> Iterator[None]:
    """What fails inside because of the disk is BadInput that names `path`."""
    try:
        yield
    except OSError as error:
        raise BadInput([Problem(str(path), why_unwritten(error, path))]) from None


def is_full(error: BaseException) -> bool:
    """Whether a disk, a quota or a limit on a file's size is used up, whichever library says so."""
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno in FULL
    text = str(error).lower()
    return any(sign in text for sign in _SIGNS)


def why_unwritten(error: BaseException, path: Path) -> str:
    """The sentence for a file that could not be written; says how much is free where room is what lacks."""
    if is_full(error):
        return f"could not be written: the disk is full{_free(path)}; make room and run it again. The old file stands."
    said = error.strerror if isinstance(error, OSError) and error.strerror else str(error).splitlines()[0]
    return f"could not be written: {said}. The old file stands."


def why_not_kept(error: BaseException | None, database: str | None) -> str:
    """What a database of ours says; of a file for which there is no room, how much there is."""
    if error is None or not database or not is_full(error):
        return str(error)
    return f"the disk is full{_free(Path(database))}; make room and try again"


def _free(path: Path) -> str:
    """How much room there is where `path` is; nothing where that is not known."""
    for folder in path.absolute().parents:
        with suppress(OSError):
            return f" ({shutil.disk_usage(folder).free / 1e6:,.1f} MB free in {folder})"
    return ""
