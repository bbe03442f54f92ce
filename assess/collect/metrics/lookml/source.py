"""What a LookML view is made of, and the FROM clause in which an explore joins several."""

from __future__ import annotations

import re
from collections.abc import Callable

from assess.collect.metrics.lookml.model import DEEP, Explore, Model, View
from assess.collect.metrics.lookml.tree import Block
from assess.collect.metrics.semantic.joins import table_in_from
from assess.collect.metrics.yaml_parts import quoted
from assess.model.text import Text

_TABLE = re.compile(r"\$\{\s*(\w+)\.SQL_TABLE_NAME\s*\}")
_CONSTANT = re.compile(r"@\{\s*(\w+)\s*\}")
_REFERRED = re.compile(r"\$\{\s*(\w+)\.")
_DOTTED = re.compile(r"`[\w-]+\.[\w.*-]+`")
_JOINS = {"inner": "JOIN", "full_outer": "FULL OUTER JOIN", "cross": "CROSS JOIN"}
Rendered = Callable[[str], str]


def source_of(view: View, model: Model, depth: int = 0) -> str:
    """The table of a view, or its query in brackets; empty where there is neither."""
    stated = model.stated(view)
    if stated is None:
        return "" if view.block.text("extension") == "required" else quoted(view.name)
    key, _, block = stated

    def table(match: re.Match[str]) -> str:
        other, _ = model.named(match[1], view.file)
        return source_of(other, model, depth + 1) if other is not None and depth < DEEP else match[0]

    written = block.text(key) if key == "sql_table_name" else block.of("derived_table")[-1].text("sql")
    written = _TABLE.sub(table, _CONSTANT.sub(lambda m: model.constants.get(m[1], m[0]), written))
    if key == "sql_table_name":
        return written
    query = written.strip().rstrip(";")
    return f"({query})" if query else ""


def is_bigquery(source: str) -> bool:
    """Whether a table is written as only BigQuery writes it: its whole path in one pair of backticks."""
    return _DOTTED.search(source) is not None


def without_source(view: View) -> Text:
    """What is said of a view that has no table and no query."""
    if view.block.of("derived_table"):
        return Text(f"视图“{view.name}”由探索派生，没有写 SQL。",
                    f"The view {view.name} is derived from an explore and gives no SQL.")  # fmt: skip
    return Text(f"视图“{view.name}”只供扩展，没有写数据来源。",
                f"The view {view.name} is there to be extended and gives no table.")  # fmt: skip


def from_explores(view: View, needed: set[str], model: Model, rendered: Rendered) -> tuple[str, tuple[Text, ...]]:
    """The FROM clause in which explores bring a view together with others by their names, or why there is none."""
    ways: dict[bool, dict[str, None]] = {True: {}, False: {}}
    for explore in model.explores:
        names = {explore.alias, *explore.joins}
        if view.name in names and needed <= names:
            clause = _clause(explore, {view.name, *needed}, view, model, rendered)
            if clause:
                ways[explore.alias == view.name].setdefault(clause)
    found = list(ways[True] or ways[False])
    if not found:
        others = ", ".join(sorted(needed - {view.name}))
        return "", (
            Text(f"没有探索把“{view.name}”与“{others}”关联起来。", f"No explore joins {view.name} to {others}."),
        )
    why = () if len(found) == 1 else (
        Text(f"各探索关联“{view.name}”的方式有 {len(found)} 种，没有说明用哪一种。",
             f"Explores join {view.name} in {len(found)} ways; which one counts is not said."),
    )  # fmt: skip
    return found[0], why


def _clause(explore: Explore, needed: set[str], view: View, model: Model, rendered: Rendered) -> str:
    used: set[str] = set()
    waiting = list(needed)
    while waiting:
        name = waiting.pop()
        if name in used or name not in explore.joins:
            continue
        used.add(name)
        join = explore.joins[name]
        waiting += _REFERRED.findall(join.text("sql_on") + join.text("sql")) + join.words("required_joins")
    base = _source(explore.view, explore.file, view, model)
    if not base:
        return ""
    shown = [table_in_from(explore.alias, base)]
    for name, join in explore.joins.items():
        if name in used:
            shown.append(_joined(join, explore, view, model, rendered))
    return " ".join(shown) if all(shown) else ""


def _joined(join: Block, explore: Explore, view: View, model: Model, rendered: Rendered) -> str:
    if join.text("sql"):
        return rendered(join.text("sql"))
    source = join.text("sql_table_name") or _source(join.text("from") or join.name, explore.file, view, model)
    if not source:
        return ""
    kind = join.text("type")
    shown = f"{_JOINS.get(kind, 'LEFT JOIN')} {table_in_from(join.name, source)}"
    condition = join.text("sql_on")
    if not condition and join.text("foreign_key"):
        key = join.text("foreign_key")
        target, _ = model.named(join.text("from") or join.name, explore.file)
        own = next((f.name for f in model.fields(target).values() if f.block.text("primary_key") == "yes"), "") if (
            target) else ""  # fmt: skip
        path = key if "." in key else f"{explore.alias}.{key}"
        condition = f"${{{path}}} = ${{{join.name}.{own}}}" if own else ""
    return shown if kind == "cross" else f"{shown} ON {rendered(condition)}" if condition else ""


def _source(name: str, file: str, view: View, model: Model) -> str:
    found = view if name == view.name else model.named(name, file)[0]
    return source_of(found, model) if found is not None else ""
