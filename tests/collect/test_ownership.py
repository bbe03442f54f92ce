"""Departments by the rules of engagement.yaml."""

from __future__ import annotations

from pathlib import Path

import pytest

from assess.collect.ownership import Ownership, coverage_of_rules, owned
from assess.model.engagement import Owned
from assess.model.errors import BadInput
from assess.model.evidence import Evidence
from assess.store.engagement_file import load_engagement


def rules(*given: dict[str, str]) -> Ownership:
    return Ownership([Owned.model_validate(rule) for rule in given])


@pytest.mark.parametrize(
    ("pattern", "file", "fits"),
    [
        ("sql/crm/**", "sql/crm/a.sql", True),
        ("sql/crm/**", "sql/crm/deep/er/a.sql", True),
        ("sql/crm/**", "sql/crm2/a.sql", False),
        ("sql/*.sql", "sql/a.sql", True),
        ("sql/*.sql", "sql/crm/a.sql", False),
        ("**/crm/*.sql", "crm/a.sql", True),
        ("**/crm/*.sql", "x/y/crm/a.sql", True),
        ("SQL/a?.sql", "sql/a1.sql", True),
        ("sql/a(1).sql", "sql/a(1).sql", True),
    ],
)
def test_a_star_of_a_files_rule_stops_at_a_slash_and_two_do_not(pattern: str, file: str, fits: bool) -> None:
    assert rules({"files": pattern, "department": "crm"}).of_file(file) == ("crm" if fits else "")


def test_a_tables_rule_means_the_id_or_an_ending_of_it() -> None:
    found = rules({"tables": "dw.ads_crm_*", "department": "crm"})
    assert found.of_table("erp.dw.ads_crm_day") == "crm"
    assert found.of_table("DW.ADS_CRM_DAY") == "crm"
    assert found.of_table("erp.dw.ads_fin_day") == ""


def test_the_first_rule_that_fits_decides() -> None:
    found = rules(
        {"tables": "*ads_crm_vip*", "department": "vip"},
        {"tables": "*ads_crm_*", "department": "crm"},
        {"tables": "*ads_*", "department": "it"},
    )
    assert [found.of_table(f"dw.ads_{t}") for t in ("crm_vip_day", "crm_day", "day")] == ["vip", "crm", "it"]


def test_files_rules_count_for_statements_edges_and_metrics_and_tables_rules_for_tables() -> None:
    place = {"department": "it", "file": "sql/crm/a.sql"}
    evidence = Evidence.of(
        {
            "tables": [{"table_id": "dw.crm_a", "department": "it"}, {"table_id": "dw.b", "department": "it"}],
            "statements": [{**place, "statement_id": "sql/crm/a.sql:1"}],
            "edges": [{**place, "upstream": "a", "downstream": "b"}],
            "metrics": [{**place, "metric_id": "m"}, {"metric_id": "n", "department": "it", "file": "m.csv"}],
        }
    )
    book = rules({"files": "sql/crm/**", "department": "crm"}, {"tables": "dw.crm_*", "department": "crm"})
    found = owned(evidence, book)
    assert found.tables["department"].tolist() == ["crm", "it"]
    assert found.statements["department"].tolist() == ["crm"]
    assert found.edges["department"].tolist() == ["crm"]
    assert found.metrics["department"].tolist() == ["crm", "it"]
    assert coverage_of_rules(book).coverage.empty


def test_a_rule_that_fits_nothing_is_said() -> None:
    book = rules({"users": "etl_*", "department": "it"}, {"users": "bi_*", "department": "crm"})
    assert book.of_user("svc", "BI_ROLE") == "crm"
    row = coverage_of_rules(book).coverage.iloc[0]
    assert (row["input"], row["available"]) == ("ownership[0]", False)
    assert row["why_en"] == 'No user fits "etl_*", or an earlier rule decided.'
    assert "“etl_*”" in row["why_zh"]


def test_faults_of_rules_are_told_with_their_lines(tmp_path: Path) -> None:
    (tmp_path / "engagement.yaml").write_text(
        "client: {zh: 云岭}\ndepartments: [{id: crm, name: {zh: 甲}}]\nownership:\n"
        "  - {files: a/**, tables: b, department: crm}\n  - {department: crm}\n  - {file: x, department: crm}\n"
    )
    with pytest.raises(BadInput) as caught:
        load_engagement(tmp_path)
    said = str(caught.value)
    assert "engagement.yaml:4: ownership[0]: needs one of files, tables and users, found files and tables." in said
    assert "engagement.yaml:5: ownership[1]: needs one of files, tables and users, found none of them." in said
    assert 'unknown field "ownership[2].file". Did you mean "files"?' in said
    (tmp_path / "engagement.yaml").write_text(
        "client: {zh: 云岭}\ndepartments: [{id: crm, name: {zh: 甲}}]\nownership:\n  - {files: a/**, department: cmr}\n"
    )
    with pytest.raises(BadInput, match=r'engagement.yaml:4: ownership\[0\].department "cmr" is not a department. Did'):
        load_engagement(tmp_path)
