"""The whole check-up of the sample company: what was planted is found, what only looks alike is left alone,
and twice is the same to the byte."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from assess.checkup import Run
from assess.model.evidence_schema import SCHEMA
from assess.store.evidence_file import load_evidence
from assess.store.runs import load_result

Pair = frozenset[str]


@pytest.fixture(scope="module")
def folder(sample_checked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("sample") / "d"
    shutil.copytree(sample_checked, place, symlinks=True)
    return place


@pytest.fixture(scope="module")
def run(folder: Path) -> Run:
    return Run(load_result(folder), (folder / "out" / "latest").resolve(), ())


@pytest.fixture(scope="module")
def truth(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "truth.json").read_text("utf-8"))


def pairs(groups: Iterable[Iterable[str]]) -> set[Pair]:
    return {frozenset(pair) for group in groups for pair in combinations(sorted(set(group)), 2)}


def subjects(run: Run, detector: str) -> list[list[str]]:
    return [f.subjects for f in run.result.findings if f.detector == detector and f.outcome == "finding"]


def measured(family: str, found: set[Pair], planted: set[Pair], beside: set[Pair] = frozenset()) -> None:  # type: ignore[assignment]
    """Recall over what was planted and precision over what was found; `beside` counts for neither."""
    right = found & planted
    wrong = found - planted - beside
    recall, precision = len(right) / len(planted), len(right) / max(len(right) + len(wrong), 1)
    print(f"\n{family}: recall {recall:.2f} of {len(planted)}, precision {precision:.2f}")
    for name, some in (("missed", planted - found), ("wrong", wrong)):
        for pair in sorted(map(sorted, some)):
            print(f"  {name}: {' / '.join(pair)}")
    assert recall >= 0.9
    assert precision >= 0.9


def test_the_eight_member_order_tables_are_one_group_with_the_planted_master(run: Run, truth: dict[str, Any]) -> None:
    planted = max(truth["copies"], key=lambda group: len(group["members"]))
    [group] = [found for found in subjects(run, "redundant-tables") if set(found) & set(planted["members"])]
    assert set(group) == set(planted["members"])
    assert group[0] == planted["master"]


def test_copies_are_found_and_nothing_else_is_called_a_copy(run: Run, truth: dict[str, Any]) -> None:
    versions = {frozenset((v["table"], v["of"])) for v in truth["versions"]}
    same = pairs(tables for group in truth["parallel_derivations"] for tables in group["same_values"])
    found = pairs(subjects(run, "redundant-tables"))
    measured("redundant tables", found, pairs(group["members"] for group in truth["copies"]), versions | same)


def test_no_look_alike_is_called_a_copy(run: Run, truth: dict[str, Any]) -> None:
    called = pairs(subjects(run, "redundant-tables")) | pairs(subjects(run, "table-versions"))
    assert not called & pairs(group["tables"] for group in truth["look_alikes"])


def test_versions_lying_about_are_found(run: Run, truth: dict[str, Any]) -> None:
    old = {version["table"] for version in truth["versions"]}
    named = {table for group in subjects(run, "table-versions") for table in group[1:]}
    recall, precision = len(old & named) / len(old), len(old & named) / max(len(named), 1)
    print(f"\nold versions: recall {recall:.2f} of {len(old)}, precision {precision:.2f}; {sorted(old ^ named)}")
    assert recall >= 0.9
    assert precision >= 0.9


def test_personal_data_in_copies_of_other_departments_is_found_and_nothing_else(
    run: Run, truth: dict[str, Any]
) -> None:
    planted = {(table, column) for g in truth["personal_copies"] for table, cs in g["exposed"].items() for column in cs}
    claims = [f for f in run.result.findings if f.detector == "personal-copies" and f.outcome == "finding"]
    sure = [f for f in claims if f.evidence["sure"] == f.evidence["copies"]]
    named = {
        (member["table"], mark["column"])
        for finding in sure
        for member in finding.evidence["members"]
        for mark in member["marks"]
        if mark["kind"] in ("mobile", "resident_id")
    }
    recall, precision = len(planted & named) / len(planted), len(planted & named) / max(len(named), 1)
    print(f"\npersonal data in copies: recall {recall:.2f} of {len(planted)} columns, precision {precision:.2f}")
    print(f"  wrong: {sorted(named - planted)}; claims: {[(f.id, str(f.severity), f.subjects) for f in claims]}")
    assert recall >= 0.9
    assert precision >= 0.9
    harmless = {t for g in truth["personal_copies"] for t in (*g["masked"], *g["same_department"])}
    assert not harmless & {table for finding in claims for table in finding.subjects[1:]}
    assert all(finding.saving is None and finding.severity == "high" for finding in sure)


def test_no_value_of_personal_data_is_in_the_evidence_or_in_any_page(folder: Path, run: Run) -> None:
    written = {str(path): path.read_bytes() for path in run.folder.rglob("*") if path.is_file()}
    evidence = load_evidence(folder)  # read by cells: in the file the ends of neighbours run together
    for name in SCHEMA:
        texts = evidence[name].select_dtypes(include=["object", "str"])
        written[name] = "\n".join(texts[column].astype(str).str.cat(sep="\n") for column in texts).encode()
    assert len(written["sketches"]) > 10_000
    for name, raw in written.items():
        assert not re.findall(rb"(?<![\d.])16[013489]0000\d{4}(?!\d)|530000190\d{8}|fictional\d{4}@", raw), name
        assert "云南省虚构市".encode() not in raw, name


def test_metric_conflicts_are_found_and_equal_formulas_are_none(run: Run, truth: dict[str, Any]) -> None:
    planted = [{m["id"] for m in group["metrics"]} for group in truth["conflicts"]]
    found = [set(group) for group in subjects(run, "metric-conflicts")]
    hit = [p for p in planted if any(len(p & f) >= 2 and p <= f for f in found)]
    right = [f for f in found if any(len(p & f) >= 2 for p in planted)]
    recall, precision = len(hit) / len(planted), len(right) / max(len(found), 1)
    print(f"\nmetric conflicts: recall {recall:.2f} of {len(planted)}, precision {precision:.2f}")
    assert recall >= 0.9
    assert precision >= 0.9
    harmless = [
        {m["id"] for m in g["metrics"]} for name in ("same_definitions", "different_metrics") for g in truth[name]
    ]
    assert not [f for f in found for h in harmless if f == h]


def test_synonyms_are_found(run: Run, truth: dict[str, Any]) -> None:
    planted = pairs([m["id"] for m in group["metrics"]] for group in truth["synonyms"])
    same = pairs([m["id"] for m in group["metrics"]] for group in truth["same_definitions"])
    measured("metric synonyms", pairs(subjects(run, "metric-synonyms")), planted, same)


def test_parallel_derivations_are_found_and_chains_are_none(run: Run, truth: dict[str, Any]) -> None:
    planted = [set(group["tables"]) for group in truth["parallel_derivations"]]
    found = [set(group) for group in subjects(run, "duplicated-lineage")]
    hit = [p for p in planted if any(len(p & f) >= 2 for f in found)]
    wide = max((set(group["members"]) for group in truth["copies"]), key=len)
    right = [f for f in found if any(len(p & f) >= 2 for p in planted) or f <= wide]
    recall, precision = len(hit) / len(planted), len(right) / max(len(found), 1)
    print(f"\nparallel derivations: recall {recall:.2f} of {len(planted)}, precision {precision:.2f}")
    assert recall >= 0.9
    assert precision >= 0.9
    assert not pairs(found) & pairs(group["tables"] for group in truth["not_parallel"])


def test_hubs_unused_tables_and_gaps_are_those_planted(run: Run, truth: dict[str, Any]) -> None:
    for detector, planted in (
        ("lineage-hubs", truth["hubs"]),
        ("unused-tables", truth["unused"]),
        ("missing-owners", truth["without_owner"]),
        ("missing-descriptions", truth["without_description"]),
        ("missing-retention", truth["without_retention"]),
    ):
        named = {table for group in subjects(run, detector) for table in group}
        recall = len(named & set(planted)) / len(planted)
        precision = len(named & set(planted)) / max(len(named), 1)
        print(f"\n{detector}: recall {recall:.2f} of {len(planted)}, precision {precision:.2f}")
        assert recall >= 0.9
        assert precision >= 0.9


def test_the_shared_layer_is_the_hubs_and_the_longest_chain_the_one_planted(run: Run, truth: dict[str, Any]) -> None:
    assert [set(group) for group in subjects(run, "shared-layer")] == [set(truth["hubs"])]
    (chain,) = subjects(run, "serial-chains")
    assert len(chain) == len(truth["chain"])
    assert list(chain[2:]) == truth["chain"][2:]


def test_claims_the_evidence_contradicts_are_said(run: Run, truth: dict[str, Any]) -> None:
    said = {
        s for f in run.result.findings if f.family == "contradictions" and f.outcome == "finding" for s in f.subjects
    }
    planted = {c["item"] for c in truth["contradictions"]}
    print(f"\ncontradictions: {len(said & planted)} of {len(planted)}; {sorted(said)}")
    assert len(said & planted) / len(planted) >= 0.9


def test_the_broken_script_is_listed_with_its_line_and_the_rest_goes_on(run: Run, truth: dict[str, Any]) -> None:
    told = [c for c in run.result.coverage if truth["broken_script"] in c.input]
    assert told
    assert any(re.search(r":\d+$", c.input) and not c.available and c.why.zh for c in told)


def test_no_detector_failed(run: Run) -> None:
    assert not [(f.id, f.title.en) for f in run.result.findings if f.outcome == "error"]


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file under the folder, by its path in it."""
    found = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def test_the_same_inputs_and_clock_give_the_same_bytes(folder: Path, run: Run, tmp_path: Path) -> None:
    before = digests(run.folder)
    done = subprocess.run(
        [sys.executable, "-m", "assess", "run", str(folder)], capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stderr
    assert digests(folder / "out" / "latest") == before


def test_the_roadmap_starts_nothing_before_its_prerequisites(run: Run) -> None:
    items = {item.id: item for item in run.result.roadmap.items}
    assert items
    for item in items.values():
        assert all(items[before].end_month < item.start_month for before in item.depends_on)
    first = items[str(run.result.roadmap.first_case)]
    assert first.end_month <= 12


def test_the_total_saving_is_the_sum_of_the_items(run: Run) -> None:
    roadmap = run.result.roadmap
    assert roadmap.saving
    assert roadmap.saving.base == pytest.approx(sum(i.saving.base for i in roadmap.items if i.saving))


def test_the_sample_says_that_it_is_fictional_on_every_page(run: Run) -> None:
    for language, word in (("zh", "虚构"), ("en", "ictional")):
        text = subprocess.run(
            ["pdftotext", run.folder / f"report.{language}.pdf", "-"], capture_output=True, text=True, check=True
        ).stdout
        pages = text.rstrip("\f").split("\f")
        assert [number for number, page in enumerate(pages, 1) if word not in page] == []
