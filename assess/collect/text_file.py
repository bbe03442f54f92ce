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
    if b"\x00" in data:
        raise BadInput([_with_nul(data, name)])
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        place = error.start
    if odd := _odd_line(data):
        raise BadInput([Problem(f"{name}:{odd[0]}", odd[1])])
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError:
        line = data.count(b"\n", 0, place) + 1
        raise BadInput(
            [Problem(f"{name}:{line}", "is neither UTF-8, UTF-16 nor GBK text; save it as UTF-8.")]
        ) from None


def _with_nul(data: bytes, name: str) -> Problem:
    """A few NUL bytes are a fault of the export; many are another kind of file."""
    head = data[:65536]
    if head.count(0) * 50 > len(head):
        return Problem(name, "is a binary file or UTF-16 without a byte order mark; save it as UTF-8.")
    line = data.count(b"\n", 0, data.index(0)) + 1
    return Problem(f"{name}:{line}", "holds a NUL byte, which no name and no text has; export it again without.")


def _odd_line(data: bytes) -> tuple[int, str] | None:
    """The first line of the fewer where some lines are UTF-8 and others are not; read as GBK as a whole, the former
    would turn into other characters without a fault."""
    utf8, others = [], []
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.isascii():
            continue
        try:
            # Two GBK bytes may be a UTF-8 letter by chance; three that are a Chinese character are not.
            if max(line.decode("utf-8")) >= "\u0800":
                utf8.append(number)
        except UnicodeDecodeError:
            others.append(number)
    if not utf8 or not others:
        return None
    if len(others) <= len(utf8):
        return others[0], "is not UTF-8, as other lines of the file are; save the whole file as UTF-8."
    return utf8[0], "is UTF-8, as other lines of the file are not; save the whole file as UTF-8."


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
