"""A gate's ruling as text, as SARIF 2.1.0 for code scanning, and as JUnit XML for continuous integration."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree as ET

from assess import __version__
from assess.model.gates import RULES
from assess.operate.gate.run import Gated
from assess.operate.gate.verdicts import Offence, Ruling

SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ABOUT = {
    "new-copies": "No new copy of a table that has a master.",
    "new-conflicts": "No new definition that contradicts a decided standard.",
    "lineage-coverage": "Lineage is known for no smaller share of the tables than before.",
    "cost-growth": "The cost of data, security left out, grows no faster than the business over four quarters.",
    "hot-share": "The share of bytes in use is at least what was agreed.",
    "compliance": "Every legal duty is met.",
}
_UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML 1.0 has no place for


def as_text(gated: Gated) -> str:
    """A line a rule, and below it what is against it; old sins are counted, not listed."""
    lines = [f"{'passed' if gated.passed else 'FAILED'}: {gated.run}"
             + (f", baseline {gated.baseline}" if gated.baseline else ", no baseline")]  # fmt: skip
    for ruling in gated.rulings:
        mark = "failed (unknown)" if ruling.outcome == "unknown" and gated.unknown_fails else ruling.outcome
        lines.append(f"{mark.replace('_', ' '):16} {ruling.rule}: {ruling.why}")
        lines += [f"  {one.state}: {_told(one)}" for one in ruling.offences if one.state != "known"]
        known = sum(one.state == "known" for one in ruling.offences)
        if known:
            lines.append(f"  {known} known from the baseline")
    lines += [f"waiver over: {w.rule} {w.subject}, until {w.until}, {w.who}: {w.reason}" for w in gated.expired]
    return "\n".join(lines) + "\n"


def _told(one: Offence) -> str:
    if one.waiver is None:
        return one.message
    w = one.waiver
    over = "was waived until" if one.state == "expired" else "waived until"
    return f"{one.message} ({over} {w.until} by {w.who}: {w.reason})"


def as_sarif(gated: Gated) -> str:
    """SARIF 2.1.0 (OASIS): rules, results with file and line where the subject has them, else its name.

    A known offence has `baselineState` unchanged and level note, a waived one a suppression; of an unknown rule the
    `kind` is open.
    """
    results = [r for ruling in gated.rulings for r in _results(ruling, gated)]
    driver = {
        "name": "assess gate",
        "semanticVersion": __version__,
        "rules": [
            {"id": rule, "name": rule.title().replace("-", ""), "shortDescription": {"text": ABOUT[rule]},
             "defaultConfiguration": {"level": "error"}}
            for rule in RULES
        ],
    }  # fmt: skip
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": f"assess-gate/{gated.run}"},
        "columnKind": "unicodeCodePoints",
        "results": results,
        "properties": {"clock": gated.clock, "baseline": gated.baseline, "passed": gated.passed},
    }
    return json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def _results(ruling: Ruling, gated: Gated) -> list[dict[str, Any]]:
    index = RULES.index(ruling.rule)
    if ruling.outcome == "unknown":
        kind = {"kind": "fail", "level": "error"} if gated.unknown_fails else {"kind": "open", "level": "none"}
        return [{"ruleId": ruling.rule, "ruleIndex": index, **kind, "message": {"text": f"Unknown: {ruling.why}"}}]
    return [_result(ruling.rule, index, one) for one in ruling.offences]


def _result(rule: str, index: int, one: Offence) -> dict[str, Any]:
    told: dict[str, Any] = {
        "ruleId": rule,
        "ruleIndex": index,
        "kind": "fail",
        "level": "error" if one.fails else "note",
        "message": {"text": _told(one)},
        "baselineState": "unchanged" if one.state == "known" else "new",
        "partialFingerprints": {"assessMark/v1": hashlib.sha256(one.mark.encode()).hexdigest()},
    }
    if one.place:
        file, line, name = one.place
        told["locations"] = [{
            "physicalLocation": {"artifactLocation": {"uri": quote(file)}, "region": {"startLine": max(line, 1)}},
            "logicalLocations": [{"name": name, "fullyQualifiedName": one.subject}],
        }]  # fmt: skip
    else:
        name = one.subject.rpartition(".")[2]
        told["locations"] = [{"logicalLocations": [{"name": name, "fullyQualifiedName": one.subject}]}]
    if one.state == "waived" and one.waiver:
        w = one.waiver
        justification = f"{w.reason} ({w.who}, until {w.until})"
        told["suppressions"] = [{"kind": "external", "status": "accepted", "justification": justification}]
    return told


def as_junit(gated: Gated) -> str:
    """One test case a rule: a failure with what is against it, or skipped where unknown, off or not applicable."""
    failures = sum(map(gated.fails, gated.rulings))
    skipped = sum(r.outcome in ("unknown", "off", "not_applicable") and not gated.fails(r) for r in gated.rulings)
    counts = {"tests": str(len(gated.rulings)), "failures": str(failures), "errors": "0", "skipped": str(skipped)}
    whole = {name: n for name, n in counts.items() if name != "skipped"}  # Jenkins' schema has it of a suite alone
    root = ET.Element("testsuites", {"name": "assess gate", **whole})
    suite = ET.SubElement(
        root, "testsuite", {"name": "assess gate", "timestamp": gated.clock.removesuffix("Z"), "time": "0", **counts}
    )
    for ruling in gated.rulings:
        case = ET.SubElement(suite, "testcase", {"classname": "assess.gate", "name": ruling.rule, "time": "0"})
        if gated.fails(ruling):
            lines = [f"{one.state}: {_told(one)}" for one in ruling.offences if one.fails]
            failure = ET.SubElement(case, "failure", {"message": _clean(ruling.why), "type": ruling.outcome})
            failure.text = _clean("\n".join(lines) or ruling.why)
        elif ruling.outcome != "passed":
            ET.SubElement(case, "skipped", {"message": _clean(f"{ruling.outcome}: {ruling.why}")})
        let = [f"{one.state}: {_told(one)}" for one in ruling.offences if one.state == "waived"]
        if let:
            ET.SubElement(case, "system-out").text = _clean("\n".join(let))
    ET.indent(root, " ")
    return ET.tostring(root, encoding="unicode", xml_declaration=False).join(
        ('<?xml version="1.0" encoding="UTF-8"?>\n', "\n")
    )


def _clean(text: str) -> str:
    return _UNPRINTABLE.sub("�", text)


FORMATS: dict[str, Callable[[Gated], str]] = {"text": as_text, "sarif": as_sarif, "junit": as_junit}
