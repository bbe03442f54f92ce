"""The boundary: what the rules say is read, what is not known is said, and small companies get none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assess.diagnose.run import Diagnosis, diagnose
from assess.model.engagement import Engagement
from assess.model.evidence import Evidence
from assess.model.money import Range
from assess.model.text import Text
from assess.model.treatment_parts import BoundaryPart
from assess.treat.boundary.draw import draw_boundary
from assess.treat.boundary.outside import _difference
from assess.treat.boundary.rules import rules
from assess.treat.boundary.write import boundary_files

CLOCK = datetime(2026, 11, 22, tzinfo=UTC)
LARGE = {"staff": 900, "business_lines": 3, "core_systems": 9}
DEPARTMENTS = ("sales", "finance", "marketing", "service", "it")
# sales' orders and customers are read by three others; the platform (it) has a table only finance builds on, one that
# nobody uses, one with personal data, and one of which nothing is known.
EDGES = """
sales.orders>finance.f1:finance sales.orders>marketing.m1:marketing sales.orders>service.s1:service
sales.base>sales.wide:sales sales.wide>finance.f2:finance sales.wide>marketing.m2:marketing
sales.wide>service.s2:service it.for_finance>finance.f3:finance
"""


def diagnosed(
    organisation: dict[str, Any] = LARGE,
    platform: tuple[str, ...] = ("it",),
    edges: str = EDGES,
    evidence: dict[str, Any] | None = None,
    **more: Any,
) -> Diagnosis:
    engagement = Engagement.model_validate(
        {
            "client": {"en": "Trial"},
            "departments": [
                {"id": d, "name": {"zh": f"{d}部", "en": d.title()}, "owner": f"owner of {d}" if d != "service" else ""}
                for d in DEPARTMENTS
            ],
            "organisation": organisation,
            "platform": platform,
            **more,
        }
    )
    rows = []
    for n, said in enumerate(edges.split()):
        pair, department = said.split(":")
        up, down = pair.split(">")
        rows.append({"upstream": up, "downstream": down, "department": department, "statement_id": f"{n}.sql:1"})
    names = {name for row in rows for name in (row["upstream"], row["downstream"])}
    names |= {"it.old", "it.members", "it.mystery"}
    tables = [
        {"table_id": name, "source": name.split(".")[0], "name": name.split(".")[1], "kind": "table",
         "department": name.split(".")[0], "bytes": 10**12, "last_read": _read(name)}
        for name in sorted(names)
    ]  # fmt: skip
    columns = [
        {"table_id": "it.members", "position": 1, "name": "id_card_no", "type": "varchar"},
        {"table_id": "it.members", "position": 2, "name": "mobile_phone", "type": "varchar"},
    ]
    told = {"tables": tables, "edges": rows, "columns": columns, **(evidence or {})}
    return diagnose(Evidence.of(told), engagement, CLOCK)


def _read(name: str) -> str | None:
    days = {"it.old": 900, "it.mystery": None}.get(name, 3)
    return None if days is None else (CLOCK - timedelta(days=days)).isoformat()


def places(part: BoundaryPart) -> dict[str, tuple[str, str, str]]:
    return {row.table: (row.place, row.action, row.rule) for row in part.rows}


def test_each_table_goes_where_the_first_rule_that_fits_says() -> None:
    part = draw_boundary(diagnosed())
    assert places(part) == {
        "sales.orders": ("shared", "build", "shared-source"),
        "sales.wide": ("shared", "move", "shared-derived"),
        "it.for_finance": ("edge", "return", "back-to-the-edge"),
        "it.members": ("never", "retire", "never-personal"),
        "it.old": ("never", "retire", "never-unused"),
    }
    assert part.drawn and part.unknown == 1
    assert [row.id for row in part.rows] == ["B-001", "B-002", "B-003", "B-004", "B-005"]


def test_a_row_says_who_decides_what_moves_and_which_finding_asks_for_it() -> None:
    part = draw_boundary(diagnosed())
    rows = {row.table: row for row in part.rows}
    wide, back = rows["sales.wide"], rows["it.for_finance"]
    assert (wide.owner, wide.reader_jobs, wide.writer_jobs) == ("owner of sales", 3, 1)
    assert wide.departments_reading == ["finance", "marketing", "service"] and "SL-001" in wide.findings
    assert (rows["sales.orders"].reader_jobs, rows["sales.orders"].writer_jobs) == (3, 0)
    assert (back.department, back.department_to, back.owner) == ("it", "finance", "owner of finance")
    assert back.why.zh.startswith("只有finance部一个部门使用") and back.why.en.startswith("Finance alone uses it")


def test_what_the_platform_already_holds_stays_and_nothing_is_to_repoint() -> None:
    part = draw_boundary(diagnosed(platform=("sales",)))
    row = next(row for row in part.rows if row.table == "sales.wide")
    assert (row.action, row.reader_jobs, row.writer_jobs) == ("keep", 0, 0)


@pytest.mark.parametrize(
    ("organisation", "said"),
    [
        ({"staff": 30, "business_lines": 1, "core_systems": 2}, ("不需要共用平台", "needs no shared platform")),
        ({"staff": 120, "business_lines": 1, "core_systems": 5}, ("薄薄一层", "thin layer")),
    ],
)
def test_a_company_that_needs_no_platform_gets_no_boundary_and_is_told_why(
    organisation: dict[str, Any], said: tuple[str, str]
) -> None:
    part = draw_boundary(diagnosed(organisation))
    assert not part.drawn and not part.rows and not part.compared and not boundary_files(part, {})
    assert said[0] in part.why.zh and said[1] in part.why.en


def test_without_lineage_none_is_drawn_and_what_to_give_is_said() -> None:
    part = draw_boundary(diagnosed(edges=""))
    assert not part.drawn and not part.rows and "query logs" in part.why.en and "查询日志" in part.why.zh


def test_without_a_named_platform_nothing_goes_back_and_that_is_said() -> None:
    part = draw_boundary(diagnosed(platform=()))
    assert {row.place for row in part.rows} == {"shared"}
    assert "`platform`" in part.why.en and "无从判断" in part.why.zh


def test_without_outside_prices_nothing_is_said_of_the_market() -> None:
    part = draw_boundary(diagnosed())
    assert [one.verdict for one in part.compared] == ["unknown"] * 4
    assert all(one.factor is None and one.yearly is None for one in part.compared)
    assert "no outside price was given" in part.compared[0].says.en and "没有给出外部价格" in part.compared[0].says.zh


def test_price_and_speed_are_compared_with_how_much_and_how_surely() -> None:
    def ends(low: float, base: float, high: float) -> dict[str, float]:
        return {"low": low, "base": base, "high": high}

    prices = {"storage_per_tb_year": ends(900, 1000, 1100), "replicas": ends(2, 2, 2), "refresh_per_tb": ends(4, 5, 6),
              "refreshes_per_year": ends(100, 100, 100)}  # fmt: skip
    outside = {"storage_per_tb_year": ends(800, 1000, 1200), "refresh_per_tb": ends(3, 10, 12),
               "query_seconds": ends(1, 2, 3), "refresh_hours": ends(20, 24, 30),
               "source": {"en": "an offer"}}  # fmt: skip
    logs = {
        "reads": [{"table_id": "sales.wide", "department": "finance", "source": "log", "reads": 10, "seconds": 50.0}],
        "runs": [{"downstream": "sales.wide", "source": "log", "runs": 3, "first_run": "2026-11-01",
                  "last_run": "2026-11-03"}],
    }  # fmt: skip
    part = draw_boundary(diagnosed(prices=prices, outside=outside, evidence=logs))
    storage, refresh, seconds, hours = part.compared
    assert (storage.verdict, storage.sure, storage.factor) == ("worse", True, 2.0)
    # two shared tables of 1 TB: 2 * (1,800 - 1,200), 2 * (2,000 - 1,000), 2 * (2,200 - 800)
    assert storage.yearly is not None
    assert (storage.yearly.low, storage.yearly.base, storage.yearly.high) == (1200, 2000, 2800)
    assert (refresh.verdict, refresh.sure) == ("better", False) and "the ranges overlap" in refresh.says.en
    assert refresh.yearly is not None and refresh.yearly.base == -1000 and "less a year" in refresh.says.en
    assert (
        seconds.inside is not None and seconds.inside.base == 5 and (seconds.verdict, seconds.sure) == ("worse", True)
    )
    assert "slower by 150%" in seconds.says.en and "慢 150%" in seconds.says.zh
    assert hours.inside is not None and hours.inside.base == 24 and hours.verdict == "same" and hours.yearly is None


def test_the_ends_of_a_difference_are_the_least_and_the_most_it_can_be() -> None:
    assert _difference(Range(1, 2, 3), Range(2, 4, 6), Range(10, 20, 30)) == Range(-150, -40, 30)


def test_the_files_name_every_row_in_both_languages() -> None:
    part = draw_boundary(diagnosed())
    names = {d: Text(f"{d}部", d.title()) for d in DEPARTMENTS}
    files = boundary_files(part, names)
    assert set(files) == {"boundary.csv", "plan.zh.md", "plan.en.md"}
    for content in files.values():
        assert all(row.id in content.decode() for row in part.rows)
    assert "公共层 2 张，交还部门 1 张，本不该进平台 2 张" in files["plan.zh.md"].decode()
    assert "2 in the shared layer, 1 back to departments, 2 that never belonged" in files["plan.en.md"].decode()


def test_every_rule_has_an_action_of_its_place() -> None:
    fitting = {"shared": {"keep", "move", "build"}, "edge": {"return"}, "never": {"retire"}}
    assert rules() and all(rule.action in fitting[rule.place] for rule in rules().values())
