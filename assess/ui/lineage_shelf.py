"""The lineage of the newest run, opened once for all visitors of the app."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from assess.report.lineage.atlas import Atlas, atlas_of
from assess.store.lineage_file import LineageFile, lineage_of_run


def atlas_of_run(folder: Path) -> Atlas | None:
    """The atlas of the engagement's newest run; None where it has none."""
    path = lineage_of_run(folder)
    return _opened(str(path), path.stat().st_mtime_ns) if path else None


@st.cache_resource(show_spinner=False, max_entries=4)
def _opened(path: str, written: int) -> Atlas:
    """Read once a run; another file in its place is read anew."""
    return atlas_of(LineageFile(Path(path)))
