"""The outputs of a query that hold aggregates, each with a FROM clause that stands by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp

from assess.collect.metrics.report_sql.parts import group, is_plain, plainly, sums_up, time_column
from assess.collect.metrics.yaml_parts import UNNAMED, place
from assess.model.text import Text

_LONGEST = 18_000  # characters of a base that is read afterwards
_TOO_LONG = Text(
    "展开 WITH 之后的数据来源太长，没有写出。", "With its WITH clauses opened the source is too long to give."
)
_RECURSIVE = Text("WITH 引用了自身，没有展开。", "A WITH clause that refers to itself is not opened.")
_HAVING = Text(
    "HAVING 筛去了部分分组，公式里写不出。", "HAVING leaves out some groups, which the formula does not say."
)
_UNNAMED = Text("这个输出列没有名称。", "This output has no name.")


@dataclass(frozen=True, slots=True)
class Found:
    """A metric as a query gives it."""

    name: str
    line: int
    expression: str
    base: str
    filter: str
    time_column: str
    grain: str
    dialect: str
    comment: str
    inputs: dict[str, str]
    why: tuple[Text, ...]


@dataclass(slots=True)
class Known:
    """A query under a name: opened so that it stands by itself, None with why where that cannot be, and its outputs
    that are metrics, by their place."""

    query: Any
    outputs: dict[str, str] = field(default_factory=dict)
    why: tuple[Text, ...] = (_RECURSIVE,)


class Reader:
    """Reads the statements of one file; `line` tells the file's line of a statement's."""

    def __init__(self, file: str, dialect: str, line: Callable[[int], int]) -> None:
        self.file, self.dialect, self.line = file, dialect, line
        self.found: list[Found] = []

    def outputs_of(self, tree: Any) -> Iterator[Found]:
        """The metrics of a statement: a query, or what is made or filled from one."""
        query, names = tree, []
        if isinstance(tree, exp.Insert | exp.Create):
            query = tree.args.get("expression")
            target = tree.this
            if isinstance(target, exp.Schema):
                names = [str(c.name) for c in target.expressions]
            if (
                isinstance(query, exp.Query)
                and (outer := tree.args.get("with_")) is not None
                and (query.args.get("with_") is None)
            ):
                query.set("with_", outer.copy())
        if isinstance(query, exp.Query):
            self._query(query, {}, names, last=True)
        yield from self.found

    def _query(self, query: Any, scope: Mapping[str, Known], names: list[str], last: bool) -> Known:
        """Notes the metrics of a query and of those within; the query comes back opened."""
        scope = dict(scope)
        with_ = query.args.get("with_")
        for common in with_.expressions if with_ is not None else ():
            name = common.alias.lower()
            columns = [str(c.name) for c in common.args["alias"].args.get("columns") or ()]
            if with_.args.get("recursive") and any(t.name.lower() == name for t in common.this.find_all(exp.Table)):
                scope[name] = Known(None)
            elif isinstance(common.this, exp.Query):
                scope[name] = self._query(common.this, scope, columns, last=False)
                _name_columns(scope[name].query, columns)
        if isinstance(query, exp.Subquery):
            return self._query(query.this, scope, names, last)
        if isinstance(query, exp.SetOperation):
            names = names or [str(e.alias_or_name) for e in _leftmost(query).expressions]
            left = self._query(query.left, scope, names, last)
            right = self._query(query.right, scope, names, last)
            opened = None
            if left.query is not None and right.query is not None:
                opened = query.copy()
                opened.set("with_", None)
                opened.set("this", left.query.copy())
                opened.set("expression", right.query.copy())
            return Known(opened, left.outputs, left.why if left.query is None else right.why)
        if isinstance(query, exp.Select):
            return self._select(query, scope, names, last)
        return Known(query.copy())

    def _select(self, select: Any, scope: Mapping[str, Known], names: list[str], last: bool) -> Known:
        sources: dict[str, Known] = {}
        for source in _sources(select):
            if isinstance(source, exp.Subquery) and isinstance(source.this, exp.Query):
                sources[source.alias.lower()] = self._query(source.this, scope, [], last=False)
            elif isinstance(source, exp.Table) and not source.db and source.name.lower() in scope:
                sources[source.alias_or_name.lower()] = scope[source.name.lower()]
        opened, why = _opened(select, scope)
        outputs: dict[str, str] = {}
        for number, output in enumerate(select.expressions):
            shown = opened.expressions[number] if opened is not None else output
            given = names[number] if number < len(names) else ""
            name = given or str(output.alias if isinstance(output, exp.Alias) else output.name
                                if isinstance(output, exp.Column) else "")  # fmt: skip
            value = shown.this if isinstance(shown, exp.Alias) else shown
            if sums_up(value):
                made = self._aggregate(select, opened, output, value, name, why)
                self.found.append(made)
                outputs[made.name.lower()] = place(self.file, made.line, made.name)
            elif (inputs := _inputs(value, sources)) is not None:
                (first, origin), *more = inputs.items() or [("", "")]
                if isinstance(value, exp.Column) and not more and (first.lower() == name.lower() or not last):
                    outputs[name.lower()] = origin
                elif last and inputs:
                    self.found.append(self._combined(output, value, name, inputs))
                    outputs[name.lower()] = place(self.file, self.found[-1].line, name)
        return Known(opened, outputs, why)

    def _aggregate(self, select: Any, opened: Any, output: Any, value: Any, name: str, why: tuple[Text, ...]) -> Found:
        body = opened if opened is not None else select
        where = body.args.get("where")
        base = self._sql_of_source(body) if opened is not None else ""
        said = [*why]
        if len(base) > _LONGEST:
            base = ""
            said.append(_TOO_LONG)
        if select.args.get("having") is not None:
            said.append(_HAVING)
        if not name:
            said.append(_UNNAMED)
        condition = where.this if where is not None else None
        grouped = group(select)
        return Found(
            name or UNNAMED, self._line(output), self._sql(value), base, self._sql(condition),
            time_column(condition, grouped), ", ".join(self._grain(part, select) for part in grouped),
            self._needed([value, condition, body]), _comment(output), {}, tuple(said),
        )  # fmt: skip

    def _combined(self, output: Any, value: Any, name: str, inputs: dict[str, str]) -> Found:
        """A metric made of others, each under its own name without its query's."""
        bare = value.copy()
        for column in [bare] if isinstance(bare, exp.Column) else list(bare.find_all(exp.Column)):
            column.set("table", None)
        why = () if name else (_UNNAMED,)
        return Found(name or UNNAMED, self._line(output), self._sql(bare), "", "", "", "", self._needed([bare]),
                     _comment(output), inputs, why)  # fmt: skip

    def _sql_of_source(self, select: Any) -> str:
        parts = [select.args["from_"].this] if select.args.get("from_") is not None else []
        parts += [*(select.args.get("joins") or ()), *(select.args.get("laterals") or ())]
        return " ".join(self._sql(part).strip() for part in parts)

    def _sql(self, node: Any) -> str:
        if node is None:
            return ""
        return str(plainly(node).sql(dialect=self.dialect or None, comments=False))

    def _needed(self, nodes: list[Any]) -> str:
        """The dialect, where names stay in its quotation marks."""
        quoted = any(i.args.get("quoted") and not is_plain(i.name) for n in nodes if n is not None
                     for i in n.find_all(exp.Identifier))  # fmt: skip
        return self.dialect if quoted else ""

    def _grain(self, part: Any, select: Any) -> str:
        for output in select.expressions:
            if isinstance(output, exp.Alias) and output.this == part:
                return str(output.alias)
        return str(part.name) if isinstance(part, exp.Column) else self._sql(part)

    def _line(self, output: Any) -> int:
        alias = output.args.get("alias") if isinstance(output, exp.Alias) else None
        at = alias.meta.get("line") if alias is not None else None
        lines = [node.meta["line"] for node in output.walk() if "line" in node.meta] if at is None else [at]
        return self.line(min(lines, default=1))


