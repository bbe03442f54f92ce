"""A run keeps its metrics with what each definition says as written."""

from __future__ import annotations

from pathlib import Path

from assess.store.metrics_file import metrics_bytes, metrics_of_run, read_metrics
from assess.store.run_names import METRICS

SEEN = {
    "metrics": [{"id": "m.csv:2 GMV"}, {"id": "m.csv:3 GMV"}],
    "pairs": [{"a": 1}],
    "groups": [{"names": ["销售额"]}],
}
ROWS = [{"metric_id": "m.csv:2 GMV", "expression": "SUM(paid)", "filter": "", "owner": None, "file": "m.csv"}]


def test_what_was_compared_comes_back_with_what_each_definition_states(tmp_path: Path) -> None:
    (tmp_path / METRICS).write_bytes(metrics_bytes(SEEN, ROWS))
    kept = read_metrics(tmp_path / METRICS)
    assert [metric["stated"] for metric in kept["metrics"]] == [{"expression": "SUM(paid)"}, {}]
    assert (kept["pairs"], kept["groups"]) == (SEEN["pairs"], SEEN["groups"])


def test_the_same_metrics_give_the_same_bytes() -> None:
    assert metrics_bytes(SEEN, ROWS) == metrics_bytes(SEEN, iter(ROWS))


def test_only_the_newest_run_is_read_and_an_earlier_version_kept_none(tmp_path: Path) -> None:
    assert metrics_of_run(tmp_path) is None
    run = tmp_path / "out" / "r1"
    run.mkdir(parents=True)
    (tmp_path / "out" / "latest").symlink_to("r1")
    assert metrics_of_run(tmp_path) is None
    (run / METRICS).write_bytes(b"{}")
    assert metrics_of_run(tmp_path) == run.resolve() / METRICS
