"""What was decided on metrics, put to the conflicts found: settled, allowed, waived for a while, or still open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from assess.diagnose.metrics.compare import Pair
from assess.diagnose.metrics.facets import Metric
from assess.diagnose.metrics.groups import Group
from assess.model.metric_decision import Defined, MetricDecision, standing_metrics
from assess.model.text import Text

Key = tuple[str, str, str]


def open_pairs(pairs: Iterable[Pair], history: Sequence[MetricDecision], today: date) -> list[Pair]:
    """The pairs that no standing decision settles.

    Settled are: definitions said to be separate metrics, waived ones until the day, and beside a standard the readings
    a department is allowed. The standard and any other reading stay open until the other is changed.
    """
    decisions = [d for d in standing_metrics(history) if d.holds_on(today)]
    if not decisions:
        return list(pairs)
    return [p for p in pairs if not any(_settles(d, p) for d in decisions)]


def _settles(decision: MetricDecision, pair: Pair) -> bool:
    a, b = key_of(pair.a), key_of(pair.b)
    if not {a, b} <= decision.keys:
        return False
    if decision.verdict in ("separate", "waived"):
        return True
    fine = {d.key for d in (_standard(decision), *_allowed(decision)) if d is not None}
    return {a, b} <= fine


def said_of(group: Group, history: Sequence[MetricDecision], today: date) -> dict[str, Any]:
    """Facts of a finding: what was decided on its definitions, as sentences and as data."""
    names = {(m.file, m.name) for m in group.metrics}
    found = [d for d in standing_metrics(history) if len(names & {(x.file, x.name) for x in d.definitions}) > 0]
    return {
        "decided": [sentence(d, group.metrics, today).as_dict() for d in found],
        "decisions": [d.as_dict() for d in found],
    }


def sentence(decision: MetricDecision, metrics: Sequence[Metric], today: date) -> Text:
    """Who decided what and when, and what became of it."""
    by, day, reason = decision.by, f"{decision.at:%Y-%m-%d}", decision.reason
    now = {(m.file, m.name): key_of(m) for m in metrics}
    changed = sorted(d.name for d in decision.definitions if now.get((d.file, d.name), d.key) != d.key)
    then = Text("", "")
    if changed:
        then = Text(f"此后“{changed[0]}”的定义已改动。", f" The definition of “{changed[0]}” has changed since.")
    if decision.verdict == "canonical":
        standard = _standard(decision)
        name = f"{standard.file} {standard.name}" if standard else decision.canonical
        return Text(f"{by}于 {day} 定“{name}”为标准口径：{reason}{then.zh}",
                    f"{by} made “{name}” the standard on {day}: {reason}{then.en}")  # fmt: skip
    if decision.verdict == "separate":
        return Text(f"{by}于 {day} 认定是不同的指标：{reason}{then.zh}",
                    f"{by} ruled on {day} that these are different metrics: {reason}{then.en}")  # fmt: skip
    over = not decision.holds_on(today)
    return Text(f"{by}于 {day} 暂缓到 {decision.until}{'，已过期' if over else ''}：{reason}{then.zh}",
                f"{by} waived it on {day} until {decision.until}{', which is over' if over else ''}: "
                f"{reason}{then.en}")  # fmt: skip


def key_of(metric: Metric) -> Key:
    return (metric.file, metric.name, metric.mark)


def _standard(decision: MetricDecision) -> Defined | None:
    return decision.of(decision.canonical) if decision.canonical else None


def _allowed(decision: MetricDecision) -> list[Defined | None]:
    """Readings allowed to the department whose definition they are."""
    found = [(department, decision.of(identifier)) for department, identifier in decision.allowed.items()]
    return [d for department, d in found if d is not None and d.department in ("", department)]
