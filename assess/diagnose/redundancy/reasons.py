"""The sentences that say why, with the numbers a client can check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assess.model import numbers
from assess.model.text import Text

_SENTENCES = {
    "rows": (
        "按 {key} 对比取值：前者 {a} 的行在后者中，后者 {b} 的行在前者中（{of} 个取值摘要）。",
        "By {key}, {a} of the first table's rows are in the second, {b} the other way ({of} sketched values).",
    ),
    "columns": (
        "{n} 个字段一一对应，占前者 {a}、后者 {b}。",
        "{n} columns map one to one: {a} of the first table's, {b} of the second's.",
    ),
    "support": ("其余可比字段中 {share} 的取值同样吻合。", "{share} of the other comparable columns agree as well."),
    "values": (
        "没有一个字段在两张表里都唯一，行重合由近似唯一的字段推算。",
        "No column is unique in both tables, so shared rows are inferred from a nearly unique one.",
    ),
    "metadata": (
        "只比较了表结构，没有比较取值。",
        "Only the form of the tables was compared, not their values.",
    ),
    "by_way_of": (
        "两张表直接对应的字段不多，但都与另外 {n} 张副本吻合（{words}）。",
        "Few of their columns match directly, but both repeat {n} other copies ({words}).",
    ),
    "same_rows": ("两张表行数相近（{a} 与 {b}）。", "The tables have about the same number of rows ({a} and {b})."),
    "other_rows": ("行数相差较大（{a} 与 {b}）。", "The numbers of rows differ widely ({a} and {b})."),
    "types": ("对应字段中有 {n} 个类型不同。", "{n} of the matched columns have another type."),
    "name_copy": ("表名带有备份或临时标记（{words}）。", "The name says backup or temporary ({words})."),
    "name_date": (
        "去掉日期或版本号后表名相同（{words}）。",
        "Without date or version number the names are the same ({words}).",
    ),
    "shard": (
        "去掉编号后表名相同，而行不重合：同一张表的分表。",
        "Without the number the names are the same and no rows are shared: parts of one table.",
    ),
    "environment": ("分属不同环境（{a}、{b}）。", "They belong to different environments ({a}, {b})."),
    "layer": (
        "由 {where} 的脚本从上一层加工而来，属于正常分层。",
        "The script at {where} derives one from the layer below it: layering as intended.",
    ),
    "step": (
        "由 {where} 的脚本加工而来，行或字段有增减：是加工步骤，不是副本。",
        "The script at {where} builds one from the other with rows or columns added or dropped: a step, not a copy.",
    ),
    "by_column": (
        "各字段的取值逐列吻合，但没有能区分行的字段，行重合无法估算。",
        "Column by column the values agree, but none tells rows apart, so shared rows cannot be estimated.",
    ),
    "derived": ("后者由 {where} 的脚本从前者复制而来。", "The script at {where} copies one from the other."),
    "grain_key": (
        "粒度不同：{column} 在一张表里每个取值约 {a} 行，在另一张表里约 {b} 行。",
        "Another grain: a value of {column} has about {a} rows in the first table and {b} in the second.",
    ),
    "grain_time": (
        "时间粒度不同：{column} 分别有 {a} 个和 {b} 个时点。",
        "Another time grain: {column} has {a} points in the first table and {b} in the second.",
    ),
    "grain_words": ("名称表明时间粒度不同（{a}、{b}）。", "The names say another time grain ({a}, {b})."),
    "other_facts": (
        "{key} 相同而其余字段的取值不同：说的是同一批对象的不同事实。",
        "{key} is shared and the other values are not: other facts about the same things.",
    ),
    "running": (
        "{key} 是各自的流水号，碰巧相同；其余字段没有共同取值。",
        "{key} is a running number in each, alike by accident; the other columns share no values.",
    ),
    "disjoint": (
        "表结构相同，行不重合（至多 {share}）：合并只省维护，不省存储。",
        "The same form and different rows ({share} shared at most): merging saves upkeep, not storage.",
    ),
    "tenants": (
        "同一数据源的 {n} 个库里有同名同结构的表：按业务分库的模板，取值未比较。",
        "{n} schemas of one source have this table: a template per tenant; values were not compared.",
    ),
    "slice": (
        "较小的表只有较大的表 {share} 的行：是它的一部分。",
        "The smaller table has {share} of the larger one's rows: a part of it.",
    ),
    "slice_value": (
        "较小的表里 {column} 只有 {a} 个取值，较大的表里有 {b} 个：按 {column} 截取的一部分。",
        "{column} has {a} values in the smaller table and {b} in the larger one: a part cut by {column}.",
    ),
    "slice_period": (
        "{column} 在较小的表里从 {a} 到 {b}，在较大的表里从 {c} 到 {d}：按时间截取的一部分。",
        "{column} runs from {a} to {b} in the smaller table, from {c} to {d} in the larger one: a part cut by time.",
    ),
    "periods_apart": (
        "{column} 的时间段不相交：前者 {a} 到 {b}，后者 {c} 到 {d}。",
        "{column} covers periods that do not meet: {a} to {b} in the first table, {c} to {d} in the second.",
    ),
    "superset": (
        "{table} 的行另一张表全有，且多出 {n} 行：后者是前者的超集。",
        "The other table has all rows of {table} and {n} more: a superset of it.",
    ),
    "history": (
        "表名说明存放的是历史数据（{words}），而行不重合：新旧数据分开存放，是同一张表的两部分。",
        "The name says rows of the past ({words}) and no rows are shared: two parts of one table, split by age.",
    ),
    "numbered": (
        "同一库中有 {n} 张表去掉编号或日期后同名（{words}），而没有不带编号的本表：按名称是分表，取值未比较。",
        (
            "{n} tables of one schema have this name but for a number or date ({words}), and none lacks it: by "
            "name parts of one table; values were not compared."
        ),
    ),
    "layer_names": (
        "名称分属数仓的不同层（{a}、{b}），其余部分同名：按名称属正常分层，没有看到加工脚本。",
        (
            "The names belong to different layers of the warehouse ({a}, {b}) and are the same otherwise: layering by "
            "name; no script was seen."
        ),
    ),
    "name_kinds": (
        "表名说明存的是不同种类的数据（{a} 与 {b}）。",
        "The names say different kinds of rows ({a} and {b}).",
    ),
    "name_kind": (
        "其中一张的表名多出一个词，说明粒度或含义不同（{word}）。",
        "One name has a word more that says another grain or meaning ({word}).",
    ),
    "name_words": (
        "同一数据源里两张表的名称各有所指（{a} 与 {b}）。",
        "Within one source the two names tell the tables apart ({a} and {b}).",
    ),
    "family": (
        "同一库中有 {n} 张结构相同、名称只差一个词的表（{words}）：同一模板分业务各存一张，取值未比较。",
        (
            "{n} tables of one schema have names that differ in one word only ({words}): one template per business; "
            "values were not compared."
        ),
    ),
    "column_period": (
        "字段表明时间粒度不同（{a} 与 {b}）。",
        "Columns say another time grain ({a} and {b}).",
    ),
    "column_sums": (
        "只在一张表里的 {of} 个字段中有 {n} 个是汇总或首末次（{words}）：一行的含义不同。",
        (
            "Of the {of} columns that only one table has, {n} are aggregates or firsts and lasts ({words}): a row "
            "means something else."
        ),
    ),
    "key_columns": (
        "主键不同（{a} 与 {b}），而这些字段两张表都有：每个对象的行数不同。",
        "The primary keys differ ({a} and {b}) though both tables have these columns: other rows per thing.",
    ),
    "narrow": ("只保留了另一张表 {share} 的字段。", "It keeps only {share} of the other table's columns."),
}  # fmt: skip


@dataclass(frozen=True)
class Reason:
    """One sentence not yet put into words: shares are floats up to 1, counts are whole numbers."""

    code: str
    words: dict[str, Any]

    @property
    def text(self) -> Text:
        zh, en = _SENTENCES[self.code]
        return Text(zh.format(**_shown(self.words, "zh")), en.format(**_shown(self.words, "en")))


def say(code: str, **words: Any) -> Reason:
    """The reason `code` with its numbers."""
    return Reason(code, words)


def _shown(words: dict[str, Any], language: str) -> dict[str, str]:
    out = {}
    for key, value in words.items():
        if isinstance(value, str):
            out[key] = str(value)
        elif isinstance(value, int):
            out[key] = numbers.count(value, language)
        elif isinstance(value, float):
            out[key] = f"{value:g}" if value > 1 else numbers.percent(value)
        else:
            out[key] = ("、" if language == "zh" else ", ").join(str(v) for v in value)
    return out
