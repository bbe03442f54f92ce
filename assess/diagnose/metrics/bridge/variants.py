"""The walk from one definition to the other: which facets differ, in what order they change, what stands in between."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from sqlglot import exp

from assess.diagnose.metrics.bridge.definition import Definition, Source, in_source, missing_in
from assess.diagnose.metrics.bridge.layers import Layers, additive, laid, layers_of
from assess.diagnose.metrics.bridge.middle import source_between
from assess.diagnose.metrics.bridge.periods import Window
from assess.diagnose.metrics.bridge.said import shown, what_it_says
from assess.diagnose.metrics.bridge.shapes import spelt

ORDER = ("tables", "join_path", "filter", "time_column", "distinctness", "aggregation", "expression", "null_default",
         "window", "unit", "rounding")  # fmt: skip
VALUE = ("distinctness", "aggregation", "expression", "null_default", "unit", "rounding")
SPLIT = 8  # conditions of one filter that are steps of their own
CURRENCIES = ("CNY", "USD", "EUR", "HKD")


@dataclass(frozen=True)
class Variant:
    """Something to compute: its parts as SQL over `source`; values are multiplied by `scale`, empty periods filled."""

    source: Source
    time: Any
    window: Window | None
    filter: tuple[Any, ...]
    value: Any
    scale: Fraction
    fill: str

    @property
    def additive(self) -> bool:
        return additive(self.value)


@dataclass(frozen=True)
class Change:
    """One step: the facets that change together, what each side says, and what stands after it. `lacking` are the
    columns because of which more than one facet had to change at once."""

    facets: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    variant: Variant
    lacking: tuple[str, ...] = ()


class Walk:
    """From `a` to `b`: `start`, then a variant a change; the last one is b as it is defined."""

    def __init__(self, a: Definition, b: Definition) -> None:
        owners = [{place.owner for place in side.source.places} for side in (a, b)]
        first = a.source.places[0].owner
        if first not in owners[1] and b.source.places[0].owner not in owners[0]:
            b = replace(b, source=replace(b.source, instead=first))
        self.a, self.b = a, b
        self.shared = owners[0] & owners[1]
        made = self._variant(frozenset())
        assert made is not None
        self.start: Variant = made
        self.changes = tuple(self._walk())

    @cached_property
    def layers(self) -> tuple[Layers, Layers]:
        return layers_of(self.a.value, self.shared), layers_of(self.b.value, self.shared)

    @cached_property
    def middle(self) -> Source | None:
        """What b begins with, joined as a joins, where both differ."""
        return source_between(self.a.source, self.b.source)

    @cached_property
    def filters(self) -> list[tuple[tuple[Any, ...], tuple[Any, ...]]]:
        """What of the filters differs, conditions on the same columns together: (only a says, only b says)."""
        said = [{self._spelt(c): c for c in side.filter} for side in (self.a, self.b)]
        groups: dict[frozenset[str], tuple[list[Any], list[Any]]] = {}
        for side in (0, 1):
            for key, condition in said[side].items():
                if key not in said[1 - side]:
                    on = frozenset(c.name.lower() for c in condition.find_all(exp.Column))
                    groups.setdefault(on, ([], []))[side].append(condition)
        found = [(tuple(left), tuple(right)) for left, right in groups.values()]
        rest = found[SPLIT - 1 :]
        if len(rest) > 1:
            found[SPLIT - 1 :] = [(tuple(c for g in rest for c in g[0]), tuple(c for g in rest for c in g[1]))]
        return found

    @cached_property
    def facets(self) -> tuple[str, ...]:
        """The facets in which the two differ, in the order they change."""
        a, b = self.a, self.b
        mine, theirs = self.layers
        found = set()
        if a.source.key != b.source.key:
            tables = [{one.id for one in side.source.tables} for side in (a, b)]
            found.add("join_path" if tables[0] <= tables[1] or tables[1] <= tables[0] else "tables")
            found |= {"join_path"} if self.middle is not None else set()
        if self.filters:
            found.add("filter")
        if self._spelt(a.time) != self._spelt(b.time):
            found.add("time_column")
        if self._spelt(mine.core) != self._spelt(theirs.core):
            kinds = [sorted(type(c).__name__ for c in side.core.find_all(exp.AggFunc)) for side in (mine, theirs)]
            bare = [sorted(c.name.lower() for c in side.core.find_all(exp.Column)) for side in (mine, theirs)]
            found.add("aggregation" if kinds[0] != kinds[1] and bare[0] == bare[1] else "expression")
        if mine.distinct != theirs.distinct and bool(mine.distinct) != bool(theirs.distinct):
            found.add("distinctness")
        if _said(mine.nulls) != _said(theirs.nulls) or a.fill != b.fill:
            found.add("null_default")
        if a.window != b.window:
            found.add("window")
        if mine.factor != theirs.factor or (a.unit and b.unit and a.unit != b.unit):
            found.add("unit")
        if _said(mine.rounding) != _said(theirs.rounding):
            found.add("rounding")
        if mine.rounding and not found & set(VALUE) and self._spelt(a.value) != self._spelt(b.value):
            found.add("expression")  # rounded before it is scaled, or after
        return tuple(facet for facet in ORDER if facet in found)

    def _walk(self) -> Iterable[Change]:
        pending, done = list(self.facets), frozenset[str]()
        while pending:
            step = [pending.pop(0)]
            lacking: set[str] = set()
            while (made := self._variant(done | set(step))) is None:
                here, columns = self._in_the_way(done | set(step))
                lacking |= set(columns)
                more = [facet for facet in pending if facet in here] or pending[:1]
                assert more, "the second definition can be computed by itself"
                pending = [facet for facet in pending if facet not in more]
                step += more
            done |= set(step)
            if step == ["filter"] and len(self.filters) > 1:
                yield from self._filter_by_filter(made)
                continue
            said = [self._says(facet) for facet in step]
            yield Change(tuple(step), tuple(s[0] for s in said), tuple(s[1] for s in said), made,
                         tuple(sorted(lacking)))  # fmt: skip

    def _filter_by_filter(self, last: Variant) -> Iterable[Change]:
        """A step a group of conditions, all over the source and with the value of `last`."""
        for number, (left, right) in enumerate(self.filters, 1):
            now = last
            if number < len(self.filters):
                conditions = self._conditions(last.source, number)
                if conditions is None:
                    continue
                now = replace(last, filter=conditions)
            yield Change(("filter",), (shown(left),), (shown(right),), now)

    def _variant(self, flipped: frozenset[str] | set[str]) -> Variant | None:
        """What stands when these facets are b's and the others a's; None where columns are missing for it."""
        done = frozenset(flipped)
        source = self._source(done)
        conditions = self._conditions(source, len(self.filters) if "filter" in done else 0)
        if done == set(self.facets) and done:  # the end is b in its own words
            conditions = tuple(in_source(c, source) for c in self.b.filter)
        time = self._either(self.a.time, self.b.time, "time_column" in done, "time_column" in self.facets, source)
        value = self._value(done, source)
        if conditions is None or time is None or value is None:
            return None
        scale = self.unit_scale if "unit" in done else Fraction(1)
        return Variant(source, time, self.b.window if "window" in done else self.a.window, conditions, value, scale,
                       self.b.fill if "null_default" in done else self.a.fill)  # fmt: skip

    def _source(self, done: frozenset[str] | set[str]) -> Source:
        changed = {"tables", "join_path"} & set(self.facets)
        if not changed & done:
            return self.a.source
        return self.b.source if self.middle is None or changed <= done else self.middle

    def _conditions(self, source: Source, groups: int) -> tuple[Any, ...] | None:
        """The filter with the first `groups` of the differing groups as b has them."""
        out = {id(c) for left, _ in self.filters[:groups] for c in left}
        wanted = [c for c in self.a.filter if id(c) not in out]
        wanted += [c for _, right in self.filters[:groups] for c in right]
        twins = {self._spelt(c): c for c in self.b.filter}
        found = []
        for condition in wanted:
            here = in_source(condition, source)
            if here is None and self._spelt(condition) in twins:
                here = in_source(twins[self._spelt(condition)], source)
            if here is None:
                return None
            found.append(here)
        return tuple(found)

    def _value(self, done: frozenset[str], source: Source) -> Any:
        mine, theirs = self.layers
        changed = {facet for facet in VALUE if facet in self.facets}
        if not changed & done and done != set(self.facets):
            return self._either(self.a.value, self.b.value, False, bool(changed), source)
        if changed <= done or done == set(self.facets):
            return in_source(self.b.value, source)

        def of(*facets: str) -> Layers:
            return theirs if done & set(facets) else mine

        core = of("expression", "aggregation")
        distinct = of("distinctness") if "distinctness" in changed else core
        made = laid(core, distinct, of("null_default"), of("unit"), of("rounding"), self.shared)
        return None if made is None else in_source(made, source)

    def _either(self, mine: Any, theirs: Any, flipped: bool, differs: bool, source: Source) -> Any:
        """b's where the facet changed; a's otherwise, or b's that says the same where a's is not to be had."""
        if flipped:
            return in_source(theirs, source)
        here = in_source(mine, source)
        return in_source(theirs, source) if here is None and not differs else here

    def _in_the_way(self, done: frozenset[str] | set[str]) -> tuple[set[str], list[str]]:
        """(the facets that cannot stay as a has them, the columns they lack) in the source these facets bring."""
        source = self._source(done)
        found: set[str] = set()
        columns: list[str] = []
        parts = [("filter", c) for left, _ in self.filters for c in left]
        parts += [("time_column", self.a.time)]
        parts += [(facet, self.a.value) for facet in ("expression", "aggregation")]
        for facet, tree in parts:
            missing = missing_in(tree, source) if facet not in done else []
            if missing:
                found.add(facet)
                columns += missing
        return found, sorted(set(columns))

    def _says(self, facet: str) -> tuple[str, str]:
        said = [
            what_it_says(definition, layers, [c for g in self.filters for c in g[side]], self.facets, self.shared)[
                facet
            ]
            for side, (definition, layers) in enumerate(zip((self.a, self.b), self.layers, strict=True))
        ]
        return said[0], said[1]

    def _spelt(self, tree: Any) -> str:
        return spelt(tree, self.shared)

    @property
    def unit_scale(self) -> Fraction:
        """By what a value in b's stated unit is multiplied to be in a's: 10000 from 万元 to 元; 1 where not known."""
        mine, theirs = _multiple(self.a.unit), _multiple(self.b.unit)
        return theirs[1] / mine[1] if mine and theirs and mine[0] == theirs[0] else Fraction(1)


def _multiple(unit: str) -> tuple[str, Fraction] | None:
    """(currency, how much of it one is) of CNY*10000 or CNY/100."""
    for sign in "*/":
        name, found, number = unit.partition(sign)
        if found and number.isdecimal() and len(number) < 20 and name in CURRENCIES:
            return name, Fraction(int(number)) if sign == "*" else Fraction(1, int(number))
    return (unit, Fraction(1)) if unit in CURRENCIES else None


def _said(layer: Any) -> dict[str, str]:
    return {key: tree.sql() for key, tree in layer.items()}
