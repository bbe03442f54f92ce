"""The sample company has what a real one has, as often as promised."""

from __future__ import annotations

import csv
from itertools import combinations

import pandas as pd
import sqlglot
from openpyxl import load_workbook
from sqlglot.errors import ParseError

from assess.demo.departments import KEEPERS
from assess.store.engagement_file import load_engagement

TEMPLATES = ("template", "shard", "generic", "namesake", "grain")


def test_the_company_says_that_it_is_fictional(company):
    engagement = load_engagement(company.folder)
    assert engagement.fictional
    assert "虚构" in engagement.client.zh
    assert "fictional" in engagement.client.en


def test_every_source_of_the_engagement_is_there(company):
    engagement = load_engagement(company.folder)
    assert len(engagement.departments) == len(KEEPERS) >= 8
    assert {d.owner == "" for d in engagement.departments} == {True, False}
    kinds = pd.Series([source.kind for source in engagement.sources]).value_counts()
    assert set(kinds.index) == {"database", "catalog", "usage", "sql", "metrics"}
    assert {source.url.split(":")[0] for source in engagement.sources if source.url} == {"duckdb", "sqlite"}


def test_prices_are_ranges_and_the_gates_have_something_to_say(company):
    engagement = load_engagement(company.folder)
    prices = engagement.prices.model_dump()
    assert prices.pop("backups") is None  # the client counts them among its replicas
    assert all(price and price["low"] < price["high"] for price in prices.values())
    organisation = engagement.organisation
    assert organisation.staff > 200 and organisation.business_lines > 2
    assert organisation.number_one.name and not organisation.number_one.decision
    assert {duty.met for duty in organisation.duties} == {True, False, None}
    assert organisation.data_cost_growth > organisation.business_growth


def test_there_are_at_least_150_tables_with_hundreds_of_rows(company):
    assert len(company.tables) == company.truth["counts"]["tables"] >= 150
    sizes = pd.Series({table: len(frame) for table, frame in company.tables.items()})
    assert sizes.min() > 0
    assert sizes.median() >= 300


def test_every_table_named_in_the_truth_exists(company):
    truth = company.truth
    named = {table for group in truth["copies"] for table in group["members"]}
    named |= {table for version in truth["versions"] for table in (version["table"], version["of"])}
    named |= {
        table
        for key in ("look_alikes", "parallel_derivations", "not_parallel")
        for g in truth[key]
        for table in g["tables"]
    }
    named |= {*truth["hubs"], *truth["chain"], *truth["unused"], *truth["ice"], truth["single_point_of_failure"]}
    assert named <= set(company.tables)


def test_what_was_planted_is_as_much_as_promised(company):
    truth = company.truth
    assert len(truth["copies"]) >= 7
    assert len(truth["copies"][0]["departments"]) == 8
    assert {version["kind"] for version in truth["versions"]} == {"backup", "version", "snapshot"}
    assert {group["kind"] for group in truth["look_alikes"]} == {*TEMPLATES, "layer", "source"}
    assert len(truth["conflicts"]) >= 8
    assert min(len(truth[key]) for key in ("synonyms", "same_definitions", "different_metrics")) >= 4
    assert len(truth["parallel_derivations"]) >= 6
    assert len(truth["chain"]) >= 6
    assert len(truth["unused"]) >= 20 and len(truth["ice"]) >= 5
    assert {item["item"] for item in truth["contradictions"]} == {"q5_4", "q5_5", "q8_2"}


def test_parallel_derivations_and_copies_cross_departments(company):
    for group in (*company.truth["copies"], *company.truth["parallel_derivations"]):
        assert len(group["departments"]) >= 2, group["id"]


def test_every_script_but_the_broken_one_parses(company):
    dialects = {keeper.id: keeper.engine for keeper in KEEPERS}
    broken = []
    files = sorted((company.folder / "sql").glob("*/*.sql"))
    for file in files:
        try:
            assert sqlglot.parse(file.read_text("utf-8"), dialect=dialects[file.parent.name])
        except ParseError:
            broken.append(file.relative_to(company.folder).as_posix())
    assert len(files) >= 60
    assert broken == [company.truth["broken_script"]]


