"""`metrics.json` in a run's folder: every metric definition, the pairs compared and their groups, for the page Metrics.

{"metrics": [as `assess metrics --json`, and "stated": what the definition says as written, by column of the
             evidence; what it does not say is left out],
 "pairs": [the same], "groups": [the same]}
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from assess.store.run_names import METRICS

STATED = ("label", "owner", "dialect", "expression", "base", "filter", "time_column", "window", "grain", "unit",
          "null_default", "additivity")  # fmt: skip


def metrics_bytes(seen: Mapping[str, Any], rows: Iterable[Mapping[Any, Any]]) -> bytes:
    """The file's bytes, the same for the same metrics; `rows` are the definitions of the evidence."""
    stated = {str(row["metric_id"]): _written(row) for row in rows}
    metrics = [{**metric, "stated": stated.get(metric["id"], {})} for metric in seen["metrics"]]
    told = {"metrics": metrics, "pairs": seen["pairs"], "groups": seen["groups"]}
    return (json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _written(row: Mapping[Any, Any]) -> dict[str, str]:
    """What the definition states, as text that is not empty."""
    return {name: row[name] for name in STATED if isinstance(row.get(name), str) and row[name]}


def read_metrics(path: Path) -> dict[str, Any]:
    """What the file holds, as JSON values."""
    return dict(json.loads(path.read_bytes()))


def metrics_of_run(folder: Path) -> Path | None:
    """The file of the newest run of an engagement; None where there is none."""
    path = (folder / "out" / "latest" / METRICS).resolve()
    return path if path.is_file() else None
