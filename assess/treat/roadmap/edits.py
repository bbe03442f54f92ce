"""The client's changes to a plan: refused with the reason where they break it, else what follows from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from assess.model.errors import Problem, nearest
from assess.model.finding import Outcome
from assess.model.money import Money, Range, total
from assess.model.result import Result
from assess.model.roadmap_edit import RoadmapEdit, capacity_problems
from assess.treat.roadmap.draft import Draft, drafts_of, findings_of
from assess.treat.roadmap.plan import Plan, Setting, arrange, credited


@dataclass(frozen=True, slots=True)
class Change:
    """A plan and the one it is compared with; `forgone` is what is not saved a year for what is left out."""

    before: Plan
    after: Plan
    setting: Setting
    forgone: Money | None


class Planner:
    """Plans again from a result, in milliseconds: other order, other capacity, without some items."""

    def __init__(self, result: Result) -> None:
        self.result = result
        self.drafts = drafts_of(result)
        self.findings = findings_of(f for f in result.findings if f.outcome is Outcome.FINDING)
        self._by = {d.key: d for d in self.drafts}
        roadmap = result.roadmap
        self._ids = {i.id: i.key for i in roadmap.items} | {d.id: d.key for d in roadmap.dropped}
        price = roadmap.day_price
        self.proposed = Setting(
            capacity=tuple(roadmap.capacity_proposed) or (1.0,) * 5,
            day=Range(price.low, price.base, price.high) if price else None,
            currency=result.engagement.currency,
        )

    def setting(self, edit: RoadmapEdit | None) -> Setting:
        """The proposal, or what an edit makes of it."""
        if edit is None:
            return self.proposed
        days = edit.capacity * 5 if len(edit.capacity) == 1 else edit.capacity
        return replace(
            self.proposed,
            capacity=days or self.proposed.capacity,
            order=tuple(key for key in edit.order if key in self._by),
            dropped=frozenset(key for key in edit.dropped if key in self._by),
        )

    def plan(self, setting: Setting) -> Plan:
        """The plan under a setting."""
        return arrange(self.drafts, self.findings, setting)

    def key(self, said: str) -> str:
        """The key of an item said by its id (T-07, any case) or key; as said where there is none."""
        return self._ids.get(said.strip().upper(), said.strip())

    def order_with(self, first: Sequence[str], plan: Plan) -> tuple[str, ...]:
        """The order of `plan` with the keys `first` ahead, each after what it waits for where that was not named."""
        named = set(first)
        out: list[str] = []

        def put(key: str) -> None:
            for other in self._by[key].after if key in self._by else ():
                if other not in named and other not in out and other in self._by:
                    put(other)
            if key not in out:
                out.append(key)

        for key in first:
            put(key)
        return (*out, *(key for key in plan.order if key not in out))

    def problems(self, order: Sequence[str], dropped: Iterable[str], capacity: tuple[float, ...]) -> list[Problem]:
        """Why the changes cannot be made; empty where they can."""
        out = set(dropped)
        known = [*self._by]
        found = capacity_problems(capacity)
        for where, keys in (("order", order), ("drop", sorted(out))):
            found += [
                Problem(where, f'"{key}" is not on the roadmap.{nearest(key, [*known, *self._ids])}')
                for key in keys
                if key not in self._by
            ]
        for key in sorted(out & set(known)):
            if self._by[key].gate:
                found.append(Problem("drop", f"{key} is unconditional and cannot be left out."))
            waits = [d.key for d in self.drafts if key in d.after and d.key not in out]
            if waits:
                found.append(
                    Problem("drop", f"{key} cannot be left out alone: {', '.join(waits)} need it; drop them too.")
                )
        place = {key: n for n, key in enumerate(order)}
        for key in order:
            for other in self._by[key].after if key in self._by else ():
                if other in place and place[other] > place[key] and other not in out:
                    found.append(Problem("order", f"{key} cannot come before {other}, which it needs."))
            if key in self._by and self._by[key].gate:
                ahead = next((k for k in order[: place[key]] if k in self._by and not self._by[k].gate), None)
                if ahead:
                    found.append(Problem("order", f"{ahead} cannot come before {key}, which is unconditional."))
        return found

    def change(self, setting: Setting) -> Change:
        """The plan under the setting beside the proposal."""
        before, after = self.plan(self.proposed), self.plan(setting)
        worth = credited(self.drafts, self.findings)
        return Change(before, after, setting, total(worth[key] for key in after.out if key in worth))

    def titles(self, language: str) -> Mapping[str, str]:
        """Key -> title."""
        return {b.key: b.title[language] for b in self.result.roadmap.basis}

    def draft(self, key: str) -> Draft:
        return self._by[key]
