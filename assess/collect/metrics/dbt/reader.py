"""Metrics of dbt: semantic models in both spellings, metrics of before them, and the manifests dbt writes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from assess.collect.dialects import engine_name
from assess.collect.metrics.dbt.index import Index, Metric
from assess.collect.metrics.dbt.metrics import Defined, define
from assess.collect.metrics.dbt.models import new_models, old_models
from assess.collect.metrics.definition import Definition, File
from assess.collect.metrics.located import Map
from assess.collect.metrics.semantic.joins import circles, circular
from assess.collect.metrics.yaml_parts import alone, documents, entries, inner, name_of

KEYS = ("semantic_models", "metrics", "metadata")


def read(files: Sequence[File]) -> Iterable[Definition]:
    """Every metric of these files; names are looked up in the same file first, then in the nearest folder."""
    index = Index(files)
    broken: list[Definition] = []
    for file in files:
        found, faults = documents(file, "dbt", KEYS)
        broken += faults
        for document in found:
            _collect(document, file.name, index)
    made = [define(metric, index) for metric in index.metrics]
    yield from _with_circles(index.metrics, made)
    yield from broken


def _collect(document: Map, file: str, index: Index) -> None:
    """Models, measures and metrics of one document into the index."""
    dialect = engine_name(inner(document, "metadata").text("adapter_type"))
    created: list[Metric] = []
    for model, measures in old_models(document, file):
        index.add_model(model)
        for measure in measures:
            index.add_measure(measure)
            if measure.data.text("create_metric") == "true":
                created.append(Metric(measure.name, file, measure.line, measure.data, model, dialect))
    for model, metrics in new_models(document, file):
        index.add_model(model)
        for entry in metrics:
            name, line, why = name_of(entry)
            index.add_metric(Metric(name, file, line, entry, model, dialect, why))
    listed = set()
    for entry in entries(document, "metrics", repeated=True) + alone(document, "metric"):
        name, line, why = name_of(entry)
        listed.add(name)
        index.add_metric(Metric(name, file, line, entry, None, dialect, why))
    for metric in created:  # a manifest lists those that dbt made of measures among its metrics
        if not (file.endswith(".json") and metric.name in listed):
            index.add_metric(metric)


def _with_circles(metrics: Sequence[Metric], made: Sequence[Defined]) -> Iterable[Definition]:
    uses = {metric: defined.uses for metric, defined in zip(metrics, made, strict=True)}
    ways = circles(uses)
    for metric, defined in zip(metrics, made, strict=True):
        way = ways.get(metric)
        if way:
            why = (*defined.definition.unresolved, circular([m.name for m in way]))
            yield replace(defined.definition, unresolved=why)
        else:
            yield defined.definition
