"""Every page in both languages, drawn by Streamlit itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from screens_seen import Draw, shown
from streamlit.testing.v1 import AppTest

from assess.report.voice import Voice
from assess.store.answers_db import AnswersStore

LANGUAGES = ("zh", "en")
PAGES = ("", "checkup", "findings", "copies", "roadmap", "answers")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LATIN_SENTENCE = re.compile(r"\b[A-Za-z]+ [a-z]+ [a-z]+ [a-z]+\b")
NAMES = (
    "Language / 语言",
    "中文",
    "English",
    "云岭乳业",
    "Yunling Dairy",
    "王芳",
)  # the language switch, examples, a person's name


def foreign(app: AppTest, language: str) -> list[str]:
    """Pieces of the page that are not in `language`, names aside."""
    pieces = []
    for piece in shown(app).splitlines():
        rest = piece
        for name in NAMES:
            rest = rest.replace(name, "")
        if "bytes / 10" not in rest and (CHINESE if language == "en" else LATIN_SENTENCE).search(rest):
            pieces.append(piece)
    return pieces


def cells(app: AppTest, column: str) -> list[str]:
    """The cells under `column` in all tables; unknown rows are not zero."""
    return re.findall(rf'data-label="{column}">([^<]*)</td>', shown(app))


def title(app: AppTest) -> str:
    return str(app.title[0].value)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_a_finished_check_up_speaks_one_language(checked: Path, draw: Draw, page: str, language: str) -> None:
    app = draw(checked, page, lang=language)
    assert not app.exception
    assert not app.error
    assert app.title
    assert foreign(app, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_without_a_check_up_says_what_to_do(engagement: Path, draw: Draw, page: str, language: str) -> None:
    app = draw(engagement, page, lang=language)
    assert not app.exception
    assert foreign(app, language) == []
    if page in ("findings", "roadmap"):
        assert title(app) == {"zh": "还没有做过体检", "en": "There is no check-up yet"}[language]
        assert [b.label for b in app.button] == [{"zh": "开始体检", "en": "Run the check-up"}[language]]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_without_a_folder_every_page_leads_to_opening_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, draw: Draw, page: str, language: str
) -> None:
    monkeypatch.chdir(tmp_path)
    app = draw(None, page, lang=language)
    assert not app.exception
    assert {"zh": "打开", "en": "pen an engagement"}[language] in shown(app)
    assert foreign(app, language) == []


def test_the_home_page_shows_what_the_engagement_says(engagement: Path, draw: Draw) -> None:
    text = shown(draw(engagement, lang="en"))
    for said in (
        "Yunling Dairy",
        "Fictional company",
        "catalogue",
        "catalogue export",
        "Sales",
        "1 / 8",
        "nobody named",
    ):
        assert said in text


def test_the_home_page_lists_every_error_with_its_line(engagement: Path, draw: Draw) -> None:
    file = engagement / "engagement.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "curency: CNY\ntiers: {hot_days: 0}\n", encoding="utf-8")
    app = draw(engagement, lang="en")
    assert title(app) == "engagement.yaml: 2 to mend"
    assert "engagement.yaml:16" in shown(app).replace("\\", "")
    assert 'Did you mean "currency"?' in shown(app).replace("\\", "")
    assert "engagement.yaml:17" in shown(app).replace("\\", "")


def test_an_engagement_is_created_from_the_screen_and_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, draw: Draw
) -> None:
    monkeypatch.chdir(tmp_path)
    app = draw(None, lang="en")
    app.text_input[1].set_value("云岭乳业")
    app.text_input[2].set_value("Yunling Dairy")
    app.text_input[3].set_value(str(tmp_path / "new"))
    next(b for b in app.button if b.label == "Create").click()
    app.run()
    assert not app.exception
    assert title(app) == "Yunling Dairy"
    assert (tmp_path / "new" / "engagement.yaml").is_file()
    assert app.query_params["folder"] == str(tmp_path / "new")


def test_a_typed_path_that_holds_no_engagement_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, draw: Draw
) -> None:
    monkeypatch.chdir(tmp_path)
    app = draw(None, lang="en")
    app.text_input[0].set_value(str(tmp_path / "nowhere"))
    next(b for b in app.button if b.label == "Open").click()
    app.run()
    assert [e.value for e in app.error] == ["There is no folder at this path."]


def test_engagements_in_the_current_folder_are_offered_and_open_with_one_click(
    engagement: Path, monkeypatch: pytest.MonkeyPatch, draw: Draw
) -> None:
    monkeypatch.chdir(engagement.parent)
    app = draw(None, lang="en")
    app.button[0].click().run()
    assert title(app) == "Yunling Dairy"


def test_the_headline_of_the_findings_is_a_number_and_money(checked: Path, draw: Draw) -> None:
    assert title(draw(checked, "findings", lang="zh")) == "2 项发现，每年可省 4,180 万元"
    app = draw(checked, "findings", lang="en")
    assert title(app) == "2 findings; ¥41.8M a year can be saved"
    assert [m.value for m in app.metric] == ["58 / 100", "¥41.8M", "1"]
    text = shown(app)
    assert "covers 72%: 13 of 18 checks could score" in text
    assert "Not seen: 1 check lacked evidence" in text


def test_findings_are_filtered_by_department_and_severity(checked: Path, draw: Draw) -> None:
    app = draw(checked, "findings", lang="en")
    assert "RT-001" in shown(app)
    assert "OW-001" in shown(app)
    app.selectbox[1].set_value("sales").run()
    assert "RT-001" in shown(app)
    assert "OW-001" not in shown(app)
    app.selectbox[2].set_value("low").run()
    assert "No finding fits this choice" in shown(app)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_deep_link_opens_one_finding_with_its_evidence(checked: Path, draw: Draw, language: str) -> None:
    app = draw(checked, "findings", lang=language, finding="RT-001")
    assert not app.exception
    assert title(app) == {"zh": "会员订单宽表存了 8 份", "en": "The member orders table is kept 8 times"}[language]
    text = shown(app).replace("\\", "")
    for said in ("shop.sales.orders", "bytes / 10^12 * storage_per_tb_year", "21,000,000,000,000", "90%", "T-01"):
        assert said in text
    say = Voice(language)
    assert cells(app, say("Rows")) == [{"zh": "120 万", "en": "1.2M"}[language], say("unknown")]
    assert foreign(app, language) == []


def test_a_click_opens_a_finding_and_another_leads_back(checked: Path, draw: Draw) -> None:
    app = draw(checked, "findings", lang="en")
    next(b for b in app.button if "RT-001" in b.label).click().run()
    assert title(app) == "The member orders table is kept 8 times"
    app.button[0].click().run()
    assert title(app).startswith("2 findings")


def test_a_finding_that_is_gone_is_said_to_be_gone(checked: Path, draw: Draw) -> None:
    app = draw(checked, "findings", lang="en", finding="RT-999")
    assert title(app).replace("\\", "") == "RT-999 is not in the newest check-up"


def test_a_link_to_a_finding_works_from_the_front_page(checked: Path, draw: Draw) -> None:
    assert title(draw(checked, lang="en", finding="OW-001")) == "3 tables have no owner"


def test_the_language_switch_changes_the_page_and_the_address(checked: Path, draw: Draw) -> None:
    app = draw(checked, "findings", lang="zh")
    app.segmented_control[0].set_value("en").run()
    assert title(app).startswith("2 findings")
    assert app.query_params["lang"] == "en"


def test_the_roadmap_leads_with_what_it_saves_and_names_what_not_to_do(checked: Path, draw: Draw) -> None:
    app = draw(checked, "roadmap", lang="en")
    assert title(app) == "1 treatment saves ¥41.8M a year and pays back by month 18"
    text = shown(app)
    assert "First year's case: Merge the member orders table" in text
    assert "Do not build a platform and look for a use afterwards" in text
    assert "The general manager is the owner" in text


def test_a_respondents_link_opens_nothing_but_the_questionnaire(checked: Path, draw: Draw) -> None:
    for path in ("", "findings", "checkup"):
        for token in ("new", "not-a-token"):
            text = shown(draw(checked, path, lang="en", r=token))
            assert "RT-001" not in text
            assert "Run the check-up" not in text
    assert title(draw(checked, lang="en", r="not-a-token")) == "Nobody answers under this link"


def test_the_consultant_sees_how_many_answered_and_not_what(checked: Path, draw: Draw) -> None:
    with AnswersStore(checked / "answers.db") as store:
        store.record(store.join("executive", "sales"), "q1_1", 4, comment="the secret comment")
    app = draw(checked, "answers", lang="en")
    assert title(app) == "1 person has answered here"
    assert "the secret comment" not in shown(app)


def test_names_with_markup_are_shown_as_they_are(checked: Path, draw: Draw) -> None:
    file = checked / "engagement.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("Yunling Dairy", "A*B*<b>_c_"), encoding="utf-8")
    assert title(draw(checked, lang="en")) == r"A\*B\*\<b\>\_c\_"
