"""The page of copies: what is listed, what one group says, and what a consultant decides on it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from screens_seen import Draw, result, shown
from streamlit.testing.v1 import AppTest

from assess.model.verification import Counted, Estimate, Verification
from assess.store.copies_file import copies_bytes
from assess.store.decisions import read_decisions
from assess.store.run_names import COPIES
from assess.store.runs import RESULT, result_bytes, save_run
from assess.store.verified import VerifiedStore

LANGUAGES = ("zh", "en")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LATIN_SENTENCE = re.compile(r"\b[A-Za-z]+ [a-z]+ [a-z]+ [a-z]+\b")
REASON = {"zh": "按 order_id 对比取值，两边的行一致。", "en": "By order_id the rows of both agree."}
FLIP = {"zh": "若看重新鲜度，主表会换。", "en": "The choice flips if freshness weighs double."}


def member(table: str, **more: Any) -> dict[str, Any]:
    return {
        "table": table, "verdict": "near_copy", "department": "finance", "rows": 900, "bytes": 2_000_000,
        "retention_days": 365, "owner": "", "confidence": 0.9, "reasons": [REASON], "columns_in_master": 0.75,
        "master_columns_here": 1.0, "rows_in_master": {"low": 0.9, "base": 0.95, "high": 0.97},
        "master_rows_here": None, "key": None, "basis": "key", **more,
    }  # fmt: skip


def group(number: int, master: str, members: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    tables = [master, *(m["table"] for m in members)]
    columns = [
        {"name": "order_id", "members": dict.fromkeys(tables, "order_id"), "differences": []},
        {
            "name": "amount", "members": {master: "amount", tables[1]: "money"},
            "differences": [
                {"table": tables[1], "what": "name", "master": "amount", "found": "money"},
                {"table": tables[1], "what": "type", "master": "decimal", "found": "text"},
            ],
        },
        {"name": "note", "members": {tables[1]: "note"}, "differences": [{"table": tables[1], "what": "only_here"}]},
    ]  # fmt: skip
    points = {t: {"columns": 10.0, "rows": 8.0 if t == master else 6.5, "owner": None} for t in tables}
    return {
        "id": f"G{number:04d}", "verdict": "near_copy", "master": master, "members": tables[1:],
        "departments": ["finance", "sales"], "confidence": 0.9, "overlap": 0.95, "rows": 900, "bytes": 2_000_000,
        "saving_low": None, "saving_base": None, "saving_high": None, "findings": ["RT-001"],
        "details": {
            "master": master,
            "master_facts": {"department": "sales", "rows": 1000, "bytes": 9, "retention_days": 730, "owner": "王芳"},
            "members": members, "columns": columns, "types": ["bigint", "decimal", "text"], "points": points,
            "weights": {"columns": 1.0, "rows": 1.0, "owner": 0.5}, "margin": 1.5, "flips": [FLIP],
            "totals": {t: 18.0 if t == master else 16.5 for t in tables},
        }, **more,
    }  # fmt: skip


def bare(number: int, verdict: str, master: str, **more: Any) -> dict[str, Any]:
    return group(number, master, [member(f"{master}_2")], verdict=verdict, overlap=None, findings=[], **more)


@pytest.fixture
def folder(engagement: Path) -> Path:
    """A check-up with four groups: one priced, one not, one look-alike, one rejected."""
    priced = {"saving_low": 1e4, "saving_base": 2e4, "saving_high": 3e4}
    rows = [
        group(1, "shop.sales.orders", [member("shop.finance.orders")], **priced),
        group(2, "shop.sales.stock", [member("shop.finance.stock", rows_in_master=None)], overlap=None, confidence=0.4),
        bare(3, "template", "shop.sales.log", departments=["sales"]),
        bare(4, "rejected", "shop.sales.city"),
    ]  # fmt: skip
    return stored(engagement, rows)


def stored(engagement: Path, rows: Iterable[dict[str, Any]]) -> Path:
    files = {RESULT: result_bytes(result()), COPIES: copies_bytes(rows)}
    save_run(engagement, "20261122T090000Z-00000000", files)
    return engagement


def title(app: AppTest) -> str:
    return str(app.title[0].value).replace("\\", "")


def listed(app: AppTest) -> list[str]:
    return [b.label.split("**")[1] for b in app.button if b.label.startswith("**")]


def press(app: AppTest, label: str) -> AppTest:
    return next(b for b in app.button if b.label == label).click().run()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("asked", ["", "G0001", "G0003", "G0004", "G9999"])
def test_the_page_speaks_one_language(folder: Path, draw: Draw, language: str, asked: str) -> None:
    app = draw(folder, "copies", lang=language, **({"group": asked} if asked else {}))
    assert not app.exception
    other = CHINESE if language == "en" else LATIN_SENTENCE
    names = ("Language / 语言", "中文", "English", "云岭乳业", "Yunling Dairy", "王芳")
    pieces = [re.sub("|".join(names), "", piece) for piece in shown(app).splitlines()]
    assert [piece for piece in pieces if other.search(piece)] == []


def test_groups_are_listed_by_saving_and_those_without_a_price_after_them(folder: Path, draw: Draw) -> None:
    app = draw(folder, "copies", lang="en")
    assert title(app) == "2 groups of tables kept more than once"
    assert "1 more group only looks alike" in shown(app)
    assert listed(app) == ["G0001", "G0002", "G0003", "G0004"]
    assert "¥20K" in shown(app)
    assert shown(app).count("not priced") == 3


@pytest.mark.parametrize(
    ("widget", "value", "found"),
    [
        ("Verdict", "template", ["G0003"]),
        ("Department", "finance", ["G0001", "G0002", "G0004"]),
        ("Decision", "open", ["G0001", "G0002", "G0003", "G0004"]),
        ("Decision", "accept", []),
        ("Order", "unsure", ["G0002", "G0001", "G0003", "G0004"]),
        ("Order", "name", ["G0004", "G0003", "G0001", "G0002"]),
    ],
)
def test_groups_are_filtered_and_sorted(folder: Path, draw: Draw, widget: str, value: str, found: list[str]) -> None:
    app = draw(folder, "copies", lang="en")
    next(s for s in app.selectbox if s.label == widget).set_value(value).run()
    assert listed(app) == found
    assert found or "No group fits this choice" in shown(app)


def test_a_part_of_any_tables_name_finds_its_group(folder: Path, draw: Draw) -> None:
    app = draw(folder, "copies", lang="en")
    app.text_input[0].set_value("FINANCE.st").run()
    assert listed(app) == ["G0002"]


def test_a_click_opens_a_group_and_another_leads_back(folder: Path, draw: Draw) -> None:
    app = draw(folder, "copies", lang="en")
    next(b for b in app.button if "G0002" in b.label).click().run()
    assert title(app) == "2 tables have almost the same form and may be one data set"
    press(app, "All groups")
    assert title(app).startswith("2 groups")


def test_a_group_says_what_differs_why_this_verdict_and_why_this_master(folder: Path, draw: Draw) -> None:
    app = draw(folder, "copies", lang="en", group="G0001")
    assert title(app) == "2 tables hold one data set; the master has 95% of a copy's rows"
    text = shown(app).replace("\\", "")
    assert REASON["en"] in text
    assert FLIP["en"] in text
    assert "3 columns side by side; differing: 1, in one table only: 1" in text
    assert "<mark>money</mark><small><mark>text</mark></small>" in text
    assert '<td class="none" data-label="shop.\u200bsales.\u200borders"><span>not here</span>' in text
    assert "<mark>365 days</mark>" in text  # the copy is kept half as long as the master
    assert "90% – 97%" in text
    assert "Why this master: 18 points, 1.5 more than the next" in text


def test_what_was_not_compared_is_not_shown_as_zero(folder: Path, draw: Draw) -> None:
    text = shown(draw(folder, "copies", lang="en", group="G0002"))
    assert "not compared" in text
    assert "0%" not in text


def test_a_look_alike_has_no_master_and_cannot_be_rejected(folder: Path, draw: Draw) -> None:
    app = draw(folder, "copies", lang="en", group="G0003")
    assert title(app) == "2 tables have the same form and different rows"
    assert "none of them is master" in shown(app)
    assert app.radio[0].options == ["Accept", "Look again"]


def decide(app: AppTest, verdict: str, by: str, reason: str) -> AppTest:
    app.radio[0].set_value(verdict)
    app.text_input[0].set_value(by)
    app.text_area[0].set_value(reason)
    return press(app, "Keep the decision")


def test_a_decision_is_kept_with_name_and_reason_and_shows_in_the_list(folder: Path, draw: Draw) -> None:
    app = draw(folder, "copies", lang="en", group="G0001")
    decide(app, "reject", "王芳", "The rows are of other years.")
    assert not app.error
    (decision,) = read_decisions(folder)
    assert decision.tables == ("shop.finance.orders", "shop.sales.orders")
    assert (decision.master, decision.verdict, decision.by) == ("shop.sales.orders", "reject", "王芳")
    text = shown(app)
    assert "Kept. It counts from the next check-up on." in text
    assert "1 decision so far" in text
    assert "The rows are of other years." in text.replace("\\", "")
    press(app, "All groups")
    next(s for s in app.selectbox if s.label == "Decision").set_value("reject").run()
    assert listed(app) == ["G0001"]


@pytest.mark.parametrize(
    ("verdict", "by", "reason", "says"),
    [
        (None, "王芳", "because", "Choose accept, reject or look again."),
        ("accept", " ", "because", "A decision needs a name and a reason."),
        ("accept", "王芳", "", "A decision needs a name and a reason."),
    ],
)
def test_half_a_decision_is_refused(
    folder: Path, draw: Draw, verdict: str | None, by: str, reason: str, says: str
) -> None:
    app = draw(folder, "copies", lang="en", group="G0001")
    if verdict:
        app.radio[0].set_value(verdict)
    app.text_input[0].set_value(by)
    app.text_area[0].set_value(reason)
    press(app, "Keep the decision")
    assert [error.value for error in app.error] == [says]
    assert read_decisions(folder) == ()


def test_some_tables_of_a_group_can_be_rejected_alone(engagement: Path, draw: Draw) -> None:
    members = [member(f"shop.finance.orders_{n}") for n in range(3)]
    app = draw(stored(engagement, [group(1, "shop.sales.orders", members)]), "copies", lang="en", group="G0001")
    app.multiselect[0].set_value(["shop.sales.orders", "shop.finance.orders_2"])
    decide(app, "reject", "王芳", "Another source.")
    assert read_decisions(engagement)[0].tables == ("shop.finance.orders_2", "shop.sales.orders")


def test_a_group_of_45_tables_and_200_columns_is_paged_and_compared_a_few_at_a_time(
    engagement: Path, draw: Draw
) -> None:
    members = [member(f"app{n:02d}.telemetry") for n in range(44)]
    wide = group(1, "app.telemetry", members)
    tables = [wide["master"], *wide["members"]]
    wide["details"]["columns"] = [
        {"name": f"c{n}", "members": dict.fromkeys(tables, f"c{n}"), "differences": []} for n in range(200)
    ]
    wide["details"]["types"] = ["bigint"] * 200
    app = draw(stored(engagement, [wide]), "copies", lang="en", group="G0001")
    assert not app.exception
    text = shown(app).replace("\u200b", "")
    assert 'data-label="app02.telemetry"' in text
    assert 'data-label="app03.telemetry"' not in text
    assert ">c19<" in text
    assert ">c20<" not in text
    assert ">app09.telemetry<" in text
    assert ">app10.telemetry<" not in text
    app.multiselect[0].set_value(["app40.telemetry"]).run()
    assert 'data-label="app40.telemetry"' in shown(app).replace("\u200b", "")


def test_a_run_of_an_earlier_version_is_told_from_no_run(engagement: Path, draw: Draw) -> None:
    assert title(draw(engagement, "copies", lang="en")) == "There is no check-up yet"
    save_run(engagement, "20261122T090000Z-00000000", {RESULT: result_bytes(result())})
    assert title(draw(engagement, "copies", lang="en")) == "The newest check-up kept no groups"


def test_names_with_markup_are_shown_as_they_are(engagement: Path, draw: Draw) -> None:
    app = draw(stored(engagement, [group(1, "a.<b>_x_", [member("b.*c*<i>")])]), "copies", lang="en", group="G0001")
    assert "<i>*" not in shown(app)
    assert r"a.\<b\>\_x\_" in "\n".join(str(m.value) for m in app.markdown)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_finding_says_what_was_decided_and_leads_to_its_group(engagement: Path, draw: Draw, language: str) -> None:
    whole = result()
    said = {"zh": "王芳于 2026-11-22 确认：对过账", "en": "Confirmed by 王芳 on 2026-11-22: books agree"}
    facts = {**whole.findings[0].evidence, "group": "G0001", "decided": [said]}
    first = whole.findings[0].model_copy(update={"evidence": facts})
    told = whole.model_copy(update={"findings": [first, *whole.findings[1:]]})
    save_run(engagement, "20261122T090000Z-00000000", {RESULT: result_bytes(told)})
    app = draw(engagement, "findings", lang=language, finding="RT-001")
    assert said[language] in shown(app)
    (link,) = (link.proto for link in app.get("page_link") if "group=G0001" in link.proto.query_string)
    assert link.page.endswith("copies")


def counted(member: str, at: str = "2026-11-20", **more: Any) -> Verification:
    said: dict[str, Any] = {
        "at": datetime.fromisoformat(f"{at}T09:00:00+00:00"), "group": "G0001", "run": "r", "collected": None,
        "engine": "duckdb", "master": "shop.sales.orders", "member": member,
        "columns": (("order_id", "order_id"), ("amount", "money"), ("city", "city")),
        "key": (("order_id", "order_id"),), "left_out": (),
        "counted": Counted(120_000, 100_000, 120_000, 100_000, 98_411, 99_000, (0, 400, 250)),
        "estimate": Estimate(0.9, 0.95, 0.97), "sql": "0" * 64, "seconds": 1.0, **more,
    }  # fmt: skip
    return Verification(**said)


def kept(folder: Path, *made: Verification) -> None:
    with VerifiedStore(folder / "answers.db") as store:
        store.keep(made)


def test_what_was_not_counted_exactly_says_how_to_count(folder: Path, draw: Draw) -> None:
    text = shown(draw(folder, "copies", lang="en", group="G0001"))
    assert "Not verified exactly yet" in text
    assert f"assess verify {folder} G0001" in text
    assert "尚未精确核验" in shown(draw(folder, "copies", lang="zh", group="G0001"))


def test_an_exact_count_stands_beside_its_estimate(folder: Path, draw: Draw) -> None:
    kept(folder, counted("shop.finance.orders", "2026-11-19", counted=Counted(1, 1, 1, 1, 1)),
         counted("shop.finance.orders"), counted("shop.other.orders"))  # fmt: skip
    text = shown(draw(folder, "copies", lang="en", group="G0001")).replace("\\", "")
    assert "Verified exactly on 20 November 2026: 98,411 of 100,000 rows identical" in text
    assert "100,000 rows; the master 120,000 · verified on 20 November 2026" in text
    assert "589" in text and "of 99,000 rows that share order_id" in text
    assert "amount = money in 400, city in 250" in text
    assert "90.0% – 97.0% · does not hold the exact share" in text
    assert "collected again" not in text and "shop.other.orders" not in text
    chinese = shown(draw(folder, "copies", lang="zh", group="G0001"))
    assert "2026 年 11 月 20 日精确核验：100,000 行中有 98,411 行完全相同" in chinese


def test_tables_without_a_count_are_named_beside_those_with_one(engagement: Path, draw: Draw) -> None:
    members = [member("shop.finance.orders"), member("shop.ops.orders")]
    kept(stored(engagement, [group(1, "shop.sales.orders", members)]), counted("shop.finance.orders"))
    text = shown(draw(engagement, "copies", lang="en", group="G0001")).replace("\\", "")
    assert "Not verified exactly: shop.ops.orders." in text


def test_a_count_from_before_the_newest_collect_is_marked(folder: Path, draw: Draw) -> None:
    (folder / "evidence.duckdb").write_bytes(b"")
    earlier = datetime.now(UTC) - timedelta(days=2)
    kept(folder, counted("shop.finance.orders", collected=earlier.replace(microsecond=0)))
    text = shown(draw(folder, "copies", lang="en", group="G0001"))
    assert "verified on 20 November 2026, before the newest collect" in text
    assert "Since then the sources were collected again" in text


def test_a_count_without_a_key_or_of_an_empty_table_shows_no_share(folder: Path, draw: Draw) -> None:
    bare = counted("shop.finance.orders", counted=Counted(5, 0, 5, 0, 0), key=(), estimate=None,
                   left_out=(("picture", "photo"),))  # fmt: skip
    kept(folder, bare)
    text = shown(draw(folder, "copies", lang="en", group="G0001"))
    assert "0 of 0 rows identical" in text and "no key" in text
    assert "not compared: picture = photo" in text
