"""The self-assessment a person takes by a personal link: one question a screen, each answer kept at once.

`?r=new` joins, `?r=<id>` continues, `&q=` is the question; all else is in the store, so a refresh, another
device or a server that was killed lose nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import streamlit as st

from assess.model.bank import LEVEL_NAMES, LEVELS, Bank, Item
from assess.model.bank_asked import MODES, Answer, Mode, items_for, minutes_for, shown
from assess.model.errors import AssessError
from assess.store.answers_db import Respondent, Sure
from assess.store.engagement_file import load_engagement
from assess.ui import parts, profile
from assess.ui.own_answers import OwnAnswers
from assess.ui.place import bank_of, own_answers
from assess.ui.words import Screen

NEW = "new"
_DK, _NA = "dont_know", "not_applicable"
Given = dict[str, tuple[int | None, str, str]]


def show(screen: Screen) -> None:
    """The question the URL names, the way in, or the result."""
    if screen.closed:
        st.title(screen.say("This link needs its engagement"))
        st.write(screen.say("Ask whoever sent it for the whole link."))
        return
    try:
        engagement = screen.use(load_engagement)
        bank = screen.use(bank_of, engagement.questionnaire)
        store = screen.use(own_answers)
        token = st.query_params["r"]
        who = None if token == NEW else store.respondent(token)
    except AssessError as error:
        st.title(screen.say("The questionnaire cannot be opened"))
        st.error(parts.plain(str(error)))
        return
    if token == NEW:
        _join(screen, store, bank, {d.id: d.name.text[screen.language] for d in engagement.departments})
    elif who is None:
        st.title(screen.say("Nobody answers under this link"))
        st.write(screen.say("The link may be cut short. Open it again from where you kept it, or start anew."))
        st.button(screen.say("Start anew"), on_click=_go, kwargs={"r": NEW})
    elif who.submitted:
        profile.show(screen, store, bank, who, engagement)
    else:
        _answer(screen, store, who, bank)


def _join(screen: Screen, store: OwnAnswers, bank: Bank, departments: dict[str, str]) -> None:
    say = screen.say
    st.title(say("How does your company handle its data?"))
    st.write(
        say("Choose, for each question, the sentence that fits what you see. Answers are anonymous: "
            "results are shown only for five people or more, never for one.")
    )  # fmt: skip
    level = st.radio(
        say("Your level"), LEVELS, index=None, key="level",
        format_func=lambda one: _capital(LEVEL_NAMES[one][screen.language]),
    )  # fmt: skip
    mode = _mode(screen, bank, level)
    department = st.selectbox(
        say("Your department"), ["", *departments], key="department",
        format_func=lambda one: departments.get(one, say("I would rather not say")),
    )  # fmt: skip
    if level is None:
        st.caption(say("Choose your level to begin."))
    if st.button(say("Begin"), type="primary", disabled=level is None) and level:
        _go(r=store.join(level, department or "", screen.language, mode), q="1")
        st.rerun()


def _mode(screen: Screen, bank: Bank, level: str | None) -> Mode:
    """All questions or the short form, with the time each takes."""
    names = {"quick": screen.say("Short form"), "full": screen.say("All questions")}

    def told(one: str) -> str:
        if level is None:
            return names[one]
        count = len(items_for(bank, level, "quick" if one == "quick" else "full"))
        return screen.say("{form}: {n} questions, about {minutes} min", form=names[one], n=count,
                          minutes=minutes_for(count))  # fmt: skip

    picked = st.radio(screen.say("How much time do you have?"), MODES[::-1], key="mode", format_func=told)
    return "quick" if picked == "quick" else "full"


def asked(bank: Bank, who: Respondent, given: Given) -> tuple[Item, ...]:
    """The questions of this person's form that earlier answers do not rule out."""
    answers: dict[str, Answer] = {}
    for item, (value, state, _) in given.items():
        answers[item] = Answer.model_construct(item=item, value=value, state=state)
    return tuple(item for item in items_for(bank, who.level, who.mode) if shown(item, answers))


