"""Which tool wrote a file that may define metrics: told by what is in it, since all of them write YAML."""

from __future__ import annotations

import re
from pathlib import Path

from assess.collect.text_file import decode, read_bytes

BY_SUFFIX = {".lkml": "lookml", ".lookml": "lookml", ".toml": "metric-hub", ".sql": "sql", ".md": "markdown",
             ".markdown": "markdown"}  # fmt: skip
YAML = {".yml", ".yaml"}
SUFFIXES = {*BY_SUFFIX, *YAML, ".json", ".csv", ".tsv", ".xlsx", ".xlsm"}
OF_DBT = ("type_params", "calculation_method", "input_metrics", "input_metric", "numerator", "conversion_metric", "agg")
BESIDE_METRICS = ("sources", "exposures", "seeds", "snapshots", "saved_queries", "unit_tests", "macros", "groups")
HEAD = 400_000  # characters in which the keys are looked for


def format_of(path: Path, name: str) -> str:
    """One of the keys of `read.READERS`, or "dictionary"."""
    suffix = path.suffix.lower()
    if suffix in BY_SUFFIX:
        return BY_SUFFIX[suffix]
    if suffix in YAML or suffix == ".json":
        return _by_keys(decode(read_bytes(path, name), name)[:HEAD], suffix == ".json")
    return "dictionary"


def _by_keys(text: str, is_json: bool) -> str:
    """YAML and JSON by the keys only one tool has."""
    mark = r'"{0}"\s*:' if is_json else r"(?:^[ \t]*(?:- )?|[{{,][ \t]*)[\"']?{0}[\"']?[ \t]*:"

    def has(key: str) -> bool:
        return re.search(mark.format(key), text, re.MULTILINE) is not None

    def on_top(key: str) -> bool:
        return has(key) if is_json else re.search(rf"^[\"']?{key}[\"']?[ \t]*:", text, re.MULTILINE) is not None

    if on_top("tables") and has("base_table"):
        return "snowflake"
    if on_top("cubes") or (on_top("views") and (has("cubes") or has("join_path"))):
        return "cube"
    if (on_top("semantic_model") and has("datasets")) or (on_top("datasets") and (has("source") or on_top("metrics"))):
        return "osi"
    of_dbt = (
        has("dbt_schema_version")
        or any(map(on_top, ("semantic_models", "semantic_model", "models", "config-version")))
        or ((on_top("metrics") or on_top("metric")) and (any(map(has, OF_DBT)) or (has("type") and has("timestamp"))))
        or (on_top("version") and any(map(on_top, BESIDE_METRICS)))
    )
    return "dbt" if of_dbt else "dictionary"
