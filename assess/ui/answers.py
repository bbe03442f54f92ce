"""For the consultant: the link to hand out, how many answered, and what the levels see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from assess.diagnose.maturity.privacy.thresholds import FEWEST_FOR_COMMENTS
from assess.model.bank import LEVEL_NAMES, LEVELS, Bank
from assess.model.engagement import Engagement
from assess.model.errors import AssessError
from assess.model.result import DimensionPart
from assess.report.charts import maturity_heatmap
from assess.store.audit import record
from assess.store.engagement_file import load_engagement
from assess.store.evidence_file import load_answers
from assess.store.runs import load_result
from assess.ui import parts
from assess.ui.place import answers_store
from assess.ui.survey import NEW, respondent_link
from assess.ui.words import Screen

_NOTED = "comments noted"  # once a visit


def show(screen: Screen) -> None:
    """The link, the count, and the heatmap of the newest check-up."""
    say = screen.say
    if screen.closed:
        st.title(say("Self-assessment"))
        parts.nothing_yet(screen, say("No engagement is open."), say("Open an engagement"), "home")
        return
    try:
        engagement = screen.use(load_engagement)
        frame = screen.use(answers_given)
    except AssessError as error:
        st.title(say("Self-assessment"))
        st.error(parts.plain(str(error)))
        return
    people = frame["respondent"].nunique()
    if people:
        st.title(screen.many("{n} person has answered here", "{n} people have answered here", people))
    else:
        st.title(say("Nobody has answered here yet"))
    st.write(
        say("Send this link to everybody who is to answer. It opens the questionnaire and nothing else; "
            "each person gets a link of their own to continue with.")
    )  # fmt: skip
    link = respondent_link(screen, NEW)
    st.code(link, language=None, wrap_lines=True)
    st.link_button(say("Take it yourself"), link, type="primary")
    files = ", ".join(engagement.answers)
    if files:
        st.caption(say("Answers from files are added in the check-up: {files}", files=parts.plain(files)))
    _levels(screen)
    try:
        _comments(screen, engagement)
    except AssessError as error:
        st.error(parts.plain(str(error)))


def answers_given(folder: Path) -> Any:
    """Every answer given in the app, one a row; see AnswersStore.frame."""
    return answers_store(folder).frame()


def comments_given(folder: Path, engagement: Engagement) -> tuple[Bank, Mapping[str, Sequence[str]]]:
    """The questionnaire and the comments by item, as far as they may be read."""
    from assess.diagnose.maturity.releases import comments_in

    return comments_in(folder, engagement, load_answers(folder))


def _comments(screen: Screen, engagement: Engagement) -> None:
    """What people wrote to each question, as far as it may be read: nobody and no department beside it."""
    say, language = screen.say, screen.language
    bank, comments = screen.use(comments_given, engagement)
    if not comments:
        return
    if screen.person and st.session_state.get(_NOTED) != screen.open_seat.engagement:
        screen.use(record, screen.actor, "comments read", "self-assessment")
        st.session_state[_NOTED] = screen.open_seat.engagement
    st.subheader(screen.many("{n} comment", "{n} comments", sum(len(texts) for texts in comments.values())))
    st.caption(
        say("From questions that at least {people} people answered, shuffled, without name, level or department. Names "
            "inside a comment are not masked; read each before you pass it on.", people=FEWEST_FOR_COMMENTS)
    )  # fmt: skip
    for dimension in [*(one.id for one in bank.dimensions), ""]:
        items = [item for item in bank.of_dimension(dimension) if item.id in comments]
        if items:
            name = next((one.name[language] for one in bank.dimensions if one.id == dimension), say("On the whole"))
            n = sum(len(comments[item.id]) for item in items)
            with st.expander(say("{dimension}: {n}", dimension=parts.plain(name), n=n)):
                for item in items:
                    st.markdown(f"**{parts.plain(item.name[language])}**")
                    st.markdown("\n".join(f"- {parts.plain(' '.join(text.split()))}" for text in comments[item.id]))


def _levels(screen: Screen) -> None:
    say = screen.say
    try:
        result = screen.use(load_result)
    except AssessError:
        st.write(say("Run the check-up to see what each level says beside the measured evidence."))
        return
    drawing = maturity_heatmap(result, screen.language) if result.maturity.available else None
    if drawing is None:
        st.subheader(say("What each level sees, beside what was measured"))
        st.write(parts.plain(result.maturity.why[screen.language]))
    else:
        parts.chart(
            say("What each level sees, beside what was measured"),
            drawing,
            say("Mean level 1 to 5 by dimension for each level of the company and for the evidence"),
            (_seen(screen, dimension) for dimension in result.maturity.dimensions),
        )


def _seen(screen: Screen, dimension: DimensionPart) -> dict[str, str]:
    """One dimension: the mean of each level, and the evidence."""
    say, language = screen.say, screen.language
    row = {say("Dimension"): dimension.name[language]}
    for level in LEVELS:
        score = dimension.levels.get(level)
        if score is None or (score.mean is None and not score.suppressed):
            text = say("not seen")
        else:
            text = say("not shown") if score.suppressed or score.mean is None else f"{score.mean:.1f}"
        row[LEVEL_NAMES[level][language]] = text
    row[say("Measured")] = say("not seen") if dimension.evidence is None else f"{dimension.evidence:.1f}"
    return row
