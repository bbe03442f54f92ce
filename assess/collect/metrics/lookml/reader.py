"""Measures of LookML: their references resolved through extended and refined views and the joins of explores."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from assess.collect.metrics.definition import Definition, File
from assess.collect.metrics.lookml.model import Field, Model, View, add_fields
from assess.collect.metrics.lookml.source import from_explores, is_bigquery, source_of, without_source
from assess.collect.metrics.lookml.sql import CALCULATED, Sql, aggregate_of, templated
from assess.collect.metrics.lookml.tree import Block, parse
from assess.collect.metrics.semantic.joins import circles, circular, table_in_from
from assess.collect.metrics.yaml_parts import all_of
from assess.model.text import Text

_CURRENCIES = {"usd": "usd", "gbp": "gbp", "eur": "eur", "percent": "percent"}
_SIGNS = {"%": "percent", "$": "usd", "€": "eur", "£": "gbp"}
_BROKEN = Text("这一段写法有误，只读到名称。", "This part does not parse; only its name was read.")
_SHORT = 60


def read(files: Sequence[File]) -> Iterable[Definition]:
    """Every measure of these files where it is written: in its view, or again in what refines the view.

    A measure that a view inherits is a definition of the view that wrote it. What an explore always asks of its rows
    (`sql_always_where`) is part of the filter where all explores that start from the view ask the same; what a person
    can change in a query is not. The time column is stated where a view has but one dimension of time.
    """
    tops = []
    for file in files:
        top, faults = parse(file.text)
        tops.append((file.name, top))
        for fault in faults:
            yield Definition("(file)", file.name, fault.line, "lookml", unresolved=(
                Text(f"第 {fault.line} 行起不是有效的 LookML（{fault.what}）。",
                     f"From line {fault.line} it is not valid LookML: {fault.what}."),
            ))  # fmt: skip
    model = Model(tops)
    made: list[tuple[str, Definition]] = []
    uses: dict[str, list[str]] = {}
    seen: set[Block] = set()
    for view in [*model.views, *model.stray]:
        for written, measure in _written(view, model):
            if written not in seen:  # what refines several views of one name is written once
                seen.add(written)
                definition, used = _define(measure, view, model)
                made.append((measure.place, definition))
                uses[measure.place] = used
    ways = circles({place: [u for u in used if u in uses] for place, used in uses.items()})
    for place, definition in made:
        way = ways.get(place)
        if way:
            names = [p.rsplit(" ", 1)[-1] for p in way]
            yield replace(definition, unresolved=(*definition.unresolved, circular(names)))
        else:
            yield definition


def _written(view: View, model: Model) -> Iterator[tuple[Block, Field]]:
    """The measures of a view as often as they are written: as written, and over what was written before."""
    found: dict[str, Field] = {}
    for parent in model.parents(view.block, view):
        found |= model.fields(parent)
    for file, block in [(view.file, view.block), *view.refinements]:
        for measure in block.of("measure"):
            add_fields(found, view, file, Block("view", view.name, block.line, {}, [measure]))
            yield measure, found[measure.name]


def _define(measure: Field, view: View, model: Model) -> tuple[Definition, list[str]]:
    block = measure.block
    name = measure.name or "(unnamed)"
    if "(broken)" in block.stated:
        return Definition(name, measure.file, measure.line, "lookml", unresolved=(_BROKEN,)), []
    sql = Sql(model, view)
    stated = source_of(view, model)
    sql.bigquery = is_bigquery(stated)
    kind = block.text("type")
    expression, *conditions = _rendered(sql, block)
    why = [*model.missing(view), *sql.why, *_said_of(block, kind, _keys(view, model))]
    if kind not in CALCULATED:
        made = aggregate_of(block, expression)
        if not made and expression:
            why.append(Text(f"度量类型“{kind}”不认识。", f"The measure type {kind} is not known."))
        expression = made
    if not expression and kind != "period_over_period":
        why.append(Text("没有写 sql。", "It gives no sql."))
    base, its_why = _base(sql, view, stated)
    times = _times(view, sql)
    definition = Definition(
        name, measure.file, measure.line, "lookml", expression=expression, label=_label(block), base=base,
        filter=all_of(conditions), time_column=sql.window_of or (times[0] if len(times) == 1 else ""),
        window="all time" if kind == "running_total" else sql.window, unit=_unit(block, model),
        owner=_tagged(block, "owner"), department=_tagged(block, "department", "team"),
        dialect="bigquery" if is_bigquery(base) else "", inputs=sql.inputs,
        unresolved=tuple(dict.fromkeys([*why, *its_why])),
    )  # fmt: skip
    return definition, [f.place for f in sql.uses]


def _rendered(sql: Sql, block: Block) -> list[str]:
    """The expression of a measure, then its conditions; all anew once another view takes part."""
    always = _always(sql)
    written = block.text("sql") or (f"${{{block.text('list_field')}}}" if block.text("list_field") else "")
    if block.text("type") == "period_over_period" and block.text("based_on"):
        written = "${" + block.text("based_on") + "}"
    for _ in range(2):
        before = bool(sql.others)
        shown = [sql.text(written), *sql.filters(block), *([sql.text(*always)] if always else [])]
        if bool(sql.others) == before:
            break
        sql.restart()
    return shown


def _always(sql: Sql) -> tuple[str, View, str] | None:
    """What every explore that starts from the view asks of its rows."""
    explores = sql.model.explores_of(sql.view)
    if len({re.sub(r"\s+", " ", e.always).strip() for e in explores}) != 1 or not explores[0].always:
        return None
    return explores[0].always, sql.view, explores[0].alias


def _base(sql: Sql, view: View, source: str) -> tuple[str, tuple[Text, ...]]:
    """The FROM clause of a view and of those its measure refers to."""
    unnested = [e for e in sql.model.explores if view.name in e.joins and e.joins[view.name].text("sql")]
    if sql.others or (unnested and sql.model.stated(view) is None):
        both = Sql(sql.model, view, bigquery=sql.bigquery)
        both.restart()
        text, why = from_explores(view, set(sql.others), sql.model, both.text)
        if text:
            return text, (*why, *both.why, *templated(text))
        return source, why
    if not source:
        return "", (without_source(view),)
    return (table_in_from(view.name, source) if sql.whole_row else source), templated(source)


def _keys(view: View, model: Model) -> set[str]:
    """The primary keys of a view, which tell its rows apart anyway."""
    return {f.name for f in model.fields(view).values() if f.block.text("primary_key") == "yes"}


def _said_of(block: Block, kind: str, keys: set[str]) -> list[Text]:
    """What a formula over rows cannot say of a measure."""
    said: list[Text] = []
    key = block.text("sql_distinct_key").strip("${} ")
    if kind.endswith("_distinct") and kind != "count_distinct" and key and key.rsplit(".", 1)[-1] not in keys:
        said.append(Text(f"每个 {key} 只计一次，公式里写不出。",
                         f"It counts once per {key}, which the formula does not say."))  # fmt: skip
    if kind in ("percent_of_total", "percent_of_previous"):
        said.append(Text("数值由查询结果各行相比得出，公式里写不出。",
                         "Its value compares the rows of a result, which a formula cannot say."))  # fmt: skip
    if kind == "period_over_period":
        by = " ".join(filter(None, (block.text("based_on_time"), block.text("period"), block.text("kind"))))
        said.append(Text(f"与另一时期相比（{by}），公式里写不出。",
                         f"It compares with another period ({by}), which a formula cannot say."))  # fmt: skip
    return said


def _times(view: View, sql: Sql) -> list[str]:
    """The columns of the dimensions of time that a view has."""
    fields = sql.model.fields(view).values()
    groups = [f for f in fields if f.kind == "dimension_group" and f.block.text("type") != "duration"]
    if len(groups) != 1:
        return []
    column = re.fullmatch(r"\$\{TABLE\}\.([\w.]+)", groups[0].block.text("sql") or "${TABLE}." + groups[0].name)
    return [column[1]] if column else []


def _label(block: Block) -> str:
    description = block.text("description")
    return block.text("label") or (description if len(description) <= _SHORT and "\n" not in description else "")


def _unit(block: Block, model: Model) -> str:
    named = block.text("value_format_name")
    written = block.text("value_format") or model.formats.get(named, "")
    known = _CURRENCIES.get(named.split("_")[0].lower(), "") if named not in model.formats else ""
    return known or next((unit for sign, unit in _SIGNS.items() if sign in written), "")


def _tagged(block: Block, *keys: str) -> str:
    tags = [tag.split(":", 1) for tag in block.words("tags") if ":" in tag]
    return next((value.strip() for key in keys for name, value in tags if name.strip().lower() == key), "")
