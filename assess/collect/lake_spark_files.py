"""A table of Parquet files as Spark reads it, columns that Spark has no type for among them.

Nanoseconds, which pandas writes, become moments to the microsecond, and UUIDs their text, as in DuckDB. Times of day,
intervals and half floats stay in the catalogue without being read: nothing is kept of their values anyway.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assess.collect.lake_logs import Log
from assess.collect.lake_tables import LakeTable

_UNKNOWN = (
    "PARQUET_TYPE_ILLEGAL",
    "PARQUET_TYPE_NOT_SUPPORTED",
    "PARQUET_TYPE_NOT_RECOGNIZED",
    "UNSUPPORTED_TIME_TYPE",
)
_NANOS = re.compile(r"TIMESTAMP\(NANOS,(true|false)\)")
_UUID_TEXT = "lower(concat_ws('-', {}))".format(
    ", ".join(f"substr(hex({{0}}), {start}, {size})" for start, size in ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12)))
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of files: `type` as Spark names it, `values` empty where it cannot be read."""

    name: str
    type: str
    values: str


def frame_of(spark: Any, table: LakeTable) -> tuple[Any, list[Column]]:
    """The files of a table as one DataFrame, and all columns they have. Raises what Spark raises."""
    from pyspark.errors import AnalysisException

    reader = spark.read
    if table.log is None or table.by_folders:
        base = table.root if len(table.files) > 1 or table.files[0] != table.root else table.root.rpartition("/")[0]
        reader = reader.option("basePath", base if "://" in base else f"file://{base}")
    files = [place(path) for path in table.files]
    try:
        frame = reader.parquet(*files)
        columns = [_column(field) for field in frame.schema.fields]
    except AnalysisException as error:
        if error.getCondition() not in _UNKNOWN:
            raise
        frame, columns = _by_footers(spark, reader, table, files)
    if table.escaped:
        frame = _unescaped(frame, table.parted_by)
    return (frame, columns) if table.log is None else _as_logged(frame, columns, table.log)


def _unescaped(frame: Any, names: tuple[str, ...]) -> Any:
    """Values of folders as they are meant: Spark takes each escaped byte for a letter of its own."""
    from pyspark.sql import functions as fn

    for name in names:
        meant = fn.decode(fn.encode(fn.col(_quoted(name)), "ISO-8859-1"), "UTF-8")
        frame = frame.withColumn(name, meant)
    return frame


def _as_logged(frame: Any, columns: list[Column], log: Log) -> tuple[Any, list[Column]]:
    """The columns that the table has today, in the log's order; values of folders by their type."""
    from pyspark.sql import functions as fn

    held = {name.lower(): fn.col(_quoted(name)) for name in frame.columns}
    chosen = [
        (held[of.name.lower()].cast(of.cast) if of.cast else held[of.name.lower()]).alias(of.name)
        for of in log.columns if of.name.lower() in held
    ]  # fmt: skip
    shown = frame.select(*chosen)
    known = {column.name.lower(): column for column in columns}
    known |= {field.name.lower(): _column(field) for field in shown.schema.fields}
    return shown, [known.get(of.name.lower(), Column(of.name, of.type, "")) for of in log.columns]


def place(path: str) -> str:
    """A path as Spark reads it: what stands in a name is no pattern."""
    plain = re.sub(r"([\\{}\[\]*?,])", r"\\\1", path)
    return plain if "://" in path else f"file://{plain}"


def _column(field: Any) -> Column:
    kind = field.dataType.simpleString()
    return Column(field.name, field.metadata.get("__CHAR_VARCHAR_TYPE_STRING") or kind, kind)


def _by_footers(spark: Any, reader: Any, table: LakeTable, files: list[str]) -> tuple[Any, list[Column]]:
    """The same with a schema put together from the files' footers, one column at a time."""
    from pyspark.sql import functions as fn
    from pyspark.sql.types import BinaryType, LongType, StructField, StructType

    fields: dict[str, StructField] = {}
    shown: dict[str, str] = {}
    as_text: dict[str, Any] = {}
    for path in table.files:
        for name, said, field in _footer(spark, path):
            if name in shown:
                continue
            shown[name] = said
            nanos = _NANOS.fullmatch(said)
            if field is not None:
                fields[name] = field
            elif nanos:
                fields[name] = StructField(name, LongType())
                kind = "timestamp" if nanos[1] == "true" else "timestamp_ntz"
                as_text[name] = fn.expr(f"cast(timestamp_micros({_quoted(name)} div 1000) as {kind})").alias(name)
                shown[name] = kind
            elif said == "UUID":
                fields[name] = StructField(name, BinaryType())
                as_text[name] = fn.expr(_UUID_TEXT.format(_quoted(name))).alias(name)
                shown[name] = "uuid"
    read = reader.schema(StructType(list(fields.values()))).parquet(*files)
    chosen = [as_text.get(field.name, fn.col(_quoted(field.name))) for field in read.schema.fields]
    frame = read.select(*chosen)
    kinds = {field.name: _column(field) for field in frame.schema.fields}
    columns = [kinds.pop(name, Column(name, said.lower(), "")) for name, said in shown.items()]
    return frame, [*columns, *kinds.values()]


def _footer(spark: Any, path: str) -> Iterator[tuple[str, str, Any]]:
    """Of each column of a file: its name, what Parquet calls it, and its field in Spark, None where there is none."""
    from pyspark.errors import PySparkException
    from pyspark.sql.types import StructType

    jvm = spark._jvm
    conf = spark._jsparkSession.sessionState().newHadoopConf()
    parquet = jvm.org.apache.spark.sql.execution.datasources.parquet
    converter = parquet.ParquetToSparkSchemaConverter(spark._jsparkSession.sessionState().conf())
    file = jvm.org.apache.parquet.hadoop.util.HadoopInputFile.fromPath(jvm.org.apache.hadoop.fs.Path(path), conf)
    opened = jvm.org.apache.parquet.hadoop.ParquetFileReader.open(file)
    try:
        schema = opened.getFooter().getFileMetaData().getSchema()
        for column in schema.getFields():
            said = column.getLogicalTypeAnnotation()
            alone = jvm.java.util.ArrayList()
            alone.add(column)
            try:
                converted = converter.convert(jvm.org.apache.parquet.schema.MessageType(schema.getName(), alone))
                field = StructType.fromJson(json.loads(converted.json())).fields[0]
            except PySparkException:
                field = None
            if field is not None and re.search(r"\btime\(", field.dataType.simpleString()):
                field = None  # it has the type, but reads no file that holds it
            yield column.getName(), said.toString() if said is not None else "group", field
    finally:
        opened.close()


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
