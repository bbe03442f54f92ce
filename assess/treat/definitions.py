"""Who changes what: metrics defined in several ways, the standard of each with its reason, every other reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from assess.diagnose.metrics.decided import key_of, sentence
from assess.diagnose.metrics.facets import Metric
from assess.diagnose.metrics.names import verbatim
from assess.diagnose.metrics.pairs import Metrics, metrics_of
from assess.diagnose.metrics.words import facet_words
from assess.diagnose.run import Diagnosis
from assess.model.finding import Outcome
from assess.model.metric_decision import MetricDecision, standing_metrics
from assess.model.parts import TextPart
from assess.model.text import Text
from assess.model.treatment_parts import DefinitionPart, DictionaryPart, ReadingPart, Todo
from assess.treat.dictionary import Entry, Reading, dictionary_of


def entries_of(diagnosis: Diagnosis) -> tuple[Entry, ...]:
    """The dictionary of the check-up's metrics and decisions."""
    case = diagnosis.case
    if case.evidence.metrics.empty:
        return ()
    return dictionary_of(case.once(metrics_of), case.metric_decisions, case.clock.date())


def define(diagnosis: Diagnosis, entries: Sequence[Entry]) -> DictionaryPart:
    """The part of the result: every metric with several definitions; those of one meaning are counted.

    Metrics that a person ruled to be several things are here as well, for each needs a name that says what it is.
    """
    case = diagnosis.case
    if case.evidence.metrics.empty:
        why = TextPart(
            zh="没有收集到指标定义，不作判断。", en="No metric definitions were collected, so nothing is said."
        )
        return DictionaryPart(available=False, why=why, entries=[], agreed=0, unread=0)
    seen, today = case.once(metrics_of), case.clock.date()
    claimed = _claimed(diagnosis)
    several = [entry for entry in entries if entry.readings]
    parts = [_definition(entry, today, claimed) for entry in several]
    parts += _separate(seen, case.metric_decisions, today)
    order = {"proposed": 0, "decided": 1, "separate": 2}
    parts.sort(key=lambda p: (order[p.status], -len(p.readings), verbatim(p.name), p.metric))
    numbered = [_numbered(part, number) for number, part in enumerate(parts, 1)]
    unread = sum(m.facets is None for m in seen.metrics)
    said = Text("", "")
    if unread:
        said = Text(f"{unread:,} 条定义的公式读不出来，没有比较。",
                    f"The formula of {unread:,} {'definition' if unread == 1 else 'definitions'} could not be read "
                    "and was not compared.")  # fmt: skip
    return DictionaryPart(
        available=True, why=TextPart(**said.as_dict()), entries=numbered, agreed=len(entries) - len(several),
        unread=unread,
    )  # fmt: skip


def _claimed(diagnosis: Diagnosis) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for finding in diagnosis.findings:
        if finding.detector == "metric-conflicts" and finding.outcome is Outcome.FINDING:
            for subject in finding.subjects:
                found.setdefault(subject, []).append(finding.id)
    return found


def _definition(entry: Entry, today: date, claimed: Mapping[str, list[str]]) -> DefinitionPart:
    standard = entry.standard
    every = [standard, *(reading.metric for reading in entry.readings)]
    findings = list(dict.fromkeys(f for metric in every for f in claimed.get(metric.metric_id, ())))
    return DefinitionPart(
        id="",
        name=standard.name,
        status="decided" if entry.status == "decided" else "proposed",
        metric=standard.metric_id,
        department=standard.department,
        owner=standard.owner,
        file=standard.file,
        line=standard.line,
        formula=standard.formula,
        why=TextPart(**why_standard(entry, today).as_dict()),
        readings=[_reading(reading, entry) for reading in entry.readings],
        findings=findings,
    )


