"""Which file goes to which reader, and what a reader may do: give a result, or say what is wrong with the file."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from assess.model.errors import AssessError
from benchmarks.fuzz import made, seeds

Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Reader:
    """`files` makes valid files by name; `read` is called with the path of one of them after it was spoilt."""

    files: Callable[[], Files]
    read: Callable[[Path], Any]


def outcome(reader: Reader, path: Path) -> str:
    """`read` or the sentences of the refusal; anything else a reader raises comes out of here."""
    try:
        reader.read(path)
    except AssessError as error:
        said = str(error)
        if not said.strip():
            raise AssertionError("a refusal that says nothing") from error
        return said
    return "read"


def _texts(**files: str) -> Callable[[], Files]:
    return lambda: {name.replace("__", "."): text.encode() for name, text in files.items()}


def _named(files: Mapping[str, str]) -> Callable[[], Files]:
    return lambda: {name: text.encode() for name, text in files.items()}


def _catalog(path: Path) -> None:
    from assess.collect.catalog_file import read_catalogs
    from assess.diagnose.redundancy.groups import find_copies

    find_copies(read_catalogs([path]))


def _ddl(path: Path) -> None:
    from assess.collect.ddl_file import read_ddl

    read_ddl([path], "hive", source="s", root=path.parent)


def _lineage(path: Path) -> None:
    from assess.collect.lineage.as_json import lineage_of

    json.dumps(lineage_of([path], root=path.parent), ensure_ascii=False).encode()


def _metrics(path: Path) -> None:
    from assess.collect.metrics.read import read_metrics
    from assess.diagnose.metrics.as_json import metrics_json

    json.dumps(metrics_json(read_metrics([path], root=path.parent)), ensure_ascii=False).encode()


def _answers(path: Path) -> None:
    from assess.collect.answers_file import read_answers

    read_answers([path])


def _wide(path: Path) -> None:
    from assess.collect.answers_wide import answers_csv, import_answers
    from assess.store.bank_file import load_bank

    answers_csv(import_answers(path, load_bank("base"), leave_out=True))


def _map(path: Path) -> None:
    from assess.collect.answers_wide import import_answers
    from assess.store.bank_file import load_bank

    for name, data in _maps().items():
        if name != path.name:
            path.with_name(name).write_bytes(data)
    import_answers(path.with_name("wide.csv"), load_bank("base"), path.with_name("map.yaml"))


def _bank(path: Path) -> None:
    from assess.collect.banks import read_bank

    read_bank(path)


def _own_bank(path: Path) -> None:
    from assess.store.bank_file import load_bank

    load_bank(path)


def _engagement(path: Path) -> None:
    from assess.store.engagement_file import load_engagement

    path.with_name("c.csv").write_text(seeds.CATALOG, "utf-8")
    load_engagement(path.parent)


def _words(path: Path) -> None:
    from assess.store.engagement_file import read_words

    read_words(path)


def _crosswalk(path: Path) -> None:
    from assess.store.bank_file import load_bank
    from assess.store.crosswalk_file import load_crosswalk

    load_crosswalk(path, load_bank("base+extended"))


def _result(path: Path) -> None:
    from assess.store.runs import load_result

    load_result(path).model_dump_json()


def _baseline(path: Path) -> None:
    from assess.operate.gate.baseline import read_baseline

    read_baseline(path)


def _template(path: Path) -> None:
    from assess.report.pptx.lint import lint_template
    from assess.report.pptx.template import client_deck

    lint_template(path)
    client_deck(path)


def _usage(path: Path) -> None:
    from assess.collect.usage_file import read_usage

    read_usage([path], source="s", root=path.parent)


def _samm(path: Path) -> None:
    from assess.collect.banks.samm import read_samm

    folder = path.parent / "model"
    for name, text in seeds.SAMM.items():
        place = folder / f"{name}.yml"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(path.read_bytes() if place.name == path.name else text.encode())
    read_samm(folder)


def _log(path: Path) -> None:
    from assess.collect.answers_file import read_answers
    from assess.diagnose.maturity.as_json import score_json
    from assess.diagnose.maturity.releases import kept_releases
    from assess.store.bank_file import load_bank

    given = path.with_name("given.csv")
    given.write_text(seeds.MANY_ANSWERS, "utf-8")
    with kept_releases(path) as releases:
        score_json(load_bank("base"), read_answers([given]).answers, releases)


@cache
def _logs() -> Files:
    """A log as a first score leaves it."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        _log(Path(folder) / "log.json")
        return {"log.json": (Path(folder) / "log.json").read_bytes()}


