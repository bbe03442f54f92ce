"""What do many people in the company simply not know?"""

from __future__ import annotations

from assess.diagnose.maturity.asked import answers_of, bank_of, too_few
from assess.diagnose.registry import Case, detector
from assess.model.finding import Claim, Severity, Verdict, found

MANY = 0.3


@detector("dont-know", code="DK", needs=("answers",))
def judge(case: Case) -> Verdict:
    """One claim a question to which at least 30 % of those asked say they do not know."""
    bank, answers = bank_of(case), answers_of(case)
    claims: list[Claim] = []
    asked_items = 0
    for item in bank.items:
        shares = answers.unknown_share(item.id)
        if shares is None:
            continue
        asked_items += 1
        unknown, asked = shares
        if unknown / asked >= MANY:
            facts = {
                "item": item.id,
                "name": item.name.text.as_dict(),
                "question": item.question.text.as_dict(),
                "unknown": unknown,
                "asked": asked,
                "share": round(unknown / asked, 4),
            }
            severity = Severity.MEDIUM if unknown / asked >= 0.5 else Severity.LOW
            claims.append(Claim((item.id,), (), severity, facts))
    if not asked_items:
        return too_few()
    return found(claims, examined=asked_items, questions=asked_items)
