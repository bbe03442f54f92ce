"""What a catalogue's own names tell of its abbreviations."""

from __future__ import annotations

import pandas as pd
import pytest

from assess.diagnose.redundancy.names import column_tokens


def tokens(*tables: str) -> dict[str, str]:
    """The token of each column's name, of tables written as names with blanks between."""
    rows = [(f"t{n}", name, "") for n, table in enumerate(tables) for name in table.split()]
    columns = pd.DataFrame(rows, columns=["table_id", "name", "comment"])
    return dict(zip(columns["name"], column_tokens(columns)["by_name"].astype(str), strict=True))


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("ovrhd", "overhead"), ("tkn", "token"), ("mana_post", "manager_post"), ("nlpSyst", "nlp_system"),
        ("coh_initiation_dt", "cohort_initiation_date"), ("cost_cntr", "cost_center"),
    ],
)  # fmt: skip
def test_a_short_name_is_the_long_one_of_another_table(short: str, long: str) -> None:
    found = tokens(short, long)
    assert found[short] == found[long]


def test_a_known_abbreviation_means_what_the_catalogue_means_by_it() -> None:
    found = tokens("observation_prd_start", "observation_period_start", "prod_name")
    assert found["observation_prd_start"] == found["observation_period_start"]
    assert tokens("prd_name", "product_name", "period_name")["prd_name"] == "name product"


@pytest.mark.parametrize(
    ("tables", "short", "long"),
    [
        (("port", "portal"), "port", "portal"),
        (("form_id format_id", "name"), "form_id", "format_id"),
        (("mana_post", "manager_post", "manakin_post"), "mana_post", "manager_post"),
    ],
    ids=["a cut word alone", "both in one table", "two that it may be"],
)
def test_what_may_be_another_word_stays_itself(tables: tuple[str, ...], short: str, long: str) -> None:
    found = tokens(*tables)
    assert found[short] != found[long]
