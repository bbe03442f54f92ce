"""References in LookML's SQL put in their place: `${TABLE}.column`, `${dimension}`, `${view.field}`, `${measure}`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from assess.collect.metrics.lookml.filters import Filtered, literal, predicate_of
from assess.collect.metrics.lookml.model import DEEP, Explore, Field, Model, View
from assess.collect.metrics.lookml.source import source_of
from assess.collect.metrics.lookml.time import LENGTH, frame_of, in_frame, length_of
from assess.collect.metrics.lookml.tree import Block
from assess.collect.metrics.yaml_parts import aggregate, all_of, filtered, quoted
from assess.model.text import Text

_REFERENCE = re.compile(r"\$\{\s*([^{}]+?)\s*\}(?P<dot>\.)?")
_CONSTANT = re.compile(r"@\{\s*(\w+)\s*\}")
_LIQUID = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\$\{[^{}]*\}|@\{[^{}]*\}", re.DOTALL)
_PLAIN = re.compile(r"[\w.\"`]+")
CALCULATED = {"number", "string", "date", "time", "datetime", "yesno", "int", "percent_of_total",
              "percent_of_previous", "running_total", "period_over_period", ""}  # fmt: skip
_SHAPES = {"average": "avg", "sum_distinct": "sum", "average_distinct": "avg", "median_distinct": "median"}


@dataclass(slots=True)
class Sql:
    """The SQL of one measure with its references replaced; filled as texts are rendered."""

    model: Model
    view: View
    inputs: dict[str, str] = field(default_factory=dict)
    uses: list[Field] = field(default_factory=list)
    others: dict[str, View] = field(default_factory=dict)
    why: list[Text] = field(default_factory=list)
    whole_row: bool = False
    bigquery: bool = False
    window: str = ""
    window_of: str = ""
    _qualify: bool = False
    _within: list[tuple[str, str]] = field(default_factory=list)

    def restart(self) -> None:
        """From now on the view stands before each column; what was noted so far is forgotten, but the other views."""
        self._qualify, self.why, self.inputs, self.uses, self.window, self.window_of = True, [], {}, [], "", ""

    def text(self, written: str, view: View | None = None, alias: str = "") -> str:
        """One piece of SQL of a view."""
        if not written:
            return ""
        at = view or self.view
        named = alias or at.name
        written = _CONSTANT.sub(lambda m: self.model.constants.get(m[1], m[0]), written)
        shown = _REFERENCE.sub(lambda m: self._replaced(m, at, named), written)
        why = templated(shown)
        self.say(*why)
        if not why and _REFERENCE.fullmatch(written.strip()) and shown.startswith("(") and shown.endswith(")"):
            shown = shown[1:-1]
        return shown.strip()

    def filters(self, block: Block, view: View | None = None, alias: str = "") -> list[str]:
        """The conditions a measure's `filters` ask for; a time that rolls on becomes the window and its column."""
        asked = [pair for listed in block.stated.get("filters", ()) for pair in listed if isinstance(pair, tuple)]
        asked += [(b.text("field"), b.text("value")) for b in block.of("filters") if b.text("field")]
        asked += [(key, b.text(key)) for b in block.of("filters") if not b.text("field") for key in b.stated]
        conditions = []
        for name, value in asked:
            shown, kind, column = self._filtered(name, view or self.view, alias)
            found = predicate_of(shown, kind, value, self.bigquery) if shown else Filtered()
            self.say(*found.why)
            if found.window and self.window and found.window != self.window:
                self.say(Text("有两个统计周期。", "It has two windows of time."))
            if found.window:
                self.window, self.window_of = found.window, column
            if found.predicate:
                conditions.append(found.predicate)
        return conditions

    def _filtered(self, name: str, view: View, alias: str) -> tuple[str, str, str]:
        """A dimension that a filter names: its SQL, its type, and its column where it is one of time."""
        at, its_alias, field_name = self._at(name, view, alias or view.name)
        if at is None:
            return "", "", ""
        found, frame = self._found(at, field_name)
        if found is None or found.kind in ("filter", "parameter", "measure"):
            self.say(
                Text(f"筛选所用的字段“{name}”不是已有的维度。", f"The filter is on {name}, which is no dimension.")
            )
            return quoted(field_name), "", ""
        if at is not self.view:
            self.others.setdefault(its_alias, at)
        shown = self._dimension(found, frame, at, its_alias)
        kind = "case" if found.block.of("case") else found.block.text("type") or "string"
        if found.kind == "dimension_group":
            kind = "number" if LENGTH in frame else "time"
        column = self._sql_of(found, at, its_alias) if kind in ("time", "date", "date_time") else ""
        return (shown if _PLAIN.fullmatch(shown) else f"({shown})"), kind, column

    def say(self, *texts: Text) -> None:
        self.why += [t for t in texts if t not in self.why]

    def _at(self, path: str, view: View, alias: str) -> tuple[View | None, str, str]:
        """The view of a reference, its name in the query and the field's name; other views are noted."""
        if "." not in path:
            return view, alias, path
        before, name = path.split(".", 1)
        if before in (view.name, alias):
            return view, view.name if view is self.view else alias, name
        if before == self.view.name:
            return self.view, before, name
        found = self.others.get(before) or self._joined(before)
        if found is None:
            found, why = self.model.named(before, view.file)
            if found is None:
                self.say(*why)
        return found, before, name

    def _joined(self, alias: str) -> View | None:
        """The view behind the name of a join."""
        for explore in self.model.explores:
            join = explore.joins.get(alias)
            if join is not None and join.text("from") and _takes_part(explore, self.view):
                return self.model.named(join.text("from"), explore.file)[0]
            if explore.alias == alias and explore.view != alias and _takes_part(explore, self.view):
                return self.model.named(explore.view, explore.file)[0]
        return None

    def _found(self, view: View, name: str) -> tuple[Field | None, str]:
        """A field, and the timeframe of a group that its name ends on."""
        fields = self.model.fields(view)
        if name in fields:
            return fields[name], "raw" if fields[name].kind == "dimension_group" else ""
        return next(((fields[g], f) for g, f in frame_of(name) if g in fields and fields[g].kind == "dimension_group"),
                    (None, ""))  # fmt: skip

    def _replaced(self, match: re.Match[str], view: View, alias: str) -> str:  # noqa: PLR0911 - one return a kind
        path, dot = match[1], match["dot"] or ""
        if path == "TABLE":
            if dot:
                return f"{quoted(alias)}." if self._qualify or view is not self.view else ""
            self.whole_row = self.whole_row or view is self.view
            return quoted(alias)
        if path.endswith(".SQL_TABLE_NAME"):
            other, why = self.model.named(path.removesuffix(".SQL_TABLE_NAME"), view.file)
            self.say(*why)
            return (source_of(other, self.model) if other is not None else match[0]) + dot
        at, its_alias, name = self._at(path, view, alias)
        if at is None:
            return match[0]
        found, frame = self._found(at, name)
        if found is None or found.kind in ("filter", "parameter"):
            self.say(Text(f"视图“{at.name}”没有字段“{name}”。", f"The view {at.name} has no field {name}."))
            return (f"{quoted(its_alias)}.{quoted(name)}" if self._qualify else quoted(name)) + dot
        if found.kind == "measure":
            return self._measure(found, at, match.string) + dot
        if at is not self.view:
            self.others.setdefault(its_alias, at)
        shown = self._dimension(found, frame, at, its_alias)
        return (shown if _PLAIN.fullmatch(shown) else f"({shown})") + dot

    def _dimension(self, found: Field, frame: str, view: View, alias: str) -> str:
        key = (alias, found.name)
        if key in self._within or len(self._within) > DEEP:
            way = " → ".join(n for _, n in [*self._within, key])
            self.say(Text(f"维度循环引用：{way}。", f"Dimensions refer to each other in a circle: {way}."))
            return quoted(found.name)
        self._within.append(key)
        if LENGTH in frame:
            ends = [self.text(found.block.text(k), view, alias) for k in ("sql_start", "sql_end")]
            shown = length_of(frame, *ends, bigquery=self.bigquery)
        else:
            shown = self._sql_of(found, view, alias)
            if found.kind == "dimension_group" and found.block.text("type") != "duration":
                shown = in_frame(frame, shown, found.block.text("datatype"), self.bigquery)
        self._within.pop()
        return shown

    def _sql_of(self, found: Field, view: View, alias: str) -> str:
        cases = found.block.of("case")
        if cases:
            whens = [f"WHEN {self.text(w.text('sql'), view, alias)} THEN {literal(w.text('label'), self.bigquery)}"
                     for w in cases[-1].of("when")]  # fmt: skip
            default = cases[-1].text("else")
            return " ".join(["CASE", *whens, *([f"ELSE {literal(default, self.bigquery)}"] if default else []), "END"])
        return self.text(found.block.text("sql") or "${TABLE}." + quoted(found.name), view, alias)

    def _measure(self, found: Field, at: View, text: str) -> str:
        """A measure stands under its name; under another where a column beside it has that name."""
        if found.owner is not at:
            return self._inherited(found, at)
        bare = _REFERENCE.sub("", text)
        alias = found.name if at is self.view else f"{at.name}_{found.name}"
        if re.search(rf"\b{re.escape(alias)}\b", bare):
            alias += "_measure"
        self.inputs[alias] = found.place
        self.uses.append(found)
        return quoted(alias)

    def _inherited(self, found: Field, at: View) -> str:
        """A measure written by the view that this one extends, over this one's rows."""
        key = (at.name, found.name)
        if key in self._within or len(self._within) > DEEP:
            return quoted(found.name)
        self._within.append(key)
        alias = at.name
        if at is not self.view:
            self.others.setdefault(alias, at)
        kind, written = found.block.text("type"), self.text(found.block.text("sql"), at, alias)
        where = all_of(self.filters(found.block, at, alias))
        self._within.pop()
        return f"({written})" if kind in CALCULATED else filtered(aggregate_of(found.block, written), where)


