"""What Spark sees: the tables of a lake folder, wherever it lies, or those of a catalogue such as Hive's."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from assess.collect.databases.shape import Field, Key, Relation, Shape, quoted
from assess.collect.lake_spark import SparkSession
from assess.collect.lake_spark_files import frame_of
from assess.collect.lake_tables import Entry, LakeTable
from assess.model.errors import Unreachable
from assess.model.text import Text

Left = dict[Text, list[str]]
_STATISTICS = re.compile(r"(\d+) bytes(?:, (\d+) rows)?")  # Hive says 0 rows where nobody counted
_DEEPEST = 8  # levels of name spaces


def folder_shape(session: SparkSession, tables: Iterable[LakeTable]) -> tuple[Shape, Left]:
    """The tables of a folder, each a view for this session alone, and those that Spark cannot read, by reason."""
    relations, fields, physical, left = [], [], {}, Left()
    for table in tables:
        try:
            frame, columns = session.done(partial(frame_of, session.spark, table))
            physical[table.key] = _viewed(frame, table.key)
        except Unreachable as error:
            left.setdefault(_reason(error), []).append(table.root)
            continue
        relations.append(Relation(*table.key, "table", bytes=table.bytes))
        fields += [Field(*table.key, n, c.name, c.type, c.values, None) for n, c in enumerate(columns, 1)]
    return Shape(tuple(relations), tuple(fields), {}, physical), left


def catalog_shape(session: SparkSession, catalog: str, schemas: tuple[str, ...]) -> tuple[Shape, Left]:
    """Tables and views of a Spark catalogue, with what its statistics say, and those that cannot be read, by reason.

    Unreachable where the catalogue itself cannot be read. Views are known by their definition and not profiled.
    """
    relations, fields, physical, views, left = [], [], {}, {}, Left()
    seen = set()
    for space in session.done(lambda: list(_spaces(session.spark, (catalog,)))):
        schema = ".".join(space[1:])
        if schemas and schema not in schemas:
            continue
        seen.add(schema)
        for name in session.done(partial(_names, session.spark, space)):
            key, place = (schema, name), _sql((*space, name))
            try:
                about = session.done(partial(_about, session.spark, place))
                frame = session.done(partial(session.spark.table, place))
                fields += _fields(key, frame)
                physical[key] = _viewed(frame, key)
            except Unreachable as error:
                left.setdefault(_reason(error), []).append(f"{schema}.{name}")
                continue
            is_view = "VIEW" in about.get("Type", "").upper()
            size = _STATISTICS.search(about.get("Statistics", ""))
            relations.append(
                Relation(
                    *key, "view" if is_view else "table", about.get("Comment", ""),
                    (int(size[2] or 0) or None) if size else None, int(size[1]) if size else None,
                )
            )  # fmt: skip
            if is_view and about.get("View Text"):
                views[key] = f"CREATE VIEW {_sql((*space[1:], name))} AS {about['View Text']}"
    notes = tuple(Text(f"模式 {name} 里没有看到表。", f"no table was seen in schema {name}.")
                  for name in sorted(set(schemas) - seen))  # fmt: skip
    return Shape(tuple(relations), tuple(fields), views, physical, ("default", catalog.lower()), notes), left


def hadoop(session: SparkSession) -> Any:
    """A lister of folders through Spark's own file systems, and whether a path is a folder."""
    spark = session.spark
    jvm, conf = spark._jvm, spark._jsparkSession.sessionState().newHadoopConf()

    def listed(path: str) -> Iterator[Entry]:
        def read() -> list[Entry]:
            place = jvm.org.apache.hadoop.fs.Path(path)
            found = place.getFileSystem(conf).listStatus(place)
            return [
                Entry(f.getPath().getName(), f.isDirectory(), f.getLen(), f"{f.getLen()} {f.getModificationTime()}")
                for f in found
            ]

        return iter(sorted(session.done(read), key=lambda entry: entry.name))

    return listed


def _viewed(frame: Any, key: Key) -> str:
    """The name of a temporary view of the table, the same each time."""
    view = "assess_" + hashlib.sha256("\0".join(key).encode()).hexdigest()[:16]
    frame.createOrReplaceTempView(view)
    return view


def _fields(key: Key, frame: Any) -> list[Field]:
    fields = []
    for position, field in enumerate(frame.schema.fields, 1):
        shown = field.metadata.get("__CHAR_VARCHAR_TYPE_STRING") or field.dataType.simpleString()
        comment = str(field.metadata.get("comment") or "")
        nullable = None if field.nullable else False
        fields.append(Field(*key, position, field.name, shown, field.dataType.simpleString(), nullable, comment))
    return fields


def _spaces(spark: Any, above: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The name spaces of a catalogue, those below others among them."""
    if len(above) > _DEEPEST:
        return
    for row in spark.sql(f"SHOW NAMESPACES IN {_sql(above)}").collect():
        parts = _parts(str(row[0]))
        space = (above[0], *parts) if len(parts) >= len(above) else (*above, *parts)
        yield space
        if above[0] != "spark_catalog":
            yield from _spaces(spark, space)


def _parts(name: str) -> tuple[str, ...]:
    """A name of several parts as Spark prints it, in backticks where needed."""
    return tuple(a.replace("``", "`") if a else b for a, b in re.findall(r"`((?:[^`]|``)+)`|([^.`]+)", name))


def _names(spark: Any, space: tuple[str, ...]) -> list[str]:
    """Tables and views of a name space, temporary ones left out."""
    names = {row["tableName"] for row in spark.sql(f"SHOW TABLES IN {_sql(space)}").collect() if not row["isTemporary"]}
    if space[0] == "spark_catalog":
        views = spark.sql(f"SHOW VIEWS IN {_sql(space)}").collect()
        names |= {row["viewName"] for row in views if not row["isTemporary"]}
    return sorted(names)


def _about(spark: Any, place: str) -> Mapping[str, str]:
    """What DESCRIBE says of a table below its columns: Type, Comment, Statistics, View Text."""
    told = [tuple(row) for row in spark.sql(f"DESCRIBE TABLE EXTENDED {place}").collect()]
    names = [name for name, *_ in told]
    start = next((i for i, name in enumerate(names) if name.startswith("# Detailed")), len(names))
    about = {str(name): str(value or "") for name, value, *_ in told[start + 1 :] if name}
    if "Comment" not in about and (properties := about.get("Table Properties")):
        found = re.search(r"\bcomment=([^,\]]+)", properties)
        about["Comment"] = found[1] if found else ""
    return about


def _reason(error: Unreachable) -> Text:
    return Text(error.zh.partition("）：")[2].rstrip("。"), error.en.partition("): ")[2].rstrip("."))


def _sql(parts: Iterable[str]) -> str:
    return ".".join(quoted(part, "`") for part in parts)