def test_metric_lists_come_in_three_formats_and_both_languages(company):
    with (company.folder / "metrics/finance.csv").open(encoding="utf-8-sig") as file:
        assert "指标名称" in next(csv.reader(file))
    with (company.folder / "metrics/supply_chain.csv").open(encoding="utf-8") as file:
        assert "name" in next(csv.reader(file))
    assert load_workbook(company.folder / "metrics/ecommerce.xlsx").active.max_row > 10
    assert (company.folder / "metrics/membership.yaml").read_text("utf-8").startswith("metrics:")
    assert company.truth["counts"]["metrics"] >= 40


def test_formulas_parse(company):
    from assess.demo.metric_lists import metric_rows

    for row in metric_rows():
        assert sqlglot.parse_one(
            f"SELECT {row['expression']} FROM {row['base']} WHERE {row['filter'] or 'TRUE'}", dialect="duckdb"
        )


def test_metrics_read_columns_that_their_tables_have(company):
    from assess.demo.metric_lists import metric_rows

    for row in metric_rows():
        bases = [t.sql() for t in sqlglot.parse_one(f"SELECT 1 FROM {row['base']}").find_all(sqlglot.exp.Table)]
        columns = {name for base in bases for name in company.tables[base.split(" ")[0]].columns}
        said = sqlglot.parse_one(f"SELECT {row['expression']} WHERE {row['filter'] or 'TRUE'}", dialect="duckdb")
        used = {c.name for c in said.find_all(sqlglot.exp.Column)} | ({row["time_column"]} - {""})
        assert used <= columns, row


def test_finance_exports_its_catalog_in_gbk_with_chinese_headers(company):
    raw = (company.folder / "catalogs/finance.csv").read_bytes()
    assert raw.decode("gbk").splitlines()[0].startswith("部门,数据源")


def test_the_exports_name_every_column_of_every_table(company):
    columns = {(table, column) for table, frame in company.tables.items() for column in frame.columns}
    found = set()
    for keeper in KEEPERS:
        encoding = "gbk" if keeper.id == "finance" else "utf-8"
        frame = pd.read_csv(
            company.folder / f"catalogs/{keeper.id}.csv", encoding=encoding, dtype=str, keep_default_na=False
        )
        for row in frame.itertuples(index=False):
            found.add((".".join(part for part in row[1:4] if part), row[4]))
    assert found == columns


def test_respondents_of_three_levels_answer_in_two_forms(company):
    online = pd.read_csv(company.folder / "answers/online.csv", dtype=str)
    rows = list(load_workbook(company.folder / "answers/paper.xlsx").active.values)
    assert online["respondent"].nunique() + len(rows) - 1 == company.truth["counts"]["respondents"] >= 60
    assert set(online["level"]) == {"executive", "middle", "frontline"}
    assert {"dont_know", "not_applicable"} < set(online["state"])
    assert online["comment"].notna().sum() >= 8


def test_the_top_sees_the_company_higher_than_the_front_line(company):
    online = pd.read_csv(company.folder / "answers/online.csv")
    means = online.groupby(["item", "level"])["value"].mean().unstack()
    for item in company.truth["perception_gaps"]:
        assert means.loc[item, "executive"] - means.loc[item, "frontline"] >= 0.9, item
    assert means.loc["q5_4"].mean() >= 3.8
    assert means.loc["q8_2"].mean() >= 3.8


def test_it_fits_on_a_small_disk_and_is_built_quickly(company):
    size = sum(file.stat().st_size for file in company.folder.rglob("*") if file.is_file())
    assert size < 60e6
    assert company.seconds < 15


def test_no_two_departments_share_a_table_name_by_accident(company):
    names = pd.Series({table: table.rsplit(".", 1)[1] for table in company.tables})
    twice = {name: sorted(tables) for name, tables in names.groupby(names).groups.items() if len(tables) > 1}
    assert set(twice) == {"orders", "op_log"}
    assert all(
        len({t.split(".")[0] for t in pair}) == 2 for tables in twice.values() for pair in combinations(tables, 2)
    )
