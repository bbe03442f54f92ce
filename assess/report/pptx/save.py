"""The deck as bytes that depend on the result alone: fixed times in the file, and in the workbooks of its charts."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from io import BytesIO
from typing import Any

_TIME = (1980, 1, 1, 0, 0, 0)
_MOMENT = rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"


def saved(deck: Any, moment: datetime) -> bytes:
    """The deck's bytes, made at `moment` (UTC)."""
    properties = deck.core_properties
    properties.created = properties.modified = moment
    properties.last_printed = moment
    properties.revision = 1
    data = BytesIO()
    deck.save(data)
    return _packed(data.getvalue(), moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode())


def _packed(data: bytes, moment: bytes) -> bytes:
    """A zip again with the same time on every entry; workbooks inside are treated alike."""
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith(".xlsx"):
                content = _packed(content, moment)
            elif name == "docProps/core.xml":
                content = re.sub(_MOMENT, moment, content)
            entry = zipfile.ZipInfo(name, _TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            new.writestr(entry, content)
    return packed.getvalue()
