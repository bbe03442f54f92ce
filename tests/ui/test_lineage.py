"""The page of lineage: every state says what it is and what to do; the address decides what is drawn."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from lineage_run import EDGES, kept_run
from screens_seen import Draw, result, shown

from assess.diagnose.registry import Case
from assess.model.evidence import Evidence
from assess.report.lineage.kept import kept_lineage
from assess.store.engagement_file import load_engagement
from assess.store.run_names import LINEAGE
from assess.store.runs import RESULT, result_bytes, save_run


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return kept_run(tmp_path / "lineage")


def title(app: Any) -> str:
    return str(app.title[0].value)


def test_the_company_opens_with_a_number_and_adds_up(kept: Path, draw: Draw) -> None:
    app = draw(kept, "lineage", lang="en")
    assert not app.exception
    crossing = sum(a.split(".")[1] != b.split(".")[1] for a, b, _ in EDGES)
    share = f"{round(100 * crossing / len(EDGES))}%"
    assert title(app) == f"{share} of {len(EDGES)} dependencies cross departments; most lead out of Sales, {crossing}"
    assert "Fictional company, sample data" in shown(app)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "query", [{}, {"of": "sales"}, {"table": "shop.sales.wide"}, {"pair": "DL-001"}, {"chain": "1"},
              {"at": "shop.sales.orders\nshop.sales.wide", "table": "shop.sales.wide"},
              {"at": "cell\tsales\traw\ncell\tfinance\tdetail"}, {"at": "cell\tsales\traw"}],
)  # fmt: skip
def test_every_picture_has_a_number_in_its_title(kept: Path, draw: Draw, language: str, query: dict[str, str]) -> None:
    app = draw(kept, "lineage", lang=language, **query)
    assert not app.exception
    assert any(character.isdigit() for character in title(app))


@pytest.mark.parametrize(("kind", "name"), [("table", "no.such"), ("of", "nobody"), ("pair", "DL-999")])
def test_what_the_newest_run_does_not_have_is_said_by_name(kept: Path, draw: Draw, kind: str, name: str) -> None:
    app = draw(kept, "lineage", lang="en", **{kind: name})
    assert not app.exception
    assert title(app).replace("\\", "") == f"{name} is not in the newest check-up"


def test_a_thick_line_lists_the_dependencies_behind_it_with_their_places(kept: Path, draw: Draw) -> None:
    app = draw(kept, "lineage", lang="en", at="cell\tsales\traw\ncell\tfinance\tdetail")
    text = shown(app)
    assert "2 dependencies behind this line" in text
    assert text.count("shop.finance.wide.sql:1") == 2


def test_a_search_finds_tables_by_parts_of_their_name(kept: Path, draw: Draw) -> None:
    app = draw(kept, "lineage", lang="en")
    app.text_input[0].set_value("finance board").run()
    (found,) = [button for button in app.button if button.key and button.key.startswith("find ")]
    found.click().run()
    assert app.query_params["table"] in ("shop.finance.board", ["shop.finance.board"])
    assert title(app).replace("\\", "").startswith("shop.finance.board: made from 1 table")


def test_a_run_of_an_earlier_version_says_to_run_again(checked: Path, draw: Draw) -> None:
    app = draw(checked, "lineage", lang="en")
    assert title(app) == "The newest check-up kept no lineage"
    assert "Run the check-up" in shown(app)


def test_a_company_without_sql_is_told_what_to_name(engagement: Path, draw: Draw) -> None:
    case = Case(Evidence.of(), load_engagement(engagement), datetime(2026, 11, 22, tzinfo=UTC))
    files = {RESULT: result_bytes(result()), LINEAGE: kept_lineage(case, [])}
    save_run(engagement, "20261122T090000Z-00000000", files)
    app = draw(engagement, "lineage", lang="en")
    assert title(app) == "0 dependencies between tables were seen"
    assert "engagement.yaml" in shown(app)


def test_without_a_check_up_the_page_leads_to_one(engagement: Path, draw: Draw) -> None:
    assert title(draw(engagement, "lineage", lang="zh")) == "还没有做过体检"


def test_a_finding_leads_to_its_picture(kept: Path, draw: Draw) -> None:
    assert "See it in the map of lineage" in shown(draw(kept, "findings", lang="en", finding="DL-001"))
    assert "See it in the map of lineage" not in shown(draw(kept, "findings", lang="en", finding="RT-001"))
