"""An Office file, which is a ZIP of XML, looked at before a library unpacks it."""

from __future__ import annotations

import io
import zipfile
import zlib

from assess.model.errors import BadInput, Problem

MOST_PARTS = 10_000
LARGEST = 500_000_000  # bytes once unpacked
# what declares entities, in the encodings an XML parser finds out by itself
_DECLARED = tuple(word.encode(encoding) for word in ("<!DOCTYPE", "<!ENTITY")
                  for encoding in ("utf-8", "utf-16-le", "utf-16-be"))  # fmt: skip
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError, LookupError)
_XML = (".xml", ".rels", ".vml")


def check_office_zip(data: bytes, name: str, what: str, largest: int = LARGEST) -> int:
    """Bytes the file has once unpacked. BadInput, which says that `name` is no `what`, for one that is broken, locked
    with a password or declares XML entities, and for one that unpacks to more than `largest`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            size = sum(part.file_size for part in parts)
            if size > largest or len(parts) > MOST_PARTS:
                raise BadInput(
                    [Problem(name, f"unpacks to more than {largest // 1_000_000} MB in {len(parts):,} parts; split it "
                                   "or take pictures out.")]
                )  # fmt: skip
            for part in parts:
                if part.flag_bits & 1:
                    raise BadInput([Problem(name, "is locked with a password; save it without.")])
                content = packed.read(part)  # also tells whether the part is whole
                if part.filename.lower().endswith(_XML) and any(word in content for word in _DECLARED):
                    raise BadInput([Problem(name, f"declares XML entities in {part.filename}, which no {what} needs; "
                                                  "save it again from Office.")])  # fmt: skip
            return size
    except _BROKEN:
        raise BadInput([Problem(name, f"is not {what} that can be opened.")]) from None