def why_standard(entry: Entry, today: date) -> Text:
    """Why this definition stands first: who decided it, or what speaks for proposing it."""
    if entry.decision is not None:
        return sentence(entry.decision, [entry.standard, *(r.metric for r in entry.readings)], today)
    every = entry.alike + len(entry.readings)
    if entry.alike > 1:
        return Text(f"提议：{every} 条定义里有 {entry.alike} 条这样算，最多。",
                    f"Proposed: {entry.alike} of {every} definitions say so, more than any other.")  # fmt: skip
    owned = sum(bool(r.metric.owner) for r in entry.readings) + bool(entry.standard.owner)
    if entry.standard.owner and owned == 1:
        return Text(f"提议：{every} 条定义各不相同，只有这条写明了负责人。",
                    f"Proposed: {every} definitions, each different; only this one names an owner.")  # fmt: skip
    return Text(f"{every} 条定义各不相同，没有哪条更有理由；先按清单次序列出，由会议来定。",
                f"{every} definitions, each different, and nothing speaks for any; the first of the list stands here "
                "for the meeting to decide.")  # fmt: skip


def _reading(reading: Reading, entry: Entry) -> ReadingPart:
    metric = reading.metric
    return ReadingPart(
        id="",
        metric=metric.metric_id,
        name=metric.name,
        department=metric.department,
        owner=metric.owner,
        file=metric.file,
        line=metric.line,
        formula=metric.formula,
        differs=list(reading.facets),
        todo=reading.todo,
        until=reading.until.isoformat() if reading.until else None,
        why=TextPart(**why_todo(reading, entry).as_dict()),
    )


def why_todo(reading: Reading, entry: Entry) -> Text:
    """What becomes of a reading, and why, as a sentence to its owner."""
    words = facet_words(list(reading.facets))
    zh, en = "、".join(words["zh"]), ", ".join(words["en"])
    name = entry.standard.name
    if reading.allowed:
        return Text(
            f"已裁定可以保留；与标准的{zh}不同。", f"Decided: it may stay, though it differs from the standard in {en}."
        )
    if reading.until is not None:
        return Text(
            f"暂缓到 {reading.until}，到期改为标准或改名。",
            f"Waived until {reading.until}; then it changes or is renamed.",
        )
    if reading.todo == "rename":
        return Text(f"算法相同，{zh}不同：改一个写明范围的名字，不再叫“{name}”。",
                    f"Computed alike, but differs in {en}: name it by that, no longer “{name}”.")  # fmt: skip
    return Text(f"{zh}不同：改用标准口径。", f"Differs in {en}: take the standard definition.")


def _separate(seen: Metrics, history: Iterable[MetricDecision], today: date) -> list[DefinitionPart]:
    """Metrics of one name that a standing decision says are several, while they still share that name."""
    by_key = {key_of(metric): metric for metric in seen.metrics}
    parts = []
    for decision in standing_metrics(history):
        if decision.verdict != "separate" or not decision.holds_on(today):
            continue
        metrics = sorted((by_key[k] for k in decision.keys if k in by_key), key=lambda m: (m.file, m.line))
        names = [verbatim(metric.name) for metric in metrics]
        shared = [metric for metric, name in zip(metrics, names, strict=True) if names.count(name) > 1]
        if not shared:
            continue
        said = sentence(decision, metrics, today)
        parts.append(
            DefinitionPart(
                id="", name=shared[0].name, status="separate", metric="", department="", owner="", file="", line=0,
                formula="", why=TextPart(**said.as_dict()), readings=[_named(metric) for metric in shared], findings=[],
            )
        )  # fmt: skip
    return parts


def _named(metric: Metric) -> ReadingPart:
    todo: Todo = "rename"
    return ReadingPart(
        id="", metric=metric.metric_id, name=metric.name, department=metric.department, owner=metric.owner,
        file=metric.file, line=metric.line, formula=metric.formula, differs=[], todo=todo, until=None,
        why=TextPart(zh="已裁定是不同的指标：改一个能区分的名字。",
                     en="Ruled to be a metric of its own: give it a name that tells it apart."),
    )  # fmt: skip


def _numbered(part: DefinitionPart, number: int) -> DefinitionPart:
    identifier = f"D-{number:03d}"
    readings = [r.model_copy(update={"id": f"{identifier}-{n:02d}"}) for n, r in enumerate(part.readings, 1)]
    return part.model_copy(update={"id": identifier, "readings": readings})
