# ruff: noqa: E501 (a sentence in two languages reads better on one line)
"""Results to render, written by code: one of a made-up company with everything in it, and the bare ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assess.model.finding import Outcome, Severity
from assess.model.result import (
    ApplicabilityPart,
    CoveragePart,
    DeductionPart,
    DepartmentPart,
    DimensionPart,
    EngagementPart,
    FindingPart,
    GapPart,
    GatePart,
    HealthPart,
    InputPart,
    MaturityPart,
    MoneyPart,
    RangePart,
    Result,
    RoadmapItemPart,
    RoadmapPart,
    RunPart,
    ScorePart,
    TextPart,
)
from assess.model.roadmap import MonthsPart

DEPARTMENTS = [
    ("sales", "销售部", "Sales", "周岚"),
    ("marketing", "市场部", "Marketing", "何川"),
    ("finance", "财务部", "Finance", "林越"),
    ("supply", "供应链部", "Supply chain", ""),
    ("service", "客户服务部", "Customer service", "许宁"),
    ("plant", "生产部", "Production", "高原"),
    ("digital", "数字部", "Digital", ""),
    ("people", "人力资源部", "People", "苏棠"),
]
DIMENSIONS = [
    ("D1", "领导共识", "Leadership & Shared View", 3.3, 2.3, 2.1, None),
    ("D2", "委员会与任用", "Committee & Appointments", 3.1, 2.7, None, None),
    ("D3", "组织人才文化", "Organisation, Talent & Culture", 3.9, 2.5, 2.2, 1.7),
    ("D4", "三流协同", "Three-Flow Coordination", 3.2, 2.3, 1.9, 2.5),
    ("D5", "数据统一", "Unified Data", 4.0, 3.2, 2.6, 1.6),
    ("D6", "技术统一", "Unified Technology & Platform", 3.4, 3.0, 2.5, 2.4),
    ("D7", "安全合规", "Security & Compliance", 4.1, 2.3, 2.3, 2.2),
    ("D8", "成本治理", "Cost Governance", 3.6, 2.4, 2.2, 1.5),
    ("D9", "解题与运营", "Problem Solving & Operation", 4.1, 3.2, 2.3, 1.8),
    ("D10", "价值阶段", "Value Stage", 4.1, 2.9, 2.7, 2.4),
]


def both(zh: str, en: str) -> TextPart:
    return TextPart(zh=zh, en=en)


def money(base: float, spread: float = 0.25) -> MoneyPart:
    return MoneyPart(currency="CNY", low=round(base * (1 - spread)), base=base, high=round(base * (1 + spread)))


def finding(identifier: str, detector: str, family: str, zh: str, en: str, **more: Any) -> FindingPart:
    outcome = more.pop("outcome", Outcome.FINDING)
    found = outcome is Outcome.FINDING
    fields: dict[str, Any] = {
        "id": identifier,
        "key": f"{detector}:{identifier}",
        "detector": detector,
        "name": more.pop("name", both("检测项", "Check")),
        "family": family,
        "outcome": outcome,
        "severity": Severity.MEDIUM if found else None,
        "title": both(zh, en),
        "why": both(
            "重复存储要付两次钱，两份数字还会打架。", "Every copy is paid for again, and its numbers drift apart."
        )
        if found
        else both("", ""),
        "remedy": both("定一张主表，其他部门通过视图使用。", "Choose one master; the others read it through views.")
        if found
        else both("", ""),
        "departments": ["sales", "marketing"] if found else [],
        "subjects": ["sales_db.member_order_wide"] if found else [],
        "evidence": {},
        "score": 0.7 if outcome in (Outcome.OK, Outcome.FINDING) else None,
        "saving": None,
        "treatments": [],
    }
    return FindingPart(**{**fields, **more})


def redundant() -> list[FindingPart]:
    members = [
        {
            "table": f"{identifier}_db.{'member_order_wide' if i % 3 else 'dwd_mbr_ord_full'}",
            "department": identifier,
            "role": "master" if i == 2 else "copy",
            "rows": 48_200_000 - i * 210_000,
            "bytes": 41_000_000_000_000 - i * 1_300_000_000_000,
            "overlap": 0.91 - i * 0.004,
            "retention_days": (730, 1095, None, 365)[i % 4],
        }
        for i, (identifier, *_) in enumerate(DEPARTMENTS)
    ]
    first = finding(
        "RT-001",
        "redundant-tables",
        "redundancy",
        "8 个部门各存一份会员订单宽表，内容 91% 相同，每年多花 4,180 万元",
        "8 departments each keep the member-order table, 91% the same, at ¥41.8M a year too much",
        name=both("重复表", "Redundant tables"),
        severity=Severity.HIGH,
        departments=[d[0] for d in DEPARTMENTS],
        subjects=[m["table"] for m in members],
        saving=money(41_800_000),
        treatments=["unify-tables"],
        evidence={
            "verdict": "near_copy",
            "tables": 8,
            "overlap": 0.91,
            "bytes": 287_000_000_000_000,
            "members": members,
            "confidence": 0.97,
            "formula": "bytes / 10^12 * storage_per_tb_year * replicas",
            "inputs": {
                "bytes": 246_000_000_000_000,
                "storage_per_tb_year": {"low": 40000, "base": 56000, "high": 70000},
                "replicas": {"low": 3, "base": 3, "high": 3},
            },
            "by_table": {m["table"]: {"low": 1, "base": 2, "high": 3} for m in members},
        },
    )
    others = [
        finding(
            f"RT-{n:03d}",
            "redundant-tables",
            "redundancy",
            f"{name}在 {k} 个部门各存一份，每年多花 {amount} 万元",
            f"{k} departments each keep {en}, at ¥{amount / 100:.1f}M a year too much",
            name=both("重复表", "Redundant tables"),
            saving=money(amount * 10_000),
            treatments=["unify-tables"],
            evidence={"verdict": "near_copy", "tables": k, "overlap": 0.8 + n / 100, "members": members[:k]},
        )
        for n, name, en, k, amount in [
            (2, "门店主数据", "the store master", 4, 320),
            (3, "库存日快照", "the daily stock snapshot", 3, 210),
            (4, "优惠券发放明细", "coupon grants", 3, 95),
            (5, "客户地址", "customer addresses", 2, 41),
        ]
    ]
    return [first, *others]


def metric_conflicts() -> list[FindingPart]:
    sides = [
        {
            "id": "metrics/finance.csv:7 GMV",
            "name": "GMV",
            "department": "finance",
            "file": "metrics/finance.csv",
            "line": 7,
            "expression": "SUM(pay_amount)",
            "filter": "status IN ('paid', 'done')",
            "time_column": "pay_time",
            "grain": "day",
            "unit": "CNY",
        },
        {
            "id": "metrics/marketing.csv:3 GMV",
            "name": "GMV",
            "department": "marketing",
            "file": "metrics/marketing.csv",
            "line": 3,
            "expression": "SUM(order_amount)",
            "filter": "",
            "time_column": "order_time",
            "grain": "day",
            "unit": "CNY",
        },
    ]
    return [
        finding(
            f"MC-{n:03d}",
            "metric-conflicts",
            "metrics",
            f"{zh}有 {k} 个口径，差在统计时间和过滤条件",
            f"{en} has {k} definitions that differ in time column and filter",
            name=both("指标口径冲突", "Metric conflicts"),
            severity=Severity.HIGH if n < 3 else Severity.MEDIUM,
            departments=["finance", "marketing"],
            subjects=[s["id"] for s in sides],
            treatments=["define-metrics"],
            evidence={"metric": en, "definitions": sides, "facets": ["time_column", "filter"]},
        )
        for n, zh, en, k in [
            (1, "GMV", "GMV", 3),
            (2, "活跃会员", "Active members", 4),
            (3, "毛利率", "Gross margin", 2),
            (4, "退货率", "Return rate", 2),
        ]
    ]


def other_findings() -> list[FindingPart]:
    return [
        finding(
            "RV-001",
            "table-versions",
            "redundancy",
            "31 张备份和旧版本表留在生产库，共 12.4 TB",
            "31 backup and old-version tables sit in production, 12.4 TB in all",
            name=both("旧版本表", "Table versions"),
            saving=money(2_100_000),
            treatments=["retire-versions"],
            evidence={"tables": 31, "bytes": 12_400_000_000_000},
        ),
        finding(
            "DL-001",
            "duplicated-lineage",
            "lineage",
            "3 个部门各自从订单算出日销售，重复加工 4 步",
            "3 departments each derive daily sales from orders, 4 steps in parallel",
            name=both("重复加工", "Duplicated lineage"),
            saving=money(7_600_000),
            treatments=["merge-derivations"],
            severity=Severity.HIGH,
            evidence={"files": ["sql/sales/daily.sql:12", "sql/finance/rev.sql:40"], "departments": 3},
        ),
        finding(
            "HB-001",
            "lineage-hubs",
            "lineage",
            "orders 一张表被 7 个部门的 41 段脚本依赖，没有后备",
            "One table, orders, feeds 41 scripts of 7 departments and has no fallback",
            name=both("枢纽表", "Lineage hubs"),
            treatments=["protect-hubs"],
            evidence={"readers": 41},
        ),
        finding(
            "US-001",
            "unused-tables",
            "usage",
            "31 张表一年没人读，每年花 1,260 万元",
            "31 tables were read by nobody in a year and cost ¥12.6M",
            name=both("没人读的表", "Unused tables"),
            saving=money(12_600_000),
            treatments=["retire-unused"],
            evidence={"tables": 31, "days": 365},
        ),
        finding(
            "CD-001",
            "cold-data",
            "usage",
            "62% 的数据一年没碰过，仍在热存储",
            "62% of the bytes were not touched for a year and still lie on hot storage",
            name=both("冷数据", "Cold data"),
            saving=money(8_900_000),
            treatments=["tier-storage"],
            evidence={"share": 0.62},
        ),
        finding(
            "OW-001",
            "missing-owners",
            "gaps",
            "142 张表没有负责人，占 68%",
            "142 tables have no owner, 68% of all",
            name=both("无人负责", "Missing owners"),
            treatments=["appoint-owners"],
            evidence={"tables": 142, "share": 0.68},
        ),
        finding(
            "DC-001",
            "missing-descriptions",
            "gaps",
            "1,204 个字段没有说明，占 54%",
            "1,204 columns have no description, 54% of all",
            name=both("缺少说明", "Missing descriptions"),
            treatments=["describe-tables"],
            evidence={"columns": 1204, "share": 0.54},
        ),
        finding(
            "RR-001",
            "missing-retention",
            "gaps",
            "97 张表没有留存期限",
            "97 tables have no retention rule",
            name=both("缺少留存期限", "Missing retention"),
            treatments=["set-retention"],
            evidence={"tables": 97},
        ),
        finding(
            "PG-001",
            "perception-gaps",
            "maturity",
            "“问题定位”高层评 3.8，一线评 2.4，相差 1.4 级",
            "Executives rate problem location 3.8, the front line 2.4: a gap of 1.4 levels",
            name=both("认知差", "Perception gaps"),
            treatments=["close-gaps"],
            subjects=["q9_1"],
            evidence={"item": "q9_1", "difference": 1.4},
        ),
        finding(
            "MD-001",
            "low-maturity",
            "maturity",
            "成本治理只有 1.5 级，是 10 个维度里最低的",
            "Cost governance stands at 1.5, the lowest of 10 dimensions",
            name=both("成熟度偏低", "Low maturity"),
            treatments=["raise-maturity"],
            evidence={"level": 1.5},
        ),
        finding(
            "CA-001",
            "contradiction-owner",
            "contradictions",
            "答卷说每张表都有负责人，元数据里 68% 没有",
            "Answers say every table has an owner; the metadata shows none for 68%",
            name=both("说法与证据不符", "Claims contradicted"),
            treatments=["check-claims"],
            evidence={"claimed": 4.1, "share": 0.68},
        ),
        finding(
            "NO-001",
            "number-one",
            "gates",
            "没有写明姓名和日期的一号位",
            "No number-one person with a name and a date",
            name=both("一号位", "The number one"),
            severity=Severity.HIGH,
            treatments=["appoint-number-one"],
        ),
        finding(
            "CP-000",
            "compliance",
            "gates",
            "3 项合规义务都有证据",
            "All 3 duties are met, with evidence",
            outcome=Outcome.OK,
            name=both("合规", "Compliance"),
        ),
        finding(
            "AP-000",
            "applicability",
            "gates",
            "4,200 人、5 条业务线：需要共享平台",
            "4,200 people and 5 business lines: a shared platform is needed",
            outcome=Outcome.OK,
            name=both("是否需要平台", "Is a platform needed"),
        ),
        finding(
            "MS-000",
            "metric-synonyms",
            "metrics",
            "没有收集到指标的第二个名字。",
            "No second names of metrics were collected.",
            outcome=Outcome.NOT_AVAILABLE,
            name=both("同义指标", "Metric synonyms"),
        ),
    ]


def item(
    n: int,
    slug: str,
    stage: str,
    months: tuple[int, int],
    zh: str,
    en: str,
    findings: list[str],
    days: float,
    saving: float = 0.0,
) -> RoadmapItemPart:
    return RoadmapItemPart(
        id=f"T-{n:02d}",
        treatment=slug,
        title=both(zh, en),
        what=both(
            "先定业务口径，再定接口，最后定工作方式。",
            "Business definition first, then the interface, then the way of working.",
        ),
        stage=stage,
        start_month=months[0],
        end_month=months[1],
        years=sorted({(m - 1) // 12 + 1 for m in range(months[0], months[1] + 1)}),
        owner=both("数据平台负责人", "Head of data platform"),
        departments=["sales"],
        findings=findings,
        depends_on=[f"T-{n - 1:02d}"] if n > 1 else [],
        effort_days=RangePart(low=days * 0.7, base=days, high=days * 1.6),
        cost=money(days * 3000),
        saving=money(saving) if saving else None,
        indicator=both("已下线的副本数", "Copies retired"),
        tool=both("建表与迁移脚本", "DDL and migration scripts"),
        consumable=both("双份存储", "Double storage"),
        talent=both("数据建模师", "Data modeller"),
    )


def roadmap() -> RoadmapPart:
    items = [
        item(
            1,
            "appoint-number-one",
            "diagnose",
            (1, 1),
            "一号位书面担责：姓名、日期、一项决定",
            "The number-one person signs for it: a name, a date, a decision",
            ["NO-001"],
            3,
        ),
        item(
            2,
            "form-committee",
            "diagnose",
            (2, 3),
            "成立数据委员会：管战略和任用，不考核业务",
            "Form the data committee: strategy and appointments, not business appraisal",
            [],
            10,
        ),
        item(
            3,
            "check-claims",
            "diagnose",
            (1, 1),
            "把 1 处“说法与证据不符”带到会上核对",
            "Take 1 claim the evidence contradicts to the table",
            ["CA-001"],
            4,
        ),
        item(
            4,
            "unify-tables",
            "treat",
            (4, 9),
            "先把 8 份 member_order_wide 合成一张：各部门旧名照用",
            "First make one table of the 8 copies of member_order_wide; old names keep working",
            ["RT-001"],
            50,
            41_800_000,
        ),
        item(
            5,
            "define-metrics",
            "treat",
            (4, 6),
            "为 4 个冲突指标各定一个口径，由业务负责人当面拍板",
            "One definition for each of 4 conflicting metrics, decided by the business heads in one room",
            ["MC-001", "MC-002", "MC-003", "MC-004"],
            26,
        ),
        item(
            6,
            "appoint-owners",
            "diagnose",
            (4, 6),
            "给没有负责人的表指定负责人，先从共享的表开始",
            "Name an owner for every table without one, shared tables first",
            ["OW-001"],
            45,
        ),
        item(
            7,
            "retire-unused",
            "treat",
            (10, 12),
            "下线 31 张没人读的表",
            "Retire 31 tables nobody reads",
            ["US-001"],
            36,
            12_600_000,
        ),
        item(
            8,
            "merge-derivations",
            "treat",
            (13, 17),
            "1 处平行加工归一：只算一次，各部门共用",
            "Compute once what departments compute 1 times in parallel",
            ["DL-001"],
            18,
            7_600_000,
        ),
        item(
            9,
            "unify-tables",
            "treat",
            (13, 22),
            "再合并其余 4 组重复表：一张主表，各部门通过视图使用",
            "Then merge the other 4 groups of copied tables: one master, a view for each department",
            ["RT-002", "RT-003", "RT-004", "RT-005"],
            140,
            6_660_000,
        ),
        item(
            10,
            "tier-storage",
            "treat",
            (16, 19),
            "冷数据换介质：热、冷、冰按最近使用分层",
            "Move cold data to cheaper storage: hot, cold and ice by last use",
            ["CD-001"],
            16,
            8_900_000,
        ),
        item(
            11,
            "retire-versions",
            "treat",
            (10, 11),
            "清理 31 张备份和旧版本表",
            "Clear 31 backup and old-version tables",
            ["RV-001"],
            20,
            2_100_000,
        ),
        item(
            12,
            "close-gaps",
            "operate",
            (7, 12),
            "让高层与一线看同一组数：每月一次看板对话",
            "Executives and front line look at the same numbers: one dashboard meeting a month",
            ["PG-001"],
            12,
        ),
        item(
            13,
            "raise-maturity",
            "operate",
            (13, 24),
            "提升最弱的 1 个维度：每个维度先走一级",
            "Lift the 1 weakest dimension: one level each first",
            ["MD-001"],
            40,
        ),
        item(
            14,
            "keep-watch",
            "operate",
            (25, 60),
            "每季复检，新副本和新冲突进不了生产",
            "A check-up each quarter; no new copy and no new conflict goes live",
            [],
            45,
        ),
    ]
    return RoadmapPart(
        items=items,
        first_case="T-04",
        saving=money(79_660_000),
        cost=money(1_395_000),
        payback_months=RangePart(low=0.1, base=0.2, high=0.4),
        payback_month=MonthsPart(low=5, base=6, high=8),
        decision_items=[["T-01"], ["T-04"], ["T-05"]],
        not_to_do=[
            both(
                "不先买工具：口径和主表没定之前，再多一个系统只是再多一份副本。",
                "Buy no tool first: until definitions and masters are settled, one more system is one more copy.",
            ),
            both(
                "不让单个部门自行立项合并：局部赢、全局输。",
                "Let no single department run the merger alone: a local win is a global loss.",
            ),
        ],
        decisions=[
            both(
                "由公司负责人担任数据统一的第一责任人，本月书面任命。",
                "Name the head of the company as the person answerable for data, in writing, this month.",
            ),
            both(
                "以 member_order_wide 为主表，其余 7 份在一年内迁到共享表。",
                "Make member_order_wide the master and move the other 7 to the shared table within a year.",
            ),
            both(
                "4 个冲突指标由业务负责人当面定口径；要保留的其他口径一律改名。",
                "Settle 4 conflicting metrics with the business heads in one room; every variant that stays takes another name.",
            ),
        ],
        formula=both(
            "节省：各发现的年度节省之和，同一张表只算一次。投入：人天 × 人天单价。",
            "Saving: the sum of the findings' yearly savings, each table counted once. Cost: person-days × price of a day.",
        ),
    )


def score(n: int, mean: float | None) -> ScorePart:
    if mean is None:
        return ScorePart(n=None, mean=None, low=None, high=None, suppressed=True)
    return ScorePart(n=n, mean=mean, low=round(mean - 0.3, 1), high=round(mean + 0.3, 1), suppressed=False)


def maturity() -> MaturityPart:
    return MaturityPart(
        available=True,
        why=both("", ""),
        bank="base 1.0.0",
        respondents={"executive": 6, "middle": 18, "frontline": 38},
        dimensions=[
            DimensionPart(
                id=i,
                name=both(zh, en),
                levels={"executive": score(6, a), "middle": score(18, b), "frontline": score(38, c)},
                company=score(62, round((a + b + (c or b)) / 3, 1)),
                evidence=e,
            )
            for i, zh, en, a, b, c, e in DIMENSIONS
        ],
        gaps=[
            GapPart(
                id="q9_1:executive:frontline",
                item="q9_1",
                dimension="D9",
                name=both("问题定位", "Locating problems"),
                higher="executive",
                lower="frontline",
                difference=1.4,
                p_value=0.003,
                n_higher=6,
                n_lower=38,
            ),
            GapPart(
                id="q7_2:executive:middle",
                item="q7_2",
                dimension="D7",
                name=both("权限管理", "Access control"),
                higher="executive",
                lower="middle",
                difference=1.1,
                p_value=0.02,
                n_higher=6,
                n_lower=18,
            ),
        ],
        overall=2.7,
        floor="D8",
        badge=2,
        badge_capped_by=["number-one"],
    )


def engagement(**more: Any) -> EngagementPart:
    fields: dict[str, Any] = {
        "client": both("云岭乳业", "Yunling Dairy"),
        "fictional": True,
        "currency": "CNY",
        "languages": ["zh", "en"],
        "departments": [DepartmentPart(id=i, name=both(zh, en), owner=owner) for i, zh, en, owner in DEPARTMENTS],
        "priced": ["storage_per_tb_year", "replicas", "person_day"],
    }
    return EngagementPart(**{**fields, **more})


def run_part() -> RunPart:
    return RunPart(
        id="2026-11-22T08-00-00",
        clock="2026-11-22T08:00:00+08:00",
        inputs=[
            InputPart(input=f"catalogs/{d[0]}.csv", sha256=f"{n:064x}", bytes=40_000 + n)
            for n, d in enumerate(DEPARTMENTS)
        ],
        versions={"assess": "0.1.0", "duckdb": "2.0.0", "sqlglot": "30.30.0"},
    )


FAMILIES = {
    "redundancy": 0.41, "metrics": 0.55, "lineage": 0.71, "usage": 0.52, "gaps": 0.39, "maturity": 0.54,
    "contradictions": 0.8,
}  # fmt: skip


def health() -> HealthPart:
    """An index whose deductions are one check a family."""
    weight = 100 / len(FAMILIES)
    taken = sorted(((weight * (1 - score), family) for family, score in FAMILIES.items()), reverse=True)
    deductions = [
        DeductionPart(
            id=f"H-{n:02d}", detector=family, name=both("检测项", "A check"), family=family, weight=weight,
            score=FAMILIES[family], points=points, affected=None, examined=None,
            findings=[f.id for f in redundant() + metric_conflicts() + other_findings() if f.family == family],
        )
        for n, (points, family) in enumerate(taken, 1)
    ]  # fmt: skip
    index = round(100 - sum(d.points for d in deductions), 1)
    return HealthPart(
        index=index, coverage=0.72, families=FAMILIES, scored=14, asked=18, deductions=deductions,
    )  # fmt: skip


def full() -> Result:
    coverage = [
        CoveragePart(
            id=f"C-{n:02d}",
            input=f"{d[0]}_db",
            kind="database",
            department=d[0],
            available=n != 5,
            seen=None if n == 5 else 20 + n,
            unit=both("张表", "tables"),
            why=both("服务器在 20 秒内没有应答。", "The server did not answer within 20 seconds.")
            if n == 5
            else both("", ""),
        )
        for n, d in enumerate(DEPARTMENTS, 1)
    ] + [
        CoveragePart(
            id="C-09",
            input="sql",
            kind="sql",
            department="digital",
            available=True,
            seen=61,
            unit=both("段语句", "statements"),
            why=both("第 12 行起的一段没有解析成功。", "One statement, from line 12, did not parse."),
        ),
        CoveragePart(
            id="C-10",
            input="answers",
            kind="answers",
            department="",
            available=True,
            seen=62,
            unit=both("份答卷", "answer sheets"),
            why=both("", ""),
        ),
    ]
    return Result(
        engagement=engagement(),
        run=run_part(),
        coverage=coverage,
        findings=redundant() + metric_conflicts() + other_findings(),
        health=health(),
        maturity=maturity(),
        applicability=ApplicabilityPart(
            verdict="full",
            title=both(
                "4,200 人、5 条业务线：需要共享平台", "4,200 people and 5 business lines: a shared platform is needed"
            ),
            why=both("三项规模指标都越过界限。", "All three measures of size are past the limit."),
            facts={"staff": 4200, "business_lines": 5, "core_systems": 31},
            gates=[
                GatePart(
                    id="number-one",
                    name=both("一号位", "The number one"),
                    met=False,
                    title=both("没有写明姓名和日期的一号位", "No number-one person with a name and a date"),
                    finding="NO-001",
                ),
                GatePart(
                    id="compliance",
                    name=both("合规", "Compliance"),
                    met=True,
                    title=both("3 项合规义务都有证据", "All 3 duties are met, with evidence"),
                    finding="CP-000",
                ),
            ],
        ),
        roadmap=roadmap(),
    )


def empty() -> Result:
    """No table, no answer: what is left of a result when nothing was seen."""
    nothing = both("没有收集到数据表。", "No tables were collected.")
    return Result(
        engagement=engagement(fictional=False, priced=[]),
        run=RunPart(id="empty", clock="2026-11-22T08:00:00+08:00", inputs=[], versions={"assess": "0.1.0"}),
        coverage=[],
        findings=[
            finding(
                "RT-000",
                "redundant-tables",
                "redundancy",
                nothing.zh,
                nothing.en,
                outcome=Outcome.NOT_AVAILABLE,
                name=both("重复表", "Redundant tables"),
            )
        ],
        health=HealthPart(index=None, coverage=0.0, families={}, scored=0, asked=18),
        maturity=MaturityPart(
            available=False,
            why=both("没有收集到问卷答卷。", "No questionnaire answers were collected."),
            bank="",
            respondents={},
            dimensions=[],
            gaps=[],
            overall=None,
            floor=None,
            badge=None,
            badge_capped_by=[],
        ),
        applicability=ApplicabilityPart(
            verdict="unknown",
            title=both(
                "规模未知，不能判断是否需要平台",
                "The size is not known, so whether a platform is needed cannot be said",
            ),
            why=both("没有填写人数、业务线和核心系统数。", "Staff, business lines and core systems were not given."),
            facts={"staff": None},
            gates=[],
        ),
        roadmap=RoadmapPart(
            items=[],
            first_case=None,
            saving=None,
            cost=None,
            payback_months=None,
            not_to_do=[],
            decisions=[],
            formula=both("", ""),
        ),
    )


@pytest.fixture(scope="session")
def result() -> Result:
    return full()


@pytest.fixture(scope="session")
def empty_result() -> Result:
    return empty()


@pytest.fixture(scope="session")
def pages(result: Result) -> dict[str, str]:
    """The HTML report in both languages."""
    from assess.report.render import render

    return {language: render(result, "html", language).decode() for language in ("zh", "en")}


@pytest.fixture(scope="session")
def pdfs(result: Result, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The PDF report in both languages, on disk."""
    from assess.report.render import render

    folder = tmp_path_factory.mktemp("report")
    for language in ("zh", "en"):
        (folder / f"{language}.pdf").write_bytes(render(result, "pdf", language))
    return {language: folder / f"{language}.pdf" for language in ("zh", "en")}
