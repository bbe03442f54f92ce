"""A metric definition taken apart into facets that can be compared one by one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from assess.diagnose.metrics.names import Name
from assess.diagnose.metrics.show import show
from assess.model.text import Text

Term = tuple[Any, ...]


@dataclass(frozen=True)
class Facets:
    """What a metric says. Empty text is not stated; terms are canonical (see canonical.py).

    `rows` is what decides on rows besides conditions and joins: HAVING, LIMIT, set operations.
    """

    expression: Term
    null_default: frozenset[Term]
    rounding: str
    filter: frozenset[Term]
    tables: tuple[str, ...]
    joins: frozenset[Term]
    rows: frozenset[Term]
    time_column: str
    window: str
    grain: frozenset[str]
    unit: str
    stated_additivity: str = ""

    @property
    def additivity(self) -> str:
        """Over what it may be added up: as stated, else what its aggregates allow."""
        if self.stated_additivity:
            return self.stated_additivity
        used = set(aggregates(self.expression))
        plain = self.expression[0] == "agg" or (self.expression[0] == "mul" and len(self.expression) == 3)
        if not used or self.window:
            return ""
        return (
            "additive" if used <= {"sum", "count"} and plain and not distinctness(self.expression) else "not additive"
        )

    def as_json(self) -> dict[str, Any]:
        """The facets as a person reads them."""
        return {
            "expression": show(self.expression),
            "aggregation": sorted(set(aggregates(self.expression))),
            "distinctness": distinctness(self.expression),
            "filter": sorted(show(t) for t in self.filter | self.rows),
            "tables": list(self.tables),
            "join_path": sorted(show(t) for t in self.joins),
            "time_column": self.time_column,
            "window": self.window,
            "grain": sorted(self.grain),
            "unit": self.unit,
            "null_default": sorted(show(t) for t in self.null_default),
            "rounding": self.rounding,
            "additivity": self.additivity,
        }


@dataclass(frozen=True)
class Metric:
    """A definition as collected, its name taken apart, its facets; `why` says what could not be read.

    `inputs` are the ids of the metrics it is made of, `own` its formula over what those are called; `is_query` says
    that the formula is a whole query. `mark` changes when anything that defines it does.
    """

    metric_id: str
    name: str
    label: str
    department: str
    file: str
    line: int
    formula: str
    dialect: str
    names: tuple[Name, ...]
    facets: Facets | None
    why: tuple[Text, ...] = ()
    raw: dict[str, str] = field(default_factory=dict)
    inputs: tuple[str, ...] = ()
    own: Term = ()
    format: str = ""
    owner: str = ""
    is_query: bool = False
    mark: str = ""

    @property
    def normal_form(self) -> dict[str, Any]:
        """Atomic metric, period, qualifiers and granularity, as name and facets state them."""
        name = self.names[-1] if not self.names[0].known and len(self.names) > 1 else self.names[0]
        periods = sorted(name.periods) or ([self.facets.window] if self.facets and self.facets.window else [])
        grain = sorted(self.facets.grain) if self.facets and self.facets.grain else []
        return {
            "atomic": " ".join(name.core), "period": periods, "qualifiers": sorted(name.modifiers),
            "granularity": sorted({*name.grains, *grain}),
        }  # fmt: skip


def placeholder(expression: Term) -> bool:
    """A stand-in such as SUM(0), SUM(1) without more, 0 or NULL, which says nothing."""
    if expression[0] in ("num", "null"):
        return True
    return (expression[0] == "mul" and expression[1] == ("num", "0")) or (
        expression[0] == "agg" and bool(expression[3]) and all(a in (("num", "0"), ("null",)) for a in expression[3])
    )  # fmt: skip


def aggregates(part: Any) -> list[str]:
    """Names of the aggregates in a term, outermost first."""
    if not isinstance(part, tuple) or not part:
        return []
    own = [part[1]] if part[0] == "agg" else []
    return own + [name for p in part for name in aggregates(p)]


def distinctness(part: Any) -> bool:
    """Whether anything is counted or summed once per distinct value."""
    if not isinstance(part, tuple) or not part:
        return False
    return (part[0] == "agg" and bool(part[2])) or any(distinctness(p) for p in part)
