"""The self-assessment, question by question, drawn by Streamlit itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from screens_seen import Draw, shown
from streamlit.testing.v1 import AppTest

from assess.diagnose.maturity.releases import comments_in
from assess.model.evidence import Evidence
from assess.store.answers_db import AnswersStore, Sure
from assess.store.bank_file import load_bank
from assess.store.engagement_file import load_engagement
from assess.store.evidence_file import save_evidence
from assess.ui.profile import company_maturity, next_steps, own_profile


@pytest.fixture
def store(engagement: Path) -> Iterator[AnswersStore]:
    with AnswersStore(engagement / "answers.db") as opened:
        yield opened


def press(app: AppTest, label: str) -> AppTest:
    return next(b for b in app.button if b.label == label).click().run()


def heading(app: AppTest) -> str:
    return str((app.title or app.header)[0].value)


@pytest.mark.parametrize(
    ("language", "begin", "first"),
    [
        ("zh", "开始作答", "整体来看，公司的数据工作走到了哪一步？"),
        ("en", "Begin", "All in all, where does the company's data work stand?"),
    ],
)  # fmt: skip
def test_joining_leads_to_the_first_question_and_a_link_of_ones_own(
    engagement: Path, draw: Draw, store: AnswersStore, language: str, begin: str, first: str
) -> None:
    app = draw(engagement, lang=language, r="new")
    assert next(b for b in app.button if b.label == begin).disabled
    app.radio[0].set_value("frontline").run()
    app.selectbox[0].set_value("finance").run()
    press(app, begin)
    assert heading(app) == first
    token = str(app.query_params["r"])
    person = store.respondent(token)
    assert person is not None
    assert (person.level, person.department, person.language) == ("frontline", "finance", language)
    link = parse_qs(urlsplit(app.code[0].value).query)
    assert link["r"] == [token]


def test_an_answer_is_in_the_store_before_next_is_pressed(engagement: Path, draw: Draw, store: AnswersStore) -> None:
    token = store.join("executive")
    app = draw(engagement, lang="zh", r=token)
    app.radio[0].set_value("4").run()
    assert store.answers(token) == {"q0": (4, "answered", "")}
    assert "已保存。" in shown(app)


def test_a_reason_is_asked_where_a_question_does_not_apply(engagement: Path, draw: Draw, store: AnswersStore) -> None:
    token = store.join("executive")
    place, item = next((n, i) for n, i in enumerate(load_bank("base").asked_of("executive"), 1) if i.may_not_apply)
    app = draw(engagement, lang="en", r=token, q=str(place))
    app.radio[0].set_value("not_applicable").run()
    app.text_input[0].set_value("we have no such team").run()
    assert store.answers(token) == {item.id: (None, "not_applicable", "we have no such team")}
    app.radio[0].set_value("dont_know").run()
    assert store.answers(token)[item.id][:2] == (None, "dont_know")


def test_a_comment_is_kept_beside_the_answer_and_survives_a_change_of_mind(
    engagement: Path, draw: Draw, store: AnswersStore
) -> None:
    token = store.join("executive")
    app = draw(engagement, lang="en", r=token)
    app.radio[0].set_value("2").run()
    app.text_area[0].set_value("since March").run()
    app.radio[0].set_value("3").run()
    assert store.answers(token) == {"q0": (3, "answered", "since March")}


def test_who_comes_back_is_at_the_first_open_question(engagement: Path, draw: Draw, store: AnswersStore) -> None:
    token = store.join("executive")
    items = load_bank("base").asked_of("executive")
    for item in items[:5]:
        store.record(token, item.id, 3)
    app = draw(engagement, lang="en", r=token)
    assert heading(app) == items[5].question.en
    assert f"Question 6 of {len(items)} · 5 answered" in shown(app)
    press(app, "Back")
    assert heading(app) == items[4].question.en
    assert app.radio[0].value == "3"


def test_the_language_can_change_in_the_middle_of_a_question(engagement: Path, draw: Draw, store: AnswersStore) -> None:
    token = store.join("executive")
    app = draw(engagement, lang="zh", r=token, q="3")
    item = load_bank("base").asked_of("executive")[2]
    app.radio[0].set_value("5").run()
    app.segmented_control[0].set_value("en").run()
    assert heading(app) == item.question.en
    assert app.radio[0].value == "5"
    assert store.answers(token) == {item.id: (5, "answered", "")}


def test_every_question_offers_five_descriptions_and_two_ways_out(
    engagement: Path, draw: Draw, store: AnswersStore
) -> None:
    token = store.join("middle")
    items = load_bank("base").asked_of("middle")
    app = draw(engagement, lang="zh", r=token)
    for number, item in enumerate(items, 1):
        assert heading(app) == item.question.zh
        assert len(app.radio[0].options) == (7 if item.may_not_apply else 6)
        assert item.help is not None and item.help.zh in shown(app)
        press(app, "去提交" if number == len(items) else "下一题")
    assert heading(app) == f"{len(items)} 道题已答 0 道"
    assert next(b for b in app.button if b.label == "提交").disabled


def test_handing_in_shows_ones_own_profile_and_hides_a_company_of_fewer_than_five(
    engagement: Path, draw: Draw, store: AnswersStore
) -> None:
    token = answered(store, 4)
    app = draw(engagement, lang="en", r=token)
    press(app, "Hand in")
    assert heading(app) == "You see the company at 4.0 of 5: Normal"
    assert "once five people have answered" in shown(app)
    person = store.respondent(token)
    assert person is not None
    assert person.submitted


def test_from_five_people_on_the_company_is_shown_beside_ones_own(
    engagement: Path, draw: Draw, store: AnswersStore
) -> None:
    token = answered(store, 5)
    store.submit(token)
    for _ in range(4):
        assert "once five people have answered" in shown(draw(engagement, lang="en", r=token))
        answered(store, 2)
    assert "company 2.6, 5 people" in shown(draw(engagement, lang="en", r=token))


def test_after_handing_in_the_link_shows_the_profile_and_no_question(
    engagement: Path, draw: Draw, store: AnswersStore
) -> None:
    token = answered(store, 1)
    store.submit(token)
    app = draw(engagement, lang="zh", r=token, q="2")
    assert heading(app) == "在您看来，公司处于 1.0 级（满分 5 级）：散点"
    assert not app.radio


def test_an_answer_that_cannot_be_kept_is_said_to_be_lost(engagement: Path, draw: Draw, store: AnswersStore) -> None:
    token = store.join("executive")
    app = draw(engagement, lang="en", r=token)
    store._engine.dispose()
    with store._engine.begin() as db:
        db.exec_driver_sql("ALTER TABLE answers RENAME TO gone")
    app.radio[0].set_value("4").run()
    assert "no such table" in shown(app)
    assert "Kept." not in shown(app)


def test_ones_own_profile_leaves_out_what_was_not_answered() -> None:
    bank = load_bank("base")
    first = next(item for item in bank.asked_of("executive") if item.dimension == "D1")
    profile = {own.dimension: own for own in own_profile(bank, "executive", {first.id: (4, "answered", "")})}
    assert (profile["D1"].mean, profile["D1"].answered) == (4.0, 1)
    assert profile["D7"].mean is None


def answered(store: AnswersStore, value: int) -> str:
    """Somebody of the executives who gave `value` to every question."""
    token = store.join("executive", "sales")
    for item in load_bank("base").asked_of("executive"):
        store.record(token, item.id, value)
    return token


def test_the_short_form_asks_fewer_questions_and_says_how_long_it_takes(
    engagement: Path, draw: Draw, store: AnswersStore
) -> None:
    app = draw(engagement, lang="en", r="new")
    app.radio[0].set_value("middle").run()
    assert any("24 questions, about 12 min" in option for option in app.radio[1].options)
    app.radio[1].set_value("quick").run()
    press(app, "Begin")
    person = store.respondent(str(app.query_params["r"]))
    assert person is not None and person.mode == "quick"
    assert "Question 1 of 24" in shown(app)


def test_how_sure_somebody_is_and_what_could_be_shown_are_kept_beside_the_answer(
    engagement: Path, draw: Draw, store: AnswersStore
) -> None:
    token = store.join("executive")
    app = draw(engagement, lang="zh", r=token)
    app.radio[0].set_value("4").run()
    app.text_input[0].set_value("2026 年数据会纪要").run()
    assert store.sure(token)["q0"] == Sure(None, "2026 年数据会纪要")
    assert store.answers(token)["q0"] == (4, "answered", "")


def test_the_profile_says_what_the_next_level_of_each_dimension_would_show(
    engagement: Path, draw: Draw, store: AnswersStore
) -> None:
    token = answered(store, 2)
    store.submit(token)
    app = draw(engagement, lang="en", r=token)
    assert "What would lift each dimension by one level" in shown(app)
    bank = load_bank("base")
    steps = next_steps(bank, store.answers(token))
    assert len(steps) == len({s.dimension for s in steps}) and {s.level for s in steps} == {2}
    assert steps[0].item.levels[2].en in shown(app)


def test_a_file_of_answers_from_an_older_version_is_opened_with_what_it_lacks(tmp_path: Path) -> None:
    path = tmp_path / "answers.db"
    with sqlite3.connect(path) as db:
        db.execute(
            "CREATE TABLE respondents (respondent VARCHAR(32) PRIMARY KEY, level VARCHAR(16) NOT NULL,"
            " department VARCHAR(128) NOT NULL, language VARCHAR(8) NOT NULL, submitted BOOLEAN NOT NULL)"
        )
        db.execute(
            "CREATE TABLE answers (respondent VARCHAR(32), item VARCHAR(64), value INTEGER,"
            " state VARCHAR(16) NOT NULL, comment TEXT NOT NULL, PRIMARY KEY (respondent, item))"
        )
    with AnswersStore(path) as opened:
        token = opened.join("middle")
        opened.record(token, "q0", 3)
        opened.say_sure(token, "q0", Sure(5, "wiki"))
        assert opened.sure(token) == {"q0": Sure(5, "wiki")}


def test_looking_again_after_one_more_answer_tells_nothing_of_that_one(engagement: Path, store: AnswersStore) -> None:
    for _ in range(5):
        store.submit(answered(store, 3))
    setting = load_engagement(engagement)
    first = company_maturity(store, setting, engagement).dimensions[0].company
    store.submit(answered(store, 1))
    second = company_maturity(store, setting, engagement).dimensions[0].company
    assert (first.n, first.mean) == (5, 3.0) and second == first
    for _ in range(4):
        store.submit(answered(store, 1))
    assert company_maturity(store, setting, engagement).dimensions[0].company.n == 10


def test_comments_are_on_the_consultants_page_from_ten_people_on_and_nobody_stands_beside_them(
    engagement: Path, draw: Draw
) -> None:
    def collected(people: int) -> None:
        rows = [
            {"respondent": f"r{n}", "level": "frontline", "department": "finance", "item": "q5_4", "value": 2,
             "state": "answered", "comment": f"two *figures* for one month, case {n}"}
            for n in range(people)
        ]  # fmt: skip
        save_evidence(engagement, Evidence.of({"answers": rows}))

    collected(9)
    assert "case 3" not in shown(draw(engagement, "answers", lang="en"))
    collected(12)
    said = shown(draw(engagement, "answers", lang="en"))
    assert "12 comments" in said and "Names inside a comment are not masked" in said
    assert [f"case {n}" in said for n in range(12)] == [True] * 12 and "r3" not in said
    assert "12 条留言" in shown(draw(engagement, "answers", lang="zh"))


def test_the_profile_shows_no_comment_and_so_uses_up_none(engagement: Path, store: AnswersStore) -> None:
    for _ in range(11):
        person = answered(store, 3)
        store.record(person, "q5_4", 2, comment="two figures for one month")
    company_maturity(store, load_engagement(engagement), engagement)
    for _ in range(3):
        store.record(answered(store, 3), "q5_4", 2, comment="and a third one")
    _, comments = comments_in(engagement, load_engagement(engagement), store.frame())
    assert len(comments["q5_4"]) == 14
