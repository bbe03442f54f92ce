"""For the consultant: the link to hand out, how many answered, and what the levels see."""

from __future__ import annotations

import streamlit as st

from assess.model.errors import AssessError
from assess.report.charts import maturity_heatmap
from assess.store.engagement_file import load_engagement
from assess.store.runs import load_result
from assess.ui import parts
from assess.ui.place import answers_store
from assess.ui.survey import NEW, respondent_link
from assess.ui.words import Screen


def show(screen: Screen) -> None:
    """The link, the count, and the heatmap of the newest check-up."""
    say = screen.say
    st.title(say("Self-assessment"))
    if screen.folder is None:
        parts.nothing_yet(screen, say("No engagement is open."), say("Open an engagement"), "home")
        return
    try:
        engagement = load_engagement(screen.folder)
        frame = answers_store(screen.folder).frame()
    except AssessError as error:
        st.error(parts.plain(str(error)))
        return
    st.write(
        say("Send this link to everybody who is to answer. It opens the questionnaire and nothing else; "
            "each person gets a link of their own to continue with.")
    )  # fmt: skip
    link = respondent_link(screen, NEW)
    st.code(link, language=None, wrap_lines=True)
    st.link_button(say("Take it yourself"), link, type="primary")
    st.metric(say("People who have answered here"), frame["respondent"].nunique())
    files = ", ".join(engagement.answers)
    if files:
        st.caption(say("Answers from files are added in the check-up: {files}", files=parts.plain(files)))
    _levels(screen)


def _levels(screen: Screen) -> None:
    say = screen.say
    try:
        result = load_result(screen.open_folder)
    except AssessError:
        st.write(say("Run the check-up to see what each level says beside the measured evidence."))
        return
    st.subheader(say("What each level sees, beside what was measured"))
    drawing = maturity_heatmap(result, screen.language) if result.maturity.available else None
    if drawing is None:
        st.write(parts.plain(result.maturity.why[screen.language]))
    else:
        parts.chart(drawing, say("Mean level 1 to 5 by dimension for each level of the company and for the evidence"))
