"""What the tests of the screens share: the text of a page, a server that can be killed, a small result."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from streamlit.testing.v1 import AppTest

from assess.model.finding import Outcome, Severity
from assess.model.result import (
    ApplicabilityPart,
    DepartmentPart,
    EngagementPart,
    FindingPart,
    HealthPart,
    MaturityPart,
    MoneyPart,
    RangePart,
    Result,
    RoadmapItemPart,
    RoadmapPart,
    RunPart,
    TextPart,
)  # fmt: skip
from assess.model.roadmap import MonthsPart

Draw = Callable[..., AppTest]


def shown(app: AppTest) -> str:
    """All text on the page, one piece a line, each once an element."""
    pieces: list[str] = []

    def walk(block: Any) -> None:
        for child in getattr(block, "children", {}).values():
            texts = [getattr(child, name, None) for name in ("label", "value", "body", "help", "placeholder")]
            texts.append(getattr(getattr(child, "proto", None), "text", None))
            pieces.extend(dict.fromkeys(text for text in texts if isinstance(text, str) and text))
            pieces.extend(map(str, getattr(child, "options", ()) or ()))
            walk(child)

    walk(app.main)
    return unescape("\n".join(pieces).replace("<wbr>", ""))


# The script has run to its end and nothing fades any more: a text half faded in has too little contrast of its own.
# A page that is not Streamlit's has no script to wait for.
AT_REST = """() => {
  const app = document.querySelector('[data-testid=stApp]')
  const moving = a => a.playState === 'running' && a.effect.getTiming().iterations !== Infinity
  return (app?.dataset.testScriptState ?? 'notRunning') === 'notRunning'
    && !document.querySelector('[data-stale=true]') && !document.getAnimations().some(moving)
}"""


def serious(page: Page) -> list[str]:
    """What axe finds of serious or critical impact on the page at rest, with the place.

    A slow machine paints late: what is found is looked at again, and only what lasts is a fault.
    """
    found: list[str] = []
    for _ in range(4):
        page.wait_for_function(AT_REST, timeout=60_000)
        found = [
            f"{fault['id']}: {node['html'][:120]}"
            for fault in Axe().run(page).response["violations"] if fault["impact"] in ("serious", "critical")
            for node in fault["nodes"]
        ]  # fmt: skip
        if not found:
            break
        page.wait_for_timeout(1_000)
    return found


def expect_title(page: Page, text: str) -> None:
    """The title of the page holds this text; while a page is replaced both titles stand on it for a moment."""
    expect(page.get_by_role("heading", level=1).filter(has_text=text)).to_be_visible()


class Server:
    """`assess app FOLDER` in a process of its own, which a test may kill."""

    def __init__(self, folder: Path, cache: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._folder, self._cache = folder, cache
        self.start()

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "assess.cli", "app", str(self._folder), "--port", str(self.port)],
            env=os.environ | {"XDG_CACHE_HOME": str(self._cache)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=5):
                    return
            except OSError:
                assert self.process.poll() is None, "the server ended"
                time.sleep(0.1)
        raise AssertionError("the server did not answer within a minute")

    def kill(self) -> None:
        """kill -9: no chance to tidy up."""
        self.process.kill()
        self.process.wait(30)


def result() -> Result:
    """A check-up with two findings, one of them priced, one check in order and one not seen."""
    saving = MoneyPart(currency="CNY", low=29_000_000, base=41_800_000, high=52_000_000)
    return Result(
        engagement=EngagementPart(
            client=_text("云岭乳业", "Yunling Dairy"), fictional=True, currency="CNY", languages=["zh", "en"],
            departments=[
                DepartmentPart(id="sales", name=_text("销售部", "Sales"), owner="王芳"),
                DepartmentPart(id="finance", name=_text("财务部", "Finance"), owner=""),
            ],
            priced=["storage_per_tb_year"],
        ),
        run=RunPart(id="20261122T090000Z-00000000", clock="2026-11-22T09:00:00Z", inputs=[], versions={}),
        coverage=[],
        findings=[
            _finding("RT-001", "redundancy", Severity.HIGH, "会员订单宽表存了 8 份",
                     "The member orders table is kept 8 times", saving, ["sales", "finance"]),
            _finding("OW-001", "gaps", Severity.LOW, "3 张表没有负责人", "3 tables have no owner", None, ["finance"]),
            _finding("MC-000", "metrics", None, "40 个指标口径一致", "All 40 metrics agree", None, [], Outcome.OK),
            _finding("US-000", "usage", None, "没有使用记录", "No usage log was given", None, [],
                     Outcome.NOT_AVAILABLE),
        ],
        health=HealthPart(index=58, coverage=0.72, families={"redundancy": 40}, scored=13, asked=18),
        maturity=MaturityPart(
            available=False, why=_text("还没有答卷。", "Nobody has answered yet."), bank="base", respondents={},
            dimensions=[], gaps=[], overall=None, floor=None, badge=None, badge_capped_by=[],
        ),
        applicability=ApplicabilityPart(
            verdict="full", title=_text("需要共享平台", "A shared platform is needed"), why=_text("规模", "size"),
            facts={}, gates=[],
        ),
        roadmap=RoadmapPart(
            items=[_item(saving)], first_case="T-01", saving=saving,
            cost=MoneyPart(currency="CNY", low=1, base=2, high=3),
            payback_months=RangePart(low=12, base=18, high=24),
            payback_month=MonthsPart(low=14, base=18, high=26),
            not_to_do=[_text("不要先建平台再找用途。", "Do not build a platform and look for a use afterwards.")],
            decisions=[_text("由总经理任第一责任人。", "The general manager is the owner.")],
            formula=_text("相加", "sum"),
        ),
    )  # fmt: skip


def _finding(
    identifier: str, family: str, severity: Severity | None, zh: str, en: str, saving: MoneyPart | None,
    departments: list[str], outcome: Outcome = Outcome.FINDING,
) -> FindingPart:  # fmt: skip
    evidence = {
        "share": 0.904,
        "members": [
            {"table": "shop.sales.orders", "rows": 1_200_000, "role": "master"},
            {"table": "shop.finance.orders", "rows": None, "role": "copy"},
        ],
        "formula": "bytes / 10^12 * storage_per_tb_year",
        "inputs": {"bytes": 21_000_000_000_000},
    }
    claim = outcome is Outcome.FINDING
    return FindingPart(
        id=identifier, key=identifier, detector="redundant-tables", name=_text("重复的表", "Copied tables"),
        family=family, outcome=outcome, severity=severity, title=_text(zh, en),
        why=_text("每份都要存储和重算。", "Each copy is stored and rebuilt.") if claim else _text("", ""),
        remedy=_text("合并成一张共享表。", "Merge them into one shared table.") if claim else _text("", ""),
        departments=departments, subjects=["shop.sales.orders", "shop.finance.orders"] if claim else [],
        evidence=evidence if claim else {}, score=None, saving=saving, treatments=["unify-tables"] if claim else [],
    )  # fmt: skip


def _item(saving: MoneyPart) -> RoadmapItemPart:
    return RoadmapItemPart(
        id="T-01", treatment="unify-tables", title=_text("合并会员订单宽表", "Merge the member orders table"),
        what=_text("八份并成一份。", "Eight become one."), stage="treat", start_month=2, end_month=8, years=[1],
        owner=_text("财务部", "Finance"), departments=["sales", "finance"], findings=["RT-001"], depends_on=[],
        effort_days=RangePart(low=20, base=40, high=60), cost=None, saving=saving,
        indicator=_text("只剩一张表被读取", "Only one table is read"), tool=_text("数据仓库", "warehouse"),
        consumable=_text("存储", "storage"), talent=_text("数据工程师", "data engineer"),
    )  # fmt: skip


def _text(zh: str, en: str) -> TextPart:
    return TextPart(zh=zh, en=en)
