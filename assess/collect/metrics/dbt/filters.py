"""Filters of dbt metrics as SQL: what `Dimension('order__status')` and its like stand for, what has to be joined."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from assess.collect.metrics.dbt.models import Aggregate, Dimension, Model
from assess.collect.metrics.yaml_parts import all_of, is_name, parsed, qualified
from assess.model.text import Text

_CALL = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_COLUMNS = {"Dimension", "TimeDimension", "Entity"}


@dataclass(slots=True)
class Columns:
    """The columns that filters of one metric name, over the model the metric is of.

    `owner(entity)` gives the model that has the entity as its own key. Filled as filters are read: `joined` has the
    tables to be joined with their condition, `why` what could not be found.
    """

    model: Model | None
    time: str
    owner: Callable[[str], Model | None]
    joined: dict[str, tuple[Model, str]] = field(default_factory=dict)
    why: list[Text] = field(default_factory=list)
    qualify: bool = False

    def where(self, filters: Sequence[str]) -> str:
        """The filters as one predicate; with a table before each column where another table is joined."""
        shown = all_of(self._one(text) for text in filters)
        if self.joined and not self.qualify:
            self.qualify, self.why = True, []
            shown = all_of(self._one(text) for text in filters)
        return shown

    def base(self) -> str:
        """The model's table with what the filters need joined to it."""
        if self.model is None:
            return ""
        joins = [f"LEFT JOIN {model.table} ON {condition}" for model, condition in self.joined.values()]
        return " ".join([self.model.table, *joins])

    def own(self, expression: str) -> str:
        """An expression over the model's own columns, with its table before each where others are joined."""
        if not self.joined or self.model is None:
            return expression
        return qualified(expression, last(self.model.table))

    def _one(self, text: str) -> str:
        shown = _CALL.sub(self._called, text).strip()
        left = _JINJA.search(shown)
        if left:
            self._say(
                f"筛选条件里有未渲染的模板“{left[0]}”。", f"The filter has a template that is not rendered: {left[0]}"
            )
        return shown

    def _called(self, match: re.Match[str]) -> str:
        call = read_call(match[1].strip())
        if call is None:
            return match[0]
        kind, arguments, grain, part = call
        if kind == "Metric":
            self._say(
                f"筛选条件用到另一项指标“{arguments[0]}”按分组算出的值，写不成对行的条件。",
                f"The filter uses the value of the metric {arguments[0]} per group, which is no condition on rows.",
            )
            return match[0]
        column = self._entity(arguments[0]) if kind == "Entity" else self._dimension(arguments[0], grain)
        return f"EXTRACT({part} FROM {column})" if part else column

    def _dimension(self, path: str, grain: str) -> str:
        *entities, name = path.split("__")
        if name == "metric_time":
            if not self.time:
                self._say("metric_time 没有对应的时间字段。", "No time dimension stands behind metric_time.")
                return "metric_time"
            entities, name = [], self.time
        model = self._reach(entities, name)
        found = model.dimensions.get(name) if model else None
        found = found or Dimension(name)
        column = self._shown(model, found.expr)
        return column if not grain or grain == found.grain else f"DATE_TRUNC('{grain}', {column})"

    def _entity(self, path: str) -> str:
        *entities, name = path.split("__")
        model = self._reach(entities, name)
        if model is not None and name in model.entities:
            return self._shown(model, model.entities[name].expr)
        owner = self.owner(name) if model is None else None
        return self._shown(owner or model, owner.entities[name].expr if owner and name in owner.entities else name)

    def _reach(self, entities: Sequence[str], name: str) -> Model | None:
        """The model at the end of a path of entities, joining those on the way."""
        at = self.model
        for entity in entities:
            if at is not None and (at.primary == entity or (entity in at.entities and at.entities[entity].own)):
                continue
            target = self.owner(entity)
            if target is None:
                self._say(
                    f"没有语义模型以“{entity}”为主键，不知道字段“{name}”在哪张表。",
                    f"No semantic model has {entity} as its key, so the table of {name} is not known.",
                )
                return at
            if at is not None and target is not at:
                self._join(at, target, entity)
            at = target
        return at

    def _join(self, at: Model, target: Model, entity: str) -> None:
        near, far = at.entities.get(entity), target.entities.get(entity)
        if near is None:
            self._say(
                f"模型“{at.name}”没有实体“{entity}”，无法关联“{target.name}”。",
                f"The model {at.name} has no entity {entity} to join {target.name} by.",
            )
            return
        condition = (f"{qualified(near.expr, last(at.table))} = "
                     f"{qualified(far.expr if far else entity, last(target.table))}")  # fmt: skip
        self.joined.setdefault(target.table, (target, condition))

    def _shown(self, model: Model | None, expression: str) -> str:
        if self.qualify and model is not None:
            expression = qualified(expression, last(model.table))
        return expression if re.fullmatch(r"[\w.\"]+", expression) else f"({expression})"

    def _say(self, zh: str, en: str) -> None:
        text = Text(zh, en)
        if text not in self.why:
            self.why.append(text)


@cache
def read_call(text: str) -> tuple[str, list[str], str, str] | None:
    """`TimeDimension('order__day', 'month').date_part('year')` as (kind, arguments, grain, part of the date)."""
    try:
        node: ast.expr = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    grain = part = ""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        words = [str(a.value) for a in node.args if isinstance(a, ast.Constant)]
        if node.func.attr == "grain" and words:
            grain = words[0].lower()
        elif node.func.attr == "date_part" and words:
            part = words[0].lower()
        elif node.func.attr != "descending":
            return None
        node = node.func.value
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        return None
    if node.func.id not in _COLUMNS | {"Metric"}:
        return None
    named: Mapping[str | None, ast.expr] = {k.arg: k.value for k in node.keywords}
    given = [*node.args, *(named[k] for k in ("name", "dimension_name", "entity_name", "metric_name") if k in named)]
    arguments = [str(a.value) for a in given if isinstance(a, ast.Constant)]
    if not arguments:
        return None
    if node.func.id == "TimeDimension":
        stated = named.get("time_granularity_name", named.get("time_granularity"))
        grain = grain or (arguments[1] if len(arguments) > 1 else "")
        grain = grain or (str(stated.value) if isinstance(stated, ast.Constant) else "")
    path = named.get("entity_path")
    if path is None and len(node.args) > 1 and isinstance(node.args[-1], ast.List):
        path = node.args[-1]
    if isinstance(path, ast.List):
        before = [str(e.value) for e in path.elts if isinstance(e, ast.Constant)]
        arguments[0] = "__".join([*(e for e in before if not arguments[0].startswith(e + "__")), arguments[0]])
    return node.func.id, arguments, grain.lower(), part


@cache
def the_column(expression: str) -> str:
    """The one column an expression is made of; the expression itself where it is none or several."""
    if is_name(expression):
        return expression
    from sqlglot import exp

    tree = parsed(expression, "")
    names = {c.name for c in tree.find_all(exp.Column)} if tree is not None else set()
    return names.pop() if len(names) == 1 else expression


def time_column(aggregate: Aggregate) -> str:
    """The column behind the time dimension of an aggregate."""
    found = aggregate.model.dimensions.get(aggregate.time) if aggregate.model else None
    return the_column(found.expr if found else aggregate.time)


def last(table: str) -> str:
    return table.rsplit(".", 1)[-1]
