"""Metrics of metric-hub's TOML files: their data sources and what they leave out looked up among all files."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Any

from assess.collect.metrics.definition import Definition, File
from assess.collect.metrics.metric_hub.sql import Rendered, aggregated
from assess.collect.metrics.metric_hub.toml import Entry, Toml, parse
from assess.collect.metrics.semantic.joins import circles, circular, nearest
from assess.model.text import Text

_CENTRAL = ("definitions", "definitions_v2")
_LISTS = ("daily", "weekly", "28_day", "overall", "preenrollment_weekly", "preenrollment_days28")
_RATIOS = ("population_ratio", "per_client_ratio", "ratio")
_JOINS = {"one_to_one": "INNER JOIN", "many_to_one": "RIGHT JOIN", "one_to_many": "LEFT JOIN"}
_SHORT = 60


@dataclass(frozen=True, eq=False, slots=True)
class Source:
    """A file as found; `folders` are those it lies in, `product` the one it is about as far as it says."""

    file: str
    name: str
    line: int
    folders: tuple[str, ...]
    toml: Toml
    product: str

    @property
    def central(self) -> bool:
        """Whether the file holds definitions for others to use."""
        return self.folders[-1:] != () and self.folders[-1] in _CENTRAL


class Catalog:
    """All files by the product they are about."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.products: dict[str, list[Source]] = defaultdict(list)
        self.helpers: dict[str, str] = {}
        self._named: dict[str, list[Source]] = defaultdict(list)
        for source in sources:
            for name, stated in source.toml.table("functions").items():
                if isinstance(stated, Mapping) and isinstance(stated.get("definition"), str):
                    self.helpers.setdefault(name, stated["definition"])
            self._named[source.name].append(source)
            if source.central:
                self.products[source.name].append(source)
        self._known = {product: set().union(*map(_names, files)) for product, files in self.products.items()}
        self._chains: dict[Source, tuple[list[Source], tuple[str, ...]]] = {}

    def chain(self, source: Source) -> tuple[list[Source], tuple[str, ...]]:
        """The files in which a file's names are looked up, and the products among which none could be chosen.

        Where a file does not say which product it is about, it is the one that defines most of what it refers to.
        """
        if source not in self._chains:
            several: tuple[str, ...] = ()
            files = self.products.get(source.product, [])
            if not files:
                fitting = self._fitting(_asked(source))
                files = self.products[fitting[0]] if len(fitting) == 1 else self._named.get(source.product, [])
                several = tuple(fitting) if len(fitting) > 1 else ()
            others = [other for other in files if other is not source]
            near = nearest(others, source.file)
            self._chains[source] = ([source, *near, *(o for o in others if o not in near)], several)
        return self._chains[source]

    def _fitting(self, asked: set[str]) -> list[str]:
        found = {product: len(asked & known) for product, known in self._known.items()}
        most = max(found.values(), default=0)
        return [product for product, count in found.items() if count == most] if most else []


def _names(source: Source) -> set[str]:
    """What a file defines."""
    toml = source.toml
    return {*toml.table("data_sources"), *toml.table("segments"), *(m.name for m in toml.metrics)}


def read(files: Sequence[File]) -> Iterable[Definition]:
    """Every metric table of these files; one without a formula has that of the definitions for its product.

    Helpers such as `agg_sum` are written out as the files' `[functions]` say, else as metric-hub defines them.
    """
    sources = [_source(file) for file in files]
    catalog = Catalog(sources)
    made: list[tuple[str, Definition, list[str]]] = []
    for source in sources:
        for line, fault in source.toml.faults:
            yield Definition("(file)", source.file, line, "metric-hub", unresolved=(fault,))
        for entry in source.toml.metrics:
            definition = _define(entry, source, catalog)
            made.append((_place(source, entry), definition, list(definition.inputs.values())))
    known = {place for place, _, _ in made}
    ways = circles({place: [u for u in uses if u in known] for place, _, uses in made})
    for place, definition, _ in made:
        if way := ways.get(place):
            why = circular([p.rsplit(" ", 1)[-1] for p in way])
            yield replace(definition, unresolved=(*definition.unresolved, why))
        else:
            yield definition


