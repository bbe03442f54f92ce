"""A check-up of little is an honest, whole report: only answers, only a catalogue, nothing at all."""

from __future__ import annotations

import re
import subprocess

import pytest

from assess.checkup import Run, check_up
from assess.report.parts import Figure, Table
from assess.report.view import view

HEAD = """client: {zh: 云川物流, en: Yunchuan Logistics}
clock: 2026-11-22T09:00:00+08:00
departments: [{id: sales, name: {zh: 销售部, en: Sales}}, {id: ops, name: {zh: 运营部, en: Operations}}]
"""
WAYBILL = (("waybill_id", "bigint"), ("shipper_name", "varchar"), ("weight_kg", "double"), ("sent_at", "timestamp"))
TABLES = (("sales", "waybill", WAYBILL), ("ops", "waybill_copy", WAYBILL), ("ops", "vehicle", (("plate", "varchar"),)))
CATALOG = "department,source,schema,table,column,position,type\n" + "".join(
    f"{department},{department}_db,public,{table},{column},{n},{kind}\n"
    for department, table, columns in TABLES
    for n, (column, kind) in enumerate(columns, 1)
)
ANSWERS = "respondent,level,department,item,value\n" + "".join(
    f"r{n},{level},{('sales', 'ops')[n % 2]},q{d}_1,{1 + (n + d) % 3}\n"
    for level, first in (("executive", 0), ("middle", 10), ("frontline", 30))
    for n in range(first, first + 8)
    for d in range(1, 11)
)
KINDS = {
    "answers": ("answers: [answers.csv]\n", {"answers.csv": ANSWERS}),
    "catalogue": ("sources: [{id: all, kind: catalog, path: all.csv}]\n", {"all.csv": CATALOG}),
    "nothing": ("", {}),
}


@pytest.fixture(scope="module", params=KINDS)
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp(request.param)
    more, files = KINDS[request.param]
    (folder / "engagement.yaml").write_text(HEAD + more, "utf-8")
    for name, content in files.items():
        (folder / name).write_text(content, "utf-8")
    return check_up(folder)


def text_of(run: Run, language: str) -> str:
    command = ["pdftotext", "-layout", str(run.folder / f"report.{language}.pdf"), "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_figure_and_no_table_is_empty(run: Run, language: str) -> None:
    def walk(thing: object) -> None:
        if isinstance(thing, Table):
            assert thing.rows
        elif isinstance(thing, Figure):
            assert re.search(r"<(path|rect|text)\b", str(thing.svg)) and thing.numbers.rows
        elif isinstance(thing, (list, tuple)):
            for part in thing:
                walk(part)
        elif hasattr(thing, "__dataclass_fields__"):
            for name in set(thing.__dataclass_fields__) - {"say", "refer"}:
                walk(getattr(thing, name))

    walk(view(run.result, language))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_check_without_evidence_is_named_and_no_money_is_made_up(run: Run, language: str) -> None:
    text = text_of(run, language)
    without = [f.id for f in run.result.findings if f.outcome == "not_available"]
    assert without and all(identifier in text for identifier in without)
    assert run.result.roadmap.saving is None and not re.search(r"[¥￥] ?\d|\d ?万元", text)


def test_an_index_is_given_only_where_half_of_the_checks_could_score(run: Run) -> None:
    health = run.result.health
    assert (health.index is None) == (health.coverage < 0.5)
    assert {"zh": "不知道", "en": "not known"}["en"] in text_of(run, "en") or health.index is not None


def test_nobody_is_sent_to_a_platform_whose_size_is_unknown(run: Run) -> None:
    assert run.result.applicability.verdict == "unknown"
