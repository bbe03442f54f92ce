"""Two check-ups of the sample: what was changed in between is named, and nothing else."""

from __future__ import annotations

import json

import jsonschema
import pytest
from second_checkup import CONFLICT, GONE, RENAMED, Twice
from typer.testing import CliRunner

from assess.cli import app
from assess.model.comparison import Comparison
from assess.model.errors import BadInput
from assess.operate.compare.kept import KeptRun, open_run
from assess.operate.compare.run import compare
from scripts.write_docs import ROOT


@pytest.fixture(scope="module")
def made(twice: Twice) -> Comparison:
    return compare(open_run(twice.first, twice.folder), open_run(twice.second, twice.folder))


def test_the_three_copies_are_gone_and_no_other(made: Comparison) -> None:
    assert {part.table for part in made.copies.gone} == GONE
    assert (made.copies.new, made.copies.not_seen) == ([], [])
    assert set(made.tables.gone) == GONE
    assert made.tables.added == []


def test_the_one_table_is_renamed(made: Comparison) -> None:
    assert [(part.before, part.after) for part in made.tables.renamed] == [RENAMED]
    of_it = [change for change in made.findings if change.renamed and change.detector == "redundant-tables"]
    assert [(change.change, change.match) for change in of_it] == [("moved", "subjects")]


def test_the_one_conflict_is_new(made: Comparison) -> None:
    assert [(part.a, part.b) for part in made.conflicts.new] == [CONFLICT]
    assert made.conflicts.gone == []
    assert [change.detector for change in made.findings if change.change == "new"] == ["metric-conflicts"]


def test_findings_of_copies_that_are_gone_are_solved_or_better(made: Comparison) -> None:
    changed = [c for c in made.findings if c.detector == "redundant-tables" and c.change not in ("same", "moved")]
    assert sorted(c.change for c in changed) == ["better", "solved", "solved"]
    assert {s for c in changed for s in c.subjects_removed} == {"scm.rq_dim"}


def test_the_same_answers_show_no_change_of_maturity(made: Comparison) -> None:
    assert {d.shown for d in made.maturity.dimensions} == {"no_change_shown"}
    assert all(d.detectable and d.difference == 0 for d in made.maturity.dimensions)


def test_a_changed_question_is_not_compared(twice: Twice) -> None:
    a, b = (open_run(run, twice.folder) for run in (twice.first, twice.second))
    items = json.loads(json.dumps(b.items))
    items["items"]["q1_3"]["mark"] = "changed"
    changed = KeptRun(b.result, b.folder)
    changed.__dict__["items"] = items
    judged = {d.id: d for d in compare(a, changed).maturity.dimensions}
    told = [d for d in judged.values() if d.shown == "not_comparable"]
    assert [d.items_changed for d in told] == [["q1_3"]]
    assert told[0].difference is None


def test_items_of_the_plan_are_late_by_the_first_clock(made: Comparison) -> None:
    late = [item for item in made.roadmap if item.status == "late"]
    assert late
    assert all(item.ends <= made.b.clock[:10] for item in late)
    assert all(item.ends > made.b.clock[:10] for item in made.roadmap if item.status in ("not_started", "not_due"))
    solved = [c for c in made.findings if c.change == "solved" and c.saving_before]
    gone = sum(c.saving_before.base for c in solved if c.saving_before)
    told = [part.base for part in (made.savings.realised, made.savings.unplanned) if part]
    assert sum(told) == pytest.approx(gone, rel=1e-6)


def test_what_is_not_read_any_more_is_not_seen(twice: Twice) -> None:
    a, b = (open_run(run, twice.folder) for run in (twice.first, twice.second))
    away = {"fin", "fin: values", "catalog_finance: catalogs/finance.csv", "metrics_finance: metrics/finance.csv"}
    kept = [part for part in b.result.coverage if part.input not in away]
    findings = [f for f in b.result.findings if not any(s.startswith(("fin.", "metrics/finance")) for s in f.subjects)]
    assert len(findings) < len(b.result.findings)
    made = compare(a, KeptRun(b.result.model_copy(update={"coverage": kept, "findings": findings}), b.folder))
    vanished = [c for c in made.findings if c.change in ("solved", "not_seen") and "finance" in c.departments]
    assert vanished
    assert {c.change for c in vanished} == {"not_seen"}
    assert {"fin", "fin: values", "metrics_finance"} <= set(made.coverage.lost)


def test_a_comparison_with_itself_finds_everything_the_same(twice: Twice) -> None:
    run = open_run(twice.second, twice.folder)
    made = compare(run, run)
    assert {name for name, n in made.counts.items() if n} == {"same"}


def test_the_wrong_order_and_an_unknown_run_are_bad_input(twice: Twice) -> None:
    with pytest.raises(BadInput, match="name the earlier check-up first"):
        compare(open_run(twice.second, twice.folder), open_run(twice.first, twice.folder))
    with pytest.raises(BadInput, match="is no run of"):
        open_run("20200101T000000Z-00000000", twice.folder)


def test_the_command_prints_what_the_schema_says(twice: Twice) -> None:
    told = CliRunner().invoke(app, ["compare", twice.first, twice.second, "--of", str(twice.folder), "--json"])
    assert told.exit_code == 0, told.output
    schema = json.loads((ROOT / "assess/model/schemas/comparison.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(json.loads(told.stdout))
    text = CliRunner().invoke(app, ["compare", str(twice.other), str(twice.folder)]).stdout
    assert f"renamed: {RENAMED[0]} -> {RENAMED[1]}" in text
    assert all(f"copy gone: {table} of" in text for table in GONE)
