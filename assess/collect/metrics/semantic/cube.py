"""Measures of Cube's data models in YAML: what they refer to is looked up in their cube, then in those it joins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from assess.collect.metrics.definition import Definition, File
from assess.collect.metrics.located import Map
from assess.collect.metrics.semantic.cube_references import (
    CALCULATED,
    Cube,
    Cubes,
    Reference,
    Rendered,
    aggregate_of,
    type_of,
)
from assess.collect.metrics.semantic.joins import circles, circular
from assess.collect.metrics.yaml_parts import (
    about,
    aggregates,
    all_of,
    documents,
    entries,
    inner,
    label_of,
    name_of,
)
from assess.model.text import Text

_STAGES = ("group_by", "reduce_by", "add_group_by", "order_by")


@dataclass(frozen=True, eq=False, slots=True)
class Measure:
    """A measure as found."""

    cube: Cube
    name: str
    line: int
    data: Map
    why: tuple[Text, ...] = ()


@dataclass(slots=True)
class _Made:
    definition: Definition
    uses: list[Reference] = field(default_factory=list)


def read(files: Sequence[File]) -> Iterable[Definition]:
    """Every measure of these files; one that a cube inherits is a definition of the cube that wrote it."""
    cubes = Cubes()
    broken: list[Definition] = []
    for file in files:
        found, faults = documents(file, "cube")
        broken += faults
        for document in found:
            for key in ("cubes", "views"):
                for entry in entries(document, key, repeated=True):
                    name, line, _ = name_of(entry)
                    cubes.add(Cube(name, file.name, line, entry))
    measures = [_measure(cube, entry) for cube in cubes.all for entry in entries(cube.data, "measures")]
    made = [_define(measure, cubes) for measure in measures]
    yield from _with_circles(measures, made)
    yield from broken


def _measure(cube: Cube, entry: Map) -> Measure:
    name, line, why = name_of(entry)
    return Measure(cube, name, line, entry, why)


def _with_circles(measures: Sequence[Measure], made: Sequence[_Made]) -> Iterable[Definition]:
    at: dict[tuple[Cube, str], list[Measure]] = defaultdict(list)
    for measure in measures:
        at[measure.cube, measure.name].append(measure)
    uses = {
        measure: [other for ref in one.uses for other in at.get((ref.cube, ref.name), ())]
        for measure, one in zip(measures, made, strict=True)
    }
    ways = circles(uses)
    for measure, one in zip(measures, made, strict=True):
        way = ways.get(measure)
        if way:
            why = (*one.definition.unresolved, circular([m.name for m in way]))
            yield replace(one.definition, unresolved=why)
        else:
            yield one.definition


def _define(measure: Measure, cubes: Cubes) -> _Made:
    data, cube = measure.data, measure.cube
    kind = type_of(data)
    rendered = Rendered(cube, cubes)
    written = data.text("sql")
    conditions = [f.text("sql") for f in entries(data, "filters")]
    texts = rendered.texts([written, *conditions])
    uses = list(rendered.measures.values())
    mixed = bool(uses) and kind in CALCULATED and aggregates(texts[0])
    if mixed:  # rows of its own beside other measures, whose filters must not reach them
        rendered = Rendered(cube, cubes, write_out=True)
        texts = rendered.texts([written, *conditions])
    expression, where = texts[0], all_of(texts[1:])
    why = [*measure.why, *rendered.why, *_said_of(measure, kind, bool(rendered.measures))]
    if kind not in CALCULATED:
        expression = aggregate_of(kind, expression)
        if not expression and written:
            why.append(Text(f"度量类型“{kind}”不认识。", f"The measure type {kind} is not known."))
    if mixed and rendered.measures:
        why.append(Text("把自身的行与另一个 cube 的度量放在同一个算式里，分不开。",
                        "It mixes rows of its own with a measure of another cube."))  # fmt: skip
    if not written and kind != "count":
        why.append(Text("没有写 sql。", "It gives no sql."))
    base, its_why = rendered.base()
    meta = inner(data, "meta")
    facts = about(meta, data, inner(cube.data, "meta"))
    if not facts["unit"] and data.text("format") == "percent":
        facts["unit"] = "percent"
    shifted = "time_shift" in data
    definition = Definition(
        measure.name, cube.file, measure.line, "cube", expression=expression, label=label_of(data, "title"),
        base=base, filter=where, window=_window(data, kind),
        inputs={} if shifted else {alias: ref.place for alias, ref in rendered.measures.items()},
        unresolved=tuple(dict.fromkeys([*why, *its_why])), **facts,
    )  # fmt: skip
    return _Made(definition, uses)


def _said_of(measure: Measure, kind: str, uses_measures: bool) -> list[Text]:
    """What a formula over rows cannot say of a measure."""
    data = measure.data
    said: list[Text] = []
    if not kind:
        said.append(Text("没有写度量类型。", "It gives no type."))
    if "time_shift" in data:
        by = ", ".join(filter(None, (f"{s.text('interval', 'name')} {s.text('type')}".strip()
                                     for s in entries(data, "time_shift"))))  # fmt: skip
        said.append(Text(f"数值取自移动后的时间（{by}），公式里写不出。",
                         f"Its value is that of another time ({by}), which a formula cannot say."))  # fmt: skip
    stages = [key for key in _STAGES if key in data]
    if stages:
        said.append(Text(f"分阶段汇总（{'、'.join(stages)}），公式只写出最后一步。",
                         f"It is summed up in stages ({', '.join(stages)}); the formula has the last."))  # fmt: skip
    elif uses_measures and kind not in CALCULATED:
        said.append(Text("对其他度量再汇总，公式只写出最后一步。",
                         "It sums up another measure; the formula has the last step only."))  # fmt: skip
    if "case" in data:
        said.append(Text("按查询时的取值选用不同的度量（case）。", "Which measure it is depends on the query (case)."))
    return said


def _window(data: Map, kind: str) -> str:
    """The window as a period: `7 day`, `month to date`, or all the time there is."""
    rolling = inner(data, "rolling_window") or inner(data, "rollingWindow")
    if not rolling:
        return "all time" if kind == "running_total" else ""
    if rolling.text("type") == "to_date":
        return f"{rolling.text('granularity')} to date"
    trailing, leading = rolling.text("trailing"), rolling.text("leading")
    if leading and leading != "unbounded":
        ahead = f"{leading} ahead"
        return f"{trailing} back, {ahead}" if trailing else ahead
    return "all time" if "unbounded" in (trailing, leading) else trailing
