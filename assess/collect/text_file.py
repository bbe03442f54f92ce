"""A client's text file as text, whatever it was saved in; names as the evidence shows them; fingerprints."""

from __future__ import annotations

import codecs
import hashlib
from pathlib import Path
from typing import Any

from assess.model.errors import BadInput, Problem

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY = {
    b"PK\x03\x04": "a ZIP or Office file", b"%PDF": "a PDF", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture",
    b"\x1f\x8b": "a gzip file", b"PAR1": "a Parquet file", b"SQLite format 3": "an SQLite database",
    b"\xd0\xcf\x11\xe0": "an old Office file (.xls, .doc)",
}  # fmt: skip


def shown(path: Path, root: Path | None = None) -> str:
    """The path as evidence and messages show it: relative to the engagement where it lies in it."""
    if root is not None:
        try:
            return path.resolve().relative_to(root.resolve()).as_posix()
        except ValueError:
            return path.name
    return path.as_posix() if not path.is_absolute() else path.name


def read_bytes(path: Path, name: str) -> bytes:
    """The file's bytes; BadInput says what stands in the way."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise BadInput([Problem(name, "this file does not exist.")]) from None
    except IsADirectoryError:
        raise BadInput([Problem(name, "is a folder; name a file or a pattern such as sql/*.sql.")]) from None
    except OSError as error:
        raise BadInput([Problem(name, f"cannot be read: {error.strerror}.")]) from None


def decode(data: bytes, name: str) -> str:
    """Text of UTF-8 with or without mark, UTF-16 with mark, GBK or GB18030; BadInput for anything else."""
    for magic, what in _BINARY.items():
        if data.startswith(magic):
            raise BadInput([Problem(name, f"is {what}, not text.")])
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decoded(data, encoding, name)
    if b"\x00" in data[:65536]:
        raise BadInput([Problem(name, "is a binary file or UTF-16 without a byte order mark; save it as UTF-8.")])
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        place = error.start
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError:
        line = data.count(b"\n", 0, place) + 1
        raise BadInput(
            [Problem(f"{name}:{line}", "is neither UTF-8, UTF-16 nor GBK text; save it as UTF-8.")]
        ) from None


def read_text(path: Path, root: Path | None = None) -> str:
    """The file's text with every line end as one newline."""
    name = shown(path, root)
    return decode(read_bytes(path, name), name).replace("\r\n", "\n").replace("\r", "\n")


def fingerprint(path: Path, root: Path | None = None) -> dict[str, Any]:
    """A row of evidence table `inputs`."""
    name, digest, size = shown(path, root), hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
            size += len(block)
    return {"input": name, "sha256": digest.hexdigest(), "bytes": size}


def _decoded(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise BadInput(
            [Problem(name, f"says it is {encoding.upper()} and is not (byte {error.start}); save it as UTF-8.")]
        ) from None
