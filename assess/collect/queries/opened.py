"""A log opened as lines of text, whatever it was saved in, without holding it."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

from assess.model.errors import BadInput, Problem

LONGEST = 50_000_000  # characters of a line
GZIP = b"\x1f\x8b"


def first_bytes(path: Path) -> bytes:
    """The beginning of the file, of what is packed in it where it is gzip."""
    with _opened(path) as raw:
        try:
            return raw.read(4096)
        except (OSError, EOFError, zlib.error):
            return b""


def lines_of(path: Path, name: str, count: int) -> tuple[list[str], Iterator[str]]:
    """The first `count` lines, and all lines from the first on; UTF-8, UTF-16 with mark, GBK or GB18030."""
    lines = _lines(path, name)
    head = list(islice(lines, count))
    return head, chain(head, lines)


def _lines(path: Path, name: str) -> Iterator[str]:
    try:
        encoding = _encoding(path)
        with io.TextIOWrapper(_opened(path), encoding=encoding, newline="") as stream:
            while line := stream.readline(LONGEST):
                if len(line) == LONGEST:
                    raise BadInput([Problem(name, f"has a line of more than {LONGEST:,} characters; it is no log.")])
                yield line
    except UnicodeDecodeError:
        raise BadInput([Problem(name, "is neither UTF-8, UTF-16 nor GBK text; save it as UTF-8.")]) from None
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise BadInput([Problem(name, "is not a whole gzip file; copy it again.")]) from None


def _opened(path: Path) -> BinaryIO:
    with path.open("rb") as raw:
        packed = raw.read(2) == GZIP
    return gzip.open(path, "rb") if packed else path.open("rb")  # type: ignore[return-value]


def _encoding(path: Path) -> str:
    """UTF-8 where all of the file is; one pass, as a foreign byte may stand anywhere."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with _opened(path) as raw:
        piece = raw.read(1 << 22)
        if piece.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        try:
            while piece:
                decoder.decode(piece)
                piece = raw.read(1 << 22)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "gb18030"
    return "utf-8-sig"
