"""The result as a workbook whose amounts follow from the prices: change an assumption and every sheet recalculates."""

from __future__ import annotations

from io import BytesIO

from assess.model.result import Result
from assess.report.voice import Voice, noted
from assess.report.xlsx import answer, assumptions, findings, plan, proof, work
from assess.report.xlsx.book import opened
from assess.report.xlsx.economy import economy_of

_SHEETS: dict[str, tuple[str, tuple[float, ...]]] = {
    "answer": (noted("Answer"), (22, 20, 20, 20, 20, 24)),
    "assumptions": (noted("Assumptions"), (34, 16, 16, 16, 30, 58)),
    "findings": (noted("Findings"), (9, 58, 18, 9, 26, 10, *[13] * 7, 14, 46, 46)),
    "lines": (noted("Tables"), (9, 40, 18, 18, 16, 24, *[10] * 3, *[14] * 3, 9, 28)),
    "savings": (noted("Savings"), (34, 9, 16, 16, 16, 10, 10)),
    "roadmap": (noted("Roadmap"), (8, 48, 10, 24, 9, 9, 14, 10, 14, 14, 11, 26, 40, 26)),
    "cash": (noted("By year"), (8, 44, *[13] * 10, *[9] * 7)),
    "gantt": (noted("Months"), (8, 46)),
    "raci": (noted("RACI"), (8, 46, 30, 34, 34, 34)),
    "maturity": (noted("Maturity"), (34, 20, 14, 14, 14, 14, 16)),
    "coverage": (noted("Coverage"), (10, 38, 22, 18, 10, 14, 12, 60)),
    "evidence": (noted("Evidence"), (9, 52, 52, 30, 22, 60)),
    "metrics": (noted("Metric list"), (9, 22, 24, 16, 12, 44, 34, 24, 18, 16, 12, 10, 34)),
    "links": (noted("Which pays"), (10, 16, 10, 10, 12, 14, 8, 60, 14, 14, 14)),
    "reckoning": (noted("Reckoning"), (8, 46, 9, *[9] * 12, *[13] * 6, 9)),
    "run": (noted("Run"), (52, 26, 70)),
}  # fmt: skip


def write_xlsx(result: Result, language: str) -> bytes:
    """The workbook's bytes in zh or en; the same result gives the same bytes."""
    say, data = Voice(language), BytesIO()
    with opened(data, result, economy_of(result), say) as book:
        for key, (name, widths) in _SHEETS.items():
            book.add(key, say(name), widths)
        assumptions.assumptions(book)
        findings.lines(book)
        findings.findings(book)
        work.links(book)
        work.nets(book)
        work.reckoning(book)
        plan.roadmap(book)
        plan.cash(book)
        plan.gantt(book)
        plan.raci(book)
        answer.savings(book)
        answer.answer(book)
        for write in (proof.maturity, proof.coverage, proof.evidence, proof.metrics, proof.run):
            write(book)
    return data.getvalue()
