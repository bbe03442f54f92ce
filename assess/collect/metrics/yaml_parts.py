"""What the readers of semantic models share: entries with their lines, free metadata, SQL in small pieces."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from assess.collect.json_shape import loads
from assess.collect.metrics.definition import Definition, File
from assess.collect.metrics.located import Items, Map, as_text, broken, load
from assess.model.text import Text

UNNAMED = "(unnamed)"
_AGGREGATES = {"sum": "SUM({})", "avg": "AVG({})", "average": "AVG({})", "min": "MIN({})", "max": "MAX({})",
               "count": "COUNT({})", "count_distinct": "COUNT(DISTINCT {})", "median": "MEDIAN({})",
               "count_distinct_approx": "APPROX_COUNT_DISTINCT({})",
               "sum_boolean": "SUM(CASE WHEN {} THEN 1 ELSE 0 END)", "stddev": "STDDEV({})",
               "variance": "VARIANCE({})"}  # fmt: skip
_ATOM = (
    "column", "literal", "null", "boolean", "paren", "star", "anonymous", "count", "sum", "avg", "min", "max",
    "coalesce", "filter", "case", "cast",
)  # fmt: skip


def documents(file: File, kind: str, keys: Sequence[str] = ()) -> tuple[list[Map], list[Definition]]:
    """The mappings a file holds, and where it is broken a definition that says so.

    JSON in one line has nothing but line 1; of it only `keys` are taken, as such a file can be large.
    """
    text = file.text.strip()
    if text.startswith("{") and "\n" not in text:
        try:
            data = loads(text)
        except ValueError:
            pass  # told by load, with what is wrong
        else:
            return [located({k: v for k, v in data.items() if not keys or k in keys})], []
    found, fault = load(file.text)
    maps = [d for d in found if isinstance(d, Map)]
    if fault is None:
        return maps, []
    return maps, [Definition("(file)", file.name, fault[0], kind, unresolved=(broken(fault),))]


def located(value: Any, line: int = 1) -> Any:
    """Plain data as Map and Items, all of it on one line."""
    if isinstance(value, dict):
        return Map(line, [(str(k), located(v, line), line) for k, v in value.items()])
    if isinstance(value, list):
        return Items(line, [located(v, line) for v in value], [line] * len(value))
    return value


def entries(owner: Map, key: str, *, repeated: bool = False) -> list[Map]:
    """The entries under a key, each a mapping; a bare text is an entry that has but a name.

    `repeated` takes the key as often as it stands there.
    """
    found: list[Map] = []
    for name, value, line in owner.pairs:
        if name != key:
            continue
        if isinstance(value, Items):
            for item, at in zip(value, value.lines, strict=True):
                found.append(item if isinstance(item, Map) else Map(at, [("name", as_text(item), at)]))
        elif isinstance(value, Map):
            found += Map(line, [(key, value, line)]).maps(key)
        if not repeated:
            break
    return found


def alone(owner: Map, key: str) -> list[Map]:
    """The one entry that a document of its own holds under a key."""
    return [v for k, v, _ in owner.pairs if k == key and isinstance(v, Map)]


def inner(owner: Map, *path: str) -> Map:
    """The mapping at a path of keys, an empty one where there is none."""
    for key in path:
        value = owner.get(key)
        if not isinstance(value, Map):
            return Map(owner.line, [])
        owner = value
    return owner


def name_of(entry: Map) -> tuple[str, int, tuple[Text, ...]]:
    """The name of an entry with its line, and what is wrong with it."""
    name = entry.text("name")
    if name:
        return name, entry.line_of("name"), ()
    return UNNAMED, entry.line, (Text("这项指标没有名称。", "This metric has no name."),)


def place(file: str, line: int, name: str) -> str:
    """How one metric refers to another."""
    return f"{file}:{line} {name}"


def label_of(entry: Map, *keys: str) -> str:
    """A second name of a metric, or a description short enough to be one."""
    label = entry.text(*(keys or ("label",)))
    description = entry.text("description")
    return label or (description if len(description) <= 60 and "\n" not in description else "")


def about(*metas: Map) -> dict[str, str]:
    """Unit, owner and department as free metadata states them."""
    keys = {"unit": ("unit", "units", "currency"), "owner": ("owner", "owners", "steward"),
            "department": ("department", "team", "domain")}  # fmt: skip
    return {field: next((t for meta in metas if (t := meta.text(*names))), "") for field, names in keys.items()}


def is_name(text: str) -> bool:
    return re.fullmatch(r"[^\W\d]\w*", text) is not None


def quoted(name: str) -> str:
    return name if is_name(name) else '"' + name.replace('"', '""') + '"'


def aggregate(function: str, expression: str) -> str:
    """An aggregate in SQL, empty for one that is not known."""
    shape = _AGGREGATES.get(function.lower(), "")
    if shape.startswith("COUNT(DISTINCT") and expression.lower().startswith("distinct "):
        shape = "COUNT({})"
    return shape.format(expression)


def all_of(conditions: Iterable[str]) -> str:
    """Several conditions as one."""
    given = [c for c in dict.fromkeys(text.strip() for text in conditions) if c]
    return given[0] if len(given) == 1 else " AND ".join(f"({c})" for c in given)


def filtered(expression: str, condition: str) -> str:
    """One aggregate over the rows that meet a condition."""
    return f"{expression} FILTER (WHERE {condition})" if condition else expression


def parsed(sql: str, dialect: str) -> Any:
    """The expression as a tree, None where it does not parse."""
    import sqlglot
    from sqlglot.errors import SqlglotError

    try:
        tree = sqlglot.parse_one(f"SELECT {sql}", read=dialect or None)
    except (SqlglotError, RecursionError, ValueError):
        return None
    return tree if getattr(tree, "expressions", None) and len(tree.expressions) == 1 else None


def aggregates(expression: str, dialect: str = "") -> bool:
    """Whether an expression sums anything up itself."""
    from sqlglot import exp

    tree = parsed(expression, dialect) if "(" in expression else None
    return tree is not None and tree.find(exp.AggFunc) is not None


def substituted(sql: str, dialect: str, of: Callable[[str, str], str]) -> str:
    """An expression with its columns replaced by what `of(table, column)` gives; an empty text leaves one as it is.

    An expression that does not parse, or in which nothing is replaced, comes back as it was written.
    """
    from sqlglot import exp

    tree = parsed(sql, dialect)
    if tree is None:
        return sql
    changed = False
    for column in list(tree.find_all(exp.Column)):
        written = of(column.table, column.name)
        new = parsed(written, dialect) if written else None
        if new is not None:
            only = new.expressions[0]
            column.replace(only if only.key in _ATOM else exp.Paren(this=only))
            changed = True
    return str(tree.expressions[0].sql(dialect=dialect or None, copy=False)) if changed else sql


@cache
def qualified(expression: str, table: str, dialect: str = "") -> str:
    """An expression with its table before each column that has none."""
    if is_name(expression):
        return f"{table}.{expression}"
    return substituted(expression, dialect, lambda before, name: "" if before else f"{table}.{quoted(name)}")
