"""What one statement writes, as a relation; or why that is not to be said."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from assess.diagnose.lineage.relations.describe import describe
from assess.diagnose.lineage.relations.relation import Lookup, Relation
from assess.model.text import Text

# what the compiled parser raises on broken text, besides its own errors
FAULTS = (SqlglotError, TypeError, ValueError, AttributeError, KeyError, IndexError, AssertionError)
DEEP = Text("语句嵌套过深", "the statement is nested too deeply")
UNPARSED = Text("语句没能解析", "the statement did not parse")
NO_QUERY = Text("语句里没有查询（逐行更新、写入常量等）", "the statement has no query (updates in place, constants)")
UNREAD = Text("语句能解析，但结果读不出来", "the statement parses, but what it yields could not be read")
NO_TEXT = Text("没有语句文本，只知道来源", "there is no statement text, only its sources are known")
_BODY = re.compile(r"\b(?:SELECT|WITH)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Job:
    """One statement that writes a table: where it stands and what it says."""

    statement_id: str
    department: str
    file: str
    line: int
    dialect: str
    sql: str

    def text_without(self, target: str) -> str:
        """The statement with the name of what it writes left out, so that two that differ in nothing else are equal."""
        found = _BODY.search(self.sql)
        if found is None:
            return self.sql
        name = re.escape(target.rsplit(".", 1)[-1])
        head = re.sub(rf"[\w.`\"\[\]]*\b{name}\b[`\"\]]?", "?", self.sql[: found.start()], count=1, flags=re.IGNORECASE)
        return head + self.sql[found.start() :]


def read_job(
    job: Job,
    lookup: Lookup,
    target_columns: tuple[str, ...],
    *,
    loose: bool,
    filled: Callable[[str, str], bool] = lambda table, column: False,
) -> Relation | Text:
    """The relation that `job` writes, or in a few words why there is none."""
    try:
        tree = sqlglot.parse_one(job.sql, read=job.dialect or None)
    except RecursionError:
        return DEEP
    except FAULTS:
        return UNPARSED
    try:
        found = _written(tree, lookup, target_columns, loose, filled)
    except RecursionError:
        return DEEP
    except FAULTS:
        return UNREAD
    if found is None:
        return NO_QUERY
    return found if found.columns or found.open else UNREAD


def _written(
    tree: Any, lookup: Lookup, target_columns: tuple[str, ...], loose: bool, filled: Callable[[str, str], bool]
) -> Relation | None:
    if isinstance(tree, exp.Merge):
        return _merged(tree, lookup, loose, filled)
    query = tree if isinstance(tree, exp.Query) else tree.args.get("expression") if tree is not None else None
    if not isinstance(query, exp.Query):
        return None
    relation = describe(_with_outer_names(query, tree), lookup, loose=loose, filled=filled)
    names: list[str] = []
    if isinstance(tree.this, exp.Schema):
        names = [e.name.lower() for e in tree.this.expressions]
    elif isinstance(tree, exp.Insert) and len(target_columns) == len(relation.columns) and not relation.open:
        names = list(target_columns)
    if names and len(names) == len(relation.columns):
        return replace(
            relation, columns=dict(zip(names, relation.columns.values(), strict=True)), branches=(), rows=None
        )
    return relation


def _with_outer_names(query: Any, statement: Any) -> Any:
    """The query with the WITH that some dialects put before INSERT."""
    with_ = statement.args.get("with_") if statement is not query else None
    if with_ is not None and query.args.get("with_") is None:
        query.set("with_", with_)
    return query


def _merged(tree: Any, lookup: Lookup, loose: bool, filled: Callable[[str, str], bool]) -> Relation | None:
    """MERGE by its insert branch: the columns named and the values given, over the rows of USING."""
    for when in tree.args["whens"].expressions:
        then = when.args.get("then")
        if isinstance(then, exp.Insert) and isinstance(then.this, exp.Tuple):
            values = then.expression.expressions
            if len(values) != len(then.this.expressions):
                return None
            query = exp.Select(
                expressions=[exp.alias_(v.copy(), n.name) for n, v in zip(then.this.expressions, values, strict=True)],
                from_=exp.From(this=tree.args["using"].copy()),
            )
            return describe(query, lookup, loose=loose, filled=filled)
    return None