def _source(file: File) -> Source:
    toml = parse(file.text)
    path, folders = file.path, file.path.parts[:-1]
    stated = toml.table("project").get("platform") or toml.table("experiment").get("app_name")
    product = str(stated) if stated else path.stem
    if not stated and folders[-2:-1] == ("outcomes",):
        product = folders[-1]
    return Source(file.name, path.stem, 1, folders, toml, product)


def _asked(source: Source) -> set[str]:
    """The data sources, metrics and segments that a file refers to but does not define."""
    toml = source.toml
    metrics = toml.table("metrics")
    asked = {str(m.data["data_source"]) for m in toml.metrics if "data_source" in m.data}
    asked |= {m.name for m in toml.metrics if not _has_formula(m.data) and "depends_on" not in m.data}
    lists = [metrics.get(key) for key in _LISTS] + [m.data.get("depends_on") for m in toml.metrics]
    for listed in [*lists, toml.table("project").get("metrics"), toml.table("experiment").get("segments")]:
        asked |= {item for item in listed if isinstance(item, str)} if isinstance(listed, list) else set()
    own = {
        *toml.table("data_sources"),
        *toml.table("segments"),
        *(m.name for m in toml.metrics if _has_formula(m.data)),
    }
    return asked - own


def _has_formula(metric: Mapping[str, Any]) -> bool:
    return bool(metric.get("select_expression") or metric.get("aggregation"))


def _place(source: Source, entry: Entry) -> str:
    return f"{source.file}:{entry.line} {entry.name}"


def _define(entry: Entry, source: Source, catalog: Catalog) -> Definition:
    chain, several = catalog.chain(source)
    data: dict[str, Any] = dict(entry.data)
    home, why = source, list(entry.why)
    if not (_has_formula(data) and data.get("data_source")) and not entry.why:
        inherited = next(((s, m) for s in chain if s is not source for m in s.toml.metrics
                          if m.name == entry.name and _has_formula(m.data)), None)  # fmt: skip
        if inherited is not None:
            home = source if _has_formula(data) and entry.data.get("data_source") else inherited[0]
            data = {**inherited[1].data, **data}
    sql = Rendered(catalog.helpers, {**home.toml.table("parameters"), **source.toml.table("parameters")})
    expression = sql.text(str(data["select_expression"])) if data.get("select_expression") else ""
    if not expression and data.get("aggregation"):
        expression = aggregated(data, sql)
    ratio = _ratio(data) if not expression else ()
    if ratio:
        expression, sql.metrics = f"{ratio[0]} / {ratio[1]}", list(ratio)
    named = sql.metrics or [str(n) for n in data.get("depends_on") or () if not expression]
    inputs, its_why = _inputs(named, source, chain)
    why += [*sql.why, *its_why]
    if not expression and not entry.why:
        why.append(_no_formula(entry, several, bool(named)))
    base, time_column = "", ""
    base_why: tuple[Text, ...] = ()
    if data.get("data_source"):
        base, time_column, base_why = _base(str(data["data_source"]), [home, *chain], several, expression)
    elif expression and not inputs:
        base_why = (Text("没有写数据来源（data_source）。", "It gives no data_source."),)
    window = data.get("cumulative_window") or data.get("incremental_window")
    owner = data.get("owner")
    return Definition(
        entry.name, source.file, entry.line, "metric-hub", expression=expression,
        label=str(data.get("friendly_name") or "").strip() or _short(str(data.get("description") or "")),
        base=base, time_column=time_column, window=f"{window} day" if window else "",
        owner=", ".join(map(str, owner)) if isinstance(owner, list) else str(owner or ""), dialect="bigquery",
        inputs=inputs, unresolved=tuple(dict.fromkeys([*why, *base_why])),
    )  # fmt: skip


def _short(description: str) -> str:
    """A description short enough to be a second name."""
    text = description.strip()
    return text if len(text) <= _SHORT and "\n" not in text else ""


def _ratio(data: Mapping[str, Any]) -> tuple[str, ...]:
    """Numerator and denominator of a metric that is nothing but a ratio of two others."""
    statistics = data.get("statistics")
    if not isinstance(statistics, Mapping):
        return ()
    for kind in _RATIOS:
        stated = statistics.get(kind)
        if isinstance(stated, Mapping) and stated.get("numerator") and stated.get("denominator"):
            return str(stated["numerator"]), str(stated["denominator"])
    return ()


