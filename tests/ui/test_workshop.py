"""The workshop from the facilitator's side: the desk and the wall."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from phones_seen import Phone
from screens_seen import Draw, shown
from streamlit.testing.v1 import AppTest

import assess.ui
from assess.model.room import DOTS, Vote
from assess.store.language import catalogue
from assess.store.resources import resource
from assess.store.rooms_db import RoomsStore, device_digest
from assess.store.rooms_finish import read_workshops
from assess.store.rooms_lead import Facilitator, lead, open_room
from assess.ui.phone.door import doors
from assess.ui.phone.places import places

FACTS = re.compile(r"\{(\w+)\}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LATIN_SENTENCE = re.compile(r"\b[A-Za-z]+ [a-z]+ [a-z]+ [a-z]+\b")
NAMES = ("Language / 语言", "中文", "English", "云岭乳业", "Yunling Dairy", "王芳")
ITEMS = ("q0", "q1_1")


@pytest.fixture
def store(checked: Path) -> Iterator[RoomsStore]:
    """The rooms of an engagement with a check-up; no door stays open behind a test."""
    yield places().store(checked)
    doors().close()


class Led:
    """A room with its key and the votes that people gave in it."""

    def __init__(self, store: RoomsStore, folder: Path) -> None:
        self.store, self.folder = store, folder
        self.code, self.key = open_room(store, "base", "chosen", ITEMS)
        self.leader = Facilitator(store, self.code)

    def seat(self, value: int, n: int, level: str = "frontline", first: int = 0, round_: int = 1) -> None:
        """n people of a role who answer alike, the `first` and those after."""
        for i in range(first, first + n):
            self.store.join(self.code, f"{level} {i}", level, "", "zh")
            self.store.vote(Vote(self.code, "q0", round_, device_digest(f"{level} {i}"), value))

    def desk(self, draw: Draw, language: str = "zh") -> AppTest:
        """The desk after the key was given."""
        app = draw(self.folder, "workshop", lang=language, room=self.code)
        app.text_input[0].set_value(self.key)
        return press(app, {"zh": "主持这个房间", "en": "Lead this room"}[language])

    def wall(self, draw: Draw, language: str = "zh") -> str:
        return told(draw(self.folder, "wall", lang=language, room=self.code))


@pytest.fixture
def led(store: RoomsStore, checked: Path) -> Led:
    return Led(store, checked)


def press(app: AppTest, label: str) -> AppTest:
    app = next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def told(app: AppTest) -> str:
    """What a person reads on the page."""
    assert not app.exception
    text = re.sub(r"<style.*?</style>|<script.*?</script>", "", shown(app), flags=re.S)
    return re.sub(r"<[^>]+>", " ", text)


def words_in_code() -> set[str]:
    """First argument of every `say(...)` in the code of the workshop and in its templates."""
    words = set()
    root = Path(assess.ui.__path__[0])
    for file in [*(root / "phone").glob("*.py"), *(root / "workshop").glob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "say":
                words |= {str(text.value) for text in node.args[:1] if isinstance(text, ast.Constant)}
    for file in (resource("templates") / "phone").glob("*.j2"):
        words |= {found[1] for found in re.findall(r"say\(([\"'])(.*?)\1[,)]", file.read_text(encoding="utf-8"))}
    return words


def test_every_word_of_the_workshop_has_a_chinese_text_and_none_is_left_over() -> None:
    assert words_in_code() == set(catalogue("workshop", "zh"))
    for english, chinese in catalogue("workshop", "zh").items():
        assert set(FACTS.findall(english)) == set(FACTS.findall(chinese)), english
        assert not re.search(r"[\u4e00-\u9fff][,;:!?()]|[,;!?()][\u4e00-\u9fff]", chinese), chinese


def test_a_room_is_opened_with_a_code_a_door_and_a_key_that_is_shown_once(
    store: RoomsStore, checked: Path, draw: Draw
) -> None:
    app = draw(checked, "workshop", lang="zh")
    next(box for box in app.selectbox if box.label == "手机访问的地址").set_value("127.0.0.1").run()
    app = press(app, "打开房间")
    (room,) = store.rooms()
    assert room.mode == "quick" and room.port == doors().port_of("127.0.0.1")
    address = f"http://127.0.0.1:{room.port}/j/{room.code}"
    assert address in [code.value for code in app.code]
    assert "data:image/svg+xml" in shown(app)
    key = app.code[0].value
    assert lead(store, room.code, key)
    assert Phone(room.port, room.code).get().status == 200
    app = press(app, "记好了")
    assert key not in shown(app)


def test_without_the_key_a_room_cannot_be_led(led: Led, draw: Draw) -> None:
    app = draw(led.folder, "workshop", lang="en", room=led.code)
    assert "who leads it has the key" in app.title[0].value
    app.text_input[0].set_value("AAAAA-AAAAA-AAAAA-AAAAA")
    app = press(app, "Lead this room")
    assert "not the key" in app.error[0].value
    assert not any(button.label == "Open this question" for button in app.button)


def test_a_question_is_opened_closed_revealed_and_asked_again(led: Led, draw: Draw) -> None:
    app = press(led.desk(draw), "开放本题")
    led.seat(2, 3)
    led.seat(5, 3, first=3)
    app = press(app, "结束作答")
    assert led.store.rounds(led.code) == {"q0": {1: "closed"}}
    assert "中位数" not in told(app)
    app = press(app, "在大屏公布")
    assert "中位数 3.5，共 6 人" in told(app)
    app = press(app, "第二轮")
    assert led.store.rounds(led.code) == {"q0": {1: "revealed", 2: "open"}}
    led.seat(4, 6, round_=2)
    app = press(app, "结束并公布")
    assert "第一轮" in told(app) and "第二轮" in told(app) and "看法一致" in told(app)
    app = press(app, "下一题")
    assert led.store.rounds(led.code)["q1_1"] == {1: "open"}
    assert app.header[0].value.startswith("公司的数据，今天由谁负总责")


def test_what_is_agreed_is_recorded_with_why_and_who_sees_it_otherwise(led: Led, draw: Draw) -> None:
    led.leader.open_items(["q0"])
    led.seat(2, 5)
    led.leader.reveal("q0")
    app = press(led.desk(draw, "en"), "Record")
    assert app.error[0].value == "Choose a level and say why."
    next(group for group in app.button_group if group.label == "Agreed level").set_value(3)
    next(area for area in app.text_area if area.label.startswith("Why")).set_value("the register was shown")
    next(line for line in app.text_input if line.label.startswith("Who sees")).set_value("finance sees a 2")
    app = press(app, "Record")
    agreed = led.store.agreed(led.code)["q0"]
    assert (agreed.value, agreed.rationale, agreed.dissent) == (3, "the register was shown", "finance sees a 2")
    assert "Agreed: level 3" in led.wall(draw, "en")


def test_the_wall_shows_the_count_and_nothing_else_before_the_reveal(led: Led, draw: Draw) -> None:
    assert led.code in led.wall(draw)
    led.leader.open_items(["q0"])
    led.seat(1, 4)
    led.seat(5, 4, first=4)
    before = led.wall(draw)
    assert "已有 8 人作答，应答 8 人" in before and "中位数" not in before
    led.leader.close_round("q0")
    assert "已结束作答" in led.wall(draw) and "中位数" not in led.wall(draw)
    led.leader.reveal("q0")
    assert "中位数 3，共 8 人" in led.wall(draw)


@pytest.mark.parametrize(
    ("middle", "shown", "why"),
    [
        (4, "Executives and middle management", "Executives and middle management: fewer than 5 each"),
        (5, "Middle management", "Executives: fewer than 5, so not shown."),
    ],
)
def test_the_wall_merges_small_roles_or_keeps_them_back_and_says_so(
    led: Led, draw: Draw, middle: int, shown: str, why: str
) -> None:
    led.leader.open_items(["q0"])
    led.seat(5, 3, "executive")
    led.seat(3, middle, "middle")
    led.seat(2, 6, "frontline")
    led.leader.reveal("q0")
    wall = led.wall(draw, "en")
    assert shown in wall and "The front line" in wall and why in wall


def test_the_wall_shows_nothing_of_fewer_than_five_and_says_why(led: Led, draw: Draw) -> None:
    led.leader.open_items(["q0"])
    led.seat(5, 4)
    led.leader.reveal("q0")
    assert "选了等级的不足 5 人，不显示。" in led.wall(draw)


def test_dots_go_on_the_roadmap_of_the_latest_check_up_and_are_hidden_until_closed(led: Led, draw: Draw) -> None:
    app = press(led.desk(draw), "开始投点")
    room = led.store.room(led.code)
    assert room is not None and [t.title.zh for t in room.treatments] == ["合并会员订单宽表"]
    assert room.current == DOTS
    for i in range(5):
        led.store.join(led.code, f"p{i}", "middle", "", "zh")
        led.store.submit_ballot(room, device_digest(f"p{i}"), {"T-01": 2}).result()
    wall = led.wall(draw)
    assert "已有 5 人投点，共 5 人" in wall and "合并会员订单宽表" not in wall
    press(app, "结束投点并公布")
    wall = led.wall(draw)
    assert "合并会员订单宽表" in wall and "10" in wall


def test_a_matter_is_parked_with_an_owner_and_the_end_leaves_everything_behind(led: Led, draw: Draw) -> None:
    led.leader.open_items(["q0"])
    led.seat(3, 5)
    app = led.desk(draw)
    next(line for line in app.text_input if line.label == "留待以后的事项").set_value("价目表归谁")
    app = press(app, "记入停车场")
    assert app.error[0].value == "请写明事项和负责人。"
    next(line for line in app.text_input if line.label == "留待以后的事项").set_value("价目表归谁")
    next(line for line in app.text_input if line.label == "谁来负责").set_value("王芳")
    app = press(app, "记入停车场")
    assert next(button for button in app.button if button.label == "结束本场").disabled
    app.checkbox[0].check().run()
    app = press(app, "结束本场")
    assert app.title[0].value == f"房间 {led.code} 已结束"
    (left,) = read_workshops(led.folder)
    assert [(parked.matter, parked.owner) for parked in left.parked] == [("价目表归谁", "王芳")]
    assert "5" in draw(led.folder, "answers", lang="zh").title[0].value


@pytest.mark.parametrize("language", ["zh", "en"])
def test_desk_and_wall_speak_one_language(led: Led, draw: Draw, language: str) -> None:
    seen = [told(draw(led.folder, "workshop", lang=language)), led.wall(draw, language)]
    led.leader.open_items(["q0"])
    led.seat(2, 4)
    led.seat(5, 4, "middle")
    seen += [told(led.desk(draw, language)), led.wall(draw, language)]
    led.leader.reveal("q0")
    led.leader.admit(False)
    seen += [told(led.desk(draw, language)), led.wall(draw, language)]
    led.leader.finish()
    seen += [told(led.desk(draw, language)), led.wall(draw, language)]
    for text in seen:
        rest = re.sub("|".join(map(re.escape, NAMES)), "", text)
        wrong = (CHINESE if language == "en" else LATIN_SENTENCE).findall(rest)
        assert not wrong, (wrong, text)
