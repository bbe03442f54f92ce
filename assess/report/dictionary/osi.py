"""The dictionary as an OSI (Apache Ossie) semantic model; facets it has no field for stand in `custom_extensions`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from assess.model.text import Language
from assess.report.dictionary.parts import facets_of, slug, slugs
from assess.report.dictionary.yaml_text import as_yaml
from assess.treat.dictionary import Entry

VERSION = "0.1.1"
VENDOR = "assess"


def made(entries: Sequence[Entry], _language: Language) -> tuple[bytes, list[str]]:
    """One dataset a base; a metric's formula names its columns with the dataset, as OSI wants them."""
    left_out: list[str] = []
    datasets: dict[str, dict[str, Any]] = {}
    metrics = []
    for entry, name in zip(entries, slugs(list(entries)), strict=True):
        metric = entry.standard
        base = metric.raw.get("base", "")
        if metric.is_query or metric.inputs:
            told = "a whole query" if metric.is_query else "made of other metrics"
            left_out.append(f"{metric.name} ({metric.metric_id}) is {told}, for which OSI has no form.")
            continue
        dataset = slug(base or "unknown")
        datasets.setdefault(dataset, {"name": dataset, "source": base or "unknown"})
        dialect = metric.dialect.upper() or "ANSI_SQL"
        metrics.append(
            {
                "name": name,
                "expression": {"dialects": [{"dialect": dialect, "expression": _qualified(entry, dataset)}]},
                **({"description": metric.label} if metric.label else {}),
                **({"ai_context": {"synonyms": list(entry.aliases)}} if entry.aliases else {}),
                "custom_extensions": [
                    {"vendor_name": VENDOR, "data": json.dumps(facets_of(entry), ensure_ascii=False, sort_keys=True)}
                ],
            }
        )
    model = {"name": "metric_dictionary", "datasets": list(datasets.values()), "metrics": metrics}
    return as_yaml({"version": VERSION, "semantic_model": [model]}).encode(), left_out


def _qualified(entry: Entry, dataset: str) -> str:
    from sqlglot import exp

    from assess.diagnose.metrics.formula import read_formula

    tree = read_formula(entry.standard.formula, entry.standard.dialect)
    for column in tree.find_all(exp.Column):
        if not column.table and not isinstance(column.this, exp.Star):
            column.set("table", exp.to_identifier(dataset))
    return str(tree.sql(dialect=entry.standard.dialect or None))
