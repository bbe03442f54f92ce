"""What a column is called, in two languages and six spellings."""

from __future__ import annotations

import pandas as pd
import pytest

from assess.diagnose.redundancy.names import canonical, canonical_comment, column_tokens, table_prefix


@pytest.mark.parametrize(
    "spelling", ["customer_id", "CustomerID", "cust_no", "CUST-NO", "customerid", "khbh", "kehubianhao", "客户编号"]
)
def test_one_thing_spelled_in_many_ways_is_one_token(spelling: str) -> None:
    assert canonical(spelling) == "customer id"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("gmt_create", "创建时间"), ("created_at", "cjsj"), ("order_amt", "订单金额"), ("mobile", "sjh"),
        ("qty", "数量"), ("store_name", "mdmc"), ("orders", "order"), ("modify_time", "update_time"),
    ],
)  # fmt: skip
def test_abbreviations_pinyin_and_chinese_meet(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("member_id", "customer_id"), ("customer_code", "customer_id"), ("order_date", "order_month"),
        ("condition_start_date", "drug_start_date"), ("addr1", "addr2"), ("paid_amount", "refund_amount"),
    ],
)  # fmt: skip
def test_different_things_stay_apart(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


def test_english_words_are_not_read_as_pinyin_initials() -> None:
    assert canonical("description") == "description"
    assert canonical("shade") == "shade"


def test_a_comment_says_what_its_leading_phrase_says() -> None:
    assert canonical_comment("状态：0 正常 1 停用") == canonical("status")
    assert canonical_comment("客户编号（主键）") == canonical("customer_id")
    assert canonical_comment("") == ""
    assert canonical_comment("本字段由上游系统在夜间批处理时写入并由人工复核后生效") == ""


def test_a_technical_prefix_of_a_whole_table_is_dropped_and_a_word_is_not() -> None:
    assert table_prefix(["f_id", "f_name", "f_amount", "f_status"]) == "f_"
    assert table_prefix(["id_a", "id_b", "id_c", "id_d"]) == ""
    assert table_prefix(["f_id", "name", "amount", "status"]) == ""


def test_columns_speak_by_comment_where_their_name_says_nothing() -> None:
    columns = pd.DataFrame({"table_id": ["t"] * 2, "name": ["c001", "khbh"], "comment": ["门店名称", ""]})
    tokens = column_tokens(columns)
    assert tokens["by_comment"].tolist() == [canonical("store_name"), canonical("customer_id")]
