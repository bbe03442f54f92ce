"""Check-ups written by hand, and what a sink and an engagement's folder are, for the tests of notices and cases."""

from __future__ import annotations

import email
import email.policy
import json
import os
import subprocess
import sys
import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from assess.model.finding import Outcome
from assess.model.parts import MoneyPart, RangePart, TextPart
from assess.model.result import (
    ApplicabilityPart,
    CoveragePart,
    DepartmentPart,
    EngagementPart,
    FindingPart,
    HealthPart,
    MaturityPart,
    Result,
    RunPart,
)
from assess.model.roadmap import RoadmapItemPart, RoadmapPart
from assess.store.runs import result_bytes, save_run

NOTHING = TextPart(zh="", en="")
OWNERS = {"sales": "王芳", "finance": "赵敏", "stock": ""}
SECRET = "s3cr3t-token-0123456789"


def text(words: str) -> TextPart:
    return TextPart(zh=f"{words}（中文）", en=words)


def finding(
    key: str,
    subjects: tuple[str, ...] = (),
    *,
    departments: tuple[str, ...] = ("sales",),
    severity: str = "high",
    saving: float | None = None,
    outcome: Outcome = Outcome.FINDING,
    title: str = "",
    **evidence: Any,
) -> FindingPart:
    detector = key.split(":", 1)[0]
    family = "maturity" if detector == "perception-gaps" else "redundancy"
    return FindingPart(
        id=f"{detector[:2].upper()}-{sum(key.encode()) % 1000:03}", key=key, detector=detector, name=text(detector),
        family=family, outcome=outcome, severity=severity if outcome is Outcome.FINDING else None,
        title=text(title or f"3 things about {key}"), why=text(f"why {key}"), remedy=text(f"remedy {key}"),
        departments=list(departments), subjects=list(subjects or (f"shop.{key.rsplit(':', maxsplit=1)[-1]}",)),
        evidence=evidence, score=0.5,
        saving=MoneyPart(currency="CNY", low=saving / 2, base=saving, high=saving * 2) if saving else None,
        treatments=["unify-tables"],
    )  # fmt: skip


def check_up(
    *findings: FindingPart, clock: str = "2026-03-02T09:00:00+08:00", unread: tuple[str, ...] = (), planned: bool = True
) -> Result:
    """A result with these findings; sources shop (sales), ledger (finance) and depot (stock), but for the unread."""
    month = datetime.fromisoformat(clock).strftime("%Y%m%d")
    items = [
        RoadmapItemPart(
            id="T-01", treatment="unify-tables", title=text("One table"), what=text("what"), stage="treat",
            start_month=1, end_month=4, years=[1], owner=text("Head of data"), departments=[],
            findings=[f.id for f in findings],
            depends_on=[], effort_days=RangePart(low=1, base=2, high=3), cost=None, saving=None, indicator=NOTHING,
            tool=NOTHING, consumable=NOTHING, talent=NOTHING,
        )
    ]  # fmt: skip
    return Result(
        engagement=EngagementPart(
            client=TextPart(zh="云岭乳业", en="Yunling Dairy"), fictional=True, currency="CNY", languages=["zh", "en"],
            departments=[DepartmentPart(id=d, name=text(d), owner=o) for d, o in OWNERS.items()], priced=[],
        ),
        run=RunPart(id=f"run-{month}", clock=clock, inputs=[], versions={}),
        coverage=[
            CoveragePart(id=f"C-{n}", input=source, kind="database", department=department,
                         available=source not in unread, seen=None if source in unread else 9, unit=text("tables"),
                         why=NOTHING)
            for n, (source, department) in enumerate((("shop", "sales"), ("ledger", "finance"), ("depot", "stock")))
        ],
        findings=list(findings),
        health=HealthPart(index=50, coverage=1, families={}, scored=1, asked=1),
        maturity=MaturityPart(available=False, why=NOTHING, bank="", respondents={}, dimensions=[], gaps=[],
                              overall=None, floor=None, badge=None, badge_capped_by=[]),
        applicability=ApplicabilityPart(verdict="full", title=NOTHING, why=NOTHING, facts={}, gates=[]),
        roadmap=RoadmapPart(items=items if planned else [], first_case=None, saving=None, cost=None,
                            payback_months=None, not_to_do=[], decisions=[], formula=NOTHING),
    )  # fmt: skip


def looked(detector: str) -> FindingPart:
    """The line that says the detector looked and found nothing."""
    return finding(f"{detector}:ok", outcome=Outcome.OK)


@dataclass
class Sink:
    """What arrived. `answers` are (status, body, headers) given in turn before `answer`, which is given ever after."""

    url: str = ""
    got: list[dict[str, Any]] = field(default_factory=list)
    answers: list[tuple[int, bytes, dict[str, str]]] = field(default_factory=list)
    answer: tuple[int, bytes, dict[str, str]] = (200, b"ok", {})
    lock: threading.Lock = field(default_factory=threading.Lock)

    def taken(self) -> Counter[str]:
        """How often each key was taken."""
        return Counter(one["headers"]["idempotency-key"] for one in self.got if one["status"] == 200)

    def kept(self) -> list[bytes]:
        """The bodies of a receiver that knows a key again and then takes nothing; what it refuses must be the same."""
        first: dict[str, bytes] = {}
        for one in self.got:
            if one["status"] == 200:
                assert first.setdefault(one["headers"]["idempotency-key"], one["body"]) == one["body"]
        return list(first.values())


class Mailbox:
    """An SMTP server's handler: letters taken, and an answer to give instead."""

    def __init__(self) -> None:
        self.letters: list[bytes] = []
        self.to: list[str] = []
        self.answers: list[str] = []
        self.port = 0

    def kept(self) -> dict[str, EmailMessage]:
        """Message-ID -> the letter, of a mail system that suppresses what it has; that must be the same."""
        first: dict[str, EmailMessage] = {}
        for letter in self.letters:
            told = email.message_from_bytes(letter, policy=email.policy.default)
            mine = first.setdefault(str(told["Message-ID"]), told)
            assert [part.get_payload() for part in mine.walk() if not part.is_multipart()] == [
                part.get_payload() for part in told.walk() if not part.is_multipart()
            ]
        return first

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if "refused" in address:
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.answers:
            return self.answers.pop(0)
        self.letters.append(envelope.content)
        self.to += envelope.rcpt_tos
        return "250 taken"


HEAD = """\
client: {zh: 云岭乳业, en: Yunling Dairy}
departments:
  - {id: sales, name: {zh: 销售部, en: Sales}, owner: 王芳}
  - {id: finance, name: {zh: 财务部, en: Finance}, owner: 赵敏}
  - {id: stock, name: {zh: 仓储部, en: Stock}}
"""


@dataclass
class Place:
    """An engagement's folder with a check-up in it."""

    folder: Path

    def configure(self, notify: dict[str, Any]) -> None:
        block = json.dumps({"notify": notify}, ensure_ascii=False)[1:-1]
        (self.folder / "engagement.yaml").write_text(f"{HEAD}{block}\n", encoding="utf-8")

    def check_up(self, result: Result) -> None:
        save_run(self.folder, result.run.id, {"result.json": result_bytes(result)})

    def run(self, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(self.command(*options), capture_output=True, text=True, env=self.environment(environment))

    def command(self, *options: str) -> list[str]:
        return [sys.executable, "-m", "assess", "notify", str(self.folder), *options]

    @staticmethod
    def environment(more: dict[str, str]) -> dict[str, str]:
        return {**os.environ, "TOKEN": SECRET, "SIGN": "SEC-sign-9876543210", **more}
