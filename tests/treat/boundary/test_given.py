"""What the engagement says of the platform and the outside: every fault is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from assess.model.errors import BadInput
from assess.store.engagement_file import load_engagement

HEAD = "client: {en: Trial}\ndepartments: [{id: sales, name: {en: Sales}}, {id: it, name: {en: IT}}]\n"


def read(folder: Path, more: str) -> str:
    (folder / "engagement.yaml").write_text(HEAD + more, "utf-8")
    with pytest.raises(BadInput) as fault:
        load_engagement(folder)
    return str(fault.value)


def test_a_platform_that_is_no_department_is_named_with_the_nearest_one(tmp_path: Path) -> None:
    assert 'engagement.yaml:3: platform[0] "salse" is not a department.' in read(tmp_path, "platform: [salse]\n")
    assert "sales" in read(tmp_path, "platform: [salse]\n").split("department.")[1]


def test_an_outside_price_without_a_source_is_refused(tmp_path: Path) -> None:
    said = read(tmp_path, "outside:\n  refresh_per_tb: {low: 1, base: 2, high: 3}\n")
    assert "engagement.yaml:" in said and "needs source" in said and "refresh_per_tb" in said


def test_an_outside_price_is_low_base_high(tmp_path: Path) -> None:
    said = read(tmp_path, "outside:\n  source: {en: an offer}\n  query_seconds: {low: 3, base: 2, high: 5}\n")
    assert "low <= base <= high" in said


def test_what_is_given_is_read(tmp_path: Path) -> None:
    told = "platform: [it]\noutside: {source: {zh: 报价}, refresh_hours: {low: 1, base: 2, high: 3}}\n"
    (tmp_path / "engagement.yaml").write_text(HEAD + told, "utf-8")
    engagement = load_engagement(tmp_path)
    assert engagement.platform == ("it",) and engagement.outside.source is not None
    assert engagement.outside.source.text.en == "报价" and engagement.outside.storage_per_tb_year is None
