"""Which findings go to which target: by department, by the person who answers for it, or by what is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assess.model.notify import Notify, Target
from assess.model.result import FindingPart, Result

_PEOPLE = 5  # as nowhere else a group of fewer is shown


def routed(findings: Sequence[FindingPart], result: Result, notify: Notify) -> dict[str, list[FindingPart]]:
    """Target id -> its findings, in the order of `findings`; a target may have none.

    A finding goes to every route that names one of its departments, or somebody who answers for one. What no such
    route takes goes to the routes that name neither, and where there are none, nowhere.
    """
    owners = {department.id: department.owner for department in result.engagement.departments}
    found: dict[str, list[FindingPart]] = {target.id: [] for target in notify.targets}
    for finding in findings:
        if finding.severity is None or finding.severity.value not in notify.severities or few_people(finding):
            continue
        fitting = [route for route in notify.routes if finding.severity.value in route.severities]
        people = {owners.get(department, "") for department in finding.departments} - {""}
        named = [r for r in fitting if {*r.departments} & {*finding.departments} or {*r.owners} & people]
        to = {route.to for route in named or fitting if named or not (route.departments or route.owners)}
        for target in sorted(to):
            found[target].append(finding)
    return found


def addressed(target: Target, result: Result, notify: Notify) -> tuple[str, ...]:
    """The people a target's notices are addressed to: owners its routes name, or of the departments they name."""
    owners: Mapping[str, str] = {d.id: d.owner for d in result.engagement.departments}
    names = [
        name
        for route in notify.routes
        if route.to == target.id
        for name in (*route.owners, *(owners.get(department, "") for department in route.departments))
    ]
    return tuple(dict.fromkeys(name for name in names if name))


def few_people(finding: FindingPart) -> bool:
    """Whether it speaks of a group of fewer than five people; the check-up makes no such finding, and none is sent."""
    counts = [value for name, value in finding.evidence.items() if name == "n" or name.startswith("n_")]
    if finding.family not in ("maturity", "contradictions"):
        return False
    return any(isinstance(value, int) and not isinstance(value, bool) and 0 < value < _PEOPLE for value in counts)