def _answer(screen: Screen, store: OwnAnswers, who: Respondent, bank: Bank) -> None:
    given = store.answers(who.id)
    items = asked(bank, who, given)
    position = _position(items, given)
    if position > len(items):
        _review(screen, store, who, items, given)
        return
    item = items[position - 1]
    _progress(screen, items, given, position)
    with st.container(key="question"):
        dimension = next((d.name[screen.language] for d in bank.dimensions if d.id == item.dimension), "")
        st.caption(" · ".join(text for text in (dimension, item.name[screen.language]) if text))
        st.header(parts.plain(item.question[screen.language]), anchor=False)
        if item.help is not None:
            st.caption(parts.plain(item.help[screen.language]))
        keep = _choices(screen, store, who, item, given)
        _example(screen, item)
    with st.container(horizontal=True):
        if position > 1:
            st.button(screen.say("Back"), on_click=_go, kwargs={"q": str(position - 1)})
        last = position == len(items)
        st.button(
            screen.say("To the end") if last else screen.say("Next"),
            type="primary", on_click=_next, args=(keep, position + 1), shortcut="Ctrl+Enter",
        )  # fmt: skip
    _personal_link(screen, who)


def _next(keep: Callable[[], None], position: int) -> None:
    """On to another question; a choice made a moment before, whose own message was overtaken, is kept first."""
    keep()
    _go(q=str(position))


def _choices(screen: Screen, store: OwnAnswers, who: Respondent, item: Item, given: Given) -> Callable[[], None]:
    """The five descriptions and the ways out; returns what keeps the choice that stands."""
    say = screen.say
    value, state, comment = given.get(item.id, (None, "", ""))
    options = ["1", "2", "3", "4", "5", _DK, *([_NA] if item.may_not_apply else [])]
    words = {
        **{str(n): f"**{n}** {parts.plain(text[screen.language])}" for n, text in enumerate(item.levels, 1)},
        _DK: say("I do not know"),
        _NA: say("Does not apply to my work"),
    }
    before = (str(value) if value else state) or None
    # the browser knows a choice by its words, so each language has a widget of its own, filled from the store
    choice, note = f"choice {item.id} {screen.language}", f"note {item.id}"
    keep = _keeper(screen, store, who, item, choice, note, comment)
    st.radio(
        say("What fits best?"), options, index=options.index(before) if before in options else None,
        format_func=words.__getitem__, key=choice, on_change=keep, width="stretch",
    )  # fmt: skip
    now = st.session_state.get(choice)
    if now is None:
        return keep
    if now == _NA:
        st.text_input(say("Why does it not apply?"), value=comment, key=note, on_change=keep, max_chars=500)
    else:
        with st.expander(say("Add a comment"), expanded=bool(comment)):
            st.text_area(
                say("Comment, if you like"), value=comment, key=note, on_change=keep, max_chars=500,
                label_visibility="collapsed",
            )  # fmt: skip
            _sure(screen, store, who, item)
    if st.session_state.get("not kept"):
        st.error(say("This answer could not be kept: {why}", why=parts.plain(st.session_state["not kept"])))
    else:
        st.caption(say("Kept."))
    return keep


def _example(screen: Screen, item: Item) -> None:
    if item.example is None and not item.evidence:
        return
    with st.expander(screen.say("An example, and what could be shown for it")):
        if item.example is not None:
            st.write(screen.say("Level 3, for example: {example}", example=parts.plain(item.example[screen.language])))
        if item.evidence:
            st.write(screen.say("What could be shown for it:"))
            st.markdown("\n".join(f"- {parts.plain(one[screen.language])}" for one in item.evidence))