@cache
def _forms() -> Files:
    """The shipped questionnaire as other programs' forms."""
    from tempfile import TemporaryDirectory

    from assess.report.questionnaire import write_questionnaire
    from assess.store.bank_file import load_bank

    with TemporaryDirectory() as folder:
        (Path(folder) / "own.yaml").write_bytes(made.small_bank())
        bank = load_bank(Path(folder) / "own.yaml")
        return {
            f"form.{ending}": write_questionnaire(bank, form, Path(folder) / f"f.{ending}", "zh").read_bytes()
            for form, ending in (("xlsform", "xlsx"), ("surveyjs", "json"))
        }


@cache
def _maps() -> Files:
    """The map that is proposed for a file of answers."""
    from tempfile import TemporaryDirectory

    from assess.collect.answers_wide import import_answers
    from assess.store.bank_file import load_bank

    with TemporaryDirectory() as folder:
        asked = load_bank("base").items[0]
        texts = f"编号,层级,部门,{asked.question.zh}\n1,高层,销售部,3\n2,中层,销售部,5\n"
        wide, out = Path(folder) / "wide.csv", Path(folder) / "map.yaml"
        wide.write_text(texts, "utf-8")
        import_answers(wide, load_bank("base"), out)
        return {"map.yaml": out.read_bytes(), "wide.csv": texts.encode()}


@cache
def _results() -> Files:
    """A result of a check-up of little."""
    from tempfile import TemporaryDirectory

    from assess.checkup import collect_stage, diagnose_stage
    from assess.store.runs import result_bytes

    with TemporaryDirectory() as folder:
        (Path(folder) / "c.csv").write_text(seeds.CATALOG, "utf-8")
        head = "".join(line for line in seeds.ENGAGEMENT.splitlines(keepends=True) if "kind: database" not in line)
        (Path(folder) / "engagement.yaml").write_text(head, "utf-8")
        collect_stage(Path(folder))
        return {"result.json": result_bytes(diagnose_stage(Path(folder)))}


READERS: dict[str, Reader] = {
    "catalog": Reader(
        lambda: {"c.csv": seeds.CATALOG.encode(), "c.jsonl": made.json_lines(seeds.CATALOG).encode(),
                 "c.parquet": made.parquet(seeds.CATALOG), "c.xlsx": made.workbook(seeds.CATALOG)}, _catalog),
    "ddl": Reader(_texts(d__sql=seeds.DDL), _ddl),
    "sql": Reader(_texts(s__sql=seeds.SQL), _lineage),
    "dbt": Reader(_texts(manifest__json=json.dumps(seeds.MANIFEST)), _lineage),
    "openlineage": Reader(_texts(e__jsonl=json.dumps(seeds.EVENT) + "\n" + json.dumps(seeds.EVENT) + "\n",
                                 e__json=json.dumps([seeds.EVENT])), _lineage),
    "queries": Reader(_named(seeds.LOGS), _lineage),
    "metrics": Reader(
        lambda: {**{name: text.encode() for name, text in seeds.METRICS.items()},
                 "dict.xlsx": made.workbook(seeds.METRICS["dict.csv"]),
                 "manifest.json": json.dumps({**seeds.MANIFEST, "metrics": {"m": {"name": "m"}}}).encode()},
        _metrics),
    "answers": Reader(
        lambda: {"a.csv": seeds.ANSWERS.encode(), "w.csv": seeds.WIDE.encode(),
                 "a.xlsx": made.workbook(seeds.ANSWERS)},
        _answers),
    "answers of a host": Reader(
        lambda: {"w.csv": seeds.WIDE.encode(), "w.xlsx": made.workbook(seeds.WIDE)}, _wide),
    "map of answers": Reader(_maps, _map),
    "forms": Reader(_forms, _bank),
    "bank": Reader(lambda: {"bank.yaml": made.small_bank()}, _own_bank),
    "engagement": Reader(_texts(engagement__yaml=seeds.ENGAGEMENT), _engagement),
    "glossary": Reader(_texts(words__yaml="member: [会员, vip]\norder: [订单]\n"), _words),
    "crosswalk": Reader(lambda: {"x.yaml": _shipped_crosswalk()}, _crosswalk),
    "result": Reader(_results, _result),
    "baseline": Reader(_texts(baseline__json=seeds.BASELINE), _baseline),
    "template": Reader(lambda: {"t.pptx": made.template()}, _template),
    "usage": Reader(_texts(u__csv=seeds.USAGE), _usage),
    "samm": Reader(lambda: {f"{n.split('/')[1]}.yml": t.encode() for n, t in seeds.SAMM.items()}, _samm),
    "release log": Reader(_logs, _log),
}  # fmt: skip


def _shipped_crosswalk() -> bytes:
    from assess.store.resources import resource

    return min((resource("questionnaires") / "crosswalks").glob("*.yaml"), key=lambda p: p.stat().st_size).read_bytes()
