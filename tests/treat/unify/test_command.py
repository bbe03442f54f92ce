"""assess unify: what it writes, where, and what it says of bad input."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from assess.checkup import collect_stage, diagnose_stage
from assess.model.errors import BadInput
from assess.operate.unify import unify

CLOCK = datetime(2026, 11, 22, tzinfo=UTC)
ENGAGEMENT = """\
client: {zh: 甲, en: A}
departments:
  - {id: sales, name: {zh: 销售部, en: Sales}, owner: 王芳}
  - {id: finance, name: {zh: 财务部, en: Finance}}
sources:
  - {id: catalogue, department: sales, kind: catalog, path: catalogue.csv}
"""
SHAPE = (("order_id", "bigint"), ("member_id", "bigint"), ("paid_amount", "decimal(14,2)"), ("paid_at", "timestamp"),
         ("channel_code", "varchar(20)"), ("store_code", "varchar(20)"))  # fmt: skip


@pytest.fixture
def engagement(tmp_path: Path) -> Path:
    """Two tables of one form, known from a catalogue alone: alike, and nothing says what tells rows apart."""
    lines = ["department,source,schema,table,column,position,type,retention_days"]
    for department, days in (("sales", 730), ("finance", 2555)):
        lines += [f'{department},{department}db,,orders_wide,{name},{n},"{kind}",{days}'
                  for n, (name, kind) in enumerate(SHAPE, 1)]  # fmt: skip
    (tmp_path / "engagement.yaml").write_text(ENGAGEMENT, "utf-8")
    (tmp_path / "catalogue.csv").write_text("\n".join(lines) + "\n", "utf-8")
    collect_stage(tmp_path, CLOCK)
    diagnose_stage(tmp_path, CLOCK)
    return tmp_path


def test_without_a_key_there_is_a_plan_and_no_sql(engagement: Path, tmp_path: Path) -> None:
    (made,) = unify(engagement, ["G0001"], out=tmp_path / "given")
    assert not made.plan.sql
    assert [one.kind for one in made.plan.opens].count("key") == 1
    assert {p.name for p in (tmp_path / "given" / "G0001").rglob("*") if p.is_file()} == {
        "plan.json", "plan.zh.md", "plan.en.md",
    }  # fmt: skip


def test_a_key_that_is_named_gives_sql(engagement: Path) -> None:
    (made,) = unify(engagement, ["G0001"], dialect="postgres", key=["order_id"])
    assert made.folder == (engagement / "out" / "latest").resolve() / "unify" / "G0001"
    assert {"sql/00_stage.sql", "sql/03_load.sql", "sql/90_back.sql"} <= set(made.files)
    assert made.plan.retention_days == 2555
    assert {(p.copy.table, p.staged) for p in made.plan.parts} == {
        ("salesdb.orders_wide", True), ("financedb.orders_wide", True),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("named", "more", "said"),
    [
        (["G0009"], {}, "is no group or finding"),
        (["G0001"], {"dialect": "postgress"}, 'Did you mean "postgres"'),
        (["G0001"], {"key": ["order_idd"]}, 'Did you mean "order_id"'),
    ],
)
def test_bad_input_is_one_sentence(engagement: Path, named: list[str], more: dict[str, str], said: str) -> None:
    with pytest.raises(BadInput) as error:
        unify(engagement, named, **more)
    assert said in str(error.value)
    assert len(str(error.value).splitlines()) == 1
