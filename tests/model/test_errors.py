"""A fault found in another process is told here as it was there."""

from __future__ import annotations

import pickle

from assess.model.errors import BadInput, Problem, Unreachable


def test_faults_cross_from_one_process_to_another_whole() -> None:
    fault = BadInput([Problem("a.csv:3", "has 8 cells."), Problem("b.csv", "is empty.")])
    again = pickle.loads(pickle.dumps(fault))
    assert again.problems == fault.problems and str(again) == str(fault) == "a.csv:3: has 8 cells.\nb.csv: is empty."


def test_a_source_out_of_reach_keeps_both_sentences() -> None:
    again = pickle.loads(pickle.dumps(Unreachable("no answer", "没有应答")))
    assert (again.en, again.zh, str(again)) == ("no answer", "没有应答", "no answer")