def aggregate_of(block: Block, expression: str) -> str:
    """The aggregate that a measure is, empty for a type that is not known or has nothing to sum up."""
    kind = block.text("type")
    if not expression and kind != "count":
        return ""
    if kind.startswith("percentile"):
        share = float(block.text("percentile") or 50) / 100
        return f"PERCENTILE_CONT({share:g}) WITHIN GROUP (ORDER BY {expression})"
    if kind == "list":
        return f"ARRAY_AGG(DISTINCT {expression})"
    if kind == "count":
        return "COUNT(*)"
    if kind == "count_distinct" and block.text("approximate") == "yes":
        return f"APPROX_COUNT_DISTINCT({expression})"
    return aggregate(_SHAPES.get(kind, kind), expression)


def templated(text: str) -> tuple[Text, ...]:
    """What is said of a text with a template left in it."""
    left = _LIQUID.search(text)
    if left is None:
        return ()
    mark = left[0] if len(left[0]) <= 60 else f"{left[0][:60]}…"
    return (Text(f"有查询时才填写的模板“{mark}”。", f"A template is filled in only when queried: {mark}"),)


def _takes_part(explore: Explore, view: View) -> bool:
    return view.name in (explore.view, explore.alias) or any(
        view.name in (name, join.text("from")) for name, join in explore.joins.items()
    )
