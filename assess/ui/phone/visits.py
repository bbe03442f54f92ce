"""What each page of a phone does: find the room, know the person, show or keep what is theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from assess.model.bank import Item
from assess.model.room import Person, RoundState, Vote, code_of
from assess.ui.phone import forms
from assess.ui.phone.guard import Guesses, csrf_of
from assess.ui.phone.pages import page
from assess.ui.phone.places import Found, Places, Pulse, read_pulse
from assess.ui.phone.words import say

SECONDS_BETWEEN = 4  # a waiting phone looks again


@dataclass(frozen=True, slots=True)
class Visit:
    """One request: what was sent, what the phone holds, the language it reads."""

    request: Request
    form: Mapping[str, str]
    device: str
    language: str

    @property
    def sends(self) -> bool:
        return self.request.method in ("POST", "PUT")

    @property
    def by_script(self) -> bool:
        return "application/json" in self.request.headers.get("accept", "")

    @property
    def address(self) -> str:
        return self.request.client.host if self.request.client else ""

    def say(self, text: str, **facts: object) -> str:
        return say(text, self.language, **facts)


class Answered(Exception):
    """The request ends here, with this response."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status_code)
        self.response = response


class Visits:
    """The pages, for the rooms of `served`."""

    def __init__(self, served: Places, guesses: Guesses) -> None:
        self._places, self._guesses = served, guesses

    def code_form(self, visit: Visit) -> Response:
        """The form to type a code in; `?code=` leads to the room."""
        typed = visit.request.query_params.get("code")
        if typed is None:
            return page("code", visit.language)
        code = code_of(typed)
        if not code:
            return page("code", visit.language, 422, problem=visit.say("A code has six letters and digits."))
        return _to(f"/j/{code}")

    def home(self, visit: Visit) -> Response:
        """The next thing to do in the room, or the wait for it."""
        found, person = self._member(visit)
        room, pulse = found.room, read_pulse(found)
        mine = found.store.own_votes(room.code, person.id)
        items = found.items_of(person.level)
        if not room.finished:
            for item in items:
                states = pulse.rounds.get(item.id, {})
                if states and states[max(states)] == "open" and (item.id, max(states)) not in mine:
                    return _to(f"/j/{room.code}/q/{item.id}")
            if room.dots_state == "open" and found.store.ballot(room.code, person.id) is None:
                return _to(f"/j/{room.code}/dots")
        rows = [_row(visit, item, pulse.rounds.get(item.id, {}), mine) for item in items]
        return page(
            "wait", visit.language, code=room.code, mark=pulse.mark, refresh=SECONDS_BETWEEN, room=room, person=person,
            rows=[row for row in rows if row], counter=_counter(visit, found, pulse),
            handed_in=found.store.ballot(room.code, person.id) is not None,
        )  # fmt: skip

    def join(self, visit: Visit) -> Response:
        """Say one's role and enter; possible again until the first vote."""
        found, _ = self._enter(visit)
        if not visit.sends:
            return self._join_page(visit, found)
        if "lang" in visit.form and "go" not in visit.form:
            return self._join_page(visit, found)
        try:
            level, department = forms.joined(visit.form, found.departments, visit.language)
        except forms.Unclear as unclear:
            return self._join_page(visit, found, str(unclear))
        outcome = found.store.join(found.room.code, visit.device, level, department, visit.language)
        if outcome in ("shut", "full"):
            return _closed_door(visit)
        return _to(f"/j/{found.room.code}")

    def item(self, visit: Visit) -> Response:
        """One question; what is sent is kept before the answer to it leaves."""
        found, person = self._member(visit)
        item = next((i for i in found.items_of(person.level) if i.id == visit.request.path_params["item"]), None)
        states: Mapping[int, RoundState] = found.store.rounds(found.room.code).get(item.id, {}) if item else {}
        if item is None or not states:
            raise Answered(_nothing_here(visit, found))
        if visit.sends:
            return self._keep(visit, found, person, item, states)
        return self._item_page(visit, found, person, item, states)

    def _keep(
        self, visit: Visit, found: Found, person: Person, item: Item, states: Mapping[int, RoundState]
    ) -> Response:
        here = f"/j/{found.room.code}/q/{item.id}"
        if "choice" not in visit.form and "lang" in visit.form:
            return _to(here)
        round_ = forms.asked_round(visit.form)
        try:
            outcome = found.store.vote(forms.voted(visit.form, found.room, item, round_, person.id, visit.language))
        except forms.Unclear as unclear:
            return self._item_page(visit, found, person, item, states, 422, str(unclear))
        if visit.by_script:
            return JSONResponse({"kept": outcome == "kept"}, 200 if outcome == "kept" else 409)
        if outcome == "kept":
            return _to(here if "lang" in visit.form else f"/j/{found.room.code}")
        states = found.store.rounds(found.room.code).get(item.id, {})
        told = visit.say("This question was closed before your answer came.")
        return self._item_page(visit, found, person, item, states, 409, told)

    def dots(self, visit: Visit) -> Response:
        """Dots on the proposals, as long as the vote is open."""
        found, person = self._member(visit)
        if found.room.dots_state == "":
            raise Answered(_nothing_here(visit, found))
        given = found.store.ballot(found.room.code, person.id) or {}
        if not visit.sends:
            return self._dots_page(visit, found, given)
        ticked = forms.ticked(visit.form)
        if "lang" in visit.form:
            return self._dots_page(visit, found, ticked)
        try:
            chosen = forms.dotted(visit.form, found.room, visit.language)
        except forms.Unclear as unclear:
            return self._dots_page(visit, found, ticked, 422, str(unclear))
        if found.store.submit_ballot(found.room, person.id, chosen).result() == "kept":
            return _to(f"/j/{found.room.code}")
        return self._dots_page(visit, found, given, 409, visit.say("The vote was closed before your dots came."))

    def now(self, visit: Visit) -> Response:
        """What a waiting page asks for: whether there is something new, and how many have answered."""
        found, _ = self._member(visit)
        item = visit.request.query_params.get("item", "")
        pulse = self._places.pulse(found)
        return JSONResponse({"mark": pulse.mark, "counter": _counter(visit, found, pulse, item)})

    def _member(self, visit: Visit) -> tuple[Found, Person]:
        """The room and who this is in it; whoever has not joined is asked to first."""
        found, person = self._enter(visit)
        if person is None:
            raise Answered(self._join_page(visit, found))
        return found, person

    def _enter(self, visit: Visit) -> tuple[Found, Person | None]:
        """The room and who this is in it, None for somebody new; no further where the code is none."""
        code = code_of(visit.request.path_params["code"])
        found = self._places.find(code) if code else None
        person = found.store.person(code, visit.device) if found else None
        if found and person:
            return found, person
        if self._guesses.blocked(visit.address):
            told = visit.say("Too many wrong codes. Wait a minute, then try again.")
            refused = page("code", visit.language, 429, problem=told)
            refused.headers["Retry-After"] = "60"
            raise Answered(refused)
        if found is None:
            self._guesses.missed(visit.address)
            raise Answered(page("code", visit.language, 404, problem=visit.say("There is no room with this code.")))
        if found.room.finished or not found.room.admitting:
            raise Answered(_closed_door(visit))
        return found, None

    def _join_page(self, visit: Visit, found: Found, problem: str = "") -> Response:
        person = found.store.person(found.room.code, visit.device)
        chosen = {"level": person.level if person else "", "department": person.department if person else ""}
        chosen |= {name: visit.form[name] for name in chosen if name in visit.form}
        names = {one: name[visit.language] for one, name in found.departments.items()}
        return page(
            "join", visit.language, 422 if problem else 200, code=found.room.code, csrf=csrf_of(visit.device),
            problem=problem, client=found.client[visit.language], departments=names, chosen=chosen,
            switch_form="join",
        )  # fmt: skip

    def _item_page(
        self, visit: Visit, found: Found, person: Person, item: Item, states: Mapping[int, RoundState],
        status: int = 200, problem: str = "",
    ) -> Response:  # fmt: skip
        round_, mine = max(states), found.store.own_votes(found.room.code, person.id)
        pulse = read_pulse(found)
        opened = [i for i in found.items_of(person.level) if i.id in pulse.rounds]
        at = [i.id for i in opened].index(item.id)
        dimension = next((d.name[visit.language] for d in found.bank.dimensions if d.id == item.dimension), "")
        is_open = states[round_] == "open" and not found.room.finished
        if visit.by_script:
            return JSONResponse({"kept": False, "problem": problem}, status)
        return page(
            "item", visit.language, status, code=found.room.code, csrf=csrf_of(visit.device), problem=problem,
            item=item, dimension=dimension, round=round_, open=is_open, vote=mine.get((item.id, round_)),
            before=mine.get((item.id, round_ - 1)), at=at + 1, all=len(opened),
            back=opened[at - 1].id if at else "", mark=pulse.mark,
            counter=_counter(visit, found, pulse, item.id), switch_form="vote" if is_open else "",
            choice=visit.form.get("choice", ""), reason=visit.form.get("reason"),
        )  # fmt: skip

    def _dots_page(
        self, visit: Visit, found: Found, given: Mapping[str, int], status: int = 200, problem: str = ""
    ) -> Response:
        is_open = found.room.dots_state == "open" and not found.room.finished
        return page(
            "dots", visit.language, status, code=found.room.code, csrf=csrf_of(visit.device), problem=problem,
            room=found.room, given=given, open=is_open, switch_form="dots" if is_open else "",
        )  # fmt: skip


