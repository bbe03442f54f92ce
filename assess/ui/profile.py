"""After handing in: a person's own profile, and the company's only where five or more answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import streamlit as st

from assess.model.bank import STAGES, Bank, Item
from assess.model.engagement import Engagement
from assess.model.result import MaturityPart
from assess.store.answers_db import AnswersStore, Respondent
from assess.ui import parts
from assess.ui.own_answers import OwnAnswers
from assess.ui.place import answers_store
from assess.ui.words import Screen


@dataclass(frozen=True, slots=True)
class Own:
    """One dimension of one person's answers; `mean` is None where nothing in it was answered."""

    dimension: str
    mean: float | None
    answered: int
    asked: int


def own_profile(bank: Bank, level: str, given: Mapping[str, tuple[int | None, str, str]]) -> list[Own]:
    """A person's mean by dimension, of the items a person of `level` is asked."""
    profile = []
    for dimension in bank.dimensions:
        items = [item.id for item in bank.asked_of(level) if item.dimension == dimension.id]
        values = [value for value, state, _ in (given[i] for i in items if i in given) if state == "answered" and value]
        if items:
            mean = sum(values) / len(values) if values else None
            profile.append(Own(dimension.id, mean, len(values), len(items)))
    return profile


def show(screen: Screen, store: OwnAnswers, bank: Bank, who: Respondent, engagement: Engagement) -> None:
    """The profile of `who` beside the company's."""
    say, language = screen.say, screen.language
    own = own_profile(bank, who.level, store.answers(who.id))
    scored = [one.mean for one in own if one.mean is not None]
    if scored:
        mean = sum(scored) / len(scored)
        stage = STAGES[min(4, max(0, int(mean) - 1))][language]
        st.title(say("You see the company at {mean} of 5: {stage}", mean=f"{mean:.1f}", stage=stage))
    else:
        st.title(say("Handed in; nothing was scored"))
    st.write(say("Thank you. Your answers are in the next check-up."))
    names = {d.id: d.name[language] for d in bank.dimensions}
    beside = {}
    for one in own:
        left, right = st.columns([3, 2], vertical_alignment="center")
        text = say("not answered") if one.mean is None else f"{one.mean:.1f}"
        left.progress((one.mean or 0) / 5, text=f"{parts.plain(names[one.dimension])} **{text}**")
        beside[one.dimension] = right.empty()
    below = st.empty()
    _next(screen, next_steps(bank, store.answers(who.id)))
    scores = {d.id: d.company for d in screen.use(company_beside, engagement).dimensions}
    seen = {id_: score for id_, score in scores.items() if score.mean is not None and not score.suppressed}
    if not seen:
        below.caption(
            say("The company beside you is shown once five people have answered, and anew once five more have.")
        )
        return
    for dimension, place in beside.items():
        if dimension in seen:
            score = seen[dimension]
            place.caption(say("company {mean}, {n} people", mean=f"{score.mean:.1f}", n=score.n))
        else:
            place.caption(say("company: not shown, it would tell about fewer than five people"))


@dataclass(frozen=True, slots=True)
class Step:
    """What a dimension's lowest answer lacks to the next level: the item, the level given, what the next one shows."""

    dimension: str
    item: Item
    level: int


def next_steps(bank: Bank, given: Mapping[str, tuple[int | None, str, str]]) -> list[Step]:
    """For each dimension the item answered lowest, the lowest first; none where all stand at 5 or nothing was said."""
    found = []
    for dimension in bank.dimensions:
        answered = [
            (value, item) for item in bank.of_dimension(dimension.id)
            if item.id in given and given[item.id][1] == "answered" and (value := given[item.id][0]) and value < 5
        ]  # fmt: skip
        if answered:
            value, item = min(answered, key=lambda one: one[0])
            found.append(Step(dimension.id, item, value))
    return sorted(found, key=lambda step: step.level)


def _next(screen: Screen, steps: list[Step]) -> None:
    if not steps:
        return
    say, language = screen.say, screen.language
    st.subheader(say("What would lift each dimension by one level"))
    for step in steps:
        st.markdown(
            say("**{item}**, from {level} to {next}: {shown}", item=parts.plain(step.item.name[language]),
                level=step.level, next=step.level + 1, shown=parts.plain(step.item.levels[step.level][language]))
        )  # fmt: skip


def company_beside(folder: Path, engagement: Engagement) -> MaturityPart:
    """Maturity of the company as anybody who answered may see it; never a single answer."""
    return company_maturity(answers_store(folder), engagement, folder)


def company_maturity(store: AnswersStore, engagement: Engagement, folder: Path) -> MaturityPart:
    """Maturity by dimension from the answers given in the app, under the rules of anonymity.

    The screen is open while people answer, so what was shown before counts, here or in a check-up: nobody's answer can
    be found by looking again after one more came in.
    """
    from assess.diagnose.maturity.releases import release_answers
    from assess.model.evidence import Evidence

    given = store.frame().assign(comment="")  # no comment is shown here, so none counts as shown
    return release_answers(folder, engagement, Evidence.of({"answers": given}), datetime.now(UTC))[0]
