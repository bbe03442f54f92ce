"""A phone in the room: it joins, answers, changes its mind, and reaches nothing that is not its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from phones_seen import Answer, Phone, free_port

from assess.model.bank import LEVELS
from assess.model.errors import BadInput
from assess.model.room import Treatment
from assess.model.text import Text
from assess.store.bank_file import load_bank
from assess.store.rooms_db import RoomsStore, device_digest
from assess.store.rooms_lead import Facilitator, open_room
from assess.ui.phone.door import Doors, addresses
from assess.ui.phone.guard import MOST_BYTES, Guesses, network
from assess.ui.phone.places import Places

ITEMS = ("q0", "q1_1", "q5_4", "q10_3")
BANK = load_bank("base")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
KNOWN = ("Language / 语言", "中文", "English")


class Seated:
    """A room with its door open and somebody leading it."""

    def __init__(self, store: RoomsStore, port: int) -> None:
        self.store, self.port = store, port
        self.code, self.key = open_room(store, "base", "chosen", ITEMS)
        self.leader = Facilitator(store, self.code)

    def phone(self, level: str = "frontline", language: str = "zh") -> Phone:
        """A phone that has joined."""
        phone = Phone(self.port, self.code, language)
        assert phone.join(level).location == f"/j/{self.code}"
        return phone

    def kept(self, phone: Phone, item: str = "q0", round_: int = 1) -> tuple[int | None, str, str] | None:
        votes = self.store.own_votes(self.code, device_digest(phone.cookies["assess_phone"]))
        vote = votes.get((item, round_))
        return (vote.value, vote.state, vote.comment) if vote else None


@pytest.fixture
def seated(engagement: Path) -> Iterator[Seated]:
    served = Places()
    doors = Doors(served)
    store = served.store(engagement)
    yield Seated(store, doors.open("127.0.0.1"))
    doors.close()
    store.close()


class _Parts(HTMLParser):
    """Names of form fields, labels, and where things are loaded from."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.inputs: list[dict[str, str | None]] = []
        self.labels: set[str | None] = set()
        self.stack: list[str] = []
        self.bare: list[dict[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.loaded += [text for name in ("src", "href", "action") if (text := found.get(name))]
        if tag == "label":
            self.labels.add(found.get("for"))
            self.stack.append(tag)
        if tag in ("input", "select") and found.get("type") != "hidden":
            self.inputs.append(found)
            if not self.stack:
                self.bare.append(found)

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self.stack.pop()


def test_a_person_joins_answers_and_sees_the_own_answer_alone(seated: Seated) -> None:
    phone, other = seated.phone(), seated.phone()
    assert "请看大屏" in phone.get().text
    seated.leader.open_items(["q0"])
    assert phone.get().location == f"/j/{seated.code}/q/q0"
    asked = phone.get("/q/q0")
    for level in BANK.item("q0").levels:  # type: ignore[union-attr]
        assert level.zh in asked.text
    assert "不清楚" in asked.text
    assert other.vote("q0", 1).status == 303
    assert phone.vote("q0", 3).location == f"/j/{seated.code}"
    mine = phone.get().text
    assert BANK.item("q0").levels[2].zh in mine  # type: ignore[union-attr]
    assert BANK.item("q0").levels[0].zh not in mine  # type: ignore[union-attr]
    assert "已有 2 人作答，应答 2 人" in mine
    assert (seated.kept(phone), seated.kept(other)) == ((3, "answered", ""), (1, "answered", ""))


def test_the_code_is_typed_as_people_type_it(seated: Seated) -> None:
    phone = Phone(seated.port)
    assert phone.send("GET", "/").location == "/j"
    assert "输入大屏上的房间码" in phone.send("GET", "/j").text
    typed = f"{seated.code[:3]}+{seated.code[3:]}".lower()
    assert phone.send("GET", f"/j?code={typed}").location == f"/j/{seated.code}"
    assert phone.send("GET", "/j?code=12").status == 422
    assert phone.send("GET", f"/j/{seated.code.lower()}").status == 200


def test_an_answer_changes_until_the_question_is_closed_and_never_after(seated: Seated) -> None:
    phone = seated.phone()
    seated.leader.open_items(["q0"])
    for choice in (2, 4, "dont_know", 5):
        assert phone.vote("q0", choice).status == 303
    assert seated.store.count(seated.code, "q0", 1).answered == 1
    seated.leader.close_round("q0")
    late = phone.vote("q0", 1)
    assert late.status == 409 and "已经结束" in late.text
    assert seated.kept(phone) == (5, "answered", "")
    closed = phone.get("/q/q0")
    assert "本题已结束" in closed.text and "<fieldset disabled>" in closed.body


def test_the_same_request_by_put_or_post_sent_again_is_one_vote(seated: Seated) -> None:
    phone = seated.phone()
    seated.leader.open_items(["q0"])
    fields: dict[str, object] = {"csrf": phone.csrf, "round": 1, "choice": 3}
    for method in ("PUT", "POST", "PUT"):
        sent = phone.send(method, f"/j/{seated.code}/q/q0", fields, Accept="application/json")
        assert (sent.status, sent.body) == (200, '{"kept":true}')
    assert seated.store.counts(seated.code) == {("q0", 1): 1}


def test_a_vote_for_another_round_than_the_open_one_is_refused(seated: Seated) -> None:
    phone = seated.phone()
    seated.leader.open_items(["q0"])
    phone.vote("q0", 2)
    seated.leader.reveal("q0")
    seated.leader.again("q0")
    again = phone.get("/q/q0").text
    assert "第二轮" in again and "第一轮您选了第 2 级" in again
    assert phone.vote("q0", 5, round_=1).status == 409
    assert phone.vote("q0", 4, round_=2).status == 303
    assert (seated.kept(phone), seated.kept(phone, round_=2)) == ((2, "answered", ""), (4, "answered", ""))


def test_a_question_that_does_not_apply_may_say_why(seated: Seated) -> None:
    phone = seated.phone("executive")
    seated.leader.open_items(["q10_3", "q0"])
    phone.vote("q10_3", "not_applicable", reason="  我们不做\n新业务 ")
    assert seated.kept(phone, "q10_3") == (None, "not_applicable", "我们不做 新业务")
    assert phone.vote("q0", "not_applicable").status == 422  # the overall question applies to everybody


@pytest.mark.parametrize("choice", ["", "0", "6", "3.0", "-1", "refused", "３", "true"])
def test_what_is_not_an_answer_is_not_kept(seated: Seated, choice: str) -> None:
    phone = seated.phone()
    seated.leader.open_items(["q0"])
    refused = phone.vote("q0", choice)
    assert refused.status == 422 and 'role="alert"' in refused.body
    assert seated.kept(phone) is None


def test_only_the_questions_of_ones_own_role_are_reached(seated: Seated) -> None:
    phone = seated.phone("frontline")
    seated.leader.open_items(["q10_3"])  # asked of executives
    assert "请看大屏" in phone.get().text
    assert phone.get("/q/q10_3").status == 404
    assert phone.vote("q10_3", 3).status == 404
    assert phone.vote("q99", 3).status == 404
    assert phone.get("/q/q5_4").status == 404  # not opened yet
    assert seated.store.counts(seated.code) == {}


def test_with_all_questions_open_people_go_at_their_own_pace_and_back(seated: Seated) -> None:
    phone = seated.phone()
    seated.leader.open_items(ITEMS)
    for item in ("q0", "q1_1", "q5_4"):
        assert phone.get().location == f"/j/{seated.code}/q/{item}"
        page = phone.get(f"/q/{item}")
        phone.vote(item, 3)
    assert f'href="/j/{seated.code}/q/q1_1"' in page.body  # back from the third to the second
    assert phone.get().status == 200
    phone.vote("q1_1", 5)
    assert seated.kept(phone, "q1_1") == (5, "answered", "")


@pytest.mark.parametrize(("before", "after"), [("zh", "en"), ("en", "zh")])
def test_the_language_changes_at_any_moment_and_keeps_what_is_chosen(seated: Seated, before: str, after: str) -> None:
    phone = Phone(seated.port, seated.code, before)
    phone.get()
    switched = phone.post("/join", level="middle", lang=after)
    assert 'value="middle" required checked' in switched.body
    assert BANK.item("q0") is not None
    phone.post("/join", level="middle", go=1)
    seated.leader.open_items(["q0"])
    kept = phone.post("/q/q0", round=1, choice=4, lang=before)
    assert kept.location == f"/j/{seated.code}/q/q0"
    page = phone.get("/q/q0")
    assert seated.kept(phone) == (4, "answered", "")
    assert BANK.item("q0").question[before] in page.text  # type: ignore[union-attr]
    assert phone.post("/q/q0", round=1, lang=after).status == 303  # nothing chosen: only the language changes
    assert BANK.item("q0").question[after] in phone.get("/q/q0").text  # type: ignore[union-attr]


def pages(seated: Seated, language: str) -> dict[str, Answer]:
    """Every page a phone meets."""
    phone = Phone(seated.port, seated.code, language)
    found = {"code": phone.send("GET", "/j"), "no room": phone.send("GET", "/j/AAAAAA"), "join": phone.get()}
    found["no role"] = phone.post("/join", go=1)
    phone.post("/join", level="frontline", go=1)
    found["first wait"] = phone.get()
    found["nothing here"] = phone.get("/q/q0")
    seated.leader.open_items(["q0", "q1_1"])
    found["item"] = phone.get("/q/q1_1")
    found["no choice"] = phone.vote("q0", "")
    phone.vote("q0", 2)
    phone.vote("q1_1", "dont_know")
    found["wait"] = phone.get()
    seated.leader.reveal("q0")
    found["closed"] = phone.get("/q/q0")
    seated.leader.again("q0")
    found["second round"] = phone.get("/q/q0")
    seated.leader.open_dots([Treatment("T-01", Text("合并宽表", "Merge the table"), "r")], 3, 2)
    found["dots"] = phone.get("/dots")
    found["too many dots"] = phone.post("/dots", **{"dots T-01": 9})
    found["forged"] = phone.send("POST", f"/j/{seated.code}/q/q0", {"csrf": "x", "choice": 1})
    phone.post("/dots", abstain=1)
    seated.leader.finish()
    found["dots closed"], found["end"] = phone.get("/dots"), phone.get()
    found["closed door"] = Phone(seated.port, seated.code, language).get()
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_speaks_one_language_and_asks_no_other_machine(seated: Seated, language: str) -> None:
    for name, answer in pages(seated, language).items():
        text = answer.text
        for known in KNOWN:
            text = text.replace(known, "")
        wrong = CHINESE if language == "en" else re.compile(r"\b[A-Za-z]+ [a-z]+ [a-z]+\b")
        assert not wrong.search(text), (name, text)
        assert "None" not in text and "{" not in text, name
        parts = _Parts(answer.body)
        assert all(re.match(r"/j\b|\?lang=", address) for address in parts.loaded), name
        assert not re.search(r"<script(?![^>]*src)|style=|\son\w+=", answer.body), name


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_field_has_a_label_and_every_group_a_legend(seated: Seated, language: str) -> None:
    for name, answer in pages(seated, language).items():
        parts = _Parts(answer.body)
        assert all(field.get("id") in parts.labels for field in parts.bare), name
        assert answer.body.count("<fieldset") == answer.body.count("<legend"), name
        assert answer.body.count("<h1") == 1, name
        assert f'<html lang="{"zh-CN" if language == "zh" else "en"}">' in answer.body, name
        assert "aria-live" in answer.body or name not in ("item", "wait", "dots"), name


def test_every_page_is_closed_to_scripts_frames_and_caches(seated: Seated) -> None:
    for name, answer in pages(seated, "zh").items():
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy, name
        assert "unsafe" not in policy and "http" not in policy, name
        assert answer.headers["x-content-type-options"] == "nosniff", name
        assert answer.headers["cache-control"] == "no-store", name


def test_the_cookie_is_for_the_phone_alone(seated: Seated) -> None:
    given = Phone(seated.port, seated.code).get().headers["set-cookie"]
    assert "HttpOnly" in given and "SameSite=lax" in given and "Path=/j" in given


def test_a_form_of_another_site_or_another_phone_is_refused(seated: Seated) -> None:
    phone, other = seated.phone(), seated.phone()
    seated.leader.open_items(["q0"])
    for token in ("", "x", other.csrf, phone.csrf[:-1]):
        refused = phone.send("POST", f"/j/{seated.code}/q/q0", {"csrf": token, "round": 1, "choice": 1})
        assert refused.status == 403
    nobody = Phone(seated.port, seated.code)
    assert nobody.send("POST", f"/j/{seated.code}/q/q0", {"csrf": other.csrf, "round": 1, "choice": 1}).status == 403
    assert seated.store.counts(seated.code) == {}


def test_what_is_too_large_or_no_form_is_not_read(seated: Seated) -> None:
    phone = seated.phone()
    place, form = f"/j/{seated.code}/q/q0", "application/x-www-form-urlencoded"
    seated.leader.open_items(["q0"])
    big = b"csrf=" + phone.csrf.encode() + b"&round=1&choice=1&reason=" + b"x" * MOST_BYTES
    assert phone.send("POST", place, big, Content_Type=form).status == 413
    assert phone.send("POST", place, big[:100], Content_Type="application/json").status == 415
    assert phone.send("POST", place, b"&".join(b"a%d=1" % i for i in range(200)), Content_Type=form).status == 400
    assert phone.send("POST", place, b"\xff\xfe", Content_Type=form).status in (400, 403)
    assert seated.store.counts(seated.code) == {}


def test_a_body_that_hides_its_length_is_cut_off(seated: Seated) -> None:
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", seated.port, timeout=30)
    pieces = (b"x" * 1_000 for _ in range(20))
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", f"/j/{seated.code}/join", pieces, headers, encode_chunked=True)
    assert connection.getresponse().status == 413
    connection.close()


def test_guessing_codes_is_slowed_down_for_one_address_and_for_all() -> None:
    now = [0.0]
    guesses = Guesses(of_one=3, of_all=5, seconds=60, clock=lambda: now[0])
    for _ in range(3):
        assert not guesses.blocked("192.168.1.7")
        guesses.missed("192.168.1.7")
    assert guesses.blocked("192.168.1.7") and not guesses.blocked("192.168.1.8")
    guesses.missed("192.168.1.8")
    guesses.missed("192.168.1.9")
    assert guesses.blocked("192.168.1.10")  # all together have used up their share
    now[0] = 61
    assert not guesses.blocked("192.168.1.7")
    assert network("2001:db8::1") == network("2001:db8::ffff") != network("2001:db8:0:1::1")


def test_who_guesses_too_often_waits_and_who_is_inside_goes_on(seated: Seated) -> None:
    inside, stranger = seated.phone(), Phone(seated.port, seated.code)
    for n in range(10):
        assert stranger.send("GET", f"/j/AAAAA{'34679ACDEF'[n]}").status == 404
    refused = stranger.get()  # even the right code
    assert refused.status == 429 and refused.headers["retry-after"] == "60"
    assert inside.get().status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/workshop", "/wall", "/answers", "/home", "/?r=new", "/_stcore/health", "/_stcore/stream", "/media/x",
        "/static/index.html", "/component/x", "/fonts/full.ttf", "/app.py", "/j/../answers.db", "/j/%2e%2e/answers.db",
        "/j/phone.css/../base.html.j2", "/j/base.html.j2", "/docs", "/openapi.json", "//answers.db",
    ],
)  # fmt: skip
def test_behind_the_door_there_is_nothing_else(seated: Seated, path: str) -> None:
    phone = seated.phone()
    found = phone.send("GET", path)
    if path == "/?r=new":
        assert found.location == "/j"  # the root leads to the form and to nothing else
        return
    assert found.status in (400, 404)
    assert phone.send("POST", path, {"csrf": phone.csrf}).status in (400, 403, 404, 405)
    assert "streamlit" not in found.body.lower() and "sqlite" not in found.body.lower()


