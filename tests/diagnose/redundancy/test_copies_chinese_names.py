"""Real tables with Chinese comments, the English names of one side hidden."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from assess.diagnose.redundancy.names import canonical, column_tokens
from benchmarks.redundancy.chinese_names import SPELLINGS, measure


@pytest.mark.parametrize("spelling", list(SPELLINGS))
def test_columns_are_matched_when_one_side_hides_its_english_names(shared_data: Path, spelling: str) -> None:
    score = measure(shared_data / "catalog_ddl.jsonl.gz", spelling, commented=True)
    print(f"{spelling}: precision {score.precision:.3f}, recall {score.recall:.3f}, F1 {score.f1:.3f}")
    assert score.f1 >= 0.90
    assert score.precision >= 0.98


def test_short_initials_are_believed_only_in_the_company_of_long_ones() -> None:
    said = [("a", "x1", "缴存基数"), ("a", "x2", "浮动比重"), ("a", "x3", "泡沫")]
    alone, company = [("b", "pm", "")], [("b", "jcjs", ""), ("b", "fdbz", "")]
    frame = [
        pd.DataFrame(rows, columns=["table_id", "name", "comment"]) for rows in (said + alone, said + alone + company)
    ]
    without, along = (column_tokens(f)["by_name"].iloc[3] for f in frame)
    assert along == canonical("泡沫")
    assert without != along
