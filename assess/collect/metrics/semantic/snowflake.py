"""Metrics of Snowflake's semantic views in YAML, and of the semantic models of before them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assess.collect.metrics.definition import Definition, File
from assess.collect.metrics.located import Items, Map, as_text
from assess.collect.metrics.semantic.tables import Model, Named, Table
from assess.collect.metrics.yaml_parts import aggregate, aggregates, documents, entries, inner, label_of, name_of
from assess.model.text import Text

DIALECT = "snowflake"
_ROWS = ("facts", "dimensions", "time_dimensions", "measures", "filters")


def read(files: Sequence[File]) -> Iterable[Definition]:
    """Every metric of these files: of each table, of the whole view, and measures of the older models."""
    for file in files:
        found, broken = documents(file, DIALECT)
        for document in found:
            yield from _model(document, file.name).definitions()
        yield from broken


def _model(document: Map, file: str) -> Model:
    model = Model(file, DIALECT)
    tables = entries(document, "tables", repeated=True)
    for entry in tables:
        name, _, _ = name_of(entry)
        columns: dict[str, str] = {}
        for kind in _ROWS:
            for column in entries(entry, kind):
                columns.setdefault(column.text("name").casefold(), column.text("expr"))
        model.add(Table(name, _source(entry), columns))
    for relation in entries(document, "relationships"):
        pairs = [(c.text("left_column"), c.text("right_column")) for c in entries(relation, "relationship_columns")]
        model.relate(relation.text("name"), relation.text("left_table"), relation.text("right_table"), pairs, DIALECT)
    for entry in tables:
        table, _, _ = name_of(entry)
        model.metrics += [_metric(metric, table) for metric in entries(entry, "metrics")]
        model.metrics += [_measure(measure, table) for measure in entries(entry, "measures")]
    model.metrics += [_metric(metric, "") for metric in entries(document, "metrics", repeated=True)]
    return model


def _source(entry: Map) -> str:
    """The table or query behind a logical table."""
    base = inner(entry, "base_table")
    if not base:
        return entry.text("base_table")
    parts = [base.text(key) for key in ("database", "schema", "table")]
    return base.text("definition", "query", "sql") or ".".join(part for part in parts if part)


def _metric(entry: Map, table: str) -> Named:
    name, line, why = name_of(entry)
    metric = Named(name, line, table, entry.text("expr"), DIALECT, why=list(why))
    using = entry.get("using_relationships")
    if isinstance(using, Items):
        metric.using = frozenset(as_text(one) for one in using)
    over = [".".join(filter(None, (d.text("table"), d.text("dimension", "name"))))
            for d in entries(entry, "non_additive_dimensions")]  # fmt: skip
    synonyms = entry.get("synonyms")
    first = as_text(synonyms[0]) if isinstance(synonyms, Items) and synonyms else ""
    metric.facts = {"label": first or label_of(entry), "additivity": f"not over {', '.join(over)}" if over else ""}
    if not metric.expression:
        metric.why.append(Text("没有写计算式（expr）。", "No expr is given."))
    return metric


def _measure(entry: Map, table: str) -> Named:
    """A measure of the older models: a column with the aggregation it takes unless another is asked for."""
    metric = _metric(entry, table)
    function, written = entry.text("default_aggregation"), metric.expression
    if not written:
        return metric
    if function:
        metric.expression = aggregate(function, written)
        if not metric.expression:
            metric.why.append(Text(f"聚合方式“{function}”不认识。", f"The aggregation {function} is not known."))
    elif not aggregates(written, DIALECT):
        metric.expression = ""
        metric.why.append(Text("没有写默认的聚合方式。", "No default aggregation is given."))
    return metric
