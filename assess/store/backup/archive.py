"""A zip file of which every byte is accounted for: written with SHA-256 sums, read no further than it says it goes."""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from pydantic import ValidationError

from assess.model.errors import BadInput, Problem
from assess.store.backup.manifest import NAME, File, Manifest

PIECE = 1 << 20
MOST_MANIFEST = 256 << 20  # bytes; a million files are listed in less
MOST_LINE = 256 << 20
_PACKED = frozenset((".duckdb", ".parquet", ".pdf", ".xlsx", ".pptx", ".zip", ".gz", ".png", ".jpg", ".woff2"))
_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, UnicodeDecodeError,
    json.JSONDecodeError, OverflowError,
)  # fmt: skip


class Packing:
    """An archive under way; `files` are the members so far."""

    def __init__(self, out: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, allowZip64=True)
        self.files: list[File] = []

    def add(self, name: str, pieces: Iterable[bytes], mode: int = 0o600) -> File:
        """One member, piece by piece."""
        info = zipfile.ZipInfo(name)
        info.external_attr = mode << 16
        info.compress_type = zipfile.ZIP_STORED if Path(name).suffix in _PACKED else zipfile.ZIP_DEFLATED
        digest, size = hashlib.sha256(), 0
        with self._zip.open(info, "w", force_zip64=True) as member:
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                member.write(piece)
        made = File(name=name, size=size, sha256=digest.hexdigest(), mode=mode)
        self.files.append(made)
        return made

    def finish(self, manifest: Manifest) -> None:
        """The manifest, and the end of the archive."""
        self._zip.writestr(NAME, manifest.model_dump_json(indent=1))
        self._zip.close()

    def give_up(self) -> None:
        """Nothing more is written, and what is there is not kept."""
        with suppress(OSError, ValueError):
            self._zip.close()


class Unpacking:
    """An archive that is read; what it holds is what its manifest says, or BadInput."""

    def __init__(self, path: Path, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self._path, self._zip, self.manifest = path, archive, manifest
        self._files = {file.name: file for file in manifest.files}

    def pieces(self, name: str) -> Generator[bytes, None, None]:
        """A member, piece by piece, to be closed; BadInput at its end where it is not what was written."""
        file = self._files[name]
        digest, size = hashlib.sha256(), 0
        with _told(self._path), self._zip.open(name) as member:
            while piece := member.read(PIECE):
                size += len(piece)
                if size > file.size:
                    break
                digest.update(piece)
                yield piece
        if size != file.size or digest.hexdigest() != file.sha256:
            raise BadInput([Problem(str(self._path), f"is damaged: {name} is not what was written.")])

    def lines(self, name: str) -> Generator[bytes, None, None]:
        """A member, line by line, to be closed."""
        left = b""
        with closing(self.pieces(name)) as pieces:
            for piece in pieces:
                *whole, left = (left + piece).split(b"\n")
                yield from whole
                if len(left) > MOST_LINE:
                    raise BadInput(
                        [Problem(str(self._path), f"is no whole backup of assess: a line of {name} has no end.")]
                    )
        if left:
            yield left


@contextmanager
def unpacking(path: Path) -> Iterator[Unpacking]:
    """The backup at `path`; BadInput in one sentence where it is none, is cut short or holds more than it says."""
    if not path.is_file():
        raise BadInput([Problem(str(path), "is no file; name one that `assess backup` wrote.")])
    with _told(path):
        archive = zipfile.ZipFile(path)
    with archive:
        with _told(path):
            manifest = _manifest(path, archive)
        yield Unpacking(path, archive, manifest)


def _manifest(path: Path, archive: zipfile.ZipFile) -> Manifest:
    there = archive.infolist()
    names = [info.filename for info in there]
    if NAME not in names:
        raise BadInput([Problem(str(path), f"is no backup of assess: it holds no {NAME}.")])
    with archive.open(NAME) as member:
        text = member.read(MOST_MANIFEST + 1)
    if len(text) > MOST_MANIFEST:
        raise BadInput([Problem(str(path), f"is no backup of assess: its {NAME} has no end.")])
    told = json.loads(text)
    if isinstance(told, dict) and isinstance(told.get("format"), int) and told["format"] > 1:
        what = f"was written by assess {str(told.get('assess', ''))[:20]}, in a form this version does not know"
        raise BadInput([Problem(str(path), f"{what}; restore it with that version.")])
    try:
        manifest = Manifest.model_validate(told)
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(str(part) for part in fault["loc"])
        raise BadInput([Problem(f"{path}: {NAME}", f"{where}: {fault['msg'][:200]}.")]) from None
    if sorted(names) != sorted([NAME, *(file.name for file in manifest.files)]):
        raise BadInput([Problem(str(path), "is damaged: what it holds is not what its manifest lists.")])
    return manifest


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Whatever a damaged archive does to those who read it is one sentence."""
    try:
        yield
    except _BROKEN as error:
        said = (str(error).splitlines() or [type(error).__name__])[0][:200]
        raise BadInput([Problem(str(path), f"is no whole backup of assess ({said}).")]) from None
