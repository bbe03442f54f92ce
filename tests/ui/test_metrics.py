"""The page of metrics: what is listed, what two definitions say side by side, and what is decided on them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from metrics_run import divergence, metric, pair, rows, stored, told
from screens_seen import Draw, result, shown
from streamlit.testing.v1 import AppTest

from assess.checkup import diagnose_stage
from assess.model.evidence import Evidence
from assess.model.evidence_schema import SCHEMA
from assess.operate.metric_decisions import history
from assess.store.divergences import DivergenceStore
from assess.store.evidence_file import save_evidence
from assess.store.metrics_file import metrics_of_run, read_metrics
from assess.store.runs import RESULT, result_bytes, save_run

LANGUAGES = ("zh", "en")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LATIN_SENTENCE = re.compile(r"\b[A-Za-z]+ [a-z]+ [a-z]+ [a-z]+\b")
SALES, FINANCE, THIRD = "sales.csv:2 GMV", "finance.csv:2 GMV", "finance.csv:9 GMV"


@pytest.fixture
def folder(engagement: Path) -> Path:
    """A check-up with 10 definitions in two conflicts, one pair left open and one synonym; and their evidence."""
    seen, evidence = told()
    stored(engagement, seen, evidence)
    texts = {name: "" for name, _, _ in SCHEMA["metrics"][1] if name != "line"}
    full = [
        {**texts, "metric_id": m["id"], "line": m["line"], **{k: m[k] for k in ("name", "file", "department")}}
        for m in seen["metrics"]
    ]
    save_evidence(engagement, Evidence.of({"metrics": full}))
    return engagement


def compared(folder: Path, *made: dict[str, Any]) -> Path:
    """Comparisons kept in the engagement, as `assess diverge` keeps them."""
    with DivergenceStore(folder / "answers.db"):
        pass
    engine = sa.create_engine(f"sqlite:///{folder / 'answers.db'}")
    with engine.begin() as db:
        for one in made:
            db.execute(
                sa.text("INSERT INTO divergences (at, a, b, said) VALUES (:at, :a, :b, :said)"),
                {"at": one["at"], "a": one["a"]["metric"], "b": one["b"]["metric"], "said": json.dumps(one)},
            )
    engine.dispose()
    return folder


def title(app: AppTest) -> str:
    return str(app.title[0].value).replace("\\", "")


def text_of(app: AppTest) -> str:
    return shown(app).replace("\\", "")


def listed(app: AppTest) -> list[str]:
    return [b.label.split("**")[1] for b in app.button if b.label.startswith("**")]


def press(app: AppTest, label: str) -> AppTest:
    return next(b for b in app.button if b.label.replace("\\", "").startswith(label)).click().run()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("asked", ["", "M0001", "M0002", "M0003", "M0004", "M9999"])
def test_the_page_speaks_one_language(folder: Path, draw: Draw, language: str, asked: str) -> None:
    compared(folder, divergence(SALES, FINANCE))
    app = draw(folder, "metrics", lang=language, **({"group": asked} if asked else {}))
    assert not app.exception
    other = CHINESE if language == "en" else LATIN_SENTENCE
    names = ("Language / 语言", "中文", "English", "云岭乳业", "Yunling Dairy", "王芳", "毛利率", "单量", "30 天",
             "assess diverge .*", "(NOT )?paid_time IS (NOT )?NULL")  # fmt: skip
    pieces = [re.sub("|".join(names), "", piece) for piece in shown(app).splitlines()]
    assert [piece for piece in pieces if other.search(re.sub("<[^>]+>", " ", piece))] == []


def test_the_title_counts_definitions_and_those_that_mean_more_than_one_thing(folder: Path, draw: Draw) -> None:
    app = draw(folder, "metrics", lang="en")
    assert title(app) == "10 metric definitions: 2 metrics mean more than one thing"
    assert listed(app) == ["M0001", "M0002", "M0003", "M0004"]
    assert "differ in filter and period" in text_of(app)
    assert title(draw(folder, "metrics", lang="zh")) == "10 条指标口径：2 个指标说法不一"


@pytest.mark.parametrize(
    ("widget", "value", "found"),
    [
        ("Verdict", "conflict", ["M0001", "M0002"]),
        ("Verdict", "unknown", ["M0003"]),
        ("Verdict", "same", ["M0004"]),
        ("Department", "sales", ["M0001", "M0002", "M0003", "M0004"]),
    ],
)
def test_groups_are_filtered(folder: Path, draw: Draw, widget: str, value: str, found: list[str]) -> None:
    app = draw(folder, "metrics", lang="en")
    next(s for s in app.selectbox if s.label == widget).set_value(value).run()
    assert listed(app) == found


def test_what_is_looked_for_stands_in_the_address(folder: Path, draw: Draw) -> None:
    assert listed(draw(folder, "metrics", lang="en", find="paid_time is not")) == ["M0001"]
    app = draw(folder, "metrics", lang="en")
    app.text_input[0].set_value("单量").run()
    assert listed(app) == ["M0004"]
    assert app.query_params["find"] == "单量"
    app.text_input[0].set_value("nothing such").run()
    assert "No metric fits this choice" in text_of(app)


def test_what_could_not_be_read_is_listed_with_its_reason(folder: Path, draw: Draw) -> None:
    text = text_of(draw(folder, "metrics", lang="en"))
    assert "1 definition could not be read in full" in text
    assert "There is no formula." in text
    assert "没有公式。" in text_of(draw(folder, "metrics", lang="zh"))


def test_two_definitions_stand_side_by_side_and_what_differs_is_said_not_only_coloured(
    folder: Path, draw: Draw
) -> None:
    app = draw(folder, "metrics", lang="en", group="M0001", pair="3-1")
    assert title(app) == "“GMV” has 3 definitions; they differ in filter and period"
    text = text_of(app)
    assert "Sales and Finance differ in filter" in text
    assert '<tr class="lit"><th scope="row">Filter<span class="differs">≠ differs</span></th>' in text
    assert "<code>paid_time IS NOT NULL</code>" in text
    assert "none: every row counts" in text
    assert '<tr class="both"><th scope="row">Formula</th>' in text
    assert re.search(r'<th scope="row">Unit</th><td[^>]*>not stated</td>', text)
    assert "answers for it: 王芳" in text
    assert "By their filters, every row that Sales counts, Finance counts too; Finance may count more." in text


def test_of_several_definitions_two_are_chosen_and_the_address_keeps_them(folder: Path, draw: Draw) -> None:
    app = draw(folder, "metrics", lang="en", group="MC-001")
    assert [s.value for s in app.selectbox] == [SALES, FINANCE]  # the pair with rows that show it
    app.selectbox[1].set_value(THIRD).run()
    assert app.query_params["pair"] == "3-2"
    assert "Sales and Finance differ in filter and period" in text_of(app)
    app.selectbox[0].set_value(FINANCE).run()
    assert "were not compared with each other" in text_of(app)
    app.selectbox[0].set_value(THIRD).run()  # the other side makes room
    assert [s.value for s in app.selectbox] == [THIRD, FINANCE]


@pytest.mark.parametrize("asked", ["1-1", "1-9", "x", "1", "0-1", "99999999999-1"])
def test_a_pair_that_is_not_there_gives_the_first(folder: Path, draw: Draw, asked: str) -> None:
    app = draw(folder, "metrics", lang="en", group="M0001", pair=asked)
    assert [s.value for s in app.selectbox] == [SALES, FINANCE]


def test_made_up_rows_are_said_to_be_made_up_and_give_both_results(folder: Path, draw: Draw) -> None:
    app = draw(folder, "metrics", lang="en", group="M0001")
    text = text_of(app)
    assert "On these 2 made-up rows Sales reports 4 and Finance 7" in text
    assert "no real data is in them" in text
    assert [(m.label, m.value) for m in app.metric] == [("Sales", "4"), ("Finance", "7")]
    assert "2 columns that neither uses are left out" in text
    assert "placed_time" not in text
    zh = text_of(draw(folder, "metrics", lang="zh", group="M0001"))
    assert "同样 2 行试验数据，销售部算得 4，财务部算得 7" in zh


def test_told_from_the_other_side_each_keeps_its_own_result_and_rows(folder: Path, draw: Draw) -> None:
    text = text_of(draw(folder, "metrics", lang="en", group="M0001", pair="1-3"))
    assert "On these 2 made-up rows Finance reports 7 and Sales 4" in text
    assert "every row that Sales counts, Finance counts too" in text


def test_an_inherited_conflict_leads_to_its_cause(folder: Path, draw: Draw) -> None:
    app = draw(folder, "metrics", lang="en", group="M0002")
    assert "Inherited: what differs comes from the metrics these two are made of." in text_of(app)
    press(app, "Open the cause: Sales · GMV · sales.csv:2 / Finance · GMV · finance.csv:9")
    assert title(app).startswith("“GMV”")
    assert [s.value for s in app.selectbox] == [SALES, THIRD]


def test_a_pair_left_open_says_why(folder: Path, draw: Draw) -> None:
    text = text_of(draw(folder, "metrics", lang="en", group="M0003"))
    assert "Whether Sales and Finance agree is left open" in text
    assert "One side does not state it, so sameness stays open." in text
    assert '<th scope="row">Period<span class="differs">? left open</span></th>' in text


def test_a_formula_with_markup_is_shown_as_it_is(folder: Path, draw: Draw) -> None:
    app = draw(folder, "metrics", lang="en", group="M0002")
    tables = "\n".join(str(getattr(e, "value", "")) or e.proto.body for e in app.get("html"))
    assert "<b>_x_" not in tables
    assert "&lt;b&gt;_x_*" in tables.replace("<mark>", "").replace("</mark>", "")


def test_without_a_computation_the_exact_command_is_shown(folder: Path, draw: Draw) -> None:
    text = shown(draw(folder, "metrics", lang="en", group="M0001"))
    assert "Not computed on real data yet" in text
    assert f"assess diverge {folder} GMV --a '{SALES}' --b '{FINANCE}'" in text


def test_a_gap_on_real_data_is_a_sentence_two_figures_and_the_steps_between(folder: Path, draw: Draw) -> None:
    compared(folder, divergence(SALES, FINANCE, gap="-1"), divergence(FINANCE, SALES))
    app = draw(folder, "metrics", lang="en", group="M0001")
    assert not app.exception
    text = text_of(app)
    assert "On real data Finance reports 20% more than Sales: 120 against 100" in text
    assert "Finance reports more than Sales in 2 of 2 periods" in text
    assert "2 steps bridge the gap; the largest is filter (−25)" in text
    assert "12 → 9" in text
    assert "By order_id: 10 in both, 2 in one alone" in text
    assert "Time zone Shanghai was assumed." in text
    assert "period: Cut by month." in text
    assert "changed since" not in text


def test_a_figure_has_a_text_for_those_who_do_not_see_it(folder: Path, draw: Draw) -> None:
    app = draw(compared(folder, divergence(FINANCE, SALES)), "metrics", lang="en", group="M0001")
    texts = [chart.proto.alt for chart in app.get("arrow_vega_lite_chart")] or [
        chart.proto.alt for chart in app.get("vega_lite_chart")
    ]
    assert len(texts) == 2
    assert texts[1].endswith("filter −25, period +5")


def test_a_computation_of_an_older_definition_is_not_passed_off_as_todays(folder: Path, draw: Draw) -> None:
    made = divergence(FINANCE, SALES)
    made["a"]["expression"] = "SUM(placed)"
    assert "A definition has changed since" in text_of(
        draw(compared(folder, made), "metrics", lang="en", group="M0001")
    )


def test_equal_totals_are_said_to_be_equal(folder: Path, draw: Draw) -> None:
    made = divergence(FINANCE, SALES, total={"a": "100", "b": "100", "gap": "0"}, steps=[], identifiers=None)
    text = text_of(draw(compared(folder, made), "metrics", lang="en", group="M0001"))
    assert "On real data Finance and Sales both report 100" in text


def decide(app: AppTest, verdict: str | None, fill: Callable[[AppTest], Any] | None = None, reason: str = "Agreed") -> (
    AppTest
):  # fmt: skip
    if verdict:
        app.radio[0].set_value(verdict).run()
    if fill:
        fill(app)
    app.text_input[0].set_value("王芳")
    app.text_area[0].set_value(reason)
    return press(app, "Keep the decision")


def standard(identifier: str, *allowed: str) -> Callable[[AppTest], Any]:
    def fill(app: AppTest) -> None:
        next(s for s in app.selectbox if s.label == "Standard definition").set_value(identifier)
        app.multiselect[0].set_value(list(allowed))

    return fill


def test_a_standard_is_kept_with_the_readings_that_departments_may_keep(folder: Path, draw: Draw) -> None:
    app = draw(folder, "metrics", lang="en", group="M0001")
    decide(app, "canonical", standard(FINANCE, SALES))
    assert not app.error
    (made,) = history(folder)
    assert (set(made.metrics), made.verdict, made.canonical) == ({SALES, FINANCE, THIRD}, "canonical", FINANCE)
    assert (dict(made.allowed), made.by, made.reason) == ({"sales": SALES}, "王芳", "Agreed")
    text = text_of(app)
    assert "Kept. It counts from the next check-up on." in text
    assert "1 decision so far" in text
    assert "standard set" in text
    press(app, "All metrics")
    assert text_of(app).count("standard set") == 1


def test_different_metrics_are_kept_as_such_and_a_waiver_has_a_day(folder: Path, draw: Draw) -> None:
    app = draw(folder, "metrics", lang="en", group="M0001")
    decide(app, "separate")
    day = date(datetime.now(UTC).year + 1, 3, 31)
    decide(app, "waived", lambda a: a.date_input[0].set_value(day))
    assert [(d.verdict, d.until) for d in history(folder)] == [("separate", None), ("waived", day)]
    assert f"waived until {day}" in text_of(app)


@pytest.mark.parametrize(
    ("verdict", "fill", "reason", "says"),
    [
        (None, None, "because", "Choose what is decided."),
        ("canonical", None, "because", "Choose the standard definition."),
        ("canonical", standard(SALES, FINANCE, THIRD), "because", "A department may keep one reading, not two."),
        ("separate", None, " ", "A decision needs a name and a reason."),
    ],
)
def test_half_a_decision_is_refused(
    folder: Path, draw: Draw, verdict: str | None, fill: Callable[[AppTest], Any] | None, reason: str, says: str
) -> None:
    app = decide(draw(folder, "metrics", lang="en", group="M0001"), verdict, fill, reason)
    assert [error.value for error in app.error] == [says]
    assert history(folder) == ()


def test_names_of_one_metric_cannot_be_told_to_be_different(folder: Path, draw: Draw) -> None:
    app = draw(folder, "metrics", lang="en", group="M0004")
    assert title(app) == "One metric goes by 2 names: 单量 and orders"
    assert app.radio[0].options == ["One is the standard", "Leave it for now"]


def test_twenty_thousand_metrics_are_drawn_a_page_at_a_time(engagement: Path, draw: Draw) -> None:
    several = [metric(f"m{n % 2}.csv", n + 2, f"metric_{n // 2}", ("sales", "finance")[n % 2]) for n in range(20_000)]
    pairs = [pair(a, b, "conflict", ["filter"]) for a, b in zip(several[::2], several[1::2], strict=True)]
    groups = [
        {"verdict": "conflict", "names": [m["name"]], "metrics": [m["id"], f"m1.csv:{m['line'] + 1} {m['name']}"],
         "departments": ["finance", "sales"], "facets": ["filter"], "findings": []}
        for m in several[::2]
    ]  # fmt: skip
    app = draw(stored(engagement, {"metrics": several, "pairs": pairs, "groups": groups}, []), "metrics", lang="en")
    assert title(app) == "20,000 metric definitions: 10,000 metrics mean more than one thing"
    assert len(listed(app)) == 20
    app.text_input[0].set_value("metric_9999").run()
    assert len(listed(app)) == 1


def test_pairs_that_no_group_holds_are_put_together(engagement: Path, draw: Draw) -> None:
    a, b, c = (metric(f"{name}.csv", 2, "GMV", "sales") for name in "abc")
    pairs = [pair(a, b, "same", []), pair(b, c, "conflict", ["null_default"], only_where_empty=True)]
    seen = {"metrics": [a, b, c], "pairs": pairs, "groups": []}
    app = draw(stored(engagement, seen, []), "metrics", lang="en")
    assert title(app) == "3 metric definitions: none of them contradict each other"
    press(app, "**M0001**")
    assert title(app) == "“GMV” is defined 3 times, the same each time"


def test_whole_results_are_shown_as_rows(engagement: Path, draw: Draw) -> None:
    a, b = metric("a.csv", 2, "GMV", "sales"), metric("b.csv", 2, "GMV", "sales")
    told_rows = {**rows(0, 0, ["2026-01-01", "2026-02-01"]), "a": [["x" * 30, 1]], "b": None}
    seen = {"metrics": [a, b], "pairs": [pair(a, b, "conflict", ["filter"], counterexample=told_rows)],
            "groups": [{"verdict": "conflict", "names": ["GMV"], "metrics": [a["id"], b["id"]],
                        "departments": ["sales"], "facets": ["filter"]}]}  # fmt: skip
    text = text_of(draw(stored(engagement, seen, []), "metrics", lang="en", group="M0001"))
    assert "a.csv:2 and b.csv:2 give different rows on 2 made-up rows" in text
    assert "Counted from 2026-01-01 until before 2026-02-01." in text


def test_a_run_of_an_earlier_version_is_told_from_no_run_and_from_no_metrics(engagement: Path, draw: Draw) -> None:
    assert title(draw(engagement, "metrics", lang="en")) == "There is no check-up yet"
    save_run(engagement, "20261122T090000Z-00000000", {RESULT: result_bytes(result())})
    assert title(draw(engagement, "metrics", lang="en")) == "The newest check-up kept no metrics"
    save_evidence(engagement, Evidence.of())
    diagnose_stage(engagement)
    path = metrics_of_run(engagement)
    assert path is not None
    assert read_metrics(path) == {"metrics": [], "pairs": [], "groups": []}
    assert title(draw(engagement, "metrics", lang="en")) == "0 metric definitions were read"
