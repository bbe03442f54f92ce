"""The language of the person at the screen: in the URL first, then the session's, then the browser's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Concatenate, Literal, ParamSpec, TypeVar

import streamlit as st

from assess.model.access import Person, Seat
from assess.model.access_rights import Right
from assess.model.text import LANGUAGES
from assess.report.voice import Voice
from assess.store.audit import LOCAL, record
from assess.store.language import translator

P = ParamSpec("P")
R = TypeVar("R")
NAMES = {"zh": "中文", "en": "English"}


@dataclass(frozen=True, slots=True)
class Screen:
    """What every page is drawn with: the language, its words, and the seat in the engagement if one is open.

    `person` is who logged in on a server; None on one's own machine.
    """

    language: str
    seat: Seat | None
    fixed: bool
    person: Person | None = None

    def say(self, text: str, /, **facts: object) -> str:
        """`text` in the reader's language with the facts put in."""
        words = translator("ui", self.language)(text)
        return words.format(**facts) if facts else words

    def many(self, one: str, several: str, n: int, **facts: object) -> str:
        """`one` where n is 1 and the language knows a singular, else `several`; both get n."""
        return self.say(one if n == 1 and self.language == "en" else several, n=f"{n:,}", **facts)

    @property
    def voice(self) -> Voice:
        """Numbers, money, dates and lists as a reader of the language writes them."""
        return Voice(self.language)

    @property
    def actor(self) -> str:
        """What the audit log calls the person at the screen."""
        return self.person.email if self.person else LOCAL

    def on_download(self, name: str) -> Callable[[], None] | Literal["ignore"]:
        """What a download button does besides: on a server, write down who took which file."""
        return partial(self.use, record, self.actor, "file downloaded", name) if self.person else "ignore"

    @property
    def closed(self) -> bool:
        """Whether no engagement is open."""
        return self.seat is None

    @property
    def open_seat(self) -> Seat:
        assert self.seat is not None
        return self.seat

    def may(self, right: Right) -> bool:
        return self.seat is not None and self.seat.may(right)

    def barred(self, work: Callable[Concatenate[Path, P], R]) -> str:
        """Why this person may not use `work`, one sentence; empty where they may. Asked before a control is drawn."""
        refusal = self.open_seat.refusal(work)
        return "" if refusal is None else refusal.zh if self.language == "zh" else refusal.en

    def use(self, work: Callable[Concatenate[Path, P], R], *rest: P.args, **named: P.kwargs) -> R:
        """`work(folder, ...)` in the open engagement; Forbidden where this person may not."""
        return self.open_seat.use(work, *rest, **named)


def current_language() -> str:
    """The language to draw in; kept in the URL so that a link or a refresh brings it back."""
    asked = st.query_params.get("lang", st.session_state.get("language", ""))
    if asked in LANGUAGES:
        return str(asked)
    return "zh" if (st.context.locale or "zh").lower().startswith("zh") else "en"


def switch(language: str) -> None:
    """The switch between Chinese and English at the top of every screen."""

    def changed() -> None:
        st.session_state["language"] = st.query_params["lang"] = st.session_state["language switch"]

    st.session_state["language"] = language
    st.session_state["language switch"] = language
    st.segmented_control(
        "Language / 语言",
        LANGUAGES,
        format_func=NAMES.__getitem__,
        key="language switch",
        on_change=changed,
        label_visibility="collapsed",
        required=True,
    )
    if st.query_params.get("lang") != language:
        st.query_params["lang"] = language


def page(language: str) -> str:
    """Markup that tells the browser and a screen reader which language the page is in."""
    lang = "zh-CN" if language == "zh" else "en"
    return f"<script>document.documentElement.lang = '{lang}';</script>"