def test_a_phone_learns_nothing_of_others_and_of_no_other_room(seated: Seated) -> None:
    code, key = open_room(seated.store, "base", "chosen", ITEMS)
    Facilitator(seated.store, code).open_items(["q0"])
    phone, other = seated.phone(), seated.phone()
    seated.leader.open_items(["q0"])
    other.vote("q0", 5)
    for path in ("", "/q/q0", "/now", "/now?item=q0", "/dots"):
        body = phone.get(path).body
        assert other.cookies["assess_phone"] not in body and device_digest(other.cookies["assess_phone"]) not in body
        assert seated.key not in body and key not in body
    stranger = Phone(seated.port, code)
    stranger.cookies, stranger.csrf = phone.cookies, phone.csrf  # joined there, not here
    assert stranger.vote("q0", 1).status == 200 and "您的层级" in stranger.get().text
    assert seated.store.counts(code) == {}
    assert "checked" not in phone.get("/q/q0").body


def test_dots_are_given_changed_and_counted_once(seated: Seated) -> None:
    phones = [seated.phone() for _ in range(6)]
    proposals = [Treatment("T-01", Text("甲", "one"), "r"), Treatment("T-02", Text("乙", "two"), "r")]
    seated.leader.open_dots(proposals, 5, 3)
    assert phones[0].get().location == f"/j/{seated.code}/dots"
    page = phones[0].get("/dots").text
    assert "每人 5 点，同一项最多 3 点" in page
    for wrong in ({"dots T-01": 3, "dots T-02": 3}, {"dots T-01": 4}, {}, {"dots T-09": 1}, {"dots T-01": "x"}):
        assert phones[0].post("/dots", **wrong).status == 422
    for phone in phones[:5]:
        for given in ({"dots T-01": 1}, {"dots T-01": 3, "dots T-02": 2}):
            assert phone.post("/dots", **given).status == 303
    phones[5].post("/dots", abstain=1)
    assert "checked" in phones[0].get("/dots").body
    seated.leader.close_dots()
    assert phones[0].post("/dots", **{"dots T-01": 1}).status == 409
    found = seated.store.dots(seated.code)
    assert found is not None
    assert (dict(found.given), found.abstained, found.missing) == ({"T-01": 15, "T-02": 10}, 1, 0)


