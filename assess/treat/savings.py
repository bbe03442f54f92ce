"""What is saved once all is done: a table is counted once, however many findings name it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from assess.model.finding import Finding
from assess.model.money import Money, total

ORDER = ("redundant-tables", "table-versions", "unused-tables", "duplicated-lineage", "cold-data")


def net_savings(findings: Iterable[Finding]) -> dict[str, Money]:
    """Finding id -> the part of its saving no earlier finding has claimed for the same table.

    Findings are taken in `ORDER`, then by id. A finding says what each table contributes in
    `evidence["by_table"]` (table id -> {low, base, high}); without it the saving is shared
    equally by the subjects.
    """
    taken: set[str] = set()
    net: dict[str, Money] = {}
    for finding in sorted(findings, key=_order):
        if finding.saving is None:
            continue
        parts = _parts(finding, finding.saving)
        left = [amount for table, amount in parts.items() if table not in taken]
        taken.update(parts)
        amount = total(left)
        if amount is not None and amount.high > 0:
            net[finding.id] = amount
    return net


def _parts(finding: Finding, saving: Money) -> Mapping[str, Money]:
    by_table = finding.evidence.get("by_table")
    if isinstance(by_table, Mapping) and by_table:
        return {
            table: Money(saving.currency, amount["low"], amount["base"], amount["high"])
            for table, amount in by_table.items()
        }
    if not finding.subjects:
        return {finding.id: saving}
    return dict(zip(finding.subjects, saving.split(len(finding.subjects)), strict=False))


def _order(finding: Finding) -> tuple[int, str]:
    return (ORDER.index(finding.detector) if finding.detector in ORDER else len(ORDER), finding.id)