def _counter(visit: Visit, found: Found, pulse: Pulse, item: str = "") -> str:
    """How many have answered what is open: the item asked about, or the one on the wall."""
    count = pulse.counts.get(item or found.room.current)
    if count is None:
        return visit.say("In the room: {n}", n=sum(pulse.joined.values()))
    return visit.say("{n} of {all} have answered", n=count.answered, all=max(count.answered, count.asked))


def _closed_door(visit: Visit) -> Response:
    return page(
        "note", visit.language, 403, title=visit.say("Nobody new is let in any more"),
        text=visit.say("Ask whoever leads the session to open the door again."),
    )  # fmt: skip


def _nothing_here(visit: Visit, found: Found) -> Response:
    return page(
        "note", visit.language, 404, code=found.room.code, title=visit.say("There is nothing to answer here"),
        text=visit.say("Go back to the room and wait for the next question."),
    )  # fmt: skip


def _row(
    visit: Visit, item: Item, states: Mapping[int, RoundState], mine: Mapping[tuple[str, int], Vote]
) -> dict[str, Any]:
    """One line of one's own answers; empty for an item that was not opened yet."""
    if not states:
        return {}
    vote = next((mine[item.id, n] for n in sorted(states, reverse=True) if (item.id, n) in mine), None)
    return {
        "id": item.id,
        "name": item.name[visit.language],
        "vote": vote,
        "level": item.levels[vote.value - 1][visit.language] if vote and vote.value else "",
        "open": states[max(states)] == "open",
    }


def _to(address: str) -> RedirectResponse:
    return RedirectResponse(address, 303)