def test_a_waiting_phone_hears_that_there_is_something_new(seated: Seated) -> None:
    import json
    import time

    phone = seated.phone()
    before = json.loads(phone.get("/now").body)["mark"]
    assert f'data-mark="{before}"' in phone.get().body
    assert '<noscript><meta http-equiv="refresh"' in phone.get().body
    seated.leader.open_items(["q0"])
    for _ in range(50):
        if json.loads(phone.get("/now").body)["mark"] != before:
            return
        time.sleep(0.1)
    raise AssertionError("nothing new was heard of")


def test_nobody_new_is_let_in_when_the_door_is_shut_and_who_is_in_stays(seated: Seated) -> None:
    inside = seated.phone()
    seated.leader.admit(False)
    assert Phone(seated.port, seated.code).get().status == 403
    assert inside.get().status == 200
    for level in (*LEVELS, "boss"):
        assert inside.post("/join", level=level, go=1).status == (422 if level == "boss" else 303)


def test_a_door_opens_on_private_addresses_only() -> None:
    with pytest.raises(BadInput, match="not a private address"):
        Doors(Places()).open("8.8.8.8")
    with pytest.raises(BadInput, match="not a private address"):
        Doors(Places()).open("0.0.0.0")
    found = addresses()
    assert found[-1].ip == "127.0.0.1" and found[-1].alone
    assert not any(one.alone for one in found[:-1])


def test_after_a_restart_the_doors_of_running_rooms_are_open_again(
    engagement: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assess.ui.serve import FOLDER_VARIABLE

    monkeypatch.setenv(FOLDER_VARIABLE, str(engagement))
    first, places_ = Doors(before := Places()), Places()
    store = before.store(engagement)
    port = first.open("127.0.0.1", free_port())
    code, _ = open_room(store, "base", "chosen", ITEMS, "127.0.0.1", port)
    first.close()
    store.close()
    again = Doors(places_)
    again.open_again()
    assert again.port_of("127.0.0.1") == port
    assert Phone(port, code).get().status == 200
    again.close()
    places_.store(engagement).close()
