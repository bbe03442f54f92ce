"""What the workbook's formulas reckon with: lines of saving, treatments of findings, items of the roadmap.

The rules are those of assess.diagnose.pricing, assess.treat.savings and assess.treat.choose; `Economy.live` says
whether they give the amounts of the result again, which they must before a cell may be a formula.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assess.model.finding import Finding, Outcome
from assess.model.money import Money
from assess.model.result import FindingPart, Result, RoadmapItemPart, TextPart
from assess.model.text import Text
from assess.report.xlsx.amounts import ENDS, PARTS, Triple, cents, line_amount
from assess.treat.choose import HORIZON_YEARS, PLATFORM
from assess.treat.library import Treatment, library
from assess.treat.savings import ORDER, net_savings


@dataclass(frozen=True, slots=True)
class Line:
    """What one table contributes to one finding's saving a year.

    `parts` name what is priced (storage, moved, refresh, upkeep), `share` is low, base, high of what of it is saved;
    a line whose amounts the prices do not give again has them as `fixed`. `counted` is false where an earlier finding
    has claimed the table already.
    """

    finding: str
    table: str
    department: str
    bytes: int | None
    rows: int | None
    parts: tuple[str, ...]
    share: Triple
    fixed: Triple | None
    amount: Triple
    counted: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A finding under a treatment: `saves` where its saving is booked there, `tested` where it must pay for itself."""

    finding: str
    row: str
    saves: bool
    tested: bool
    each: float
    counted: bool


@dataclass(frozen=True, slots=True)
class Row:
    """An item of the roadmap, or a treatment left out (`planned` false): effort is fixed + each x findings, at most
    `most`; `days` stands fixed where the library does not give it again."""

    id: str
    title: TextPart
    item: RoadmapItemPart | None
    planned: bool
    fixed: Triple
    each: Triple
    most: Triple | None
    days: Triple
    live: bool
    asked: bool


@dataclass(frozen=True, slots=True)
class Economy:
    """`net` is what each finding saves beyond earlier ones; `live` is false where no formula may be offered."""

    prices: Mapping[str, Triple]
    horizon: int
    lines: tuple[Line, ...]
    net: Mapping[str, Triple]
    links: tuple[Link, ...]
    rows: tuple[Row, ...]

    @property
    def live(self) -> bool:
        return bool(self.prices) and any(line.fixed is None for line in self.lines)

    def lines_of(self, finding: str) -> list[Line]:
        return [line for line in self.lines if line.finding == finding]

    def links_of(self, row: str) -> list[Link]:
        return [link for link in self.links if link.row == row]

    def pays(self, link: Link) -> bool:
        """Whether a finding's saving over the horizon is at least its own effort, both base; assess.treat.choose."""
        day = self.prices.get("person_day")
        if not link.tested or day is None or not day[1]:
            return True
        return self.net.get(link.finding, (0.0, 0.0, 0.0))[1] * self.horizon >= link.each * day[1]


def economy_of(result: Result) -> Economy:
    """The lines, links and rows of a result."""
    prices = {name: (p.low, p.base, p.high) for name, p in sorted(result.engagement.prices.items())}
    claimed = [f for f in result.findings if f.outcome is Outcome.FINDING]
    lines = tuple(_lines(claimed, prices))
    net: dict[str, Triple] = {}
    for finding in claimed:
        of = [line.amount for line in lines if line.finding == finding.id and line.counted]
        if finding.saving is not None or of:
            net[finding.id] = tuple(cents(sum(a[n] for a in of)) for n in range(3))  # type: ignore[assignment]
    known = {m: (v.low, v.base, v.high) for m, v in net_savings(map(_finding, claimed)).items()}
    for finding_id, amount in known.items():
        net.setdefault(finding_id, amount)
    rows, links = _work(result, claimed)
    return Economy(prices, HORIZON_YEARS, lines, net, tuple(links), tuple(rows))


def _lines(findings: list[FindingPart], prices: Mapping[str, Triple]) -> list[Line]:
    taken: set[str] = set()
    lines = []
    for finding in sorted(findings, key=_order):
        reckoned = _map(finding.evidence.get("reckoned"))
        by_table = _map(finding.evidence.get("by_table"))
        if finding.saving is None and not reckoned:
            continue
        names = list(dict.fromkeys([*by_table, *reckoned]))
        if finding.saving is not None and not by_table:
            whole = Money(finding.saving.currency, finding.saving.low, finding.saving.base, finding.saving.high)
            parts = whole.split(max(1, len(finding.subjects)))
            by_table = {s: m.as_dict() for s, m in zip(finding.subjects or [finding.id], parts, strict=False)}
            names = list(by_table)
        facts = {str(m.get("table")): m for m in finding.evidence.get("members") or [] if isinstance(m, Mapping)}
        for name in names:
            lines.append(
                _line(finding, name, reckoned.get(name), by_table.get(name), facts.get(name, {}), taken, prices)
            )
        taken.update(names)
    return lines


