"""The pages on boundary, tiers and definitions: every row is in the result, in both languages the same, never empty."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assess.checkup import Run, diagnose_stage, report_stage
from assess.model.result import Result
from assess.report.parts import References, Spread, Table, plain
from assess.report.redact import redacted
from assess.report.treatments import Treatments, treatment_of, treatment_places
from assess.report.voice import Voice
from assess.store.runs import load_result, result_bytes

CLOCK = datetime(2026, 11, 22, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(sample_checked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("treatments") / "d"
    shutil.copytree(sample_checked, place, symlinks=True)
    return place


@pytest.fixture(scope="module")
def sample(folder: Path) -> Result:
    return load_result(folder)


def pages(result: Result, language: str) -> Treatments:
    return treatment_of(result, References(treatment_places(result)), Voice(language))


def spreads(made: Treatments) -> list[Spread]:
    return [s for s in (made.boundary, made.tiering, made.dictionary) if s is not None]


def tables(made: Treatments) -> list[Table]:
    return [t for s in spreads(made) for t in (s.table, s.gaps) if t is not None]


def numbers(text: str) -> list[str]:
    return re.findall(r"\d[\d,.]*", text)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_sample_has_three_pages_whose_titles_have_a_number_and_no_empty_cell_of_text(
    sample: Result, language: str
) -> None:
    made = pages(sample, language)
    assert len(spreads(made)) == 3 and not made.without
    assert all(numbers(s.title) and s.lead and s.so_what and s.caption for s in spreads(made))
    for table in tables(made):
        assert table.rows and sum(table.widths) == 100
        assert len(table.heads) == len(table.aligns) == len(table.widths)
        assert all(len(row) == len(table.heads) and plain(row[0]) for row in table.rows)
        assert "{" not in "".join(plain(cell) for row in table.rows for cell in row)


def test_every_row_of_a_page_is_in_the_result_and_both_languages_show_the_same(sample: Result) -> None:
    zh, en = pages(sample, "zh"), pages(sample, "en")
    assert [t.anchors for t in tables(zh)] == [t.anchors for t in tables(en)]
    assert sample.boundary and sample.tiering and sample.dictionary
    ids = {r.id for r in sample.boundary.rows} | {c.id for c in sample.boundary.compared}
    ids |= {r.id for r in sample.tiering.rows} | {e.id for e in sample.dictionary.entries}
    ids |= {r.id for e in sample.dictionary.entries for r in e.readings}
    shown = treatment_places(sample)
    assert shown and shown <= ids
    for one, other in zip(tables(zh), tables(en), strict=True):
        for a, b in zip(one.rows, other.rows, strict=True):
            assert plain(a[0]) == plain(b[0])


def test_the_boundary_agrees_with_the_finding_and_the_tiers_with_theirs(sample: Result) -> None:
    assert sample.boundary and sample.tiering
    shared = next(f for f in sample.findings if f.detector == "shared-layer")
    inside = [r.table for r in sample.boundary.rows if r.place == "shared"]
    assert len(inside) == shared.evidence["size"] and set(inside) == set(shared.subjects)
    assert sample.boundary.absorbed == shared.evidence["absorbed"]
    cold = next(f for f in sample.findings if f.detector == "cold-data")
    assert {r.table for r in sample.tiering.rows} == set(cold.subjects)
    assert sample.tiering.saving == cold.saving
    known = {f.id for f in sample.findings}
    assert all(r.counted_in in known for r in sample.tiering.rows)


def test_the_files_of_a_run_stay_when_its_report_is_printed_and_are_the_same_each_time(
    folder: Path, sample: Result
) -> None:
    target = folder / "out" / sample.run.id
    names = ("boundary", "tiering", "dictionary")

    def files() -> dict[str, bytes]:
        return {
            str(p.relative_to(target)): p.read_bytes() for n in names for p in (target / n).rglob("*") if p.is_file()
        }

    before = files()
    assert {"boundary/boundary.csv", "tiering/moves.csv", "dictionary/dictionary.zh.xlsx"} <= set(before)
    run: Run = report_stage(folder, ("zh",), (), result=sample)
    assert run.folder == target and files() == before
    assert diagnose_stage(folder, CLOCK) == sample and files() == before


def test_no_name_of_the_client_is_left_in_the_copy_and_every_number_is(sample: Result) -> None:
    copy = redacted(sample).result
    assert sample.boundary and sample.tiering and sample.dictionary
    assert copy.boundary and copy.tiering and copy.dictionary
    text = "".join(p.model_dump_json() for p in (copy.boundary, copy.tiering, copy.dictionary))
    names = {r.table for r in (*sample.boundary.rows, *sample.tiering.rows)}
    names |= {r.owner for r in sample.boundary.rows} | {e.owner for e in sample.dictionary.entries}
    names |= {e.name for e in sample.dictionary.entries} | {e.file for e in sample.dictionary.entries}
    names |= {r.formula for e in sample.dictionary.entries for r in e.readings}
    names |= {d.name.zh for d in sample.engagement.departments} | {"云厂商"}
    assert not sorted(n for n in names if n and n in text)
    assert [r.bytes for r in copy.tiering.rows] == [r.bytes for r in sample.tiering.rows]
    assert [r.id for r in copy.boundary.rows] == [r.id for r in sample.boundary.rows]
    assert all(re.fullmatch(r"sql/[\w-]+\.sql", r.how) for r in copy.tiering.rows if r.how)
    assert len(spreads(pages(copy, "en"))) == 3
    assert result_bytes(copy) == result_bytes(redacted(sample).result)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("given", ["nothing", "catalogue", "metrics"])
def test_thin_evidence_gives_a_sentence_and_no_page(tmp_path: Path, given: str, language: str) -> None:
    engagement = "client: {zh: 云川, en: Yunchuan}\ndepartments: [{id: a, name: {zh: 甲部, en: A}}]\n"
    more = {
        "nothing": ("", {}),
        "catalogue": (
            "sources: [{id: c, department: a, kind: catalog, path: c.csv}]\n",
            {"c.csv": "department,source,table,column,type\na,s,t,n,int\na,s,u,m,int\n"},
        ),
        "metrics": (
            "sources: [{id: m, department: a, kind: metrics, path: m.csv}]\n",
            {"m.csv": "name,expression,base\nGMV,SUM(x),t\n"},
        ),
    }[given]
    (tmp_path / "engagement.yaml").write_text(engagement + more[0], "utf-8")
    for name, text in more[1].items():
        (tmp_path / name).write_text(text, "utf-8")
    made = pages(_diagnosed(tmp_path), language)
    assert not spreads(made) and len(made.without) == 3
    assert all(name and why for name, why in made.without)
    run = next((tmp_path / "out").glob("2026*"))
    assert not (run / "boundary").exists() and not (run / "tiering").exists()
    assert (run / "dictionary").exists() == (given == "metrics")


def _diagnosed(place: Path) -> Any:
    from assess.checkup import collect_stage

    collect_stage(place, CLOCK)
    return diagnose_stage(place, CLOCK)
