"""Metrics of OSI (Apache Ossie) semantic models, 0.1 and 0.2: one definition each, in the most general dialect."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from assess.collect.dialects import engine_name
from assess.collect.json_shape import loads
from assess.collect.metrics.definition import Definition, File
from assess.collect.metrics.located import Items, Map, as_text
from assess.collect.metrics.semantic.tables import Model, Named, Table
from assess.collect.metrics.yaml_parts import documents, entries, inner, label_of, located, name_of
from assess.model.text import Text

GENERAL = ("ANSI_SQL", "OSSIE_SQL_2026", "OSI_SQL_2026")
NO_SQL = {"MDX", "TABLEAU", "MAQL", "DAX", "SIGMA", "THOUGHTSPOT"}
VENDOR = "assess"
FACETS = ("label", "filter", "time_column", "grain", "window", "unit", "null_default", "additivity", "owner",
          "department")  # fmt: skip


def read(files: Sequence[File]) -> Iterable[Definition]:
    """Every metric of these files; names are looked up within their semantic model."""
    for file in files:
        found, broken = documents(file, "osi")
        for document in found:
            for model in _models(document):
                yield from _model(model, file.name).definitions()
        yield from broken


def _models(document: Map) -> list[Map]:
    """The semantic models of a document: a list, one alone, or the document itself."""
    own = document.get("semantic_model")
    if isinstance(own, Map) and ("datasets" in own or "metrics" in own):
        return [own]
    return entries(document, "semantic_model", repeated=True) or [document]


def _model(entry: Map, file: str) -> Model:
    model = Model(file, "osi")
    for dataset in entries(entry, "datasets"):
        name, _, _ = name_of(dataset)
        columns = {f.text("name").casefold(): _preferred(f.get("expression"))[0] for f in entries(dataset, "fields")}
        model.add(Table(name, dataset.text("source"), columns))
    for relation in entries(entry, "relationships"):
        pairs = list(zip(_names(relation.get("from_columns")), _names(relation.get("to_columns")), strict=False))
        model.relate(relation.text("name"), relation.text("from"), relation.text("to"), pairs, "")
    for metric in entries(entry, "metrics"):
        model.metrics.append(_metric(metric))
    return model


def _metric(entry: Map) -> Named:
    name, line, why = name_of(entry)
    expression, dialect = _preferred(entry.get("expression"))
    metric = Named(name, line, expression=expression, dialect=engine_name(dialect), why=list(why))
    if not expression:
        metric.why.append(Text("没有写计算式。", "No expression is given."))
    elif dialect in NO_SQL:
        metric.foreign, metric.dialect = True, ""
        metric.why.append(
            Text(f"只有 {dialect} 的写法，不是 SQL。", f"It is written in {dialect} only, which is no SQL.")
        )
    synonyms = _names(inner(entry, "ai_context").get("synonyms"))
    metric.facts["label"] = label_of(entry) or (synonyms[0] if synonyms else "")
    for extension in entries(entry, "custom_extensions"):
        if extension.text("vendor_name", "vendor").casefold() == VENDOR:
            data = _data(extension.get("data"))
            if data is None:
                metric.why.append(
                    Text("扩展信息（assess）不是有效的 JSON。", "The extension of assess is not valid JSON.")
                )
                continue
            metric.facts |= {key: text for key in FACETS if (text := data.text(key))}
    return metric


def _preferred(value: Any) -> tuple[str, str]:
    """An expression and its dialect: general SQL first, then the first SQL, then the first of any kind."""
    if not isinstance(value, Map):
        return as_text(value), ""
    given = [(d.text("expression"), d.text("dialect").upper()) for d in entries(value, "dialects")]
    given = [one for one in given if one[0]]
    for wanted in GENERAL:
        for expression, dialect in given:
            if dialect == wanted or (not dialect and wanted == GENERAL[0]):
                return expression, ""
    sql = [one for one in given if one[1] not in NO_SQL]
    return next(iter([*sql, *given]), (value.text("expression"), ""))


def _names(value: Any) -> list[str]:
    return [as_text(one) for one in value] if isinstance(value, Items) else [as_text(value)] if value else []


def _data(value: Any) -> Map | None:
    """The data of an extension, which is JSON in a text; also as it stands."""
    if isinstance(value, Map):
        return value
    try:
        data = located(loads(as_text(value)))
    except ValueError:
        return None
    return data if isinstance(data, Map) else None
