"""Who answers, does, is asked and is told: one person accountable for each item, and said so where nobody is named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from assess.diagnose.texts import Words
from assess.model.engagement import Department, Engagement
from assess.model.parts import TextPart
from assess.model.roadmap import PartyPart, RaciPart
from assess.treat.choose import Chosen


def raci_of(chosen: Chosen, engagement: Engagement) -> RaciPart:
    """Exactly one accountable role, by name where the engagement has one.

    `number_one`: the person of `organisation.number_one`; `department`: the head of the department most findings are
    about; otherwise the role alone. The other departments concerned do the work where the holder is a department, and
    are asked where it is not.
    """
    roles, treatment = chosen.treatment.roles, chosen.treatment
    concerned = _departments(chosen, engagement)
    parties = [_department(d) for d in concerned]
    if roles.holder == "number_one":
        number_one = engagement.organisation.number_one
        accountable = PartyPart(role=_said(treatment.owner), person=number_one.name if number_one else "")
    elif roles.holder == "department" and concerned:
        accountable, parties = parties[0], parties[1:]
    else:
        accountable = PartyPart(role=_said(treatment.owner))
    doing = [PartyPart(role=_said(words)) for words in roles.responsible]
    asked = [PartyPart(role=_said(words)) for words in roles.consulted]
    told = [PartyPart(role=_said(words)) for words in roles.informed]
    if roles.holder == "department":
        doing += parties
    else:
        asked += parties
    everybody = [accountable, *doing, *asked]
    return RaciPart(
        accountable=accountable,
        responsible=_once(doing, [accountable]) or [accountable],
        consulted=_once(asked, [accountable, *doing]),
        informed=_once(told, [accountable, *doing, *asked]),
        unnamed=sum(not party.person for party in _once(everybody, [])),
    )


def _departments(chosen: Chosen, engagement: Engagement) -> list[Department]:
    """Departments of the findings, the one named most first, then in the engagement's order."""
    named = Counter(d for finding in chosen.findings for d in finding.departments)
    known = [d for d in engagement.departments if d.id in named]
    return sorted(known, key=lambda d: -named[d.id])


def _department(department: Department) -> PartyPart:
    name = department.name.text
    role = TextPart(zh=f"{name.zh}负责人", en=f"Head of {name.en}")
    return PartyPart(role=role, person=department.owner, department=department.id)


def _said(words: Words) -> TextPart:
    return TextPart(zh=words.zh, en=words.en)


def _once(parties: Iterable[PartyPart], others: Iterable[PartyPart]) -> list[PartyPart]:
    seen = {(p.role.zh, p.department) for p in others}
    found = []
    for party in parties:
        if (party.role.zh, party.department) not in seen:
            seen.add((party.role.zh, party.department))
            found.append(party)
    return found