def _line(
    finding: FindingPart, name: str, told: Any, stated: Any, facts: Mapping[str, Any], taken: set[str],
    prices: Mapping[str, Triple],
) -> Line:  # fmt: skip
    parts = tuple(p for p in PARTS if told and p in told["parts"])
    share_map = told.get("share") if told else None
    share: Triple = tuple(share_map[e] for e in ENDS) if share_map else (1.0, 1.0, 1.0)
    volume = int(told["bytes"]) if told else None
    amount = line_amount(prices, parts, volume, share) if told else None
    given: Triple | None = tuple(float(stated[e]) for e in ENDS) if stated else None  # type: ignore[assignment]
    same = amount is not None and (given is None or _equal(amount, given))
    fixed = None if same else (given or (0.0, 0.0, 0.0))
    department = str(facts.get("department") or (finding.departments[0] if len(finding.departments) == 1 else ""))
    rows = facts.get("rows")
    return Line(
        finding.id, name, department, volume, rows if isinstance(rows, int) else None, parts if same else (), share,
        fixed, amount if same and amount else fixed or (0.0, 0.0, 0.0), name not in taken,
    )  # fmt: skip


def _equal(one: Triple, other: Triple) -> bool:
    return all(abs(a - b) < 0.0051 for a, b in zip(one, other, strict=True))


def _work(result: Result, claimed: list[FindingPart]) -> tuple[list[Row], list[Link]]:
    """Rows of the plan, then what was left out of it; and which finding stands under which."""
    known, by_id = library(), {f.id: f for f in claimed}
    rows: list[Row] = []
    links: list[Link] = []
    placed: set[tuple[str, str]] = set()
    last: dict[str, str] = {}
    dropped = [(d.id or d.key, d.treatment, d.title, d.findings) for d in result.roadmap.dropped]
    told = [(i.id, i.treatment, i.title, i.findings, i) for i in result.roadmap.items]
    for identifier, name, title, findings, item in [*told, *((*d, None) for d in dropped)]:
        treatment = known.get(name)
        rows.append(_row(identifier, title, item, len(findings), treatment))
        last[name] = identifier
        for finding in findings:
            placed.add((finding, name))
            links.append(_link(by_id.get(finding), finding, identifier, name, treatment, item is not None))
    for name, treatment in known.items():
        if not treatment.pays or (result.applicability.verdict == "not_needed" and name in PLATFORM):
            continue
        left = [f for f in claimed if name in f.treatments and (f.id, name) not in placed and f.saving is not None]
        alone = treatment.lead and sum(r.item is not None and r.item.treatment == name for r in rows) == 1
        if left and (name not in last or alone):
            last[name] = f"{name} –"
            title = TextPart(zh=left[0].name.zh, en=left[0].name.en)
            rows.append(_row(last[name], title, None, 0, treatment))
        links += [_link(f, f.id, last[name], name, treatment, True) for f in left]
    return rows, links


def _row(
    identifier: str, title: TextPart, item: RoadmapItemPart | None, findings: int, treatment: Treatment | None
) -> Row:
    zero = (0.0, 0.0, 0.0)
    if treatment is None:
        days = (item.effort_days.low, item.effort_days.base, item.effort_days.high) if item else zero
        return Row(identifier, title, item, item is not None, days, zero, None, days, False, bool(findings))
    effort = treatment.effort
    reckoned = effort.days(findings)
    days = (reckoned.low, reckoned.base, reckoned.high)
    live = True
    if item is not None:
        stated = (item.effort_days.low, item.effort_days.base, item.effort_days.high)
        live = all(abs(a - b) < 1e-9 for a, b in zip(days, stated, strict=True))
        days = stated
    return Row(
        identifier, title, item, item is not None, effort.fixed, effort.each, effort.most, days, live, bool(findings)
    )


def _link(
    finding: FindingPart | None, identifier: str, row: str, name: str, treatment: Treatment | None, counted: bool
) -> Link:
    saves = finding is not None and bool(finding.treatments) and finding.treatments[0] == name
    tested = treatment is not None and treatment.pays and finding is not None and finding.saving is not None
    return Link(identifier, row, saves, tested, treatment.effort.each[1] if treatment else 0.0, counted)


def _order(finding: FindingPart) -> tuple[int, str]:
    return (ORDER.index(finding.detector) if finding.detector in ORDER else len(ORDER), finding.id)


def _map(value: Any) -> dict[str, Any]:
    return dict(value) if isinstance(value, Mapping) else {}


def _finding(part: FindingPart) -> Finding:
    money = part.saving
    return Finding(
        part.id, part.key, part.detector, part.outcome, part.severity, Text("", ""), Text("", ""), Text("", ""),
        tuple(part.departments), tuple(part.subjects), part.evidence, part.score,
        Money(money.currency, money.low, money.base, money.high) if money else None, tuple(part.treatments),
    )  # fmt: skip
