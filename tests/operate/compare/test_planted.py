"""What became of every finding is known beforehand, and the comparison says so."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from notices_made import finding
from planted import FATES, SAYS, Planted, planted

from assess.model.comparison import Comparison, FindingChangePart
from assess.operate.compare.match import COMMON, match
from assess.operate.compare.run import compare

HERE = Path(__file__).parent  # a run without files
MIRROR = {"solved": "new", "new": "solved", "merged": "split", "split": "merged", "worse": "better", "better": "worse"}


def told(made: Comparison) -> dict[str, list[FindingChangePart]]:
    """Id of either side -> what is said of it."""
    found: dict[str, list[FindingChangePart]] = {}
    for change in made.findings:
        for name in {change.before, change.after} - {None}:
            found.setdefault(str(name), []).append(change)
    return found


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), findings=st.integers(9, 60))
def test_the_planted_fate_of_every_finding_is_recovered(seed: int, findings: int) -> None:
    truth = planted(seed, findings)
    made = compare(*truth.runs(HERE))
    of = told(made)
    for fate, before, after in truth.fates:
        changes = {(c.before, c.after, c.change) for name in (*before, *after) for c in of[name]}
        assert sorted(c for _, _, c in changes) == SAYS[fate], (fate, changes)
        assert {b for b, _, _ in changes} - {None} == set(before)
        assert {a for _, a, _ in changes} - {None} == set(after)
    assert sum(made.counts.values()) == len(made.findings) == sum(len(SAYS[fate]) for fate, _, _ in truth.fates)
    assert {part.before for part in made.tables.renamed} == set(truth.renamed)
    groups = [set(f.subjects) for f in truth.after]
    for part in made.tables.renamed:  # tables of one group have the same columns, so any of them will do
        assert any({part.after, truth.renamed[part.before]} <= group for group in groups)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), findings=st.integers(9, 60))
def test_the_other_way_round_says_the_opposite(seed: int, findings: int) -> None:
    truth = planted(seed, findings)
    one, other = compare(*truth.runs(HERE)), compare(*truth.runs(HERE, backwards=True))
    forth = Counter((c.before, c.after, MIRROR.get(c.change, c.change)) for c in one.findings)
    back = Counter((c.after, c.before, c.change) for c in other.findings)
    assert forth == back
    assert {(p.before, p.after) for p in one.tables.renamed} == {(p.after, p.before) for p in other.tables.renamed}
    assert (one.tables.gone, one.tables.added) == (other.tables.added, other.tables.gone)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_check_up_beside_itself_has_no_change(seed: int) -> None:
    run, _ = planted(seed, 30).runs(HERE)
    made = compare(run, run)
    assert {name for name, n in made.counts.items() if n} == {"same"}
    assert (made.tables.renamed, made.tables.gone, made.tables.added) == ([], [], [])
    assert (made.copies.gone, made.copies.new) == ([], [])


@pytest.mark.parametrize("fate", FATES)
def test_each_fate_alone(fate: str) -> None:
    for seed in range(20):
        truth = Planted(seed)
        truth.plant(fate)
        assert sorted(c.change for c in compare(*truth.runs(HERE)).findings) == SAYS[fate]


def test_most_of_a_large_group_gone_is_better_and_not_solved() -> None:
    before = finding("copies:a", tuple(f"shop.t{n}" for n in range(10)))
    after = finding("copies:b", ("shop.t4", "shop.t7"))
    (pair,) = match([before], [after], {}).pairs
    assert (pair.how, round(pair.similarity, 2)) == ("similar", 0.2)


def test_three_that_become_one_are_one_pair_and_two_merged() -> None:
    before = [finding(f"copies:{n}", (f"shop.a{n}", f"shop.b{n}")) for n in range(3)]
    before = [f.model_copy(update={"id": f"A-{n}"}) for n, f in enumerate(before)]
    after = finding("copies:x", tuple(s for f in before for s in f.subjects))
    made = match(before, [after], {})
    assert (len(made.pairs), len(made.merged), made.before, made.after) == (1, 2, [], [])


def test_a_table_in_every_finding_brings_no_two_together() -> None:
    old, new = ([finding(f"hubs:{side}{n}", (f"shop.{side}{n}", "shop.dates")).model_copy(update={"id": f"{side}{n}"})
                 for n in range(COMMON + 1)] for side in "ab")  # fmt: skip
    made = match(old, new, {})
    assert (made.pairs, len(made.before), len(made.after)) == ([], COMMON + 1, COMMON + 1)
    few = match(old[:3], new[:3], {})
    assert len(few.pairs) == 3


def test_findings_without_subjects_are_known_by_their_key_alone() -> None:
    old, new = (finding(f"gaps:{name}").model_copy(update={"subjects": [], "id": name}) for name in "ab")
    assert match([old], [new], {}).pairs == []
    assert len(match([old], [old], {}).pairs) == 1