def _sure(screen: Screen, store: OwnAnswers, who: Respondent, item: Item) -> None:
    """How sure the person is, and what could be shown; both may be left out."""
    known = store.sure(who.id).get(item.id, Sure())
    confidence, evidence = f"sure {item.id}", f"shown {item.id}"

    def keep() -> None:
        said = st.session_state.get(confidence)
        try:
            sure = Sure(int(said) if said else None, st.session_state.get(evidence) or "")
            store.say_sure(who.id, item.id, sure)
        except AssessError as error:
            st.session_state["not kept"] = str(error)

    st.segmented_control(
        screen.say("How sure are you? 1 is a guess, 5 is certain"), [1, 2, 3, 4, 5], default=known.confidence,
        key=confidence, on_change=keep,
    )  # fmt: skip
    st.text_input(
        screen.say("What could be shown for it: a link or the name of a document"), value=known.evidence, key=evidence,
        on_change=keep, max_chars=500,
    )  # fmt: skip


def _keeper(
    screen: Screen, store: OwnAnswers, who: Respondent, item: Item, choice: str, note: str, comment: str
) -> Callable[[], None]:
    def keep() -> None:
        picked = st.session_state.get(choice)
        if picked is None:
            return
        state = picked if picked in (_DK, _NA) else "answered"
        value = int(picked) if state == "answered" else None
        try:
            store.record(who.id, item.id, value, state, st.session_state.get(note, comment) or "")
            st.session_state["not kept"] = ""
        except AssessError as error:
            st.session_state["not kept"] = str(error)

    return keep


def _progress(screen: Screen, items: tuple[Item, ...], given: Given, position: int) -> None:
    done = sum(item.id in given for item in items)
    left = len(items) - done
    text = screen.say(
        "Question {at} of {all} · {done} answered · about {minutes} min left",
        at=position, all=len(items), done=done, minutes=minutes_for(left) if left else 0,
    )  # fmt: skip
    st.progress(done / len(items), text=text)


def _review(screen: Screen, store: OwnAnswers, who: Respondent, items: tuple[Item, ...], given: Given) -> None:
    say = screen.say
    open_ = [n for n, item in enumerate(items, 1) if item.id not in given]
    st.title(say("{n} of {all} questions answered", n=len(items) - len(open_), all=len(items)))
    if open_:
        st.write(say("These are still open. You may leave them; they count as not answered."))
        with st.container(horizontal=True):
            for n in open_:
                st.button(say("Question {n}", n=n), key=f"open {n}", on_click=_go, kwargs={"q": str(n)})
    st.write(say("After handing in you see your own profile, and answers can no longer be changed."))
    with st.container(horizontal=True):
        st.button(say("Back"), on_click=_go, kwargs={"q": str(len(items))})
        if st.button(say("Hand in"), type="primary", disabled=not given):
            store.submit(who.id)
            st.rerun()
    _personal_link(screen, who)


def _personal_link(screen: Screen, who: Respondent) -> None:
    with st.expander(screen.say("Continue later or on another device")):
        st.write(screen.say("This link brings you back to your answers. Keep it to yourself."))
        st.code(respondent_link(screen, who.id), language=None, wrap_lines=True)


def respondent_link(screen: Screen, token: str) -> str:
    """The address that opens the self-assessment and nothing else."""
    base = (st.context.url or "http://127.0.0.1:8501").split("?")[0].rstrip("/")
    root = base.rsplit("/", 1)[0] if base.rsplit("/", 1)[-1] in st.session_state.get("pages", {}) else base
    return f"{root}/?{urlencode(parts.link(screen) | {'r': token})}"


def _position(items: tuple[Item, ...], given: Given) -> int:
    """The question to show, 1 and on: the URL's, else the first open one; one past the last is the end.

    It is written to the URL, so that answering does not move on by itself.
    """
    asked = st.query_params.get("q", "")
    if asked.isdigit() and 1 <= int(asked) <= len(items) + 1:
        return int(asked)
    first = next((n for n, item in enumerate(items, 1) if item.id not in given), len(items) + 1)
    st.query_params["q"] = str(first)
    return first


def _go(**where: str) -> None:
    for name, text in where.items():
        st.query_params[name] = text


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