def _leftmost(query: Any) -> Any:
    while not isinstance(query, exp.Select) and getattr(query, "this", None) is not None:
        query = query.this
    return query


def _name_columns(query: Any, columns: list[str]) -> None:
    """The names that WITH gives the columns of its query, as aliases in it."""
    first = _leftmost(query) if columns and query is not None else None
    if isinstance(first, exp.Select) and len(first.expressions) == len(columns):
        first.set("expressions", [exp.alias_(e.unalias(), c) for e, c in zip(first.expressions, columns, strict=True)])


def _sources(select: Any) -> list[Any]:
    from_ = select.args.get("from_")
    return ([from_.this] if from_ is not None else []) + [j.this for j in select.args.get("joins") or ()]


def _opened(select: Any, scope: Mapping[str, Known]) -> tuple[Any, tuple[Text, ...]]:
    """A copy of a query with what WITH names put in its place; None where that cannot be."""
    opened = select.copy()
    opened.set("with_", None)
    for table in list(opened.find_all(exp.Table)):
        known = scope.get(table.name.lower()) if not table.db else None
        if known is None:
            continue
        if known.query is None:
            return None, known.why
        alias = exp.TableAlias(this=exp.to_identifier(table.alias_or_name))
        table.replace(exp.Subquery(this=known.query.copy(), alias=alias, joins=table.args.get("joins")))
        if len(scope) > 3 and len(opened.sql()) > 10 * _LONGEST:
            return None, (_TOO_LONG,)
    return opened, ()


def _inputs(value: Any, sources: Mapping[str, Known]) -> dict[str, str] | None:
    """The metrics an output is made of, by the names of its columns; None where it has other columns or the same name
    stands for two."""
    inputs: dict[str, str] = {}
    for column in [value] if isinstance(value, exp.Column) else value.find_all(exp.Column):
        name = str(column.name)
        places = {s.outputs[name.lower()] for alias, s in sources.items()
                  if name.lower() in s.outputs and (not column.table or column.table.lower() == alias)}  # fmt: skip
        if len(places) != 1 or inputs.get(name, next(iter(places))) not in places:
            return None
        inputs[name] = places.pop()
    return inputs


def _comment(output: Any) -> str:
    alias = output.args.get("alias") if isinstance(output, exp.Alias) else None
    comments = [*(output.comments or ()), *((alias.comments if alias is not None else None) or ())]
    return str(comments[-1]).strip() if comments else ""
