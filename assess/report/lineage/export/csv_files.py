"""tables.csv, edges.csv and column_edges.csv: the frames of the evidence, column by column."""

from __future__ import annotations

import pandas as pd

from assess.model.evidence import Evidence
from assess.model.evidence_schema import SCHEMA as FRAMES
from assess.model.evidence_schema import TEXT, TIME
from assess.model.text import inert
from assess.report.lineage.export import Export

NAMES = ("tables", "edges", "column_edges")


def csv_files(evidence: Evidence) -> Export:
    """UTF-8 with a head line; unknown numbers and times are empty, times are ISO 8601 in UTC, no text is a formula."""
    files = {}
    for name in NAMES:
        frame = evidence[name].copy()
        for column, dtype, _ in FRAMES[name][1]:
            if dtype == TIME:
                frame[column] = pd.Series(
                    [None if pd.isna(t) else t.isoformat() for t in frame[column]], dtype="object"
                )
            elif dtype == TEXT:
                frame[column] = [inert(cell) if isinstance(cell, str) else cell for cell in frame[column]]
        files[f"{name}.csv"] = frame.to_csv(index=False, lineterminator="\n").encode()
    return Export(files, {name: len(evidence[name]) for name in NAMES})
