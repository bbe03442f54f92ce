"""Evidence has the documented columns and dtypes, whatever it is made from."""

from __future__ import annotations

import pandas as pd
import pytest

from assess.model.evidence import Evidence, frame
from assess.model.evidence_schema import SCHEMA


def test_a_missing_cell_is_unknown_and_missing_text_is_empty() -> None:
    table = frame("tables", [{"table_id": "a", "rows": None}]).iloc[0]
    assert table["rows"] is pd.NA and table["owner"] == "" and table["last_read"] is pd.NaT


def test_a_frame_of_right_types_is_kept_and_its_null_text_becomes_empty() -> None:
    tables = frame("tables", [{"table_id": "a", "owner": "王敏"}, {"table_id": "b"}])
    tables.loc[0, "owner"] = pd.NA
    assert frame("tables", tables)["owner"].tolist() == ["", ""]
    assert frame("tables", tables[tables["table_id"] == "b"]).index.tolist() == [0]


def test_an_empty_frame_is_not_shared() -> None:
    one = frame("inputs", [])
    one.loc[0] = ["x", "y", 1]
    assert len(frame("inputs", [])) == 0


def test_an_unknown_column_is_refused() -> None:
    with pytest.raises(ValueError, match="no column"):
        frame("inputs", [{"colour": "red"}])


def test_the_rows_of_both_are_kept_in_order_with_their_types() -> None:
    both = Evidence.of({"inputs": [{"input": "a"}]}).plus(Evidence.of({"inputs": [{"input": "b", "bytes": 1}]}))
    assert both.inputs["input"].tolist() == ["a", "b"]
    for name in SCHEMA:
        assert both[name].dtypes.equals(frame(name, []).dtypes)