def _inputs(names: Sequence[str], source: Source, chain: Sequence[Source]) -> tuple[dict[str, str], list[Text]]:
    inputs: dict[str, str] = {}
    why = []
    for name in names:
        place = next((_place(s, m) for s in dict.fromkeys([source, *chain]) for m in s.toml.metrics
                      if m.name == name), "")  # fmt: skip
        if place:
            inputs[name] = place
        else:
            why.append(Text(f"找不到指标“{name}”。", f"There is no metric {name} in the files read."))
    return inputs, why


def _no_formula(entry: Entry, several: Sequence[str], depends: bool) -> Text:
    if depends:
        return Text("由其他指标经统计得出，没有写公式。", "It is a statistic of other metrics and gives no formula.")
    if several:
        which = ", ".join(several)
        return Text(f"公式在别处定义，{'、'.join(several)} 中没有说明是哪一个产品。",
                    f"Its formula stands elsewhere; which product is meant of {which} is not said.")  # fmt: skip
    return Text(f"没有写公式，读到的文件里也没有“{entry.name}”的公式。",
                f"It gives no formula, nor does any file read for {entry.name}.")  # fmt: skip


def _base(
    name: str, chain: Sequence[Source], several: Sequence[str], expression: str
) -> tuple[str, str, tuple[Text, ...]]:
    """The FROM clause of a data source, its date column, and what could not be found of it."""
    stated = _stated(name, chain)
    if not isinstance(stated.get("from_expression"), str):
        if several:
            which = Text(f"数据来源“{name}”有多个产品定义（{'、'.join(several)}），没有说明是哪一个。",
                         f"Several products define the data source {name} ({', '.join(several)}); which one is meant "
                         "is not said.")  # fmt: skip
            return "", "", (which,)
        return "", "", (Text(f"找不到数据来源“{name}”。", f"There is no data source {name} in the files read."),)
    base, why = _from(name, stated)
    day = str(stated.get("submission_date_column") or "submission_date")
    joins = stated.get("joins")
    for other, join in joins.items() if isinstance(joins, Mapping) else ():
        if re.search(rf"\b{re.escape(other)}\.", expression) and isinstance(join, Mapping):
            its = _stated(other, chain)
            source, its_why = _from(other, its)
            why += its_why
            keys = [(str(stated.get(k) or d), str(its.get(k) or d)) for k, d in
                    (("client_id_column", "client_id"), ("submission_date_column", "submission_date"))]  # fmt: skip
            condition = join.get("on_expression") or " AND ".join(f"{name}.{a} = {other}.{b}" for a, b in keys)
            start = base if " AS " in base and base.endswith(f" AS {name}") else f"(SELECT * FROM {base}) AS {name}"
            kind = _JOINS.get(str(join.get("relationship")), "JOIN")
            base = f"{start} {kind} (SELECT * FROM {source}) AS {other} ON {condition}"
    return base, "" if day.lower() in ("null", "none") else day, why


def _stated(name: str, chain: Sequence[Source]) -> dict[str, Any]:
    """All that is said of a data source: what stands nearer counts; a name may stand for several by its wildcard."""
    stated: dict[str, Any] = {}
    for source in reversed(list(dict.fromkeys(chain))):
        for key, said in source.toml.table("data_sources").items():
            if isinstance(said, Mapping) and (key == name or ("*" in key and fnmatchcase(name, key))):
                stated |= said
    return stated


def _from(name: str, stated: Mapping[str, Any]) -> tuple[str, tuple[Text, ...]]:
    written, dataset = str(stated.get("from_expression") or "").strip().rstrip(";"), stated.get("default_dataset")
    if not written:
        return "", (Text(f"找不到数据来源“{name}”。", f"There is no data source {name} in the files read."),)
    if "{dataset}" in written and not dataset:
        return written, (
            Text(f"数据来源“{name}”没有写默认数据集。", f"The data source {name} gives no default_dataset."),
        )
    return written.replace("{dataset}", str(dataset)), ()
