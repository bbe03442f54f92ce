"""treat(diagnosis) -> roadmap: what to do over five years, by whom, at what cost, for what saving."""

from __future__ import annotations

from collections.abc import Sequence

from assess.diagnose.gates.verdict import applicability_of
from assess.diagnose.run import Diagnosis
from assess.model.engagement import Engagement
from assess.model.finding import Outcome
from assess.model.result import RoadmapPart
from assess.model.roadmap_edit import RoadmapEdit, standing_edit
from assess.treat.choose import Chosen, choose, prerequisites
from assess.treat.library import library
from assess.treat.roadmap.draft import Draft
from assess.treat.roadmap.part import Drawn, part_of
from assess.treat.roadmap.plan import Setting, arrange, credited
from assess.treat.roadmap.sensitivity import sensitivity_of
from assess.treat.savings import net_savings
from assess.treat.standing import standing_of

ASSUMED_DAYS_PER_YEAR = 440
_STAGES = ("diagnose", "treat", "operate")


def treat(diagnosis: Diagnosis, edits: Sequence[RoadmapEdit] = ()) -> RoadmapPart:
    """The roadmap of a diagnosis, as the client last set it.

    Each treatment the findings ask for is one item (the heaviest group of copies is an item of its own, so that the
    first year has something to show), planned under the client's capacity of person-days. `edits` is what the client
    changed, in the order made; the last one stands.
    """
    engagement = diagnosis.case.engagement
    verdict = applicability_of(diagnosis.case).verdict
    choice = choose(diagnosis, verdict, library(), net_savings(diagnosis.findings), standing_of(diagnosis.case))
    edit = standing_edit(edits)
    drafts = drafted(choice.chosen)
    setting, proposal = setting_of(engagement, edit), setting_of(engagement)
    claims = [f for f in diagnosis.findings if f.outcome is Outcome.FINDING]
    plan = arrange(drafts, claims, setting)
    drawn = Drawn(
        drafts, {c.key: c for c in choice.chosen}, plan, setting, edit,
        arrange(drafts, claims, proposal) if edit else plan, proposal.capacity, credited(drafts, claims),
    )  # fmt: skip
    return part_of(drawn, diagnosis, verdict, choice, sensitivity_of(drafts, claims, setting, engagement))


def asked_for(finding: str, roadmap: RoadmapPart) -> list[str]:
    """The treatments on or off the plan that answer a finding, in the order of the plan."""
    told = [(i.treatment, i.findings) for i in roadmap.items] + [(d.treatment, d.findings) for d in roadmap.dropped]
    return list(dict.fromkeys(name for name, findings in told if finding in findings))


def drafted(chosen: Sequence[Chosen]) -> list[Draft]:
    """Drafts in the order proposed: gates, then what stands first, the lead of a treatment, stage, saving a day."""
    after = prerequisites(chosen)
    rank = {c.key: _rank(c) for c in chosen}
    waiting = sorted(chosen, key=lambda c: (rank[c.key], c.key))
    done: list[Chosen] = []
    names: set[str] = set()
    while waiting:
        ready = next((c for c in waiting if set(after[c.key]) <= names), None)
        if ready is None:
            raise ValueError(f"treatments wait for each other: {sorted(c.key for c in waiting)}")
        waiting.remove(ready)
        done.append(ready)
        names.add(ready.key)
    return [
        Draft(
            c.key, c.name, c.treatment.stage, c.treatment.effort.days(len(c.findings)), c.treatment.months,
            max(c.treatment.earliest, 13 if c.step else 1), after[c.key], c.treatment.gate, c.treatment.visibility,
            tuple(f.id for f in c.findings), tuple(f.id for f in c.findings if f.treatments[:1] == (c.name,)),
        )
        for c in done
    ]  # fmt: skip


def setting_of(engagement: Engagement, edit: RoadmapEdit | None = None) -> Setting:
    """Capacity, order and what is left out: the client's edit, then the engagement, then what is assumed."""
    told = (edit.capacity if edit else ()) or engagement.capacity or (float(ASSUMED_DAYS_PER_YEAR),)
    price = engagement.prices.person_day
    return Setting(
        capacity=tuple(told) if len(told) > 1 else tuple(told) * 5,
        order=edit.order if edit else (),
        dropped=frozenset(edit.dropped) if edit else frozenset(),
        day=price.range if price else None,
        currency=engagement.currency,
    )


def _rank(chosen: Chosen) -> tuple[float, ...]:
    days = chosen.treatment.effort.days(len(chosen.findings)).base
    value = chosen.saving.base / days if chosen.saving and days else 0.0
    treatment = chosen.treatment
    return (not treatment.gate, treatment.first, chosen.step, not chosen.lead, _STAGES.index(treatment.stage), -value)
