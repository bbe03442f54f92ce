"""The update of two check-ups: two pages in either language, however much has changed, tagged and escaped."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import get_args

import pytest

from assess.model.comparison import (
    Change,
    Comparison,
    ConflictsPart,
    CopiesPart,
    CoverageChangePart,
    DimensionChangePart,
    FindingChangePart,
    HealthChangePart,
    ItemChangePart,
    MaturityChangePart,
    RenamePart,
    RunRefPart,
    SavingsChangePart,
    TablesPart,
)
from assess.model.parts import TextPart
from assess.report.update.page import update_page, write_update


def both(zh: str, en: str) -> TextPart:
    return TextPart(zh=zh, en=en)


def made(n: int) -> Comparison:
    """`n` of everything that an update lists, each with a title of two lines."""
    title = both(
        "财务部与会员运营部的表互为副本，主表包含全部行数" * 2, "One data set is kept in 2 tables, all rows shared " * 2
    )
    why = both(
        "对象相似度 50%；新增对象 1 个，减少 0 个。",
        "Known by subjects that are 50% alike; subjects added: 1, removed: 0.",
    )
    kinds = ("new", "solved", "not_seen")
    findings = [
        FindingChangePart(change=kinds[i % 3], before=f"RT-{i:03d}", after=None, detector="redundant-tables",
                          title=title, departments=[], match="none", why=why)
        for i in range(n)
    ]  # fmt: skip
    renamed = [RenamePart(before=f"kefu.old_{i}", after=f"kefu.new_{i}", confidence=0.9, columns_shared=1)
               for i in range(n)]  # fmt: skip
    dimensions = [
        DimensionChangePart(id=f"D{i}", name=both("数据统一", "Unified Data"), before=None, after=2.5, difference=None,
                            detectable=None, shown="unknown", why=why) for i in range(10 if n else 0)
    ]  # fmt: skip
    return Comparison(
        client=both("云岭<b>", "Yunling <b>"), departments={},
        a=RunRefPart(id="a", clock="2026-11-22T01:00:00Z"), b=RunRefPart(id="b", clock="2027-02-22T01:00:00Z"),
        counts={name: sum(f.change == name for f in findings) for name in get_args(Change)},
        findings=findings,
        tables=TablesPart(compared=True, renamed=renamed),
        copies=CopiesPart(kept=0), conflicts=ConflictsPart(compared=False),
        health=HealthChangePart(before=None, after=71, coverage_before=0.4, coverage_after=0.9),
        maturity=MaturityChangePart(bank_before="base 1", bank_after="base 1", versions_known=True,
                                    source=why, dimensions=dimensions),
        savings=SavingsChangePart(promised=None, realised=None, unknown=None, share=None, prices_changed=False),
        roadmap=[ItemChangePart(id=f"T-{i:02d}", key="k", title=title, status="late", starts="2026-11-22",
                                ends="2026-12-22", findings=1, solved=0, promised=None, realised=None)
                 for i in range(n)],
        coverage=CoverageChangePart(),
    )  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("n", [0, 60])
def test_an_update_has_two_pages(language: str, n: int, tmp_path: Path) -> None:
    path = tmp_path / "update.pdf"
    path.write_bytes(write_update(made(n), language))
    info = subprocess.run(["pdfinfo", str(path)], check=True, capture_output=True, text=True).stdout
    assert re.search(r"^Pages: +2$", info, re.M), info
    assert re.search(r"^Tagged: +yes$", info, re.M)


def test_names_of_the_client_are_text_and_unknown_stays_unknown() -> None:
    page = update_page(made(3), "en")
    assert "Yunling &lt;b&gt;" in page
    assert "<b>" not in page
    assert "unknown → 71" in page
    assert "1 finding was not looked at again and does not count as solved." in page


def test_every_late_treatment_is_listed_where_there_is_room_and_the_rest_is_counted() -> None:
    page = update_page(made(6), "en")
    assert len(re.findall(r"<td>T-\d\d ", page)) == 6 and "more in assess compare" not in page
    page = update_page(made(60), "en")
    shown = len(re.findall(r"<td>T-\d\d ", page))
    assert 5 < shown < 60 and f"{60 - shown} more in assess compare" in page


def test_where_no_difference_shows_it_is_said_how_large_it_would_have_to_be() -> None:
    still = made(3)
    still.maturity.dimensions[0] = still.maturity.dimensions[0].model_copy(
        update={"before": 2.5, "difference": 0.02, "detectable": 0.231, "shown": "no_change_shown"}
    )
    page = update_page(still, "en")
    assert "+0.02; a change shows from 0.23 on" in page
    assert "Maturity: 0 of 10 dimensions changed by more than chance" in page
