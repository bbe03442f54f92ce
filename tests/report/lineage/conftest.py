"""Atlases made by hand: `drawn_from("a>b", "b>c")` with departments before a dot."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from assess.report.lineage.atlas import Atlas, atlas
from assess.report.lineage.speak import Speaker
from assess.report.voice import Voice

Made = Callable[..., Atlas]


def _atlas(*edges: str) -> Atlas:
    upstream: dict[str, list[str]] = {}
    for edge in edges:
        a, b = edge.split(">")
        upstream.setdefault(a, [])
        upstream.setdefault(b, []).append(a)
    fed = {a for some in upstream.values() for a in some}
    rows = [
        {"id": name, "department": name.split(".")[0] if "." in name else "", "known": True, "owner": "", "rows": None,
         "bytes": None, "reads": None, "upstream": sorted(some), "findings": [],
         "layer": "raw" if not some else "detail" if name in fed else "application"}
        for name, some in sorted(upstream.items())
    ]  # fmt: skip
    return atlas(pd.DataFrame(rows))


@pytest.fixture
def drawn_from() -> Made:
    return _atlas


@pytest.fixture
def speak() -> Callable[[Atlas], Speaker]:
    return lambda found: Speaker(found, Voice("en"), {})
